"""What every form printer promises: the folder, an IPP printer asked directly, and a CUPS queue before it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from hardware.form_printer.cups.driver import CupsFormPrinter
from hardware.form_printer.folder_printer import FolderFormPrinter
from hardware.form_printer.ipp_emulator.cups_service import CupsService, missing
from hardware.form_printer.ipp_emulator.host import IppPrinterHost
from hardware.form_printer.ipp_emulator.printer import EmulatedA4Printer, Fault
from kiosk.devices.outcomes import PrintEnd, PrinterStatus
from kiosk.errors import PaperError
from kiosk.forms.document import Document, FieldGrid, FieldRow
from kiosk.needs import FormPrinter


def paper(value: str = "张三") -> Document:
    rows = (FieldRow("姓名", value),)
    return Document("application", "申请表", "", (), (FieldGrid("申请人", rows),), "依据", "2026-01-02 03:04")


@dataclass
class Desk:
    """A printer, its tray, and how many papers came out of it."""

    printer: FormPrinter
    paper_out: Callable[[bool], None]
    papers: Callable[[], int]


def folder_desk(folder: Path) -> Desk:
    printer = FolderFormPrinter(folder / "papers")

    def paper_out(empty: bool) -> None:
        printer.paper_out = empty

    return Desk(printer, paper_out, lambda: len(list((folder / "papers").glob("*"))))


def ipp_desk(printer: FormPrinter, a4: EmulatedA4Printer) -> Desk:
    return Desk(
        printer, lambda empty: a4.misbehave(Fault.PAPER_OUT) if empty else a4.repair(), lambda: len(a4.papers)
    )


@pytest.fixture(scope="module")
def service() -> Iterator[CupsService]:
    if reason := missing():
        pytest.skip(reason)
    running = CupsService()
    try:
        running.start()
        yield running
    finally:
        running.remove()


@pytest.fixture(params=["folder", "ipp printer", "cups queue"])
def desk(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Desk]:
    if request.param == "folder":
        yield folder_desk(tmp_path)
        return
    a4 = EmulatedA4Printer(sheet_seconds=0.01)
    with IppPrinterHost(a4) as host:
        if request.param == "ipp printer":
            yield ipp_desk(CupsFormPrinter(host.uri), a4)
            return
        cups = request.getfixturevalue("service")
        queue = f"a4-{host.uri.split(':')[2].split('/')[0]}"
        cups.lpadmin("-p", queue, "-E", "-v", host.uri, "-m", "everywhere")
        yield ipp_desk(CupsFormPrinter(queue, server=cups.server), a4)


def test_a_set_is_printed_and_its_sheets_counted(desk: Desk) -> None:
    assert desk.printer.status() is PrinterStatus.READY
    outcome = desk.printer.print_documents((paper(), paper()), "job-1")
    assert (outcome.end, outcome.status, outcome.pages) == (PrintEnd.PRINTED, PrinterStatus.READY, 2)
    assert desk.papers() == 1


def test_no_paper_is_a_failed_outcome_and_goes_away(desk: Desk) -> None:
    desk.paper_out(True)
    assert desk.printer.status() is PrinterStatus.PAPER_OUT
    outcome = desk.printer.print_documents((paper(),), "job-1")
    assert (outcome.end, outcome.status, outcome.pages) == (PrintEnd.FAILED, PrinterStatus.PAPER_OUT, 0)
    assert desk.papers() == 0
    desk.paper_out(False)
    assert desk.printer.print_documents((paper(),), "job-2").end is PrintEnd.PRINTED
    assert desk.papers() == 1


def test_a_text_that_cannot_be_printed_is_raised_and_leaves_nothing(desk: Desk) -> None:
    with pytest.raises(PaperError):
        desk.printer.print_documents((paper("张\U0001f600"),), "job-1")
    assert desk.papers() == 0


def test_giving_up_a_job_that_is_over_changes_nothing(desk: Desk) -> None:
    assert desk.printer.print_documents((paper(),), "job-1").end is PrintEnd.PRINTED
    desk.printer.cancel("job-1")
    assert desk.papers() == 1
