"""The hall's own time: an injected clock seen in the hall's timezone."""

from __future__ import annotations

import time
from datetime import date, datetime
from zoneinfo import ZoneInfo

from kiosk.needs import Clock


class SystemClock:
    """The computer's clocks."""

    def now(self) -> datetime:
        """Wall-clock time with its offset."""
        return datetime.now().astimezone()

    def monotonic(self) -> float:
        """Seconds that never jump."""
        return time.monotonic()


class HallTime:
    """Dates and stamps as the hall's own calendar has them; a clock without offset is taken as hall time."""

    def __init__(self, clock: Clock, timezone: str) -> None:
        self._clock = clock
        self._zone = ZoneInfo(timezone)

    def now(self) -> datetime:
        """Hall time with its offset."""
        moment = self._clock.now()
        return moment.replace(tzinfo=self._zone) if moment.tzinfo is None else moment.astimezone(self._zone)

    def today(self) -> date:
        """The hall's date."""
        return self.now().date()

    def stamp(self) -> str:
        """ISO local time of the hall with offset, to the second."""
        return self.now().isoformat(timespec="seconds")
