"""All attachments of one bundle in one file, sealed piece by piece under a key of their own.

Each piece of 1 MiB is AES-256-GCM (NIST SP 800-38D) in the STREAM construction (Hoang, Reyhanitabar, Rogaway and
Vizár, 2015): the nonce is which attachment (4 bytes), which piece (7 bytes) and whether it is the last (1 byte), so
that pieces cannot be swapped, dropped, repeated or cut off unnoticed. The key is random for every file written, which
keeps these nonces unique. Bundle id and digest of the attachment are bound to each piece. The pieces lie one after
the other; where each begins follows from the sizes the bundle names.
"""

from __future__ import annotations

import os
import secrets
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from kiosk.errors import AttachmentDamaged, StoreError
from kiosk.filing.attachment import AttachmentFacts
from kiosk.filing.limits import PIECE
from offline_cache.vault.key_file import sync_folder
from offline_cache.vault.sealing import KEY_BYTES

_TAG = 16
_SEALED, _DRAFT = ".sealed", ".part"


@dataclass(frozen=True)
class _Place:
    """Which attachment of the bundle, and where its first piece lies in the file."""

    number: int
    start: int
    facts: AttachmentFacts


def sealed_size(size: int) -> int:
    """Bytes an attachment of ``size`` bytes takes in the file."""
    return size + _TAG * _pieces(size)


def _pieces(size: int) -> int:
    return -(-size // PIECE)


def _places(attachments: Sequence[AttachmentFacts]) -> tuple[_Place, ...]:
    places, start = [], 0
    for number, facts in enumerate(attachments):
        places.append(_Place(number, start, facts))
        start += sealed_size(facts.size)
    return tuple(places)


class _Pieces:
    """Seals and opens the pieces of one bundle."""

    def __init__(self, key: bytes, bundle_id: str) -> None:
        from cryptography.hazmat.primitives.ciphers.aead import AESGCM

        self._cipher, self._bundle_id = AESGCM(key), bundle_id

    def seal(self, place: _Place, index: int, plain: memoryview) -> bytes:
        return self._cipher.encrypt(_nonce(place, index), plain, self._bound(place))

    def open(self, place: _Place, index: int, sealed: bytes) -> bytes:
        from cryptography.exceptions import InvalidTag

        try:
            return self._cipher.decrypt(_nonce(place, index), sealed, self._bound(place))
        except InvalidTag:
            raise _damaged(place) from None

    def _bound(self, place: _Place) -> bytes:
        return f"attachment|{self._bundle_id}|{place.facts.sha256}|{place.facts.size}".encode()


def _nonce(place: _Place, index: int) -> bytes:
    last = index == _pieces(place.facts.size) - 1
    return place.number.to_bytes(4, "big") + index.to_bytes(7, "big") + bytes([last])


def _damaged(place: _Place) -> AttachmentDamaged:
    return AttachmentDamaged(f"第 {place.number + 1} 份附件已损坏，没有送出。", "请联系当事人重新提供这份材料。")


class SealedFile:
    """The attachments of one kept bundle, read back in pieces; only one piece is in memory at a time."""

    def __init__(self, path: Path, key: bytes, bundle_id: str, attachments: Sequence[AttachmentFacts]) -> None:
        self._path, self._pieces = path, _Pieces(key, bundle_id)
        self._by_digest = {place.facts.sha256: place for place in reversed(_places(attachments))}
        self.attachments = tuple(attachments)

    def facts(self, sha256: str) -> AttachmentFacts | None:
        """The attachment of that digest; None when the bundle names none."""
        place = self._by_digest.get(sha256)
        return place.facts if place else None

    def check(self) -> None:
        """Raises AttachmentDamaged when the file is missing, unreadable or has not the size it must have."""
        wanted = sum(sealed_size(facts.size) for facts in self.attachments)
        try:
            found = self._path.stat().st_size
        except FileNotFoundError:
            raise AttachmentDamaged("附件不在了，没有送出。", "请联系当事人重新提供材料。") from None
        except OSError as error:
            raise _unreadable(error) from error
        if found != wanted:
            raise AttachmentDamaged("附件不完整，没有送出。", "请联系当事人重新提供材料。")

    def read(self, sha256: str, start: int) -> bytes:
        """Bytes of an attachment from byte ``start`` to the end of the piece it lies in; empty at the end.

        Raises AttachmentDamaged when they are not what was kept or the disk does not give them.
        """
        place = self._by_digest[sha256]
        if start >= place.facts.size:
            return b""
        index = start // PIECE
        plain = min(PIECE, place.facts.size - index * PIECE)
        try:
            with self._path.open("rb", buffering=0) as file:
                sealed = os.pread(file.fileno(), plain + _TAG, place.start + index * (PIECE + _TAG))
        except FileNotFoundError:
            raise AttachmentDamaged("附件不在了，没有送出。", "请联系当事人重新提供材料。") from None
        except OSError as error:
            raise _unreadable(error) from error
        return self._pieces.open(place, index, sealed)[start % PIECE :]

    def pieces(self, sha256: str) -> Iterator[bytes]:
        """A whole attachment, piece by piece."""
        start = 0
        while piece := self.read(sha256, start):
            yield piece
            start += len(piece)

    def __repr__(self) -> str:
        return f"SealedFile({self._path.name})"


def _unreadable(error: OSError) -> AttachmentDamaged:
    return AttachmentDamaged(f"附件读不出（{error.strerror}），没有送出。", "请检查磁盘，修好后重发。")


class Shelf:
    """The folder of sealed files. A file has its final name only when it is whole and on the disk."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._lasting = False

    def keep(self, bundle_id: str, attachments: Sequence[AttachmentFacts], contents: Iterable[bytes]) -> bytes:
        """Seal and write them durably; the key that opens them, which is in no file. Raises StoreError, nothing stays.

        ``contents`` come in the order of ``attachments`` and are what those say, or StoreError.
        """
        key = secrets.token_bytes(KEY_BYTES)
        pieces = _Pieces(key, bundle_id)
        path = self.path(bundle_id)
        draft = path.with_suffix(_DRAFT)
        try:
            self._make_folder()
            handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_CLOEXEC, 0o600)
            with os.fdopen(handle, "wb", buffering=0) as file:
                for place, content in zip(_places(attachments), contents, strict=True):
                    _write(file.write, pieces, place, content)
                os.fsync(file.fileno())
            draft.replace(path)
            sync_folder(self.folder)
        except OSError as error:
            with suppress(OSError):  # swept at the next start
                draft.unlink(missing_ok=True)
                path.unlink(missing_ok=True)
            raise StoreError(
                f"{self.folder}: 附件写不进去（{error.strerror}），没有保存。",
                "请清理磁盘空间后重试；不要删除数据文件。",
            ) from error
        return key

    def _make_folder(self) -> None:
        """Its own name must be as durable as what is in it: once a program, as the last may have been cut off."""
        if self._lasting and self.folder.is_dir():
            return
        self.folder.mkdir(mode=0o700, exist_ok=True)
        sync_folder(self.folder.parent)
        self._lasting = True

    def opened(self, bundle_id: str, key: bytes, attachments: Sequence[AttachmentFacts]) -> SealedFile:
        """What :meth:`keep` wrote; nothing is read yet."""
        return SealedFile(self.path(bundle_id), key, bundle_id, attachments)

    def drop(self, bundle_id: str) -> None:
        """Remove the file of a bundle, if it has one. Its key is gone already, so that one left behind is noise."""
        with suppress(OSError):  # swept at the next start
            self.path(bundle_id).unlink(missing_ok=True)

    def sweep(self, known: Callable[[], frozenset[str]]) -> int:
        """Remove what no bundle owns: drafts, and files whose bundle was never kept or is gone; how many went."""
        try:
            found = list(self.folder.iterdir())
        except FileNotFoundError:
            return 0
        except OSError as error:
            said = f"{self.folder}: 附件目录读不出（{error.strerror}）。"
            raise StoreError(said, "请检查目录权限和磁盘。") from error
        kept = {self.path(bundle_id) for bundle_id in (known() if found else ())}
        gone = [path for path in found if path not in kept and path.suffix in (_SEALED, _DRAFT)]
        for path in gone:
            with suppress(OSError):  # a disk that turned read-only; tried again at the next start
                path.unlink(missing_ok=True)
        return len(gone)

    def path(self, bundle_id: str) -> Path:
        """Where the file of a bundle is."""
        return self.folder / f"{bundle_id}{_SEALED}"


def _write(write: Callable[[bytes], int | None], pieces: _Pieces, place: _Place, content: bytes) -> None:
    view = memoryview(content)
    for index in range(_pieces(place.facts.size)):
        sealed = memoryview(pieces.seal(place, index, view[index * PIECE : (index + 1) * PIECE]))
        while sealed:  # a disk that fills up takes a part first and refuses the rest
            sealed = sealed[write(sealed) or 0 :]  # type: ignore[arg-type]
