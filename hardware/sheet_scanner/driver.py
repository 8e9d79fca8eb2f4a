"""A sheet scanner served by a process of its own, since a SANE backend may block for ever."""

from __future__ import annotations

import sys

from hardware.camera.driver import ProcessCamera


class SheetScanner(ProcessCamera):
    """Obeys ``kiosk.needs.DocumentCamera`` without a live picture: ``look`` answers NO_PAGE, ``take`` draws a page in.

    ``name`` is a device as ``scanimage -L`` lists it, or empty for the first one; ``dpi`` dots an inch. The feeder
    gives a page a call and NO_PAGE once it is empty; a flatbed is a feeder of one page. Corners are of no use here.
    """

    def __init__(self, name: str = "", dpi: int = 200, *, pause: float = 0.5) -> None:
        super().__init__(name, pause=pause)
        self._dpi = dpi

    def _command(self) -> tuple[str, ...]:
        return sys.executable, "-m", "hardware.sheet_scanner.feeder", self._source, str(self._dpi)
