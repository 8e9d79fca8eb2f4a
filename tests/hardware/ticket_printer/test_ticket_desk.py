"""The emulated slip printer told by name to misbehave, on a serial line and on the network."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from hardware.ticket_printer.desk.bench import EmulatedPrinterDesk
from hardware.ticket_printer.desk.faults import Fault, FaultScript, UnknownFault, table
from hardware.ticket_printer.driver import SerialTicketPrinter
from kiosk.devices.outcomes import PrintEnd, PrinterStatus
from kiosk.slips.ticket import Ticket

FAILS = {
    Fault.PAPER_OUT: PrinterStatus.PAPER_OUT, Fault.PAPER_OUT_AT: PrinterStatus.PAPER_OUT,
    Fault.COVER_OPEN: PrinterStatus.COVER_OPEN, Fault.COVER_OPEN_MID_PRINT: PrinterStatus.COVER_OPEN,
    Fault.OVERHEATED: PrinterStatus.OVERHEATED, Fault.CUTTER_JAM: PrinterStatus.CUTTER, Fault.JAM: PrinterStatus.JAM,
    Fault.OFFLINE: PrinterStatus.OFFLINE, Fault.UNPLUGGED: PrinterStatus.OFFLINE,
}
PRINTS = {
    Fault.SLOW: PrinterStatus.READY, Fault.PAPER_LOW: PrinterStatus.PAPER_LOW, Fault.RENAMED: PrinterStatus.READY,
}
UNSURE = (Fault.SILENT, Fault.LATE_ANSWER, Fault.GARBAGE, Fault.POWER_CYCLED)


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[EmulatedPrinterDesk]:
    monkeypatch.setattr("hardware.ticket_printer.driver.LISTEN", 0.05)
    with EmulatedPrinterDesk(link=tmp_path / "printer") as desk:
        yield desk


@pytest.fixture
def driver(desk: EmulatedPrinterDesk) -> Iterator[SerialTicketPrinter]:
    driver = SerialTicketPrinter(desk.url, answer_timeout=0.15)
    assert driver.status() is PrinterStatus.READY
    yield driver
    driver.close()


def script(fault: Fault) -> FaultScript:
    """Quick enough for a test: slow is still in time, late is not."""
    return FaultScript(fault, {Fault.SLOW: 0.03, Fault.LATE_ANSWER: 0.2}.get(fault, fault.amount))


def test_every_fault_has_its_place_in_these_tests() -> None:
    assert {*FAILS, *PRINTS, *UNSURE} == set(Fault)


@pytest.mark.parametrize("fault", FAILS, ids=lambda fault: fault.word)
def test_a_fault_fails_the_slip_under_its_own_name_and_is_over_when_it_is_over(
    desk: EmulatedPrinterDesk, driver: SerialTicketPrinter, ticket: Ticket, fault: Fault
) -> None:
    desk.play(script(fault))
    outcome = driver.print_ticket(ticket)
    assert (outcome.end, outcome.status, outcome.pages) == (PrintEnd.FAILED, FAILS[fault], 0)
    desk.end(script(fault))
    assert driver.print_ticket(ticket).end is PrintEnd.PRINTED


@pytest.mark.parametrize("fault", PRINTS, ids=lambda fault: fault.word)
def test_what_is_no_hindrance_prints(
    desk: EmulatedPrinterDesk, driver: SerialTicketPrinter, ticket: Ticket, fault: Fault
) -> None:
    desk.play(script(fault))
    outcome = driver.print_ticket(ticket)
    assert (outcome.end, outcome.status) == (PrintEnd.PRINTED, PRINTS[fault])
    assert len(desk.printer.jobs) == 1


@pytest.mark.parametrize("fault", UNSURE, ids=lambda fault: fault.word)
def test_a_printer_that_cannot_be_understood_is_unknown_and_its_slip_not_confirmed(
    desk: EmulatedPrinterDesk, driver: SerialTicketPrinter, ticket: Ticket, fault: Fault
) -> None:
    desk.play(script(fault))
    assert driver.status() is PrinterStatus.UNKNOWN
    outcome = driver.print_ticket(ticket)
    assert (outcome.end, outcome.status, outcome.pages) == (PrintEnd.NOT_CONFIRMED, PrinterStatus.UNKNOWN, 0)
    desk.end(script(fault))
    assert driver.print_ticket(ticket).end is PrintEnd.PRINTED


@pytest.mark.parametrize("word", ["unplugged", "renamed", "paper-out-at:300", "slow:0.03"])
def test_faults_are_played_on_the_network_as_well(ticket: Ticket, word: str) -> None:
    fault = FaultScript.named(word)
    with EmulatedPrinterDesk(port=0) as desk:
        driver = SerialTicketPrinter(desk.url, answer_timeout=0.15)
        assert driver.status() is PrinterStatus.READY
        desk.play(fault)
        assert (driver.print_ticket(ticket).end is PrintEnd.PRINTED) is (fault.fault in PRINTS)
        desk.end(fault)
        assert driver.print_ticket(ticket).end is PrintEnd.PRINTED
        driver.close()


@pytest.mark.parametrize("written", ["slow:2", "slow=2", "slow(2)"])
def test_an_amount_is_written_in_any_of_three_ways(written: str) -> None:
    assert FaultScript.named(written) == FaultScript(Fault.SLOW, 2.0)


@pytest.mark.parametrize("written", ["", "slwo", "jam:3", "slow:x", "paper-out-at:-1", "paper-out-at:1.5", "slow:9999"])
def test_what_cannot_be_played_is_answered_with_every_name(written: str) -> None:
    with pytest.raises(UnknownFault) as wrong:
        FaultScript.named(written)
    assert wrong.value.names == tuple(name for name, _ in table())


def test_every_name_in_the_list_can_be_played_as_it_is_written() -> None:
    assert [FaultScript.named(name).fault for name, _ in table()] == list(Fault)


def test_a_passing_fault_is_played_again_and_again_until_it_is_time_to_stop(tmp_path: Path) -> None:
    waits: list[float] = []
    with EmulatedPrinterDesk(link=tmp_path / "printer") as desk:
        desk.disturb(FaultScript.named("unplugged:0.5"), lambda seconds: waits.append(seconds) or len(waits) == 4, 8.0)
        assert waits == [8.0, 0.5, 8.0, 0.5]
        driver = SerialTicketPrinter(desk.url)
        assert driver.status() is PrinterStatus.READY
        driver.close()
