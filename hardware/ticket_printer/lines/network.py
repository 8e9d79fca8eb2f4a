"""A printer on the network: raw TCP, port 9100, with a limit on every wait."""

from __future__ import annotations

import contextlib
import select
import socket
import time
from urllib.parse import urlsplit

from kiosk.errors import PortUnavailable

RAW_PORT = 9100
CONNECT_SECONDS = 2.0
GONE_MS = 5000  # bytes not taken by the other end for so long: the printer is gone, though nobody hung up
_CHUNK = 4096


class NetworkWire:
    """One TCP connection. ``timeout`` bounds a read, ``write_timeout`` a write, in seconds.

    A printer that was switched off without a word is noticed by keep-alive within about five seconds.
    Raises PortUnavailable when nobody takes the connection; OSError when it breaks, TimeoutError when it is full.
    """

    def __init__(self, url: str, *, timeout: float, write_timeout: float) -> None:
        self.timeout: float | None = timeout
        self._write_timeout = write_timeout
        host, port = address_of(url)
        try:
            self._socket = socket.create_connection((host, port), CONNECT_SECONDS)
        except OSError as error:
            raise PortUnavailable(
                f"无法连接打印机：{url}（{error.strerror or error}）。",
                "请检查打印机电源和网线，以及设置里的地址；打印机自检页上印着它的地址。",
            ) from error
        self._socket.setblocking(False)
        for level, option, value in _OPTIONS:
            self._socket.setsockopt(level, option, value)

    @property
    def in_waiting(self) -> int:
        """One chunk is always asked for."""
        return _CHUNK

    def read(self, size: int = 1, /) -> bytes:
        """What has arrived, up to ``size`` bytes; ``b""`` when nothing came within ``timeout``."""
        ready, _, _ = select.select([self._socket], [], [], self.timeout)
        if not ready:
            return b""
        try:
            data = self._socket.recv(size)
        except BlockingIOError:
            return b""
        if not data:
            raise ConnectionResetError("the printer hung up")
        return data

    def write(self, data: bytes, /) -> int:
        """Write all of ``data``."""
        deadline = time.monotonic() + self._write_timeout
        sent = 0
        while sent < len(data):
            _, ready, _ = select.select([], [self._socket], [], max(0.0, deadline - time.monotonic()))
            if not ready:
                raise TimeoutError(f"{len(data) - sent} bytes were not taken")
            with contextlib.suppress(BlockingIOError):
                sent += self._socket.send(data[sent : sent + _CHUNK])
        return sent

    def reset_input_buffer(self) -> None:
        """Drop what has arrived, at most a few chunks."""
        with contextlib.suppress(BlockingIOError):
            for _ in range(16):
                if not self._socket.recv(_CHUNK):
                    return

    def close(self) -> None:
        """Hang up."""
        self._socket.close()


def address_of(url: str) -> tuple[str, int]:
    """Host and port of ``socket://host[:port]``. Raises PortUnavailable for a url that is none."""
    try:
        parts = urlsplit(url)
        host, port = parts.hostname, parts.port
    except ValueError:
        host = port = None
    if not host or not url.startswith("socket://"):
        raise PortUnavailable(f"地址写得不对：{url}。", f"应写成 socket://主机 或 socket://主机:{RAW_PORT}。")
    return host, RAW_PORT if port is None else port


_OPTIONS: tuple[tuple[int, int, int], ...] = (
    (socket.IPPROTO_TCP, socket.TCP_NODELAY, 1),
    (socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1),
    *(
        (socket.IPPROTO_TCP, getattr(socket, name), value)
        for name, value in (
            ("TCP_KEEPIDLE", 2), ("TCP_KEEPINTVL", 1), ("TCP_KEEPCNT", 3), ("TCP_USER_TIMEOUT", GONE_MS),
        )
        if hasattr(socket, name)
    ),
)
