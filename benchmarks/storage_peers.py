"""Durable queues behind one small interface, all on SQLite, each told to sync every commit."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import Any, Protocol

from benchmarks.visits import NoonClock
from kiosk.filing.bundle import digest_of, new_bundle_id
from kiosk.filing.receipt import Receipt
from offline_cache.outbox import SqliteOutbox
from offline_cache.vault import open_vault


class Queue(Protocol):
    """``put`` keeps durably; ``take_and_ack`` takes the oldest out and makes its end durable."""

    def put(self, sealed: bytes) -> None: ...

    def take_and_ack(self) -> None: ...

    def close(self) -> None: ...


class Ours:
    """The outbox as the courier uses it, encrypting, with a receipt kept for each acknowledgement."""

    def __init__(self, folder: Path) -> None:
        self._outbox = SqliteOutbox(folder / "outbox.db", open_vault(folder / "key", folder / "outbox.db"), NoonClock())
        self._now: datetime = NoonClock().now()

    def put(self, sealed: bytes) -> None:
        self._outbox.put_sealed(new_bundle_id(), "open-restaurant", sealed)

    def take_and_ack(self) -> None:
        parcel = self._outbox.due(self._now)
        assert parcel is not None
        self._outbox.mark_sent(Receipt(parcel.bundle_id, "XN26-7K3M-4", parcel.digest, "2026-01-05T12:00:00"))

    def close(self) -> None:
        self._outbox.close()


class Bare:
    """The limit: one table, one statement an operation, nothing encrypted, no states."""

    def __init__(self, folder: Path) -> None:
        self._db = sqlite3.connect(folder / "bare.db", isolation_level=None)
        for pragma in ("journal_mode=WAL", "synchronous=FULL", "secure_delete=ON"):
            self._db.execute(f"PRAGMA {pragma}").fetchall()
        self._db.execute("CREATE TABLE bundle (seq INTEGER PRIMARY KEY, id TEXT UNIQUE, digest TEXT, sealed BLOB)")

    def put(self, sealed: bytes) -> None:
        self._db.execute(
            "INSERT INTO bundle (id, digest, sealed) VALUES (?, ?, ?)", (new_bundle_id(), digest_of(sealed), sealed)
        )

    def take_and_ack(self) -> None:
        seq, digest, sealed = self._db.execute("SELECT seq, digest, sealed FROM bundle ORDER BY seq LIMIT 1").fetchone()
        assert digest_of(sealed) == digest
        self._db.execute("DELETE FROM bundle WHERE seq = ?", (seq,))

    def close(self) -> None:
        self._db.close()


class PersistQueue:
    """persist-queue's SQLiteAckQueue, which syncs by itself."""

    def __init__(self, folder: Path) -> None:
        from persistqueue import SQLiteAckQueue

        self._queue: Any = SQLiteAckQueue(str(folder / "persist"), auto_commit=True, auto_resume=True)
        _check_full(self._queue._putter)

    def put(self, sealed: bytes) -> None:
        self._queue.put(sealed)

    def take_and_ack(self) -> None:
        self._queue.ack(self._queue.get())

    def close(self) -> None:
        self._queue.close()


class LiteQueue:
    """litequeue, told to sync."""

    def __init__(self, folder: Path) -> None:
        from litequeue import LiteQueue as Peer

        self._queue: Any = Peer(str(folder / "lite.db"))
        self._queue.conn.execute("PRAGMA synchronous=FULL")
        _check_full(self._queue.conn)

    def put(self, sealed: bytes) -> None:
        self._queue.put(sealed)

    def take_and_ack(self) -> None:
        self._queue.done(self._queue.pop().message_id)

    def close(self) -> None:
        self._queue.conn.close()


class Huey:
    """huey's SqliteStorage with fsync; taking out is the end, there is no acknowledgement."""

    def __init__(self, folder: Path) -> None:
        from huey.storage import SqliteStorage

        self._storage: Any = SqliteStorage("bench", filename=str(folder / "huey.db"), fsync=True)
        _check_full(self._storage.conn)

    def put(self, sealed: bytes) -> None:
        self._storage.enqueue(sealed)

    def take_and_ack(self) -> None:
        assert self._storage.dequeue() is not None

    def close(self) -> None:
        with suppress(sqlite3.Error):
            self._storage.close()


class DiskCache:
    """diskcache's Deque told to sync; taking out is the end, there is no acknowledgement."""

    def __init__(self, folder: Path) -> None:
        from diskcache import Cache, Deque

        cache: Any = Cache(str(folder / "diskcache"), sqlite_synchronous=2, eviction_policy="none")
        self._cache, self._queue = cache, Deque.fromcache(cache)

    def put(self, sealed: bytes) -> None:
        self._queue.append(sealed)

    def take_and_ack(self) -> None:
        self._queue.popleft()

    def close(self) -> None:
        self._cache.close()


def _check_full(connection: sqlite3.Connection) -> None:
    found = connection.execute("PRAGMA synchronous").fetchone()[0]
    if found < 2:
        raise RuntimeError(f"this peer does not sync every commit (synchronous={found})")


QUEUES: dict[str, Callable[[Path], Queue]] = {
    "待发箱（加密）": Ours,
    "裸 sqlite3": Bare,
    "persist-queue SQLiteAckQueue": PersistQueue,
    "litequeue（FULL）": LiteQueue,
    "huey（fsync）": Huey,
    "diskcache（FULL）": DiskCache,
}
OURS, LIMIT = "待发箱（加密）", "裸 sqlite3"
