"""What a slip printer says about itself: DLE EOT, four questions (Epson ESC/POS reference)."""

from __future__ import annotations

from dataclasses import dataclass

from kiosk.devices import PrinterStatus

# n of DLE EOT n: 1 printer, 2 cause of offline, 3 cause of error, 4 paper sensor.
QUESTIONS = (1, 2, 3, 4)


def question(n: int) -> bytes:
    """DLE EOT n."""
    return b"\x10\x04" + bytes([n])


def is_answer(byte: int) -> bool:
    """True for a byte with the fixed bits of a DLE EOT answer: 0xx1xx10."""
    return byte & 0x93 == 0x12


def is_end_mark(byte: int) -> bool:
    """True for a byte with the fixed bits of a GS r 1 answer (0xx0xxxx): the job was worked off to here."""
    return byte & 0x90 == 0x00


@dataclass(frozen=True)
class Report:
    """The four answer bytes in the order of ``QUESTIONS``; None where the printer kept silent."""

    answers: tuple[int | None, int | None, int | None, int | None]

    @property
    def status(self) -> PrinterStatus:
        """The most urgent thing to do. Any silence without a named fault is UNKNOWN, never READY."""
        printer, offline, error, paper = self.answers
        for status, told in (
            (PrinterStatus.COVER_OPEN, _bit(offline, 0x04)),
            (PrinterStatus.PAPER_OUT, _bit(paper, 0x60) or _bit(offline, 0x20)),
            (PrinterStatus.JAM, _bit(error, 0x08)),
            (PrinterStatus.ERROR, _bit(error, 0x64) or _bit(offline, 0x40)),
        ):
            if told:
                return status
        if None in self.answers:
            return PrinterStatus.UNKNOWN
        if _bit(printer, 0x08):
            return PrinterStatus.OFFLINE
        return PrinterStatus.PAPER_LOW if _bit(paper, 0x0C) else PrinterStatus.READY


def _bit(answer: int | None, mask: int) -> bool:
    return answer is not None and bool(answer & mask)
