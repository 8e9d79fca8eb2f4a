"""A print service that says nothing, drips, or talks nonsense holds nobody longer than agreed."""

from __future__ import annotations

import contextlib
import socket
import threading
import time
from collections.abc import Callable, Iterator

import pytest

from hardware.form_printer.cups.client import (
    Address,
    IppClient,
    Operation,
    ServiceAway,
    ServiceRefused,
    ServiceSilent,
    address_of,
)
from hardware.form_printer.cups.driver import CupsFormPrinter
from kiosk.devices.outcomes import PrintEnd, PrinterStatus

LIMIT = 0.4


@contextlib.contextmanager
def line(talk: Callable[[socket.socket], None]) -> Iterator[int]:
    """A loopback port whose every caller is handed to ``talk``."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        def serve() -> None:
            with contextlib.suppress(OSError):
                while True:
                    caller, _ = server.accept()
                    threading.Thread(target=answer, args=(caller,), daemon=True).start()

        def answer(caller: socket.socket) -> None:
            with caller, contextlib.suppress(OSError):
                talk(caller)

        threading.Thread(target=serve, daemon=True).start()
        yield server.getsockname()[1]
        server.shutdown(socket.SHUT_RDWR)


def silent(caller: socket.socket) -> None:
    while caller.recv(65536):
        pass


def dripping(caller: socket.socket) -> None:
    caller.recv(65536)
    caller.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n")
    while True:
        caller.sendall(b"\x02")
        threading.Event().wait(0.05)


def dripping_head(caller: socket.socket) -> None:
    caller.recv(65536)
    caller.sendall(b"HTTP/1.1 200 OK\r\n")
    while True:
        caller.sendall(b"X-More: 1\r\n")
        threading.Event().wait(0.05)


def hanging_up(caller: socket.socket) -> None:
    caller.recv(65536)


def saying(answer: bytes) -> Callable[[socket.socket], None]:
    def talk(caller: socket.socket) -> None:
        caller.recv(65536)
        caller.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n" % len(answer) + answer)

    return talk


def ask(port: int) -> None:
    client = IppClient(Address("127.0.0.1", port, "/printers/a4"), "kiosk", connect_seconds=LIMIT, answer_seconds=LIMIT)
    client.ask(Operation.GET_PRINTER_ATTRIBUTES)


@pytest.mark.parametrize("talk", [silent, dripping, dripping_head, hanging_up])
def test_silence_and_dripping_end_in_time(talk: Callable[[socket.socket], None]) -> None:
    with line(talk) as port:
        began = time.monotonic()
        with pytest.raises(ServiceSilent):
            ask(port)
        assert time.monotonic() - began < LIMIT + 1.0


@pytest.mark.parametrize("answer", [b"", b"<html>", b"\x02\x00\x00\x00\x00\x00\x00\x01\x44", b"\x00" * 500])
def test_nonsense_is_a_refusal_not_a_crash(answer: bytes) -> None:
    with line(saying(answer)) as port, pytest.raises(ServiceRefused):
        ask(port)


def test_a_page_that_is_not_there_and_a_closed_port_are_told_apart() -> None:
    def lost(caller: socket.socket) -> None:
        caller.recv(65536)
        caller.sendall(b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n")

    with line(lost) as port, pytest.raises(ServiceRefused) as refused:
        ask(port)
    assert refused.value.status == 0x0406
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        with pytest.raises(ServiceAway):
            ask(free.getsockname()[1])


def test_a_print_service_that_hangs_delays_a_citizen_by_no_more_than_its_limits() -> None:
    with line(silent) as port:
        printer = CupsFormPrinter("a4", server=f"127.0.0.1:{port}", connect_seconds=LIMIT, answer_seconds=LIMIT)
        began = time.monotonic()
        assert printer.status() is PrinterStatus.UNKNOWN
        outcome = printer.hand_over(b"%PDF-1.7", "job-1")
        assert (outcome.end, outcome.status) == (PrintEnd.FAILED, PrinterStatus.UNKNOWN)
        assert time.monotonic() - began < 4 * LIMIT + 2.0


@pytest.mark.parametrize("queue", ["", "a b", "a/b", "http://127.0.0.1/x", "ipp:///x", "a#b", "ipp://"])
def test_an_address_nobody_can_ask_is_refused_when_built(queue: str) -> None:
    with pytest.raises(ValueError, match="not a"):
        CupsFormPrinter(queue)


def test_the_port_of_ipp_is_known() -> None:
    assert address_of("ipp://192.0.2.7/ipp/print").uri == "ipp://192.0.2.7:631/ipp/print"
    assert address_of("ipp://[::1]:8631/x").uri == "ipp://[::1]:8631/x"
