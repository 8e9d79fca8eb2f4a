"""Time that moves only when told to, for everything in Kivy that looks at a clock."""

from __future__ import annotations

from importlib import import_module

from kivy.clock import Clock

_TIME_READERS = (
    "kivy.uix.behaviors.button",
    "kivy.input.motionevent",
    "kivy.input.postproc.doubletap",
    "kivy.input.postproc.tripletap",
    "kivy.effects.kinetic",
    "kivy.effects.scroll",
)


class VirtualTime:
    """Seconds that never jump; :meth:`install` puts it under Kivy, :meth:`remove` gives the real time back.

    Kivy 2.3 reads time in two ways: through ``Clock.time`` and through ``time()`` imported by name into some
    modules; both are replaced. Use one instance a process, because Kivy's clock must not run backwards.
    """

    def __init__(self) -> None:
        self.seconds = float(Clock.time())
        self._max_fps = 0.0
        self._originals: dict[str, object] = {}

    def __call__(self) -> float:
        """The time now, in seconds."""
        return self.seconds

    @property
    def installed(self) -> bool:
        """True between :meth:`install` and :meth:`remove`."""
        return bool(self._originals)

    def advance(self, seconds: float) -> None:
        """Move on by ``seconds`` (0 or more). Raises ValueError when asked to go back."""
        if seconds < 0:
            raise ValueError("time does not go back")
        self.seconds += seconds

    def install(self) -> None:
        """Take over; a second call does nothing."""
        if self._originals:
            return
        self.seconds = max(self.seconds, float(Clock.time()))
        for name in _TIME_READERS:
            module = import_module(name)
            self._originals[name] = module.time
            module.time = self  # type: ignore[attr-defined]
        self._max_fps = Clock._max_fps
        Clock._max_fps = 0
        Clock.time = self
        _start_from(self.seconds)

    def remove(self) -> None:
        """Give the real time back; does nothing when not installed."""
        if not self._originals:
            return
        for name, original in self._originals.items():
            import_module(name).time = original  # type: ignore[attr-defined]
        self._originals.clear()
        Clock._max_fps = self._max_fps
        del Clock.time
        _start_from(float(Clock.time()))


def _start_from(now: float) -> None:
    # Left in another time, Kivy's clock would sleep until the difference has passed.
    Clock._last_tick = Clock._duration_ts0 = now
    Clock._last_fps_tick = None
