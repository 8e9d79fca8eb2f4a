"""The outbox itself: keeps sealed bundles durably, gives them out one by one, and notes what became of each."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from datetime import datetime
from pathlib import Path
from sqlite3 import Connection

from kiosk.errors import AttachmentDamaged, StoreError, VaultError
from kiosk.filing.attachment import Attachment
from kiosk.filing.bundle import Bundle, Fault, digest_of
from kiosk.filing.limits import LIMITS, Limits, room_for
from kiosk.filing.receipt import Receipt
from kiosk.needs import Clock
from offline_cache.attachments import Attachments
from offline_cache.outbox import statements
from offline_cache.outbox.deciding import Decisions
from offline_cache.outbox.health import Health, health_of, health_of_folder
from offline_cache.outbox.listing import Listing, first_fresh
from offline_cache.outbox.states import LONGEST_WAIT, RECEIPTS_KEPT, SENDING_DEADLINE, STRIKES
from offline_cache.outbox.values import Lease, OutboxStatus, Parcel
from offline_cache.ownership import Ownership, holder_of
from offline_cache.store import Store, bound_key, wrong_key
from offline_cache.vault.sealing import Vault

LARGEST = 2_000_000
"""Bytes of the largest bundle that is kept: what the hall's server takes."""
_IN_LINE = 1.0


class SqliteOutbox:
    """Outbox in the machine's store; safe to call from any thread. Implements ``kiosk.needs.Outbox``.

    It owns its file: a second one, in this or another process, is refused with StoreInUse naming the process, unless
    it is opened with ``own=False`` to look and to note staff decisions beside the owner. Raises VaultError when the
    file was sealed with another key (the file stays untouched) and StoreError when it cannot be opened. That an entry
    is being sent is noted in memory and on the card of the lock, so that a new owner finds it waiting. ``largest`` is
    in bytes, ``limits`` are those of attachments, which lie in a folder beside the file.
    """

    def __init__(
        self, path: Path | str | Store, vault: Vault, clock: Clock, *, own: bool = True, largest: int = LARGEST,
        limits: Limits = LIMITS,
    ) -> None:
        where = path.path if isinstance(path, Store) else Path(path)
        if not isinstance(path, Store):
            bound = bound_key(where)
            if bound is not None and bound != vault.fingerprint:
                raise wrong_key(where)
        self._ownership = Ownership(where) if own else None
        try:
            self.store = path if isinstance(path, Store) else Store(path)
            self.store.bind(vault.fingerprint)
            self._vault = vault
            self._clock = clock
            self._largest = largest
            self._on_put: Callable[[], None] = _nothing
            self._under_way: dict[str, Lease] = {}
            self._fresh_from = first_fresh(self.store)
            self.listing = Listing(self.store, clock, self._sending)
            self.attachments = Attachments(self.store, vault, limits)
            self.decisions = Decisions(self.store, clock, self.attachments.drop)
            if own:
                self._recover()
                self.attachments.sweep()
        except BaseException:
            if self._ownership:
                self._ownership.release()
            raise

    def _recover(self) -> None:
        """What the last owner was sending when it was killed goes in line again; after 8 times it is set aside."""
        left = self._ownership.left_behind if self._ownership else None
        if left is None or not left.doing:
            return
        with self.store.writing() as db:
            db.execute(statements.CUT_OFF_AGAIN, (_IN_LINE, statements.CUT_OFF, left.doing))
            db.execute(statements.CUT_OFF_ASIDE, (self._clock.now().timestamp(), left.doing, STRIKES))

    def _sending(self) -> frozenset[str]:
        """The ids being sent, by this program or by the one that owns the file."""
        if self._ownership:
            return frozenset(self._under_way)
        holder = holder_of(self.store.path)
        return frozenset((holder.doing,)) if holder and holder.doing else frozenset()

    @property
    def after_crash(self) -> bool:
        """Whether the program that owned the file before ended without closing it."""
        return bool(self._ownership and self._ownership.left_behind)

    def on_put(self, wake: Callable[[], None]) -> None:
        """Have ``wake`` called after every put; it must return at once."""
        self._on_put = wake

    def put(self, bundle: Bundle, attachments: tuple[Attachment, ...] = ()) -> None:
        """Seal, encrypt and store; on return bundle and attachments survive a power cut.

        The same bundle again changes nothing. Raises StoreError when the disk refuses, when the bundle or its
        attachments are too large or not those it names, or when other content was already kept under this id.
        """
        self.put_sealed(bundle.id, bundle.scenario, bundle.to_bytes(), attachments)

    def put_sealed(
        self, bundle_id: str, scenario: str, sealed: bytes, attachments: tuple[Attachment, ...] = ()
    ) -> bool:
        """``put`` for bytes that are sealed already; one transaction, one fsync, two more for a file of attachments.

        False when they were there before.
        """
        if len(sealed) > self._largest:
            raise StoreError(
                f"申请包有 {len(sealed)} 字节，超过 {self._largest} 字节，没有保存。", "请减少所附内容后重新封存。"
            )
        if self._ownership is None:
            raise StoreError(f"{self.store.path}: 只有占用数据文件的程序能保存申请包。", "请结束占用它的程序后重试。")
        named = self.attachments.check(bundle_id, sealed, attachments)
        digest = digest_of(sealed)
        payload = self._vault.seal(sealed, "outbox", "payload", bundle_id)
        now = self._clock.now()
        row = (
            bundle_id, scenario, digest, now.isoformat(timespec="seconds"), now.timestamp(), len(sealed), payload,
            bundle_id,
        )  # fmt: skip
        if named:
            seq = self.attachments.put(statements.KEEP, row, bundle_id, named, attachments)
        else:
            seq = self.store.write_one(statements.KEEP, row)
        new = seq is not None
        if seq is not None and seq < self._fresh_from:
            self._fresh_from = seq
        known = None if new else self._known_digest(bundle_id)
        if known is not None and known != digest:
            raise StoreError(f"申请包 {bundle_id} 已封存，内容不能再改。", "请用新的编号重新封存。")
        self._on_put()
        return new

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

        Entries never tried go first, oldest first; then those in line again, oldest first; then the one due longest.
        ``fresh_only`` leaves out those tried before. An entry that cannot be decrypted, is not what was sealed or has
        lost its attachments is set aside and does not hold up the others. Nothing is written: a program that dies
        leaves the entry waiting.
        """
        while True:
            with self.store.reading() as db:  # one thread at a time, so that no entry is given out twice
                row = self._next_due(db, now, fresh_only)
                if row is None:
                    return None
                _, bundle_id, digest, attempts, payload = row
                sealed, reason = self._opened(bundle_id, digest, payload), "无法解密或内容已损坏"
                attachments = None
                if sealed is not None:
                    try:
                        attachments = self.attachments.of(db, bundle_id, sealed)
                    except AttachmentDamaged as damaged:
                        sealed, reason = None, damaged.message
                if sealed is not None:
                    lease = self._under_way.get(bundle_id)
                    tries = (lease.attempts if lease else attempts) + 1
                    self._under_way[bundle_id] = Lease(tries, now + SENDING_DEADLINE)
                    if self._ownership:
                        self._ownership.note(bundle_id)
                    return Parcel(bundle_id, sealed, digest, tries, attachments)
            self.mark_damaged(bundle_id, reason)

    def _next_due(self, db: Connection, now: datetime, fresh_only: bool) -> statements.Row | None:
        """Sequence number, id, digest, attempts and content of the entry whose turn it is."""
        fresh = self._first(db.execute(statements.FRESH, (self._fresh_from,)), now, moving=True)
        if fresh is not None or fresh_only:
            return fresh
        window = {"now": now.timestamp(), "latest": (now + LONGEST_WAIT).timestamp()}
        due = self._first(db.execute(statements.TRIED, window), now)
        return due or self._first(db.execute(statements.TRIED_AHEAD, window), now)

    def _first(self, rows: Iterable[statements.Row], now: datetime, *, moving: bool = False) -> statements.Row | None:
        """The first row that is not being sent; ``moving`` remembers where those never tried begin."""
        for row in rows:
            if moving:
                self._fresh_from, moving = row[0], False
            lease = self._under_way.get(row[1])
            if lease is None or lease.over(now):
                return row
        return None

    def _ended(self, bundle_id: str) -> int | None:
        """Forget that an entry is being sent; how often it was tried, None when it was not being sent."""
        lease = self._under_way.pop(bundle_id, None)
        return lease.attempts if lease else None

    def _rest(self) -> None:
        """Nothing is being sent any more that could be sent again."""
        if self._ownership:
            self._ownership.note("")

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
        latest = (now + LONGEST_WAIT).timestamp()
        with self.store.reading() as db:
            soonest, last = db.execute(statements.SOONEST_AND_LAST).fetchone()
            if db.execute(statements.ANY_FRESH, (self._fresh_from,)).fetchone():
                soonest, last = 0, last or 0
        if soonest is None:
            return None
        wait = 0.0 if last > latest else max(0.0, float(soonest) - now.timestamp())
        left = [lease.left(now) for lease in self._under_way.values()]
        return max(wait, min(left)) if left and wait == 0.0 else wait

    def mark_sent(self, receipt: Receipt) -> None:
        """The hall has it: keep the receipt, delete the content, in one transaction. Allowed from every state."""
        tries = self._ended(receipt.bundle_id)
        with self.store.writing() as db:
            db.execute(
                statements.ACCEPTED, (receipt.digest, receipt.case_code, receipt.received_at, tries, receipt.bundle_id)
            )
            attached = db.execute("DELETE FROM attachments WHERE bundle_id = ?", (receipt.bundle_id,)).rowcount
            db.execute("DELETE FROM outbox WHERE bundle_id = ?", (receipt.bundle_id,))
        if attached:
            self.attachments.drop(receipt.bundle_id)

    def mark_later(self, bundle_id: str, reason: str, next_at: datetime | None, *, strike: bool = False) -> bool:
        """Not sent; due again at ``next_at``, or (None) in line again behind nobody older.

        ``reason`` is for technicians and holds no personal data. ``strike``: the trouble may be the bundle's own. An
        entry is set aside after 8 strikes, counting only those between which others got through. True when it was.
        """
        again = _IN_LINE if next_at is None else next_at.timestamp()
        tries = self._ended(bundle_id)
        with self.store.writing() as db:
            db.execute(
                "UPDATE outbox SET reason = ?, next_at = ?, attempts = coalesce(?, attempts) "
                "WHERE bundle_id = ? AND state = 'waiting'",
                (reason, again, tries, bundle_id),
            )
            aside = strike and self._struck(db, bundle_id, reason)
        self._rest()
        return aside

    def _struck(self, db: Connection, bundle_id: str, reason: str) -> bool:
        accepted = db.execute("SELECT count(*) FROM receipt").fetchone()[0]
        db.execute(
            "UPDATE outbox SET strikes = strikes + 1, seen = ? WHERE bundle_id = ? AND (strikes = 0 OR seen <> ?)",
            (accepted, bundle_id, accepted),
        )
        aside = db.execute(
            "UPDATE outbox SET state = 'set_aside', next_at = 1, since = ?, reason = ? "
            "WHERE bundle_id = ? AND state = 'waiting' AND strikes >= ?",
            (self._clock.now().timestamp(), f"别的都能送出，只有这件 {STRIKES} 次送不出：{reason}", bundle_id, STRIKES),
        )
        return aside.rowcount == 1

    def mark_damaged(self, bundle_id: str, reason: str) -> None:
        """What is kept here cannot be sent: set aside. ``reason`` is for staff and holds no personal data."""
        tries = self._ended(bundle_id)
        with self.store.writing() as db:
            db.execute(
                "UPDATE outbox SET state = 'set_aside', next_at = 1, since = ?, reason = ?, "
                "attempts = coalesce(?, attempts) WHERE bundle_id = ? AND state = 'waiting'",
                (self._clock.now().timestamp(), reason, tries, bundle_id),
            )
        self._rest()

    def mark_refused(self, bundle_id: str, faults: tuple[Fault, ...]) -> None:
        """The hall cannot take it; ``faults`` are kept encrypted for staff."""
        tries = self._ended(bundle_id)
        listed = json.dumps([[fault.where, fault.message] for fault in faults], ensure_ascii=False).encode()
        with self.store.writing() as db:
            db.execute(
                "UPDATE outbox SET state = 'refused', next_at = 1, since = ?, reason = ?, faults = ?, "
                "attempts = coalesce(?, attempts) WHERE bundle_id = ? AND state = 'waiting'",
                (
                    self._clock.now().timestamp(),
                    f"大厅退回，{len(faults)} 处需要更正",
                    self._vault.seal(listed, "outbox", "faults", bundle_id),
                    tries,
                    bundle_id,
                ),
            )
        self._rest()

    def set_aside(self, bundle_id: str, reason: str, by: str = "") -> bool:
        """Staff decision: stop trying until staff decide again; False when the entry's state does not allow it."""
        return self.decisions.make("set_aside", bundle_id, reason, by)

    def retry(self, bundle_id: str, reason: str = "工作人员要求重发", by: str = "") -> bool:
        """Staff decision: send a waiting, refused or set-aside entry again, now; False when it is none."""
        done = self.decisions.make("retry", bundle_id, reason, by)
        self._on_put()
        return done

    def discard(self, bundle_id: str, reason: str = "", by: str = "") -> bool:
        """Staff decision: delete a refused or set-aside entry and its content; False when it is not one."""
        done = self.decisions.make("discard", bundle_id, reason, by)
        if done:
            self.store.tidy()
        return done

    def hasten(self) -> None:
        """Put every waiting entry in line now (a technician has mended the network); a running courier notices."""
        with self.store.writing() as db:
            db.execute("UPDATE outbox SET next_at = ? WHERE state = 'waiting' AND next_at > ?", (_IN_LINE, _IN_LINE))
            times = db.execute("PRAGMA user_version").fetchone()[0]
            db.execute(f"PRAGMA user_version = {(times + 1) % 1_000_000}")

    def times_hastened(self) -> int:
        """Changes whenever somebody, perhaps in another process, has hastened."""
        with self.store.reading() as db:
            return int(db.execute("PRAGMA user_version").fetchone()[0])

    def receipt_for(self, bundle_id: str) -> Receipt | None:
        """The hall's receipt; None while there is none."""
        with self.store.reading() as db:
            row = db.execute(
                "SELECT bundle_id, case_code, digest, received_at FROM receipt WHERE bundle_id = ?", (bundle_id,)
            ).fetchone()
        return Receipt(*row) if row else None

    def faults_for(self, bundle_id: str) -> tuple[Fault, ...]:
        """What the hall found wrong with a refused entry; empty for any other. May hold personal data."""
        with self.store.reading() as db:
            row = db.execute("SELECT faults FROM outbox WHERE bundle_id = ?", (bundle_id,)).fetchone()
        if row is None or row[0] is None:
            return ()
        listed = json.loads(self._vault.open(row[0], "outbox", "faults", bundle_id))
        return tuple(Fault(where, message) for where, message in listed)

    def sealed_bytes(self, bundle_id: str) -> bytes | None:
        """The content of an open entry, for staff who may see it; None when it is gone or cannot be read."""
        with self.store.reading() as db:
            row = db.execute(
                "SELECT digest, payload FROM outbox WHERE bundle_id = ?", (bundle_id,)
            ).fetchone()
        return self._opened(bundle_id, row[0], row[1]) if row else None

    def status(self, limit: int | None = None) -> OutboxStatus:
        """Counts, and the oldest ``limit`` open entries (None: all), without personal data."""
        return self.listing.status(limit)

    def health(self) -> Health:
        """Whether the next bundle can be kept, asked of the disk now, before anybody works on one."""
        return health_of(self.store)

    def takes_attachments(self) -> bool:
        """Whether there is room for all that one person may photograph; asks the disk, writes nothing."""
        found = health_of_folder(self.store.path.parent)
        return found.can_keep and room_for(found.free, self.attachments.limits)

    def forget_receipts(self) -> int:
        """Delete receipts and decisions older than half a year; how many receipts went."""
        before = (self._clock.now() - RECEIPTS_KEPT).isoformat(timespec="seconds")
        with self.store.reading() as db:
            old = db.execute(statements.ANY_OLDER, (before, before)).fetchone()[0]
        if not old:
            return 0
        with self.store.writing() as db:
            gone = db.execute("DELETE FROM receipt WHERE kept_at < ?", (before,)).rowcount
            db.execute(
                "DELETE FROM decision WHERE at < ? AND bundle_id NOT IN (SELECT bundle_id FROM outbox)", (before,)
            )
        return gone

    def tidy(self) -> bool:
        """Remove deleted content from the write-ahead log as well; False when it must be tried again later."""
        return self.store.tidy()

    def close(self) -> None:
        """Close the store and let another program have it."""
        self.store.close()
        if self._ownership:
            self._ownership.release()


def _nothing() -> None:
    """No one waits for puts yet."""
