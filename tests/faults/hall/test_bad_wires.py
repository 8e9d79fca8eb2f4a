"""Every way a door between kiosk and hall can misbehave: the outcome class, the time to give up, one case at last."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from backend.serve import Server
from kiosk.filing.bundle import Bundle, Refusal, new_bundle_id
from kiosk.needs import HallUnreachable
from offline_cache.courier import Courier
from offline_cache.hall_client import HttpHall
from offline_cache.outbox import SqliteOutbox
from offline_cache.vault import open_vault
from tests.faults.bad_server import FAULTS, PASS_ON, BadServer, Fault

TOTAL = 0.6


class HandClock:
    """Moves when told."""

    def __init__(self) -> None:
        self.moment, self.seconds = datetime(2026, 11, 21, 9, 0), 0.0

    def now(self) -> datetime:
        return self.moment

    def monotonic(self) -> float:
        return self.seconds

    def wait(self, seconds: float) -> None:
        self.moment += timedelta(seconds=seconds)
        self.seconds += seconds


@pytest.fixture
def bad(hall_server: Server, tmp_path: Path) -> Iterator[BadServer]:
    server = BadServer(hall_server.url, tmp_path)
    yield server
    server.close()


@pytest.fixture
def clock() -> HandClock:
    return HandClock()


@pytest.fixture
def outbox(tmp_path: Path, clock: HandClock) -> Iterator[SqliteOutbox]:
    database = tmp_path / "outbox.db"
    box = SqliteOutbox(database, open_vault(tmp_path / "vault.key", database), clock)
    yield box
    box.close()


def cases_of(database: Path, bundle_id: str) -> list[str]:
    """The case codes the hall holds under a bundle id."""
    with sqlite3.connect(f"file:{database}?mode=ro", uri=True) as connection:
        found = connection.execute("SELECT case_code FROM cases WHERE bundle_id = ?", (bundle_id,)).fetchall()
    connection.close()
    return [str(row[0]) for row in found]


def outcome_of(hall: HttpHall, bundle: Bundle) -> tuple[str, float]:
    start = time.monotonic()
    try:
        answer = hall.file_bundle(bundle.id, bundle.to_bytes())
        kind = "refused" if isinstance(answer, Refusal) else "accepted"
    except HallUnreachable as unreachable:
        kind = unreachable.kind
    return kind, time.monotonic() - start


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.name)
def test_each_fault_has_its_class_is_left_in_time_and_ends_in_one_case(
    fault: Fault, bad: BadServer, outbox: SqliteOutbox, clock: HandClock, whole_bundle: Bundle, hall_database: Path
) -> None:
    bundle = replace(whole_bundle, id=new_bundle_id())
    bad.mode = fault.name
    broken = HttpHall(bad.url_for(fault.name), "A03", (0.5, 0.5), total=TOTAL)
    kind, seconds = outcome_of(broken, bundle)
    assert kind == fault.outcome
    assert seconds < TOTAL + 0.6

    outbox.put(bundle)
    Courier(outbox, broken, clock).send_due_now()
    broken.close()
    status = outbox.status()
    assert status.accepted == 0
    assert status.refused == (fault.outcome == "refused")
    assert len(cases_of(hall_database, bundle.id)) == fault.commits

    bad.mode = PASS_ON
    hall = HttpHall(bad.url_for(PASS_ON), "A03", (2, 5))
    if fault.outcome == "refused":
        assert outbox.retry(bundle.id)
    clock.wait(3600)
    Courier(outbox, hall, clock).send_due_now()
    hall.close()
    receipt = outbox.receipt_for(bundle.id)
    assert receipt is not None
    assert cases_of(hall_database, bundle.id) == [receipt.case_code]


def test_one_bundle_that_always_breaks_the_server_is_set_aside_while_the_others_get_through(
    bad: BadServer, outbox: SqliteOutbox, clock: HandClock, whole_bundle: Bundle
) -> None:
    poison = replace(whole_bundle, id=new_bundle_id())
    hall = HttpHall(bad.url_for(PASS_ON), "A03", (2, 5))

    class Picky:
        """The hall behind a filter that cannot stand one bundle."""

        def file_bundle(self, bundle_id: str, sealed: bytes) -> object:
            bad.mode = "500" if bundle_id == poison.id else PASS_ON
            return hall.file_bundle(bundle_id, sealed)

    told: list[str] = []
    outbox.put(poison)
    courier = Courier(outbox, Picky(), clock, on_problem=told.append)  # type: ignore[arg-type]
    sent = 0
    for _ in range(12):
        outbox.put(replace(whole_bundle, id=new_bundle_id()))
        sent += courier.send_due_now().sent
        clock.wait(700)
    hall.close()
    assert sent == 12
    (row,) = outbox.status().rows
    assert (row.bundle_id, row.state) == (poison.id, "set_aside")
    assert "HTTP 500" in row.reason
    assert row.code in told[0]


def test_a_hall_that_breaks_for_everybody_sets_nothing_aside(
    bad: BadServer, outbox: SqliteOutbox, clock: HandClock, whole_bundle: Bundle
) -> None:
    bad.mode = "500"
    hall = HttpHall(bad.url_for("500"), "A03", (2, 5))
    courier = Courier(outbox, hall, clock)
    for _ in range(3):
        outbox.put(replace(whole_bundle, id=new_bundle_id()))
    for _ in range(40):
        courier.send_due_now()
        clock.wait(700)
    assert (outbox.status().waiting, outbox.status().set_aside) == (3, 0)
    bad.mode = PASS_ON
    clock.wait(3600)
    assert courier.send_due_now().sent == 3
    hall.close()
