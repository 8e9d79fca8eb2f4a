"""Keeps the window alive: an interval survives its own mistake, and one error never ends the app."""

from __future__ import annotations

import traceback
from collections import deque
from collections.abc import Callable, Mapping

from kivy.base import ExceptionHandler, ExceptionManager
from kivy.clock import Clock

MOST_PER_MINUTE = 20


def every(seconds: float, call: Callable[[float], None]) -> Callable[[], None]:
    """Call for ever, each ``seconds``; returns a function that stops it.

    Kivy drops an interval whose callback raised, even when the error was handled; here the error goes to the
    exception handler and the interval goes on.
    """

    def guarded(elapsed: float) -> None:
        try:
            call(elapsed)
        except Exception as error:
            if ExceptionManager.handle_exception(error) == ExceptionManager.RAISE:
                raise

    event = Clock.schedule_interval(guarded, seconds)
    stop: Callable[[], None] = event.cancel
    return stop


class CalmHandler(ExceptionHandler):
    """Any surprise: log it, drop the visit, show a calm page. More than twenty a minute: let the process end."""

    def __init__(
        self, calm_down: Callable[[], None], log: Callable[[str, Mapping[str, object]], None],
        now: Callable[[], float],
    ) -> None:
        super().__init__()
        self._calm_down = calm_down
        self._log = log
        self._now = now
        self._times: deque[float] = deque()

    def handle_exception(self, inst: BaseException) -> int:
        """PASS, or RAISE for an exit request and for an error storm."""
        if not isinstance(inst, Exception):
            return int(ExceptionManager.RAISE)
        now = self._now()
        self._times.append(now)
        while self._times and now - self._times[0] > 60:
            self._times.popleft()
        self._log("screen_error", {"kind": type(inst).__name__, "where": where(inst)})
        if len(self._times) > MOST_PER_MINUTE:
            return int(ExceptionManager.RAISE)
        self._calm_down()
        return int(ExceptionManager.PASS)


def where(error: BaseException) -> str:
    """Innermost file and line of an error, without its message (which may quote what was typed)."""
    frames = traceback.extract_tb(error.__traceback__)
    if not frames:
        return "unknown"
    last = frames[-1]
    return f"{last.filename.rpartition('/')[2]}:{last.lineno} {last.name}"
