"""The last known progress of cases that were asked for here, for when the hall is away.

A case is found by the digest of its code and its content is sealed: the file does not tell whose case was looked up.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict
from datetime import datetime, timedelta
from unicodedata import normalize

from kiosk.filing.receipt import CaseProgress, ItemProgress
from kiosk.needs import Clock
from offline_cache.store import Store
from offline_cache.vault.sealing import Vault

KEPT = timedelta(days=30)
MOST = 2000
"""Cases remembered; the ones asked for longest ago go first."""


class ProgressMemory:
    """Implements ``kiosk.needs.ProgressMemory``. Safe to call from any thread; raises StoreError or VaultError.

    An answer kept may be lost with the power, as nothing depends on it.
    """

    def __init__(self, store: Store, vault: Vault, clock: Clock) -> None:
        self._store, self._vault, self._clock = store, vault, clock

    def keep(self, progress: CaseProgress) -> None:
        """Remember what the hall just said in place of what it said before; forget what is too old."""
        code, now = _digest(progress.case_code), self._clock.now().timestamp()
        body = self._vault.seal(json.dumps(asdict(progress), ensure_ascii=False).encode(), "progress", "body", code)
        with self._store.noting() as db:
            db.execute(
                "INSERT INTO progress (code, seen_at, body) VALUES (?, ?, ?) "
                "ON CONFLICT (code) DO UPDATE SET seen_at = excluded.seen_at, body = excluded.body",
                (code, now, body),
            )
            db.execute("DELETE FROM progress WHERE seen_at < ?", (now - KEPT.total_seconds(),))
            db.execute(
                "DELETE FROM progress WHERE code IN "
                "(SELECT code FROM progress ORDER BY seen_at DESC LIMIT -1 OFFSET ?)",
                (MOST,),
            )

    def last(self, case_code: str) -> tuple[CaseProgress, datetime] | None:
        """What the hall last said about a case and when (local time); None when it was not asked or too long ago."""
        code, now = _digest(case_code), self._clock.now()
        with self._store.reading() as db:
            row = db.execute("SELECT seen_at, body FROM progress WHERE code = ?", (code,)).fetchone()
        if row is None or now.timestamp() - row[0] > KEPT.total_seconds():
            return None
        found = json.loads(self._vault.open(row[1], "progress", "body", code))
        items = tuple(ItemProgress(**item) for item in found.pop("items"))
        return CaseProgress(**found, items=items), datetime.fromtimestamp(row[0], now.tzinfo)

    def forget(self, case_code: str) -> None:
        """The hall knows no such case any more."""
        with self._store.noting() as db:
            db.execute("DELETE FROM progress WHERE code = ?", (_digest(case_code),))


def _digest(case_code: str) -> str:
    plain = "".join(char for char in normalize("NFKC", case_code).upper() if char.isalnum())
    return hashlib.sha256(b"kiosk progress|" + plain.encode()).hexdigest()
