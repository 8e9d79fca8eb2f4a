"""A plain character device (``/dev/usb/lp0``) with the few calls a port needs."""

from __future__ import annotations

import contextlib
import os
import select
import time

_CHUNK = 4096


class CharacterDevice:
    """Opened without blocking; reading and writing wait no longer than their timeouts (seconds).

    Raises OSError when the device cannot be opened or goes away, TimeoutError when it takes no more bytes.
    """

    def __init__(self, path: str, *, timeout: float, write_timeout: float) -> None:
        self.timeout: float | None = timeout
        self._write_timeout = write_timeout
        flags = os.O_NONBLOCK | os.O_NOCTTY
        try:
            self._handle = os.open(path, os.O_RDWR | flags)
        except PermissionError:
            self._handle = os.open(path, os.O_WRONLY | flags)
            self._readable = False
        else:
            self._readable = True

    @property
    def in_waiting(self) -> int:
        """Such devices cannot tell how much has arrived; one chunk is always asked for."""
        return _CHUNK

    def read(self, size: int = 1, /) -> bytes:
        """What has arrived, up to ``size`` bytes; ``b""`` when nothing came within ``timeout``."""
        if not self._readable:
            time.sleep(self.timeout or 0)
            return b""
        ready, _, _ = select.select([self._handle], [], [], self.timeout)
        if ready:
            with contextlib.suppress(BlockingIOError):
                if data := os.read(self._handle, size):
                    return data
                time.sleep(self.timeout or 0)  # an empty packet, or a device that never answers: no spinning
        return b""

    def write(self, data: bytes, /) -> int:
        """Write all of ``data``."""
        deadline = time.monotonic() + self._write_timeout
        sent = 0
        while sent < len(data):
            _, ready, _ = select.select([], [self._handle], [], max(0.0, deadline - time.monotonic()))
            if not ready:
                raise TimeoutError(f"{len(data) - sent} bytes were not taken")
            with contextlib.suppress(BlockingIOError):
                sent += os.write(self._handle, data[sent : sent + _CHUNK])
        return sent

    def reset_input_buffer(self) -> None:
        """Drop what has arrived, at most a few chunks."""
        if not self._readable:
            return
        for _ in range(16):
            ready, _, _ = select.select([self._handle], [], [], 0)
            if not ready or not os.read(self._handle, _CHUNK):
                return

    def close(self) -> None:
        """Close once; a second call does nothing."""
        if self._handle >= 0:
            handle, self._handle = self._handle, -1
            os.close(handle)
