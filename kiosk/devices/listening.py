"""Brings what the code scanner reads to whoever stands at the machine now; with nobody there it is dropped."""

from __future__ import annotations

import threading
from typing import Protocol

from kiosk.devices.codes import ScannerTrouble
from kiosk.inbox import CodeScanned, Inbox
from kiosk.needs import CodeScanner

_LISTEN_SECONDS = 30.0
_PAUSE = 2.0  # seconds before a scanner whose port is gone is looked for again


class _Pause(Protocol):
    def __call__(self, seconds: float, /) -> object: ...


class CodeListener:
    """One thread that listens to the scanner as long as the kiosk runs. ``pause`` waits after a lost port."""

    def __init__(self, scanner: CodeScanner, inbox: Inbox, pause: _Pause | None = None) -> None:
        self._scanner, self._inbox = scanner, inbox
        self._over = threading.Event()
        self._pause = pause or self._over.wait
        self._visit_id: str | None = None
        self._thread = threading.Thread(target=self._run, name="code-scanner", daemon=True)

    def start(self) -> None:
        """Begin to listen."""
        self._thread.start()

    def serve(self, visit_id: str | None) -> None:
        """Codes go to this visit from now on; None drops them."""
        self._visit_id = visit_id

    def close(self) -> None:
        """Stop listening and let go of the port; at most a few seconds."""
        self._over.set()
        if self._thread.is_alive():
            self._thread.join(2.0)
        self._scanner.close()

    def _run(self) -> None:
        while not self._over.is_set():
            outcome = self._scanner.read(_LISTEN_SECONDS, self._over.is_set)
            visit_id = self._visit_id
            if outcome.trouble is ScannerTrouble.PORT_MISSING:
                self._pause(_PAUSE)
            elif visit_id and (outcome.code or outcome.trouble is ScannerTrouble.UNREADABLE):
                self._inbox.put(CodeScanned(visit_id, outcome.code))
