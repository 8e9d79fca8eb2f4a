"""The long runs against the slip printer, short: they hold, and they notice what does not."""

import pytest

from hardware.ticket_printer import driver, status
from hardware.ticket_printer.emulator import EmulatedTicketPrinter
from hardware.ticket_printer.layouts.ticket import render_ticket
from kiosk.devices.outcomes import PrintEnd
from tests.soak import ticket_deaths, ticket_plugs, ticket_streams
from tests.soak.ticket_deaths import TICKET
from tests.soak.ticket_line import DyingPrinter


def test_a_printer_that_dies_anywhere_is_never_called_printed_and_prints_again() -> None:
    report = ticket_deaths.run(499)
    assert report.failed == []
    assert report.counted["failed, not on paper"] > 100


def test_a_few_thousand_bad_streams_break_nothing() -> None:
    report = ticket_streams.run(20_000)
    assert report.failed == []
    assert report.counted["damaged jobs refused"] > 50


def test_a_pulled_cable_a_new_name_and_a_power_cut_are_no_trouble() -> None:
    report = ticket_plugs.run(1, away=0.1)
    assert report.failed == []
    assert len(report.counted) == 6


def test_a_driver_that_takes_a_falling_line_for_the_end_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(driver, "with_marks", lambda job, stride: (job + b"\x1dr\x01", 3))
    monkeypatch.setattr(ticket_deaths, "SETTINGS", (("80mm", 9600, 1),))
    assert any("called printed" in failure for failure in ticket_deaths.run(101).failed)


def test_a_driver_that_leaves_a_picture_open_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(driver.SerialTicketPrinter, "_end_torn_command", lambda printer, talk: None)
    monkeypatch.setattr(ticket_deaths, "SETTINGS", (("80mm", 115200, 1),))
    monkeypatch.setattr(ticket_deaths, "WAYS", ("torn",))
    assert any("after the repair" in failure for failure in ticket_deaths.run(11).failed)


def test_an_ear_that_takes_automatic_status_for_the_end_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(status, "starts_automatic", lambda byte: False)
    assert ticket_streams.run(300).failed


def test_a_line_that_breaks_inside_a_picture_leaves_the_next_slip_whole() -> None:
    emulator = EmulatedTicketPrinter()
    job = render_ticket(TICKET)
    inside = 12 + job.index(b"\x1dv0") + 6  # the questions before the job, and the height not yet said
    line = DyingPrinter(emulator, "torn", inside)
    made = driver.SerialTicketPrinter("memory", opener=line.open, clock=line.monotonic)
    assert made.print_ticket(TICKET).end is not PrintEnd.PRINTED
    assert made.print_ticket(TICKET).end is PrintEnd.PRINTED
    assert emulator.jobs[-1].endswith(job)
