"""What the window is handed at birth. Nothing in here is about a person."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from screens.look.theme import ThemeSettings

if TYPE_CHECKING:
    from kiosk.devices.pointing import Spot
    from kiosk.inbox import Message
    from kiosk.invitation import HallFace, Offer
    from kiosk.needs import Clock
    from kiosk.steps import Step
    from kiosk.visit import Visit
    from screens.look.fonts import FontPaths
    from screens.look.texts import Texts


def _nothing(*_: object, **__: object) -> None:
    """No one listens."""


def _always() -> bool:
    """Nothing has to be built first."""
    return True


@dataclass(frozen=True)
class Shell:
    """Everything :class:`screens.app.KioskApp` needs.

    ``make_visit`` gives a new visit, at once when ``ready`` says so (asked from the first touch on until it does);
    ``drain`` yields the inbox values of that visit id and drops others;
    ``log`` takes an event name and values without personal data; ``beat`` is called from the window thread every
    ``beat_seconds`` while it is alive; ``rehearse`` yields steps that hold nobody's data, drawn unseen in idle
    time so that the first citizen does not wait, and None while there is none yet. ``speak`` and ``hush`` are
    ``speak`` and ``stop`` of a :class:`kiosk.needs.Voice`, ``can_speak`` tells whether anybody would hear it,
    ``point`` lights guide lamps. ``press`` is told of every key of the window where a scanner types what it reads: the
    character or ``enter``, when it was heard and when it may have been pressed at the earliest; None where no key
    means anything. ``offers`` gives the life events the invitation names from now on; without it they are
    ``scenarios`` for good.
    Times are in seconds.
    """

    make_visit: Callable[[], Visit]
    drain: Callable[[str | None], Iterator[Message]]
    texts: Texts
    fonts: FontPaths
    hall: HallFace
    scenarios: tuple[Offer, ...]
    clock: Clock
    glass: ThemeSettings = field(default_factory=ThemeSettings)
    demo: bool = False
    log: Callable[[str, Mapping[str, object]], None] = _nothing
    ready: Callable[[], bool] = _always
    beat: Callable[[], None] = _nothing
    speak: Callable[..., None] = _nothing
    hush: Callable[[], None] = _nothing
    can_speak: Callable[[], bool] = bool
    point: Callable[[frozenset[Spot]], None] = _nothing
    press: Callable[[str, float, float], None] | None = None
    rehearse: Callable[[], Iterable[Step | None]] = tuple
    offers: Callable[[], tuple[Offer, ...]] | None = None
    idle_seconds: float = 60.0
    warn_seconds: float = 20.0
    goodbye_seconds: float = 5.0
    trouble_seconds: float = 12.0
    beat_seconds: float = 5.0
