"""Attachments: keeping them beside a bare write and fsync of the same bytes, handing them in beside raw requests."""

from __future__ import annotations

import json
import os
import time
from collections.abc import Callable
from pathlib import Path
from random import Random

import requests

from benchmarks.result import Result, median
from benchmarks.storage_drain import RealClock
from benchmarks.visits import restaurant_bundle
from kiosk.filing.attachment import Attachment, attachment_of
from kiosk.filing.bundle import digest_of, new_bundle_id
from kiosk.filing.limits import PIECE
from kiosk.person.privacy import Private
from offline_cache.courier import Courier
from offline_cache.hall_client import HttpHall
from offline_cache.outbox import SqliteOutbox
from offline_cache.vault import open_vault
from tests.faults.hall_process import hall_process

SIZES = (0, 1_000_000, 5_000_000)
ROUNDS, BLOCK = 12, 5
_Sealed = tuple[str, bytes, tuple[Attachment, ...]]


def attachment_results(folder: Path) -> list[Result]:
    """Time of a put ÷ a bare write of the same bytes with one fsync, and of a bundle handed in ÷ raw requests."""
    place = folder / "attached"
    place.mkdir()
    document = json.loads(restaurant_bundle().to_bytes())
    outbox = SqliteOutbox(place / "outbox.db", open_vault(place / "key", place / "outbox.db"), RealClock())
    found: list[Result] = []
    with hall_process(place) as (url, _), requests.Session() as session:
        session.trust_env = False
        hall = HttpHall(url, "A03", (2, 5))
        courier = Courier(outbox, hall, RealClock())
        for size in SIZES:
            found += _of_size(place, document, outbox, courier, _Raw(session, url), size)
        hall.close()
    outbox.close()
    return found


def _of_size(
    place: Path, document: dict[str, object], outbox: SqliteOutbox, courier: Courier, raw: _Raw, size: int
) -> list[Result]:
    puts, writes, sends, requested = [], [], [], []
    for turn in range(ROUNDS):
        bundles = [_fresh(document, size, turn * BLOCK + n) for n in range(BLOCK)]
        others = [_fresh(document, size, turn * BLOCK + n) for n in range(BLOCK)]
        puts.append(_each(bundles, lambda one: outbox.put_sealed(one[0], "open-restaurant", one[1], one[2])))
        writes.append(_each(bundles, lambda one: _bare(place / "bare", one)))
        start = time.perf_counter()
        assert courier.send_due_now().sent == BLOCK
        sends.append((time.perf_counter() - start) * 1000 / BLOCK)
        requested.append(_each(others, raw.hand_in))
    named = f"{size // 1_000_000} MB 附件" if size else "没有附件"
    results = [
        Result(f"落盘一件（{named}）÷ 同样字节裸写一次 fsync", median(puts) / median(writes), "×", 5.0 if size else 1.5,
               f"{median(puts):.2f} / {median(writes):.2f} ms，加密{'，三次 fsync' if size else ''}"),
        Result(f"送出一件（{named}）÷ 裸请求同样的字节", median(sends) / median(requested), "×", 2.0,
               f"{median(sends):.2f} / {median(requested):.2f} ms"),
    ]
    return results if size else results[:1]  # handing in without any is measured by the drain


def _each(bundles: list[_Sealed], work: Callable[[_Sealed], object]) -> float:
    start = time.perf_counter()
    for one in bundles:
        work(one)
    return (time.perf_counter() - start) * 1000 / len(bundles)


def _bare(path: Path, one: _Sealed) -> None:
    with path.open("wb") as file:
        file.write(one[1])
        for attachment in one[2]:
            file.write(attachment.content.reveal())
        file.flush()
        os.fsync(file.fileno())


class _Raw:
    """The same exchanges without outbox, courier or checks."""

    def __init__(self, session: requests.Session, url: str) -> None:
        self._session, self._url = session, url

    def hand_in(self, one: _Sealed) -> None:
        bundle_id, sealed, attachments = one
        for attachment in attachments:
            content, facts = attachment.content.reveal(), attachment.facts
            for start in range(0, facts.size, PIECE):
                answer = self._session.put(
                    f"{self._url}/v1/bundles/{bundle_id}/attachments/{facts.sha256}?start={start}&size={facts.size}",
                    data=content[start : start + PIECE], timeout=5,
                )  # fmt: skip
                assert answer.status_code == 200, answer.text
        headers = {"Content-Type": "application/json", "X-Bundle-Digest": digest_of(sealed)}
        answer = self._session.post(f"{self._url}/v1/bundles", data=sealed, headers=headers, timeout=5)
        assert answer.status_code == 201, answer.text


def _fresh(document: dict[str, object], size: int, seed: int) -> _Sealed:
    bundle_id, attachments = new_bundle_id(), ()
    content: dict[str, object] = {**document, "id": bundle_id}
    if size:
        materials = document["materials"]
        assert isinstance(materials, list)
        pdf = b"%PDF-1.7\n" + Random(seed).randbytes(size - 9)
        attachments = (attachment_of(str(materials[0]["id"]), 3, Private(pdf)),)
        content["attachments"] = [vars(one.facts) for one in attachments]
    text = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return bundle_id, text.encode(), attachments
