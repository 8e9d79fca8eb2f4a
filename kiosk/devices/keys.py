"""Codes typed by a scanner that is a keyboard to the computer: the window's keys in, codes out."""

from __future__ import annotations

from typing import Protocol

from kiosk.devices.codes import ScannerTrouble, ScanOutcome
from kiosk.inbox import CodeScanned, Inbox


class KeyReader(Protocol):
    """Tells a scanner from a hand."""

    def press(self, key: str, at: float, earliest: float | None = None) -> ScanOutcome | None:
        """One key; an outcome when it ends a code that a scanner typed."""
        ...

    def clear(self) -> None:
        """Forget what was typed."""
        ...


class KeyListener:
    """Brings what is typed at a scanner's pace to whoever stands at the machine now; with nobody there it is dropped.

    Has the life of :class:`kiosk.devices.listening.CodeListener` and no thread: the window calls :meth:`press`.
    """

    def __init__(self, reader: KeyReader, inbox: Inbox) -> None:
        self._reader, self._inbox = reader, inbox
        self._visit_id: str | None = None

    def start(self) -> None:
        """Nothing to begin: keys come from the window."""

    def serve(self, visit_id: str | None) -> None:
        """Codes go to this visit from now on; None drops them. What was begun for somebody else is forgotten."""
        if visit_id != self._visit_id:
            self._reader.clear()
        self._visit_id = visit_id

    def press(self, key: str, at: float, earliest: float) -> None:
        """One key of the window: a character or ``enter``, pressed between ``earliest`` and ``at`` (seconds)."""
        outcome = self._reader.press(key, at, earliest)
        if outcome is None or not self._visit_id:
            return
        if outcome.code or outcome.trouble is ScannerTrouble.UNREADABLE:
            self._inbox.put(CodeScanned(self._visit_id, outcome.code))

    def close(self) -> None:
        """Forget what was typed."""
        self.serve(None)
