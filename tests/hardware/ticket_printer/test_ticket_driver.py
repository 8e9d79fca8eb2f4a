import time
from pathlib import Path

import pytest

from hardware.pty_host import PtyHost
from hardware.ticket_printer.decoder import decode
from hardware.ticket_printer.driver import SerialTicketPrinter
from hardware.ticket_printer.emulator import EmulatedTicketPrinter
from hardware.ticket_printer.layouts.ticket import render_ticket
from hardware.ticket_printer.profiles import profile_of
from kiosk.devices.outcomes import PrintEnd, PrinterStatus
from kiosk.slips.model import SlipModel
from kiosk.slips.ticket import Ticket


def test_the_printer_receives_exactly_the_rendered_slip(
    printer: SerialTicketPrinter, emulator: EmulatedTicketPrinter, ticket: Ticket
) -> None:
    outcome = printer.print_ticket(ticket)
    assert (outcome.end, outcome.status, outcome.pages) == (PrintEnd.PRINTED, PrinterStatus.READY, 1)
    assert emulator.jobs == (render_ticket(ticket),)
    assert emulator.faults == ()
    assert "A023" in decode(emulator.jobs[0]).to_text()


def test_little_paper_prints_and_is_told(
    printer: SerialTicketPrinter, emulator: EmulatedTicketPrinter, ticket: Ticket
) -> None:
    emulator.paper_low = True
    outcome = printer.print_ticket(ticket)
    assert (outcome.end, outcome.status) == (PrintEnd.PRINTED, PrinterStatus.PAPER_LOW)


@pytest.mark.parametrize("share", [0.0, 0.1, 0.25, 0.5, 0.75, 0.9, 0.99, 1.0])
def test_paper_that_ends_anywhere_in_the_slip_is_never_called_printed(
    printer: SerialTicketPrinter, emulator: EmulatedTicketPrinter, ticket: Ticket, share: float
) -> None:
    emulator.run_out_at(int(len(render_ticket(ticket)) * share))
    outcome = printer.print_ticket(ticket)
    assert (outcome.end, outcome.status, outcome.pages) == (PrintEnd.FAILED, PrinterStatus.PAPER_OUT, 0)


@pytest.mark.parametrize(
    ("fault", "status"),
    [
        ("paper_out", PrinterStatus.PAPER_OUT),
        ("cover_open", PrinterStatus.COVER_OPEN),
        ("jam", PrinterStatus.JAM),
        ("cutter", PrinterStatus.CUTTER),
        ("overheated", PrinterStatus.OVERHEATED),
        ("offline", PrinterStatus.OFFLINE),
    ],
)
def test_a_fault_before_the_job_sends_nothing(
    printer: SerialTicketPrinter,
    emulator: EmulatedTicketPrinter,
    ticket: Ticket,
    fault: str,
    status: PrinterStatus,
) -> None:
    setattr(emulator, fault, True)
    assert printer.status() is status
    assert printer.print_ticket(ticket).end is PrintEnd.FAILED
    setattr(emulator, fault, False)
    assert emulator.jobs == ()
    assert emulator.half_done == b""
    assert printer.print_ticket(ticket).end is PrintEnd.PRINTED


def test_a_silent_printer_is_unknown_and_its_slip_not_confirmed(
    emulator: EmulatedTicketPrinter, ticket: Ticket
) -> None:
    emulator.off = True
    with PtyHost(emulator) as host:
        hasty = SerialTicketPrinter(host.url, answer_timeout=0.1)
        assert hasty.status() is PrinterStatus.UNKNOWN
        begun = time.monotonic()
        outcome = hasty.print_ticket(ticket)
        assert (outcome.end, outcome.status, outcome.pages) == (PrintEnd.NOT_CONFIRMED, PrinterStatus.UNKNOWN, 0)
        assert time.monotonic() - begun < 5.0, "silence is given up on long before the longest print"
        hasty.close()


def test_a_printer_switched_on_again_is_ready_without_being_told(
    printer: SerialTicketPrinter, emulator: EmulatedTicketPrinter, ticket: Ticket
) -> None:
    emulator.off = True
    assert printer.status() is PrinterStatus.UNKNOWN
    emulator.off = False
    assert printer.print_ticket(ticket).end is PrintEnd.PRINTED


def test_a_printer_that_reports_no_end_is_watched_for_faults_and_never_called_printed(
    emulator: EmulatedTicketPrinter, ticket: Ticket
) -> None:
    with PtyHost(emulator) as host:
        plain = profile_of(SlipModel.named("80mm-noend"))
        driver = SerialTicketPrinter(host.url, profile=plain, answer_timeout=1.0, settle=0.3)
        outcome = driver.print_ticket(ticket)
        assert (outcome.end, outcome.status) == (PrintEnd.NOT_CONFIRMED, PrinterStatus.READY)
        emulator.run_out_at(500)
        assert driver.print_ticket(ticket).end is PrintEnd.FAILED
        driver.close()


def test_a_mute_printer_is_asked_nothing_and_never_called_printed(
    emulator: EmulatedTicketPrinter, ticket: Ticket
) -> None:
    mute = profile_of(SlipModel.named("58mm-mute"))
    with PtyHost(emulator) as host:
        driver = SerialTicketPrinter(host.url, profile=mute)
        assert driver.status() is PrinterStatus.UNKNOWN
        outcome = driver.print_ticket(ticket)
        assert (outcome.end, outcome.status, outcome.pages) == (PrintEnd.NOT_CONFIRMED, PrinterStatus.UNKNOWN, 0)
        assert emulator.wait_for_jobs(1, 5.0)
        driver.close()
    assert emulator.jobs == (render_ticket(ticket, mute),)
    assert host.bytes_in == len(emulator.jobs[0])
    assert host.bytes_out == 0


def test_the_end_of_an_earlier_slip_is_not_taken_for_the_end_of_this_one(
    printer: SerialTicketPrinter, emulator: EmulatedTicketPrinter, ticket: Ticket
) -> None:
    emulator.run_out_at(200)
    assert printer.print_ticket(ticket).end is PrintEnd.FAILED
    emulator.paper_out = False  # the printer finishes what it kept, and says so
    emulator.run_out_at(900)
    outcome = printer.print_ticket(ticket)
    assert (outcome.end, len(emulator.jobs)) == (PrintEnd.FAILED, 1)
    emulator.paper_out = False
    assert printer.print_ticket(ticket).end is PrintEnd.PRINTED


def test_a_port_that_is_not_there_is_offline(ticket: Ticket, tmp_path: Path) -> None:
    driver = SerialTicketPrinter(str(tmp_path / "no-such-port"))
    assert driver.status() is PrinterStatus.OFFLINE
    outcome = driver.print_ticket(ticket)
    assert (outcome.end, outcome.status) == (PrintEnd.FAILED, PrinterStatus.OFFLINE)


def test_it_comes_back_after_the_cable_was_pulled(
    emulator: EmulatedTicketPrinter, ticket: Ticket, tmp_path: Path
) -> None:
    host = PtyHost(emulator, link=tmp_path / "printer").start()
    driver = SerialTicketPrinter(str(tmp_path / "printer"), answer_timeout=1.0)
    assert driver.status() is PrinterStatus.READY
    host.stop()
    assert driver.status() is PrinterStatus.OFFLINE
    with host:
        assert driver.print_ticket(ticket).end is PrintEnd.PRINTED
    driver.close()


def test_making_a_driver_opens_nothing_and_closing_twice_is_fine(tmp_path: Path) -> None:
    driver = SerialTicketPrinter(str(tmp_path / "no-such-port"))
    driver.close()
    driver.close()


def test_a_slow_line_is_waited_for(emulator: EmulatedTicketPrinter, ticket: Ticket) -> None:
    with PtyHost(emulator, baudrate=38400) as host:
        driver = SerialTicketPrinter(host.url, baudrate=38400, answer_timeout=1.0)
        assert driver.print_ticket(ticket).end is PrintEnd.PRINTED
        driver.close()
