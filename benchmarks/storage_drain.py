"""Handing in over loopback HTTP: the courier with its outbox beside a loop of raw requests to the same server."""

from __future__ import annotations

import json
import time
from datetime import datetime
from pathlib import Path

import requests

from benchmarks.result import Result, median
from benchmarks.visits import restaurant_bundle
from kiosk.filing.bundle import digest_of, new_bundle_id
from offline_cache.courier import Courier
from offline_cache.hall_client import HttpHall
from offline_cache.outbox import SqliteOutbox
from offline_cache.vault import open_vault
from tests.faults.hall_process import hall_process

ROUNDS, BLOCK = 8, 50


class RealClock:
    def now(self) -> datetime:
        return datetime.now()

    def monotonic(self) -> float:
        return time.monotonic()


def drain_results(folder: Path) -> list[Result]:
    """Time a bundle handed in by the courier ÷ by a raw loop."""
    place = folder / "drain"
    place.mkdir()
    document = json.loads(restaurant_bundle().to_bytes())
    outbox = SqliteOutbox(place / "outbox.db", open_vault(place / "key", place / "outbox.db"), RealClock())
    ours: list[float] = []
    raw: list[float] = []
    with hall_process(place) as (url, _), requests.Session() as session:
        session.trust_env = False
        hall = HttpHall(url, "A03", (2, 5))
        courier = Courier(outbox, hall, RealClock())
        for _ in range(ROUNDS):
            raw.append(_raw(session, url, [_fresh(document) for _ in range(BLOCK)]))
            for bundle_id, sealed in [_fresh(document) for _ in range(BLOCK)]:
                outbox.put_sealed(bundle_id, "open-restaurant", sealed)
            start = time.perf_counter()
            swept = courier.send_due_now()
            ours.append((time.perf_counter() - start) * 1000 / BLOCK)
            assert swept.sent == BLOCK, swept
        hall.close()
    outbox.close()
    return [
        Result("送出一件 ÷ requests 裸循环（本机 HTTP）", median(ours) / median(raw), "×", 1 / 0.7,
               f"{1000 / median(ours):.0f} / {1000 / median(raw):.0f} 件每秒"),
    ]


def _fresh(document: dict[str, object]) -> tuple[str, bytes]:
    bundle_id = new_bundle_id()
    text = json.dumps({**document, "id": bundle_id}, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return bundle_id, text.encode()


def _raw(session: requests.Session, url: str, bundles: list[tuple[str, bytes]]) -> float:
    start = time.perf_counter()
    for _, sealed in bundles:
        headers = {"Content-Type": "application/json", "X-Bundle-Digest": digest_of(sealed), "X-Kiosk-Machine": "A03"}
        answer = session.post(f"{url}/v1/bundles", data=sealed, headers=headers, timeout=5)
        assert answer.status_code == 201, answer.text
    return (time.perf_counter() - start) * 1000 / len(bundles)
