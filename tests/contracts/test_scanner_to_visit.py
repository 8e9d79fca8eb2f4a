"""Whatever line a scanner hangs on, the person at the machine gets the same messages."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest

from hardware.code_scanner.driver import SerialCodeScanner
from hardware.code_scanner.emulator import EmulatedScanner
from hardware.code_scanner.wedge import KeyboardWedge
from hardware.pty_host import PtyHost
from kiosk.devices.codes import CodeKind
from kiosk.devices.keys import KeyListener
from kiosk.devices.listening import CodeListener
from kiosk.inbox import CodeScanned, Inbox

Scan = Callable[[str], None]
RECEIPT = "onething:case:XN26-7K3M-4"


@contextmanager
def serial(inbox: Inbox) -> Iterator[tuple[CodeListener, Scan]]:
    emulated = EmulatedScanner()
    with PtyHost(emulated) as host:
        emulated.connect(host.say)
        driver = SerialCodeScanner(host.url, quiet=0.1)
        driver.read(0.0, lambda: False)  # what was scanned before the port was open is nobody's
        listener = CodeListener(driver, inbox)
        yield listener, emulated.scan
        listener.close()


@contextmanager
def keyboard(inbox: Inbox) -> Iterator[tuple[KeyListener, Scan]]:
    listener, now = KeyListener(KeyboardWedge(), inbox), [100.0]

    def scan(code: str) -> None:
        now[0] += 5.0
        for key in (*code, "enter"):
            now[0] += 0.003
            listener.press(key, now[0], now[0])

    yield listener, scan
    listener.close()


@pytest.fixture(params=[serial, keyboard])
def line(request: pytest.FixtureRequest) -> Iterator[tuple[Inbox, CodeListener | KeyListener, Scan]]:
    inbox = Inbox()
    with request.param(inbox) as (listener, scan):
        yield inbox, listener, scan


def heard(inbox: Inbox, visit_id: str, count: int) -> list[CodeScanned]:
    found: list[CodeScanned] = []
    end = time.monotonic() + 5.0
    while len(found) < count and time.monotonic() < end:
        found += [message for message in inbox.drain(visit_id) if isinstance(message, CodeScanned)]
    return found


def test_a_receipt_another_code_and_an_unreadable_one(line: tuple[Inbox, CodeListener | KeyListener, Scan]) -> None:
    inbox, listener, scan = line
    listener.serve("a")
    listener.start()
    scan(RECEIPT)
    scan("6900000000007")
    scan("onething:case:!!")
    kinds = [message.code.kind if message.code else None for message in heard(inbox, "a", 3)]
    assert kinds == [CodeKind.CASE, CodeKind.LICENCE, None]


def test_what_is_typed_with_nobody_there_reaches_nobody() -> None:
    inbox = Inbox()
    with keyboard(inbox) as (listener, scan):
        scan(RECEIPT)
        listener.serve("a")
        assert not list(inbox.drain("a"))
        scan(RECEIPT)
        assert len(heard(inbox, "a", 1)) == 1


def test_a_code_begun_before_somebody_else_came_is_forgotten() -> None:
    inbox = Inbox()
    listener = KeyListener(KeyboardWedge(), inbox)
    listener.serve("a")
    for number, key in enumerate(RECEIPT):
        listener.press(key, 100 + number / 1000, 100.0)
    listener.serve("b")
    listener.press("enter", 100.03, 100.03)
    assert heard(inbox, "b", 0) == [] and not list(inbox.drain("b"))
