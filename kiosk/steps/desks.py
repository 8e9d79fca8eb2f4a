"""The steps beside the work: progress, printing, numbers, the way, a guide, trouble. Part of :mod:`kiosk.steps`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from kiosk.catalog.values import Scenario
from kiosk.devices.outcomes import PrinterStatus
from kiosk.filing.receipt import CaseProgress
from kiosk.hall import HallFacts, Place
from kiosk.steps.cards import CardLine as CardLine
from kiosk.steps.cards import CardPhase as CardPhase
from kiosk.steps.cards import ConfirmCard as ConfirmCard
from kiosk.steps.cards import PresentCard as PresentCard
from kiosk.steps.cards import WhoFor as WhoFor
from kiosk.way.opening import Opening
from kiosk.words import Remark, Words


@dataclass(frozen=True)
class AskProgress:
    """Look a case up by the code on the slip; ``age`` says how old the answer is while the hall is away.

    ``scanner``: this machine reads the code off the slip.
    """

    code: str
    waiting: bool
    progress: CaseProgress | None
    problem: Remark | None = None
    age: Remark | None = None
    scanner: bool = False


@dataclass(frozen=True)
class FoundDraft:
    """What a pick-up code opened: which matter, when it was left, how many answers have to be given again.

    ``card_again``: a card had been used; nothing from it was kept, so it is laid down again.
    """

    matter: Words
    kept_at: datetime
    asked_again: int
    card_again: bool


@dataclass(frozen=True)
class PickUp:
    """Come back with a pick-up code; ``found`` once it opened something.

    ``scanner``: a receipt held before it opens the look-up instead.
    """

    code: str = field(repr=False)
    waiting: bool
    found: FoundDraft | None
    problem: Remark | None = None
    scanner: bool = False


@dataclass(frozen=True)
class PrintDesk:
    """Checklists without an application: choose a matter, it is printed."""

    scenarios: tuple[Scenario, ...]
    form_printer: PrinterStatus | None


@dataclass(frozen=True)
class TicketDesk:
    """A number without an application: choose what it is about."""

    scenarios: tuple[Scenario, ...]
    ticket_printer: PrinterStatus | None


@dataclass(frozen=True)
class FindWay:
    """Floors, windows, lift, toilets; ``place`` is the chosen one with its way, ``opening`` whether it is open now."""

    hall: HallFacts
    place: Place | None
    opening: Opening | None = None


@dataclass(frozen=True)
class GuideComing:
    """A guide was called; ``noted`` None while asking, False when the hall cannot be reached (phone is shown)."""

    hall: HallFacts
    noted: bool | None


@dataclass(frozen=True)
class Trouble:
    """Something broke. ``key`` picks the text; nothing entered is kept unless the text says so."""

    key: str
    values: Mapping[str, str] = field(default_factory=dict)
