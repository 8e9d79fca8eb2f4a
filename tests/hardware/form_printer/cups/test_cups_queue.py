"""A real cupsd between the driver and the printer: faults, mending, taking back, and a spool with nothing in it."""

from __future__ import annotations

import signal
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path

import pypdfium2
import pytest

from hardware.form_printer.cups.driver import CupsFormPrinter, PrintRules
from hardware.form_printer.ipp_emulator.cups_service import CupsService, missing
from hardware.form_printer.ipp_emulator.host import IppPrinterHost
from hardware.form_printer.ipp_emulator.printer import EmulatedA4Printer, Fault
from kiosk.devices.outcomes import PrintEnd, PrinterStatus, PrintOutcome
from kiosk.forms.document import Document

Through = Callable[..., CupsFormPrinter]
WAIT = 20.0  # real seconds within which anything real has happened, on a busy machine too


@pytest.fixture
def aside() -> Iterator[ThreadPoolExecutor]:
    with ThreadPoolExecutor(1) as pool:
        yield pool


def holds(a4: EmulatedA4Printer) -> bool:
    """The printer has the job and stands still over it."""
    return a4.wait_until(lambda: bool(a4.jobs) and a4.jobs[-1].state.name == "STOPPED", WAIT)


def words(pdf: bytes) -> str:
    pages = pypdfium2.PdfDocument(pdf)
    return "".join(page.get_textpage().get_text_range() for page in pages).replace("\r\n", "").replace(" ", "")


def test_a_set_arrives_whole_with_its_text_and_leaves_no_trace(
    through: Through, a4: EmulatedA4Printer, cups: CupsService, specimens: tuple[Document, ...]
) -> None:
    outcome = through().print_documents(specimens, "case-7")
    assert (outcome.end, outcome.status) == (PrintEnd.PRINTED, PrinterStatus.READY)
    (paper,) = a4.papers
    assert (paper.name, paper.sheets) == ("case-7", outcome.pages)
    text = words(paper.pdf)
    for known in ("张三䶮", "11010119900307001X", "联办申请提交凭证", "HZ-2026-004217"):
        assert known in text
    assert cups.spooled() == []


def test_two_jobs_in_a_row_come_in_their_order(through: Through, a4: EmulatedA4Printer, slip: Document) -> None:
    printer = through()
    ends = [printer.print_documents((slip,), job).end for job in ("slip-1", "slip-2")]
    assert ends == [PrintEnd.PRINTED] * 2
    assert [paper.name for paper in a4.papers] == ["slip-1", "slip-2"]


def test_two_sides_and_copies_reach_the_printer_and_each_document_has_its_own_sheet(
    through: Through, a4: EmulatedA4Printer, slip: Document
) -> None:
    outcome = through(duplex=True, copies=2).print_documents((slip, slip), "slip-1")
    assert (outcome.end, outcome.pages) == (PrintEnd.PRINTED, 4)
    assert [(paper.options["sides"], paper.options["copies"], paper.sheets) for paper in a4.papers] == [
        ("two-sided-long-edge", 2, 2)
    ] * 2


@pytest.mark.parametrize(
    ("fault", "status"),
    [
        (Fault.PAPER_OUT, PrinterStatus.PAPER_OUT),
        (Fault.JAM, PrinterStatus.JAM),
        (Fault.TONER, PrinterStatus.TONER_OUT),
        (Fault.DOOR, PrinterStatus.COVER_OPEN),
        (Fault.OFFLINE, PrinterStatus.OFFLINE),
    ],
)
def test_a_fault_behind_an_idle_queue_is_seen_before_printing_and_gone_once_mended(
    fault: Fault, status: PrinterStatus, through: Through, a4: EmulatedA4Printer, cups: CupsService, slip: Document
) -> None:
    printer = through()
    a4.misbehave(fault)
    assert printer.status() is status
    outcome = printer.print_documents((slip,), "slip-1")
    assert (outcome.end, outcome.status, outcome.pages) == (PrintEnd.FAILED, status, 0)
    assert cups.spooled() == []
    a4.repair()
    assert printer.print_documents((slip,), "slip-2").end is PrintEnd.PRINTED
    assert [paper.name for paper in a4.papers] == ["slip-2"]


@pytest.mark.parametrize("fault", [Fault.PAPER_OUT, Fault.TONER, Fault.DOOR])
def test_a_job_stopped_halfway_goes_on_once_mended(
    fault: Fault, through: Through, a4: EmulatedA4Printer, aside: ThreadPoolExecutor, slip: Document
) -> None:
    a4.run_out_after(1)
    job: Future[PrintOutcome] = aside.submit(through().print_documents, (slip, slip, slip), "slip-1")
    assert holds(a4)
    a4.misbehave(fault)
    a4.repair()
    outcome = job.result(WAIT)
    assert (outcome.end, outcome.pages) == (PrintEnd.PRINTED, 3)
    assert [paper.sheets for paper in a4.papers] == [3]


def test_a_fault_that_outlasts_patience_takes_the_job_back_from_queue_and_printer(
    through: Through, a4: EmulatedA4Printer, cups: CupsService, slip: Document
) -> None:
    a4.run_out_after(2)
    outcome = through(patience=0.5).print_documents((slip, slip, slip), "slip-1")
    assert (outcome.end, outcome.status, outcome.pages) == (PrintEnd.FAILED, PrinterStatus.PAPER_OUT, 2)
    assert cups.spooled() == []
    a4.repair()
    assert through().print_documents((slip,), "slip-2").end is PrintEnd.PRINTED
    assert [paper.name for paper in a4.papers] == ["slip-2"], "nobody gets another person's paper after a refill"


def test_leaving_during_a_jam_cancels_everywhere(
    through: Through, a4: EmulatedA4Printer, cups: CupsService, aside: ThreadPoolExecutor, slip: Document
) -> None:
    printer = through()
    a4.run_out_after(1)
    job = aside.submit(printer.print_documents, (slip, slip), "slip-1")
    assert holds(a4)
    a4.misbehave(Fault.JAM)
    began = time.monotonic()
    printer.cancel("slip-1")
    outcome = job.result(WAIT)
    assert time.monotonic() - began < 5
    assert outcome.end is PrintEnd.FAILED
    assert [known.state.name for known in a4.jobs] == ["CANCELED"]
    assert cups.spooled() == []
    a4.repair()
    assert printer.status() is PrinterStatus.READY, "the jam is not remembered by the idle queue"
    assert printer.print_documents((slip,), "slip-2").end is PrintEnd.PRINTED


def test_off_and_on_in_the_middle_of_a_job(
    through: Through, a4: EmulatedA4Printer, aside: ThreadPoolExecutor, slip: Document
) -> None:
    a4.run_out_after(1)
    job = aside.submit(through().print_documents, (slip, slip), "slip-1")
    assert holds(a4)
    a4.misbehave(Fault.OFFLINE)
    a4.repair()
    outcome = job.result(WAIT)
    assert (outcome.end, outcome.pages) == (PrintEnd.PRINTED, 2)
    assert len(a4.papers) == 1


def test_a_job_the_printer_gave_up_is_not_called_printed_although_cups_calls_it_completed(
    through: Through, a4: EmulatedA4Printer, slip: Document
) -> None:
    a4.misbehave(Fault.ABORTS)
    outcome = through().print_documents((slip,), "slip-1")
    assert (outcome.end, outcome.status, outcome.pages) == (PrintEnd.FAILED, PrinterStatus.ERROR, 0)


def test_what_a_crashed_kiosk_left_in_the_queue_never_prints(
    through: Through, cups: CupsService, queue: str, a4: EmulatedA4Printer, slip: Document, tmp_path: Path
) -> None:
    (tmp_path / "left.pdf").write_bytes(b"%PDF-1.7 papers of somebody who is gone")
    printer = CupsFormPrinter(queue, server=cups.server, user="kiosk-A03")
    cups.command("lp", "-U", "kiosk-A03", "-d", queue, "-H", "hold", "-t", "left-over", str(tmp_path / "left.pdf"))
    cups.command("lp", "-U", "someone", "-d", queue, "-H", "hold", "-t", "not ours", str(tmp_path / "left.pdf"))
    assert printer.print_documents((slip,), "slip-1").end is PrintEnd.PRINTED
    assert "someone" in cups.command("lpstat", "-o", queue)
    assert "kiosk-A03" not in cups.command("lpstat", "-o", queue)
    cups.command("cancel", "-a", "-x", queue)
    assert [paper.name for paper in a4.papers] == ["slip-1"]
    assert cups.spooled() == []


def test_a_queue_that_is_missing_stopped_or_closed_is_an_error_that_says_so(
    through: Through, cups: CupsService, queue: str, slip: Document
) -> None:
    absent = CupsFormPrinter("no-such-queue", server=cups.server)
    assert absent.status() is PrinterStatus.ERROR
    assert "lpadmin" in absent.print_documents((slip,), "slip-1").detail
    printer = through()
    for close, reopen in (("cupsdisable", "cupsenable"), ("cupsreject", "cupsaccept")):
        cups.command(close, queue)
        assert printer.status() is PrinterStatus.ERROR
        assert reopen in printer.why()
        cups.command(reopen, queue)
        assert printer.status() is PrinterStatus.READY


def test_a_queue_into_a_file_that_reports_success_and_prints_nothing_is_refused(
    cups: CupsService, slip: Document
) -> None:
    cups.lpadmin("-p", "void", "-E", "-v", "file:///dev/null", "-m", "raw")
    printer = CupsFormPrinter("void", server=cups.server)
    assert printer.status() is PrinterStatus.ERROR
    assert printer.print_documents((slip,), "slip-1").end is PrintEnd.FAILED


def test_a_queue_that_hands_over_without_waiting_is_not_called_printed(
    cups: CupsService, a4: EmulatedA4Printer, host: IppPrinterHost, slip: Document
) -> None:
    cups.lpadmin("-p", "hasty", "-E", "-v", f"{host.uri}?waitjob=false", "-m", "everywhere")
    outcome = CupsFormPrinter("hasty", server=cups.server).print_documents((slip,), "slip-1")
    assert (outcome.end, outcome.pages) == (PrintEnd.NOT_CONFIRMED, 1)
    assert a4.wait_until(lambda: len(a4.papers) == 1, WAIT)


@pytest.fixture
def own_cups(a4: EmulatedA4Printer, host: IppPrinterHost) -> Iterator[CupsService]:
    """A cupsd that a test may stop."""
    if reason := missing():
        pytest.skip(reason)
    service = CupsService()
    try:
        service.start()
        service.lpadmin("-p", "a4", "-E", "-v", host.uri, "-m", "everywhere")
        yield service
    finally:
        service.remove()


def test_a_print_service_that_is_gone_comes_back(own_cups: CupsService, slip: Document) -> None:
    printer = CupsFormPrinter("a4", server=own_cups.server)
    own_cups.stop()
    assert printer.status() is PrinterStatus.OFFLINE
    outcome = printer.print_documents((slip,), "slip-1")
    assert (outcome.end, outcome.status) == (PrintEnd.FAILED, PrinterStatus.OFFLINE)
    own_cups.start()
    assert printer.print_documents((slip,), "slip-2").end is PrintEnd.PRINTED


def test_a_print_service_that_hangs_is_given_up_in_time_and_its_job_does_not_come_later(
    own_cups: CupsService, a4: EmulatedA4Printer, slip: Document
) -> None:
    printer = CupsFormPrinter("a4", server=own_cups.server, answer_seconds=0.5, rules=PrintRules(patience=0.5))
    assert printer.print_documents((slip,), "slip-1").end is PrintEnd.PRINTED
    own_cups.hold(signal.SIGSTOP)
    began = time.monotonic()
    assert printer.status() is PrinterStatus.UNKNOWN
    assert printer.print_documents((slip,), "slip-2").end is PrintEnd.FAILED
    assert time.monotonic() - began < 5
    own_cups.hold(signal.SIGCONT)
    assert printer.print_documents((slip,), "slip-3").end is PrintEnd.PRINTED
    assert [paper.name for paper in a4.papers] == ["slip-1", "slip-3"]


def test_a_print_service_that_dies_over_a_job_leaves_the_end_open(
    own_cups: CupsService, a4: EmulatedA4Printer, aside: ThreadPoolExecutor, slip: Document
) -> None:
    printer = CupsFormPrinter("a4", server=own_cups.server, rules=PrintRules(patience=0.5))
    a4.run_out_after(1)
    job = aside.submit(printer.print_documents, (slip, slip), "slip-1")
    assert holds(a4)
    own_cups.stop()
    outcome = job.result(WAIT)
    assert outcome.end is not PrintEnd.PRINTED
    a4.repair()
    own_cups.start()
    assert printer.print_documents((slip,), "slip-2").end is PrintEnd.PRINTED
