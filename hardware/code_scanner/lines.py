"""Cuts what a scanner sends into lines, bounded in length, and finds its feet again after noise."""

from __future__ import annotations

from kiosk.devices.codes import LONGEST_CODE, ScannedCode, ScannerTrouble, ScanOutcome, read_code

LONGEST_LINE = LONGEST_CODE + 16  # room for a symbology identifier and padding
_ENDS = frozenset(b"\r\n\x03")  # carriage return, line feed, ETX: the endings scanners can be set to
_START = 0x02  # STX, sent first by some: what came before it was noise
UNREADABLE = ScanOutcome(trouble=ScannerTrouble.UNREADABLE)


class LineCutter:
    """Gives one outcome a finished line. Holds at most ``LONGEST_LINE`` bytes, whatever arrives."""

    def __init__(self) -> None:
        self._held = bytearray()
        self._too_long = False

    @property
    def unfinished(self) -> bool:
        """True when a line has begun and not ended."""
        return bool(self._held) or self._too_long

    def feed(self, data: bytes) -> list[ScanOutcome]:
        """The lines that ``data`` finishes, in order; any split of the stream gives the same list."""
        found: list[ScanOutcome] = []
        for byte in data:
            if byte in _ENDS:
                if self.unfinished:
                    found.append(UNREADABLE if self._too_long else outcome_of(bytes(self._held)))
                self.clear()
            elif byte == _START:
                self.clear()
            elif len(self._held) >= LONGEST_LINE:
                self._too_long = True
            else:
                self._held.append(byte)
        return found

    def clear(self) -> None:
        """Forget what is held."""
        self._held.clear()
        self._too_long = False


def outcome_of(line: bytes) -> ScanOutcome:
    """The checked code in one line, or UNREADABLE."""
    try:
        code: ScannedCode | None = read_code(line.decode("ascii"))
    except UnicodeDecodeError:
        code = None
    return ScanOutcome(code=code) if code else UNREADABLE
