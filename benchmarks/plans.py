"""The planner on the shipped packs: a restaurant, a hotel, the next question, and the proof of every pack."""

from __future__ import annotations

import time
from collections.abc import Callable

from benchmarks.result import Result, median, milliseconds, percentile
from config.pack_reader import DEFAULT_REGION, PACKS, read_pack, regions
from kiosk.catalog.values import Catalog
from kiosk.guide.answers import Answers
from kiosk.guide.planner import next_question, plan
from kiosk.guide.proving import prove

_TIMES, _PROOF_SECONDS = 500, 60.0


def measure() -> list[Result]:
    catalog = read_pack(PACKS / DEFAULT_REGION)
    restaurant, hotel = catalog.scenarios["open-restaurant"], catalog.scenarios["open-hotel"]
    small = Answers().with_answer("area", 400.0).with_answer("has_licence", False)
    large = Answers().with_answer("area", 600.0)
    return [
        _timed("排一份饭馆方案", lambda: plan(catalog, restaurant, small)),
        _timed("排一份酒店方案", lambda: plan(catalog, hotel, large)),
        _timed("酒店：下一个要问的问题", lambda: next_question(catalog, hotel, large)),
        *(_proof(read_pack(PACKS / region)) for region in regions()),
    ]


def _timed(what: str, work: Callable[[], object]) -> Result:
    work()
    times = milliseconds(work, _TIMES)
    return Result(what, median(times), "ms", 2.0, f"p95 {percentile(times, 0.95):.2f} ms，{_TIMES} 次")


def _proof(catalog: Catalog) -> Result:
    started = time.perf_counter()
    proof = prove(catalog)
    seconds = time.perf_counter() - started
    return Result(f"证明数据包 {catalog.region}", seconds, "s", _PROOF_SECONDS,
                  f"{proof.answer_sets} 种回答，{len(proof.findings)} 处有错")
