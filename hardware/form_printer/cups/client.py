"""One question to one print service (cupsd or a printer) over HTTP (RFC 8010 section 4), bounded in time as a whole."""

from __future__ import annotations

import contextlib
import http.client
import queue
import socket
import threading
import time
from dataclasses import dataclass
from enum import IntEnum
from urllib.parse import SplitResult, urlsplit

from hardware.form_printer.cups.ipp import (
    OPERATION_GROUP,
    Attributes,
    IppError,
    Message,
    Tag,
    decode,
    encode,
    one,
)

IPP_PORT = 631
_MOST = 4 * 1024 * 1024  # bytes of an answer; real ones are below 100 KB


class Operation(IntEnum):
    """Operations (RFC 8011 section 4) this house asks for or answers."""

    PRINT_JOB = 0x0002
    VALIDATE_JOB = 0x0004
    CREATE_JOB = 0x0005
    SEND_DOCUMENT = 0x0006
    CANCEL_JOB = 0x0008
    GET_JOB_ATTRIBUTES = 0x0009
    GET_JOBS = 0x000A
    GET_PRINTER_ATTRIBUTES = 0x000B
    CANCEL_MY_JOBS = 0x0039
    CLOSE_JOB = 0x003B
    IDENTIFY_PRINTER = 0x003C


class Status(IntEnum):
    """Status codes (RFC 8011 appendix B) that are told apart; below 0x100 is success."""

    OK = 0x0000
    BAD_REQUEST = 0x0400
    FORBIDDEN = 0x0401
    NOT_AUTHENTICATED = 0x0402
    NOT_AUTHORIZED = 0x0403
    NOT_POSSIBLE = 0x0404
    NOT_FOUND = 0x0406
    FORMAT_NOT_SUPPORTED = 0x040A
    INTERNAL_ERROR = 0x0500
    OPERATION_NOT_SUPPORTED = 0x0501
    NOT_ACCEPTING = 0x0506
    BUSY = 0x0507


class PrintServiceError(Exception):
    """No usable answer; ``reason`` is for technicians and holds no personal data."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class ServiceAway(PrintServiceError):
    """Nobody takes the connection: switched off, unplugged, not started, or another address."""


class ServiceSilent(PrintServiceError):
    """The connection is taken and no whole answer comes in time; whether the request was done is not known."""


class ServiceRefused(PrintServiceError):
    """An answer that says no, or makes no sense; ``status`` is the IPP status code, 0 when there was none."""

    def __init__(self, reason: str, status: int = 0) -> None:
        super().__init__(reason)
        self.status = status


@dataclass(frozen=True)
class Address:
    """Where a print service listens and the ``printer-uri`` it answers to."""

    host: str
    port: int
    path: str

    @property
    def uri(self) -> str:
        """The printer as IPP names it."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"ipp://{host}:{self.port}{self.path}"


def address_of(uri: str) -> Address:
    """The address in an ``ipp://`` URI. Raises ValueError when it is none."""
    parts: SplitResult = urlsplit(uri)
    if parts.scheme != "ipp" or not parts.hostname:
        raise ValueError(f"not an ipp:// address: {uri!r}")
    return Address(parts.hostname, parts.port or IPP_PORT, parts.path or "/")


class IppClient:
    """Asks one address in the name of ``user``. A connection a question, so that nothing goes stale.

    ``connect_seconds`` bounds finding and reaching the address, ``answer_seconds`` everything after it, also
    against a service that lets its answer drip. Safe from any thread.
    """

    def __init__(self, address: Address, user: str, *, connect_seconds: float, answer_seconds: float) -> None:
        self.address = address
        self._user = user
        self._connect_seconds, self._answer_seconds = connect_seconds, answer_seconds

    def ask(
        self, operation: Operation, attributes: Attributes | None = None,
        *groups: tuple[int, Attributes], document: bytes = b"",
    ) -> Message:
        """The successful answer. ``attributes`` join the operation group. Raises PrintServiceError."""
        head: Attributes = {
            "attributes-charset": one(Tag.CHARSET, "utf-8"),
            "attributes-natural-language": one(Tag.LANGUAGE, "en"),  # CUPS translates the messages that are read
            "printer-uri": one(Tag.URI, self.address.uri),
            "requesting-user-name": one(Tag.NAME, self._user),
            **(attributes or {}),
        }
        body = encode(Message(operation, 1, ((OPERATION_GROUP, head), *groups))) + document
        try:
            answer, _ = decode(self._post(body))
        except IppError as error:
            raise ServiceRefused(f"{self.address.uri}: {error.reason}") from error
        if answer.code >= 0x0100:
            raise ServiceRefused(f"{self.address.uri}: {operation.name} -> 0x{answer.code:04x}", answer.code)
        return answer

    def _post(self, body: bytes) -> bytes:
        connection = http.client.HTTPConnection(self.address.host, self.address.port)
        connection.sock = sock = reach(self.address.host, self.address.port, self._connect_seconds)
        sock.settimeout(self._answer_seconds)
        hung_up = threading.Event()
        overtime = threading.Timer(self._answer_seconds, _hang_up, (sock, hung_up))
        overtime.daemon = True
        overtime.start()
        try:
            connection.request("POST", self.address.path, body, {"Content-Type": "application/ipp"})
            with connection.getresponse() as response:
                status, data, lacking = response.status, response.read(_MOST + 1), response.length
        except (OSError, http.client.HTTPException) as error:
            raise ServiceSilent(f"{self.address.uri}: {type(error).__name__}") from error
        finally:
            overtime.cancel()
            connection.close()
        if hung_up.is_set() or (lacking and len(data) <= _MOST):
            raise ServiceSilent(f"{self.address.uri}: the answer broke off after {len(data)} bytes")
        if status == 404:
            raise ServiceRefused(f"{self.address.uri}: HTTP 404", Status.NOT_FOUND)
        if status != 200 or len(data) > _MOST:
            raise ServiceRefused(f"{self.address.uri}: HTTP {status}, {len(data)} bytes")
        return data


def reach(host: str, port: int, seconds: float) -> socket.socket:
    """A connection to host and port within ``seconds``, the look-up of the name included. Raises ServiceAway."""
    end = time.monotonic() + seconds
    reason = "no address"
    for family, kind, protocol, _, place in _look_up(host, port, seconds):
        sock = socket.socket(family, kind, protocol)
        try:
            sock.settimeout(max(0.01, end - time.monotonic()))
            sock.connect(place)
            sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        except OSError as error:
            sock.close()
            reason = error.strerror or type(error).__name__
        else:
            return sock
    raise ServiceAway(f"{host}:{port}: {reason}")


_Places = list[tuple[int, int, int, str, tuple[str, int]]]


def _look_up(host: str, port: int, seconds: float) -> _Places:
    """getaddrinfo in a thread of its own: the system's resolver has no time limit that a caller can set."""
    found: queue.SimpleQueue[_Places | OSError] = queue.SimpleQueue()
    with contextlib.suppress(OSError):  # figures need no resolver
        return socket.getaddrinfo(  # type: ignore[return-value]
            host, port, type=socket.SOCK_STREAM, flags=socket.AI_NUMERICHOST
        )

    def look() -> None:
        try:
            found.put(socket.getaddrinfo(host, port, type=socket.SOCK_STREAM))  # type: ignore[arg-type]
        except OSError as error:
            found.put(error)

    threading.Thread(target=look, name="name-lookup", daemon=True).start()
    try:
        places = found.get(timeout=seconds)
    except queue.Empty:
        raise ServiceAway(f"{host}: name look-up took more than {seconds:g} s") from None
    if isinstance(places, OSError):
        raise ServiceAway(f"{host}: {places.strerror}")
    return places


def _hang_up(sock: socket.socket, hung_up: threading.Event) -> None:
    hung_up.set()
    with contextlib.suppress(OSError):
        sock.shutdown(socket.SHUT_RDWR)
