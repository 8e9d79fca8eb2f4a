from __future__ import annotations

import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from offline_cache.outbox import SqliteOutbox
from offline_cache.vault import open_vault

ROOT = Path(__file__).parents[2]

PUT_FOR_EVER = """
import sys
from datetime import datetime
from kiosk.filing.bundle import new_bundle_id
from offline_cache.outbox import SqliteOutbox
from offline_cache.vault import open_vault

class Clock:
    def now(self): return datetime(2026, 11, 21, 10, 0)
    def monotonic(self): return 0.0

key, database = sys.argv[1:]
outbox = SqliteOutbox(database, open_vault(key, database), Clock())
while True:
    bundle_id = new_bundle_id()
    outbox.put_sealed(bundle_id, "open-restaurant", bundle_id.encode() * 600)
    print(bundle_id, flush=True)
"""


def drain(outbox: SqliteOutbox, clock) -> dict[str, bytes]:
    found = {}
    while parcel := outbox.due(clock.now()):
        found[parcel.bundle_id] = parcel.sealed
    return found


def test_what_was_called_durable_survives_kill_9(tmp_path, clock):
    key, database = tmp_path / "vault.key", tmp_path / "kiosk.db"
    durable = []
    for puts in (1, 40, 97):
        with subprocess.Popen(
            [sys.executable, "-c", PUT_FOR_EVER, str(key), str(database)], stdout=subprocess.PIPE, text=True, cwd=ROOT
        ) as process:
            durable += [process.stdout.readline().strip() for _ in range(puts)]
            process.send_signal(signal.SIGKILL)
            durable += [line.strip() for line in process.stdout if len(line) == 33]
    outbox = SqliteOutbox(database, open_vault(key, database), clock)
    found = drain(outbox, clock)
    assert outbox.status().set_aside == 0
    outbox.close()
    assert len(durable) >= 138
    assert set(durable) <= set(found)
    assert all(sealed == bundle_id.encode() * 600 for bundle_id, sealed in found.items())


@pytest.mark.parametrize("torn", [1, 24, 4096, 9000, 30_001])
def test_a_torn_write_loses_the_last_puts_only_never_an_earlier_one(tmp_path, outbox, vault, clock, make_bundle, torn):
    bundles = [make_bundle() for _ in range(12)]
    for bundle in bundles:
        outbox.put(bundle)
    copy = tmp_path / "after"
    copy.mkdir()
    for name in ("kiosk.db", "kiosk.db-wal"):
        shutil.copy(tmp_path / name, copy / name)
    with (copy / "kiosk.db-wal").open("r+b") as log:
        log.truncate(log.seek(0, 2) - torn)
    survivor = SqliteOutbox(copy / "kiosk.db", vault, clock)
    found = drain(survivor, clock)
    assert survivor.status().set_aside == 0
    survivor.close()
    assert list(found) == [bundle.id for bundle in bundles[: len(found)]]
    assert len(found) < len(bundles)


def test_a_crash_between_filing_and_noting_it_sends_again_and_ends_in_one_receipt(
    tmp_path, outbox, vault, clock, make_bundle
):
    bundle = make_bundle()
    outbox.put(bundle)
    outbox.due(clock.now())
    outbox.close()
    again = SqliteOutbox(tmp_path / "kiosk.db", vault, clock)
    assert drain(again, clock) == {bundle.id: bundle.to_bytes()}
    again.close()
