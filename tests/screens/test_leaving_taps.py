"""The end of a visit tells the truth about paper, number and card, and lets nobody leave something behind unsaid."""

from __future__ import annotations

from typing import Any

import pytest

from kiosk.devices.outcomes import PrintEnd, PrinterStatus, PrintOutcome
from kiosk.steps import Look, Outcome, Trouble
from tests.screens import one_screen
from tests.screens import samples_apply as samples
from tests.screens.conftest import CACHE, HEIGHT, WIDTH
from tests.screens.structure import written


@pytest.fixture
def open_page(walk: Any) -> Any:
    def start(step: Any, look: Look | None = None) -> Any:
        return walk(one_screen.make_app(one_screen.make_kit((WIDTH, HEIGHT), CACHE, look), step))

    return start


def _height_of(walker: Any, text: str) -> float:
    return max(line.box[3] for line in written(walker.seen()) if line.text == text)


def test_the_number_is_huge_until_it_is_on_paper(open_page: Any) -> None:
    printing = _height_of(open_page(samples.TAKE_PAPERS["printing"]), "A023")
    unsure = _height_of(open_page(samples.TAKE_PAPERS["unsure"]), "A023")
    printed = _height_of(open_page(samples.TAKE_PAPERS["printed"]), "A023")
    assert printing == unsure > 1.3 * printed


@pytest.mark.parametrize("state", ["printing", "unsure", "paper_out", "both_failed"])
def test_a_number_not_surely_on_paper_is_to_be_written_down(open_page: Any, state: str) -> None:
    open_page(samples.TAKE_PAPERS[state]).see("请记下号码")


def test_a_printed_number_needs_no_writing_down(open_page: Any) -> None:
    open_page(samples.TAKE_PAPERS["printed"]).see_not("请记下号码")


@pytest.mark.parametrize("status", [status for status in PrinterStatus if status not in (
    PrinterStatus.READY, PrinterStatus.PAPER_LOW)])
def test_a_failed_print_says_why_and_never_that_it_was_printed(open_page: Any, status: PrinterStatus) -> None:
    walker = open_page(samples.papers(ticket=samples.failed(status), sheets=samples.failed(status)))
    walker.see("没有印出来", walker.app.screen.kit.t(f"take_papers.status.{status.value}"))
    walker.see_not("已打印")


def test_an_unconfirmed_print_is_not_called_printed(open_page: Any) -> None:
    walker = open_page(samples.papers(ticket=samples.UNSURE, sheets=samples.UNSURE))
    walker.see("可能没有印好")
    walker.see_not("已打印")


def test_pages_are_counted(open_page: Any) -> None:
    open_page(samples.TAKE_PAPERS["printed"]).see("已打印 6 张")


def test_kept_is_said_in_plain_words_and_never_called_handed_in(open_page: Any) -> None:
    walker = open_page(samples.TAKE_PAPERS["kept"])
    walker.see("网络恢复后自动提交", "7F3A-09C2")
    walker.see_not("已提交到大厅")


def test_a_number_is_printed_again_and_the_visit_goes_on(open_page: Any) -> None:
    walker = open_page(samples.TAKE_PAPERS["paper_out"])
    walker.tap("补打排队号")
    walker.tap("完成")
    assert walker.app.calls == [("reprint_ticket",), ("finish",)]


@pytest.mark.parametrize("state", ["printing", "pending", "kept_no_number", "papers_only"])
def test_nothing_is_printed_again_while_printing_or_without_a_number(open_page: Any, state: str) -> None:
    assert not open_page(samples.TAKE_PAPERS[state]).can_tap("reprint")


def test_without_a_number_the_way_on_is_said(open_page: Any) -> None:
    walker = open_page(samples.TAKE_PAPERS["kept_no_number"])
    walker.see("没有取到排队号", "综合窗口")


def test_paper_running_low_is_still_printed(open_page: Any) -> None:
    low = PrintOutcome(PrintEnd.PRINTED, PrinterStatus.PAPER_LOW, 1)
    open_page(samples.papers(Outcome.NUMBER_ONLY, ticket=low)).see("已打印，请取走")


def test_a_card_on_the_reader_comes_first_and_is_certain(open_page: Any) -> None:
    walker = open_page(samples.THINGS["card_still"])
    walker.see("身份证还在读卡区", "请先拿走身份证")
    walker.tap("leave")
    assert walker.app.calls == [("leave",)]


def test_not_knowing_about_the_card_is_said_as_not_knowing(open_page: Any) -> None:
    walker = open_page(samples.THINGS["card_unsure"])
    walker.see("请看一眼读卡区", "不能确定")
    walker.see_not("身份证还在读卡区", "身份证已拿走")


def test_who_used_no_card_hears_nothing_of_a_card(open_page: Any) -> None:
    open_page(samples.THINGS["no_card_used"]).see_not("身份证")


def test_papers_to_take_are_named_with_their_number(open_page: Any) -> None:
    open_page(samples.THINGS["card_taken"]).see("身份证已拿走", "排队号小票", "共 6 张")
    open_page(samples.THINGS["nothing"]).see_not("排队号小票", "打印的纸")


def test_goodbye_has_nothing_to_touch(open_page: Any) -> None:
    walker = open_page(samples.every_state()["goodbye"])
    walker.see("慢走")
    assert walker.visible_labels() == []


def test_not_kept_keeps_what_was_entered_and_goes_back(open_page: Any) -> None:
    walker = open_page(Trouble("trouble.not_kept"))
    walker.see("什么都没有交出去")
    walker.tap("回去再试")
    assert walker.app.calls == [("back",)]


def test_after_a_surprise_there_is_one_way_home(open_page: Any) -> None:
    walker = open_page(Trouble("trouble.surprise"))
    walker.tap("回到首页")
    assert walker.app.calls == [("start",)]
