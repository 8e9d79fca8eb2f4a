from __future__ import annotations

import signal
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path

import pytest

from kiosk.needs import HallUnreachable
from kiosk.slips.ticket import TicketGrant
from offline_cache.hall_client import HttpHall
from offline_cache.number_blocks import NumberBlock, NumberBlocks
from offline_cache.store import Store

ROOT = Path(__file__).parents[2]


class LeasingHall:
    """Leases ten numbers at a time, day by day."""

    def __init__(self) -> None:
        self.down = False
        self.given: dict[str, int] = {}
        self.reported: list[str] = []

    def lease_numbers(self, size, day=None):
        if self.down:
            raise HallUnreachable("连不上")
        first = self.given.get(day, 0) + 1
        self.given[day] = first + size - 1
        return NumberBlock(day, first, first + size - 1, "K", "2楼 综合窗口")

    def report_numbers(self, used):
        if self.down:
            raise HallUnreachable("连不上")
        self.reported += [number.number for number in used]
        return ()


@pytest.fixture
def hall():
    return LeasingHall()


@pytest.fixture
def store(tmp_path):
    opened = Store(tmp_path / "kiosk.db")
    yield opened
    opened.close()


@pytest.fixture
def blocks(store, hall, clock):
    return NumberBlocks(store, hall, clock, size=10, low=3)


def take(blocks, n):
    grant = blocks.take(f"request-{n}", "0" * 32, "我要开饭馆")
    return grant and grant.number


def test_without_a_lease_there_is_no_number(blocks):
    assert take(blocks, 1) is None


def test_a_leased_number_says_where_to_go_and_not_how_many_wait(blocks):
    assert blocks.top_up()
    assert blocks.take("request-1", "0" * 32, "我要开饭馆") == TicketGrant(
        "K001", "2楼 综合窗口", None, "2026-11-21T10:15:30", from_block=True
    )


def test_numbers_come_in_order_and_end_with_the_block(blocks, hall):
    blocks.top_up()
    hall.down = True
    assert [take(blocks, n) for n in range(11)] == [f"K{n:03d}" for n in range(1, 11)] + [None]


def test_the_same_request_gives_the_same_number(blocks):
    blocks.top_up()
    assert {take(blocks, "x") for _ in range(10)} == {"K001"}


def test_more_is_leased_before_the_block_runs_out(blocks):
    blocks.top_up()
    for n in range(7):
        take(blocks, n)
    assert blocks.top_up()
    assert blocks.left() == 3
    take(blocks, 8)
    assert blocks.top_up()
    assert blocks.left() == 12


def test_a_lease_that_fails_is_told_and_what_is_left_stays(blocks, hall):
    blocks.top_up()
    for n in range(9):
        take(blocks, n)
    hall.down = True
    assert not blocks.top_up()
    assert blocks.left() == 1


def test_yesterdays_block_gives_nothing_and_tomorrows_was_leased_ahead(blocks, hall, clock):
    clock.moment = clock.moment.replace(hour=23, minute=59, second=59)
    blocks.top_up()
    hall.down = True
    assert [take(blocks, n) for n in range(3)] == ["K001", "K002", "K003"]
    clock.wait(1)
    assert take(blocks, "after midnight") == "K001"
    clock.moment += timedelta(days=1)
    assert take(blocks, "the day after") is None


def test_a_block_that_overlaps_an_earlier_one_is_not_used(store, clock, hall):
    class Forgetful(LeasingHall):
        def lease_numbers(self, size, day=None):
            return NumberBlock(day, 5, 14, "K", "2楼")

    NumberBlocks(store, hall, clock, size=10, low=3).top_up()
    assert not NumberBlocks(store, Forgetful(), clock, size=10, low=30).top_up()


def test_no_number_is_given_twice_by_many_threads(store, hall, clock):
    blocks = NumberBlocks(store, hall, clock, size=60, low=3)
    blocks.top_up()
    with ThreadPoolExecutor(16) as pool:
        numbers = list(pool.map(lambda n: take(blocks, n), range(60)))
    assert sorted(numbers) == [f"K{n:03d}" for n in range(1, 61)]


def test_no_number_is_given_twice_over_a_restart(blocks, store, hall, clock, tmp_path):
    blocks.top_up()
    before = [take(blocks, n) for n in range(3)]
    store.close()
    reopened = Store(tmp_path / "kiosk.db")
    after = [take(NumberBlocks(reopened, hall, clock), n) for n in range(2, 6)]
    reopened.close()
    assert before == ["K001", "K002", "K003"]
    assert after == ["K003", "K004", "K005", "K006"]


TAKE_FOR_EVER = """
import sys
from datetime import datetime
from offline_cache.number_blocks import NumberBlock, NumberBlocks
from offline_cache.store import Store

class Clock:
    def now(self): return datetime(2026, 11, 21, 10, 0)
    def monotonic(self): return 0.0

blocks = NumberBlocks(Store(sys.argv[1]), None, Clock())
if blocks.left() == 0:
    blocks._add(NumberBlock("2026-11-21", 1, 100000, "K", "2楼"))
n = 0
while True:
    n += 1
    print(blocks.take(f"{sys.argv[2]}-{n}", "", "我要开饭馆").number, flush=True)
"""


def test_no_number_is_given_twice_over_kill_9(tmp_path):
    shown = []
    for run in range(3):
        with subprocess.Popen(
            [sys.executable, "-c", TAKE_FOR_EVER, str(tmp_path / "kiosk.db"), str(run)],
            stdout=subprocess.PIPE, text=True, cwd=ROOT,
        ) as process:  # fmt: skip
            shown += [process.stdout.readline().strip() for _ in range(20)]
            process.send_signal(signal.SIGKILL)
            shown += [line.strip() for line in process.stdout if line.endswith("\n")]
    assert len(shown) >= 60
    assert len(set(shown)) == len(shown)


def test_used_numbers_are_reported_until_the_hall_has_answered(blocks, hall):
    blocks.top_up()
    for n in range(3):
        take(blocks, n)
    hall.down = True
    assert blocks.report() == 0
    hall.down = False
    assert blocks.report() == 3
    assert blocks.report() == 0
    assert hall.reported == ["K001", "K002", "K003"]


def test_numbers_given_offline_are_in_the_halls_queue_afterwards(store, clock, hall_server):
    hall = HttpHall(hall_server.url, "kiosk-1")
    blocks = NumberBlocks(store, hall, clock)
    assert blocks.top_up()
    for n in range(4):
        take(blocks, f"offline-{n}")
    assert blocks.report() == 4
    grant = hall.take_number("request-online", "", "我要开饭馆")
    hall.close()
    assert (grant.number, grant.people_ahead) == ("A001", 4)


def test_old_blocks_are_forgotten_but_not_what_is_unreported(blocks, store, clock, hall):
    blocks.top_up()
    take(blocks, 1)
    blocks.report()
    take(blocks, 2)
    clock.moment += timedelta(days=40)
    blocks.top_up()
    with store.reading() as db:
        assert db.execute("SELECT number FROM number_used").fetchall() == [("K002",)]
        assert db.execute("SELECT count(*) FROM number_block WHERE day < '2026-12-01'").fetchone() == (0,)
