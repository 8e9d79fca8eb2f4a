"""The folder a publisher's releases are in: ``<region>.json`` and ``files/<sha256>``, as ``kiosk catalog sign`` writes.

The hall only hands on. It has no key, checks no signature, and cannot change what a kiosk takes.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from pathlib import Path

from kiosk.catalog.release import FILE_LIMIT, MANIFEST_LIMIT, read_manifest, read_signed
from kiosk.errors import ReleaseRefused

_REGION = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,63}")
_HASH = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True)
class Found:
    """A document and its ETag (RFC 9110 §8.8.3), quotes included."""

    content: bytes
    etag: str


class ReleaseShelf:
    """Reads the folder afresh at every request, so that publishing is copying; '' is a hall without releases."""

    def __init__(self, folder: str) -> None:
        self._folder = Path(folder) if folder else None

    def manifest(self, region: str) -> Found | None:
        """The signed release of a region; None when there is none."""
        if self._folder is None or not _REGION.fullmatch(region):
            return None
        content = _read(self._folder / f"{region}.json", MANIFEST_LIMIT)
        return None if content is None else Found(content, f'"{hashlib.sha256(content).hexdigest()[:32]}"')

    def file(self, sha256: str) -> Found | None:
        """A file by the SHA-256 of its content (lower-case hex); None when it is not here."""
        if self._folder is None or not _HASH.fullmatch(sha256):
            return None
        content = _read(self._folder / "files" / sha256, FILE_LIMIT)
        return None if content is None else Found(content, f'"{sha256}"')

    def versions(self) -> dict[str, str]:
        """Region → pack version of every release in the folder that can be read."""
        found: dict[str, str] = {}
        for path in sorted(self._folder.glob("*.json")) if self._folder is not None else ():
            released = self.manifest(path.stem)
            try:
                if released is not None:
                    manifest = read_manifest(read_signed(released.content).manifest)
                    found[manifest.region] = manifest.version
            except ReleaseRefused:
                continue
        return found


def matches(if_none_match: str | None, etag: str) -> bool:
    """Whether a client's ``If-None-Match`` (RFC 9110 §13.1.2) names this content; weak marks compare the same."""
    if if_none_match is None:
        return False
    named = [mark.strip().removeprefix("W/") for mark in if_none_match.split(",")]
    return "*" in named or etag in named


def _read(path: Path, limit: int) -> bytes | None:
    try:
        with path.open("rb") as file:
            content = file.read(limit + 1)
    except OSError:
        return None
    return content if len(content) <= limit else None
