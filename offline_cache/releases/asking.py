"""Asks the hall for a newer release and brings it here, file by file, only what is not here yet."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Literal, Protocol

from kiosk.catalog.release import FILE_LIMIT, MANIFEST_LIMIT, Manifest, ReleasedFile
from kiosk.errors import ReleaseRefused, StoreError
from kiosk.needs import Clock, HallUnreachable
from offline_cache.releases.shelf import Kept, Shelf, digest_of, wrong_content
from offline_cache.releases.signing import open_release
from offline_cache.releases.state import write_durably


class Fetched(Protocol):
    """An answer of the hall: ``status``, ``body`` and ``etag`` (empty when there is none)."""

    @property
    def status(self) -> int:
        """200, 304 or 404."""
        ...

    @property
    def body(self) -> bytes:
        """The content."""
        ...

    @property
    def etag(self) -> str:
        """The hall's mark of this content."""
        ...


Fetch = Callable[[str, Mapping[str, str], int], Fetched]
"""Path, headers and the most bytes → the answer. Raises HallUnreachable for everything else."""


_ASKED = "asked.json"
_ETAG = re.compile(r'(W/)?"[!#-~]{1,100}"')
Outcome = Literal["unchanged", "same", "taken", "refused", "unreachable", "failed"]


@dataclass(frozen=True)
class Rules:
    """What a machine takes: its region's releases, signed with one of ``keys`` (base64), within so many seconds."""

    region: str
    keys: tuple[str, ...]
    seconds: float = 120.0


@dataclass(frozen=True)
class Offer:
    """A signed release that is news here, and what of it has to be fetched."""

    manifest: Manifest
    document: bytes
    etag: str
    missing: tuple[ReleasedFile, ...]


@dataclass(frozen=True)
class Asked:
    """What came of asking the hall: ``unchanged``, ``same`` data under a new number, or ``taken`` into use.

    ``wrong`` keeps why nothing came of it; ``at`` is the moment, ISO.
    """

    at: str
    outcome: Outcome
    name: str = ""
    etag: str = ""
    fetched: int = 0
    bytes: int = 0
    wrong: str = ""


class Updates:
    """Updates of one machine's catalogue. ``shipped`` are the packs that came with the program."""

    def __init__(
        self, shelf: Shelf, fetch: Fetch, rules: Rules, clock: Clock, shipped: Path,
        stopped: Callable[[], bool] = bool,
    ) -> None:
        self._shelf, self._fetch, self._rules, self._clock = shelf, fetch, rules, clock
        self._shipped, self._stopped = shipped, stopped
        self._offered = ("", "")

    def look(self) -> Offer | None:
        """What the hall has that is news here; None when there is nothing. Fetches the manifest only.

        Raises ReleaseRefused, HallUnreachable or StoreError.
        """
        sent = {"If-None-Match": etag} if (etag := self._known_etag()) else {}
        answer = self._fetch(f"/v1/catalog/{self._rules.region}/manifest", sent, MANIFEST_LIMIT)
        if answer.status == 304:
            if not sent:
                raise HallUnreachable("大厅服务器没有给出目录发布单（HTTP 304）", kind="garbage")
            self._shelf.check_refused(self._known().name)
            return None
        if answer.status == 404:
            raise HallUnreachable("大厅服务器没有这个地区的目录发布版", kind="rejected")
        manifest = open_release(answer.body, self._rules.keys)
        if manifest.region != self._rules.region:
            raise ReleaseRefused(
                "region", f"发布版是 {manifest.region} 的，本机是 {self._rules.region}。", "请核对大厅发布的地区。"
            )
        etag = answer.etag if _ETAG.fullmatch(answer.etag) else ""  # never one that matches anything
        self._offered = manifest.name, etag
        if not self._shelf.accept(manifest):
            return None
        held = self._held(manifest)
        return Offer(
            manifest, answer.body, etag, tuple(file for file in manifest.files if file.sha256 not in held)
        )

    def update(self, prove: Callable[[Kept], None]) -> Asked:
        """Ask, fetch, have ``prove`` look at the whole release, and use it from now on.

        ``prove`` raises ReleaseRefused for a release that is never to be tried again. Whatever is wrong is remembered
        for technicians and raised again: ReleaseRefused, HallUnreachable or StoreError; what is in use then stays.
        """
        with self._shelf.updating():
            self._shelf.mend()
            known = self._known()
            self._offered = known.name, known.etag
            try:
                done = self._update(prove)
            except (ReleaseRefused, StoreError) as error:
                outcome: Outcome = "refused" if isinstance(error, ReleaseRefused) else "failed"
                self._remember(Asked(self._now(), outcome, *self._offered, wrong=error.message))
                raise
            except HallUnreachable as error:
                self._remember(Asked(self._now(), "unreachable", *self._offered, wrong=error.reason))
                raise
            self._remember(done)
            return done

    def last(self) -> Asked | None:
        """What came of asking last; None when nothing is known."""
        return last_asked(self._shelf)

    def _update(self, prove: Callable[[Kept], None]) -> Asked:
        offer = self.look()
        if offer is None:
            return Asked(self._now(), "unchanged", *self._offered)
        manifest = offer.manifest
        if self._is_in_use(manifest):
            self._shelf.same_as_shipped(manifest)
            return Asked(self._now(), "same", manifest.name, offer.etag)
        self._bring(offer.missing)
        kept = self._shelf.put(offer.document, manifest, self._held(manifest))
        try:
            prove(kept)
        except ReleaseRefused as error:
            self._shelf.refuse(manifest.name, error.message)
            raise
        self._shelf.adopt(kept)
        size = sum(file.size for file in offer.missing)
        return Asked(self._now(), "taken", manifest.name, offer.etag, len(offer.missing), size)

    def _bring(self, missing: tuple[ReleasedFile, ...]) -> None:
        """Each content once, kept as soon as it is whole, so that a next attempt goes on from there."""
        end = self._clock.monotonic() + self._rules.seconds
        for file in {file.sha256: file for file in missing}.values():
            if self._stopped():
                raise StoreError("更新中止：终端正在停机。", "下次启动后会接着取。")
            if self._clock.monotonic() > end:
                raise HallUnreachable(f"目录 {self._rules.seconds:g} 秒内没有取完，下次接着取", kind="silent")
            answer = self._fetch(f"/v1/catalog/files/{file.sha256}", {}, min(file.size, FILE_LIMIT))
            if answer.status != 200:
                raise HallUnreachable(f"大厅服务器没有发布单上的文件（HTTP {answer.status}）", kind="rejected")
            if len(answer.body) != file.size or hashlib.sha256(answer.body).hexdigest() != file.sha256:
                raise wrong_content(file.path)
            self._store(file.sha256, answer.body)

    def _store(self, name: str, content: bytes) -> None:
        try:
            self._shelf.files.mkdir(parents=True, exist_ok=True)
            write_durably(self._shelf.files / name, content)
        except OSError as error:
            raise StoreError(
                f"{self._shelf.files}: 取来的目录文件存不下（{error.strerror}），继续用现在的版本。",
                "请检查目录权限和磁盘空间。",
            ) from error

    def _held(self, manifest: Manifest) -> dict[str, Path]:
        """Content that is here and is what it says, by SHA-256."""
        known = self._shelf.held()
        found: dict[str, Path] = {}
        for file in manifest.files:
            places = (self._shelf.files / file.sha256, known.get(file.sha256), self._shipped / file.path)
            here = next((path for path in places if path is not None and _is(path, file.sha256)), None)
            if here is not None:
                found[file.sha256] = here
        return found

    def _is_in_use(self, manifest: Manifest) -> bool:
        """Whether the files are, one by one, those in use now."""
        kept = self._shelf.in_use()
        if kept is not None:
            return kept.manifest.files == manifest.files
        listed = {file.path for file in manifest.files}
        there = {
            path.relative_to(self._shipped).as_posix()
            for pack in manifest.packs for path in (self._shipped / pack).rglob("*.toml")
        }
        return there == {path for path in listed if "/" in path} and all(
            _is(self._shipped / file.path, file.sha256) for file in manifest.files
        )

    def _known_etag(self) -> str:
        """The hall's mark of a release that is done with here; without one, the whole manifest is asked for."""
        known, state = self._known(), self._shelf.state()
        return known.etag if known.name and known.name in (state.current, state.same, *state.refused) else ""

    def _known(self) -> Asked:
        return self.last() or Asked("", "unchanged")

    def _remember(self, asked: Asked) -> None:
        """For technicians; that it cannot be written must not stop an update."""
        with suppress(OSError):
            self._shelf.folder.mkdir(parents=True, exist_ok=True)
            write_durably(self._shelf.folder / _ASKED, json.dumps(asdict(asked), ensure_ascii=False).encode())

    def _now(self) -> str:
        return self._clock.now().isoformat(timespec="seconds")


def last_asked(shelf: Shelf) -> Asked | None:
    """What came of asking last; None when nothing is known."""
    with suppress(OSError, ValueError, TypeError):
        return Asked(**json.loads((shelf.folder / _ASKED).read_bytes()))
    return None


def _is(path: Path, sha256: str) -> bool:
    try:
        return digest_of(path) == sha256
    except OSError:
        return False
