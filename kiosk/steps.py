"""What to show next, as plain values: each kind of step is drawn by exactly one screen."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum
from typing import Literal

from kiosk.bundle import AnswerValue, Fault, MaterialStatus
from kiosk.card_steps import CardLine as CardLine
from kiosk.card_steps import CardPhase as CardPhase
from kiosk.card_steps import ConfirmCard as ConfirmCard
from kiosk.card_steps import PresentCard as PresentCard
from kiosk.card_steps import WhoFor as WhoFor
from kiosk.catalog.values import Field, Question, Scenario
from kiosk.devices import PrinterStatus, PrintOutcome
from kiosk.guide.accounting import Account
from kiosk.guide.details import ItemDetail
from kiosk.guide.noticing import Notice
from kiosk.guide.plan import Plan, PlannedMaterial
from kiosk.hall import HallFacts, Place
from kiosk.photographing import PaperSource, PhotographPaper
from kiosk.receipt import CaseProgress, Receipt
from kiosk.service import FULL_SERVICE, Service
from kiosk.ticket import TicketGrant
from kiosk.way.opening import Opening
from kiosk.words import Language, Remark, Words


@dataclass(frozen=True)
class Home:
    """The first page of a visit. ``printers`` None until they were asked; a dead printer is said here.

    So is a ``service`` that is not the full one, with what still works.
    """

    scenarios: tuple[Scenario, ...]
    hall: HallFacts
    ticket_printer: PrinterStatus | None
    form_printer: PrinterStatus | None
    service: Service = FULL_SERVICE


@dataclass(frozen=True)
class Hit:
    """One search result: opens ``scenario`` (an item is found within its scenarios); '' only informs.

    ``matched`` is the name by which the ``kind`` (scenario, department or item) of that ``id`` was found; ``near``
    says that nothing held the text and this name is only close to it.
    """

    title: Words
    detail: Words
    scenario: str
    kind: Literal["scenario", "department", "item"] = "scenario"
    id: str = ""
    matched: str = ""
    near: bool = False


@dataclass(frozen=True)
class Search:
    """Search as typed (letters and digits now; pinyin finds Chinese)."""

    query: str
    hits: tuple[Hit, ...]


@dataclass(frozen=True)
class Ask:
    """One question a screen. ``answered`` of about ``total``; ``current`` is an earlier answer being changed."""

    scenario: Scenario
    question: Question
    answered: int
    total: int
    raw: str = ""
    problem: Remark | None = None
    current: AnswerValue = None
    has_current: bool = False


@dataclass(frozen=True)
class GivenLine:
    """One answer in words, to be changed by touching it."""

    key: str
    question: Words
    answer: Words


@dataclass(frozen=True)
class ShowPlan:
    """The plan with the answers it rests on.

    Unfolded over it: ``detail`` of the item ``open_item``, or the ``account`` of a paper or a number (为什么).
    ``can_file`` False: this machine takes no applications now, and a number for the window comes in its place.
    """

    plan: Plan
    given: tuple[GivenLine, ...]
    open_item: str | None = None
    detail: ItemDetail | None = None
    account: Account | None = None
    can_file: bool = True


@dataclass(frozen=True)
class ShowItem:
    """The guide card of one item found by search; ``scenarios`` are the life events it is part of."""

    detail: ItemDetail
    scenarios: tuple[Scenario, ...]


@dataclass(frozen=True)
class Stopped:
    """A stop rule holds: no checklist, the clause, and a way to people."""

    scenario: Scenario
    message: Words
    basis: str
    given: tuple[GivenLine, ...]


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

    ``pages`` were photographed here.
    """

    material: PlannedMaterial
    status: MaterialStatus | None
    choices: tuple[MaterialStatus, ...]
    due: Words | None = None
    pages: int = 0


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
class KeepDraft:
    """What was entered is kept for a day: the pick-up code, large, until it is on paper.

    ``kept`` None while keeping, False when this machine could not. ``slip`` None while the code is being printed.
    ``code`` is grouped as on the slip and left out of ``repr``.
    """

    matter: Words
    code: str = field(repr=False)
    kept: bool | None
    until: datetime | None
    slip: PrintOutcome | None

    @property
    def can_leave(self) -> bool:
        """True once nothing is being kept or printed any more."""
        return self.kept is not None and (self.kept is False or self.slip is not None)


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


Step = (
    Home | Search | ShowItem | Ask | ShowPlan | Stopped | PresentCard | WhoFor | ConfirmCard | FillForm
    | GatherMaterials | PhotographPaper | Review | Sending | TakePapers | TakeYourThings | Goodbye | AskProgress
    | PrintDesk | TicketDesk | FindWay | GuideComing | KeepDraft | PickUp | Trouble
)


@dataclass(frozen=True)
class Look:
    """How the visit wants to be shown and told; born with the visit, gone with it, the volume too."""

    language: Language = "zh"
    large: bool = False
    high_contrast: bool = False
    low_reach: bool = False
    voice: bool = False
    louder: bool = False
