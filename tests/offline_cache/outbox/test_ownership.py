"""One program at a time: a second one is told by name who has the file; a crash leaves nothing locked."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from kiosk.errors import StoreError, StoreInUse
from offline_cache.outbox import SqliteOutbox
from offline_cache.ownership import Ownership, holder_of, lock_path

ROOT = Path(__file__).parents[3]

HOLD = """
import sys
from datetime import datetime
from offline_cache.outbox import SqliteOutbox
from offline_cache.vault import open_vault

class Clock:
    def now(self): return datetime(2026, 11, 21, 10, 0)
    def monotonic(self): return 0.0

key, database = sys.argv[1:]
outbox = SqliteOutbox(database, open_vault(key, database), Clock())
outbox.put_sealed("0" * 32, "open-restaurant", b"content")
outbox.due(Clock().now())
print("held", flush=True)
sys.stdin.read()
outbox.close()
"""


@pytest.fixture
def other(tmp_path: Path) -> Iterator[subprocess.Popen[str]]:
    """Another process that owns the outbox and is sending an entry."""
    words = [sys.executable, "-c", HOLD, str(tmp_path / "vault.key"), str(tmp_path / "kiosk.db")]
    with subprocess.Popen(words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=ROOT) as process:
        assert process.stdout.readline() == "held\n"
        yield process
        process.kill()


def test_a_second_process_is_refused_with_the_number_of_the_first(other, tmp_path, vault, clock):
    with pytest.raises(StoreInUse, match=f"进程 {other.pid}") as caught:
        SqliteOutbox(tmp_path / "kiosk.db", vault, clock)
    assert "没有做任何改动" in caught.value.message
    assert holder_of(tmp_path / "kiosk.db").pid == other.pid


def test_a_second_one_in_the_same_process_is_refused_too(outbox, tmp_path, vault, clock):
    with pytest.raises(StoreInUse, match=f"进程 {os.getpid()}"):
        SqliteOutbox(tmp_path / "kiosk.db", vault, clock)


def test_beside_the_owner_one_may_look_and_decide_but_not_put(other, tmp_path, vault, clock):
    beside = SqliteOutbox(tmp_path / "kiosk.db", vault, clock, own=False)
    assert (beside.status().sending, beside.status().waiting) == (1, 0)
    with pytest.raises(StoreError):
        beside.put_sealed("1" * 32, "open-restaurant", b"content")
    assert beside.set_aside("0" * 32, "核对")
    assert (beside.status().sending, beside.status().set_aside) == (0, 1)
    beside.close()
    assert other.poll() is None


def test_after_kill_9_the_next_one_has_it_at_once_and_knows(other, tmp_path, vault, clock):
    other.send_signal(signal.SIGKILL)
    other.wait()
    box = SqliteOutbox(tmp_path / "kiosk.db", vault, clock)
    assert box.after_crash
    (row,) = box.status().rows
    assert (row.state, row.reason, row.attempts) == ("waiting", "上次发送被中断", 1)
    box.close()
    assert holder_of(tmp_path / "kiosk.db") is None
    again = SqliteOutbox(tmp_path / "kiosk.db", vault, clock)
    assert not again.after_crash
    again.close()


@pytest.mark.parametrize("card", [b"", b"{", b"\xff" * 4000, json.dumps({"pid": "x"}).encode(), b'{"pid": 1}'])
def test_a_card_that_makes_no_sense_is_no_obstacle(tmp_path, card):
    lock_path(tmp_path / "kiosk.db").write_bytes(card)
    mine = Ownership(tmp_path / "kiosk.db")
    assert mine.left_behind is None
    assert holder_of(tmp_path / "kiosk.db").pid == os.getpid()
    mine.release()
    mine.release()


def test_a_lock_that_cannot_be_made_says_what_to_look_at(tmp_path):
    with pytest.raises(StoreError, match="锁文件打不开"):
        Ownership(tmp_path / "missing" / "kiosk.db")
