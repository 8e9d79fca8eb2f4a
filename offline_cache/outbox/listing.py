"""What staff may see of the outbox: counts, entries, decisions; never personal data. Only reads."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from kiosk.filing.receipt import kept_code
from kiosk.needs import Clock
from offline_cache.outbox.states import WAITING_DEADLINE, chinese, deadline_of, exits
from offline_cache.outbox.values import Decision, OutboxEntry, OutboxRow, OutboxStatus
from offline_cache.store import Store

_ROW = (
    "bundle_id, scenario, state, kept_at, attempts, next_at, reason, "
    "coalesce((SELECT count FROM attachments WHERE attachments.bundle_id = outbox.bundle_id), 0), since"
)
_ATTACHED = "SELECT coalesce(sum(size), 0) FROM attachments WHERE bundle_id = ?"
_IS_WAITING = "SELECT count(*) FROM outbox WHERE bundle_id = ? AND state = 'waiting'"
_TRIED_BY_STATE = "SELECT state, count(*) FROM outbox WHERE next_at > 0 GROUP BY state"
_OVERDUE = "SELECT count(*) FROM outbox WHERE state = ? AND next_at > 0 AND since < ?"
_STORED_STATES = ("waiting", "refused", "set_aside")


class Listing:
    """Reads entries for staff; safe beside the program that owns the file. Raises StoreError."""

    def __init__(self, store: Store, clock: Clock, sending: Callable[[], frozenset[str]]) -> None:
        self._store = store
        self._clock = clock
        self._sending = sending

    def status(self, limit: int | None = None) -> OutboxStatus:
        """Counts, and the oldest ``limit`` open entries (None: all)."""
        with self._store.reading() as db:
            counts = dict(db.execute(_TRIED_BY_STATE).fetchall())
            fresh = db.execute("SELECT count(*) FROM outbox").fetchone()[0] - sum(counts.values())
            accepted = db.execute("SELECT count(*) FROM receipt").fetchone()[0]
            sending = sum(db.execute(_IS_WAITING, (bundle_id,)).fetchone()[0] for bundle_id in self._sending())
        return OutboxStatus(
            waiting=counts.get("waiting", 0) + fresh - sending,
            sending=sending,
            accepted=accepted,
            refused=counts.get("refused", 0),
            set_aside=counts.get("set_aside", 0),
            rows=self.rows(limit=limit),
            overdue=self._overdue(),
        )

    def _overdue(self) -> int:
        now, count = self._clock.now().timestamp(), 0
        with self._store.reading() as db:
            for state in _STORED_STATES:
                term = deadline_of(state)
                if term is not None:
                    count += db.execute(_OVERDUE, (state, now - term.total_seconds())).fetchone()[0]
            before = now - WAITING_DEADLINE.total_seconds()
            oldest = db.execute("SELECT since FROM outbox WHERE next_at = 0 ORDER BY seq LIMIT 1").fetchone()
            if oldest is not None and oldest[0] < before:
                fresh = db.execute("SELECT count(*) FROM outbox WHERE next_at = 0 AND since < ?", (before,))
                count += fresh.fetchone()[0]
        return int(count)

    def rows(self, state: str | None = None, limit: int | None = None) -> tuple[OutboxRow, ...]:
        """Open entries, oldest first, of one state or of all."""
        where = "WHERE state = :state" if state else ""
        stored = "waiting" if state == "sending" else state
        with self._store.reading() as db:
            found = db.execute(
                f"SELECT {_ROW} FROM outbox {where} ORDER BY seq LIMIT :limit",
                {"state": stored, "limit": -1 if limit is None else limit},
            ).fetchall()
        sending = self._sending()
        rows = (self._row(sending, *row) for row in found)
        return tuple(row for row in rows if state in (None, row.state))

    def accepted(self, limit: int | None = None) -> tuple[OutboxRow, ...]:
        """Receipts, newest first."""
        with self._store.reading() as db:
            found = db.execute(
                "SELECT bundle_id, scenario, kept_at, attempts, case_code FROM receipt "
                "ORDER BY received_at DESC, bundle_id LIMIT ?",
                (-1 if limit is None else limit,),
            ).fetchall()
        return tuple(
            OutboxRow(bundle_id, kept_code(bundle_id), scenario, "accepted", kept_at, attempts, "", "", case_code)
            for bundle_id, scenario, kept_at, attempts, case_code in found
        )

    def find(self, word: str) -> tuple[str, ...]:
        """Ids that a word means: a whole id, its beginning of 8 digits or more, or the code of a kept slip."""
        head = word.strip().lower().replace("-", "")
        if len(head) < 8 or not all(char in "0123456789abcdef" for char in head):
            return ()
        bounds = (head, head + "g")
        with self._store.reading() as db:
            found = db.execute(
                "SELECT bundle_id FROM outbox WHERE bundle_id >= ? AND bundle_id < ? "
                "UNION SELECT bundle_id FROM receipt WHERE bundle_id >= ? AND bundle_id < ? ORDER BY bundle_id",
                bounds + bounds,
            ).fetchall()
        return tuple(str(row[0]) for row in found)

    def entry(self, bundle_id: str) -> OutboxEntry | None:
        """Everything about one entry, also one that is accepted; None when there is none of that id."""
        with self._store.reading() as db:
            found = db.execute(
                f"SELECT {_ROW}, digest, size, strikes FROM outbox WHERE bundle_id = ?", (bundle_id,)
            ).fetchone()
            attached = db.execute(_ATTACHED, (bundle_id,)).fetchone()[0]
            sent = db.execute(
                "SELECT scenario, kept_at, attempts, case_code, digest, received_at FROM receipt WHERE bundle_id = ?",
                (bundle_id,),
            ).fetchone()
        decisions = self.decisions(bundle_id)
        if found is not None:
            *row, digest, size, strikes = found
            shown = self._row(self._sending(), *row)
            since = self._moment(row[-1])
            term = deadline_of("waiting" if shown.state == "sending" else shown.state)
            return OutboxEntry(
                shown, digest, size, _shown(since), _shown(since + term) if term else "", strikes,
                exits(shown.state), decisions, attached,
            )  # fmt: skip
        if sent is None:
            return None
        scenario, kept_at, attempts, case_code, digest, received_at = sent
        code = kept_code(bundle_id)
        row_sent = OutboxRow(bundle_id, code, scenario, "accepted", kept_at, attempts, "", "", case_code)
        return OutboxEntry(row_sent, digest, 0, received_at, "", 0, (), decisions)

    def decisions(self, bundle_id: str) -> tuple[Decision, ...]:
        """What staff decided about a bundle, oldest first; also of one that is gone."""
        with self._store.reading() as db:
            found = db.execute(
                "SELECT bundle_id, action, from_state, to_state, reason, by, at FROM decision "
                "WHERE bundle_id = ? ORDER BY seq",
                (bundle_id,),
            ).fetchall()
        return tuple(Decision(*row) for row in found)

    def _moment(self, seconds: float) -> datetime:
        return datetime.fromtimestamp(seconds, self._clock.now().tzinfo)

    def _row(
        self, sending: frozenset[str], bundle_id: str, scenario: str, stored: str, kept_at: str, attempts: int,
        next_at: float, reason: str, attachments: int, since: float,
    ) -> OutboxRow:  # fmt: skip
        state = "sending" if stored == "waiting" and bundle_id in sending else stored
        planned = state == "waiting" and next_at > 1
        due = _shown(self._moment(next_at)) if planned else ""
        term = deadline_of(stored)
        overdue = term is not None and self._clock.now().timestamp() - since > term.total_seconds()
        return OutboxRow(
            bundle_id, kept_code(bundle_id), scenario, state, kept_at, attempts, due, reason, "", overdue, attachments
        )


def first_fresh(store: Store) -> int:
    """The lowest sequence number of an entry never tried; 0 when there is none.

    Found from the two indexes alone, so that a hundred thousand rows with their content are not read.
    """
    with store.reading() as db:
        lowest = db.execute(
            "SELECT min(seq) FROM outbox INDEXED BY outbox_bundle "
            "WHERE seq NOT IN (SELECT seq FROM outbox WHERE next_at > 0)"
        ).fetchone()[0]
    return int(lowest or 0)


def counted(status: OutboxStatus) -> str:
    """The counts in one Chinese line."""
    parts = ((name, getattr(status, name)) for name in ("waiting", "sending", "accepted", "refused", "set_aside"))
    line = "、".join(f"{chinese(name)} {count}" for name, count in parts)
    return f"{line}；逾期 {status.overdue}" if status.overdue else line


def _shown(moment: datetime) -> str:
    return moment.isoformat(timespec="seconds")
