"""A release of the catalogue: a signed list of a region's files, the same bytes on both sides of the wire.

A signed release is one JSON document::

    {"format": "kiosk-release-1", "key": "<publisher: 32 hex digits>", "manifest": "<the manifest's own bytes>",
     "signature": "<base64 of an Ed25519 signature (RFC 8032), 64 bytes>"}

What is signed is ``kiosk-release-1``, LF, and the manifest's bytes: UTF-8 JSON, sorted keys, no spaces. A manifest
written in any other way is not taken, so that no two texts mean the same release. Contents are fetched by their hash.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import json
import re
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from kiosk.errors import ReleaseRefused

FORMAT = "kiosk-release-1"
MANIFEST_LIMIT, FILE_LIMIT, TOTAL_LIMIT, MOST_FILES = 300_000, 1_000_000, 8_000_000, 500
"""Bytes of a signed release, of one file, of all files together; and how many files there may be."""
HOLIDAYS = "holidays.toml"

_NUMBER = range(1, 10**12)
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,63}")
_FILE = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,63}\.toml")
_VERSION = re.compile(r"[0-9a-f]{12}")
_HASH = re.compile(r"[0-9a-f]{64}")
_DAY = re.compile(r"\d{4}(-\d{2}){0,2}")
_KEYS = frozenset({"as_of", "created", "files", "number", "previous", "region", "version", "withdraws"})


@dataclass(frozen=True)
class ReleasedFile:
    """One file: its place under the packs (``national-2026/items.toml``), SHA-256 in hex, and size in bytes."""

    path: str
    sha256: str
    size: int


@dataclass(frozen=True)
class Manifest:
    """What a publisher signs. ``number`` only ever rises; ``version`` is the pack's (12 hex digits of its bytes).

    ``created`` is an ISO moment with its offset, ``previous`` the version before or empty. ``withdraws`` says why
    kiosks are to go back to older data; without it data older than the newest seen is refused.
    """

    region: str
    number: int
    version: str
    as_of: str
    created: str
    files: tuple[ReleasedFile, ...]
    previous: str = ""
    withdraws: str = ""

    @property
    def name(self) -> str:
        """What the release is called on disk and to technicians: number and version."""
        return f"{self.number}-{self.version}"

    @property
    def size(self) -> int:
        """Bytes of all files together."""
        return sum(file.size for file in self.files)

    @property
    def packs(self) -> tuple[str, ...]:
        """The packs inside: the region's, and those it lies over."""
        return tuple(dict.fromkeys(file.path.split("/")[0] for file in self.files if "/" in file.path))

    def to_bytes(self) -> bytes:
        """The one way to write it."""
        return json.dumps(asdict(self), ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


@dataclass(frozen=True)
class SignedRelease:
    """A release as it travels; nothing in it is to be believed before the signature is checked."""

    manifest: bytes
    key: str
    signature: bytes

    def to_bytes(self) -> bytes:
        """The JSON document."""
        document = {
            "format": FORMAT, "key": self.key, "manifest": self.manifest.decode(),
            "signature": base64.b64encode(self.signature).decode(),
        }
        return json.dumps(document, ensure_ascii=False, sort_keys=True).encode()


def publisher_id(public_key: bytes) -> str:
    """The name of a publisher: 32 hex digits that follow from the raw public key (32 bytes)."""
    return hashlib.sha256(public_key).hexdigest()[:32]


def signed_bytes(manifest: bytes) -> bytes:
    """What the signature is made over."""
    return FORMAT.encode() + b"\n" + manifest


def read_signed(document: bytes) -> SignedRelease:
    """Take a signed release apart. Raises ReleaseRefused ``format`` for anything else."""
    found = _json(document)
    try:
        if set(found) != {"format", "key", "manifest", "signature"} or found["format"] != FORMAT:
            raise ValueError
        signature = base64.b64decode(found["signature"], validate=True)
        return SignedRelease(found["manifest"].encode(), str(found["key"]), signature)
    except (ValueError, TypeError, AttributeError, binascii.Error):
        raise _refused("不是发布单") from None


def read_manifest(text: bytes) -> Manifest:
    """Read a manifest, every value and every path checked. Raises ReleaseRefused ``format`` or ``path``."""
    found = _json(text)
    if set(found) != _KEYS or not isinstance(found["files"], list):
        raise _refused("发布单的项目不对")
    files = tuple(_file(entry) for entry in found["files"])
    number, words = found["number"], [found[key] for key in sorted(_KEYS - {"files", "number"})]
    if not isinstance(number, int) or isinstance(number, bool) or not all(isinstance(word, str) for word in words):
        raise _refused("发布单里的值不对")
    if not all(_is_text(word) for word in words):
        raise _refused("发布单里的值不对")
    manifest = Manifest(**{**found, "files": files})
    _check_words(manifest)
    _check_paths(manifest)
    if manifest.to_bytes() != text:
        raise _refused("发布单不是规定的写法")
    return manifest


def newer_than(one: str, other: str) -> bool:
    """Whether data as of ``one`` is newer than as of ``other`` (``2026``, ``2026-11`` or ``2026-11-21``)."""
    length = min(len(one), len(other))
    return one[:length] > other[:length]


def _json(text: bytes) -> dict[str, Any]:
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        found = None
    if not isinstance(found, dict):
        raise _refused("不是 JSON 文档")
    return found


def _is_text(word: str) -> bool:
    """Half a character, which JSON can spell, cannot be written; control characters do not belong on a screen."""
    return not any("\ud800" <= sign <= "\udfff" or sign < " " or "\x7f" <= sign <= "\x9f" for sign in word)


def _file(entry: object) -> ReleasedFile:
    if not isinstance(entry, dict) or set(entry) != {"path", "sha256", "size"}:
        raise _refused("发布单的文件表不对")
    path, digest, size = entry["path"], entry["sha256"], entry["size"]
    if not isinstance(path, str) or not _is_text(path) or not isinstance(digest, str) or not _HASH.fullmatch(digest):
        raise _refused("发布单的文件表不对")
    if not isinstance(size, int) or isinstance(size, bool) or not 0 <= size <= FILE_LIMIT:
        raise ReleaseRefused("size", f"文件 {path[:80]!r} 的大小不对。", "请发布者检查数据包后重新发布。")
    return ReleasedFile(path, digest, size)


def _check_words(manifest: Manifest) -> None:
    try:
        created = datetime.fromisoformat(manifest.created)
    except ValueError:
        created = None
    if not (
        manifest.number in _NUMBER and _NAME.fullmatch(manifest.region) and _VERSION.fullmatch(manifest.version)
        and _DAY.fullmatch(manifest.as_of) and created is not None and created.tzinfo is not None
        and (not manifest.previous or _VERSION.fullmatch(manifest.previous)) and len(manifest.withdraws) <= 200
    ):
        raise _refused("发布单里的编号、版本或日期不对")


def _check_paths(manifest: Manifest) -> None:
    paths = [file.path for file in manifest.files]
    bad = next((path for path in paths if not _is_plain(path)), None)
    if bad is not None:
        raise ReleaseRefused("path", f"文件名 {bad[:80]!r} 不能用。", "请发布者检查数据包后重新发布。")
    folded = [path.casefold() for path in paths]
    if len(set(folded)) != len(folded) or paths != sorted(paths) or _both_file_and_folder(folded):
        raise ReleaseRefused("path", "有两个文件同名，或没有排好次序。", "请发布者检查数据包后重新发布。")
    if f"{manifest.region}/region.toml" not in paths:
        raise _refused("发布单里没有这个地区的数据包")
    if len(paths) > MOST_FILES or manifest.size > TOTAL_LIMIT:
        raise ReleaseRefused("size", "发布的文件太多或太大。", "请发布者检查数据包后重新发布。")


def _is_plain(path: str) -> bool:
    """``<pack>/<file>.toml``, ``<pack>/scenarios/<file>.toml`` or the holidays; nothing that leads elsewhere."""
    if path == HOLIDAYS:
        return True
    *folders, name = path.split("/")
    known = len(folders) == 1 or (len(folders) == 2 and folders[1] == "scenarios")
    return known and all(_NAME.fullmatch(folder) for folder in folders) and bool(_FILE.fullmatch(name))


def _both_file_and_folder(paths: Iterable[str]) -> bool:
    folders = {path.rsplit("/", 1)[0] for path in paths if "/" in path}
    return bool(folders & set(paths))


def _refused(said: str) -> ReleaseRefused:
    return ReleaseRefused("format", f"{said}。", "请检查大厅服务器和中间的网络；仍不行的，请发布者重新发布。")
