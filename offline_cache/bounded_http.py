"""A requests session whose every exchange ends in time, also when the server drips its answer byte by byte."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any

import requests
from requests.adapters import HTTPAdapter
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.poolmanager import PoolManager

_current = threading.local()


class Deadline:
    """Cuts the sockets of one exchange when its time is up; ``passed`` tells that it did."""

    def __init__(self, seconds: float) -> None:
        self.passed = False
        self._sockets: list[socket.socket] = []
        self._lock = threading.Lock()
        self._timer = threading.Timer(seconds, self._cut)
        self._timer.daemon = True

    def watch(self, sock: socket.socket) -> None:
        """Include a socket; one that comes after the end is cut at once."""
        with self._lock:
            self._sockets.append(sock)
            if self.passed:
                _shut(sock)

    def _cut(self) -> None:
        with self._lock:
            self.passed = True
            for sock in self._sockets:
                _shut(sock)

    @contextmanager
    def running(self) -> Iterator[Deadline]:
        """Count down while the block runs; connections used by this thread inside it are watched."""
        _current.deadline = self
        self._timer.start()
        try:
            yield self
        finally:
            self._timer.cancel()
            _current.deadline = None
            with self._lock:
                self._sockets.clear()


def _shut(sock: socket.socket) -> None:
    with suppress(OSError):  # already closed: nothing is waiting on it
        # the plain socket's shutdown: the TLS one would drop its state under the thread that is reading
        socket.socket.shutdown(sock, socket.SHUT_RDWR)


def _watch(sock: socket.socket | None) -> None:
    deadline: Deadline | None = getattr(_current, "deadline", None)
    if deadline is not None and sock is not None:
        deadline.watch(sock)


class _Connection(HTTPConnection):
    def getresponse(self) -> Any:
        _watch(self.sock)
        return super().getresponse()


class _SecureConnection(HTTPSConnection):
    def getresponse(self) -> Any:
        _watch(self.sock)
        return super().getresponse()


class _Pool(HTTPConnectionPool):
    ConnectionCls = _Connection


class _SecurePool(HTTPSConnectionPool):
    ConnectionCls = _SecureConnection


class _Adapter(HTTPAdapter):
    def init_poolmanager(self, connections: int, maxsize: int, block: bool = False, **pool_kwargs: Any) -> None:
        self.poolmanager = PoolManager(num_pools=connections, maxsize=maxsize, block=block, **pool_kwargs)
        self.poolmanager.pool_classes_by_scheme = {"http": _Pool, "https": _SecurePool}


def open_session(ca_file: str | None) -> requests.Session:
    """A session that trusts nothing of the environment: no proxies, no netrc; TLS is always verified.

    ``ca_file`` names the hall's own certificate authority, None means the usual ones.
    """
    session = requests.Session()
    session.trust_env = False
    session.verify = ca_file if ca_file is not None else True
    for scheme in ("http://", "https://"):
        session.mount(scheme, _Adapter(max_retries=0))
    return session


def read_all(response: requests.Response, limit: int) -> bytes | None:
    """The body, or None when it is longer than ``limit`` bytes."""
    body = bytearray()
    for chunk in response.iter_content(16384):
        body += chunk
        if len(body) > limit:
            return None
    return bytes(body)
