"""Queue numbers while the hall is out of reach: leased ahead, handed out once, reported later."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from sqlite3 import Connection
from typing import Protocol

from kiosk.needs import Clock, HallUnreachable
from kiosk.slips.ticket import TicketGrant
from offline_cache.store import Store

_KEEP_DAYS = 30
_REPORT_AT_ONCE = 100


@dataclass(frozen=True)
class NumberBlock:
    """Numbers ``first``..``last`` of one day that are this machine's alone; ``day`` is an ISO date."""

    day: str
    first: int
    last: int
    prefix: str
    window: str


@dataclass(frozen=True)
class UsedNumber:
    """A leased number that was handed out."""

    request_id: str
    bundle_id: str
    matter: str
    day: str
    number: str
    issued_at: str


class Lessor(Protocol):
    """The part of the hall that leases numbers. Both calls raise HallUnreachable."""

    def lease_numbers(self, size: int, day: str | None = None) -> NumberBlock:
        """Lease ``size`` numbers of today, or of ``day`` (ISO date)."""
        ...

    def report_numbers(self, used: tuple[UsedNumber, ...]) -> tuple[str, ...]:
        """Tell which were handed out; the numbers the hall would not record."""
        ...


class NumberBlocks:
    """The leased numbers of this machine. A number counts as used before it is shown, so none is given twice.

    ``size`` numbers are leased at a time, more when fewer than ``low`` are left. Raises StoreError.
    """

    def __init__(self, store: Store, hall: Lessor, clock: Clock, *, size: int = 20, low: int = 5) -> None:
        self._store = store
        self._hall = hall
        self._clock = clock
        self._size = size
        self._low = low

    def take(self, request_id: str, bundle_id: str, matter: str) -> TicketGrant | None:
        """A number of today's block, or None when there is none; the same ``request_id`` gives the same number."""
        now = self._clock.now()
        day, issued_at = now.date().isoformat(), now.isoformat(timespec="seconds")
        with self._store.writing() as db:
            row = db.execute(
                "SELECT number, window, issued_at FROM number_used WHERE request_id = ?", (request_id,)
            ).fetchone()
            if row is not None:
                return TicketGrant(row[0], row[1], None, row[2], from_block=True)
            free = _next_free(db, day)
            if free is None:
                return None
            prefix, first, number, window = free
            text = _text(prefix, number)
            db.execute(
                "UPDATE number_block SET next = ? WHERE day = ? AND prefix = ? AND first = ?",
                (number + 1, day, prefix, first),
            )
            db.execute(
                "INSERT INTO number_used (request_id, day, number, bundle_id, matter, window, issued_at) "
                "VALUES (?, ?, ?, ?, ?, ?, ?)",
                (request_id, day, text, bundle_id, matter, window, issued_at),
            )
        return TicketGrant(text, window, None, issued_at, from_block=True)

    def left(self, day: str | None = None) -> int:
        """How many numbers remain for today, or for ``day`` (ISO date)."""
        with self._store.reading() as db:
            row = db.execute(
                "SELECT coalesce(sum(last - next + 1), 0) FROM number_block WHERE day = ?",
                (day or self._clock.now().date().isoformat(),),
            ).fetchone()
        return int(row[0])

    def top_up(self) -> bool:
        """Lease what is missing for today, and for tomorrow so that midnight needs no network.

        Called from a network thread. False when the hall gave no usable block.
        """
        today = self._clock.now().date()
        self._forget((today - timedelta(days=_KEEP_DAYS)).isoformat())
        for day in (today.isoformat(), (today + timedelta(days=1)).isoformat()):
            if self.left(day) < self._low:
                try:
                    block = self._hall.lease_numbers(self._size, day)
                except HallUnreachable:
                    return False
                if not self._add(block):
                    return False
        return True

    def _add(self, block: NumberBlock) -> bool:
        """Keep a block; False when it overlaps one already leased for that day."""
        with self._store.writing() as db:
            overlap = db.execute(
                "SELECT 1 FROM number_block WHERE day = ? AND prefix = ? AND first <= ? AND last >= ?",
                (block.day, block.prefix, block.last, block.first),
            ).fetchone()
            if overlap is None:
                db.execute(
                    "INSERT INTO number_block (day, prefix, first, last, next, window) VALUES (?, ?, ?, ?, ?, ?)",
                    (block.day, block.prefix, block.first, block.last, block.first, block.window),
                )
        return overlap is None

    def report(self) -> int:
        """Tell the hall which numbers were handed out; how many were told before it was done or out of reach.

        Called from a network thread. A number is told again until the hall has answered; the hall records it once.
        """
        told = 0
        while used := self._unreported():
            try:
                self._hall.report_numbers(used)
            except HallUnreachable:
                break
            with self._store.writing() as db:
                db.executemany(
                    "UPDATE number_used SET reported = 1 WHERE request_id = ?", [(n.request_id,) for n in used]
                )
            told += len(used)
        return told

    def _unreported(self) -> tuple[UsedNumber, ...]:
        with self._store.reading() as db:
            rows = db.execute(
                "SELECT request_id, bundle_id, matter, day, number, issued_at FROM number_used "
                "WHERE reported = 0 ORDER BY issued_at, number LIMIT ?",
                (_REPORT_AT_ONCE,),
            ).fetchall()
        return tuple(UsedNumber(*row) for row in rows)

    def _forget(self, before: str) -> None:
        with self._store.reading() as db:
            old = db.execute("SELECT 1 FROM number_block WHERE day < ? LIMIT 1", (before,)).fetchone()
        if old:
            with self._store.writing() as db:
                db.execute("DELETE FROM number_block WHERE day < ?", (before,))
                db.execute("DELETE FROM number_used WHERE day < ? AND reported = 1", (before,))


def _next_free(db: Connection, day: str) -> tuple[str, int, int, str] | None:
    """Prefix, first of the block, number and window of the next number of ``day``.

    A number handed out for a later day is passed over: the clock was set back, and its holder stands in the hall.
    """
    blocks = db.execute(
        "SELECT prefix, first, next, last, window FROM number_block WHERE day = ? AND next <= last ORDER BY first",
        (day,),
    ).fetchall()
    for prefix, first, start, last, window in blocks:
        for number in range(start, last + 1):
            text = _text(prefix, number)
            if not db.execute("SELECT 1 FROM number_used WHERE number = ? AND day > ?", (text, day)).fetchone():
                return prefix, first, number, window
    return None


def _text(prefix: str, number: int) -> str:
    return f"{prefix}{number:03d}"
