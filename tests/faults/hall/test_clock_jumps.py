"""The wall clock jumps while leased numbers are given out: nobody holds the same number as somebody else."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from backend.serve import Server
from backend.settings import BackendSettings
from offline_cache.hall_client import HttpHall
from offline_cache.number_blocks import NumberBlocks
from offline_cache.store import Store


class WallClock:
    """Set by hand."""

    def __init__(self, moment: datetime) -> None:
        self.moment = moment

    def now(self) -> datetime:
        return self.moment

    def monotonic(self) -> float:
        return 0.0


EVENING = datetime(2026, 11, 21, 23, 58)


@pytest.fixture
def clock() -> WallClock:
    return WallClock(EVENING)


@pytest.fixture
def machines(tmp_path: Path, clock: WallClock) -> Iterator[list[NumberBlocks]]:
    """Two kiosks of one hall whose clock is right; the kiosks' clock is ``clock``."""
    hall_clock = WallClock(EVENING)
    stores = [Store(tmp_path / f"{name}.db") for name in ("one", "two")]
    with Server(BackendSettings(database_url=f"sqlite:///{tmp_path}/hall.db"), hall_clock) as server:
        halls = [HttpHall(server.url, name) for name in ("A01", "A02")]
        yield [NumberBlocks(store, hall, clock) for store, hall in zip(stores, halls, strict=True)]
        for hall in halls:
            hall.close()
    for store in stores:
        store.close()


def take(machine: NumberBlocks, count: int) -> list[str]:
    grants = [machine.take(f"{id(machine)}-{machine._clock.now():%d%H}-{turn}", "", "x") for turn in range(count)]
    return [grant.number for grant in grants if grant is not None]


def test_across_midnight_both_machines_go_on_with_numbers_of_the_new_day(
    machines: list[NumberBlocks], clock: WallClock
) -> None:
    assert all(machine.top_up() for machine in machines)
    evening = [number for machine in machines for number in take(machine, 4)]
    clock.moment += timedelta(hours=1)
    morning = [number for machine in machines for number in take(machine, 4)]
    assert len(set(evening)) == len(evening) == 8
    assert len(set(morning)) == len(morning) == 8


def test_a_clock_set_back_a_day_never_gives_a_number_of_today_again(
    machines: list[NumberBlocks], clock: WallClock
) -> None:
    machine = machines[0]
    assert machine.top_up()
    before_midnight = take(machine, 2)
    clock.moment += timedelta(hours=1)
    today = take(machine, 5)
    clock.moment -= timedelta(days=1) - timedelta(hours=1)
    clock.moment = clock.moment.replace(day=21, hour=1)
    jumped_back = take(machine, 5)
    assert len(jumped_back) == 5
    assert not set(jumped_back) & {*today, *before_midnight}
    clock.moment = EVENING + timedelta(hours=2)
    assert not set(take(machine, 3)) & set(today)


def test_a_day_far_away_gives_no_number_and_coming_back_goes_on(
    machines: list[NumberBlocks], clock: WallClock
) -> None:
    machine = machines[0]
    assert machine.top_up()
    given = take(machine, 3)
    clock.moment += timedelta(days=400)
    assert not machine.top_up()
    assert take(machine, 1) == []
    clock.moment = EVENING + timedelta(minutes=1)
    assert machine.top_up()
    again = [machine.take(f"later-{turn}", "", "x") for turn in range(3)]
    numbers = [grant.number for grant in again if grant is not None]
    assert len(numbers) == 3
    assert not set(numbers) & set(given)
