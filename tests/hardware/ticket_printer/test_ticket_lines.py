"""The lines a slip printer may hang on: network and USB, each with its limits and its sentence when it is not there."""

from __future__ import annotations

import os
import socket
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from hardware.pty_host import PtyHost
from hardware.ticket_printer.driver import SerialTicketPrinter
from hardware.ticket_printer.emulator import EmulatedTicketPrinter
from hardware.ticket_printer.lines import network, usb
from hardware.ticket_printer.lines.choosing import printer_at
from hardware.ticket_printer.lines.opening import open_line
from hardware.ticket_printer.lines.print_queue import CupsTicketPrinter
from hardware.ticket_printer.profiles import PAPER_80
from kiosk.devices.outcomes import PrintEnd, PrinterStatus
from kiosk.errors import DeviceSilent, PortUnavailable
from kiosk.slips.ticket import Ticket


@pytest.fixture
def serve() -> Iterator[Callable[[Callable[[socket.socket], None]], str]]:
    """Starts a server that does what it is told with its first connection; gives its url."""
    threads, servers = [], []

    def start(act: Callable[[socket.socket], None]) -> str:
        server = socket.create_server(("127.0.0.1", 0))
        server.settimeout(5.0)

        def run() -> None:
            connection, _ = server.accept()
            with connection:
                connection.settimeout(5.0)
                act(connection)

        threads.append(threading.Thread(target=run))
        servers.append(server)
        threads[-1].start()
        return f"socket://127.0.0.1:{server.getsockname()[1]}"

    yield start
    for thread, server in zip(threads, servers, strict=True):
        thread.join(10.0)
        server.close()


def test_a_printer_that_takes_no_bytes_is_given_up_in_time(serve: Callable[..., str]) -> None:
    over = threading.Event()
    url = serve(lambda connection: over.wait(10.0))
    wire = network.NetworkWire(url, timeout=0.1, write_timeout=0.2)
    begun = time.monotonic()
    with pytest.raises(TimeoutError):
        for _ in range(1000):
            wire.write(bytes(1 << 16))
    assert time.monotonic() - begun < 3.0
    wire.close()
    over.set()


def test_a_full_printer_is_silent_and_not_gone(serve: Callable[..., str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("hardware.ticket_printer.lines.opening.WRITE_SECONDS", 0.2)
    over = threading.Event()
    with open_line(serve(lambda connection: over.wait(10.0)), 115200, 0.1) as line, pytest.raises(DeviceSilent):
        line.write(bytes(1 << 25))
    over.set()


def test_silence_ends_in_time(serve: Callable[..., str]) -> None:
    over = threading.Event()
    with open_line(serve(lambda connection: over.wait(10.0)), 115200, 0.2) as line:
        begun = time.monotonic()
        assert line.read_available() == b""
        assert 0.15 < time.monotonic() - begun < 1.0
    over.set()


def test_a_printer_that_hangs_up_is_gone(serve: Callable[..., str]) -> None:
    with open_line(serve(lambda connection: None), 115200, 1.0) as line, pytest.raises(PortUnavailable):
        line.read_available()


def test_nobody_there_names_the_address_and_what_to_do() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    with pytest.raises(PortUnavailable) as gone:
        open_line(f"socket://127.0.0.1:{port}", 115200, 0.1)
    assert str(port) in gone.value.message
    assert "网线" in gone.value.remedy


@pytest.mark.parametrize(
    ("url", "address"), [("socket://10.0.0.9", ("10.0.0.9", 9100)), ("socket://printer:9101", ("printer", 9101))]
)
def test_the_raw_port_is_9100_unless_said(url: str, address: tuple[str, int]) -> None:
    assert network.address_of(url) == address


@pytest.mark.parametrize("url", ["socket://", "socket://:9100", "socket://a:x", "socket:/a", "tcp://a:1"])
def test_an_address_that_is_none_says_how_to_write_it(url: str) -> None:
    with pytest.raises(PortUnavailable, match="写得不对"):
        network.address_of(url)


def test_a_slip_to_a_printer_that_hangs_up_at_each_byte_is_never_called_printed(
    serve: Callable[..., str], ticket: Ticket
) -> None:
    """A sample over real connections; the long run has every byte."""
    for byte in (5, 12, 40, 600, 1100):
        printer = EmulatedTicketPrinter()
        driver = SerialTicketPrinter(serve(_torn_at(printer, byte)), answer_timeout=0.3)
        outcome = driver.print_ticket(ticket)
        assert outcome.end is not PrintEnd.PRINTED
        assert printer.jobs == ()
        driver.close()


def _torn_at(printer: EmulatedTicketPrinter, byte: int) -> Callable[[socket.socket], None]:
    def act(connection: socket.socket) -> None:
        left = byte
        while left > 0 and (data := connection.recv(min(left, 4096))):
            left -= len(data)
            connection.sendall(printer.receive(data))

    return act


def usb_printer(system: Path, name: str, vendor: str, product: str, number: str) -> None:
    """What the kernel shows of one printer."""
    device = system / "devices" / f"usb-{name}"
    interface = device / "interface"
    (interface / "usbmisc" / name).mkdir(parents=True)
    (interface / "usbmisc" / name / "device").symlink_to(interface)
    for key, value in (("idVendor", vendor), ("idProduct", product), ("serial", number)):
        (device / key).write_text(f"{value}\n")
    (system / "class").mkdir(exist_ok=True)
    (system / "class" / name).symlink_to(interface / "usbmisc" / name)


def test_a_usb_printer_is_found_by_its_numbers_wherever_it_is_plugged_in(tmp_path: Path) -> None:
    usb_printer(tmp_path, "lp0", "0483", "5743", "A1")
    usb_printer(tmp_path, "lp3", "04b8", "0e15", "B2")
    assert usb.device_of("usb:04B8:0e15", tmp_path / "class", Path("/dev/usb")) == "/dev/usb/lp3"
    assert usb.device_of("usb:0483:5743:A1", tmp_path / "class", Path("/dev/usb")) == "/dev/usb/lp0"
    with pytest.raises(PortUnavailable) as wrong:
        usb.device_of("usb:0483:9999", tmp_path / "class")
    assert "usb:0483:5743" in wrong.value.remedy


def test_two_alike_are_told_apart_by_their_serial_number(tmp_path: Path) -> None:
    usb_printer(tmp_path, "lp0", "0483", "5743", "A1")
    usb_printer(tmp_path, "lp1", "0483", "5743", "A2")
    with pytest.raises(PortUnavailable) as two:
        usb.device_of("usb:0483:5743", tmp_path / "class")
    assert "2 台" in two.value.message
    assert usb.device_of("usb:0483:5743:A2", tmp_path / "class").endswith("lp1")


def test_without_the_system_driver_the_sentence_says_what_to_load(tmp_path: Path) -> None:
    with pytest.raises(PortUnavailable) as none:
        usb.device_of("usb:0483:5743", tmp_path / "nothing")
    assert "modprobe usblp" in none.value.remedy


@pytest.mark.parametrize("url", ["usb:", "usb:483:5743", "usb:0483", "usb:0483:5743:", "usb:0483:5743:../x"])
def test_numbers_badly_written_say_how(url: str, tmp_path: Path) -> None:
    with pytest.raises(PortUnavailable, match="写得不对"):
        usb.device_of(url, tmp_path)


def test_a_usb_printer_prints_through_its_device_file(
    tmp_path: Path, ticket: Ticket, monkeypatch: pytest.MonkeyPatch
) -> None:
    usb_printer(tmp_path, "lp0", "0483", "5743", "A1")
    emulator = EmulatedTicketPrinter()
    found = usb.device_of
    monkeypatch.setattr(usb, "device_of", lambda url: found(url, tmp_path / "class", tmp_path))
    with PtyHost(emulator, link=tmp_path / "lp0"):
        driver = SerialTicketPrinter("usb:0483:5743", answer_timeout=1.0)
        assert driver.print_ticket(ticket).end is PrintEnd.PRINTED
        driver.close()
    assert driver.status() is PrinterStatus.OFFLINE


def test_an_empty_packet_does_not_end_the_talk(tmp_path: Path) -> None:
    from hardware.character_device import CharacterDevice

    os.mkfifo(tmp_path / "lp0")
    device = CharacterDevice(str(tmp_path / "lp0"), timeout=0.01, write_timeout=0.1)
    assert device.read(10) == b""
    device.write(b"\x12")
    assert device.read(10) == b"\x12"
    device.close()


def test_the_address_chooses_the_driver() -> None:
    assert isinstance(printer_at("cups:slips", PAPER_80), CupsTicketPrinter)
    assert isinstance(printer_at("usb:0483:5743", PAPER_80), SerialTicketPrinter)
