"""Puts an emulated device on raw TCP, one connection at a time, as network printers do."""

from __future__ import annotations

import contextlib
import select
import socket
import struct
import threading
from typing import Self

from hardware.pty_host import Device, Later

_READ = 4096
_ABORT = struct.pack("ii", 1, 0)  # linger 0: the connection is torn, not closed


class NetworkHost:
    """Serves one device on ``127.0.0.1:port`` (0: any free one, the same after ``stop`` and ``start``)."""

    def __init__(self, device: Device, port: int = 0) -> None:
        self._device = device
        self._port = port
        self._thread: threading.Thread | None = None
        self._failure: Exception | None = None

    @property
    def url(self) -> str:
        """What a driver opens."""
        return f"socket://127.0.0.1:{self._port}"

    def start(self) -> Self:
        """Listen and serve. Raises OSError when the port is taken, RuntimeError when started already."""
        if self._thread is not None:
            raise RuntimeError("already started")
        self._server = socket.create_server(("127.0.0.1", self._port))
        self._port = self._server.getsockname()[1]
        self._stopping = threading.Event()
        self._poke, self._poked = socket.socketpair()
        self._thread = threading.Thread(target=self._serve, name="network-host", daemon=True)
        self._thread.start()
        return self

    def stop(self) -> None:
        """Tear the connection and listen no more. Raises what the device raised."""
        if self._thread is None:
            return
        self._stopping.set()
        self._poke.send(b"!")
        self._thread.join()
        self._thread = None
        for held in (self._server, self._poke, self._poked):
            held.close()
        if self._failure is not None:
            raise self._failure

    def rename(self) -> None:
        """Tear the connection; the address of a network printer stays."""
        self.stop()
        self.start()

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(self, *_: object) -> None:
        self.stop()

    def _serve(self) -> None:
        try:
            while self._ready(self._server):
                connection, _ = self._server.accept()
                with connection:
                    self._talk(connection)
        except Exception as error:  # noqa: BLE001 - kept and raised by stop(), in the caller's thread
            self._failure = error

    def _talk(self, connection: socket.socket) -> None:
        with contextlib.suppress(ConnectionError, TimeoutError):
            connection.settimeout(1.0)
            while self._ready(connection):
                data = connection.recv(_READ)
                if not data:
                    return
                answer = self._device.receive(data)
                for piece in (answer,) if isinstance(answer, bytes) else answer:
                    if isinstance(piece, Later):
                        self._stopping.wait(piece.seconds)
                        piece = piece.data
                    connection.sendall(piece)
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _ABORT)

    def _ready(self, wanted: socket.socket) -> bool:
        """True when ``wanted`` has something, False when it is time to stop."""
        ready, _, _ = select.select([wanted, self._poked], [], [])
        return self._poked not in ready
