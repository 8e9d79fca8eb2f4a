"""What devices do wrong reaches the technicians' journal: once, by name, and without a person in it."""

from __future__ import annotations

import threading
from datetime import datetime

import pytest

from hardware.form_printer.folder_printer import FolderFormPrinter
from hardware.ticket_printer.desk.bench import EmulatedPrinterDesk
from hardware.ticket_printer.driver import SerialTicketPrinter
from kiosk.devices.outcomes import CardOutcome, ReaderTrouble
from kiosk.errands.doing import Devices, WorkerErrands
from kiosk.filing.following import Following
from kiosk.inbox import Inbox
from kiosk.slips.ticket import Ticket
from offline_cache.journal import SAFE_KEYS

TICKET = Ticket("A023", "开办餐饮店", "3 号窗口", 5, (), datetime(2026, 3, 4, 5, 6), "示例大厅", "K2", "")


class Notes:
    """A journal that can be waited at."""

    def __init__(self):
        self.lines, self._changed = [], threading.Condition()

    def __call__(self, event, **values):
        assert set(values) <= SAFE_KEYS
        with self._changed:
            self.lines.append((event, values))
            self._changed.notify_all()

    def wait(self, count):
        with self._changed:
            assert self._changed.wait_for(lambda: len(self.lines) >= count, 10.0), self.lines
            return self.lines


class TellingReader:
    """Gives the outcomes it was told, one a read."""

    def __init__(self, *outcomes):
        self._outcomes = list(outcomes)

    def read(self, timeout, cancelled, *, unlike=None):
        return self._outcomes.pop(0)

    def still_there(self):
        return None

    def close(self):
        """Holds nothing."""


@pytest.fixture
def made(tmp_path):
    closers = []

    def make(reader, desk):
        notes, inbox = Notes(), Inbox()
        printer = SerialTicketPrinter(desk.url, answer_timeout=0.5)
        devices = Devices(reader, printer, FolderFormPrinter(tmp_path / "papers"))
        errands = WorkerErrands(devices, None, None, Following(inbox), None, inbox, "K2", note=notes)
        closers.append(errands.close)
        return errands, notes

    yield make
    for close in closers:
        close()


def test_an_unknown_answer_of_the_reader_is_noted_with_its_code_and_usual_things_are_not(made):
    reader = TellingReader(
        CardOutcome(trouble=ReaderTrouble.NO_CARD), CardOutcome(trouble=ReaderTrouble.CANCELLED),
        CardOutcome(trouble=ReaderTrouble.UNKNOWN_ANSWER, detail="SW3 77"),
        CardOutcome(trouble=ReaderTrouble.READER_FAULT),
    )
    with EmulatedPrinterDesk() as desk:
        errands, notes = made(reader, desk)
        for _ in range(4):
            errands.read_card("visit")
        assert notes.wait(2) == [
            ("reader_trouble", {"kind": "unknown_answer", "reason": "SW3 77"}),
            ("reader_trouble", {"kind": "reader_fault", "reason": ""}),
        ]


def test_a_change_of_the_printer_is_noted_once_however_often_it_is_asked(made):
    with EmulatedPrinterDesk() as desk:
        errands, notes = made(TellingReader(), desk)
        errands.look_at_printers("visit")
        errands.print_ticket("visit", TICKET)
        assert desk.printer.wait_for_jobs(1, 10.0)
        desk.printer.paper_low = True
        for _ in range(3):
            errands.look_at_printers("visit")
        errands.print_ticket("visit", TICKET)
        notes.wait(1)
        assert desk.printer.wait_for_jobs(2, 10.0)
        desk.printer.paper_low = False
        errands.look_at_printers("visit")
        assert notes.wait(2) == [
            ("printer_trouble", {"device": "ticket_printer", "status": "paper_low"}),
            ("printer_ready", {"device": "ticket_printer", "status": "ready"}),
        ]


def test_a_slip_that_did_not_come_out_is_noted_with_its_end_and_not_with_its_text(made):
    with EmulatedPrinterDesk() as desk:
        errands, notes = made(TellingReader(), desk)
        desk.printer.run_out_at(100)
        errands.print_ticket("visit", TICKET)
        assert notes.wait(2) == [
            ("print_trouble", {"device": "ticket_printer", "outcome": "failed", "status": "paper_out"}),
            ("printer_trouble", {"device": "ticket_printer", "status": "paper_out"}),
        ]
