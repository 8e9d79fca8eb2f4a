"""What comes back through the inbox when a plan is printed, and what is said of papers that cannot be made."""

from __future__ import annotations

import threading
import time
from datetime import datetime

import pytest

from hardware.form_printer.folder_printer import FolderFormPrinter
from hardware.pty_host import PtyHost
from hardware.ticket_printer.driver import SerialTicketPrinter
from hardware.ticket_printer.emulator import EmulatedTicketPrinter
from kiosk.devices.outcomes import PrintEnd, PrinterStatus
from kiosk.errands.doing import Devices, WorkerErrands
from kiosk.filing.following import Following
from kiosk.forms.document import Document, FieldGrid, FieldRow
from kiosk.inbox import Inbox, PapersPrinted, SlipPrinted
from kiosk.slips.plan import PlanSlip

PLAN = PlanSlip(
    "开店", "示例大厅", "K2", (), "要带的材料", (), (), "跑 1 次", "2楼", (), (), "9:00", "0", "示例",
    "以窗口核实为准。", "onething:plan:open-shop:1", datetime(2026, 3, 4, 5, 6),
)


class NobodysReader:
    def read(self, timeout, cancelled, *, unlike=None):
        raise AssertionError("nobody asked for a card")

    def still_there(self):
        return None

    def close(self):
        """Holds nothing."""


class WakingInbox(Inbox):
    """An inbox that can be waited at."""

    def __init__(self):
        super().__init__()
        self.arrived = threading.Event()

    def put(self, message):
        super().put(message)
        self.arrived.set()


@pytest.fixture
def emulator():
    return EmulatedTicketPrinter()


@pytest.fixture
def bench(emulator, tmp_path):
    inbox = WakingInbox()
    with PtyHost(emulator) as host:
        devices = Devices(
            NobodysReader(), SerialTicketPrinter(host.url, answer_timeout=1.0), FolderFormPrinter(tmp_path / "papers")
        )
        errands = WorkerErrands(devices, None, None, Following(inbox), None, inbox, "K2")
        yield errands, inbox
        errands.close()


def answer(inbox):
    assert inbox.arrived.wait(10.0)
    (message,) = inbox.drain("visit")
    return message


def test_a_plan_in_short_is_reported_as_printed_once_the_printer_says_so(bench, emulator):
    errands, inbox = bench
    errands.print_slip("visit", PLAN)
    message = answer(inbox)
    assert isinstance(message, SlipPrinted)
    assert message.outcome.end is PrintEnd.PRINTED
    assert len(emulator.jobs) == 1


def test_a_plan_without_paper_is_reported_as_failed(bench, emulator):
    errands, inbox = bench
    emulator.paper_out = True
    errands.print_slip("visit", PLAN)
    outcome = answer(inbox).outcome
    assert (outcome.end, outcome.status) == (PrintEnd.FAILED, PrinterStatus.PAPER_OUT)
    assert emulator.jobs == ()


def test_what_a_font_lacks_is_told_by_the_name_of_its_blank_alone(bench):
    errands, inbox = bench
    grid = FieldGrid("一", (FieldRow("姓名", "秘密\U0001f600"),))
    errands.print_papers("visit", (Document("application", "表", "", (), (grid,), "", ""),), "job")
    message = answer(inbox)
    assert isinstance(message, PapersPrinted)
    assert message.outcome.end is PrintEnd.FAILED
    assert message.outcome.unprintable == ("姓名",)
    assert "姓名" in message.outcome.detail
    assert "\U0001f600" not in repr(message)
    assert "秘密" not in repr(message)


def test_asking_to_print_returns_at_once(bench):
    errands, inbox = bench
    started = time.monotonic()
    errands.print_slip("visit", PLAN)
    assert time.monotonic() - started < 0.2
    answer(inbox)
