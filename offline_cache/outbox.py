"""Durable queue of sealed bundles: nothing leaves it without the hall's answer or a staff decision.

States: ``waiting`` → ``sending`` → accepted (the row becomes a receipt, its content is deleted) | ``refused`` |
``set_aside``. A crash or a lost answer brings ``sending`` back to ``waiting``.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from kiosk.bundle import Bundle, Fault, digest_of
from kiosk.errors import StoreError, VaultError
from kiosk.needs import Clock
from kiosk.receipt import Receipt, kept_code
from offline_cache.store import Store, bound_key, wrong_key
from offline_cache.vault import Vault

SENDING_DEADLINE = timedelta(minutes=2)
"""A send that has said nothing for this long is due again."""
LONGEST_WAIT = timedelta(hours=1)
"""No entry waits longer than this; a later time means the clock was set back, and the entry is due."""


@dataclass(frozen=True, repr=False)
class Parcel:
    """Sealed bytes ready to go. ``attempts`` counts this one. ``repr`` shows the id only."""

    bundle_id: str
    sealed: bytes
    digest: str
    attempts: int

    def __repr__(self) -> str:
        return f"Parcel({self.bundle_id})"


@dataclass(frozen=True)
class OutboxRow:
    """One entry for staff; holds no personal data. ``code`` is what the kept slip says."""

    bundle_id: str
    code: str
    scenario: str
    state: str
    kept_at: str
    attempts: int
    next_at: str
    reason: str
    case_code: str = ""


@dataclass(frozen=True)
class OutboxStatus:
    """How many entries are in each state, and every entry that is not accepted yet, oldest first."""

    waiting: int
    sending: int
    accepted: int
    refused: int
    set_aside: int
    rows: tuple[OutboxRow, ...]


class SqliteOutbox:
    """Outbox in the machine's store; safe to call from any thread. Implements ``kiosk.needs.Outbox``.

    Raises VaultError when the file was sealed with another key (the file stays untouched) and StoreError when it
    cannot be opened. Opening it makes every ``sending`` entry ``waiting`` again.
    """

    def __init__(self, path: Path | str | Store, vault: Vault, clock: Clock) -> None:
        if not isinstance(path, Store):
            bound = bound_key(Path(path))
            if bound is not None and bound != vault.fingerprint:
                raise wrong_key(Path(path))
        self.store = path if isinstance(path, Store) else Store(path)
        self.store.bind(vault.fingerprint)
        self._vault = vault
        self._clock = clock
        self._on_put: Callable[[], None] = _nothing
        self._recover()

    def _recover(self) -> None:
        with self.store.reading() as db:
            stuck = db.execute("SELECT 1 FROM outbox WHERE state = 'sending' LIMIT 1").fetchone()
        if stuck:
            with self.store.writing() as db:
                db.execute(
                    "UPDATE outbox SET state = 'waiting', next_at = ?, reason = '上次发送被中断' "
                    "WHERE state = 'sending'",
                    (self._clock.now().timestamp(),),
                )

    def on_put(self, wake: Callable[[], None]) -> None:
        """Have ``wake`` called after every put; it must return at once."""
        self._on_put = wake

    def put(self, bundle: Bundle) -> None:
        """Seal, encrypt and store; on return the bundle survives a power cut.

        The same bundle again changes nothing. Raises StoreError when the disk refuses, or when other content was
        already kept under this id.
        """
        self.put_sealed(bundle.id, bundle.scenario, bundle.to_bytes())

    def put_sealed(self, bundle_id: str, scenario: str, sealed: bytes) -> None:
        """``put`` for bytes that are sealed already; one transaction, one fsync."""
        digest = digest_of(sealed)
        payload = self._vault.seal(sealed, "outbox", "payload", bundle_id)
        now = self._clock.now()
        row = {
            "id": bundle_id,
            "scenario": scenario,
            "digest": digest,
            "kept_at": now.isoformat(timespec="seconds"),
            "next_at": now.timestamp(),
            "payload": payload,
        }
        new = self.store.write_one(_KEEP, row) == 1
        known = None if new else self._known_digest(bundle_id)
        if known is not None and known != digest:
            raise StoreError(f"申请包 {bundle_id} 已封存，内容不能再改。", "请用新的编号重新封存。")
        self._on_put()

    def _known_digest(self, bundle_id: str) -> str | None:
        with self.store.reading() as db:
            row = db.execute(
                "SELECT digest FROM outbox WHERE bundle_id = :id "
                "UNION ALL SELECT digest FROM receipt WHERE bundle_id = :id",
                {"id": bundle_id},
            ).fetchone()
        return str(row[0]) if row else None

    def due(self, now: datetime, fresh_only: bool = False) -> Parcel | None:
        """The next entry to send, now in state ``sending``; None when nothing is due.

        Entries never tried go first, then the one due longest. ``fresh_only`` leaves out those tried before.
        An entry that cannot be decrypted or is not what was sealed is set aside and does not hold up the others.
        """
        while True:
            with self.store.writing() as db:
                row = db.execute(_NEXT_DUE, {**_window(now), "tried": 0 if fresh_only else 1}).fetchone()
                if row is None:
                    return None
                bundle_id, digest, attempts, payload = row
                sealed = self._opened(bundle_id, digest, payload)
                if sealed is not None:
                    db.execute(
                        "UPDATE outbox SET state = 'sending', attempts = attempts + 1, next_at = ? WHERE bundle_id = ?",
                        ((now + SENDING_DEADLINE).timestamp(), bundle_id),
                    )
                    return Parcel(bundle_id, sealed, digest, attempts + 1)
                db.execute(
                    "UPDATE outbox SET state = 'set_aside', reason = '无法解密或内容已损坏' WHERE bundle_id = ?",
                    (bundle_id,),
                )

    def _opened(self, bundle_id: str, digest: str, payload: object) -> bytes | None:
        if not isinstance(payload, bytes):
            return None
        try:
            sealed = self._vault.open(payload, "outbox", "payload", bundle_id)
        except VaultError:
            return None
        return sealed if digest_of(sealed) == digest else None

    def seconds_until_due(self, now: datetime) -> float | None:
        """Seconds until the next entry is due, 0 when one is due now, None when nothing waits."""
        with self.store.reading() as db:
            row = db.execute(
                "SELECT min(CASE WHEN next_at > :latest THEN 0 ELSE next_at END) FROM outbox "
                "WHERE state IN ('waiting', 'sending')",
                _window(now),
            ).fetchone()
        return None if row[0] is None else max(0.0, float(row[0]) - now.timestamp())

    def mark_sent(self, receipt: Receipt) -> None:
        """The hall has it: keep the receipt, delete the content, in one transaction."""
        with self.store.writing() as db:
            db.execute(
                "INSERT OR IGNORE INTO receipt (bundle_id, scenario, digest, case_code, received_at, kept_at, attempts)"
                " SELECT bundle_id, scenario, ?, ?, ?, kept_at, attempts FROM outbox WHERE bundle_id = ?",
                (receipt.digest, receipt.case_code, receipt.received_at, receipt.bundle_id),
            )
            db.execute("DELETE FROM outbox WHERE bundle_id = ?", (receipt.bundle_id,))

    def mark_later(self, bundle_id: str, reason: str, next_at: datetime) -> None:
        """Not sent; due again at ``next_at``. ``reason`` is for technicians and holds no personal data."""
        self._move(bundle_id, "waiting", reason, next_at)

    def mark_refused(self, bundle_id: str, faults: tuple[Fault, ...]) -> None:
        """The hall cannot take it; ``faults`` are kept encrypted for staff."""
        listed = json.dumps([[fault.where, fault.message] for fault in faults], ensure_ascii=False).encode()
        with self.store.writing() as db:
            db.execute(
                "UPDATE outbox SET state = 'refused', reason = ?, faults = ? WHERE bundle_id = ?",
                (
                    f"大厅退回，{len(faults)} 处需要更正",
                    self._vault.seal(listed, "outbox", "faults", bundle_id),
                    bundle_id,
                ),
            )

    def set_aside(self, bundle_id: str, reason: str) -> None:
        """Stop trying until staff decide."""
        self._move(bundle_id, "set_aside", reason, self._clock.now())

    def retry(self, bundle_id: str) -> None:
        """Staff decision: send a waiting, refused or set-aside entry again, now."""
        self._move(bundle_id, "waiting", "工作人员要求重发", self._clock.now())
        self._on_put()

    def discard(self, bundle_id: str) -> bool:
        """Staff decision: delete a refused or set-aside entry and its content; False when it is not one."""
        with self.store.writing() as db:
            gone = db.execute(
                "DELETE FROM outbox WHERE bundle_id = ? AND state IN ('refused', 'set_aside')", (bundle_id,)
            ).rowcount
        if gone:
            self.store.tidy()
        return gone > 0

    def hasten(self) -> None:
        """Make every waiting entry due now (a technician has mended the network)."""
        with self.store.writing() as db:
            db.execute("UPDATE outbox SET next_at = ? WHERE state = 'waiting'", (self._clock.now().timestamp(),))

    def _move(self, bundle_id: str, state: str, reason: str, next_at: datetime) -> None:
        with self.store.writing() as db:
            db.execute(
                "UPDATE outbox SET state = ?, reason = ?, next_at = ? WHERE bundle_id = ?",
                (state, reason, next_at.timestamp(), bundle_id),
            )

    def receipt_for(self, bundle_id: str) -> Receipt | None:
        """The hall's receipt; None while there is none."""
        with self.store.reading() as db:
            row = db.execute(
                "SELECT bundle_id, case_code, digest, received_at FROM receipt WHERE bundle_id = ?", (bundle_id,)
            ).fetchone()
        return Receipt(*row) if row else None

    def faults_for(self, bundle_id: str) -> tuple[Fault, ...]:
        """What the hall found wrong with a refused entry; empty for any other."""
        with self.store.reading() as db:
            row = db.execute("SELECT faults FROM outbox WHERE bundle_id = ?", (bundle_id,)).fetchone()
        if row is None or row[0] is None:
            return ()
        listed = json.loads(self._vault.open(row[0], "outbox", "faults", bundle_id))
        return tuple(Fault(where, message) for where, message in listed)

    def status(self) -> OutboxStatus:
        """Counts and open entries, without personal data."""
        with self.store.reading() as db:
            counts = dict(db.execute("SELECT state, count(*) FROM outbox GROUP BY state").fetchall())
            accepted = db.execute("SELECT count(*) FROM receipt").fetchone()[0]
            rows = db.execute(
                "SELECT bundle_id, scenario, state, kept_at, attempts, next_at, reason FROM outbox ORDER BY seq"
            ).fetchall()
        return OutboxStatus(
            waiting=counts.get("waiting", 0),
            sending=counts.get("sending", 0),
            accepted=accepted,
            refused=counts.get("refused", 0),
            set_aside=counts.get("set_aside", 0),
            rows=tuple(_row(*row) for row in rows),
        )

    def tidy(self) -> None:
        """Remove deleted content from the write-ahead log as well."""
        self.store.tidy()

    def close(self) -> None:
        """Close the store."""
        self.store.close()


_KEEP = """
INSERT INTO outbox (bundle_id, scenario, digest, state, kept_at, next_at, payload)
SELECT :id, :scenario, :digest, 'waiting', :kept_at, :next_at, :payload
WHERE NOT EXISTS (SELECT 1 FROM receipt WHERE bundle_id = :id)
ON CONFLICT (bundle_id) DO NOTHING
"""

_NEXT_DUE = """
SELECT bundle_id, digest, attempts, payload FROM outbox
WHERE state IN ('waiting', 'sending') AND (next_at <= :now OR next_at > :latest) AND (:tried OR attempts = 0)
ORDER BY attempts > 0, next_at, seq LIMIT 1
"""


def _window(now: datetime) -> dict[str, float]:
    return {"now": now.timestamp(), "latest": (now + LONGEST_WAIT).timestamp()}


def _row(
    bundle_id: str, scenario: str, state: str, kept_at: str, attempts: int, next_at: float, reason: str
) -> OutboxRow:
    due = datetime.fromtimestamp(next_at).isoformat(timespec="seconds") if state in ("waiting", "sending") else ""
    return OutboxRow(bundle_id, kept_code(bundle_id), scenario, state, kept_at, attempts, due, reason)


def _nothing() -> None:
    """No one waits for puts yet."""
