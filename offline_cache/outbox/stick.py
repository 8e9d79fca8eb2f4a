"""Open entries in one encrypted file, for a stick that carries them to another machine.

The file is a line naming the format, a line of scrypt parameters (RFC 7914), and records: four bytes of length, then
AES-256-GCM with the number of the record bound to it. An entry is one record, and one for each piece of its attachments
in their order. The last record tells how many there are, so that a file cut
short, put together from two or changed anywhere is noticed before anything of it is used.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import json
import os
import re
import secrets
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import BinaryIO

from kiosk.errors import StoreError, UsageError, VaultError
from kiosk.filing.attachment import Attachment, AttachmentFacts
from kiosk.filing.bundle import digest_of
from kiosk.filing.limits import PIECE, too_much
from kiosk.person.privacy import Private
from offline_cache.attachments.beside import facts_in
from offline_cache.vault.key_file import derive, sync_folder
from offline_cache.vault.sealing import Vault

_MAGIC = b"KIOSK-OUTBOX-1\n"
_COST = {"n": 1 << 15, "r": 8, "p": 1}
_LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"
_ID = re.compile(r"[0-9a-f]{32}")
_LONGEST_RECORD = 8_000_000


@dataclass(frozen=True, repr=False)
class Carried:
    """One entry on a stick: sealed bytes, their attachments and the state it was in. ``repr`` shows the id only."""

    bundle_id: str
    scenario: str
    state: str
    kept_at: str
    sealed: bytes
    attachments: tuple[Attachment, ...] = ()

    def __repr__(self) -> str:
        return f"Carried({self.bundle_id})"


def new_passphrase() -> str:
    """Six groups of five letters and digits without look-alikes: 150 bits, to be written on paper."""
    return "-".join("".join(secrets.choice(_LETTERS) for _ in range(5)) for _ in range(6))


def write_stick(path: Path, entries: Iterable[Carried], passphrase: str) -> int:
    """Write a new file, durable and at once complete; how many entries it holds.

    Raises UsageError when ``path`` exists and StoreError when it cannot be written; then nothing is left behind.
    """
    if path.exists():
        raise UsageError(f"{path} 已经存在，没有改动。", "请换一个文件名。")
    salt, draft = secrets.token_bytes(16), path.with_name(f".{path.name}.{secrets.token_hex(8)}")
    vault = Vault(derive(passphrase, salt, **_COST))
    try:
        handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
        with os.fdopen(handle, "wb") as file:
            file.write(_MAGIC + json.dumps({"kdf": "scrypt", **_COST, "salt": salt.hex()}).encode() + b"\n")
            count = written = 0
            for entry in entries:
                count += 1
                for document in _documents(entry):
                    written += 1
                    _write_record(file, vault, written, document)
            _write_record(file, vault, written + 1, {"end": written})
            file.flush()
            os.fsync(file.fileno())
        os.link(draft, path)
        sync_folder(path.parent)
    except OSError as error:
        raise StoreError(f"{path}: 写不进去（{error.strerror}）。", "请检查存储盘是否已满、是否写保护。") from error
    finally:
        draft.unlink(missing_ok=True)
    return count


def _documents(entry: Carried) -> Iterator[dict[str, object]]:
    yield {
        "id": entry.bundle_id, "scenario": entry.scenario, "state": entry.state, "kept_at": entry.kept_at,
        "digest": digest_of(entry.sealed), "sealed": base64.b64encode(entry.sealed).decode("ascii"),
    }  # fmt: skip
    for attachment in entry.attachments:
        content = attachment.content.reveal()
        for start in range(0, len(content), PIECE):
            yield {"piece": base64.b64encode(content[start : start + PIECE]).decode("ascii")}


def _write_record(file: BinaryIO, vault: Vault, number: int, document: dict[str, object]) -> None:
    sealed = vault.seal(json.dumps(document, ensure_ascii=False).encode(), "stick", "record", str(number))
    file.write(len(sealed).to_bytes(4, "big") + sealed)


def read_stick(path: Path, passphrase: str) -> Iterator[Carried]:
    """The entries of a file, one at a time.

    Raises UsageError when it is no such file or is damaged, at the latest after the last entry, and VaultError when
    the passphrase is wrong.
    """
    try:
        with path.open("rb") as file:
            vault = Vault(_key(path, file, passphrase))
            yield from _records(path, file, vault)
    except OSError as error:
        raise UsageError(f"{path}: 读不出（{error.strerror}）。", "请检查文件名和存储盘。") from error


def _key(path: Path, file: BinaryIO, passphrase: str) -> bytes:
    if file.readline(len(_MAGIC)) != _MAGIC:
        raise UsageError(f"{path}: 不是待发箱导出的文件。", "请选 kiosk outbox export 写出的文件。")
    try:
        found = json.loads(file.readline(1000))
        n, r, p = (int(found[name]) for name in ("n", "r", "p"))
        salt = bytes.fromhex(found["salt"])
    except (ValueError, KeyError, TypeError):
        raise _damaged(path) from None
    if (n, r, p) != tuple(_COST.values()):
        raise _damaged(path)
    return derive(passphrase, salt, n, r, p)


def _records(path: Path, file: BinaryIO, vault: Vault) -> Iterator[Carried]:
    documents = _read_records(path, file, vault)
    for document in documents:
        entry = _carried(path, document)
        attachments = (_attachment(path, facts, documents) for facts in facts_in(entry.sealed))
        yield replace(entry, attachments=tuple(attachments))


def _attachment(path: Path, facts: AttachmentFacts, documents: Iterator[dict[str, str]]) -> Attachment:
    content = bytearray()
    while len(content) < facts.size:
        try:
            content += base64.b64decode(next(documents, {})["piece"], validate=True)
        except (KeyError, TypeError, binascii.Error):
            raise _damaged(path) from None
    if hashlib.sha256(content).hexdigest() != facts.sha256:
        raise _damaged(path)
    return Attachment(facts, Private(bytes(content)))


def _read_records(path: Path, file: BinaryIO, vault: Vault) -> Iterator[dict[str, str]]:
    number = 0
    while True:
        number += 1
        length = int.from_bytes(file.read(4), "big")
        sealed = file.read(length) if 0 < length <= _LONGEST_RECORD else b""
        if not sealed or len(sealed) != length:
            raise _damaged(path)
        try:
            document = json.loads(vault.open(sealed, "stick", "record", str(number)))
        except VaultError:
            if number == 1:
                raise VaultError(f"{path}: 口令不对，或文件已损坏；什么都没有导入。", "请核对口令。") from None
            raise _damaged(path) from None
        if document.get("end") == number - 1:
            return
        yield document


def _carried(path: Path, document: dict[str, str]) -> Carried:
    try:
        sealed = base64.b64decode(document["sealed"], validate=True)
        entry = Carried(document["id"], document["scenario"], document["state"], document["kept_at"], sealed)
        right = digest_of(sealed) == document["digest"] and bool(_ID.fullmatch(entry.bundle_id))
        right = right and too_much(facts_in(sealed)) is None
    except (KeyError, TypeError, ValueError, StoreError):
        raise _damaged(path) from None
    if not right:
        raise _damaged(path)
    return entry


def _damaged(path: Path) -> UsageError:
    return UsageError(f"{path}: 文件不完整或已损坏，什么都没有导入。", "请重新导出一份。")
