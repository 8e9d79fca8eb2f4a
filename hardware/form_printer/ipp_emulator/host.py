"""The talking half of the emulated A4 printer: IPP over HTTP/1.1 (RFC 8010 section 4) on a loopback port."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any, Self, cast

from hardware.form_printer.cups.client import Operation, Status
from hardware.form_printer.cups.ipp import (
    JOB_GROUP,
    OPERATION_GROUP,
    PRINTER_GROUP,
    Attributes,
    IppError,
    Message,
    Tag,
    decode,
    encode,
    first,
    one,
    texts,
)
from hardware.form_printer.ipp_emulator.attributes import FORMATS, job_attributes, only_asked, printer_attributes
from hardware.form_printer.ipp_emulator.printer import EmulatedA4Printer, Fault, Job

_PATH = "/ipp/print"
_MOST = 64 * 1024 * 1024  # bytes of a request
_IDLE = 30.0  # seconds a quiet connection is kept
_LATE = 1.0

Answer = tuple[Status, tuple[tuple[int, Attributes], ...]]


class IppPrinterHost:
    """Serves one emulated printer at ``uri`` from its own threads; ``port`` 0 takes a free one.

    The port survives the fault ``offline`` and ``stop`` and ``start``, as a real printer's address does.
    """

    def __init__(self, printer: EmulatedA4Printer, *, port: int = 0) -> None:
        self.printer = printer
        self._port = port
        self._server: ThreadingHTTPServer | None = None
        self._began = time.monotonic()
        self._running = False

    @property
    def uri(self) -> str:
        """What CUPS calls the device; known once started."""
        return f"ipp://127.0.0.1:{self._port}{_PATH}"

    @property
    def path(self) -> str:
        """Where the printer answers now."""
        return "/ipp/renamed" if self.printer.fault is Fault.RENAMED else _PATH

    @property
    def up_time(self) -> int:
        """Seconds since it was made."""
        return int(time.monotonic() - self._began)

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def start(self) -> None:
        """Switch on. Raises OSError when the port is taken."""
        self._running = True
        self.printer.start()
        self._listen()
        self.printer.on_power = self._power
        if self.printer.fault is Fault.OFFLINE:
            self._power(False)

    def stop(self) -> None:
        """Switch off."""
        self.printer.on_power = None
        self._running = False
        with self.printer.changed:
            self.printer.changed.notify_all()
        self._hush()
        self.printer.stop()

    def _power(self, on: bool) -> None:
        if not on:
            self._hush()
        elif self._server is None:
            self._listen()

    def _listen(self) -> None:
        self._server = _Server(("127.0.0.1", self._port), _handler(self))
        self._port = self._server.server_address[1]
        threading.Thread(target=self._server.serve_forever, args=(0.02,), name="a4-ipp", daemon=True).start()

    def _hush(self) -> None:
        if self._server is not None:
            self._server.shutdown()
            self._server.server_close()
            self._server = None

    def held_back(self) -> bool:
        """Wait out ``slow`` and ``hangs``; False when nothing will be said any more."""
        changed, printer = self.printer.changed, self.printer
        with changed:
            if printer.fault is Fault.SLOW:
                changed.wait_for(lambda: not self._running, _LATE)
            if printer.fault is Fault.HANGS:
                changed.wait_for(lambda: not self._running or printer.fault is not Fault.HANGS)
                return False
            return self._running and printer.fault is not Fault.OFFLINE

    def answer(self, body: bytes) -> bytes:
        """The answer to one request as bytes."""
        try:
            request, document = decode(body)
        except IppError:
            return encode(Message(Status.BAD_REQUEST))
        head = request.group(OPERATION_GROUP)
        status, groups = self._do(request, head, document)
        said: Attributes = {
            "attributes-charset": one(Tag.CHARSET, "utf-8"),
            "attributes-natural-language": one(Tag.LANGUAGE, "zh-cn"),
        }
        return encode(Message(status, request.request_id, ((OPERATION_GROUP, said), *groups), request.version))

    def _do(self, request: Message, head: Attributes, document: bytes) -> Answer:
        acts: dict[int, Callable[[Message, Attributes, bytes], Answer]] = {
            Operation.PRINT_JOB: self._print_job,
            Operation.VALIDATE_JOB: self._validate,
            Operation.CREATE_JOB: self._create,
            Operation.SEND_DOCUMENT: self._send,
            Operation.CANCEL_JOB: self._cancel,
            Operation.GET_JOB_ATTRIBUTES: self._job,
            Operation.GET_JOBS: self._jobs,
            Operation.GET_PRINTER_ATTRIBUTES: self._printer,
            Operation.CANCEL_MY_JOBS: self._cancel_all,
            Operation.CLOSE_JOB: self._job,
            Operation.IDENTIFY_PRINTER: lambda *_: (Status.OK, ()),
        }
        act = acts.get(request.code)
        return act(request, head, document) if act else (Status.OPERATION_NOT_SUPPORTED, ())

    def _validate(self, request: Message, head: Attributes, document: bytes) -> Answer:
        if self.printer.fault is Fault.REFUSES:
            return Status.NOT_ACCEPTING, ()
        form = first(head, "document-format", str, FORMATS[0])
        return (Status.OK, ()) if form in (*FORMATS, "application/octet-stream") else (Status.FORMAT_NOT_SUPPORTED, ())

    def _create(self, request: Message, head: Attributes, document: bytes) -> Answer:
        status, _ = self._validate(request, head, document)
        return (status, ()) if status else self._told(self._new(request, head))

    def _print_job(self, request: Message, head: Attributes, document: bytes) -> Answer:
        status, _ = self._validate(request, head, document)
        if status or not document:
            return status or Status.BAD_REQUEST, ()
        job = self._new(request, head)
        self.printer.feed(job, document)
        return self._told(job)

    def _new(self, request: Message, head: Attributes) -> Job:
        template = {name: value.values[0] for name, value in request.group(JOB_GROUP).items()}
        name = first(head, "job-name", str, "untitled")
        return self.printer.take(name, first(head, "requesting-user-name", str, "anonymous"), template)

    def _send(self, request: Message, head: Attributes, document: bytes) -> Answer:
        job = self._found(head)
        if job is None:
            return Status.NOT_FOUND, ()
        if job.state.over or job.document:
            return Status.NOT_POSSIBLE, ()
        if document:
            self.printer.feed(job, document)
        return self._told(job)

    def _cancel(self, request: Message, head: Attributes, document: bytes) -> Answer:
        job = self._found(head)
        if job is None:
            return Status.NOT_FOUND, ()
        return (Status.OK if self.printer.cancel(job) else Status.NOT_POSSIBLE), ()

    def _cancel_all(self, request: Message, head: Attributes, document: bytes) -> Answer:
        user = first(head, "requesting-user-name", str, "")
        for job in self.printer.jobs:
            if job.user == user:
                self.printer.cancel(job)
        return Status.OK, ()

    def _job(self, request: Message, head: Attributes, document: bytes) -> Answer:
        job = self._found(head)
        return self._told(job, texts(head, "requested-attributes")) if job else (Status.NOT_FOUND, ())

    def _jobs(self, request: Message, head: Attributes, document: bytes) -> Answer:
        over = first(head, "which-jobs", str, "not-completed") == "completed"
        user = first(head, "requesting-user-name", str, "") if first(head, "my-jobs", bool, False) else None
        asked = texts(head, "requested-attributes") or ("job-id", "job-uri")
        found = [job for job in self.printer.jobs if job.state.over is over and user in (None, job.user)]
        told = tuple((JOB_GROUP, only_asked(job_attributes(job, self.uri, self.up_time), asked)) for job in found)
        return Status.OK, told

    def _printer(self, request: Message, head: Attributes, document: bytes) -> Answer:
        known = printer_attributes(self.printer, self.uri, self.up_time)
        return Status.OK, ((PRINTER_GROUP, only_asked(known, texts(head, "requested-attributes"))),)

    def _told(self, job: Job, asked: tuple[str, ...] = ()) -> Answer:
        return Status.OK, ((JOB_GROUP, only_asked(job_attributes(job, self.uri, self.up_time), asked)),)

    def _found(self, head: Attributes) -> Job | None:
        number = first(head, "job-id", int, 0)
        if not number:
            last = first(head, "job-uri", str, "").rpartition("/")[2]
            number = int(last) if last.isascii() and last.isdigit() else 0
        return next((job for job in self.printer.jobs if job.id == number), None)


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    allow_reuse_address = True

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A caller that hung up is no news."""


def _handler(host: IppPrinterHost) -> type[BaseHTTPRequestHandler]:
    return cast(type[BaseHTTPRequestHandler], type("Handler", (_Handler,), {"host": host, "timeout": _IDLE}))


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    host: IppPrinterHost

    def do_POST(self) -> None:
        body = self._body()
        if body is None or not self.host.held_back():
            self.close_connection = True
            return
        if self.path != self.host.path:
            self._say(404, b"")
        elif self.headers.get("Content-Type", "").partition(";")[0].strip() != "application/ipp":
            self._say(415, b"")
        elif self.host.printer.fault is Fault.GARBLED:
            self._say(200, b"\x02\x00\x00\x00 this is no answer")
        else:
            self._say(200, self.host.answer(body))

    def _body(self) -> bytes | None:
        """The request's body, sized or chunked (RFC 9112 sections 6 and 7); None when it breaks off."""
        if "chunked" not in self.headers.get("Transfer-Encoding", "").lower():
            size = self.headers.get("Content-Length", "")
            if not (size.isascii() and size.isdigit()) or int(size) > _MOST:
                return None
            body = self.rfile.read(int(size))
            return body if len(body) == int(size) else None
        parts: list[bytes] = []
        while (chunk := self._chunk()) and sum(map(len, parts)) < _MOST:
            parts.append(chunk)
        return None if chunk is None else b"".join(parts)

    def _chunk(self) -> bytes | None:
        try:
            size = int(self.rfile.readline(64).split(b";")[0], 16)
        except ValueError:
            return None
        if not 0 <= size <= _MOST:
            return None
        data = self.rfile.read(size)
        self.rfile.readline(64)
        return data if len(data) == size else None

    def _say(self, status: int, body: bytes) -> None:
        self.send_response(status)
        self.send_header("Content-Type", "application/ipp")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: Any) -> None:
        """Requests are not written down."""
