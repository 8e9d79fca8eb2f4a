"""One way to open a line to a device, bounded in time, with every failure named.

Shared by all drivers. Nothing here knows any device's language.
"""

from __future__ import annotations

import errno
import os
import stat
import sys
import time
from types import TracebackType
from typing import Protocol, Self

from kiosk.errors import DeviceSilent, PortUnavailable

BITS_PER_BYTE = 10  # 8N1: start bit, 8 data bits, stop bit

if sys.platform == "win32":
    _LINE_ERRORS: tuple[type[Exception], ...] = (OSError,)
else:
    import termios

    _LINE_ERRORS = (OSError, termios.error)


def wire_seconds(byte_count: int, baudrate: int = 115200) -> float:
    """Seconds that ``byte_count`` bytes take on an 8N1 line; for half-duplex talk, sum both directions."""
    return byte_count * BITS_PER_BYTE / baudrate


class Wire(Protocol):
    """What a port needs of the thing it wraps; pyserial objects have it."""

    timeout: float | None

    @property
    def in_waiting(self) -> int:
        """Bytes that can be read now."""
        ...

    def read(self, size: int = 1, /) -> bytes:
        """Up to ``size`` bytes, waiting at most ``timeout`` seconds."""
        ...

    def write(self, data: bytes, /) -> int | None:
        """Write all of ``data`` within the write timeout."""
        ...

    def reset_input_buffer(self) -> None:
        """Drop what has arrived."""
        ...

    def close(self) -> None:
        """Let go of the line."""
        ...


class Port:
    """An open line. Every wait ends; a line that breaks raises PortUnavailable naming ``url``.

    Use from one thread. ``close`` is always safe and may be called twice.
    """

    def __init__(self, wire: Wire, url: str, timeout: float) -> None:
        self.url = url
        self._wire = wire
        self._timeout = timeout

    def read_available(self, wait: float | None = None) -> bytes:
        """What has arrived, waiting up to ``wait`` seconds (default: the port's timeout) for the first byte.

        Returns ``b""`` when nothing came; never waits for more once something is there.
        """
        remaining = self._timeout if wait is None else max(0.0, wait)
        deadline = time.monotonic() + remaining
        try:
            while True:
                data = self._read_once(min(remaining, self._timeout))
                remaining = deadline - time.monotonic()
                if data or remaining <= 0:
                    return data
        except _LINE_ERRORS as error:
            raise self._broken(error) from error

    def write(self, data: bytes) -> None:
        """Hand over all of ``data``; raises DeviceSilent when the device does not take it in time."""
        try:
            self._wire.write(data)
        except _LINE_ERRORS as error:
            if _ran_out_of_time(error):
                raise DeviceSilent(
                    f"设备在限定时间内没有收下数据：{self.url}。",
                    "请检查设备电源、数据线、波特率，以及设备是否缺纸或处于忙状态。",
                ) from error
            raise self._broken(error) from error

    def flush_input(self) -> None:
        """Drop everything that has arrived so far."""
        try:
            self._wire.reset_input_buffer()
        except _LINE_ERRORS as error:
            raise self._broken(error) from error

    def close(self) -> None:
        """Let go of the line."""
        try:
            self._wire.close()
        except _LINE_ERRORS:
            return  # the line is gone already, which is what close wants

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _read_once(self, wait: float) -> bytes:
        if self._wire.timeout != wait:
            self._wire.timeout = wait
        return bytes(self._wire.read(max(1, self._wire.in_waiting)))

    def _broken(self, error: Exception) -> PortUnavailable:
        return PortUnavailable(
            f"端口已断开：{self.url}（{error}）。", "请检查设备电源和数据线；重新接好后会自动恢复。"
        )


def open_port(
    url: str, *, baudrate: int = 115200, timeout: float = 0.5, write_timeout: float = 2.0
) -> Port:
    """Open a line to a device; both timeouts are seconds and always set; exclusive where the system can.

    ``url`` is anything pyserial's ``serial_for_url`` takes (``/dev/ttyUSB0``, ``COM3``, a pty path,
    ``socket://host:port``, ``loop://``), or the path of a plain character device such as ``/dev/usb/lp0``.
    ``auto:<kind>`` and ``serial:<number>`` name a device (``hardware.ports``): its port of the moment is opened.
    Raises PortUnavailable naming the url and what to do.
    """
    if timeout <= 0 or write_timeout <= 0:
        raise ValueError("timeouts must be positive seconds")
    if url.startswith(("auto:", "serial:")):
        from hardware.ports.resolving import SYSTEM

        return SYSTEM.open(url, baudrate=baudrate, timeout=timeout, write_timeout=write_timeout)
    try:
        return Port(_open_wire(url, baudrate, timeout, write_timeout), url, timeout)
    except (*_LINE_ERRORS, ValueError) as error:
        raise PortUnavailable(f"无法打开端口：{url}（{error}）。", _remedy(error)) from error


def _ran_out_of_time(error: Exception) -> bool:
    from serial import SerialTimeoutException

    return isinstance(error, (SerialTimeoutException, TimeoutError))


def _open_wire(url: str, baudrate: int, timeout: float, write_timeout: float) -> Wire:
    if _is_plain_character_device(url):
        from hardware.character_device import CharacterDevice

        return CharacterDevice(url, timeout=timeout, write_timeout=write_timeout)
    import serial

    wire: Wire = serial.serial_for_url(
        url, baudrate=baudrate, timeout=timeout, write_timeout=write_timeout, exclusive=True
    )
    return wire


def _is_plain_character_device(url: str) -> bool:
    """True for a character device with no line settings, which pyserial cannot configure."""
    if sys.platform == "win32" or "://" in url:
        return False
    try:
        if not stat.S_ISCHR(os.stat(url).st_mode):  # noqa: PTH116 - one call follows links and gives the mode
            return False
        handle = os.open(url, os.O_WRONLY | os.O_NONBLOCK | os.O_NOCTTY)
    except OSError:
        return False  # pyserial's own attempt then reports why
    try:
        return not os.isatty(handle)
    finally:
        os.close(handle)


def _remedy(error: Exception) -> str:
    code = error.errno if isinstance(error, OSError) else None
    if code == errno.ENOENT:
        return "请接好设备，或在设置中改为实际存在的端口。"
    if code in (errno.EACCES, errno.EPERM):
        return "请把运行本程序的用户加入 dialout（串口）或 lp（打印）用户组后重新登录。"
    if code in (errno.EAGAIN, errno.EBUSY):
        return "端口正被其他程序占用，请先关闭该程序。"
    if isinstance(error, ValueError):
        return "请按 /dev/ttyUSB0、COM3 或 socket://主机:端口 的写法填写端口。"
    return "请检查设备电源、数据线和设置中的端口名称。"
