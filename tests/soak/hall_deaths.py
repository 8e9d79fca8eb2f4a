"""kill -9 on the hall while attachments arrive: the machine goes on where it stopped, and every byte is there once."""

from __future__ import annotations

import hashlib
import json
import random
import signal
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from kiosk.filing.bundle import new_bundle_id
from kiosk.filing.limits import PIECE
from kiosk.needs import HallUnreachable
from offline_cache.courier import Courier
from offline_cache.hall_client import HttpHall
from offline_cache.outbox import SqliteOutbox
from offline_cache.vault import open_vault
from tests.offline_cache.attachments.made_up import paper

_BUNDLES, _TRIES = 3, 40


class _Clock:
    def now(self) -> datetime:
        return datetime.now()

    def monotonic(self) -> float:
        return time.monotonic()


@dataclass
class Survived:
    """How often the hall died, how many of these deaths cut a sending off, and everything that must never happen."""

    deaths: int = 0
    cut_off: int = 0
    bundles: int = 0
    faults: list[str] = field(default_factory=list)


def survive(folder: Path, port: int, bundle: dict[str, Any], deaths: int, seconds: float, seed: int) -> Survived:
    """Hand in bundles with attachments while the hall at ``port`` is killed at random instants and started again."""
    chance, found, began = random.Random(seed), Survived(), time.monotonic()
    database = folder / "outbox.db"
    outbox = SqliteOutbox(database, open_vault(folder / "vault.key", database), _Clock())
    hall = HttpHall(f"http://127.0.0.1:{port}", "A03", (2, 5))
    courier = Courier(outbox, hall, _Clock())
    expected: dict[str, set[str]] = {}
    while found.deaths < deaths and time.monotonic() - began < seconds:
        with running_hall(folder, port) as server:
            for _ in range(_BUNDLES):
                expected |= _put(outbox, bundle, chance)
            killer = threading.Timer(chance.uniform(0.0, 0.4), server.send_signal, (signal.SIGKILL,))
            killer.start()
            swept = courier.send_due_now(everything=True)
            killer.join()
            found.deaths, found.cut_off = found.deaths + 1, found.cut_off + bool(swept.later)
    with running_hall(folder, port):
        for _ in range(_TRIES):
            if not outbox.listing.rows(limit=1):
                break
            for row in outbox.listing.rows("set_aside"):
                outbox.retry(row.bundle_id)
            courier.send_due_now(everything=True)
    found.bundles = outbox.status(0).accepted
    outbox.close()
    hall.close()
    found.faults = list(_compare(folder, expected))
    return found


def _put(outbox: SqliteOutbox, bundle: dict[str, Any], chance: random.Random) -> dict[str, set[str]]:
    material, bundle_id = bundle["materials"][0]["id"], new_bundle_id()
    sizes = (70_000, PIECE + 9, 4 * PIECE)
    attached = tuple(paper(chance.choice(sizes), chance.getrandbits(32), material) for _ in range(2))
    document = {**bundle, "id": bundle_id, "attachments": [vars(one.facts) for one in attached]}
    sealed = json.dumps(document, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()
    outbox.put_sealed(bundle_id, "open-restaurant", sealed, attached)
    return {bundle_id: {one.facts.sha256 for one in attached}}


def _compare(folder: Path, expected: dict[str, set[str]]) -> Iterator[str]:
    with closing(sqlite3.connect(f"file:{folder}/hall.db?mode=ro", uri=True)) as connection:
        cases = [str(row[0]) for row in connection.execute("SELECT bundle_id FROM cases")]
    for bundle_id, digests in expected.items():
        if cases.count(bundle_id) != 1:
            yield f"{cases.count(bundle_id)} cases for {bundle_id}"
        held = {path.stem: path.read_bytes() for path in (folder / "hall.db-files" / bundle_id).glob("*")}
        if {hashlib.sha256(content).hexdigest() for content in held.values()} != digests or set(held) != digests:
            yield f"attachments of {bundle_id} are not what was photographed"


@contextmanager
def running_hall(folder: Path, port: int) -> Iterator[subprocess.Popen[bytes]]:
    """A hall server in a process of its own that answers; it may be killed inside the block."""
    words = ["backend", "serve", "--port", str(port), "--database", f"sqlite:///{folder}/hall.db"]
    server = subprocess.Popen(
        [sys.executable, "-m", "kiosk", *words], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    hall, end = HttpHall(f"http://127.0.0.1:{port}", "A03", (1, 2)), time.monotonic() + 60
    try:
        while not _answers(hall) and time.monotonic() < end:
            time.sleep(0.05)
        yield server
    finally:
        hall.close()
        server.kill()
        server.wait(10)


def _answers(hall: HttpHall) -> bool:
    try:
        return bool(hall.catalog_versions())
    except HallUnreachable:
        return False
