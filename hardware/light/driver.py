"""Lamps that follow the page: the newest wish is carried out in a thread, a board that is missing never matters."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Protocol

from hardware.light.relay import ON_OFF_BYTES, command
from hardware.port import Port, open_port
from kiosk.devices.pointing import Spot
from kiosk.errors import DeviceError

_LEDS = Path("/sys/class/leds")
_TRY_AGAIN = 2.0


class Lamps(Protocol):
    """Switches lamps for one thread."""

    def light(self, spots: frozenset[Spot]) -> bool:
        """Light these and darken the others; False when the lamps could not be reached. Bounded in time."""
        ...

    def close(self) -> None:
        """Let go."""
        ...


class RelayLamps:
    """Lamps on a serial relay board. ``channels`` says which relay (1 to 16) feeds which lamp."""

    def __init__(self, url: str, channels: Mapping[Spot, int], *, baudrate: int = 9600) -> None:
        self._url, self._channels, self._baudrate = url, dict(channels), baudrate
        self._port: Port | None = None

    def light(self, spots: frozenset[Spot]) -> bool:
        """See :class:`Lamps`. A line that broke is opened anew once; every relay is told, since boards forget."""
        return self._tell(spots) or self._tell(spots)

    def close(self) -> None:
        """See :class:`Lamps`."""
        port, self._port = self._port, None
        if port is not None:
            port.close()

    def _tell(self, spots: frozenset[Spot]) -> bool:
        told = b"".join(command(channel, spot in spots) for spot, channel in self._channels.items())
        assert len(told) == ON_OFF_BYTES * len(self._channels), "one command a lamp"
        try:
            if self._port is None:
                self._port = open_port(self._url, baudrate=self._baudrate, timeout=0.2, write_timeout=1.0)
            self._port.flush_input()  # some boards answer each command; nobody reads that
            self._port.write(told)
        except DeviceError:
            self.close()
            return False
        return True


class LedLamps:
    """Lamps that the system knows as LEDs. ``names`` are directories of ``/sys/class/leds``."""

    def __init__(self, names: Mapping[Spot, str], folder: Path = _LEDS) -> None:
        self._names, self._folder = dict(names), folder

    def light(self, spots: frozenset[Spot]) -> bool:
        """See :class:`Lamps`."""
        done = [self._set(name, spot in spots) for spot, name in self._names.items()]
        return all(done)

    def close(self) -> None:
        """See :class:`Lamps`."""

    def _set(self, name: str, on: bool) -> bool:
        folder = self._folder / name
        try:
            brightest = (folder / "max_brightness").read_text().strip()
            (folder / "brightness").write_text(brightest if on else "0")
        except OSError:
            return False
        return True


class GuideLight:
    """Obeys ``kiosk.needs.Light``. One thread, begun by the first wish.

    The wish is told again every ``try_again`` seconds: a board that was pulled out comes back with all lamps off.

    ``on_problem`` hears once when the lamps cannot be reached, and again only after they could.
    """

    def __init__(
        self, lamps: Lamps, on_problem: Callable[[], None] = lambda: None, *, try_again: float = _TRY_AGAIN
    ) -> None:
        self._lamps, self._on_problem, self._try_again = lamps, on_problem, try_again
        self._changed = threading.Condition()
        self._wish: frozenset[Spot] = frozenset()
        self._done: frozenset[Spot] | None = None
        self._over = False
        self._thread: threading.Thread | None = None

    def point(self, spots: frozenset[Spot]) -> None:
        """Light these lamps and no other. Returns at once."""
        with self._changed:
            self._wish = spots
            if self._thread is None:
                self._thread = threading.Thread(target=self._run, name="light", daemon=True)
                self._thread.start()
            self._changed.notify_all()

    def wait_until_done(self, seconds: float) -> bool:
        """Wait until the lamps show the newest wish; False when that took longer than ``seconds``."""
        with self._changed:
            return self._changed.wait_for(lambda: self._done == self._wish, seconds)

    def close(self) -> None:
        """All lamps off; waits two seconds at most."""
        with self._changed:
            self._wish, self._over = frozenset(), True
            self._changed.notify_all()
        if self._thread is not None:
            self._thread.join(2.0)

    def _run(self) -> None:
        told = False
        while True:
            with self._changed:
                wish, over = self._wish, self._over
            reached = self._lamps.light(wish)
            if not reached and not told:
                self._on_problem()
            told = not reached
            with self._changed:
                self._done = wish if reached else None
                self._changed.notify_all()
                if over:
                    break
                self._changed.wait_for(
                    lambda wish=wish: self._wish != wish or self._over,  # type: ignore[misc]
                    self._try_again,
                )
        self._lamps.close()


class NoLight:
    """Obeys ``kiosk.needs.Light`` on a machine without lamps."""

    def point(self, spots: frozenset[Spot]) -> None:
        """Nothing to light."""

    def close(self) -> None:
        """Nothing to let go of."""
