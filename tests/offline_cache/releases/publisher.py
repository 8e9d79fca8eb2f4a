"""A publisher with a key, a small pack that can be changed, and what a kiosk would fetch of it."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path

from backend.releases.shelf import ReleaseShelf, matches
from kiosk.catalog.release import Manifest
from kiosk.cli.catalogue.releases.publishing import publish
from offline_cache.hall_client import HallFile
from offline_cache.releases import Kept, Shelf
from offline_cache.releases.asking import Rules, Updates
from offline_cache.releases.signing import make_key, read_key, sign

SMALL = Path(__file__).resolve().parents[2] / "config" / "small"
REGION = "small"


class Noon:
    """Stands still until a test moves it."""

    def __init__(self) -> None:
        self.seconds = 0.0

    def now(self) -> datetime:
        return datetime(2026, 11, 22, 12, 0)

    def monotonic(self) -> float:
        return self.seconds


@dataclass
class Publisher:
    """Works in ``folder``; ``out`` is what the hall serves. ``asked`` counts what was fetched, by path."""

    folder: Path
    asked: list[str] = field(default_factory=list)
    number: int = 2026110100

    def __post_init__(self) -> None:
        self.out = self.folder / "out"
        self.pack = Path(shutil.copytree(SMALL, self.folder / REGION))
        self.public = make_key(self.folder / "publisher.key")
        self.key = read_key(self.folder / "publisher.key")

    def edit(self, name: str, old: str, new: str) -> None:
        path = self.pack / f"{name}.toml"
        text = path.read_text(encoding="utf-8")
        assert old in text
        path.write_text(text.replace(old, new), encoding="utf-8")

    def publish(self, withdraws: str = "") -> Manifest:
        self.number += 1
        return publish(self.pack, self.key, self.out, self.number, withdraws)

    def publish_changed(self) -> Manifest:
        """A release in which the first question is put differently."""
        self.edit("questions", "多大？", "多大？啊")
        return self.publish()

    def sign(self, manifest: Manifest, **changes: object) -> None:
        """Serve a manifest changed by hand, signed rightly."""
        changed = replace(manifest, **changes)  # type: ignore[arg-type]
        (self.out / f"{REGION}.json").write_bytes(sign(changed, self.key))

    def fetch(self, path: str, headers: Mapping[str, str], limit: int) -> HallFile:
        """What ``HttpHall.fetch`` gives, without a network."""
        self.asked.append(path)
        shelf = ReleaseShelf(str(self.out))
        name = path.rsplit("/", 1)[1]
        found = shelf.manifest(path.split("/")[3]) if name == "manifest" else shelf.file(name)
        if found is None:
            return HallFile(404, b"{}", "")
        if matches(headers.get("If-None-Match"), found.etag):
            return HallFile(304, b"", found.etag)
        return HallFile(200, found.content, found.etag)

    def updates(self, shelf: Shelf, shipped: Path | None = None) -> Updates:
        rules = Rules(REGION, (self.public,))
        return Updates(shelf, self.fetch, rules, Noon(), shipped or self.folder / "nothing")


def good(kept: Kept) -> None:
    """A proof that finds nothing but what was signed."""
    assert kept.spoilt() == ()
