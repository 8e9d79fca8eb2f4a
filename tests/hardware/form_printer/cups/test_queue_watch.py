"""What the way to a printer (its device-uri) allows to be known."""

from __future__ import annotations

import contextlib
import socket
from collections.abc import Iterator

import pytest

from hardware.form_printer.cups.client import Address, IppClient, Operation
from hardware.form_printer.cups.ipp import PRINTER_GROUP, Attributes, Message, Tag, one
from hardware.form_printer.cups.queue_watch import QueueWatch
from kiosk.devices.outcomes import PrinterStatus


class OneQueue(IppClient):
    """A queue whose attributes are given."""

    def __init__(self, attributes: Attributes) -> None:
        super().__init__(Address("127.0.0.1", 1, "/printers/a4"), "kiosk", connect_seconds=1, answer_seconds=1)
        self._attributes = attributes

    def ask(
        self, operation: Operation, attributes: Attributes | None = None, *groups: tuple[int, Attributes],
        document: bytes = b"",
    ) -> Message:
        return Message(0, 1, ((PRINTER_GROUP, self._attributes),))


def watch(device: str, state: int = 3, reason: str = "none") -> QueueWatch:
    queue = {
        "printer-state": one(Tag.ENUM, state),
        "printer-state-reasons": one(Tag.KEYWORD, reason),
        "device-uri": one(Tag.URI, device),
    }
    return QueueWatch(OneQueue(queue), direct=False, connect_seconds=0.5, answer_seconds=0.5)


@contextlib.contextmanager
def closed_port() -> Iterator[int]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        yield free.getsockname()[1]


@pytest.mark.parametrize(
    ("device", "confirms"),
    [
        ("usb://Maker/Model?serial=1", False),
        ("socket://127.0.0.1:9100", False),
        ("lpd://127.0.0.1/lp", False),
        ("hp:/usb/Model?serial=1", False),
        ("ipps://127.0.0.1/ipp/print", True),
        ("ipp://127.0.0.1:9/ipp/print", True),
        ("ipp://127.0.0.1:9/ipp/print?waitjob=false", False),
        ("ipp://127.0.0.1:9/ipp/print?waitjob=No", False),
        ("", False),
    ],
)
def test_only_an_ipp_printer_that_is_waited_for_confirms(device: str, confirms: bool) -> None:
    assert watch(device, state=4).look().confirms is confirms


@pytest.mark.parametrize("scheme", ["ipp", "ipps", "socket", "lpd", "https"])
def test_a_network_printer_that_is_off_is_seen_behind_an_idle_queue(scheme: str) -> None:
    with closed_port() as port:
        seen = watch(f"{scheme}://127.0.0.1:{port}/ipp/print").look()
    assert seen.condition.status is PrinterStatus.OFFLINE


def test_a_usb_printer_is_known_through_its_queue_alone() -> None:
    assert watch("usb://Maker/Model").look().condition.status is PrinterStatus.READY
    assert watch("usb://Maker/Model", 4, "media-empty-warning").look().condition.status is PrinterStatus.PAPER_OUT


def test_a_printer_that_takes_one_connection_at_a_time_is_not_called_off_while_it_prints() -> None:
    with closed_port() as port:
        assert watch(f"ipp://127.0.0.1:{port}/", 4).look().condition.status is PrinterStatus.READY
        lost = watch(f"ipp://127.0.0.1:{port}/", 4, "connecting-to-device").look()
    assert lost.condition.status is PrinterStatus.OFFLINE
