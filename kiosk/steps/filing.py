"""The steps of filling in, gathering papers and handing in. Part of :mod:`kiosk.steps`."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from kiosk.catalog.values import Field
from kiosk.filing.bundle import Fault, MaterialStatus
from kiosk.guide.noticing import Notice
from kiosk.guide.plan import Plan, PlannedMaterial
from kiosk.steps.cards import CardLine as CardLine
from kiosk.steps.cards import CardPhase as CardPhase
from kiosk.steps.cards import ConfirmCard as ConfirmCard
from kiosk.steps.cards import PresentCard as PresentCard
from kiosk.steps.cards import WhoFor as WhoFor
from kiosk.steps.photographing import PaperSource
from kiosk.words import Remark, Words


@dataclass(frozen=True)
class FieldState:
    """One blank as it stands. ``shown`` is what may stand on the screen (masked when personal)."""

    field: Field
    raw: str
    shown: str
    problem: Remark | None = None
    by_hand: bool = False
    from_card: bool = False
    filled: bool = False


@dataclass(frozen=True)
class FillForm:
    """The one form, a page at a time. ``active`` is the key being edited; a field knows the items that use it."""

    title: Words
    fields: tuple[FieldState, ...]
    active: str
    page: int
    pages: int
    departments: int
    can_go_on: bool


@dataclass(frozen=True)
class MaterialMark:
    """One merged material and how it will come; ``choices`` are the marks the citizen may set.

    ``pages`` were taken here by ``source``.
    """

    material: PlannedMaterial
    status: MaterialStatus | None
    choices: tuple[MaterialStatus, ...]
    due: Words | None = None
    pages: int = 0
    source: PaperSource = "camera"


@dataclass(frozen=True)
class GatherMaterials:
    """Everything at once: what is here, what comes later, what departments share. ``open_count`` still unmarked.

    ``notice`` is the one-time notice for what is marked as brought. ``filing`` False: only a look at what is missing,
    from the plan, without an application. ``photo`` says how pictures of papers are taken here, if they are.
    """

    plan: Plan
    marks: tuple[MaterialMark, ...]
    open_count: int
    notice: Notice | None = None
    filing: bool = True
    photo: PaperSource | None = None


@dataclass(frozen=True)
class ReviewLine:
    """One answer on the review page; ``change`` is passed back to :meth:`Visit.change`."""

    label: Words
    shown: Words
    change: str
    note: Words = Words("")


@dataclass(frozen=True)
class ReviewSection:
    """A titled group of lines."""

    title: Words
    lines: tuple[ReviewLine, ...]


@dataclass(frozen=True)
class Review:
    """Check your answers before handing in; every line can be changed. ``faults`` are what the hall refused.

    ``can_file`` False: nothing can be handed in now; the filled form on paper and a number for the window are offered.
    """

    title: Words
    sections: tuple[ReviewSection, ...]
    departments: int
    items: int
    faults: tuple[Fault, ...] = ()
    can_file: bool = True


class SendPhase(Enum):
    """Where handing in stands."""

    SEALING = "sealing"
    KEPT = "kept"


@dataclass(frozen=True)
class Sending:
    """Handing in; never longer than a few seconds, then the kept slip is given instead."""

    phase: SendPhase
