"""The slip printer on its port: ask, print, and say honestly how it ended."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TypeVar

from hardware.port import Port, open_port, wire_seconds
from hardware.ticket_printer.layouts.plan import render_plan_slip
from hardware.ticket_printer.layouts.ticket import render_ticket
from hardware.ticket_printer.profiles import PAPER_80, PaperProfile
from hardware.ticket_printer.status import QUESTIONS, Report, is_answer, is_end_mark, question
from kiosk.devices import PrintEnd, PrinterStatus, PrintOutcome
from kiosk.errors import DeviceSilent, PortUnavailable
from kiosk.plan_slip import PlanSlip
from kiosk.ticket import Ticket

CHUNK = 1024  # bytes a write: 0.1 s at 115,200 bit/s and 1.1 s at 9,600, inside the port's write timeout
END_MARK = b"\x1dr\x01"  # GS r 1, answered in its place in the job
LISTEN = 0.2  # seconds between two looks at a printing printer
SILENT = 2  # questions in a row without answer after which waiting is given up
T = TypeVar("T")


class SerialTicketPrinter:
    """A slip printer behind any port url (serial, pty, ``socket://``, ``/dev/usb/lp0``).

    Opens nothing until asked and reopens a lost port by itself. Expected trouble (paper, cover, silence, port
    gone) is a status or an outcome, never an exception. ``answer_timeout`` bounds one question in seconds;
    ``print_timeout`` bounds the wait for the end of a job after its bytes are on the wire;
    ``settle`` is how long a printer that reports no end is watched instead.
    """

    def __init__(
        self,
        url: str,
        *,
        profile: PaperProfile = PAPER_80,
        baudrate: int = 115200,
        answer_timeout: float = 0.5,
        print_timeout: float = 15.0,
        settle: float = 2.0,
    ) -> None:
        self.url = url
        self._profile = profile
        self._baudrate = baudrate
        self._answer_timeout = answer_timeout
        self._longest = print_timeout if profile.reports_end else settle
        self._port: Port | None = None
        self._end_heard = False

    def status(self) -> PrinterStatus:
        """Ask the four questions now. OFFLINE when there is no port, UNKNOWN when the printer is silent."""
        try:
            return self._on_port(self._ask_afresh)
        except PortUnavailable:
            return PrinterStatus.OFFLINE
        except DeviceSilent:
            return PrinterStatus.UNKNOWN

    def print_ticket(self, ticket: Ticket) -> PrintOutcome:
        """Print and cut one queue ticket.

        PRINTED only when the printer worked off the whole job and then reported that it can print;
        NOT_CONFIRMED when it may be on paper but the printer does not say so; FAILED otherwise.
        Raises SettingsError only when a line needs the Chinese font and it is not installed.
        """
        return self._print(render_ticket(ticket, self._profile))

    def print_slip(self, slip: PlanSlip) -> PrintOutcome:
        """Print and cut one plan in short; ends as :meth:`print_ticket` does."""
        return self._print(render_plan_slip(slip, self._profile))

    def _print(self, job: bytes) -> PrintOutcome:
        before = self.status()
        if not before.can_print:
            return _failed(before, "打印前状态不允许打印。")
        self._end_heard = False
        try:
            self._send(job + (END_MARK if self._profile.reports_end else b""))
        except (PortUnavailable, DeviceSilent) as error:
            return _failed(_never_ready(self.status()), error.message)
        try:
            return self._watch(time.monotonic() + wire_seconds(len(job), self._baudrate))
        except (PortUnavailable, DeviceSilent) as error:
            self.close()
            return PrintOutcome(PrintEnd.NOT_CONFIRMED, PrinterStatus.OFFLINE, 0, error.message)

    def close(self) -> None:
        """Let go of the port; the next call opens it again."""
        if self._port is not None:
            self._port.close()
            self._port = None

    def _on_port(self, action: Callable[[Port], T]) -> T:
        """Run ``action``; a port that was open and turns out dead is reopened once."""
        had_port = self._port is not None
        try:
            return action(self._opened())
        except PortUnavailable:
            self.close()
            if not had_port:
                raise
        try:
            return action(self._opened())
        except PortUnavailable:
            self.close()
            raise

    def _opened(self) -> Port:
        if self._port is None:
            self._port = open_port(self.url, baudrate=self._baudrate, timeout=self._answer_timeout)
        return self._port

    def _ask_afresh(self, port: Port) -> PrinterStatus:
        port.flush_input()
        return self._ask(port)

    def _ask(self, port: Port) -> PrinterStatus:
        answers: list[int | None] = [None] * len(QUESTIONS)
        for index, n in enumerate(QUESTIONS):
            port.write(question(n))
            answers[index] = self._hear(port, is_answer, self._answer_timeout)
            if answers[index] is None:
                break  # a printer silent to one question is not asked the others: the wait stays short
        return Report((answers[0], answers[1], answers[2], answers[3])).status

    def _hear(self, port: Port, wanted: Callable[[int], bool], wait: float) -> int | None:
        """The first wanted byte within ``wait`` seconds. Flow control and automatic status are passed over,
        an end mark is remembered.
        """
        deadline = time.monotonic() + wait
        while True:
            heard = port.read_available(max(0.0, deadline - time.monotonic()))
            self._end_heard = self._end_heard or any(is_end_mark(byte) for byte in heard)
            for byte in heard:
                if wanted(byte):
                    return byte
            if time.monotonic() >= deadline:
                return None

    def _send(self, job: bytes) -> None:
        port = self._opened()
        for start in range(0, len(job), CHUNK):
            port.write(job[start : start + CHUNK])

    def _watch(self, sent: float) -> PrintOutcome:
        """Wait for the end of the job; ``sent`` is when its last byte leaves the wire (monotonic seconds).

        Questions wait behind the job on a slow wire, so none is asked before ``sent``.
        """
        port = self._opened()
        deadline = sent + self._longest
        wait = max(LISTEN, sent - time.monotonic())
        silent = 0
        while not self._end_heard and silent < SILENT and time.monotonic() < deadline:
            self._hear(port, is_end_mark, wait)
            wait = LISTEN
            if not self._end_heard:
                now = self._ask(port)
                if not now.can_print and not self._end_heard:
                    return _failed(now, "打印中途停止，小票不完整。")
                silent = silent + 1 if now is PrinterStatus.UNKNOWN else 0
        confirmed = self._end_heard or not self._profile.reports_end
        return _ended(self._ask_afresh(port)) if confirmed else _silent(self._ask_afresh(port))


def _ended(status: PrinterStatus) -> PrintOutcome:
    if status.can_print and status is not PrinterStatus.UNKNOWN:
        return PrintOutcome(PrintEnd.PRINTED, status, 1)
    return PrintOutcome(PrintEnd.NOT_CONFIRMED, status, 0, "打印机随后报告异常，请看小票是否完整。")


def _silent(status: PrinterStatus) -> PrintOutcome:
    return PrintOutcome(PrintEnd.NOT_CONFIRMED, status, 0, "打印机没有确认打完，请看是否已出票。")


def _failed(status: PrinterStatus, detail: str) -> PrintOutcome:
    return PrintOutcome(PrintEnd.FAILED, status, 0, detail)


def _never_ready(status: PrinterStatus) -> PrinterStatus:
    """A printer that did not take a job is not ready, whatever it answers."""
    return PrinterStatus.ERROR if status in (PrinterStatus.READY, PrinterStatus.PAPER_LOW) else status
