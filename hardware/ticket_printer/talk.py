"""Questions to a slip printer on an open line, each with its end, and what came back sorted."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Protocol

from hardware.ticket_printer.commands import commands
from hardware.ticket_printer.status import QUESTIONS, Ear, Report, question

CHUNK = 1024  # bytes a write: 0.1 s at 115,200 bit/s and 1.1 s at 9,600, inside the line's write timeout
END_MARK = b"\x1dr\x01"  # GS r 1, answered in its place in the job
AT_ONCE = 3  # marks side by side: a printer losing power drags its line low, which reads as one mark or two
FORGET = b"\x1b@"  # ESC @
_MOST_STALE = 64  # reads after which a line that never falls quiet is no longer listened to


def with_marks(job: bytes, stride: int) -> tuple[bytes, int]:
    """The job with end marks behind the lines nearest to every ``stride`` bytes, and at its end; and how many.

    A printer that loses power in a job and comes back may well answer the marks at the end: it has lost some before.
    """
    pieces, begun, points = [], 0, 1
    for command in commands(job) if len(job) > stride else ():
        end = command.offset + command.size
        if command.name in (b"\n", b"\x1dv") and end - begun >= stride:
            pieces += [job[begun:end], END_MARK * AT_ONCE]
            begun, points = end, points + 1
    return b"".join((*pieces, job[begun:], END_MARK * AT_ONCE)), points * AT_ONCE


class Line(Protocol):
    """What is needed of an open line; ``hardware.port.Port`` has it."""

    def read_available(self, wait: float | None = None) -> bytes:
        """What has arrived, waiting up to ``wait`` seconds for the first byte."""
        ...

    def write(self, data: bytes) -> None:
        """Hand over all of ``data``."""
        ...

    def close(self) -> None:
        """Let go of the line."""
        ...


class Talk:
    """One open line and what was heard on it. Raises what the line raises: PortUnavailable, DeviceSilent."""

    def __init__(self, line: Line, answer_timeout: float, clock: Callable[[], float] = time.monotonic) -> None:
        self.line = line
        self.ear = Ear()
        self._answer_timeout = answer_timeout
        self._clock = clock
        self._behind = False
        self.handing = 0

    def report(self) -> Report:
        """Ask the four questions. A printer silent to one is not asked the others; noise is an answer to none."""
        self.fall_quiet()
        noise = self.ear.noise
        answers: list[int | None] = [None] * len(QUESTIONS)
        for index, n in enumerate(QUESTIONS):
            answers[index] = self._ask(n)
            if answers[index] is None:
                break
        if self.ear.noise > noise:
            return Report((None, None, None, None))
        return Report((answers[0], answers[1], answers[2], answers[3]))

    def fall_quiet(self) -> None:
        """Take what is still coming; after a question without answer, wait for the late one as long as for a right one.

        What was late would otherwise answer the next question.
        """
        wait = self._answer_timeout if self._behind else 0.0
        for _ in range(_MOST_STALE):
            heard = self.line.read_available(wait)
            if not heard:
                break
            self.ear.feed(heard)
        self.ear.pause()
        self.ear.forget_answers()
        self._behind = False

    def hear_ends(self, upto: int, wait: float) -> bool:
        """True once ``upto`` end marks were heard since the line was opened; waits at most ``wait`` seconds."""
        return self._listen(wait, lambda: self.ear.ends >= upto)

    def rest(self, wait: float) -> None:
        """Listen for ``wait`` seconds, whatever comes."""
        self._listen(wait, lambda: False)

    def send(self, data: bytes) -> None:
        """Write in pieces the line's timeout is made for; ``handing`` counts the bytes up to the piece in hand."""
        for start in range(0, len(data), CHUNK):
            self.handing = min(len(data), start + CHUNK)
            self.line.write(data[start : start + CHUNK])

    def _ask(self, n: int) -> int | None:
        self.ear.forget_answers()
        self.line.write(question(n))
        self._behind = not self._listen(self._answer_timeout, lambda: bool(self.ear.answers))
        return None if self._behind else self.ear.answers[-1]

    def _listen(self, wait: float, heard: Callable[[], bool]) -> bool:
        deadline = self._clock() + wait
        while True:
            self.ear.feed(self.line.read_available(max(0.0, deadline - self._clock())))
            if heard():
                return True
            if self._clock() >= deadline:
                return False
