"""The file of drafts: found and opened only with their code, deleted for good when taken or after a day.

Guessing is bounded: see :mod:`kiosk.draft.code` for the arithmetic. The count of wrong codes is kept in memory; a
restart forgets it, and takes longer than the minute it would save.
"""

from __future__ import annotations

import os
import sqlite3
import threading
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import datetime, timedelta
from pathlib import Path

from kiosk.draft.keeping import DRAFT_LIFE, Draft, NoDraft, TooManyTries
from kiosk.errors import StoreError
from kiosk.needs import Clock
from offline_cache.drafts.sealing import SALT_BYTES, DraftKey, derive
from offline_cache.store import store_error

TRIES, PER_SECONDS = 5, 60.0
LARGEST = 500_000
"""Bytes of one draft; the fullest form the packs can make is a hundredth of it."""
_SCHEMA = """
CREATE TABLE IF NOT EXISTS salt (id INTEGER PRIMARY KEY CHECK (id = 1), bytes BLOB NOT NULL);
CREATE TABLE IF NOT EXISTS draft (name BLOB PRIMARY KEY, kept_at REAL NOT NULL, sealed BLOB NOT NULL) WITHOUT ROWID;
"""


class SqliteDrafts:
    """Implements ``kiosk.needs.Drafts`` on ``path`` (mode 0600, made on first use). Thread-safe.

    Opens nothing at birth; every call may raise StoreError. ``life`` is how long a draft may be picked up.
    """

    def __init__(self, path: Path | str, clock: Clock, life: timedelta = DRAFT_LIFE) -> None:
        self.path = Path(path)
        self._clock = clock
        self._life = life
        self._lock = threading.RLock()
        self._wrong: deque[float] = deque(maxlen=TRIES)
        self._connection: sqlite3.Connection | None = None
        self._salt = b""

    def keep(self, code: str, draft: Draft) -> datetime:
        """Seal and store; on return it survives a power cut. Until when it may be picked up (local time)."""
        now = self._clock.now()
        plain = draft.to_bytes()
        if len(plain) > LARGEST:
            raise StoreError("填写的内容太多，暂存不下。", "请直接办完，或请导办员协助。")
        key = self._key(code)
        with self._writing() as db:
            self._delete_expired(db)
            db.execute(
                "INSERT OR REPLACE INTO draft (name, kept_at, sealed) VALUES (?, ?, ?)",
                (key.name, now.timestamp(), key.seal(plain)),
            )
        return now + self._life

    def open(self, code: str) -> Draft | NoDraft | TooManyTries:
        """The draft of a code; it stays until :meth:`forget`. Five wrong codes a minute are looked at, no more."""
        with self._lock:
            wait = self._wait()
            if wait > 0:
                return TooManyTries(wait)
            self.clear_expired()
            key = self._key(code)
            with self._reading() as db:
                row = db.execute("SELECT sealed FROM draft WHERE name = ?", (key.name,)).fetchone()
            if row is None:
                self._wrong.append(self._clock.monotonic())
                return NoDraft()
        return Draft.from_bytes(key.open(row[0]))

    def forget(self, code: str) -> None:
        """Delete the draft of a code for good; nothing happens when there is none."""
        key = self._key(code)
        with self._writing() as db:
            db.execute("DELETE FROM draft WHERE name = ?", (key.name,))
        self._tidy()

    def clear_expired(self) -> int:
        """Delete for good what is older than a day, or from a day that has not come yet; how many that were."""
        if self._connection is None and not self.path.exists():
            return 0
        with self._writing() as db:
            gone = self._delete_expired(db)
        if gone:
            self._tidy()
        return gone

    def waiting(self) -> int:
        """How many drafts wait to be picked up."""
        if self._connection is None and not self.path.exists():
            return 0
        with self._reading() as db:
            return int(db.execute("SELECT count(*) FROM draft").fetchone()[0])

    def close(self) -> None:
        """Close the file; the next call opens it again."""
        with self._lock:
            if self._connection is not None:
                self._connection.close()
                self._connection = None

    def _wait(self) -> float:
        if len(self._wrong) < TRIES:
            return 0.0
        return self._wrong[0] + PER_SECONDS - self._clock.monotonic()

    def _key(self, code: str) -> DraftKey:
        with self._reading():
            salt = self._salt
        return derive(code, salt)

    def _delete_expired(self, db: sqlite3.Connection) -> int:
        now, life = self._clock.now().timestamp(), self._life.total_seconds()
        return db.execute("DELETE FROM draft WHERE kept_at <= ? OR kept_at >= ?", (now - life, now + life)).rowcount

    def _tidy(self) -> None:
        with self._reading() as db:  # deleted pages are overwritten (secure_delete); the log still holds them
            db.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()

    @contextmanager
    def _writing(self) -> Iterator[sqlite3.Connection]:
        with self._reading() as db:
            db.execute("BEGIN IMMEDIATE")
            try:
                yield db
                db.execute("COMMIT")
            except BaseException:
                with suppress(sqlite3.Error):  # a failed COMMIT may already have ended the transaction
                    db.execute("ROLLBACK")
                raise

    @contextmanager
    def _reading(self) -> Iterator[sqlite3.Connection]:
        with self._lock:
            try:
                yield self._opened()
            except sqlite3.Error as error:
                raise store_error(self.path, error) from error

    def _opened(self) -> sqlite3.Connection:
        if self._connection is None:
            try:
                os.close(os.open(self.path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600))
            except OSError as error:
                raise StoreError(
                    f"{self.path}: 暂存文件打不开（{error.strerror}）。", "请检查目录是否存在、是否可写、磁盘是否已满。"
                ) from error
            connection = sqlite3.connect(self.path, timeout=5.0, isolation_level=None, check_same_thread=False)
            try:
                self._salt = _prepare(connection)
            except BaseException:
                connection.close()
                raise
            self._connection = connection
        return self._connection


def _prepare(connection: sqlite3.Connection) -> bytes:
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "secure_delete=ON"):
        connection.execute(f"PRAGMA {pragma}").fetchall()
    connection.executescript(_SCHEMA)
    connection.execute("INSERT OR IGNORE INTO salt (id, bytes) VALUES (1, ?)", (os.urandom(SALT_BYTES),))
    (salt,) = connection.execute("SELECT bytes FROM salt").fetchone() or (None,)
    if not isinstance(salt, bytes) or len(salt) != SALT_BYTES:
        raise sqlite3.DatabaseError("the salt is damaged")
    return salt
