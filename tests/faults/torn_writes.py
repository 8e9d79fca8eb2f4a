"""Power cuts below SQLite, on copies: the write-ahead log cut at every page and between, torn pages, lost tails.

A copy of database and log as they lay on the disk after each promised put stands for what a power cut leaves. What was
synced before the cut is whole; what came after may be there in part, or as garbage.
"""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from kiosk.filing.bundle import digest_of, new_bundle_id
from kiosk.filing.receipt import Receipt
from offline_cache.outbox import SqliteOutbox
from offline_cache.vault import Vault

_HEADER, _FRAME_HEADER, _PAGE = 32, 24, 4096
_CONTENT = 9_000


class _Noon:
    def now(self) -> datetime:
        return datetime(2026, 1, 5, 12, 0)

    def monotonic(self) -> float:
        return 0.0


@dataclass(frozen=True)
class Moment:
    """What was promised when the log had ``size`` bytes: ids that wait, ids the hall has acknowledged."""

    size: int
    waiting: frozenset[str]
    acknowledged: frozenset[str]


@dataclass
class Torn:
    """How many states of the disk were opened, and everything that must never happen."""

    states: int = 0
    faults: list[str] = field(default_factory=list)


def tear(folder: Path, puts: int = 14, acknowledged: int = 4) -> Torn:
    """Put and acknowledge, then open the outbox on every state a cut can leave."""
    original = folder / "original"
    original.mkdir()
    moments = _fill(original, puts, acknowledged)
    found = Torn()
    log = (original / "outbox.db-wal").read_bytes()
    for name, spoiled, kept in _states(log):
        _open_one(folder, original, spoiled, kept, moments, found, name)
    return found


def _fill(folder: Path, puts: int, acknowledged: int) -> list[Moment]:
    outbox = SqliteOutbox(folder / "outbox.db", Vault(bytes(32)), _Noon())
    outbox.tidy()
    log, waiting, done = folder / "outbox.db-wal", [], []
    moments = [Moment(0, frozenset(), frozenset())]
    with outbox.store.reading() as db:
        db.execute("PRAGMA wal_autocheckpoint = 0").fetchone()
    for turn in range(puts):
        bundle_id = new_bundle_id()
        outbox.put_sealed(bundle_id, "open-restaurant", bundle_id.encode() * (_CONTENT // 32))
        waiting.append(bundle_id)
        moments.append(Moment(log.stat().st_size, frozenset(waiting), frozenset(done)))
        if turn < acknowledged:
            gone = waiting.pop(0)
            digest = digest_of(gone.encode() * (_CONTENT // 32))
            outbox.mark_sent(Receipt(gone, "XN26-7K3M-4", digest, "2026-01-05T12:00:00"))
            done.append(gone)
            moments.append(Moment(log.stat().st_size, frozenset(waiting), frozenset(done)))
    copy = folder.with_name("closing")
    shutil.copytree(folder, copy)  # closing would empty the log
    outbox.close()
    shutil.rmtree(folder)
    copy.rename(folder)
    return moments


def _states(log: bytes) -> Iterator[tuple[str, bytes, int]]:
    """Name, log, and how many bytes of the log are certainly whole."""
    frame = _FRAME_HEADER + _PAGE
    for start in range(_HEADER, len(log) + 1, frame):
        yield f"cut at byte {start}", log[:start], start
        for inside in (1, _FRAME_HEADER, _FRAME_HEADER + 512, frame - 1):
            if start + inside <= len(log):
                yield f"cut at byte {start + inside}", log[: start + inside], start
        if start < len(log):
            page = bytes(_PAGE)
            yield f"page {start} never written", log[: start + _FRAME_HEADER] + page + log[start + frame :], start
            half = log[start + _FRAME_HEADER : start + _FRAME_HEADER + 512] + b"\xa5" * (_PAGE - 512)
            yield f"page {start} torn", log[: start + _FRAME_HEADER] + half + log[start + frame :], start
    yield "log gone", b"", 0


def _open_one(
    folder: Path, original: Path, log: bytes, kept: int, moments: list[Moment], found: Torn, name: str
) -> None:
    copy = folder / "copy"
    shutil.rmtree(copy, ignore_errors=True)
    copy.mkdir()
    shutil.copy(original / "outbox.db", copy / "outbox.db")
    (copy / "outbox.db-wal").write_bytes(log)
    promised = [moment for moment in moments if moment.size <= kept][-1]
    found.states += 1
    try:
        outbox = SqliteOutbox(copy / "outbox.db", Vault(bytes(32)), _Noon())
    except Exception as error:  # noqa: BLE001 - whatever keeps it from opening is the finding
        found.faults.append(f"{name}: did not open ({type(error).__name__}: {error})")
        return
    with outbox.store.reading() as db:
        accepted = {str(row[0]) for row in db.execute("SELECT bundle_id FROM receipt")}
    waiting = {row.bundle_id for row in outbox.listing.rows()}
    readable = {bundle_id for bundle_id in waiting if outbox.sealed_bytes(bundle_id)}
    damage = outbox.store.sound()
    outbox.close()
    states = [(moment.waiting, moment.acknowledged) for moment in moments]
    if (frozenset(waiting), frozenset(accepted)) not in states:
        found.faults.append(f"{name}: a state that never was")
    if not promised.waiting <= waiting | accepted:
        found.faults.append(f"{name}: lost {len(promised.waiting - waiting - accepted)}")
    if not promised.acknowledged <= accepted:
        found.faults.append(f"{name}: an acknowledgement is gone")
    if damage or readable != waiting:
        found.faults.append(f"{name}: unsound {damage[:1]} {len(waiting - readable)}")


def header_states(folder: Path) -> list[str]:
    """Databases whose first bytes are spoiled: what happened to each; all must be refused and left as they are."""
    wrong = []
    for size in (1, 16, 100, 2000):
        copy = folder / f"header-{size}"
        copy.mkdir()
        outbox = SqliteOutbox(copy / "outbox.db", Vault(bytes(32)), _Noon())
        outbox.put_sealed("0" * 32, "open-restaurant", b"x" * _CONTENT)
        outbox.close()
        data = bytearray((copy / "outbox.db").read_bytes())
        data[:size] = b"\xa5" * size
        (copy / "outbox.db").write_bytes(data)
        try:
            SqliteOutbox(copy / "outbox.db", Vault(bytes(32)), _Noon()).close()
            wrong.append(f"header of {size} bytes: opened")
        except Exception as error:  # noqa: BLE001 - judged by its words
            if "不要删除" not in str(error) or (copy / "outbox.db").read_bytes() != data:
                wrong.append(f"header of {size} bytes: {error}")
    return wrong


def page_size_is_as_assumed(folder: Path) -> bool:
    """Whether SQLite here writes pages of the size the cuts are made at."""
    with sqlite3.connect(folder / "any.db") as connection:
        return bool(connection.execute("PRAGMA page_size").fetchone()[0] == _PAGE)
