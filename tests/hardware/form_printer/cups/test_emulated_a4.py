"""The printer made of software, asked straight over IPP: every fault by name, and what the driver makes of it."""

from __future__ import annotations

import http.client
import socket
import time
from pathlib import Path

import pytest

from hardware.form_printer.cups.client import IppClient, Operation, ServiceRefused, Status, address_of
from hardware.form_printer.cups.driver import CupsFormPrinter, PrintRules
from hardware.form_printer.cups.ipp import JOB_GROUP, PRINTER_GROUP, Tag, first, names, one, texts
from hardware.form_printer.cups.paper_stock import PaperStock
from hardware.form_printer.ipp_emulator.host import IppPrinterHost
from hardware.form_printer.ipp_emulator.printer import EmulatedA4Printer, Fault
from hardware.form_printer.render import render_documents
from kiosk.devices.outcomes import PrintEnd, PrinterStatus
from kiosk.forms.document import Document

SEEN = {
    Fault.PAPER_OUT: PrinterStatus.PAPER_OUT,
    Fault.PAPER_LOW: PrinterStatus.PAPER_LOW,
    Fault.JAM: PrinterStatus.JAM,
    Fault.TONER: PrinterStatus.TONER_OUT,
    Fault.DOOR: PrinterStatus.COVER_OPEN,
    Fault.OFFLINE: PrinterStatus.OFFLINE,
    Fault.SLOW: PrinterStatus.UNKNOWN,
    Fault.HANGS: PrinterStatus.UNKNOWN,
    Fault.RENAMED: PrinterStatus.ERROR,
    Fault.GARBLED: PrinterStatus.ERROR,
    Fault.REFUSES: PrinterStatus.ERROR,
    Fault.ABORTS: PrinterStatus.READY,
    Fault.DAWDLES: PrinterStatus.READY,
}


@pytest.fixture
def client(host: IppPrinterHost) -> IppClient:
    return IppClient(address_of(host.uri), "tester", connect_seconds=2, answer_seconds=5)


@pytest.mark.parametrize("fault", Fault)
def test_each_fault_has_its_status_and_goes_away(fault: Fault, a4: EmulatedA4Printer, direct: CupsFormPrinter) -> None:
    assert direct.status() is PrinterStatus.READY
    a4.misbehave(fault)
    assert direct.status() is SEEN[fault]
    a4.repair()
    assert direct.status() is PrinterStatus.READY


@pytest.mark.parametrize("fault", [fault for fault in Fault if fault not in (Fault.PAPER_LOW, Fault.DAWDLES)])
def test_nothing_is_called_printed_that_was_not(
    fault: Fault, a4: EmulatedA4Printer, direct: CupsFormPrinter, slip: Document
) -> None:
    a4.misbehave(fault)
    outcome = direct.print_documents((slip,), "slip-1")
    assert (outcome.end, outcome.pages) == (PrintEnd.FAILED, 0)
    assert a4.papers == () and all(job.state.over for job in a4.jobs)


def test_a_printer_that_never_prints_loses_the_job(a4: EmulatedA4Printer, host: IppPrinterHost, slip: Document) -> None:
    printer = CupsFormPrinter(host.uri, rules=PrintRules(longest=-14.5))
    a4.misbehave(Fault.DAWDLES)
    outcome = printer.print_documents((slip,), "slip-1")
    assert (outcome.end, outcome.status) == (PrintEnd.FAILED, PrinterStatus.UNKNOWN)
    a4.repair()
    assert a4.jobs[0].state.over and a4.papers == ()


def test_giving_up_a_job_before_it_prints_prints_nothing(
    a4: EmulatedA4Printer, direct: CupsFormPrinter, slip: Document
) -> None:
    direct.cancel("slip-1")
    assert direct.print_documents((slip,), "slip-1").end is PrintEnd.FAILED
    assert a4.jobs == ()
    assert direct.print_documents((slip,), "slip-1").end is PrintEnd.PRINTED, "the name is free again"


def test_a_set_beyond_the_limit_is_refused_whole(a4: EmulatedA4Printer, host: IppPrinterHost, slip: Document) -> None:
    printer = CupsFormPrinter(host.uri, rules=PrintRules(most_sheets=3))
    outcome = printer.print_documents((slip,) * 4, "slip-1")
    assert (outcome.end, outcome.status) == (PrintEnd.FAILED, PrinterStatus.READY)
    assert "4 张" in outcome.detail and "3 张" in outcome.detail and a4.jobs == ()


def test_sheets_are_counted_and_low_paper_is_foretold(host: IppPrinterHost, tmp_path: Path, slip: Document) -> None:
    stock = PaperStock(tmp_path / "paper.json")
    printer = CupsFormPrinter(host.uri, rules=PrintRules(copies=2, low_sheets=3), stock=stock)
    stock.refill(host.uri, 10)
    assert printer.print_documents((slip, slip), "slip-1").status is PrinterStatus.READY
    outcome = printer.print_documents((slip,), "slip-2")
    assert (outcome.pages, outcome.status) == (2, PrinterStatus.READY)
    assert printer.print_documents((slip,), "slip-3").status is PrinterStatus.PAPER_LOW
    assert stock.tray(host.uri).left == 2
    stock.refill(host.uri, 250)
    assert printer.status() is PrinterStatus.READY


def test_a_count_that_cannot_be_written_spoils_no_paper(host: IppPrinterHost, tmp_path: Path, slip: Document) -> None:
    (tmp_path / "taken").write_text("")
    printer = CupsFormPrinter(host.uri, stock=PaperStock(tmp_path / "taken" / "paper.json"))
    outcome = printer.print_documents((slip,), "slip-1")
    assert outcome.end is PrintEnd.PRINTED and "纸张计数" in outcome.detail


def test_the_printer_tells_only_what_it_is_asked(client: IppClient) -> None:
    answer = client.ask(Operation.GET_PRINTER_ATTRIBUTES, {"requested-attributes": names(("printer-state",))})
    assert list(answer.group(PRINTER_GROUP)) == ["printer-state"]
    everything = client.ask(Operation.GET_PRINTER_ATTRIBUTES).group(PRINTER_GROUP)
    assert texts(everything, "document-format-supported") == ("application/pdf",)
    assert len(everything) > 50


def test_create_job_and_send_document_print_too(client: IppClient, a4: EmulatedA4Printer, slip: Document) -> None:
    created = client.ask(Operation.CREATE_JOB, {"job-name": one(Tag.NAME, "slip-9")})
    number = {"job-id": one(Tag.INTEGER, first(created.group(JOB_GROUP), "job-id", int, 0))}
    last = {"last-document": one(Tag.BOOLEAN, True)}
    client.ask(Operation.SEND_DOCUMENT, number | last, document=render_documents((slip,)))
    assert a4.wait_until(lambda: len(a4.papers) == 1, 5)
    assert (a4.papers[0].name, a4.papers[0].sheets) == ("slip-9", 1)
    with pytest.raises(ServiceRefused) as refused:
        client.ask(Operation.CANCEL_JOB, number)
    assert refused.value.status == Status.NOT_POSSIBLE


def test_what_it_cannot_do_is_refused_with_the_right_code(client: IppClient) -> None:
    text = {"document-format": one(Tag.MIME, "text/plain")}
    for operation, attributes, status in (
        (Operation.PRINT_JOB, text, Status.FORMAT_NOT_SUPPORTED),
        (Operation.PRINT_JOB, {}, Status.BAD_REQUEST),
        (Operation.CANCEL_JOB, {"job-id": one(Tag.INTEGER, 99)}, Status.NOT_FOUND),
    ):
        with pytest.raises(ServiceRefused) as refused:
            client.ask(operation, attributes)
        assert refused.value.status == status


@pytest.mark.parametrize(
    "body", [b"", b"\x02", b"5\r\nhello\r\nzz\r\n"], ids=["empty", "short", "broken chunk"]
)
def test_a_broken_request_harms_nobody(body: bytes, host: IppPrinterHost, direct: CupsFormPrinter) -> None:
    place = address_of(host.uri)
    with socket.create_connection((place.host, place.port), 2) as sock:
        chunked = b"Transfer-Encoding: chunked" if b"\r\n" in body else b"Content-Length: %d" % len(body)
        sock.sendall(b"POST /ipp/print HTTP/1.1\r\nHost: a4\r\nContent-Type: application/ipp\r\n" + chunked
                     + b"\r\n\r\n" + body)
        sock.settimeout(2)
        sock.recv(4096)
    assert direct.status() is PrinterStatus.READY


def test_other_requests_of_http_are_turned_away(host: IppPrinterHost) -> None:
    place = address_of(host.uri)
    for method, kind, status in (("GET", "", 501), ("POST", "text/html", 415)):
        web = http.client.HTTPConnection(place.host, place.port, timeout=2)
        web.request(method, "/ipp/print", b"x" if kind else None, {"Content-Type": kind})
        assert web.getresponse().status == status
        web.close()


def test_off_and_on_keeps_the_address_and_the_job(a4: EmulatedA4Printer, host: IppPrinterHost) -> None:
    uri = host.uri
    a4.misbehave(Fault.OFFLINE)
    with pytest.raises(OSError, match="refused"):
        socket.create_connection(("127.0.0.1", address_of(uri).port), 1)
    a4.repair()
    assert host.uri == uri
    began = time.monotonic()
    socket.create_connection(("127.0.0.1", address_of(uri).port), 1).close()
    assert time.monotonic() - began < 1
