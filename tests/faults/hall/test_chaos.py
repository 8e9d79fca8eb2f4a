"""A hall that changes its mind at every exchange and a kiosk that is started anew in between: once each, in the end."""

from __future__ import annotations

import random
import sqlite3
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from backend.serve import Server
from kiosk.filing.bundle import Bundle, new_bundle_id
from offline_cache.courier import Courier
from offline_cache.hall_client import HttpHall
from offline_cache.outbox import SqliteOutbox
from offline_cache.vault import open_vault
from tests.faults.broken_hall import Door, Mode

MODES: tuple[Mode, ...] = ("open", "error", "garbage", "login", "refuse", "lose-answers", "lose-answers")


class JumpyClock:
    """Wall time that jumps both ways; monotonic time that does not."""

    def __init__(self) -> None:
        self.moment, self.seconds = datetime(2026, 11, 21, 23, 0), 0.0

    def now(self) -> datetime:
        return self.moment

    def monotonic(self) -> float:
        return self.seconds


@pytest.fixture
def door(hall_server: Server) -> Iterator[Door]:
    door = Door(hall_server)
    yield door
    door.close()


@pytest.mark.parametrize("seed", range(4))
def test_every_bundle_is_filed_exactly_once_whatever_happened_on_the_way(
    seed: int, door: Door, tmp_path: Path, hall_database: Path, whole_bundle: Bundle
) -> None:
    chance, clock = random.Random(seed), JumpyClock()
    database, key = tmp_path / "outbox.db", tmp_path / "vault.key"
    bundles = [replace(whole_bundle, id=new_bundle_id()) for _ in range(8)]
    hall = HttpHall(door.url, "A03", (0.5, 0.5))
    left = list(bundles)
    for turn in range(12):
        outbox = SqliteOutbox(database, open_vault(key, database), clock)
        courier = Courier(outbox, hall, clock, rng=chance)
        if left:
            outbox.put(left.pop())
        door.be(chance.choice(MODES))
        courier.send_due_now(everything=chance.random() < 0.7)
        clock.moment += timedelta(seconds=chance.choice((-90_000, -40, 40, 700, 90_000)))
        clock.seconds += 40
        if turn % 3 == 0:
            outbox.due(clock.now())  # taken out to be sent, and then the power fails
        outbox.close()
    door.be("open")
    outbox = SqliteOutbox(database, open_vault(key, database), clock)
    Courier(outbox, hall, clock).send_due_now(everything=True)
    status = outbox.status()
    outbox.close()
    hall.close()
    assert (status.accepted, status.waiting, status.sending, status.refused, status.set_aside) == (8, 0, 0, 0, 0)
    with sqlite3.connect(f"file:{hall_database}?mode=ro", uri=True) as cases:
        ids = [str(row[0]) for row in cases.execute("SELECT bundle_id FROM cases").fetchall()]
    cases.close()
    assert [ids.count(bundle.id) for bundle in bundles] == [1] * 8
