"""Slips through a real cupsd and a raw queue to an emulated printer that keeps the bytes it was given."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from hardware.form_printer.ipp_emulator.cups_service import CupsService, missing
from hardware.form_printer.ipp_emulator.host import IppPrinterHost
from hardware.form_printer.ipp_emulator.printer import EmulatedA4Printer, Fault
from hardware.ticket_printer.layouts.plan import render_plan_slip
from hardware.ticket_printer.layouts.ticket import render_ticket
from hardware.ticket_printer.lines.print_queue import CupsTicketPrinter
from kiosk.devices.outcomes import PrintEnd, PrinterStatus
from kiosk.slips.plan import PlanSlip
from kiosk.slips.ticket import Ticket


@pytest.fixture(scope="module")
def cups() -> Iterator[CupsService]:
    if reason := missing():
        pytest.skip(reason)
    service = CupsService()
    try:
        service.start()
        yield service
    finally:
        service.remove()


def test_the_bytes_arrive_as_they_are_and_nobody_claims_paper(
    cups: CupsService, ticket: Ticket, plan_in_short: PlanSlip
) -> None:
    far = EmulatedA4Printer(sheet_seconds=0.0)
    with IppPrinterHost(far) as host:
        cups.lpadmin("-p", "slips", "-E", "-v", host.uri, "-o", "printer-error-policy=abort-job")
        printer = CupsTicketPrinter("slips", server=cups.server)
        assert printer.status() is PrinterStatus.UNKNOWN
        outcome = printer.print_ticket(ticket)
        assert (outcome.end, outcome.status, outcome.pages) == (PrintEnd.NOT_CONFIRMED, PrinterStatus.UNKNOWN, 0)
        assert printer.print_slip(plan_in_short).end is PrintEnd.NOT_CONFIRMED
        assert [paper.pdf for paper in far.papers] == [render_ticket(ticket), render_plan_slip(plan_in_short)]
    assert cups.spooled() == []
    printer.close()


@pytest.mark.parametrize(("fault", "status"), [(Fault.PAPER_OUT, PrinterStatus.PAPER_OUT),
                                               (Fault.DOOR, PrinterStatus.COVER_OPEN)])
def test_a_fault_the_queue_knows_of_fails_the_slip_and_none_comes_out_later(
    cups: CupsService, ticket: Ticket, fault: Fault, status: PrinterStatus
) -> None:
    far = EmulatedA4Printer(sheet_seconds=0.0)
    with IppPrinterHost(far) as host:
        cups.lpadmin("-p", fault.name, "-E", "-v", host.uri, "-o", "printer-error-policy=abort-job")
        far.misbehave(fault)
        printer = CupsTicketPrinter(fault.name, server=cups.server, patience=0.5)
        outcome = printer.print_ticket(ticket)
        assert (outcome.end, outcome.status) == (PrintEnd.FAILED, status)
        far.repair()
        assert printer.print_ticket(ticket).end is PrintEnd.NOT_CONFIRMED
        assert len(far.papers) == 1
    assert cups.spooled() == []


def test_no_print_service_is_offline(ticket: Ticket) -> None:
    printer = CupsTicketPrinter("slips", server="127.0.0.1:9")
    assert printer.status() is PrinterStatus.OFFLINE
    assert printer.print_ticket(ticket).end is PrintEnd.FAILED
