"""Opening, bounded reading, and every failure named."""

import os
import pty
import socket
import time
import tty
from pathlib import Path

import pytest

from hardware.port import open_port, wire_seconds
from hardware.pty_host import PtyHost
from kiosk.errors import DeviceSilent, PortUnavailable


class Echo:
    def receive(self, data: bytes) -> bytes:
        return data


def read_all(port, count: int) -> bytes:  # type: ignore[no-untyped-def]
    got, end = b"", time.monotonic() + 5
    while len(got) < count and time.monotonic() < end:
        got += port.read_available(0.5)
    return got


def test_what_is_written_to_an_echo_comes_back() -> None:
    with PtyHost(Echo()) as host, open_port(host.url) as port:
        port.write(bytes(range(256)) * 20)
        assert read_all(port, 5120) == bytes(range(256)) * 20


def test_reading_nothing_takes_the_asked_time_and_gives_nothing() -> None:
    with PtyHost(Echo()) as host, open_port(host.url, timeout=0.05) as port:
        start = time.monotonic()
        assert port.read_available(0.12) == b""
        assert time.monotonic() - start >= 0.11
        assert port.read_available(0) == b""


def test_flushed_input_is_gone() -> None:
    with PtyHost(Echo()) as host, open_port(host.url) as port:
        port.write(b"old")
        while host.bytes_out < 3:
            time.sleep(0.001)
        port.flush_input()
        port.write(b"new")
        assert read_all(port, 3) == b"new"


def test_a_missing_port_is_named_with_what_to_do() -> None:
    with pytest.raises(PortUnavailable, match="/dev/no-such-port") as caught:
        open_port("/dev/no-such-port")
    assert "接好设备" in caught.value.remedy


def test_a_taken_port_is_named_with_what_to_do() -> None:
    with (
        PtyHost(Echo()) as host,
        open_port(host.url),
        pytest.raises(PortUnavailable) as caught,
    ):
        open_port(host.url)
    assert "占用" in caught.value.remedy


def test_a_misspelt_url_is_named_with_how_to_write_it() -> None:
    with pytest.raises(PortUnavailable) as caught:
        open_port("serail://somewhere")
    assert "socket://" in caught.value.remedy


def test_a_file_that_is_no_device_is_refused(tmp_path: Path) -> None:
    (tmp_path / "plain").write_text("")
    with pytest.raises(PortUnavailable, match="plain"):
        open_port(str(tmp_path / "plain"))


def test_timeouts_must_be_set() -> None:
    with pytest.raises(ValueError, match="positive"):
        open_port("loop://", timeout=0)


def test_a_line_that_vanishes_says_so_on_every_call_and_closes_quietly() -> None:
    host = PtyHost(Echo()).start()
    port = open_port(host.url)
    host.stop()
    for call in (lambda: port.read_available(0.1), lambda: port.write(b"x"), port.flush_input):
        with pytest.raises(PortUnavailable, match="断开"):
            call()
    port.close()
    port.close()


def test_a_device_that_takes_nothing_is_silent_in_bounded_time() -> None:
    master, slave = pty.openpty()
    tty.setraw(slave)
    with (
        open_port(os.ttyname(slave), write_timeout=0.1) as port,
        pytest.raises(DeviceSilent, match="没有收下"),
    ):
        port.write(bytes(200_000))
    os.close(master)
    os.close(slave)


def test_a_network_port_speaks_as_well() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        url = f"socket://127.0.0.1:{server.getsockname()[1]}"
        port = open_port(url)
        peer, _ = server.accept()
        with port, peer:
            port.write(b"hello")
            assert peer.recv(5) == b"hello"
            peer.sendall(b"back")
            assert read_all(port, 4) == b"back"


def test_a_plain_character_device_takes_bytes_and_never_answers() -> None:
    with open_port("/dev/null") as port:
        port.write(b"slip")
        port.flush_input()
        assert port.read_available(0.01) == b""
        assert port.read_available(0.01) == b""


def test_wire_time_is_ten_bits_a_byte() -> None:
    assert wire_seconds(1295) == pytest.approx(0.1124, abs=1e-4)
    assert wire_seconds(1295, 9600) == pytest.approx(1.349, abs=1e-3)
