"""The slip printer fails before, in and after a job: the number stays one number, and no screen claims paper."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

import pytest

from hardware.pty_host import PtyHost
from kiosk.devices.outcomes import PrintEnd, PrinterStatus
from kiosk.steps import TakePapers
from tests.faults.night import Night


def hand_in(night: Night) -> TakePapers:
    night.enter()
    night.to_review()
    night.submit()
    return night.wait_for_papers()


def not_on_paper(night: Night, papers: TakePapers) -> str:
    """The number, which is on the screen to be written down and is not said to be printed."""
    assert papers.ticket is not None and papers.ticket.end is not PrintEnd.PRINTED
    assert papers.number is not None
    night.walker.see(papers.number.number, "请记下号码")
    night.walker.see_not("已打印，请取走")
    return papers.number.number


def reprint(night: Night) -> TakePapers:
    night.walker.tap("reprint")
    papers = night.wait_for_papers()
    assert papers.ticket is not None and papers.ticket.end is PrintEnd.PRINTED
    return papers


def numbers_taken(night: Night) -> set[str]:
    """Every number this visit was given, at the hall and from the block."""
    import sqlite3

    bundle = night.app.visit.filed_as
    with sqlite3.connect(f"file:{night.hall_database}?mode=ro", uri=True) as database:
        rows = database.execute("SELECT number FROM tickets WHERE bundle_id = ?", (bundle,)).fetchall()
    database.close()
    return {str(number) for (number,) in rows}


def check_one_number(night: Night, number: str) -> None:
    papers = reprint(night)
    assert papers.number is not None and papers.number.number == number
    assert numbers_taken(night) == {number}
    assert all(number in slip for slip in night.printed())
    night.walker.see_not("请记下号码")


def test_no_paper_before_the_job(night: Night) -> None:
    night.printer.paper_out = True
    papers = hand_in(night)
    number = not_on_paper(night, papers)
    assert papers.ticket is not None and papers.ticket.status is PrinterStatus.PAPER_OUT
    assert night.printer.jobs == ()
    night.printer.paper_out = False
    check_one_number(night, number)
    assert len(night.printer.jobs) == 1


@pytest.mark.parametrize(("state", "words"), [
    ("cover_open", "打印机盖子没有盖好"), ("cutter", "打印机切刀卡住了"), ("overheated", "打印机太热了"),
    ("offline", "打印机没有连上"),
])
def test_what_is_wrong_is_said_in_plain_words(night: Night, state: str, words: str) -> None:
    night.printer.fail_at(400, state)
    number = not_on_paper(night, hand_in(night))
    night.walker.see(words)
    setattr(night.printer, state, False)
    check_one_number(night, number)


@pytest.mark.parametrize("byte", [1, 300, 700])
def test_the_paper_ends_inside_the_job(night: Night, byte: int) -> None:
    night.printer.run_out_at(byte)
    papers = hand_in(night)
    number = not_on_paper(night, papers)
    night.printer.paper_out = False
    check_one_number(night, number)


def test_a_printer_that_says_nothing_may_have_printed_and_is_not_called_printed(night: Night) -> None:
    night.printer.off = True
    papers = hand_in(night)
    number = not_on_paper(night, papers)
    assert papers.ticket is not None and papers.ticket.end is PrintEnd.NOT_CONFIRMED
    night.printer.power_cycle()
    check_one_number(night, number)


def test_a_printer_that_is_not_there(dark: Night, switch_on: Callable[[Night], Night]) -> None:
    dark.reader_plug.start()
    switch_on(dark)
    papers = hand_in(dark)
    number = not_on_paper(dark, papers)
    assert papers.ticket is not None and papers.ticket.status is PrinterStatus.OFFLINE
    dark.printer_plug.start()
    check_one_number(dark, number)


class TornOut:
    """Passes bytes to a device until ``byte`` of them came in one job; from then on nothing comes out any more."""

    def __init__(self, device: Any, byte: int) -> None:
        self._device, self._left = device, byte
        self.torn = threading.Event()

    def receive(self, data: bytes) -> bytes:
        if len(data) > 16:
            self._left -= len(data)
        if self._left <= 0:
            self.torn.set()
            return b""
        return bytes(self._device.receive(data))


def test_a_printer_torn_out_in_the_middle_of_a_job(dark: Night, switch_on: Callable[[Night], Night]) -> None:
    device = TornOut(dark.printer, 200)
    plug = PtyHost(device, link=dark.folder / "printer").start()
    dark.reader_plug.start()
    switch_on(dark)
    dark.enter()
    dark.to_review()
    dark.submit()
    dark.until(device.torn.is_set)
    plug.stop()
    number = not_on_paper(dark, dark.wait_for_papers())
    dark.printer.power_cycle()
    dark.printer_plug.start()
    check_one_number(dark, number)


def test_the_slip_printer_never_holds_the_other_papers_back(night: Night) -> None:
    night.printer.jam = True
    papers = hand_in(night)
    assert papers.papers is not None and papers.papers.end is PrintEnd.PRINTED
    assert len(list((night.settings.data / "forms").glob("*.pdf"))) == 1
