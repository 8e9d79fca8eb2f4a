"""Every life event of every shipped pack, walked three ways through its real pages: each page is sound.

Set KTEST_PICTURES to a folder (and KTEST_GL=1) to get a picture of every page for the eye.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from config.hall_reader import read_hall
from config.pack_holidays import read_holidays
from config.pack_reader import PACKS, read_pack, regions
from kiosk.catalog.values import Catalog, Question
from kiosk.steps import Ask, ShowPlan, Step, Stopped
from kiosk.visit import Visit, World
from kiosk.visit.rehearsing import SilentErrands
from tests.screens import one_screen
from tests.screens.conftest import CACHE, HEIGHT, WIDTH
from tests.screens.structure import on_top, problems

WAYS = ("first", "last", "unknown")
PICTURES = os.environ.get("KTEST_PICTURES")


@cache
def catalogue(region: str) -> Catalog:
    return read_pack(PACKS / region)


class Noon:
    def now(self) -> datetime:
        return datetime(2026, 11, 20, 12, 0)

    def monotonic(self) -> float:
        return 0.0


def _raw(question: Question, way: str) -> str | None:
    """The answer of this way as it would be typed or touched; None for 我还不知道."""
    if way == "unknown" and not question.must_know:
        return None
    last = way == "last"
    match question.kind:
        case "number":
            return f"{min(question.high, 800 if last else 120):g}"
        case "choice":
            return question.choices[-1 if last else 0].value
        case "date":
            return "2025-01-31" if last else "2026-10-01"
        case "text":
            return "示例"
        case _:
            return "false" if last else "true"


def _steps(region: str, scenario_id: str, way: str) -> Iterator[Step]:
    world = World(catalogue(region), read_hall(), SilentErrands(), Noon(), demo=True, holidays=read_holidays())
    visit = Visit(world)
    visit.choose_scenario(scenario_id)
    for _ in range(30):
        step = visit.step
        yield step
        if not isinstance(step, Ask):
            break
        raw = _raw(step.question, way)
        visit.dont_know() if raw is None else visit.answer(raw)
    if isinstance(visit.step, ShowPlan):
        visit.check_papers()
        visit.mark_all()
        yield visit.step


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize(
    ("region", "scenario_id"), [(region, one) for region in regions() for one in catalogue(region).scenarios]
)
def test_every_page_of_a_walk_is_sound(walk: Any, region: str, scenario_id: str, way: str) -> None:
    kit = one_screen.make_kit((WIDTH, HEIGHT), CACHE)
    last: Step | None = None
    for number, step in enumerate(_steps(region, scenario_id, way), 1):
        walker = walk(one_screen.make_app(kit, step))
        theme = walker.app.screen.kit.theme
        for tab in ("", "tab:papers", "tab:compare") if isinstance(step, ShowPlan) else ("",):
            if tab:
                walker.tap(tab)
            assert problems(on_top(walker.seen()), (WIDTH, HEIGHT), theme.mm(20), theme.mm(3)) == []
            if PICTURES:
                name = f"{region[:5]}-{scenario_id}-{way}-{number:02d}{tab.removeprefix('tab:')}"
                walker.screenshot(Path(PICTURES) / f"{name}.png")
        last = step if isinstance(step, ShowPlan | Stopped) else last
    assert last is not None, "every walk ends with a plan or with the reason why there is none"
