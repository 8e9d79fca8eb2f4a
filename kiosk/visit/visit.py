"""One person at the machine: born at the first touch, dropped at goodbye. Touches in, the next step out.

Nothing here blocks: what takes time is handed to :class:`kiosk.needs.Errands` and comes back as a message.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Literal

from kiosk.devices.codes import CodeKind, ScannedCode
from kiosk.devices.outcomes import PrinterStatus
from kiosk.draft import is_code
from kiosk.inbox import (
    BundleAccepted,
    BundleKept,
    BundleNotKept,
    BundleRefused,
    CardAnswered,
    CardTaken,
    CodeScanned,
    DraftCodePrinted,
    DraftKept,
    DraftOpened,
    Message,
    PagesBound,
    PageTaken,
    PaperSeen,
    PrintersSeen,
    ServiceChanged,
)
from kiosk.service import Service
from kiosk.steps import Goodbye, Home, Look, Outcome, Sending, SendPhase, Step, TakeYourThings, Trouble
from kiosk.visit.desks import Desks
from kiosk.visit.drafting import Drafting
from kiosk.visit.state import World
from kiosk.visit.work.filling import Filling
from kiosk.visit.work.finishing import Finishing
from kiosk.visit.work.interview import Interview
from kiosk.visit.work.photographing import Photographing
from kiosk.visit_events import MatterEnd
from kiosk.words import Remark

_WAIT_FOR_HALL = 6.0
_REMARK_STAYS = 8.0
_FINAL = ("sending", "papers", "things", "goodbye")
_ENDS: dict[Outcome, MatterEnd] = {
    Outcome.FILED: "filed", Outcome.KEPT: "kept", Outcome.NUMBER_ONLY: "number_only",
    Outcome.PAPERS_ONLY: "papers_only", Outcome.AT_WINDOW: "at_window",
}  # fmt: skip


class Visit(Interview, Filling, Photographing, Drafting):
    """The state of one visit and every touch it understands. ``step`` is what to show now."""

    def __init__(self, world: World) -> None:
        super().__init__(world)
        self._sent_at: float | None = None
        self._send_phase = SendPhase.SEALING
        self._no_use: Remark | None = None
        self._no_use_since: float | None = None
        self._card_there: bool | None = True
        self._printers: tuple[PrinterStatus | None, PrinterStatus | None] = (None, None)
        self._desks = Desks(world, self)
        self._finishing = Finishing(world, self.id)
        world.errands.look_at_printers(self.id)

    @property
    def filed_as(self) -> str:
        """Id of the sealed bundle; empty before sealing."""
        return self._finishing.bundle_id

    @property
    def step(self) -> Step:
        """The next thing to show."""
        if self._broken:
            return self._broken
        drawn = getattr(self, f"_step_{self._page}", None)
        return drawn() if drawn else self._desks.step(self._page)

    def _step_home(self) -> Step:
        ticket, form = self._printers
        scenarios = tuple(self._world.catalog.scenarios.values())
        return Home(scenarios, self._world.hall, ticket, form, self._service, self._no_use)

    def _step_sending(self) -> Step:
        return Sending(self._send_phase)

    def _step_papers(self) -> Step:
        return self._finishing.step

    def _step_things(self) -> Step:
        used = self.cards_used > 0
        return TakeYourThings(
            self._card_there if used else False, used, self._finishing.ticket_given, self._finishing.pages_given,
            self._finishing.slip_given, max(1, self.cards_used),
        )

    def _step_goodbye(self) -> Step:
        return Goodbye()

    def open_home(self) -> None:
        """Back to the first page; what was entered so far is forgotten. From handing in on only leaving ends it."""
        if self._work_page in _FINAL:
            self.back()
            return
        self._end_matter(self._work_page)
        self._matter = self._changing = self._read = None
        self._broken = None
        self._fold()
        self._desks = Desks(self._world, self)
        self._go("home")

    def change(self, key: str) -> None:
        """Change one earlier answer, blank or mark; what comes later is kept where it still applies."""
        if self._page not in ("plan", "review", "stopped", "ask", "materials", "form"):
            return
        kind, _, name = key.rpartition(":")
        self._return_to = "review" if self._page == "review" else self._return_to
        if kind == "field":
            self._form_page, self._active = self._its_matter.page_of(name), name
            self._go("form")
        elif name == "materials":
            self._go("materials")
        elif name == "agent":
            self._go("who")
        elif name in self._world.catalog.questions:
            self._changing = name
            self._go("ask")

    def back(self) -> None:
        """One step back: forget the last answer, or the page before."""
        if self._broken:
            self._broken = None
            return
        match self._page:
            case "ask" if self._changing:
                self._changing = None
                self._go("review" if self._return_to == "review" else "plan")
            case "plan" if self._open_item or self._open_material or self._open_number:
                self._fold()
            case "check":
                self._go("plan")
            case "ask" | "plan" | "stopped":
                self._forget_last()
            case "card" | "confirm":
                self._before_card()
            case "who":
                self._before_who()
            case "form" if self._form_page > 0:
                self.previous_page()
            case "form":
                self._go("plan")
            case "materials":
                self._open_form(len(self._its_matter.form_pages) - 1)
            case "review":
                self._return_to = ""
                self._go("materials")
            case "papers" if self._printed_from and self._finishing.step.can_finish:
                self._go(self._printed_from)
            case "photo":
                self._back_from_photo()
            case "draft":
                self.go_on_working()
            case "pickup":
                self._back_from_pickup()
            case "sending" | "papers" | "things" | "goodbye":
                pass
            case _:
                self._return_from_desk()

    @property
    def _work_page(self) -> str:
        """The page of the work itself, also while a guide called from it is on the screen."""
        return (self._desks.beneath if self._page == "guide" else "") or self._page

    def _work_goes_on(self, page: str) -> None:
        if self._work_page == self._page:
            self._go(page)
        else:
            self._desks.go_beneath(page)

    def _return_from_desk(self) -> None:
        page = self._desks.back_from(self._page)
        if page == "card" and self._trouble is None:
            self.retry_card()  # leaving the page had stopped the reader
        else:
            self._go(page)
        if page == "photo":
            self._resume_photo()

    def submit(self) -> None:
        """Seal and hand in; further taps do nothing."""
        if self._page != "review" or self._broken:
            return
        matter = self._its_matter
        bundle = self._finishing.seal(matter)
        self._send_phase, self._sent_at = SendPhase.SEALING, None
        self._go("sending")
        self._world.errands.file(self.id, bundle, attachments=matter.attachments())

    def take_to_window(self) -> None:
        """Instead of handing in where the disk takes nothing: the filled form on paper and a number for the window."""
        if self._page == "review" and (self._broken or not self._service.can_file):
            self._broken = None
            self._finishing.for_window(self._its_matter)
            self._go("papers")

    def _serve(self, service: Service) -> None:
        """Doors that a bad disk closes or a mended one opens; who has just begun goes back to where it is said."""
        self._service = service
        if not service.can_file and self._page == "card" and self._read is None:
            self._go("plan")

    def _not_kept(self) -> None:
        self._work_goes_on("review")
        self._broken = Trouble("trouble.not_kept")

    def _refused(self, message: BundleRefused) -> None:
        self._matter = replace(self._its_matter, refused=message.faults)
        self._work_goes_on("review")

    def _give_papers(self) -> None:
        self._work_goes_on("papers")
        self._finishing.begin()

    def open_search(self) -> None:
        """The search page."""
        self._go("search")

    def search(self, text: str) -> None:
        """The whole query as it stands now."""
        self._desks.query = text[:40]

    def open_found(self, kind: Literal["scenario", "department", "item"], found: str, scenario: str) -> None:
        """Open a search hit: a life event begins, an item shows its guide card, a department the way to its window."""
        catalog = self._world.catalog
        if kind == "item" and found in catalog.items:
            self._desks.item = found
            self._go("item")
        elif kind == "department" and found in catalog.departments:
            self.open_place(self._world.hall.window_of(found).id)
        else:
            self.choose_scenario(scenario)

    def open_progress(self) -> None:
        """The page that looks a case up."""
        self._go("progress")

    def type_code(self, text: str) -> None:
        """The whole case code as it stands now."""
        self._desks.type_code(text)

    def ask_progress(self) -> None:
        """Look the typed code up; a pick-up code typed here opens what it belongs to."""
        if self._page == "progress" and is_code(self._desks.code):
            self.open_pick_up(self._desks.code)
        else:
            self._desks.ask_progress()

    def _scanned(self, code: ScannedCode | None) -> None:
        """A receipt held before the scanner opens the look-up, from the first page and from picking up."""
        waiting_for_code = self._page == "pickup" and not self._opening and self._opened is None
        if code is not None and code.kind is CodeKind.CASE and (self._page == "home" or waiting_for_code):
            self.open_progress()
        elif waiting_for_code:
            self._code_problem = Remark("pick_up.not_scanned")
        elif self._page == "home":
            self._no_use, self._no_use_since = Remark("home.no_use" if code else "home.unread"), None
        if self._page == "progress":
            self._desks.scan(code)

    def open_print_desk(self) -> None:
        """The page that prints checklists."""
        self._go("print")

    def print_checklist(self, scenario_id: str) -> None:
        """Print the checklist of a life event with nothing answered yet."""
        self._watch.begin_matter(scenario_id)
        self._finishing.checklist(self._new_matter(scenario_id))
        self._go("papers")

    def print_plan(self) -> None:
        """Print the plan on the screen; after a look at the papers, with everything that is missing."""
        if self._page in ("plan", "check"):
            self._finishing.checklist(self._its_matter, told=self._page == "check")
            self._go("papers")

    def print_plan_slip(self) -> None:
        """Print the plan on the screen in short, on the roll; after a look at the papers, what is missing."""
        if self._page in ("plan", "check"):
            self._finishing.plan_slip(self._its_matter, told=self._page == "check")
            self._go("papers")

    def print_sample(self, scenario_id: str) -> None:
        """Print the form of a life event filled with sample values (示范文本)."""
        self._finishing.specimen(self._new_matter(scenario_id))
        self._go("papers")

    def open_ticket_desk(self) -> None:
        """The page that gives a number without an application."""
        self._go("tickets")

    def take_number_for(self, scenario_id: str) -> None:
        """One number for advice or handing in at the window."""
        self._watch.begin_matter(scenario_id)
        self._finishing.number_only(self._world.catalog.scenarios[scenario_id])
        self._go("papers")

    def open_way(self) -> None:
        """Floors, windows, lift."""
        self._desks.come_from(self._page)
        self._desks.place, self._desks.straight = None, False
        self._go("way")

    def open_place(self, place_id: str) -> None:
        """The way to one place, from wherever its name was read; back leads there again."""
        self.open_way()
        self._desks.place, self._desks.straight = place_id, True

    def choose_place(self, place_id: str | None) -> None:
        """Show the way to a place."""
        self._desks.place, self._desks.straight = place_id, False

    def call_guide(self) -> None:
        """Ask a guide to come; the page left is returned to by back."""
        if self._page != "guide":
            self._broken = None
            self._desks.come_from(self._page)
            self._world.errands.call_guide(self.id, self._page)
            self._desks.guide_noted = None
            self._go("guide")

    def reprint_ticket(self) -> None:
        """Print the same number again; never a second number."""
        self._finishing.reprint()

    def finish(self) -> None:
        """From the papers to taking card and papers along."""
        if self._page == "papers" and self._finishing.step.can_finish:
            self._go("things")
            if self.cards_used:
                self._world.errands.watch_card(self.id)

    def _end_kept(self) -> None:
        if not self.cards_used:
            self.leave()
        else:
            self._go("things")
            self._world.errands.watch_card(self.id)

    def leave(self) -> None:
        """Goodbye."""
        page = self._work_page
        self._world.errands.stop_reading()
        self._world.errands.stop_papers()
        self._go("goodbye")
        self._end_matter(page)
        self._watch.end(page, self.look.language)

    def _end_matter(self, page: str) -> None:
        if self._kept and page in ("draft", "things"):
            self._watch.end_matter("draft", page)
        elif page in ("papers", "things"):
            self._watch.end_matter(_ENDS[self._finishing.step.outcome], page)
        else:
            self._watch.end_matter("dropped", page)

    def set_look(self, look: Look) -> None:
        """Language, size, contrast and reach of this visit."""
        self.look = look

    def tick(self, now: float) -> None:
        """Called every half second with monotonic seconds: nothing waits for ever."""
        if self._no_use is not None:
            self._no_use_since = now if self._no_use_since is None else self._no_use_since
            if now - self._no_use_since >= _REMARK_STAYS or self._page != "home":
                self._no_use = None
        if self._work_page == "sending" and self._send_phase is SendPhase.KEPT:
            self._sent_at = now if self._sent_at is None else self._sent_at
            if now - self._sent_at >= _WAIT_FOR_HALL:
                self._give_papers()
        if self._work_page == "papers":
            self._finishing.tick(now)

    def receive(self, message: Message) -> None:
        """A value from the inbox."""
        self._watch.hear(message)
        match message:
            case PrintersSeen(ticket=ticket, form=form):
                self._printers = (ticket, form)
            case CardAnswered(outcome=outcome):
                self._card_answered(outcome)
            case CardTaken(certain=certain):
                self._card_there = False if certain else None
            case BundleKept() if self._work_page == "sending":
                self._send_phase = SendPhase.KEPT
            case BundleNotKept() if self._work_page == "sending":
                self._not_kept()
            case BundleAccepted(receipt=receipt):
                self._finishing.accepted(receipt)
                if self._work_page == "sending":
                    self._give_papers()
            case BundleRefused() if self._work_page == "sending":
                self._refused(message)
            case CodeScanned(code=code):
                self._scanned(code)
            case ServiceChanged(service=service):
                self._serve(service)
            case DraftKept() | DraftCodePrinted() | DraftOpened():
                self._draft_message(message)
            case PaperSeen() | PageTaken() | PagesBound():
                self._photo_message(message)
            case _:
                self._desks.receive(message)
                self._finishing.receive(message)
