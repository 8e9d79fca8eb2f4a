"""What every code scanner promises the kiosk, whatever line it hangs on."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest

from hardware.code_scanner.driver import SerialCodeScanner
from hardware.code_scanner.emulator import EmulatedScanner, Fault
from hardware.pty_host import Later, PtyHost
from kiosk.devices.codes import CodeKind, ScannerTrouble
from kiosk.needs import CodeScanner

Bench = tuple[CodeScanner, EmulatedScanner]


@contextmanager
def on_pty(emulated: EmulatedScanner) -> Iterator[CodeScanner]:
    with PtyHost(emulated) as host:
        emulated.connect(host.say)
        yield SerialCodeScanner(host.url, quiet=0.1)


@contextmanager
def on_socket(emulated: EmulatedScanner) -> Iterator[CodeScanner]:
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(5.0)
        accepted = threading.Event()
        lines: list[socket.socket] = []

        def serve() -> None:
            lines.append(server.accept()[0])
            accepted.set()

        def say(piece: bytes | Later) -> None:
            assert accepted.wait(5.0)
            lines[0].sendall(piece.data if isinstance(piece, Later) else piece)

        serving = threading.Thread(target=serve)
        serving.start()
        emulated.connect(say)
        try:
            yield SerialCodeScanner(f"socket://127.0.0.1:{server.getsockname()[1]}", quiet=0.1)
        finally:
            serving.join(timeout=10.0)
            for line in lines:
                line.close()


@pytest.fixture(params=[on_pty, on_socket], ids=["pty", "socket"])
def bench(request: pytest.FixtureRequest) -> Iterator[Bench]:
    emulated = EmulatedScanner()
    line: Callable[[EmulatedScanner], CodeScanner] = request.param
    with line(emulated) as scanner:
        assert scanner.read(0.0, lambda: False).trouble is ScannerTrouble.NO_CODE
        yield scanner, emulated
        scanner.close()


def test_a_code_held_there_is_given_once(bench: Bench) -> None:
    scanner, emulated = bench
    emulated.scan("onething:case:XN26-7K3M-4")
    code = scanner.read(3.0, lambda: False).code
    assert code is not None
    assert (code.kind, code.text.reveal()) == (CodeKind.CASE, "XN26-7K3M-4")
    assert scanner.read(0.05, lambda: False).trouble is ScannerTrouble.NO_CODE


@pytest.mark.parametrize("fault", [Fault.TRUNCATED, Fault.NO_END, Fault.TOO_LONG, Fault.CONTROL])
def test_a_spoilt_code_is_an_outcome_not_an_exception(bench: Bench, fault: Fault) -> None:
    scanner, emulated = bench
    emulated.misbehave(fault)
    emulated.scan("onething:case:XN26-7K3M-4")
    assert scanner.read(3.0, lambda: False).trouble is ScannerTrouble.UNREADABLE


def test_leaving_the_page_ends_the_wait(bench: Bench) -> None:
    scanner, _ = bench
    assert scanner.read(60.0, lambda: True).trouble is ScannerTrouble.CANCELLED


def test_close_may_be_called_twice_and_no_port_is_an_outcome() -> None:
    scanner = SerialCodeScanner("/dev/no-such-port")
    assert scanner.read(0.1, lambda: False).trouble is ScannerTrouble.PORT_MISSING
    scanner.close()
    scanner.close()
