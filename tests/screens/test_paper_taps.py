"""Plan, notice, slip and specimen: what is asked for at a touch, and how their end is told."""

from __future__ import annotations

from typing import Any

import pytest

from kiosk.steps import Look
from tests.screens import one_screen, samples
from tests.screens import samples_apply as apply
from tests.screens.conftest import CACHE, HEIGHT, WIDTH


@pytest.fixture
def open_page(walk: Any) -> Any:
    def start(step: Any, look: Look | None = None) -> Any:
        return walk(one_screen.make_app(one_screen.make_kit((WIDTH, HEIGHT), CACHE, look), step))

    return start


def test_the_print_desk_offers_the_list_and_beside_it_the_filled_sample(open_page: Any) -> None:
    walker = open_page(samples.STEPS["print_desk"])
    walker.tap("打印“我要开酒店、宾馆”的示范文本")
    walker.tap("我要开饭馆")
    assert walker.app.calls == [("print_sample", "open-hotel"), ("print_checklist", "open-restaurant")]


def test_a_blank_that_cannot_be_printed_is_named_with_what_to_do(open_page: Any) -> None:
    open_page(apply.TAKE_PAPERS["unprintable"]).see("店名（企业名称）里有印不出的字", "请到窗口手写这一栏")
    open_page(apply.TAKE_PAPERS["unprintable"], Look("en")).see("Name of the business", "by hand at the window")


@pytest.mark.parametrize(("state", "named"), [
    ("plan", "办事方案"), ("notice", "一次性告知单"), ("specimen", "填表示范文本"), ("slip_printed", "办事方案小票"),
])
def test_what_is_printed_is_called_by_its_name(open_page: Any, state: str, named: str) -> None:
    open_page(apply.TAKE_PAPERS[state]).see(named)


def test_a_slip_is_called_printed_only_when_the_printer_says_so(open_page: Any) -> None:
    open_page(apply.TAKE_PAPERS["slip_printing"]).see_not("已打印")
    open_page(apply.TAKE_PAPERS["slip_failed"]).see("没有印出来：打印机没有纸了", "服务台")
    open_page(apply.TAKE_PAPERS["slip_printed"]).see("已打印，请取走")
