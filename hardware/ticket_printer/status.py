"""What a slip printer says about itself: DLE EOT, four questions, and GS r in the job (Epson ESC/POS reference)."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass

from kiosk.devices.outcomes import PrinterStatus

# n of DLE EOT n: 1 printer, 2 cause of offline, 3 cause of error, 4 paper sensor.
QUESTIONS = (1, 2, 3, 4)


@dataclass(frozen=True)
class Sign:
    """Bits of the answer to DLE EOT ``question`` that tell of ``status`` when any of them is set."""

    status: PrinterStatus
    question: int
    mask: int
    shows: str


# Most urgent first: what a person must do before anything else can be seen to.
SIGNS = (
    Sign(PrinterStatus.COVER_OPEN, 2, 0x04, "cover open"),
    Sign(PrinterStatus.PAPER_OUT, 4, 0x60, "paper end sensor: no paper"),
    Sign(PrinterStatus.PAPER_OUT, 2, 0x20, "printing stopped by paper end"),
    Sign(PrinterStatus.CUTTER, 3, 0x08, "autocutter error"),
    Sign(PrinterStatus.OVERHEATED, 3, 0x40, "error that recovers by itself: print head too hot"),
    Sign(PrinterStatus.JAM, 3, 0x04, "recoverable mechanical error"),
    Sign(PrinterStatus.ERROR, 3, 0x20, "error that does not recover"),
    Sign(PrinterStatus.ERROR, 2, 0x40, "error without a named cause"),
)
FAINT = (
    Sign(PrinterStatus.OFFLINE, 2, 0x08, "paper being fed by the button"),
    Sign(PrinterStatus.OFFLINE, 1, 0x08, "offline"),
    Sign(PrinterStatus.PAPER_LOW, 4, 0x0C, "paper near-end sensor"),
)
"""Believed only when all four questions were answered, as a silence may hide something more urgent."""


def question(n: int) -> bytes:
    """DLE EOT n."""
    return b"\x10\x04" + bytes([n])


def is_answer(byte: int) -> bool:
    """True for a byte with the fixed bits of a DLE EOT answer: 0xx1xx10."""
    return byte & 0x93 == 0x12


def is_end_mark(byte: int) -> bool:
    """True for a GS r 1 answer (0000xxxx): the job was worked off to here."""
    return byte & 0xF0 == 0x00


def starts_automatic(byte: int) -> bool:
    """True for the first of the four bytes of an automatic status (GS a): 0xx1xx00; the others are 0xx0xxxx."""
    return byte & 0x93 == 0x10


@dataclass(frozen=True)
class Report:
    """The four answer bytes in the order of ``QUESTIONS``; None where the printer kept silent."""

    answers: tuple[int | None, int | None, int | None, int | None]

    @property
    def status(self) -> PrinterStatus:
        """The most urgent thing to do. Any silence without a named fault is UNKNOWN, never READY."""
        for sign in SIGNS:
            if self._shows(sign):
                return sign.status
        if None in self.answers:
            return PrinterStatus.UNKNOWN
        return next((sign.status for sign in FAINT if self._shows(sign)), PrinterStatus.READY)

    def _shows(self, sign: Sign) -> bool:
        answer = self.answers[sign.question - 1]
        return answer is not None and bool(answer & sign.mask)


class Ear:
    """Sorts what a printer says, in any split, and holds at most ``KEPT`` answers.

    ``answers`` are answers to DLE EOT not yet taken, ``ends`` counts end marks since the start, ``noise`` bytes that
    no printer says. Automatic status and flow control (XON, XOFF) are passed over: three bytes of an automatic
    status look like end marks and are none.
    """

    KEPT = 8

    def __init__(self) -> None:
        self.answers: deque[int] = deque(maxlen=self.KEPT)
        self.ends = 0
        self.noise = 0
        self._automatic = 0

    def feed(self, data: bytes) -> None:
        """Take what the line brought."""
        for byte in data:
            if byte in (0x11, 0x13):
                continue
            if self._automatic and byte & 0x90 == 0:
                self._automatic -= 1
                continue
            self._automatic = 0
            if is_answer(byte):
                self.answers.append(byte)
            elif is_end_mark(byte):
                self.ends += 1
            elif starts_automatic(byte):
                self._automatic = 3
            else:
                self.noise += 1

    def forget_answers(self) -> None:
        """Drop answers to earlier questions; end marks stay counted."""
        self.answers.clear()

    def pause(self) -> None:
        """The line has been quiet: an automatic status that stopped half way will not be finished."""
        self._automatic = 0
