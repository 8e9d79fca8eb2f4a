"""The steps of papers, numbers and taking everything along. Part of :mod:`kiosk.steps`."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum

from kiosk.devices.outcomes import PrintOutcome
from kiosk.filing.receipt import Receipt
from kiosk.slips.ticket import TicketGrant
from kiosk.steps.cards import CardLine as CardLine
from kiosk.steps.cards import CardPhase as CardPhase
from kiosk.steps.cards import ConfirmCard as ConfirmCard
from kiosk.steps.cards import PresentCard as PresentCard
from kiosk.steps.cards import WhoFor as WhoFor
from kiosk.steps.photographing import PaperSource
from kiosk.words import Words


class Outcome(Enum):
    """How the matter stands when papers are given. ``AT_WINDOW``: filled in here, and handed in nowhere yet."""

    FILED = "filed"
    KEPT = "kept"
    AT_WINDOW = "at_window"
    NUMBER_ONLY = "number_only"
    PAPERS_ONLY = "papers_only"


class PaperKind(Enum):
    """What is printed where there is more than one thing to print."""

    SET = "set"            # application, checklist and slip of one matter
    PLAN = "plan"          # the plan on A4
    NOTICE = "notice"      # the one-time notice on A4
    SLIP = "slip"          # the plan in short on the roll
    SPECIMEN = "specimen"  # the one form filled with sample values


@dataclass(frozen=True)
class TakePapers:
    """The end of the work: the number large on screen until it is on paper, the papers, and what comes next.

    ``ticket`` / ``papers`` / ``slip`` None while printing. ``number`` None while asked for, or when none could be
    given. ``unprintable`` are the blanks for which the papers could not be made, never what stands in them.
    """

    outcome: Outcome
    matter: Words
    code: str
    receipt: Receipt | None
    number: TicketGrant | None
    number_pending: bool
    way: tuple[Words, ...]
    ticket: PrintOutcome | None
    papers: PrintOutcome | None
    documents: int
    printing_ticket: bool
    printing_papers: bool
    what: PaperKind = PaperKind.SET
    slip: PrintOutcome | None = None
    printing_slip: bool = False
    unprintable: tuple[Words, ...] = ()

    @property
    def can_finish(self) -> bool:
        """True once nothing is asked for or printing any more, so that nobody walks off without the paper."""
        return not (self.number_pending or self.printing_ticket or self.printing_papers or self.printing_slip)


@dataclass(frozen=True)
class TakeYourThings:
    """Take the card and the papers. ``card`` True: still on the reader; False: taken; None: cannot be told.

    ``slip``: the plan in short lies in the slot of the ticket printer. ``cards``: how many cards were read.
    """

    card: bool | None
    used_card: bool
    ticket: bool
    pages: int
    slip: bool = False
    cards: int = 1


@dataclass(frozen=True)
class Goodbye:
    """The visit is over; the app drops it."""


@dataclass(frozen=True)
class KeepDraft:
    """What was entered is kept for a day: the pick-up code, large, until it is on paper.

    ``kept`` None while keeping, False when this machine could not. ``slip`` None while the code is being printed.
    ``code`` is grouped as on the slip and left out of ``repr``. ``unkept`` is what took pages of papers that are not
    kept with the rest.
    """

    matter: Words
    code: str = field(repr=False)
    kept: bool | None
    until: datetime | None
    slip: PrintOutcome | None
    unkept: PaperSource | None = None

    @property
    def can_leave(self) -> bool:
        """True once nothing is being kept or printed any more."""
        return self.kept is not None and (self.kept is False or self.slip is not None)
