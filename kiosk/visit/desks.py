"""The side desks of a visit: search, progress, printing, numbers, finding the way, calling a guide."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from kiosk.devices.codes import CodeKind, ScannedCode
from kiosk.filing.receipt import CaseProgress
from kiosk.guide.details import item_detail
from kiosk.guide.parsing import clean_text
from kiosk.inbox import GuideCalled, Message, PrintersSeen, ProgressAnswered
from kiosk.search import memory_finder
from kiosk.steps import AskProgress, FindWay, GuideComing, PrintDesk, Search, ShowItem, Step, TicketDesk
from kiosk.visit.work.ages import age_of
from kiosk.way.opening import opening
from kiosk.words import Remark

if TYPE_CHECKING:
    from kiosk.needs import Finder
    from kiosk.visit.state import VisitState, World

_MOST_HITS = 8


class Desks:
    """State of the side desks of one visit; dropped with it."""

    def __init__(self, world: World, visit: VisitState) -> None:
        self._world, self._visit_id = world, visit.id
        self._came_from: list[str] = []
        self.query = ""
        self.place: str | None = None
        self.straight = False
        self.item: str | None = None
        self.guide_noted: bool | None = None
        self._code, self._waiting = "", False
        self._progress: CaseProgress | None = None
        self._age: Remark | None = None
        self._problem: Remark | None = None

    @cached_property
    def _finder(self) -> Finder:
        return self._world.finder or memory_finder(self._world.catalog)

    def step(self, page: str) -> Step:
        """The step of a desk's page."""
        scenarios = tuple(self._world.catalog.scenarios.values())
        match page:
            case "search":
                return Search(self.query, self._finder.find(self.query, _MOST_HITS))
            case "item":
                return self._item()
            case "progress":
                return AskProgress(
                    self._code, self._waiting, self._progress, self._problem, self._age, self._world.scanner
                )
            case "print":
                return PrintDesk(scenarios, None)
            case "tickets":
                return TicketDesk(scenarios, None)
            case "way":
                return self._way()
            case "guide":
                return GuideComing(self._world.hall, self.guide_noted)
        raise KeyError(page)

    def _item(self) -> Step:
        assert self.item is not None, "the page of an item is opened with one"
        catalog = self._world.catalog
        scenarios = tuple(entry for entry in catalog.scenarios.values() if self.item in entry.items)
        return ShowItem(item_detail(catalog, self._world.hall, self.item), scenarios)

    def _way(self) -> FindWay:
        hall = self._world.hall
        place = hall.place(self.place) if self.place else None
        if place is None or place.timetable is None:
            return FindWay(hall, place)
        now = self._world.clock.now()
        return FindWay(hall, place, opening(place.timetable, now, self._world.holidays, hall.closed))

    def come_from(self, page: str) -> None:
        """Remember where the citizen was, for back."""
        self._came_from.append(page)

    @property
    def beneath(self) -> str:
        """The page a desk was opened from; empty when there is none."""
        return self._came_from[-1] if self._came_from else ""

    def go_beneath(self, page: str) -> None:
        """The work went on while its page was covered: back leads to ``page`` now."""
        self._came_from[-1] = page

    def back_from(self, page: str) -> str:
        """Where back leads from a desk."""
        if page == "way" and self.place and not self.straight:
            self.place = None
            return "way"
        if page == "item":
            self.item = None
            return "search"
        if page == "progress" and self._progress:
            self._progress, self._code = None, ""
            return "progress"
        if page in ("way", "guide"):
            return self._came_from.pop() if self._came_from else "home"
        return "home"

    @property
    def code(self) -> str:
        """The code as typed on the progress page."""
        return self._code

    def type_code(self, text: str) -> None:
        """The case code as it stands now."""
        self._code, self._problem, self._progress = clean_text(text).upper()[:16], None, None

    def ask_progress(self) -> None:
        """Look the code up; an obviously short one is said at once."""
        if len(self._code.replace("-", "")) < 8:
            self._problem = Remark("progress.code_short")
        elif not self._waiting:
            self._waiting, self._problem = True, None
            self._world.errands.ask_progress(self._visit_id, self._code)

    def scan(self, code: ScannedCode | None) -> None:
        """A code was held before the scanner: a receipt is looked up at once, anything else is said."""
        if self._waiting:
            return
        if code is None or code.kind is not CodeKind.CASE:
            self._problem = Remark("progress.not_a_receipt" if code else "progress.unread")
        else:
            self.type_code(code.text.reveal())
            self.ask_progress()

    def receive(self, message: Message) -> None:
        """Answers for the desks."""
        match message:
            case ProgressAnswered(progress=progress, reached=reached, as_of=as_of):
                self._waiting, self._progress = False, progress
                self._age = age_of(as_of, self._world.clock.now()) if as_of else None
                if progress is None:
                    self._problem = Remark("progress.unknown_code" if reached else "progress.unreachable")
            case GuideCalled(noted=noted):
                self.guide_noted = noted
            case PrintersSeen() | _:
                pass
