"""A device is found by what it answers or by its number, whatever its port is called today."""

from __future__ import annotations

import time
from datetime import datetime
from pathlib import Path

import pytest

from hardware.id_reader.driver import SerialCardReader
from hardware.id_reader.emulator import EmulatedReader
from hardware.id_reader.faults import Fault
from hardware.id_reader.specimens import specimen
from hardware.port import open_port
from hardware.ports.asking import Hearing, ask, held_ports
from hardware.ports.known import DeviceKind, kind_by_id, kind_by_words
from hardware.ports.listing import SerialPort, linked_ports, pins, system_ports
from hardware.ports.resolving import PortFinder, choose, pinned, unlisted, with_kind
from hardware.ports.survey import survey
from hardware.pty_host import PtyHost
from hardware.ticket_printer.decoder import decode
from hardware.ticket_printer.driver import SerialTicketPrinter
from hardware.ticket_printer.emulator import EmulatedTicketPrinter
from hardware.ticket_printer.layouts.ticket import render_ticket
from hardware.ticket_printer.profiles import PAPER_80
from kiosk.devices.outcomes import PrintEnd, PrinterStatus, ReaderTrouble
from kiosk.errors import PortUnavailable
from kiosk.slips.ticket import Ticket

READER, PRINTER, SCANNER = DeviceKind
TICKET = Ticket("B7", "新生儿一件事", "5", None, ("直行",), datetime(2026, 3, 4, 5, 6), "示例大厅", "K2", "c/1")


class Mute:
    """Hears everything, says nothing."""

    def __init__(self) -> None:
        self.heard = b""

    def receive(self, data: bytes) -> bytes:
        self.heard += data
        return b""


class Chatterer:
    """Answers everything with a sentence, like a positioning receiver or a modem."""

    def receive(self, data: bytes) -> bytes:
        return b"$GPRMC,ERROR,VRRR\r\n"


class Echo:
    """A plug that returns what it is sent."""

    def receive(self, data: bytes) -> bytes:
        return data


def never() -> bool:
    return False


def test_the_reader_says_who_it_is_and_at_which_speed(bench):
    bench.plug(EmulatedReader(), "R1", baudrate=9600)
    (seen,) = survey(system_ports())
    assert seen.is_a(READER)
    assert (seen.heard.baudrate, seen.heard.sam_id) == (9600, "05.03-20120629-0000202551-1234567890")
    assert seen.pin == "serial:R1"


@pytest.mark.parametrize("baudrate", [9600, 115200])
def test_the_printer_is_known_at_any_speed_and_its_next_slip_is_clean(bench, baudrate):
    emulated = EmulatedTicketPrinter()
    bench.plug(emulated, "P1", baudrate=baudrate)
    (seen,) = survey(system_ports())
    assert seen.is_a(PRINTER)
    assert seen.heard.baudrate == baudrate
    assert emulated.jobs == (), "asking prints nothing"
    printer = SerialTicketPrinter(bench.path("P1"), baudrate=baudrate, answer_timeout=1.0)
    try:
        assert printer.print_ticket(TICKET).end is PrintEnd.PRINTED
    finally:
        printer.close()
    dropped, start, slip = emulated.jobs[0].partition(b"\x1b@")
    assert b"\n" not in dropped and b"\x0c" not in dropped, "ESC @ empties a line that was never ended"
    assert decode(start + slip).ops == decode(render_ticket(TICKET, PAPER_80)).ops


def test_silent_ports_are_given_up_side_by_side_in_time_and_left_closed(bench):
    mutes = [Mute() for _ in range(6)]
    for number, mute in enumerate(mutes):
        bench.plug(mute, f"M{number}")
    began = time.monotonic()
    seen = survey(system_ports())
    assert time.monotonic() - began < 6.0
    assert [entry.heard.hearing for entry in seen] == [Hearing.SILENT] * 6
    for entry, mute in zip(seen, mutes, strict=True):
        assert mute.heard and b"\n" not in mute.heard and b"\x0c" not in mute.heard and b"\x1dV" not in mute.heard
        open_port(entry.port.path).close()


@pytest.mark.parametrize("device", [Chatterer(), Echo()], ids=["chatterer", "echo"])
def test_talk_of_another_kind_is_no_device_of_ours(bench, device):
    bench.plug(device, "X1")
    (seen,) = survey(system_ports())
    assert not any(seen.is_a(kind) for kind in DeviceKind)


def test_a_faulty_reader_is_still_recognised(bench):
    reader = EmulatedReader()
    reader.misbehave(Fault.SELF_TEST_FAILED)
    bench.plug(reader, "R1")
    (seen,) = survey(system_ports())
    assert seen.is_a(READER)
    assert seen.heard.reader_status is not None
    assert seen.heard.reader_status.name == "SELF_TEST_FAILED"


def test_a_port_in_use_is_never_spoken_to(bench):
    mute = Mute()
    bench.plug(mute, "M1")
    with open_port(bench.path("M1")):
        (seen,) = survey(system_ports())
    assert seen.heard.hearing is Hearing.IN_USE
    assert mute.heard == b""


def test_a_port_another_program_holds_without_a_lock_is_never_spoken_to():
    assert ask(SerialPort("/dev/ttyFAKE0"), in_use=frozenset({"/dev/ttyFAKE0"})).hearing is Hearing.IN_USE
    assert all(path.startswith("/dev/") and not path.startswith("/dev/pts/") for path in held_ports())


def test_a_known_scanner_is_listed_and_left_alone(bench):
    mute = Mute()
    bench.plug(mute, "S1", model="Newland_NLS-FM430")
    (seen,) = survey(system_ports())
    assert seen.is_a(SCANNER)
    assert mute.heard == b""


def test_a_port_that_is_not_there_says_so():
    assert ask(unlisted("/dev/no-such-port")).hearing is Hearing.MISSING


def test_usb_ids_hint_at_the_kind_and_bare_chips_do_not():
    assert kind_by_id(0x04B8, 0x0202).kind is PRINTER
    assert kind_by_id(0x0416, 0x5011).kind is PRINTER
    assert kind_by_id(0x0416, 0x0001) is None
    assert kind_by_id(0x1EAB, 0x0001).kind is SCANNER
    assert kind_by_id(0x0400, 0xC35A).kind is READER
    assert kind_by_id(0x1A86, 0x7523) is None
    assert kind_by_id(None, None) is None
    assert kind_by_words("Acme Barcode Engine") is SCANNER
    assert kind_by_words("Acme USB-Serial") is None


def test_pins_use_the_number_unless_another_has_the_same():
    numbered = SerialPort("/dev/ttyUSB0", usb_serial="A1", link="usb-x_A1-if00", socket="usb-0:9")
    twins = tuple(SerialPort(f"/dev/ttyUSB{n}", usb_serial="0001", socket=f"usb-0:{n}") for n in (1, 2))
    bare = SerialPort("/dev/ttyS0")
    assert pins((numbered, *twins, bare)) == {
        "/dev/ttyUSB0": "serial:A1",
        "/dev/ttyUSB1": "serial:usb-0:1",
        "/dev/ttyUSB2": "serial:usb-0:2",
        "/dev/ttyS0": "/dev/ttyS0",
    }
    with pytest.raises(PortUnavailable, match="2 个端口") as twin:
        pinned("serial:0001", twins)
    assert "插座名" in twin.value.remedy
    assert pinned("serial:usb-0:2", twins).path == "/dev/ttyUSB2"


def test_a_missing_number_says_what_is_plugged_in(bench):
    bench.plug(Mute(), "M1")
    with pytest.raises(PortUnavailable, match="A9") as missing:
        open_port("serial:A9")
    assert "serial:M1" in missing.value.remedy


def test_numbers_follow_devices_when_names_are_dealt_out_anew():
    def plugged(reader: str, printer: str) -> tuple[SerialPort, ...]:
        return SerialPort(reader, usb_serial="R1"), SerialPort(printer, usb_serial="P1")

    now = plugged("/dev/ttyUSB0", "/dev/ttyUSB1")
    finder = PortFinder(ports=lambda: now)
    assert finder.resolve("serial:R1") == ("/dev/ttyUSB0", 115200)
    now = plugged("/dev/ttyUSB1", "/dev/ttyUSB0")
    assert finder.resolve("serial:R1", 9600) == ("/dev/ttyUSB1", 9600)
    assert finder.resolve("serial:P1")[0] == "/dev/ttyUSB0"


def test_drivers_go_on_without_a_touch_when_both_devices_come_back_elsewhere(bench):
    emulated, printing = EmulatedReader(), EmulatedTicketPrinter()
    bench.plug(emulated, "R1")
    bench.plug(printing, "P1")
    reader, printer = SerialCardReader("serial:R1"), SerialTicketPrinter("serial:P1")
    seen = set()
    try:
        for _ in range(4):
            emulated.lay(specimen("resident"))
            assert reader.read(3.0, never).card is not None
            assert printer.status() is PrinterStatus.READY
            seen.add((bench.path("R1"), bench.path("P1")))
            bench.unplug("R1")
            bench.unplug("P1")
            bench.plug(printing, "P1")
            bench.plug(emulated, "R1")
    finally:
        reader.close()
        printer.close()
    assert len(seen) > 1, "the names did change"


def test_auto_finds_the_reader_again_after_it_moved_to_another_port(bench):
    emulated = EmulatedReader()
    bench.plug(emulated, "R1")
    reader = SerialCardReader("auto:id-reader")
    try:
        emulated.lay(specimen("resident"))
        assert reader.read(3.0, never).card is not None
        bench.unplug("R1")
        with PtyHost(Mute()):
            bench.plug(emulated, "R1")
            emulated.lift()
            emulated.lay(specimen("permit"))
            assert reader.read(3.0, never).card is not None
    finally:
        reader.close()


def test_auto_takes_the_speed_the_device_answers_at(bench):
    bench.plug(EmulatedReader(), "R1", baudrate=9600)
    assert PortFinder().resolve("auto:id-reader", 115200) == (bench.path("R1"), 9600)


def test_two_of_a_kind_are_named_and_not_chosen_between(bench):
    bench.plug(EmulatedReader(), "R1")
    bench.plug(EmulatedReader(), "R2")
    with pytest.raises(PortUnavailable, match="找到 2 台身份证读卡器") as two:
        PortFinder().resolve("auto:id-reader")
    assert "serial:R1" in two.value.message and "serial:R2" in two.value.message
    assert "[id_reader]" in two.value.remedy and 'url = "serial:' in two.value.remedy


def test_looking_for_a_scanner_disturbs_nobody(bench):
    mute = Mute()
    bench.plug(mute, "M1")
    bench.plug(mute, "S1", model="Honeywell_Scanner")
    assert PortFinder().resolve("auto:code-scanner", 9600) == (bench.path("S1"), 9600)
    bench.unplug("S1")
    with pytest.raises(PortUnavailable, match="没有找到扫码器") as none:
        PortFinder().resolve("auto:code-scanner")
    assert "[code_scanner] url" in none.value.remedy
    assert mute.heard == b""


@pytest.mark.parametrize("url", ["auto:id-reader", "serial:R1"])
def test_a_reader_plugged_in_again_is_back_within_three_seconds_every_time(bench, url):
    emulated = EmulatedReader()
    bench.plug(EmulatedTicketPrinter(), "P1")
    bench.plug(emulated, "R1")
    reader = SerialCardReader(url)
    try:
        for _ in range(5):
            emulated.lift()
            emulated.lay(specimen("resident"))
            began = time.monotonic()
            assert reader.read(5.0, never).card is not None
            assert time.monotonic() - began < 3.0
            bench.unplug("R1")
            assert reader.read(0.1, never).trouble is ReaderTrouble.PORT_MISSING
            bench.plug(emulated, "R1")
    finally:
        reader.close()


def test_no_device_at_all_says_what_to_do(bench):
    with pytest.raises(PortUnavailable, match="没有找到排队号打印机") as none:
        PortFinder().resolve("auto:ticket-printer")
    assert "kiosk doctor --ports" in none.value.remedy
    with pytest.raises(PortUnavailable, match="auto:toaster") as wrong:
        PortFinder().resolve("auto:toaster")
    assert "auto:id-reader" in wrong.value.remedy


def test_a_busy_port_is_named_when_nothing_is_found(bench):
    bench.plug(EmulatedReader(), "R1")
    with open_port(bench.path("R1")), pytest.raises(PortUnavailable) as busy:
        PortFinder().resolve("auto:id-reader")
    assert bench.path("R1") in busy.value.remedy and "占用" in busy.value.remedy


def test_a_plain_port_is_left_as_it_is():
    assert PortFinder(ports=pytest.fail).resolve("/dev/ttyS3", 9600) == ("/dev/ttyS3", 9600)
    assert with_kind("auto", PRINTER) == "auto:ticket-printer"
    assert with_kind("socket://10.0.0.9:9100", PRINTER) == "socket://10.0.0.9:9100"


def test_links_without_a_device_are_not_listed(tmp_path: Path):
    (tmp_path / "usb-gone_G1-if00").symlink_to(tmp_path / "nothing")
    assert linked_ports(tmp_path) == ()
    assert linked_ports(tmp_path / "absent") == ()


def test_choosing_among_nothing_counts_the_ports_looked_at():
    with pytest.raises(PortUnavailable, match="看了 0 个端口"):
        choose(SCANNER, ())
