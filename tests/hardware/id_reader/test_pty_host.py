"""The pty host: pace, pieces, plugging, and nothing left behind."""

import time
from pathlib import Path

import pytest

from hardware.port import open_port, wire_seconds
from hardware.pty_host import Later, PtyHost
from kiosk.errors import PortUnavailable


class Doubler:
    def receive(self, data: bytes) -> list[bytes | Later]:
        return [data, Later(0.01, data)]


class Broken:
    def receive(self, data: bytes) -> bytes:
        raise ArithmeticError("the device is wrong")


def read_exactly(port, count: int) -> bytes:  # type: ignore[no-untyped-def]
    got, end = b"", time.monotonic() + 5
    while len(got) < count and time.monotonic() < end:
        got += port.read_available(0.5)
    return got


def test_pieces_come_in_order_and_are_counted() -> None:
    with PtyHost(Doubler()) as host, open_port(host.url) as port:
        port.write(b"ab")
        assert read_exactly(port, 4) == b"abab"
    assert (host.bytes_in, host.bytes_out) == (2, 4)


def test_a_paced_line_is_never_faster_than_the_wire() -> None:
    with PtyHost(Doubler(), baudrate=115200) as host, open_port(host.url) as port:
        start = time.monotonic()
        port.write(bytes(300))
        assert len(read_exactly(port, 600)) == 600
        assert time.monotonic() - start >= wire_seconds(900)


def test_the_wrong_speed_gives_garbage_on_a_paced_line() -> None:
    with PtyHost(Doubler(), baudrate=9600) as host, open_port(host.url, baudrate=19200) as port:
        port.write(b"hello")
        assert b"hello" not in read_exactly(port, 10)


def test_a_device_may_speak_unasked() -> None:
    with PtyHost(Doubler()) as host, open_port(host.url) as port:
        host.say(b"status")
        assert read_exactly(port, 6) == b"status"


def test_a_device_keeps_its_name_when_plugged_in_again(tmp_path: Path) -> None:
    link = tmp_path / "reader"
    host = PtyHost(Doubler(), link=link).start()
    open_port(host.url).close()
    host.stop()
    with pytest.raises(PortUnavailable, match="reader"):
        open_port(str(link))
    with host:
        open_port(str(link)).close()
    assert not link.is_symlink()


def test_a_real_file_is_never_replaced_by_a_link(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("kept")
    with pytest.raises(FileExistsError):
        PtyHost(Doubler(), link=tmp_path / "file").start()
    assert (tmp_path / "file").read_text() == "kept"


def test_starting_twice_is_refused_and_stopping_twice_is_not() -> None:
    host = PtyHost(Doubler()).start()
    with pytest.raises(RuntimeError, match="already"):
        host.start()
    host.stop()
    host.stop()


def test_what_the_device_raises_comes_out_of_stop() -> None:
    host = PtyHost(Broken()).start()
    with open_port(host.url) as port:
        port.write(b"x")
        end = time.monotonic() + 5
        while host.bytes_in == 0 and time.monotonic() < end:
            time.sleep(0.001)
        with pytest.raises(ArithmeticError):
            host.stop()


def test_stopping_a_host_whose_driver_never_reads_is_prompt() -> None:
    with PtyHost(Doubler()) as host, open_port(host.url):
        host.say(bytes(1_000_000))
        start = time.monotonic()
    assert time.monotonic() - start < 2


def test_no_handles_are_left_behind() -> None:
    def handles() -> int:
        return len(list(Path("/proc/self/fd").iterdir()))

    before = handles()
    for _ in range(10):
        with PtyHost(Doubler()) as host, open_port(host.url) as port:
            port.write(b"x")
    assert handles() == before
