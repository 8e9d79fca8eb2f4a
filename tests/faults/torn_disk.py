"""Power cuts below SQLite: what a disk may hold that kept only some of the sectors written since its last sync.

A run of the real stores is recorded write by write. Then for a cut after any of those writes disks are made up as a
drive or a kernel may leave them: what was synced is there, of the rest any sectors, in any order, torn anywhere; names
not synced may be missing, removed ones may be back. A *lying* disk reported syncs it had not done. Every disk is opened
by the same program, which has to find a state that was promised, or to say that the file is damaged and leave it alone.
"""

from __future__ import annotations

import random
import shutil
from collections import Counter
from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from kiosk.draft import Draft, new_code
from kiosk.errors import KioskError
from kiosk.filing.bundle import digest_of
from kiosk.filing.receipt import CaseProgress, Receipt
from offline_cache.drafts import SqliteDrafts
from offline_cache.drafts.sealing import DraftKey
from offline_cache.looking import damage_of
from offline_cache.outbox import SqliteOutbox
from offline_cache.progress import ProgressMemory
from offline_cache.vault import Vault
from tests.faults.recorded_writes import Op, recorded

SECTOR = 512
_CONTENT = 7_000
_NEVER_WRITTEN = (b"\0", b"\xa5")
_LIVES = (0.0, 0.3, 0.7, 1.0)  # how much of an unsynced write arrives


class Noon:
    """A clock that stands."""

    def now(self) -> datetime:
        return datetime(2026, 1, 5, 12, 0)

    def monotonic(self) -> float:
        return 0.0


@dataclass(frozen=True)
class Moment:
    """After ``ops`` requests to the disk a call had returned, and what it promised is ``state``."""

    ops: int
    state: Hashable


@dataclass
class Story:
    """A recorded run: the requests, what was promised when, and how to read a disk (Damaged when it says so)."""

    ops: list[Op]
    moments: list[Moment]
    read: Callable[[Path], Hashable]


class Damaged(Exception):
    """The file says itself that it is damaged: it was refused, or fails its own proof."""


class Garbage(Exception):
    """Something was read that nobody ever wrote."""


@dataclass
class Found:
    """How many disks there were, how the program took them, and everything that must never happen."""

    disks: int = 0
    ends: Counter[str] = field(default_factory=Counter)
    faults: list[str] = field(default_factory=list)


# -- the stories --------------------------------------------------------------------------------------------------


def outbox_story(folder: Path, seed: int, turns: int) -> Story:
    """Putting, acknowledging, setting aside, emptying the log and noting progress, at random."""
    folder.mkdir()
    chance, moments = random.Random(seed), [Moment(0, (frozenset(), frozenset()))]
    waiting: list[str] = []
    done: list[str] = []
    with recorded(folder) as seen:
        outbox = SqliteOutbox(folder / "outbox.db", Vault(bytes(32)), Noon())
        progress = ProgressMemory(outbox.store, Vault(bytes(32)), Noon())
        for turn in range(turns):
            what = chance.random()
            if what < 0.5 or not waiting:
                waiting.append(f"{chance.getrandbits(128):032x}")
                outbox.put_sealed(waiting[-1], "open-restaurant", _content(waiting[-1]))
            elif what < 0.8:
                done.append(waiting.pop(chance.randrange(len(waiting))))
                digest = digest_of(_content(done[-1]))
                outbox.mark_sent(Receipt(done[-1], "XN26-7K3M-4", digest, "2026-01-05T12:00:00"))
            elif what < 0.9:
                outbox.tidy()
            else:
                progress.keep(CaseProgress("XN26-7K3M-4", "我要开饭馆", f"2026-01-05 12:{turn:02d}", ()))
            moments.append(Moment(len(seen.ops), (frozenset(waiting), frozenset(done))))
        ops = list(seen.ops)  # closing is no part of a power cut
        outbox.close()
    return Story(ops, moments, _read_outbox)


def drafts_story(folder: Path, seed: int, turns: int) -> Story:
    """Keeping and forgetting drafts at random; what was forgotten must not come back."""
    folder.mkdir()
    chance, moments = random.Random(seed), [Moment(0, frozenset())]
    known: dict[bytes, tuple[str, Draft, DraftKey]] = {}
    kept: list[str] = []
    with recorded(folder) as seen:
        drafts = SqliteDrafts(folder / "drafts.db", Noon())
        for _ in range(turns):
            if chance.random() < 0.6 or not kept:
                code, draft = new_code(), Draft("open-restaurant", "1", "plan", Noon().now(), (), (), ())
                drafts.keep(code, draft)
                key = drafts._key(code)
                known[key.name] = (code, draft, key)
                kept.append(code)
            else:
                drafts.forget(kept.pop(chance.randrange(len(kept))))
            moments.append(Moment(len(seen.ops), frozenset(kept)))
        ops = list(seen.ops)
        drafts.close()
    return Story(ops, moments, lambda place: _read_drafts(place, known))


def _content(bundle_id: str) -> bytes:
    return bundle_id.encode() * (_CONTENT // 32)


def _read_outbox(folder: Path) -> Hashable:
    try:
        outbox = SqliteOutbox(folder / "outbox.db", Vault(bytes(32)), Noon())
    except KioskError as error:
        raise Damaged(type(error).__name__) from error
    try:
        damage = damage_of(folder / "outbox.db")
        with outbox.store.reading() as db:
            accepted = frozenset(str(row[0]) for row in db.execute("SELECT bundle_id FROM receipt"))
        waiting = {row.bundle_id: outbox.sealed_bytes(row.bundle_id) for row in outbox.listing.rows()}
        outbox.health()
    except KioskError as error:
        raise Damaged(type(error).__name__) from error
    finally:
        outbox.close()
    if any(sealed is not None and sealed != _content(bundle_id) for bundle_id, sealed in waiting.items()):
        raise Garbage("a content that was never sealed")
    if damage or None in waiting.values():
        raise Damaged(damage[0] if damage else "a content that does not decrypt")
    return frozenset(waiting), accepted


def _read_drafts(folder: Path, known: dict[bytes, tuple[str, Draft, DraftKey]]) -> Hashable:
    """Every draft by its name in the file: deriving each key from its code would take a tenth of a second."""
    drafts, found = SqliteDrafts(folder / "drafts.db", Noon()), set()
    try:
        drafts.clear_expired()
        if not drafts.waiting():
            return frozenset()
        if damage_of(folder / "drafts.db"):
            raise Damaged("integrity")
        with drafts._reading() as db:
            rows = db.execute("SELECT name, sealed FROM draft").fetchall()
        for name, sealed in rows:
            code, draft, key = known[name]
            if Draft.from_bytes(key.open(sealed)) != draft:
                raise Garbage("a draft that was never kept")
            found.add(code)
    except KioskError as error:
        raise Damaged(type(error).__name__) from error
    finally:
        drafts.close()
    return frozenset(found)


# -- disks --------------------------------------------------------------------------------------------------------


class File:
    """What of one file is certain, and the requests since."""

    def __init__(self) -> None:
        self.certain = bytearray()
        self.named = False
        self.pending: list[Op] = []

    def settle(self) -> None:
        """A sync: everything asked so far is certain."""
        for op in self.pending:
            _apply(self.certain, op)
        self.pending = []

    def maybe(self, chance: random.Random) -> bytearray:
        """What may be there after a cut now."""
        data, filler = bytearray(self.certain), chance.choice(_NEVER_WRITTEN)
        whole = chance.random() < 0.4
        upto = len(self.pending) if whole or chance.random() < 0.5 else chance.randrange(len(self.pending) + 1)
        for op in self.pending[:upto]:
            arrives = 1.0 if whole else chance.choice(_LIVES)
            if op.kind == "truncate":
                if chance.random() < arrives:
                    _apply(data, op)
                continue
            for start in range(0, len(op.data), SECTOR):
                if chance.random() < arrives:
                    _apply(data, Op("write", op.file, op.at + start, op.data[start : start + SECTOR]), filler)
        return data


def _apply(data: bytearray, op: Op, filler: bytes = b"\0") -> None:
    if op.kind == "truncate":
        del data[op.at :]
        data.extend(bytes(op.at - len(data)))
        return
    data.extend(filler * (op.at - len(data)))
    data[op.at : op.at + len(op.data)] = op.data


class Disk:
    """A disk that is asked for ``ops`` one after the other."""

    def __init__(self) -> None:
        self.files: dict[str, File] = {}
        self.removed: dict[str, File] = {}

    def ask(self, op: Op, *, honest: bool = True) -> None:
        """One request; a disk that is not ``honest`` does nothing about syncs."""
        if op.kind == "folder":
            if honest:
                self.removed.clear()
                for file in self.files.values():
                    file.named = True
        elif op.kind == "remove":
            gone = self.files.pop(op.file, None)
            if gone is not None and gone.named:
                self.removed[op.file] = gone
        elif op.kind == "sync":
            if honest:
                self.files.setdefault(op.file, File()).settle()
        else:
            self.files.setdefault(op.file, File()).pending.append(op)

    def lay_out(self, folder: Path, chance: random.Random) -> None:
        """One of the disks a cut now may leave, as files."""
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir()
        for name, file in self.removed.items():
            if name not in self.files and chance.random() < 0.5:
                (folder / name).write_bytes(file.maybe(chance))
        for name, file in self.files.items():
            if file.named or chance.random() < 0.7:
                (folder / name).write_bytes(file.maybe(chance))


def honest_disks(story: Story, folder: Path, disks: int, seed: int) -> Found:
    """Cuts on a disk that syncs: exactly what was promised, or that and the call under way, and nothing else."""
    found, chance = Found(), random.Random(seed)
    cuts = sorted(chance.choices(range(len(story.ops) + 1), k=disks))
    disk, asked = Disk(), 0
    for cut in cuts:
        while asked < cut:
            disk.ask(story.ops[asked])
            asked += 1
        disk.lay_out(folder, chance)
        found.disks += 1
        try:
            state = story.read(folder)
        except Exception as error:  # noqa: BLE001 - whatever keeps it from being read is the finding
            found.faults.append(f"cut {cut}, seed {seed}: {type(error).__name__}: {error}")
            continue
        index = max(number for number, moment in enumerate(story.moments) if moment.ops <= cut)
        allowed = [moment.state for moment in story.moments[index : index + 2]]
        if state not in allowed:
            found.faults.append(f"cut {cut}, seed {seed}: a state that was not promised")
        found.ends["as promised" if state == allowed[0] else "and the call under way"] += 1
    return found


def lying_disks(story: Story, folder: Path, disks: int, seed: int) -> Found:
    """Cuts on a disk that did no sync after some moment: an earlier state, or said to be damaged, and kept."""
    found, chance = Found(), random.Random(seed)
    ever = _ever(story)
    for _ in range(disks):
        cut = chance.randrange(len(story.ops) + 1)
        honest_until = chance.randrange(cut + 1)
        disk = Disk()
        for number, op in enumerate(story.ops[:cut]):
            disk.ask(op, honest=number < honest_until)
        disk.lay_out(folder, chance)
        found.disks += 1
        before = _files(folder)
        where = f"cut {cut}, lying from {honest_until}, seed {seed}"
        try:
            state = story.read(folder)
        except Damaged:
            found.ends["said to be damaged"] += 1
            if not {name for name in before if name.endswith(".db")} <= _files(folder).keys():
                found.faults.append(f"{where}: a damaged file was taken away")
            continue
        except Exception as error:  # noqa: BLE001 - neither a state nor damage
            found.faults.append(f"{where}: {type(error).__name__}: {error}")
            continue
        was = [moment.state for moment in story.moments]
        if state in was:
            found.ends["an earlier state"] += 1
        elif _names(state) <= ever:
            again = isinstance(state, tuple) and state[0] & state[1]
            found.ends["sent again, and known to the hall" if again else "a mixture of true entries"] += 1
        else:
            found.faults.append(f"{where}: an entry nobody ever made")
    return found


def _files(folder: Path) -> dict[str, int]:
    return {path.name: path.stat().st_size for path in folder.iterdir()}


def _names(state: Any) -> frozenset[str]:
    return frozenset().union(*state) if isinstance(state, tuple) else frozenset(state)


def _ever(story: Story) -> frozenset[str]:
    return frozenset().union(*(_names(moment.state) for moment in story.moments))
