"""A requests session whose every exchange ends in time, also when the server drips its answer byte by byte."""

from __future__ import annotations

import heapq
import queue
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from http.client import BadStatusLine, RemoteDisconnected
from ipaddress import ip_address
from typing import Any

import requests
from requests.adapters import HTTPAdapter
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.exceptions import NameResolutionError, NewConnectionError
from urllib3.poolmanager import PoolManager

_current = threading.local()
_LOOKUP_SECONDS = 5.0
_IDLE_SECONDS = 60.0


class Deadline:
    """Cuts the sockets of one exchange when its time is up; ``passed`` tells that it did."""

    def __init__(self, seconds: float) -> None:
        self.passed = False
        self._ends = time.monotonic() + seconds
        self._sockets: list[socket.socket] = []
        self._twins: list[socket.socket] = []
        self._lock = threading.Lock()
        self.over = False

    @property
    def left(self) -> float:
        """Seconds left, never below 0."""
        return max(0.0, self._ends - time.monotonic())

    def watch(self, sock: socket.socket) -> None:
        """Include a socket; one that comes after the end is cut at once."""
        with self._lock:
            self._sockets.append(sock)
            if self.passed:
                _shut(sock)

    def watch_handshake(self, sock: socket.socket) -> None:
        """Include a socket about to be wrapped for TLS: a second handle on it, since the first one is taken over."""
        twin = sock.dup()
        self._twins.append(twin)
        self.watch(twin)

    @property
    def ends(self) -> float:
        """When it is up, in seconds of the monotonic clock."""
        return self._ends

    def cut(self) -> None:
        """Time is up: end every socket, unless the exchange is over."""
        with self._lock:
            if not self.over:
                self.passed = True
                for sock in self._sockets:
                    _shut(sock)

    @contextmanager
    def running(self) -> Iterator[Deadline]:
        """Count down while the block runs; connections used by this thread inside it are watched."""
        _current.deadline = self
        _watchman.watch(self)
        try:
            yield self
        finally:
            _current.deadline = None
            with self._lock:
                self.over = True
                self._sockets.clear()
                for twin in self._twins:
                    twin.close()


class _Watchman:
    """One thread that cuts whatever is late; a thread an exchange would cost more than the exchange."""

    def __init__(self) -> None:
        self._waiting: list[tuple[float, int, Deadline]] = []
        self._changed = threading.Condition()
        self._thread: threading.Thread | None = None
        self._wakes = 0.0

    def watch(self, deadline: Deadline) -> None:
        """Cut it when its time is up, unless it is over by then."""
        with self._changed:
            while self._waiting and self._waiting[0][2].over:
                heapq.heappop(self._waiting)
            sooner = not self._waiting or deadline.ends < self._waiting[0][0]
            heapq.heappush(self._waiting, (deadline.ends, id(deadline), deadline))
            if self._thread is None or not self._thread.is_alive():
                self._thread = threading.Thread(target=self._run, name="watchman", daemon=True)
                self._thread.start()
            elif sooner and deadline.ends < self._wakes:
                self._changed.notify()

    def _run(self) -> None:
        while True:
            with self._changed:
                pause = self._waiting[0][0] - time.monotonic() if self._waiting else _IDLE_SECONDS
                if pause > 0:
                    self._wakes = time.monotonic() + pause
                    self._changed.wait(pause)
                    continue
                late = heapq.heappop(self._waiting)[2]
            late.cut()


_watchman = _Watchman()


def _shut(sock: socket.socket) -> None:
    with suppress(OSError):  # already closed: nothing is waiting on it
        # the plain socket's shutdown: the TLS one would drop its state under the thread that is reading
        socket.socket.shutdown(sock, socket.SHUT_RDWR)


def _watch(sock: socket.socket | None) -> None:
    deadline: Deadline | None = getattr(_current, "deadline", None)
    if deadline is not None and sock is not None:
        deadline.watch(sock)


class _Bounded(HTTPConnection):
    """Looks names up, connects, shakes hands, sends and listens, all before the deadline of this thread."""

    def _new_conn(self) -> socket.socket:
        deadline: Deadline | None = getattr(_current, "deadline", None)
        if deadline is None:
            return super()._new_conn()
        named = self._dns_host
        try:
            self._dns_host = _address(self, named, deadline.left)
            sock = super()._new_conn()
        finally:
            self._dns_host = named
        deadline.watch_handshake(sock)
        return sock

    def putrequest(self, *words: Any, **options: Any) -> None:
        _watch(self.sock)
        super().putrequest(*words, **options)

    def getresponse(self) -> Any:
        _watch(self.sock)
        return super().getresponse()


class _Connection(_Bounded):
    """Without TLS."""


class _SecureConnection(_Bounded, HTTPSConnection):
    """With TLS."""


def _address(connection: HTTPConnection, host: str, seconds: float) -> str:
    """The first address of a host name; asked in a thread, because the system's resolver may take minutes."""
    if _is_address(host):
        return host
    answers: queue.SimpleQueue[str | None] = queue.SimpleQueue()

    def ask() -> None:
        try:
            found = socket.getaddrinfo(host, connection.port, 0, socket.SOCK_STREAM)
            answers.put(str(found[0][4][0]))
        except OSError:
            answers.put(None)

    threading.Thread(target=ask, name="name-lookup", daemon=True).start()
    try:
        answer = answers.get(timeout=min(seconds, _LOOKUP_SECONDS))
    except queue.Empty:
        answer = None
    if answer is None:
        raise NameResolutionError(host, connection, socket.gaierror(socket.EAI_AGAIN, "no address in time"))
    return answer


def _is_address(host: str) -> bool:
    try:
        ip_address(host.strip("[]"))
    except ValueError:
        return False
    return True


def name_unknown(error: Exception) -> bool:
    """Whether an exchange failed because the host's name has no address."""
    return any(isinstance(part, NameResolutionError) for part in _parts(error))


def not_http(error: Exception) -> bool:
    """Whether the other side said something that is no HTTP answer at all."""
    return any(isinstance(part, BadStatusLine) and not isinstance(part, RemoteDisconnected) for part in _parts(error))


def connected(error: Exception) -> bool:
    """Whether an exchange failed after the connection stood, so that the request may have been seen."""
    return not any(isinstance(part, NewConnectionError) for part in _parts(error))


def _parts(error: BaseException) -> Iterator[BaseException]:
    """The error, what it wraps and what caused it."""
    queue_of: list[BaseException] = [error]
    seen: set[int] = set()
    while queue_of:
        part = queue_of.pop()
        if id(part) in seen:
            continue
        seen.add(id(part))
        yield part
        wrapped = (*part.args, getattr(part, "reason", None), part.__cause__, part.__context__)
        queue_of.extend(inner for inner in wrapped if isinstance(inner, BaseException))


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
