"""Scanners that pretend to be a keyboard: key presses in, the same checked outcomes out."""

from __future__ import annotations

from hardware.code_scanner.lines import LONGEST_LINE, UNREADABLE, outcome_of
from kiosk.devices.codes import ScannedCode, ScanOutcome

FASTEST_HAND = 0.05  # seconds between two keys; scanners take 1 to 20 ms, people 80 ms and more
SHORTEST_CODE = 6    # fewer letters in a row may be a hand resting on keys
ENTER = "enter"


class KeyboardWedge:
    """Tells a scanner from a hand by its pace. Feed it every key press of the window, in order.

    ``gap`` is the longest pause between two keys of one code, ``repeat`` how long the same code counts once (a slip
    held still is read again and again); both in seconds.
    """

    def __init__(self, gap: float = FASTEST_HAND, repeat: float = 2.0) -> None:
        self._gap, self._repeat = gap, repeat
        self._keys: list[str] = []
        self._at = 0.0
        self._last: tuple[ScannedCode, float] | None = None

    def press(self, key: str, at: float, earliest: float | None = None) -> ScanOutcome | None:
        """One key (a character, or ``enter``) at ``at`` monotonic seconds; an outcome when Enter ends a code.

        ``earliest`` is when the key may have been pressed at the earliest: a window that was busy hears late of keys
        that came in time. Characters one code can never have (a second Enter, a lone key) give nothing.
        """
        if (at if earliest is None else min(at, earliest)) - self._at > self._gap:
            self._keys.clear()
        self._at = at
        if key != ENTER:
            if len(self._keys) <= LONGEST_LINE:
                self._keys.append(key)
            return None
        text = "".join(self._keys)
        self._keys.clear()
        if len(text) < SHORTEST_CODE:
            return None
        outcome = outcome_of(text.encode("utf-8")) if len(text) <= LONGEST_LINE else UNREADABLE
        return None if self._is_repeated(outcome, at) else outcome

    def clear(self) -> None:
        """Forget what was typed."""
        self._keys.clear()
        self._last = None

    def _is_repeated(self, outcome: ScanOutcome, at: float) -> bool:
        last, code = self._last, outcome.code
        if code is None:
            return False
        self._last = (code, at)
        return last is not None and last[0] == code and at - last[1] < self._repeat
