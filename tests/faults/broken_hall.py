"""A hall that can be broken while the kiosk works: a real TCP door in front of a real hall server."""

from __future__ import annotations

import socket
import threading
from contextlib import suppress
from typing import Literal

from backend.serve import Server
from tests.faults.bad_server import read_message

Mode = Literal["open", "error", "garbage", "login", "black-hole", "refuse", "lose-answers"]

_BODIES = {
    "error": b"HTTP/1.1 500 Internal Server Error\r\nContent-Length: 4\r\nConnection: close\r\n\r\noops",
    "garbage": b"\x00\xff\x17 not http at all \r\n\r\n",
    "login": (
        b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 28\r\nConnection: close\r\n\r\n"
        b"<html>please log in</html>\r\n"
    ),
}


class Door:
    """Passes everything through while ``mode`` is ``open``; may be changed at any time from any thread.

    ``lose-answers`` lets the hall do its work and then never delivers what it said. ``asked`` counts requests
    that came while the door was not open, ``holding`` those that wait in the black hole right now.
    """

    def __init__(self, server: Server) -> None:
        self._server = server
        self._mode: Mode = "open"
        self._held: list[socket.socket] = []
        self._lock = threading.Lock()
        self.asked = self.holding = 0
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._port = int(self._listener.getsockname()[1])
        self._closing = False
        self._accept()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._port}"

    def be(self, mode: Mode) -> None:
        """From now on; connections held so far are cut."""
        with self._lock:
            before, self._mode = self._mode, mode
            held, self._held = self._held, []
        for sock in held:
            _cut(sock)
        if mode == "refuse" and before != "refuse":
            _cut(self._listener)
            self._thread.join()
        elif before == "refuse" and mode != "refuse":
            self._listener = socket.create_server(("127.0.0.1", self._port), reuse_port=False)
            self._accept()

    def close(self) -> None:
        self._closing = True
        self.be("refuse")

    def _accept(self) -> None:
        self._thread = threading.Thread(target=self._listen, name="door", daemon=True)
        self._thread.start()

    def _listen(self) -> None:
        listener = self._listener
        while True:
            try:
                client, _ = listener.accept()
            except OSError:
                return
            threading.Thread(target=self._treat, args=(client,), name="door-guest", daemon=True).start()

    def _treat(self, client: socket.socket) -> None:
        client.settimeout(10)
        with client, suppress(OSError):
            while self._treat_one(client):
                pass

    def _treat_one(self, client: socket.socket) -> bool:
        """One request; False when the connection is over."""
        request = read_message(client)
        if not request:
            return False
        with self._lock:
            mode = self._mode
            self.asked += mode != "open"
            if mode == "black-hole":
                self._held.append(client)
        if mode == "black-hole":
            self._hold(client)
        elif mode in _BODIES:
            client.sendall(_BODIES[mode])
        elif mode in ("open", "lose-answers"):
            answer = self._pass_on(request)
            if mode == "open":
                client.sendall(answer)
        return mode == "open"

    def _hold(self, client: socket.socket) -> None:
        client.settimeout(None)
        self._count(1)
        with suppress(OSError):
            client.recv(1)
        self._count(-1)

    def _count(self, by: int) -> None:
        with self._lock:
            self.holding += by

    def _pass_on(self, request: bytes) -> bytes:
        port = int(self._server.url.rsplit(":", 1)[1])
        with socket.create_connection(("127.0.0.1", port), timeout=10) as hall:
            hall.sendall(request)
            return read_message(hall)


def _cut(sock: socket.socket) -> None:
    with suppress(OSError):
        sock.shutdown(socket.SHUT_RDWR)
    with suppress(OSError):
        sock.close()
