"""The A4 printer runs empty, is switched off or jams under a real kiosk: it is said, mended, and nothing comes late."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest

from config.settings import FormQueue
from hardware.form_printer.cups.driver import CupsFormPrinter
from hardware.form_printer.ipp_emulator.host import IppPrinterHost
from hardware.form_printer.ipp_emulator.printer import EmulatedA4Printer, Fault
from kiosk.devices.outcomes import PrintEnd, PrinterStatus, PrintOutcome
from kiosk.steps import TakePapers
from tests.faults.night import PATIENCE, Night


@pytest.fixture
def a4() -> Iterator[EmulatedA4Printer]:
    yield EmulatedA4Printer(sheet_seconds=0.01)


@pytest.fixture
def kiosk(dark: Night, switch_on: Callable[[Night], Night], a4: EmulatedA4Printer) -> Iterator[Night]:
    with IppPrinterHost(a4) as host:
        dark.settings = replace(dark.settings, form_queue=FormQueue(host.uri, patience_seconds=15))
        yield switch_on(dark)
        dark.late.close()


def ask_for_checklist(night: Night) -> None:
    night.enter()
    night.to_plan()
    night.walker.tap("print")
    night.walker.tap("print:plan")


def outcome(night: Night) -> PrintOutcome:
    found = night.wait_for_papers().papers
    assert found is not None
    return found


def held(a4: EmulatedA4Printer) -> bool:
    return bool(a4.jobs) and a4.jobs[-1].state.name == "STOPPED"


def next_person_prints(night: Night, a4: EmulatedA4Printer) -> None:
    ask_for_checklist(night)
    assert outcome(night).end is PrintEnd.PRINTED
    assert len(a4.papers) == 1


@pytest.mark.parametrize(
    ("fault", "status", "words"),
    [
        (Fault.OFFLINE, PrinterStatus.OFFLINE, "打印机没有连上"),
        (Fault.TONER, PrinterStatus.TONER_OUT, "打印机没有墨粉了"),
        (Fault.JAM, PrinterStatus.JAM, "打印机卡纸了"),
        (Fault.DOOR, PrinterStatus.COVER_OPEN, "打印机盖子没有盖好"),
    ],
)
def test_the_cause_is_on_the_screen_and_the_next_person_prints(
    kiosk: Night, a4: EmulatedA4Printer, fault: Fault, status: PrinterStatus, words: str
) -> None:
    a4.misbehave(fault)
    ask_for_checklist(kiosk)
    found = outcome(kiosk)
    assert (found.end, found.status) == (PrintEnd.FAILED, status)
    kiosk.walker.see(words)
    a4.repair()
    kiosk.go_away()
    next_person_prints(kiosk, a4)


def test_paper_filled_in_time_finishes_the_same_job(kiosk: Night, a4: EmulatedA4Printer) -> None:
    a4.run_out_after(0)
    ask_for_checklist(kiosk)
    kiosk.until(lambda: held(a4), PATIENCE)
    a4.repair()
    assert outcome(kiosk).end is PrintEnd.PRINTED
    assert len(a4.papers) == 1


def test_somebody_who_walks_away_during_a_jam_leaves_no_paper_for_the_next(
    kiosk: Night, a4: EmulatedA4Printer
) -> None:
    a4.run_out_after(0)
    ask_for_checklist(kiosk)
    kiosk.until(lambda: held(a4), PATIENCE)
    assert isinstance(kiosk.step, TakePapers) and not kiosk.step.can_finish
    kiosk.app.leave()
    kiosk.until(lambda: a4.jobs[-1].state.over, PATIENCE)
    a4.repair()
    assert isinstance(kiosk.machine.form_printer, CupsFormPrinter)
    assert a4.papers == ()
    next_person_prints(kiosk, a4)
