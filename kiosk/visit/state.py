"""What a visit is given, and the state that its parts share."""

from __future__ import annotations

import uuid
from dataclasses import dataclass

from kiosk.catalog.values import Catalog
from kiosk.devices.outcomes import ReaderTrouble
from kiosk.guide.accounting import Number
from kiosk.guide.workdays import NO_TABLE, Holidays
from kiosk.hall import HallFacts
from kiosk.needs import Clock, Diary, Errands, Finder
from kiosk.person.agent import Whose
from kiosk.person.identity import IdentityCard
from kiosk.service import FULL_SERVICE, Service
from kiosk.steps import Look, Trouble
from kiosk.steps.photographing import PaperSource
from kiosk.visit.watching import Watch
from kiosk.visit.work.matter import Matter
from kiosk.visit.work.shooting import Shooting
from kiosk.words import Remark


@dataclass(frozen=True)
class World:
    """What a visit is given: data, errands and time. Holds nothing about any person.

    Without a ``finder`` the catalogue itself is searched; without ``holidays`` deadlines are said without a date; a
    ``diary`` is told what statistics may know; ``scanner`` says that this machine reads codes off paper; ``service`` is
    what this machine could do when the visit began; ``paper`` says how it takes pictures of papers, if it does.
    """

    catalog: Catalog
    hall: HallFacts
    errands: Errands
    clock: Clock
    demo: bool = False
    finder: Finder | None = None
    holidays: Holidays = NO_TABLE
    diary: Diary | None = None
    scanner: bool = False
    service: Service = FULL_SERVICE
    paper: PaperSource | None = None


class VisitState:
    """State of one visit; the parts of the visit (interview, filling, ending) work on it."""

    def __init__(self, world: World) -> None:
        self.id = uuid.uuid4().hex
        self.look = Look()
        self._world = world
        self._service = world.service
        self._watch = Watch(world)
        self._page = "home"
        self._matter: Matter | None = None
        self._changing: str | None = None
        self._return_to = ""
        self._printed_from = ""
        self._raw = ""
        self._problem: Remark | None = None
        self._open_item: str | None = None
        self._open_material: str | None = None
        self._open_number: Number | None = None
        self._trouble: ReaderTrouble | None = None
        self._attempt = 0
        self._read: IdentityCard | None = None
        self._turn: Whose = "own"
        self._form_page, self._active = 0, ""
        self._broken: Trouble | None = None
        self._photo: Shooting | None = None

    @property
    def world(self) -> World:
        """What the visit was given."""
        return self._world

    @property
    def started(self) -> bool:
        """True once anything was entered, read or asked for."""
        return self._page != "home" or self._matter is not None

    @property
    def page(self) -> str:
        """Name of the current page, for logs and for a call for help; says nothing about the person."""
        return self._page

    @property
    def _its_matter(self) -> Matter:
        assert self._matter is not None, "this page belongs to a matter"
        return self._matter

    def _go(self, page: str) -> None:
        self._watch.turn(self._page, page)
        if self._page == "card" and page != "card":
            self._world.errands.stop_reading()
        if self._page == "photo" and page != "photo":
            self._world.errands.stop_looking()
        if page not in ("photo", "guide"):
            self._photo = None
        if page == "papers" and self._page != "guide":
            self._printed_from = self._page if self._page in ("plan", "check", "print") else ""
        self._page, self._raw, self._problem = page, "", None

    def _new_matter(self, scenario_id: str) -> Matter:
        world = self._world
        return Matter(
            world.catalog, world.catalog.scenarios[scenario_id], today=world.clock.now().date(), holidays=world.holidays
        )

    def _toward_review(self) -> None:
        raise NotImplementedError

    def open_home(self) -> None:
        """Back to the first page."""
        raise NotImplementedError

    def retry_card(self) -> None:
        """Wait for a card."""
        raise NotImplementedError

    def _open_form(self, page: int) -> None:
        raise NotImplementedError

    def _ask_for(self, whose: Whose) -> None:
        raise NotImplementedError

    @property
    def cards_used(self) -> int:
        """How many cards this visit has read and not refused."""
        raise NotImplementedError
