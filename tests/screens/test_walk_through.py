"""Walks through the real app, from the first touch to goodbye, by what stands on the screen."""

from __future__ import annotations

import gc
import weakref
from collections.abc import Callable
from typing import Any

import pytest

from kiosk.devices.outcomes import CardOutcome, PrintEnd, PrinterStatus, PrintOutcome, ReaderTrouble
from kiosk.inbox import PapersPrinted
from kiosk.steps import FillForm
from tests.screens import small_world
from tests.screens.conftest import CACHE, HEIGHT, WIDTH
from tests.screens.small_world import ADDRESS, NAME, NUMBER, ReadyErrands

PHONE = "13800000000"


@pytest.fixture
def enter(walk: Any) -> Callable[..., Any]:
    """A walker before the plan of a restaurant, in a world changed by ``change``."""

    def start(change: Callable[[ReadyErrands], None] | None = None) -> Any:
        walker = walk(small_world.make_app((WIDTH, HEIGHT), CACHE, change))
        walker.advance(1)
        walker.tap("attract")
        walker.tap("我要开饭馆")
        walker.type_digits("420")
        walker.tap("next")
        walker.tap("还没有")
        walker.tap("没装")
        return walker

    return start


def _fill_page(walker: Any) -> None:
    while True:
        step = walker.app.running.step
        open_states = [state for state in step.fields if not (state.filled or state.by_hand)]
        if not open_states:
            walker.tap("next")
            return
        field = open_states[0].field
        if step.active != field.key:
            walker.tap(f"field:{field.key}")
        match field.kind:
            case "phone":
                walker.type_digits(PHONE)
            case "number":
                walker.type_digits("12")
            case "choice" | "choices":
                walker.tap(f"choice:{field.choices[0].value}")
            case _:
                walker.tap("by_hand")


def _fill_form(walker: Any) -> None:
    while isinstance(walker.app.running.step, FillForm):
        _fill_page(walker)


def _to_review(walker: Any) -> None:
    _fill_form(walker)
    walker.see("材料都齐了吗")
    walker.tap("都带来了")
    walker.tap("下一步，核对")
    walker.see("请核对")


def test_from_the_first_touch_to_goodbye(enter: Any) -> None:
    walker = enter()
    walker.tap("开始办理")
    walker.advance(1)
    walker.see("同意使用这些内容吗", "张**")
    walker.tap("同意并使用")
    _to_review(walker)
    walker.tap_quickly("submit", 50)
    walker.advance(2)
    errands = walker.app.errands
    assert len(errands.filed) == 1 and len(errands.tickets) == 1 and len(errands.papers) == 1
    walker.see("A023", "已提交到大厅", "XN26-7K3M-4", "已打印")
    walker.tap("完成")
    walker.advance(1)
    walker.see("身份证已拿走", "排队号小票")
    walker.tap("都拿好了")
    walker.see("慢走")
    walker.advance(6)
    walker.see("轻触屏幕开始办事")
    assert walker.app.logged == []


def test_nothing_of_a_person_is_on_the_screen_unmasked_or_left_in_the_window(enter: Any) -> None:
    walker = enter()
    walker.tap("开始办理")
    walker.advance(1)
    walker.tap("同意并使用")
    _to_review(walker)
    shown = " ".join(walker.visible_texts())
    assert not any(secret in shown for secret in (NAME, NUMBER, ADDRESS, PHONE))
    walker.tap("submit")
    walker.advance(2)
    walker.tap("完成")
    walker.advance(1)
    walker.tap("leave")
    walker.advance(6)
    held = " ".join(walker.app.bank.held_texts())
    assert not any(secret in held for secret in (NAME, NUMBER, ADDRESS, PHONE, "138 0000 0000", "张**"))


def test_a_visit_dies_when_it_is_over(enter: Any) -> None:
    walker = enter()
    app = walker.app
    visit = weakref.ref(app.running)
    walker.tap("开始办理")
    walker.advance(1)
    walker.tap("同意并使用")
    _to_review(walker)
    walker.tap("submit")
    walker.advance(2)
    walker.tap("完成")
    walker.advance(1)
    walker.tap("leave")
    walker.advance(6)
    walker.see("轻触屏幕开始办事")
    gc.collect()
    assert visit() is None
    assert app._kept, "pages that hold nothing of a person stay for the next one"


def test_side_pages_kept_for_the_next_person_hold_no_visit(walk: Any) -> None:
    walker = walk(small_world.make_app((WIDTH, HEIGHT), CACHE))
    walker.advance(1)
    walker.tap("attract")
    visit = weakref.ref(walker.app.running)
    for name in ("way", "number", "print", "progress", "search"):
        walker.tap(name)
        walker.tap("back")
    walker.tap("looks")
    walker.tap("looks:large")
    walker.tap("looks:done")
    walker.tap("leave")
    walker.advance(6)
    walker.see("轻触屏幕开始办事")
    gc.collect()
    assert visit() is None


def test_papers_are_waited_for_before_leaving(enter: Any) -> None:
    def slow(errands: ReadyErrands) -> None:
        errands.print_papers = lambda *_: None  # type: ignore[method-assign]

    walker = enter(slow)
    walker.tap("开始办理")
    walker.advance(1)
    walker.tap("同意并使用")
    _to_review(walker)
    walker.tap("submit")
    walker.advance(2)
    walker.see("正在打印，请稍候")
    assert walker.find("finish").disabled
    done = PrintOutcome(PrintEnd.PRINTED, PrinterStatus.READY, 4)
    walker.app.errands.inbox.put(PapersPrinted(walker.app.running.id, done))
    walker.advance(1)
    walker.tap("完成")
    walker.see("请带好您的东西")


def test_without_a_card_the_matter_is_still_handed_in(enter: Any) -> None:
    def no_card(errands: ReadyErrands) -> None:
        errands.reads = CardOutcome(trouble=ReaderTrouble.NO_CARD)

    walker = enter(no_card)
    walker.tap("开始办理")
    walker.advance(1)
    walker.see("还没有读到身份证")
    walker.tap("不刷卡")
    _to_review(walker)
    walker.tap("submit")
    walker.advance(2)
    walker.see("已提交到大厅")
    assert all(NAME not in field.value for field in walker.app.errands.filed[0].fields)


def test_refusing_the_notice_forgets_the_card(enter: Any) -> None:
    walker = enter()
    walker.tap("开始办理")
    walker.advance(1)
    walker.tap("不使用")
    walker.see_not("张**", "来自身份证")
    walker.see("手机号码")


def test_while_the_hall_is_silent_the_citizen_gets_number_and_papers_all_the_same(enter: Any) -> None:
    def silent(errands: ReadyErrands) -> None:
        errands.hall_up = False

    walker = enter(silent)
    walker.tap("开始办理")
    walker.advance(1)
    walker.tap("同意并使用")
    _to_review(walker)
    walker.tap("submit")
    walker.advance(1)
    walker.see("已安全保存在本机", "正在送到大厅")
    walker.advance(8)
    walker.see("A023", "网络恢复后自动提交")
    walker.see_not("已提交到大厅")


def test_a_ticket_that_does_not_come_out_is_printed_again(enter: Any) -> None:
    def empty(errands: ReadyErrands) -> None:
        errands.ticket_end = PrintOutcome(PrintEnd.FAILED, PrinterStatus.PAPER_OUT)
        errands.card_there = True

    walker = enter(empty)
    walker.tap("开始办理")
    walker.advance(1)
    walker.tap("同意并使用")
    _to_review(walker)
    walker.tap("submit")
    walker.advance(2)
    walker.see("没有印出来", "请记下号码")
    walker.app.errands.ticket_end = PrintOutcome(PrintEnd.PRINTED, PrinterStatus.READY, 1)
    walker.tap("补打排队号")
    walker.advance(1)
    walker.see_not("请记下号码")
    assert len({ticket.number for ticket in walker.app.errands.tickets}) == 1
    walker.tap("完成")
    walker.advance(1)
    walker.see("身份证还在读卡区")


def test_a_change_on_the_review_comes_back_to_the_review(enter: Any) -> None:
    walker = enter()
    walker.tap("开始办理")
    walker.advance(1)
    walker.tap("同意并使用")
    _to_review(walker)
    walker.tap("change:field:phone")
    walker.tap("清空")
    walker.type_digits("13900000000")
    walker.tap("next")
    walker.see("请核对", "139****0000")


def test_after_a_surprise_the_calm_page_leads_home(enter: Any) -> None:
    from kivy.base import ExceptionManager

    walker = enter()
    walker.tap("开始办理")
    ExceptionManager.handle_exception(RuntimeError("unexpected"))
    walker.settle()
    walker.see("这一步没有办成")
    walker.advance(0.5)
    walker.tap("回到首页")
    walker.see("想办什么事")
