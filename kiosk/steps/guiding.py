"""The steps from the first page to the plan. Part of :mod:`kiosk.steps`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from kiosk.catalog.values import Question, Scenario
from kiosk.devices.outcomes import PrinterStatus
from kiosk.filing.bundle import AnswerValue
from kiosk.guide.accounting import Account
from kiosk.guide.details import ItemDetail
from kiosk.guide.plan import Plan
from kiosk.hall import HallFacts
from kiosk.service import FULL_SERVICE, Service
from kiosk.steps.cards import CardLine as CardLine
from kiosk.steps.cards import CardPhase as CardPhase
from kiosk.steps.cards import ConfirmCard as ConfirmCard
from kiosk.steps.cards import PresentCard as PresentCard
from kiosk.steps.cards import WhoFor as WhoFor
from kiosk.words import Remark, Words


@dataclass(frozen=True)
class Home:
    """The first page of a visit. ``printers`` None until they were asked; a dead printer is said here.

    So is a ``service`` that is not the full one, with what still works. ``remark`` answers, for a few seconds, a code
    held before the scanner that opens nothing here.
    """

    scenarios: tuple[Scenario, ...]
    hall: HallFacts
    ticket_printer: PrinterStatus | None
    form_printer: PrinterStatus | None
    service: Service = FULL_SERVICE
    remark: Remark | None = None


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
