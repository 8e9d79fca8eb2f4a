"""Leaving half way and coming back, by touch, on the real window."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from kiosk.devices.outcomes import PrintEnd, PrinterStatus, PrintOutcome
from kiosk.draft.code import ALPHABET
from screens.entrance.pick_up import ROWS
from screens.parts.keys import ERASE
from tests.screens import one_screen, samples, samples_apply, small_world
from tests.screens.conftest import CACHE, HEIGHT, WIDTH
from tests.screens.structure import problems


@pytest.fixture
def kiosk(walk: Any) -> Callable[..., Any]:
    def start(change: Any = None) -> Any:
        return walk(small_world.make_app((WIDTH, HEIGHT), CACHE, change))

    return start


def to_plan(walker: Any) -> None:
    walker.tap("轻触屏幕开始办事")
    walker.advance(0.6)
    walker.tap("scenario:open-restaurant")
    walker.advance(0.6)
    walker.type_digits("400")
    walker.tap("下一步")
    walker.advance(0.6)
    walker.tap("还没有")
    walker.advance(0.6)
    walker.tap("我还不知道")
    walker.advance(0.6)


def keep(walker: Any) -> str:
    walker.tap("home")
    walker.advance(0.6)
    walker.tap("home:keep")
    walker.advance(1.2)
    return str(walker.app.visit.step.code)


def test_home_offers_to_keep_what_was_entered(kiosk: Any) -> None:
    walker = kiosk()
    to_plan(walker)
    walker.tap("home")
    walker.advance(0.6)
    walker.see("存下来")
    theme = walker.app.kit.theme
    assert problems([seen for seen in walker.seen() if seen.name.startswith("home:")], (WIDTH, HEIGHT), theme.mm(20),
                    theme.mm(3)) == []


def test_who_leaves_with_a_code_comes_back_to_the_same_plan(kiosk: Any) -> None:
    walker = kiosk()
    to_plan(walker)
    before = walker.app.visit.step
    code = keep(walker)
    walker.see(code, "已打印")
    walker.tap("leave_with_code")
    walker.advance(7)
    walker.see("轻触屏幕开始办事")
    walker.see_not(code)
    walker.tap("轻触屏幕开始办事")
    walker.advance(0.6)
    walker.tap("progress")
    walker.advance(0.6)
    walker.tap("pick_up")
    walker.advance(0.6)
    for key in code.replace("-", ""):
        walker.tap(f"key:{key}")
    walker.see(code)
    walker.tap("pick_up")
    walker.advance(1.2)
    walker.see("我要开饭馆", "找到了")
    walker.tap("resume")
    walker.advance(0.6)
    assert walker.app.visit.step == before
    assert not walker.app.errands.drafts


def test_a_code_that_is_not_on_paper_is_to_be_written_down_and_can_be_printed_again(kiosk: Any) -> None:
    def no_paper(errands: Any) -> None:
        errands.ticket_end = PrintOutcome(PrintEnd.FAILED, PrinterStatus.PAPER_OUT)

    walker = kiosk(no_paper)
    to_plan(walker)
    code = keep(walker)
    walker.see(code, "请记下续办码", "打印机没有纸了")
    walker.app.errands.ticket_end = PrintOutcome(PrintEnd.PRINTED, PrinterStatus.READY, 1)
    walker.tap("again")
    walker.advance(1.2)
    walker.see(code, "已打印")
    walker.see_not("请记下续办码")
    assert len({slip.code for slip in walker.app.errands.code_slips}) == 1


def test_the_code_is_gone_when_nobody_takes_it(kiosk: Any) -> None:
    walker = kiosk()
    to_plan(walker)
    code = keep(walker)
    walker.advance(90)
    walker.see("轻触屏幕开始办事")
    walker.see_not(code)
    assert len(walker.app.errands.drafts) == 1


def test_the_keys_are_exactly_the_characters_a_code_can_have() -> None:
    keys = [key for row in ROWS for key in row if key != ERASE]
    assert sorted(keys) == sorted(ALPHABET)


def test_the_dash_comes_by_itself_and_goes_with_the_character_before_it(walk: Any) -> None:
    kit = one_screen.make_kit((WIDTH, HEIGHT), CACHE)
    walker = walk(one_screen.make_app(kit, samples.PickUp("K7QM3", False, None)))
    walker.tap("key:2")
    assert walker.app.calls == [("type_pick_up", "K7QM3-2")]
    walker = walk(one_screen.make_app(kit, samples.PickUp("K7QM3-2", False, None)))
    walker.tap("key:erase")
    assert walker.app.calls == [("type_pick_up", "K7QM3")]
    walker = walk(one_screen.make_app(kit, samples.PickUp("K7QM3-2XW9R", False, None)))
    walker.tap("key:2")
    assert walker.app.calls == [("type_pick_up", "K7QM3-2XW9R")]


@pytest.mark.parametrize("state", ["keeping", "printing"])
def test_nobody_walks_off_before_the_code_is_safe(walk: Any, state: str) -> None:
    walker = walk(one_screen.make_app(one_screen.make_kit((WIDTH, HEIGHT), CACHE), samples_apply.KEEP_DRAFT[state]))
    assert [entry for entry in walker.touchables() if entry.name == "leave_with_code" and not entry.disabled] == []
    assert {"go_on", "help"} <= {entry.name for entry in walker.touchables() if not entry.disabled}
