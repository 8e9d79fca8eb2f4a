"""Steps that hold nobody's data, so that every screen can be built before the first citizen comes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from kiosk.devices.camera import Corners, PagePicture
from kiosk.devices.outcomes import CardOutcome, PrintEnd, PrinterStatus, PrintOutcome
from kiosk.draft import CodeSlip, Draft
from kiosk.filing.attachment import Attachment
from kiosk.filing.bundle import Bundle
from kiosk.filing.receipt import Receipt
from kiosk.forms.document import Document
from kiosk.guide.plan import Plan
from kiosk.inbox import BundleAccepted, CardAnswered, NumberGranted, PapersPrinted, TicketPrinted
from kiosk.person.identity import CardKind, IdentityCard, Sex
from kiosk.person.privacy import Private
from kiosk.slips.plan import PlanSlip
from kiosk.slips.ticket import Ticket, TicketGrant
from kiosk.steps import Ask, FillForm, GatherMaterials, ShowPlan, Step
from kiosk.visit.state import World
from kiosk.visit.visit import Visit


class SilentErrands:
    """Implements :class:`kiosk.needs.Errands` by doing nothing: no device and no network is touched."""

    def read_card(self, visit_id: str, unlike: IdentityCard | None = None) -> None:
        """Nothing."""

    def stop_reading(self) -> None:
        """Nothing."""

    def stop_papers(self) -> None:
        """Nothing."""

    def watch_card(self, visit_id: str) -> None:
        """Nothing."""

    def look_at_printers(self, visit_id: str) -> None:
        """Nothing."""

    def file(self, visit_id: str, bundle: Bundle, attachments: tuple[Attachment, ...] = ()) -> None:
        """Nothing."""

    def take_number(
        self, visit_id: str, request_id: str, bundle_id: str, matter: str, hall_away: bool = False
    ) -> None:
        """Nothing."""

    def print_ticket(self, visit_id: str, ticket: Ticket) -> None:
        """Nothing."""

    def print_slip(self, visit_id: str, slip: PlanSlip) -> None:
        """Nothing."""

    def print_draft_code(self, visit_id: str, slip: CodeSlip) -> None:
        """Nothing."""

    def keep_draft(self, visit_id: str, code: str, draft: Draft) -> None:
        """Nothing."""

    def open_draft(self, visit_id: str, code: str) -> None:
        """Nothing."""

    def forget_draft(self, code: str) -> None:
        """Nothing."""

    def print_papers(self, visit_id: str, documents: tuple[Document, ...], job_name: str) -> None:
        """Nothing."""

    def ask_progress(self, visit_id: str, case_code: str) -> None:
        """Nothing."""

    def call_guide(self, visit_id: str, step: str) -> None:
        """Nothing."""

    def look_at_paper(self, visit_id: str) -> None:
        """Nothing."""

    def take_page(self, visit_id: str, corners: Corners | None) -> None:
        """Nothing."""

    def bind_pages(self, visit_id: str, material: str, pages: tuple[PagePicture, ...]) -> None:
        """Nothing."""

    def stop_looking(self) -> None:
        """Nothing."""


_MOST_PAGES = 30
_TYPED = {"phone": "13000000000", "date": "2026-01-05"}
_NOBODY = IdentityCard(CardKind.RESIDENT, Private("样"), Private(""), Sex.UNKNOWN, None, None, None)


def rehearsal(world: World) -> Iterator[Step]:
    """One step for each screen a citizen is likely to meet, made by walking through a scenario on no devices."""
    for scenario_id in sorted(world.catalog.scenarios)[:1]:
        visit = Visit(replace(world, errands=SilentErrands()))
        yield visit.step
        visit.choose_scenario(scenario_id)
        for _ in range(_MOST_PAGES):
            step = visit.step
            if not isinstance(step, Ask):
                break
            yield step
            visit.dont_know()
        yield visit.step
        if isinstance(visit.step, ShowPlan):
            yield from _unfolded(visit, visit.step.plan)
        visit.start_application()
        yield visit.step
        visit.help_someone()
        yield visit.step
        visit.act_for_self()
        visit.receive(CardAnswered(visit.id, CardOutcome(card=_NOBODY)))
        yield visit.step
        visit.without_card()
        yield visit.step
        yield from _handing_in(visit)


def _unfolded(visit: Visit, plan: Plan) -> Iterator[Step]:
    """What can be opened from the plan: an item, a paper, a number, and the look at what is missing."""
    for item in plan.items[:1]:
        visit.open_item(item.item.id)
        yield visit.step
    for material in plan.materials[:1]:
        visit.open_material(material.id)
        yield visit.step
    visit.open_number("documents")
    yield visit.step
    visit.back()
    visit.check_papers()
    yield visit.step
    visit.back()


def _handing_in(visit: Visit) -> Iterator[Step]:
    fill_form(visit)
    yield visit.step
    if visit.world.paper and isinstance(step := visit.step, GatherMaterials):
        visit.photograph(next((mark.material.id for mark in step.marks if mark.choices), ""))
        yield visit.step
        visit.back()
    visit.mark_all()
    visit.go_on()
    yield visit.step
    visit.submit()
    yield visit.step
    visit.receive(BundleAccepted(visit.id, Receipt(visit.filed_as, "XN00-0000-0", "", "2000-01-01T00:00:00")))
    visit.receive(NumberGranted(visit.id, TicketGrant("A000", "综合窗口", 0, "2000-01-01T00:00:00")))
    yield visit.step
    printed = PrintOutcome(PrintEnd.PRINTED, PrinterStatus.READY, 1)
    visit.receive(TicketPrinted(visit.id, printed))
    visit.receive(PapersPrinted(visit.id, printed))
    visit.finish()
    yield visit.step
    yield from _side_desks(Visit(visit.world))


def answer_questions(visit: Visit) -> None:
    """Answer what is asked until a plan or a stop comes: numbers with 400 or the nearest allowed, else 我还不知道.

    What must be known gets the first answer offered. Ends after a bounded number of questions whatever they are.
    """
    for _ in range(_MOST_PAGES):
        if not isinstance(step := visit.step, Ask):
            return
        question = step.question
        if question.kind == "number":
            visit.answer(f"{min(question.high, max(question.low + 1, 400)):g}")
        elif not question.must_know:
            visit.dont_know()
        elif question.choices:
            visit.answer(question.choices[0].value)
        else:
            visit.answer(_TYPED.get(question.kind, "true"))


def hand_in(visit: Visit) -> None:
    """From the plan to handing in, without a card and with every paper marked as brought."""
    visit.start_application()
    visit.without_card()
    fill_form(visit)
    visit.mark_all()
    visit.go_on()
    visit.submit()


def fill_form(visit: Visit) -> None:
    """Fill the form page by page; ends after a bounded number of pages whatever they are."""
    for _ in range(_MOST_PAGES):
        if not isinstance(page := visit.step, FillForm):
            return
        fill_page(visit, page)
        visit.next_page()


def fill_page(visit: Visit, page: FillForm) -> None:
    """Fill every open blank of a page with a value that passes its check and names nobody."""
    for state in page.fields:
        blank = state.field
        if state.filled or state.by_hand:
            continue
        if blank.by_hand:
            visit.by_hand(blank.key)
        elif blank.choices:
            visit.type_field(blank.key, blank.choices[0].value)
        else:
            visit.type_field(blank.key, _TYPED.get(blank.kind, "1"))


def _side_desks(visit: Visit) -> Iterator[Step]:
    for opened in (visit.open_search, visit.open_progress, visit.open_pick_up, visit.open_way, visit.open_ticket_desk,
                   visit.open_print_desk, visit.call_guide):
        visit.open_home()
        opened()
        yield visit.step
    for item_id in sorted(visit.world.catalog.items)[:1]:
        visit.open_home()
        visit.open_search()
        visit.open_found("item", item_id, "")
        yield visit.step
