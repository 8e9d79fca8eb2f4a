"""Puts an emulated device on a real pseudo terminal, so that a driver talks to it as to a serial port."""

from __future__ import annotations

import contextlib
import os
import pty
import select
import termios
import threading
import time
import tty
from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Protocol, Self

from hardware.port import wire_seconds

_CHUNK = 64  # bytes handed over at once on a paced line, about what a UART driver delivers
_READ = 4096


@dataclass(frozen=True)
class Later:
    """A piece of an answer that goes out ``seconds`` after the piece before it."""

    seconds: float
    data: bytes


Answer = bytes | Iterable[bytes | Later]


class Device(Protocol):
    """An emulated device: bytes in, bytes out. ``receive`` is called from the host's thread."""

    def receive(self, data: bytes, /) -> Answer:
        """Take what came over the line (any split) and give what the device says to it, maybe nothing."""
        ...


class PtyHost:
    """Serves one device on a pty from its own thread; ``url`` is the path a driver opens.

    ``baudrate`` paces both directions at 10 bits a byte so that wire time is real, and a driver that opened
    the port at another speed hears and says garbage, as on a real line; None is full speed, any speed.
    ``link`` is an optional stable path (a symbolic link) that survives ``stop`` and ``start``, as a device's
    name does when it is unplugged and plugged in again; ``url`` is then that path.
    ``bytes_in`` and ``bytes_out`` count what crossed the line since ``start`` and are final after ``stop``.
    """

    def __init__(self, device: Device, *, baudrate: int | None = None, link: Path | None = None) -> None:
        self._device = device
        self._baudrate = baudrate
        self._link = link
        self._thread: threading.Thread | None = None
        self._path = ""
        self._said: deque[bytes | Later] = deque()
        self._failure: Exception | None = None
        self.bytes_in = 0
        self.bytes_out = 0

    @property
    def url(self) -> str:
        """The path to open; only while started (a ``link`` also afterwards)."""
        return str(self._link) if self._link else self._path

    def start(self) -> Self:
        """Make the pty and begin to serve. Raises RuntimeError when started already."""
        if self._thread is not None:
            raise RuntimeError("already started")
        self._master, self._slave = pty.openpty()
        self._wake_read, self._wake_write = os.pipe()
        try:
            tty.setraw(self._slave)
            os.set_blocking(self._master, False)
            self._path = os.ttyname(self._slave)
            self._make_link()
        except OSError:
            self._close_handles()
            raise
        self.bytes_in = self.bytes_out = 0
        self._stopping = threading.Event()
        self._failure = None
        self._thread = threading.Thread(target=self._serve, name="pty-host", daemon=True)
        self._thread.start()
        return self

    def stop(self) -> None:
        """End the thread and close the pty: a driver sees its port vanish. Raises what the device raised."""
        if self._thread is None:
            return
        self._stopping.set()
        self._poke()
        self._thread.join()
        self._thread = None
        if self._link:
            self._link.unlink(missing_ok=True)
        self._close_handles()
        self._path = ""
        self._said.clear()
        if self._failure is not None:
            raise self._failure

    def rename(self) -> None:
        """Unplug and plug in again at once: the system names the port anew, and ``link`` leads to the new name."""
        self.stop()
        taken = pty.openpty()  # holds the old number, as another device would that was quicker
        try:
            self.start()
        finally:
            for handle in taken:
                os.close(handle)

    def say(self, data: bytes | Later) -> None:
        """Send bytes the driver did not ask for (automatic status). Safe from any thread while started."""
        self._said.append(data)
        self._poke()

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def _make_link(self) -> None:
        if self._link is None:
            return
        if self._link.is_symlink():
            self._link.unlink()  # left behind by a run that was killed
        self._link.symlink_to(self._path)

    def _close_handles(self) -> None:
        for handle in (self._master, self._slave, self._wake_read, self._wake_write):
            os.close(handle)

    def _as_heard(self, data: bytes) -> bytes:
        """The data itself, or garbage when the two ends do not run at one speed."""
        if self._baudrate is None:
            return data
        speed = termios.tcgetattr(self._slave)[4]
        if speed == getattr(termios, f"B{self._baudrate}", speed):
            return data
        return bytes((byte * 5 + 0x1D) & 0x7F for byte in data)

    def _poke(self) -> None:
        os.write(self._wake_write, b"!")

    def _serve(self) -> None:
        try:
            while not self._stopping.is_set():
                self._turn()
        except Exception as error:  # noqa: BLE001 - kept and raised by stop(), in the caller's thread
            self._failure = error

    def _turn(self) -> None:
        ready, _, _ = select.select([self._master, self._wake_read], [], [])
        if self._wake_read in ready:
            os.read(self._wake_read, _READ)
        while self._said and not self._stopping.is_set():
            self._send(self._said.popleft())
        if self._master not in ready or self._stopping.is_set():
            return
        data = os.read(self._master, _READ)
        self.bytes_in += len(data)
        if self._baudrate:
            self._stopping.wait(wire_seconds(len(data), self._baudrate))
        answer = self._device.receive(self._as_heard(data))
        for piece in (answer,) if isinstance(answer, bytes) else answer:
            self._send(piece)

    def _send(self, piece: bytes | Later) -> None:
        if isinstance(piece, Later):
            self._stopping.wait(piece.seconds)
            piece = piece.data
        piece = self._as_heard(piece)
        size = _CHUNK if self._baudrate else _READ
        start = time.monotonic()
        for offset in range(0, len(piece), size):
            chunk = piece[offset : offset + size]
            if self._baudrate:
                due = start + wire_seconds(offset + len(chunk), self._baudrate)
                self._stopping.wait(max(0.0, due - time.monotonic()))
            self._write(chunk)

    def _write(self, chunk: bytes) -> None:
        while chunk and not self._stopping.is_set():
            _, writable, _ = select.select([], [self._master], [], 0.1)
            if writable:
                with contextlib.suppress(BlockingIOError):
                    sent = os.write(self._master, chunk)
                    self.bytes_out += sent
                    chunk = chunk[sent:]
