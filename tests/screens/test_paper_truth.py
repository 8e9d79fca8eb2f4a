"""What is said of a print is what the printer said: on the screen, by the voice, in every state of every device."""

from __future__ import annotations

from typing import Any

import pytest

from kiosk.devices.outcomes import PrintEnd, PrinterStatus, PrintOutcome, ReaderTrouble
from kiosk.devices.speaking import spoken
from kiosk.steps import CardPhase, PaperKind, PresentCard
from screens.filing.cards.present_card import GOES_ON, NO_RETRY, RETRY_LATER
from tests.screens import one_screen
from tests.screens import samples_apply as samples
from tests.screens.conftest import CACHE, HEIGHT, WIDTH

PARTLY = PrintOutcome(PrintEnd.FAILED, PrinterStatus.PAPER_OUT, 2)


@pytest.fixture
def open_page(walk: Any) -> Any:
    return lambda step: walk(one_screen.make_app(one_screen.make_kit((WIDTH, HEIGHT), CACHE), step))


@pytest.fixture
def t() -> Any:
    from screens.look.texts import Texts

    return Texts(one_screen.tables())


def test_papers_that_came_out_before_the_printer_stopped_are_to_be_taken(open_page: Any, t: Any) -> None:
    step = samples.papers(sheets=PARTLY)
    walker = open_page(step)
    walker.see("只印出 2 张，请取走", "打印机没有纸了", "窗口可以补打")
    walker.see_not("没有印出来")
    assert "只印出一部分，请取走" in spoken(step, t).text


@pytest.mark.parametrize("status", [PrinterStatus.READY, PrinterStatus.PAPER_LOW])
def test_a_status_that_stops_no_printer_is_not_given_as_the_reason(open_page: Any, status: PrinterStatus) -> None:
    walker = open_page(samples.papers(ticket=samples.failed(status)))
    walker.see("没有印出来")
    walker.see_not("没有印出来：", "快用完")


def test_paper_running_low_is_no_errand_of_the_citizen(open_page: Any) -> None:
    open_page(samples.TAKE_PAPERS["printed_paper_low"]).see_not("快用完")


@pytest.mark.parametrize("what", [PaperKind.PLAN, PaperKind.NOTICE, PaperKind.SPECIMEN, PaperKind.SLIP])
def test_a_paper_that_did_not_come_out_is_not_praised(open_page: Any, t: Any, what: PaperKind) -> None:
    failed = samples.failed(PrinterStatus.JAM)
    stands = {"slip": failed} if what is PaperKind.SLIP else {"papers": failed, "documents": 1}
    step = samples.only(what, **stands)
    open_page(step).see_not(t(f"take_papers.name_do.{what.value}"))
    assert "备好" not in spoken(step, t).text
    assert "没有印出来" in spoken(step, t).text


def test_a_slip_that_may_be_missing_is_asked_for_only_then(open_page: Any) -> None:
    open_page(samples.TAKE_PAPERS["slip_unsure"]).see("请看一下出纸口", "没有的话")


def test_nothing_is_called_printing_while_the_draft_is_still_being_kept(open_page: Any) -> None:
    walker = open_page(samples.KEEP_DRAFT["keeping"])
    walker.see("正在存，请稍候", "马上打印")
    walker.see_not("正在打印")


@pytest.mark.parametrize("state", ["unsure", "paper_out"])
def test_the_voice_sends_to_the_screen_for_a_code_that_is_not_on_paper(t: Any, state: str) -> None:
    said = spoken(samples.KEEP_DRAFT[state], t).text
    assert "抄下来" in said
    assert "印在小票上" not in said
    assert "印在小票上" in spoken(samples.KEEP_DRAFT["printed"], t).text


@pytest.mark.parametrize("trouble", [one for one in ReaderTrouble if one not in NO_RETRY | GOES_ON])
def test_what_helps_most_comes_first(open_page: Any, trouble: ReaderTrouble) -> None:
    walker = open_page(PresentCard(CardPhase.TROUBLE, trouble))
    places = {entry.name: entry.box[1] for entry in walker.touchables()}
    assert (places["without"] > places["retry"]) is (trouble in RETRY_LATER)


@pytest.mark.parametrize("trouble", sorted(GOES_ON, key=lambda one: one.value))
def test_where_the_page_goes_on_by_itself_nothing_is_to_be_touched(open_page: Any, trouble: ReaderTrouble) -> None:
    walker = open_page(PresentCard(CardPhase.TROUBLE, trouble))
    walker.see("不用点，画面会自己变")
    assert "retry" not in {entry.name for entry in walker.touchables()}
