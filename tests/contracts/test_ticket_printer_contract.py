"""What every ticket printer promises, whatever line it hangs on."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from hardware.pty_host import PtyHost
from hardware.ticket_printer.desk.network_host import NetworkHost
from hardware.ticket_printer.driver import SerialTicketPrinter
from hardware.ticket_printer.emulator import EmulatedTicketPrinter
from hardware.ticket_printer.profiles import PAPER_58, PAPER_80, profile_of
from kiosk.devices.outcomes import PrintEnd, PrinterStatus
from kiosk.draft import CodeSlip
from kiosk.needs import TicketPrinter
from kiosk.slips.model import SlipModel
from kiosk.slips.plan import PlanSlip, SlipItem, SlipStage
from kiosk.slips.ticket import Ticket

PLAN = PlanSlip(
    "新生儿一件事", "示例大厅", "K2", (SlipStage("第 1 步", (SlipItem("①", "出生证", "卫生健康局", "", "当场办"),)),),
    "要带的材料", (), (), "跑 1 次", "5", ("直行",), (), "9:00", "0", "示例", "以窗口核实为准。",
    "onething:plan:birth:1", datetime(2026, 3, 4, 5, 6),
)
CODE = CodeSlip("K7QM3-2XW9R", "新生儿一件事", datetime(2026, 3, 5), "示例大厅", "K2", datetime(2026, 3, 4))
TICKET = Ticket("B7", "新生儿一件事", "5", None, ("直行",), datetime(2026, 3, 4, 5, 6), "示例大厅", "K2", "c/1")


@contextmanager
def on_pty(emulator: EmulatedTicketPrinter, patience: float) -> Iterator[TicketPrinter]:
    with PtyHost(emulator) as host:
        yield SerialTicketPrinter(host.url, profile=PAPER_80, answer_timeout=patience)


@contextmanager
def on_socket(emulator: EmulatedTicketPrinter, patience: float) -> Iterator[TicketPrinter]:
    with NetworkHost(emulator) as host:
        yield SerialTicketPrinter(host.url, profile=PAPER_58, answer_timeout=patience)


@contextmanager
def on_usb(emulator: EmulatedTicketPrinter, patience: float) -> Iterator[TicketPrinter]:
    """As the system's USB driver shows it: a device file."""
    model = profile_of(SlipModel.named("80mm-nofont-noqr-fullcut"))
    with TemporaryDirectory() as folder, PtyHost(emulator, link=Path(folder, "lp0")) as host:
        yield SerialTicketPrinter(host.url, profile=model, baudrate=921600, answer_timeout=patience)


Bench = tuple[TicketPrinter, EmulatedTicketPrinter]
ON_EVERY_LINE = {"params": [on_pty, on_socket, on_usb], "ids": ["pty", "socket", "usb"]}


@pytest.fixture(**ON_EVERY_LINE)
def bench(request: pytest.FixtureRequest) -> Iterator[Bench]:
    emulator = EmulatedTicketPrinter()
    with request.param(emulator, patience=1.0) as printer:
        assert printer.status() is PrinterStatus.READY
        yield printer, emulator
        printer.close()


@pytest.fixture(**ON_EVERY_LINE)
def silent(request: pytest.FixtureRequest) -> Iterator[TicketPrinter]:
    emulator = EmulatedTicketPrinter()
    emulator.off = True
    with request.param(emulator, patience=0.1) as printer:
        yield printer
        printer.close()


def test_a_slip_is_printed_once_and_said_so(bench: Bench) -> None:
    printer, emulator = bench
    outcome = printer.print_ticket(TICKET)
    assert (outcome.end, outcome.status, outcome.pages) == (PrintEnd.PRINTED, PrinterStatus.READY, 1)
    assert len(emulator.jobs) == 1


def test_a_pick_up_code_is_printed_as_truly_as_a_ticket(bench: Bench) -> None:
    printer, emulator = bench
    assert printer.print_code(CODE).end is PrintEnd.PRINTED
    emulator.paper_out = True
    assert printer.print_code(CODE).end is PrintEnd.FAILED
    assert len(emulator.jobs) == 1


def test_status_follows_the_device(bench: Bench) -> None:
    printer, emulator = bench
    assert printer.status() is PrinterStatus.READY
    emulator.paper_low = True
    assert printer.status() is PrinterStatus.PAPER_LOW
    emulator.paper_out = True
    assert printer.status() is PrinterStatus.PAPER_OUT
    emulator.cover_open = True
    assert printer.status() is PrinterStatus.COVER_OPEN
    emulator.paper_out = emulator.cover_open = False
    emulator.cutter = True
    assert printer.status() is PrinterStatus.CUTTER
    emulator.cutter, emulator.overheated = False, True
    assert printer.status() is PrinterStatus.OVERHEATED
    emulator.overheated, emulator.offline = False, True
    assert printer.status() is PrinterStatus.OFFLINE


def test_no_paper_is_a_failed_outcome_not_an_exception(bench: Bench) -> None:
    printer, emulator = bench
    emulator.paper_out = True
    outcome = printer.print_ticket(TICKET)
    assert (outcome.end, outcome.pages) == (PrintEnd.FAILED, 0)
    assert outcome.detail


def test_paper_ending_in_the_slip_is_never_printed(bench: Bench) -> None:
    printer, emulator = bench
    emulator.run_out_at(200)
    assert printer.print_ticket(TICKET).end is PrintEnd.FAILED


def test_silence_is_unknown_and_not_confirmed(silent: TicketPrinter) -> None:
    assert silent.status() is PrinterStatus.UNKNOWN
    assert silent.print_ticket(TICKET).end is PrintEnd.NOT_CONFIRMED


def test_a_plan_is_printed_once_and_said_so(bench: Bench) -> None:
    printer, emulator = bench
    outcome = printer.print_slip(PLAN)
    assert (outcome.end, outcome.status, outcome.pages) == (PrintEnd.PRINTED, PrinterStatus.READY, 1)
    assert len(emulator.jobs) == 1


def test_a_plan_cut_short_or_not_answered_for_is_never_printed(bench: Bench) -> None:
    printer, emulator = bench
    emulator.run_out_at(200)
    assert printer.print_slip(PLAN).end is PrintEnd.FAILED


def test_a_plan_on_a_silent_printer_is_not_confirmed(silent: TicketPrinter) -> None:
    assert silent.print_slip(PLAN).end is PrintEnd.NOT_CONFIRMED
