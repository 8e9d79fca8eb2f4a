"""The steps at the card reader: for whom, whose card, and the notice before it is used. Part of :mod:`kiosk.steps`."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from kiosk.devices.outcomes import ReaderTrouble
from kiosk.person.agent import Relation, Whose
from kiosk.words import Words


class CardPhase(Enum):
    """Where reading the card stands."""

    WAITING = "waiting"
    TROUBLE = "trouble"


@dataclass(frozen=True)
class PresentCard:
    """Lay the card on the reader. ``can_skip`` offers the way without a card (fields by hand at the window).

    ``whose`` card: where one person acts for another, the applicant's comes first, then the agent's own; ``changed``
    says that the applicant's card was read and may still lie there.
    """

    phase: CardPhase
    trouble: ReaderTrouble | None = None
    attempt: int = 1
    whose: Whose = "own"
    can_skip: bool = True
    changed: bool = False


@dataclass(frozen=True)
class WhoFor:
    """您是给自己办，还是替别人办？ ``chosen`` is what was said before, None for oneself."""

    chosen: Relation | None = None


@dataclass(frozen=True)
class CardLine:
    """One thing read from the card, already masked, and what it is used for."""

    label: Words
    masked: str
    used_for: Words


@dataclass(frozen=True)
class ConfirmCard:
    """Notice before use: what was read (masked), what for, how long it is kept. Two ways: use it, or do not.

    ``hold`` set: this card cannot be used, and why; the ways on are another card or none. ``cautions`` are said, and
    the card may be used. ``whose`` card it is; ``can_guard``: a child's, and its guardian may go on for it.
    """

    lines: tuple[CardLine, ...]
    kept: Words
    warnings: tuple[str, ...] = ()
    hold: Words | None = None
    cautions: tuple[Words, ...] = ()
    whose: Whose = "own"
    can_guard: bool = False
    can_skip: bool = True
