"""A durable put of the outbox against a bare SQLite commit of the same bytes, interleaved."""

from __future__ import annotations

import sqlite3
import tempfile
from pathlib import Path

from benchmarks.result import Result, median, milliseconds
from benchmarks.visits import NoonClock, restaurant_bundle
from kiosk.bundle import new_bundle_id
from offline_cache.outbox import SqliteOutbox
from offline_cache.vault import open_vault

ROUNDS, BLOCK = 20, 25


def measure() -> list[Result]:
    bundle = restaurant_bundle()
    sealed = bundle.to_bytes()
    with tempfile.TemporaryDirectory(dir=Path.cwd()) as name:
        folder = Path(name)
        outbox = SqliteOutbox(folder / "outbox.db", open_vault(folder / "key", folder / "outbox.db"), NoonClock())
        bare = _bare(folder / "bare.db")
        puts: list[float] = []
        commits: list[float] = []
        for _ in range(ROUNDS):
            commits += milliseconds(lambda: _commit(bare, sealed), BLOCK)
            puts += milliseconds(lambda: outbox.put_sealed(new_bundle_id(), bundle.scenario, sealed), BLOCK)
        outbox.close()
        bare.close()
    ratio = median(puts) / median(commits)
    return [
        Result("待发箱一次落盘 ÷ 同样字节的裸 SQLite 提交", ratio, "×", 1.2,
               f"{median(puts):.3f} / {median(commits):.3f} ms，{len(sealed)} 字节"),
    ]


def _bare(path: Path) -> sqlite3.Connection:
    database = sqlite3.connect(path, isolation_level=None)
    database.execute("PRAGMA journal_mode=WAL")
    database.execute("PRAGMA synchronous=FULL")
    database.execute("PRAGMA secure_delete=ON")
    database.execute("CREATE TABLE bundle (id TEXT PRIMARY KEY, sealed BLOB)")
    return database


def _commit(database: sqlite3.Connection, sealed: bytes) -> None:
    database.execute("INSERT INTO bundle VALUES (?, ?)", (new_bundle_id(), sealed))
