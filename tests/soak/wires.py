"""A thousand bundles through a door that misbehaves in another way at every exchange: one case each, in the end."""

from __future__ import annotations

import json
import random
import sqlite3
import time
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from kiosk.filing.bundle import Refusal, new_bundle_id
from kiosk.filing.receipt import Receipt
from kiosk.needs import HallUnreachable
from offline_cache.courier import Courier
from offline_cache.hall_client import HttpHall
from offline_cache.outbox import SqliteOutbox
from offline_cache.vault import open_vault
from tests.faults.bad_server import BY_NAME, FAULTS, PASS_ON, BadServer, Fault

TOTAL = 0.4


class _Clock:
    def __init__(self) -> None:
        self.moment, self.seconds = datetime(2026, 1, 5, 12, 0), 0.0

    def now(self) -> datetime:
        return self.moment

    def monotonic(self) -> float:
        return self.seconds

    def wait(self, seconds: float) -> None:
        self.moment += timedelta(seconds=seconds)
        self.seconds += seconds


@dataclass
class Met:
    """What one fault led to: how often, the outcome classes seen, the longest time to give up."""

    times: int = 0
    outcomes: dict[str, int] = field(default_factory=dict)
    longest: float = 0.0


@dataclass
class Passage:
    """What came of all bundles."""

    bundles: int
    by_fault: dict[str, Met]
    accepted: int = 0
    faults: list[str] = field(default_factory=list)
    seconds: float = 0.0


class _FickleHall:
    """Meets another fault at every exchange, and remembers what it led to."""

    def __init__(self, door: BadServer, chance: random.Random) -> None:
        self._door, self._chance = door, chance
        self._halls = {
            url: HttpHall(url, "A03", (0.3, 0.3), total=TOTAL)
            for url in {door.url_for(name) for name in (PASS_ON, *BY_NAME)}
        }
        self.met = {fault.name: Met() for fault in FAULTS}
        self.faults: list[str] = []
        self.kind = True
        self._lap: list[Fault] = []

    def file_bundle(self, bundle_id: str, sealed: bytes) -> Receipt | Refusal:
        if self.kind:
            self._door.mode = PASS_ON
            return self._halls[self._door.url_for(PASS_ON)].file_bundle(bundle_id, sealed)
        if not self._lap:
            self._lap = self._chance.sample(FAULTS, len(FAULTS))
        mode = self._lap.pop().name
        self._door.mode = mode
        met, start = self.met[mode], time.monotonic()
        outcome = "accepted"
        try:
            answer = self._halls[self._door.url_for(mode)].file_bundle(bundle_id, sealed)
            outcome = "refused" if isinstance(answer, Refusal) else "accepted"
            return answer
        except HallUnreachable as unreachable:
            outcome = unreachable.kind
            raise
        finally:
            met.times += 1
            met.outcomes[outcome] = met.outcomes.get(outcome, 0) + 1
            met.longest = max(met.longest, time.monotonic() - start)
            if outcome != BY_NAME[mode].outcome:
                self.faults.append(f"{mode}: seen as {outcome}, not {BY_NAME[mode].outcome}")

    def close(self) -> None:
        for hall in self._halls.values():
            hall.close()


def pass_through(
    folder: Path, url: str, cases: Path, bundle: dict[str, Any], bundles: int, seconds: float, seed: int = 1
) -> Passage:
    """Put ``bundles`` while the door misbehaves, then let it pass on, and compare with what the hall holds."""
    began, chance, clock = time.monotonic(), random.Random(seed), _Clock()
    door = BadServer(url, folder)
    hall: Any = _FickleHall(door, chance)
    database = folder / "outbox.db"
    outbox = SqliteOutbox(database, open_vault(folder / "vault.key", database), clock)
    courier = Courier(outbox, hall, clock, rng=chance)
    hall.kind = False
    ids: list[str] = []
    while len(ids) < bundles and time.monotonic() - began < seconds:
        for _ in range(4):
            ids.append(_put(outbox, bundle))
        for _ in range(3):
            courier.send_due_now()
            clock.wait(chance.choice((1, 30, 700, 4000)))
    passage = Passage(len(ids), hall.met)
    hall.kind = True
    for row in outbox.listing.rows():
        if row.state in ("refused", "set_aside"):
            outbox.retry(row.bundle_id)
    clock.wait(4000)
    courier.send_due_now(everything=True)
    passage.accepted = outbox.status(0).accepted
    passage.faults = hall.faults + _compare(outbox, ids, cases)
    outbox.close()
    hall.close()
    door.close()
    passage.seconds = time.monotonic() - began
    return passage


def _put(outbox: SqliteOutbox, bundle: dict[str, Any]) -> str:
    bundle_id = new_bundle_id()
    document = {**bundle, "id": bundle_id}
    sealed = json.dumps(document, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()
    outbox.put_sealed(bundle_id, "open-restaurant", sealed)
    return bundle_id


def _compare(outbox: SqliteOutbox, ids: list[str], cases: Path) -> list[str]:
    connection = sqlite3.connect(f"file:{cases}?mode=ro", uri=True)
    held: dict[str, list[str]] = {}
    for bundle_id, code in connection.execute("SELECT bundle_id, case_code FROM cases"):
        held.setdefault(bundle_id, []).append(code)
    connection.close()
    faults = []
    for bundle_id in ids:
        receipt = outbox.receipt_for(bundle_id)
        if receipt is None:
            faults.append(f"{bundle_id} was never accepted")
        elif held.get(bundle_id) != [receipt.case_code]:
            faults.append(f"the hall holds {held.get(bundle_id)} for {bundle_id}, not {receipt.case_code}")
    return faults
