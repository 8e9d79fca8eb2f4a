"""The seam for scanners that pretend to be a keyboard: key presses in, the same checked outcomes out."""

from __future__ import annotations

from hardware.code_scanner.lines import LONGEST_LINE, UNREADABLE, outcome_of
from kiosk.codes import ScanOutcome

FASTEST_HAND = 0.05  # seconds between two keys; scanners take 1 to 20 ms, people 80 ms and more
SHORTEST_CODE = 6    # fewer letters in a row may be a hand resting on keys


class KeyboardWedge:
    """Tells a scanner from a hand by its pace. Feed it every key press of the window, in order."""

    def __init__(self, gap: float = FASTEST_HAND) -> None:
        self._gap = gap
        self._keys: list[str] = []
        self._at = 0.0

    def press(self, key: str, at: float) -> ScanOutcome | None:
        """One key (a character, or ``enter``) at ``at`` monotonic seconds; an outcome when Enter ends a code."""
        if at - self._at > self._gap:
            self._keys.clear()
        self._at = at
        if key != "enter":
            if len(self._keys) <= LONGEST_LINE:
                self._keys.append(key)
            return None
        text, self._keys = "".join(self._keys), []
        if len(text) < SHORTEST_CODE:
            return None
        return outcome_of(text.encode("utf-8")) if len(text) <= LONGEST_LINE else UNREADABLE
