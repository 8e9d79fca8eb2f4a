"""Staff decisions: each one a guarded move and its record, in one transaction."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from sqlite3 import Connection

from kiosk.needs import Clock
from offline_cache.outbox.states import BY_STAFF, sources
from offline_cache.store import Store


class Decisions:
    """Moves entries as staff say, safe beside the program that owns the file: an answer under way still counts.

    ``on_discard`` is called with the id of an entry that is gone.
    """

    def __init__(self, store: Store, clock: Clock, on_discard: Callable[[str], None]) -> None:
        self._store = store
        self._clock = clock
        self._on_discard = on_discard

    def make(self, action: str, bundle_id: str, reason: str, by: str = "") -> bool:
        """``retry``, ``set_aside`` or ``discard`` one entry and record it; False when its state does not allow it.

        ``reason`` and ``by`` (a staff number) are kept in plain and must hold no personal data of citizens.
        """
        now = self._clock.now()
        allowed = sources(action)
        with self._store.writing() as db:
            row = db.execute("SELECT seq, state FROM outbox WHERE bundle_id = ?", (bundle_id,)).fetchone()
            if row is None or row[1] not in allowed:
                return False
            seq, before = row
            after = next(after for start, after in BY_STAFF[action] if start == before)
            if after == "discarded":
                db.execute("DELETE FROM outbox WHERE seq = ?", (seq,))
            elif after == "waiting":
                db.execute(
                    "UPDATE outbox SET state = 'waiting', reason = ?, next_at = 1, attempts = 0, strikes = 0, "
                    "since = ?, faults = NULL WHERE seq = ?",
                    (reason, now.timestamp(), seq),
                )
            else:
                db.execute(
                    "UPDATE outbox SET state = ?, reason = ?, next_at = 1, since = ? WHERE seq = ?",
                    (after, reason, now.timestamp(), seq),
                )
            self._record(db, (bundle_id, action, before, after, reason, by), now)
        if after == "discarded":
            self._on_discard(bundle_id)
        return True

    def note(self, action: str, bundle_id: str, state: str, reason: str, by: str = "") -> None:
        """Record something staff did that moves nothing, such as looking at the content or copying it."""
        with self._store.writing() as db:
            self._record(db, (bundle_id, action, state, state, reason, by), self._clock.now())

    def _record(self, db: Connection, decided: tuple[str, str, str, str, str, str], now: datetime) -> None:
        db.execute(
            "INSERT INTO decision (bundle_id, action, from_state, to_state, reason, by, at) "
            "VALUES (?, ?, ?, ?, ?, ?, ?)",
            (*decided, now.isoformat(timespec="seconds")),
        )
