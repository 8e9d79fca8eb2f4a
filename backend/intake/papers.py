"""Attachments at the hall: files beside the database, one folder a bundle, named by their digest.

A file under its final name is whole, of the right digest and on the disk. It belongs to a case only by the case's
rows; a file that no case claims within a day is removed.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from sqlalchemy import bindparam, delete, func, insert, select
from sqlalchemy.exc import IntegrityError

from backend.database import Database
from backend.hall_time import HallTime
from backend.tables import case_attachments, cases, paper_senders
from kiosk.filing.attachment import AttachmentFacts, Wanted, WantedAttachment
from kiosk.filing.limits import PIECE, SPARE, Limits

KEPT_WITHOUT_CASE = 24 * 3600
"""Seconds an attachment waits for its bundle."""
_SWEEP_EVERY = 3600
_MAGIC = b"%PDF-"
_HAS_CASE = select(cases.c.bundle_id).where(cases.c.bundle_id == bindparam("id"))
_HAS_SENDER = select(paper_senders.c.bundle_id).where(paper_senders.c.bundle_id == bindparam("id"))
_FILED = select(paper_senders.c.bundle_id).join(cases, cases.c.bundle_id == paper_senders.c.bundle_id)
_COUNT_OPEN = (
    select(func.count())
    .select_from(paper_senders.outerjoin(cases, cases.c.bundle_id == paper_senders.c.bundle_id))
    .where(paper_senders.c.sender == bindparam("sender"), cases.c.bundle_id.is_(None))
)
_WHOLE, _PART = ".pdf", ".part"

MOST_OPEN = 20
"""Bundles without a case of which one sender may have attachments here, so that none of them fills the hall's disk."""

Stopped = Literal["one", "together", "type", "content", "storage", "too_many", "filed"]
"""Why a piece is not taken: too large by itself or with the others, no PDF, not what its digest says, no room, too many
bundles of this sender without a case, or no attachment of the case that is open already."""


@dataclass(frozen=True)
class Taken:
    """``have`` bytes are there from the first one on; ``moved`` is False when the piece was not the next one."""

    have: int
    moved: bool


class Papers:
    """The folder of attachments. Safe for threads and for several servers on one folder. Raises SQLAlchemy's errors."""

    def __init__(self, folder: Path, limits: Limits, database: Database, time: HallTime) -> None:
        self._folder, self._limits, self._database, self._time = folder, limits, database, time
        self._next_sweep = 0.0

    def take(
        self, bundle_id: str, sha256: str, size: int, start: int, piece: bytes, sender: str = ""
    ) -> Taken | Stopped:
        """Add a piece; the last one makes the file whole and durable. A piece that is there already changes nothing.

        ``sender`` is the device that signed, or an address: who may have :data:`MOST_OPEN` bundles without a case.
        """
        self._sweep_in_time()
        stopped = self._stopped(bundle_id, sha256, size, start, piece) or self._unwelcome(bundle_id, sha256, sender)
        if stopped:
            return stopped
        place = self._folder / bundle_id
        try:
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            place.mkdir(mode=0o700, exist_ok=True)
            with _locked(place / f"{sha256}{_PART}") as handle:
                return self._add(place, handle, sha256, size, start, piece)
        except OSError:
            return "storage"

    def _stopped(self, bundle_id: str, sha256: str, size: int, start: int, piece: bytes) -> Stopped | None:
        if size > self._limits.one:
            return "one"
        if start == 0 and not piece.startswith(_MAGIC):
            return "type"
        others = [path for path in _files(self._folder / bundle_id) if path.stem != sha256]
        if size + sum(map(_size, others)) > self._limits.together or len(others) >= self._limits.most:
            return "together"
        return None if self._has_room(size) else "storage"

    def _unwelcome(self, bundle_id: str, sha256: str, sender: str) -> Stopped | None:
        """Looked up once a file: what has begun is let in to its end."""
        place = self._folder / bundle_id
        if (place / f"{sha256}{_PART}").exists() or (place / f"{sha256}{_WHOLE}").exists():
            return None
        with self._database.reading() as connection:
            if connection.execute(_HAS_CASE, {"id": bundle_id}).first() is not None:
                return "filed"
            if connection.execute(_HAS_SENDER, {"id": bundle_id}).first() is not None:
                return None
        with self._database.writing() as connection:
            if connection.execute(_COUNT_OPEN, {"sender": sender}).scalar_one() >= MOST_OPEN:
                return "too_many"
            row = {"bundle_id": bundle_id, "sender": sender, "began_at": int(self._time.now().timestamp())}
            with suppress(IntegrityError), connection.begin_nested():  # another piece of it was first
                connection.execute(insert(paper_senders), row)
        return None

    def _has_room(self, size: int) -> bool:
        place = next(folder for folder in (self._folder, *self._folder.absolute().parents) if folder.exists())
        return shutil.disk_usage(place).free >= size + SPARE

    def _add(self, place: Path, handle: int, sha256: str, size: int, start: int, piece: bytes) -> Taken | Stopped:
        whole, part = place / f"{sha256}{_WHOLE}", place / f"{sha256}{_PART}"
        if whole.exists():
            part.unlink(missing_ok=True)
            return Taken(_size(whole), moved=True)
        have = os.fstat(handle).st_size
        if have < size:
            if start != have or start + len(piece) > size or not piece:
                return Taken(have, moved=False)
            _write(handle, piece, start)
            have += len(piece)
            if have < size:
                return Taken(have, moved=True)
        if _digest(handle) != sha256:
            part.unlink()
            return "content"
        os.fsync(handle)
        part.rename(whole)
        self._sync(place)
        return Taken(size, moved=True)

    def _sync(self, place: Path) -> None:
        """Make the names in a bundle's folder durable, and its own."""
        for folder in (place, self._folder, self._folder.absolute().parent):
            _sync(folder)

    @contextmanager
    def held(self, bundle_id: str, attachments: Sequence[AttachmentFacts]) -> Iterator[Wanted | None]:
        """While the block opens the case, no file of it is swept; gives those that are wanted, None when none is."""
        if not attachments:
            yield None
            return
        with _alone(self._folder / bundle_id):
            wanted = {
                facts.sha256: WantedAttachment(facts.sha256, self._have(bundle_id, facts)) for facts in attachments
            }
            missing = tuple(one for one in wanted.values() if one.have >= 0)
            if not missing:
                self._claim(bundle_id, tuple(wanted))
            yield Wanted(bundle_id, missing) if missing else None

    def _claim(self, bundle_id: str, digests: Sequence[str]) -> None:
        """Their names are durable, and no sweep finds them old before the case is committed."""
        for sha256 in digests:
            os.utime(self.path(bundle_id, sha256))
        self._sync(self._folder / bundle_id)

    def _have(self, bundle_id: str, facts: AttachmentFacts) -> int:
        """Bytes that have arrived; -1 when it is whole."""
        place = self._folder / bundle_id
        if _size(place / f"{facts.sha256}{_WHOLE}") == facts.size:
            return -1
        have = _size(place / f"{facts.sha256}{_PART}")
        return have if have < facts.size else 0

    def path(self, bundle_id: str, sha256: str) -> Path:
        """Where a whole attachment is."""
        return self._folder / bundle_id / f"{sha256}{_WHOLE}"

    def _sweep_in_time(self) -> None:
        now = self._time.now().timestamp()
        if now >= self._next_sweep:
            self._next_sweep = now + _SWEEP_EVERY
            self.sweep()

    def sweep(self) -> int:
        """Remove what no case has claimed within a day; how many files went."""
        before = self._time.now().timestamp() - KEPT_WITHOUT_CASE
        gone = 0
        for place in _folders(self._folder):
            old = [path for path in _files(place) if _changed(path) < before]
            if old:
                gone += self._remove_unclaimed(place, old, before)
            with suppress(OSError):  # not empty, or somebody puts a file in at this moment
                place.rmdir()
        self._forget_senders(int(before))
        return gone

    def _forget_senders(self, before: int) -> None:
        """Of bundles that have a case now, or of which nothing is left here; those are free for others."""
        with self._database.reading() as connection:
            old = connection.execute(select(paper_senders.c.bundle_id, paper_senders.c.began_at)).all()
            filed = set(connection.execute(_FILED).scalars())
        done = [
            row.bundle_id for row in old
            if row.bundle_id in filed or (row.began_at < before and not (self._folder / row.bundle_id).exists())
        ]
        if done:
            with self._database.writing() as connection:
                connection.execute(delete(paper_senders).where(paper_senders.c.bundle_id == bindparam("id")),
                                   [{"id": bundle_id} for bundle_id in done])

    def _remove_unclaimed(self, place: Path, old: list[Path], before: float) -> int:
        with _alone(place), self._database.reading() as connection:
            claimed = set(
                connection.execute(
                    select(case_attachments.c.sha256).where(case_attachments.c.bundle_id == place.name)
                ).scalars()
            )
            unclaimed = (path for path in old if path.suffix == _PART or path.stem not in claimed)
            gone = [path for path in unclaimed if _changed(path) < before]
            for path in gone:
                path.unlink(missing_ok=True)
        return len(gone)


@contextmanager
def _alone(place: Path) -> Iterator[None]:
    """Those who claim or sweep a bundle's folder, in any server, one at a time; nothing when there is none."""
    try:
        handle = os.open(place, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    except FileNotFoundError:
        yield
        return
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


@contextmanager
def _locked(part: Path) -> Iterator[int]:
    """The part file, for one request at a time: a slow one may still be at work when it is sent again."""
    while True:
        handle = os.open(part, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW, 0o600)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX)
            if _same(handle, part):
                yield handle
                return
        finally:
            os.close(handle)


def _same(handle: int, part: Path) -> bool:
    """Whether the file is still there under this name: the one before may have made it whole."""
    try:
        return os.path.samestat(os.fstat(handle), part.stat())
    except FileNotFoundError:
        return False


def _write(handle: int, piece: bytes, start: int) -> None:
    """All of it, or none of it when the disk refuses."""
    view, at = memoryview(piece), start
    try:
        while view:
            done = os.pwrite(handle, view, at)
            view, at = view[done:], at + done
    except OSError:
        os.ftruncate(handle, start)
        raise


def _digest(handle: int) -> str:
    found, start = hashlib.sha256(), 0
    while piece := os.pread(handle, PIECE, start):
        found.update(piece)
        start += len(piece)
    return found.hexdigest()


def _sync(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _folders(folder: Path) -> list[Path]:
    try:
        return [place for place in folder.iterdir() if place.is_dir()]
    except FileNotFoundError:
        return []


def _files(place: Path) -> list[Path]:
    try:
        return [path for path in place.iterdir() if path.suffix in (_WHOLE, _PART)]
    except FileNotFoundError:
        return []


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except FileNotFoundError:
        return 0


def _changed(path: Path) -> float:
    try:
        return path.stat().st_mtime
    except FileNotFoundError:
        return float("inf")
