"""The slip printer on its line: ask, print, and say honestly how it ended."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TypeVar

from hardware.port import BITS_PER_BYTE, wire_seconds
from hardware.ticket_printer.commands import commands
from hardware.ticket_printer.lines.opening import open_line
from hardware.ticket_printer.profiles import PAPER_80, PaperProfile
from hardware.ticket_printer.slips import SlipPrinting
from hardware.ticket_printer.talk import END_MARK, FORGET, Line, Talk, with_marks
from kiosk.devices.outcomes import PrintEnd, PrinterStatus, PrintOutcome
from kiosk.errors import DeviceSilent, PortUnavailable
from kiosk.slips.model import Answers

LISTEN = 0.2  # seconds between two looks at a printing printer
SILENT = 2  # reports in a row without answer after which waiting is given up
_OLD_JOB = 3.0  # seconds given to a printer to finish what an earlier job left it
_OFF = 0.1  # seconds: a printer that loses power is away several times longer, and loses several marks
T = TypeVar("T")


class SerialTicketPrinter(SlipPrinting):
    """A slip printer behind any line of ``lines.opening`` (serial, pty, ``socket://``, ``usb:``, ``/dev/usb/lp0``).

    A slip is PRINTED only when the printer worked off the whole job, said so in its place in the job (GS r), and then
    reported that it can print; NOT_CONFIRMED when it may be on paper but the printer does not or cannot say so; FAILED
    otherwise.

    Opens nothing until asked and reopens a lost line by itself. Expected trouble (paper, cover, silence, line
    gone) is a status or an outcome, never an exception. ``answer_timeout`` bounds one question in seconds;
    ``print_timeout`` bounds the wait for the end of a job after its bytes are on the wire; ``settle`` is how long
    a printer that reports no end is watched for a fault. ``opener`` (url, baudrate, seconds) and ``clock``
    (monotonic seconds) are the outside world.
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
        opener: Callable[[str, int, float], Line] = open_line,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        super().__init__(profile)
        self.url = url
        self._baudrate = baudrate
        self._paced = not url.startswith(("socket:", "usb:", "/dev/usb/"))  # these take bytes as fast as they print
        self._answer_timeout = answer_timeout
        self._longest = print_timeout if profile.reports_end else settle
        self._opener, self._clock = opener, clock
        self._talk: Talk | None = None
        self._owes_end = False  # an end mark of an earlier job may still come
        self._torn = b""  # a job that was interrupted: one of its commands may be open at the printer

    def status(self) -> PrinterStatus:
        """Ask the four questions now. OFFLINE when there is no line, UNKNOWN when the printer is silent or mute."""
        try:
            return self._on_line(self._ask)
        except PortUnavailable:
            return PrinterStatus.OFFLINE
        except DeviceSilent:
            return PrinterStatus.UNKNOWN

    def close(self) -> None:
        """Let go of the line; the next call opens it again."""
        if self._talk is not None:
            self._talk.line.close()
            self._talk = None

    def _print(self, job: bytes) -> PrintOutcome:
        before = self.status()
        if not before.can_print:
            return _failed(before, "打印前状态不允许打印。")
        sent, marks = job, 0
        if self._profile.reports_end:
            sent, marks = with_marks(job, int(_OFF * self._baudrate / BITS_PER_BYTE))
        talk = None
        try:
            talk = self._opened()
            self._end_torn_command(talk)
            trusted = self._settle_old_job(talk, before)
            ends, noise = talk.ear.ends + marks, talk.ear.noise
            self._torn, talk.handing = sent, 0
            self._owes_end = self._profile.reports_end
            talk.send(sent)
        except (PortUnavailable, DeviceSilent) as error:
            self.close()
            whole = talk is not None and self._torn is sent and talk.handing >= len(job)
            after = _never_ready(self.status())
            return _unsure(after, error.message) if whole else _failed(after, error.message)
        try:
            under_way = wire_seconds(len(sent), self._baudrate) if self._paced else 0.0
            outcome = self._watch(talk, self._clock() + under_way, ends)
        except (PortUnavailable, DeviceSilent) as error:
            self.close()
            return PrintOutcome(PrintEnd.NOT_CONFIRMED, PrinterStatus.OFFLINE, 0, error.message)
        if outcome.end is PrintEnd.PRINTED and (talk.ear.noise > noise or not trusted):
            return _unsure(outcome.status, "线路上有杂音或旧任务，不能确认打完，请看是否已出票。")
        if outcome.end is PrintEnd.PRINTED:
            self._owes_end, self._torn = False, b""
        return outcome

    def _on_line(self, action: Callable[[Talk], T]) -> T:
        """Run ``action``; a line that was open and turns out dead is reopened once."""
        had_line = self._talk is not None
        try:
            return action(self._opened())
        except PortUnavailable:
            self.close()
            if not had_line:
                raise
        try:
            return action(self._opened())
        except PortUnavailable:
            self.close()
            raise

    def _opened(self) -> Talk:
        if self._talk is None:
            line = self._opener(self.url, self._baudrate, self._answer_timeout)
            self._talk = Talk(line, self._answer_timeout, self._clock)
        return self._talk

    def _ask(self, talk: Talk) -> PrinterStatus:
        if self._profile.answers is Answers.NONE:
            return PrinterStatus.UNKNOWN
        self._end_torn_command(talk)  # a question could be taken for the size of a picture
        return talk.report().status

    def _end_torn_command(self, talk: Talk) -> None:
        """Give a command that an interrupted job left open its missing bytes, so that the next one is read whole."""
        if self._torn:
            talk.send(bytes(max(command.size for command in commands(self._torn))) + FORGET)
            self._torn = b""

    def _settle_old_job(self, talk: Talk, before: PrinterStatus) -> bool:
        """Hear out end marks that an earlier job still owes; False when one of them might be taken for this job's."""
        if not self._owes_end:
            return True
        if before is PrinterStatus.UNKNOWN:
            return False
        talk.line.write(END_MARK)
        if not talk.hear_ends(talk.ear.ends + 1, _OLD_JOB):
            return False
        while talk.hear_ends(talk.ear.ends + 1, self._answer_timeout):
            continue
        self._owes_end = False
        return True

    def _watch(self, talk: Talk, sent: float, ends: int) -> PrintOutcome:
        """Wait for the end of the job, the mark number ``ends``; ``sent`` is when its last byte leaves the wire.

        Questions wait behind the job on a slow wire, so none is asked before ``sent``.
        """
        if self._profile.answers is Answers.NONE:
            return _unsure(PrinterStatus.UNKNOWN, "这台打印机不回话，请看是否已出票。")
        deadline = sent + self._longest
        wait = max(LISTEN, sent - self._clock())
        silent = 0
        confirms = self._profile.reports_end
        while not (confirms and talk.ear.ends >= ends) and silent < SILENT and self._clock() < deadline:
            if confirms and talk.hear_ends(ends, wait):
                break
            if not confirms:
                talk.rest(wait)
            wait = LISTEN
            now = talk.report().status
            if not now.can_print and not (confirms and talk.ear.ends >= ends):
                return _failed(now, "打印中途停止，小票不完整。")
            silent = silent + 1 if now is PrinterStatus.UNKNOWN else 0
        after = talk.report().status
        if not confirms or talk.ear.ends != ends:
            return _unsure(after, "打印机没有确认打完，请看是否已出票。")
        return _ended(after)


def _ended(status: PrinterStatus) -> PrintOutcome:
    if status.can_print and status is not PrinterStatus.UNKNOWN:
        return PrintOutcome(PrintEnd.PRINTED, status, 1)
    return _unsure(status, "打印机随后报告异常，请看小票是否完整。")


def _unsure(status: PrinterStatus, detail: str) -> PrintOutcome:
    return PrintOutcome(PrintEnd.NOT_CONFIRMED, status, 0, detail)


def _failed(status: PrinterStatus, detail: str) -> PrintOutcome:
    return PrintOutcome(PrintEnd.FAILED, status, 0, detail)


def _never_ready(status: PrinterStatus) -> PrinterStatus:
    """A printer that did not take a job is not ready, whatever it answers."""
    return PrinterStatus.ERROR if status in (PrinterStatus.READY, PrinterStatus.PAPER_LOW) else status
