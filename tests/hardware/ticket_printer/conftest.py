"""A slip to print and a printer to print it on."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

import pytest

from hardware.pty_host import PtyHost
from hardware.ticket_printer.driver import SerialTicketPrinter
from hardware.ticket_printer.emulator import EmulatedTicketPrinter
from kiosk.ticket import Ticket


@pytest.fixture
def ticket() -> Ticket:
    """A full slip: way, notes, code, everything."""
    return Ticket(
        number="A023",
        matter="开办餐饮店一件事",
        window="3 号综合窗口",
        people_ahead=5,
        way=("从本机左转，沿蓝色地面线直行约 20 米", "到咨询台右转，3 号窗口在“企业开办”专区第二个"),
        issued_at=datetime(2026, 11, 21, 10, 23),
        hall="海州区政务服务中心",
        machine="A03 号机",
        qr="https://hall.example/c/HZ-2026-004217",
        case_code="HZ-2026-004217",
        notes=("请带身份证原件", "营业执照由系统共享，不用再交"),
        demo=True,
    )


@pytest.fixture
def emulator() -> EmulatedTicketPrinter:
    """A printer with paper and its cover closed."""
    return EmulatedTicketPrinter()


@pytest.fixture
def printer(emulator: EmulatedTicketPrinter) -> Iterator[SerialTicketPrinter]:
    """The driver on a pty with the emulator at its far end."""
    with PtyHost(emulator) as host:
        driver = SerialTicketPrinter(host.url, answer_timeout=1.0)
        yield driver
        driver.close()
