"""A serial code scanner on its port: listens, checks, comes back after unplugging."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable

from hardware.code_scanner.lines import UNREADABLE, LineCutter
from hardware.port import Port, open_port
from kiosk.devices.codes import ScannedCode, ScannerTrouble, ScanOutcome
from kiosk.errors import DeviceError

_LOOK = 0.2  # seconds between two looks at ``cancelled``
_MOST_WAITING = 8  # outcomes kept while nobody asks; older ones are of somebody else


class SerialCodeScanner:
    """Obeys ``kiosk.needs.CodeScanner``. The constructor opens nothing; ``read`` opens the port if needed.

    The scanner must end every code with a carriage return or line feed: a code without an end is dropped after
    ``quiet`` seconds as unreadable, since nobody can tell whether it is whole. The same code within ``repeat``
    seconds counts once, because a slip held still is read again and again. Nothing is ever sent to the scanner.
    One thread at a time.
    """

    def __init__(
        self,
        url: str,
        *,
        baudrate: int = 9600,
        quiet: float = 0.3,
        repeat: float = 2.0,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._url, self._baudrate = url, baudrate
        self._quiet, self._repeat = quiet, repeat
        self._monotonic = monotonic
        self._port: Port | None = None
        self._cutter = LineCutter()
        self._waiting: deque[ScanOutcome] = deque(maxlen=_MOST_WAITING)
        self._last: tuple[ScannedCode, float] | None = None

    def read(self, timeout: float, cancelled: Callable[[], bool]) -> ScanOutcome:
        """Wait up to ``timeout`` seconds for one code. Never raises for what a scanner can do.

        A line that broke since the last call is opened anew at once; one that fails now is closed, so that the
        next call opens it.
        """
        deadline = time.monotonic() + timeout
        kept_open = self._port is not None
        outcome = self._read_once(deadline, cancelled)
        if kept_open and outcome.trouble is ScannerTrouble.PORT_MISSING:
            outcome = self._read_once(deadline, cancelled)
        return outcome

    def close(self) -> None:
        """Let go of the port; a later ``read`` opens it again. What was not asked for is forgotten."""
        port, self._port = self._port, None
        self._cutter.clear()
        self._waiting.clear()
        self._last = None
        if port is not None:
            port.close()

    def _read_once(self, deadline: float, cancelled: Callable[[], bool]) -> ScanOutcome:
        try:
            return self._listen(deadline, cancelled)
        except DeviceError:
            self.close()
            return ScanOutcome(trouble=ScannerTrouble.PORT_MISSING)

    def _listen(self, deadline: float, cancelled: Callable[[], bool]) -> ScanOutcome:
        heard = time.monotonic()
        while not cancelled():
            port = self._opened()
            while self._waiting:
                outcome = self._waiting.popleft()
                if not self._is_repeated(outcome):
                    return outcome
            now = time.monotonic()
            if self._cutter.unfinished and now - heard >= self._quiet:
                self._cutter.clear()
                return UNREADABLE
            if now >= deadline:
                return ScanOutcome(trouble=ScannerTrouble.NO_CODE)
            silence = self._quiet - (now - heard) if self._cutter.unfinished else self._quiet
            data = port.read_available(min(_LOOK, silence, deadline - now))
            if data:
                heard = time.monotonic()
                self._keep(self._cutter.feed(data))
        return ScanOutcome(trouble=ScannerTrouble.CANCELLED)

    def _keep(self, outcomes: list[ScanOutcome]) -> None:
        """Noise that follows noise counts once, so that it crowds out no code."""
        for outcome in outcomes:
            if outcome.code or not self._waiting or self._waiting[-1].code:
                self._waiting.append(outcome)

    def _opened(self) -> Port:
        if self._port is None:
            self._port = open_port(self._url, baudrate=self._baudrate, timeout=_LOOK, write_timeout=1.0)
            self._port.flush_input()  # scanned before anybody listened
        return self._port

    def _is_repeated(self, outcome: ScanOutcome) -> bool:
        now, last = self._monotonic(), self._last
        if outcome.code is None:
            return False
        self._last = (outcome.code, now)
        return last is not None and last[0] == outcome.code and now - last[1] < self._repeat
