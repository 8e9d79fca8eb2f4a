"""A hundred thousand bundles waiting: put and next as quick as with a hundred, a quick start, flat memory."""

from __future__ import annotations

import subprocess
import sys
import time
from datetime import datetime
from pathlib import Path

from benchmarks.result import Result, median
from benchmarks.visits import NoonClock
from kiosk.filing.bundle import digest_of, new_bundle_id
from offline_cache.outbox import SqliteOutbox
from offline_cache.vault import Vault

FEW, MANY = 100, 100_000
CONTENT = 1_000
ROUNDS, BLOCK = 16, 20
KEY = bytes(32)

_START = """
import resource, sys, time
from datetime import datetime
from benchmarks.visits import NoonClock
from offline_cache.outbox import SqliteOutbox
from offline_cache.vault import Vault
import cryptography.hazmat.primitives.ciphers.aead, sqlite_utils
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
start = time.perf_counter()
outbox = SqliteOutbox(sys.argv[1], Vault(bytes(32)), NoonClock())
parcel = outbox.due(NoonClock().now())
status = outbox.status(20)
seconds = time.perf_counter() - start
after = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
print(seconds, (after - before) / 1024, status.waiting + status.sending, parcel is not None)
"""


def scale_results(folder: Path) -> list[Result]:
    """Ratios of many to few, the start, and the memory of a start."""
    paths = {count: folder / f"rows-{count}.db" for count in (FEW, MANY)}
    boxes = {count: _filled(path, count) for count, path in paths.items()}
    puts: dict[int, list[float]] = {count: [] for count in boxes}
    dues: dict[int, list[float]] = {count: [] for count in boxes}
    now = NoonClock().now()
    for _ in range(ROUNDS):
        for count, box in boxes.items():
            puts[count].append(_put_time(box))
            dues[count].append(_due_time(box, now))
    for box in boxes.values():
        box.close()
    start, memory = _start(paths[MANY])
    small, small_memory = _start(paths[FEW])
    return [
        Result(f"落盘：{MANY} 件等着 ÷ {FEW} 件等着", median(puts[MANY]) / median(puts[FEW]), "×", 1.2,
               f"{median(puts[MANY]):.3f} / {median(puts[FEW]):.3f} ms"),
        Result(f"取下一件：{MANY} 件等着 ÷ {FEW} 件等着", median(dues[MANY]) / median(dues[FEW]), "×", 1.2,
               f"{median(dues[MANY]):.3f} / {median(dues[FEW]):.3f} ms"),
        Result(f"{MANY} 件等着时打开、取一件并数清状态", start * 1000, "ms", 1000, f"{FEW} 件时 {small * 1000:.0f} ms"),
        Result(f"{MANY} 件等着时打开多占的内存", memory - small_memory, "MB", 20,
               f"{memory:.1f} / {small_memory:.1f} MB"),
    ]


def _filled(path: Path, count: int) -> SqliteOutbox:
    box, vault = SqliteOutbox(path, Vault(KEY), NoonClock()), Vault(KEY)
    since = NoonClock().now()
    with box.store.writing() as db:
        for number in range(count):
            bundle_id, tried = new_bundle_id(), number % 2
            sealed = bundle_id.encode() * (CONTENT // 32)
            db.execute(
                "INSERT INTO outbox (bundle_id, scenario, digest, state, kept_at, since, attempts, next_at, size, "
                "payload) VALUES (?, 'open-restaurant', ?, 'waiting', ?, ?, ?, ?, ?, ?)",
                (bundle_id, digest_of(sealed), since.isoformat(), since.timestamp() + number / 1e6, tried, tried,
                 len(sealed), vault.seal(sealed, "outbox", "payload", bundle_id)),
            )
    box.store.tidy()
    return box


def _put_time(box: SqliteOutbox) -> float:
    sealed = bytes(CONTENT)
    start = time.perf_counter()
    for _ in range(BLOCK):
        box.put_sealed(new_bundle_id(), "open-restaurant", sealed)
    return (time.perf_counter() - start) * 1000 / BLOCK


def _due_time(box: SqliteOutbox, now: datetime) -> float:
    start = time.perf_counter()
    for _ in range(BLOCK):
        parcel = box.due(now)
        assert parcel is not None
        box.mark_later(parcel.bundle_id, "连不上", None)
    return (time.perf_counter() - start) * 1000 / BLOCK


def _start(path: Path) -> tuple[float, float]:
    """Seconds and megabytes of opening in a fresh process."""
    done = subprocess.run([sys.executable, "-c", _START, str(path)], capture_output=True, text=True, check=True)
    seconds, memory, _, found = done.stdout.split()
    assert found == "True"
    return float(seconds), float(memory)
