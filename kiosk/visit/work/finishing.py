"""The end of the work: seal, number, papers, and the truth about what is printed."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING

from kiosk.catalog.values import Scenario
from kiosk.devices.outcomes import PrintEnd, PrintOutcome
from kiosk.filing.bundle import Bundle, new_bundle_id
from kiosk.filing.receipt import Receipt, kept_code
from kiosk.forms.document import Document
from kiosk.forms.papers import (
    Filing,
    Imprint,
    application,
    authority,
    checklist,
    code_payload,
    plan_slip,
    slip,
    specimen,
)
from kiosk.inbox import Message, NumberGranted, PapersPrinted, SlipPrinted, TicketPrinted
from kiosk.slips.ticket import Ticket, TicketGrant
from kiosk.steps import Outcome, PaperKind, TakePapers
from kiosk.visit.work.matter import Matter
from kiosk.words import Words

if TYPE_CHECKING:
    from kiosk.visit.state import World

_WAIT_FOR_NUMBER = 8.0


class Finishing:
    """State of the last part of one visit; dropped with it."""

    def __init__(self, world: World, visit_id: str) -> None:
        self._world, self._visit_id = world, visit_id
        self._matter: Matter | None = None
        self._scenario: Scenario | None = None
        self._bundle: Bundle | None = None
        self._receipt: Receipt | None = None
        self._outcome = Outcome.PAPERS_ONLY
        self._grant: TicketGrant | None = None
        self._number_pending = False
        self._asked_at: float | None = None
        self._ticket: PrintOutcome | None = None
        self._papers: PrintOutcome | None = None
        self._slip: PrintOutcome | None = None
        self._printing_ticket = self._printing_papers = self._printing_slip = False
        self._documents, self._what = 0, PaperKind.SET
        self.ticket_given, self.slip_given, self.pages_given = False, False, 0

    @property
    def step(self) -> TakePapers:
        """The papers as they stand."""
        assert self._scenario is not None, "papers belong to a scenario"
        hall = self._world.hall
        return TakePapers(
            outcome=self._outcome,
            matter=self._scenario.title,
            code=self._code,
            receipt=self._receipt,
            number=self._grant,
            number_pending=self._number_pending,
            way=hall.place(hall.combined_window).way,
            ticket=self._ticket,
            papers=self._papers,
            documents=self._documents,
            printing_ticket=self._printing_ticket,
            printing_papers=self._printing_papers,
            what=self._what,
            slip=self._slip,
            printing_slip=self._printing_slip,
            unprintable=self._unprintable(),
        )

    def _unprintable(self) -> tuple[Words, ...]:
        """The blanks that hold a character no font has, by their own labels; the words typed are not repeated."""
        labels = {blank.label.zh: blank.label for blank in self._world.catalog.fields.values()}
        places = self._papers.unprintable if self._papers else ()
        return tuple(labels.get(place.partition("（")[0], Words(place)) for place in places)

    @property
    def bundle_id(self) -> str:
        """Id of the sealed bundle; empty before sealing."""
        return self._bundle.id if self._bundle else ""

    @property
    def _code(self) -> str:
        if self._receipt:
            return self._receipt.case_code
        return kept_code(self._bundle.id) if self._bundle else ""

    def seal(self, matter: Matter) -> Bundle:
        """The frozen bundle of a matter; a matter corrected after a refusal gets a new id."""
        self._matter, self._scenario = matter, matter.scenario
        world = self._world
        self._bundle = matter.bundle(new_bundle_id(), world.hall.machine, world.clock.now(), world.demo)
        self._receipt = None
        return self._bundle

    def accepted(self, receipt: Receipt) -> None:
        """The hall has it; a slip already printed stays valid."""
        if self._bundle and receipt.bundle_id == self._bundle.id:
            self._receipt, self._outcome = receipt, Outcome.FILED

    def begin(self) -> None:
        """Ask for the number; papers follow as soon as it is known."""
        assert self._bundle is not None, "papers are given after sealing"
        self._outcome = Outcome.FILED if self._receipt else Outcome.KEPT
        self._documents, self._what = 4 if self._needs_authority else 3, PaperKind.SET
        self._ask_number(self._bundle.id)

    def for_window(self, matter: Matter) -> None:
        """A number and the filled form on paper, without handing anything in: nothing is sealed, nothing is kept."""
        self._matter, self._scenario, self._bundle, self._receipt = matter, matter.scenario, None, None
        self._outcome, self._what = Outcome.AT_WINDOW, PaperKind.SET
        self._ask_number("")
        world, imprint, filing = self._world, self._imprint(), Filing("", None, None)
        unsealed = matter.bundle("", world.hall.machine, world.clock.now(), world.demo)
        self._print((
            application(matter.plan, unsealed, matter.fields, filing, imprint),
            checklist(
                matter.plan, unsealed.materials, imprint, "", matter.notice(), matter.catalog.remedy,
                scanner=self._scanner,
            ),
        ))

    def number_only(self, scenario: Scenario) -> None:
        """A number without an application."""
        self._scenario, self._outcome, self._documents = scenario, Outcome.NUMBER_ONLY, 0
        self._ask_number("")

    def checklist(self, matter: Matter, told: bool = False) -> None:
        """The plan on A4 alone; ``told``: with everything that is missing for the papers marked as brought."""
        self._paper_only(matter, PaperKind.NOTICE if told else PaperKind.PLAN)
        marked = matter.bundle_materials() if told else ()
        missing = matter.notice() if told else None
        self._print((checklist(matter.plan, marked, self._imprint(), told=missing, remedy=matter.catalog.remedy),))

    def plan_slip(self, matter: Matter, told: bool = False) -> None:
        """The plan in short on the roll; ``told`` as for :meth:`checklist`."""
        self._paper_only(matter, PaperKind.SLIP)
        self._documents, self._slip, self._printing_slip = 0, None, True
        missing = matter.notice() if told else None
        self._world.errands.print_slip(self._visit_id, plan_slip(matter.plan, self._imprint(), missing))

    def specimen(self, matter: Matter) -> None:
        """The one form filled with sample values."""
        self._paper_only(matter, PaperKind.SPECIMEN)
        self._print((specimen(matter.catalog, matter.scenario, self._imprint()),))

    def _paper_only(self, matter: Matter, what: PaperKind) -> None:
        self._scenario, self._outcome, self._what = matter.scenario, Outcome.PAPERS_ONLY, what
        self._slip, self._papers = None, None

    def _ask_number(self, bundle_id: str) -> None:
        assert self._scenario is not None, "a number is for a scenario"
        self._number_pending, self._asked_at = True, None
        request = bundle_id or uuid.uuid4().hex
        away = self._outcome is Outcome.KEPT
        self._world.errands.take_number(self._visit_id, request, bundle_id, self._scenario.title.zh, hall_away=away)

    def tick(self, now: float) -> None:
        """A number that does not come must not hold the papers back."""
        if self._number_pending:
            self._asked_at = now if self._asked_at is None else self._asked_at
            if now - self._asked_at >= _WAIT_FOR_NUMBER:
                self._number_known(None)

    def receive(self, message: Message) -> None:
        """Answers about the number and the printers."""
        match message:
            case NumberGranted(grant=grant):
                self._number_known(grant)
            case TicketPrinted(outcome=outcome):
                self._ticket, self._printing_ticket = outcome, False
                self.ticket_given = self.ticket_given or outcome.end is not PrintEnd.FAILED
            case SlipPrinted(outcome=outcome):
                self._slip, self._printing_slip = outcome, False
                self.slip_given = self.slip_given or outcome.end is not PrintEnd.FAILED
            case PapersPrinted(outcome=outcome):
                self._papers, self._printing_papers = outcome, False
                self.pages_given += outcome.pages
            case _:
                pass

    def _number_known(self, grant: TicketGrant | None) -> None:
        if self._grant is not None:
            return
        waited = self._number_pending
        self._grant, self._number_pending = grant, False
        if grant is not None:
            self._print_ticket(reprint=False)
        if waited and self._bundle and self._matter:
            self._print(self._set(self._matter, self._bundle))

    def reprint(self) -> None:
        """The same number on paper again."""
        if self._grant and not self._printing_ticket:
            self._print_ticket(reprint=True)

    def _print_ticket(self, reprint: bool) -> None:
        assert self._grant is not None and self._scenario is not None, "a ticket needs a number and a matter"
        self._ticket, self._printing_ticket = None, True
        hall = self._world.hall
        ticket = Ticket(
            number=self._grant.number,
            matter=self._scenario.title.zh,
            window=self._grant.window,
            people_ahead=self._grant.people_ahead,
            way=tuple(leg.zh for leg in hall.place(hall.combined_window).way),
            issued_at=self._world.clock.now(),
            hall=hall.name.zh,
            machine=hall.machine,
            qr=code_payload(self._code or self._grant.number),
            case_code=self._code,
            notes=self._ticket_notes(),
            demo=self._world.demo,
            reprint=reprint,
        )
        self._world.errands.print_ticket(self._visit_id, ticket)

    def _ticket_notes(self) -> tuple[str, ...]:
        match self._outcome:
            case Outcome.FILED:
                return ("一个号办全部事项，材料只交一次。",)
            case Outcome.KEPT:
                return ("申请已安全保存，网络恢复后自动提交。", "不用重复申请。")
            case Outcome.AT_WINDOW:
                return ("申请还没有提交，请带打印的申请表到窗口交。",)
            case _:
                return ()

    def _set(self, matter: Matter, bundle: Bundle) -> tuple[Document, ...]:
        filing = Filing(self._code, self._receipt, self._grant)
        imprint = self._imprint()
        letter = (authority(matter.plan, bundle, matter.fields, filing, imprint),) if self._needs_authority else ()
        return (
            application(matter.plan, bundle, matter.fields, filing, imprint),
            *letter,
            checklist(
                matter.plan, bundle.materials, imprint, filing.code, matter.notice(), matter.catalog.remedy,
                scanner=self._scanner,
            ),
            slip(matter.plan, matter.scenario, bundle.materials, filing, imprint, scanner=self._scanner),
        )

    @property
    def _scanner(self) -> bool:
        return self._world.paper == "sheets"

    @property
    def _needs_authority(self) -> bool:
        """The applicant is helped by somebody who needs it in writing (a guardian does not)."""
        agent = self._matter.agent if self._matter else None
        return agent is not None and agent.relation == "entrusted"

    def _print(self, documents: tuple[Document, ...]) -> None:
        self._documents, self._papers, self._printing_papers = len(documents), None, True
        job = f"{documents[-1].kind}-{uuid.uuid4().hex[:8]}"
        self._world.errands.print_papers(self._visit_id, documents, job)

    def _imprint(self) -> Imprint:
        return Imprint(self._world.hall, self._world.clock.now(), self._world.demo)


