"""The planner: one restaurant, planned again and again."""

from __future__ import annotations

from benchmarks.result import Result, median, milliseconds, percentile
from config.pack_reader import DEFAULT_REGION, PACKS, read_pack
from kiosk.guide.answers import Answers
from kiosk.guide.planner import plan


def measure() -> list[Result]:
    catalog = read_pack(PACKS / DEFAULT_REGION)
    scenario = catalog.scenarios["open-restaurant"]
    answers = Answers().with_answer("area", 400.0).with_answer("has_licence", False)
    plan(catalog, scenario, answers)
    times = milliseconds(lambda: plan(catalog, scenario, answers), 500)
    return [
        Result("排一份饭馆方案", median(times), "ms", 2.0, f"p95 {percentile(times, 0.95):.2f} ms，500 次"),
    ]
