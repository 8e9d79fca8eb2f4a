"""Walks of one visit: every touch a method, every answer of the world a message."""

from dataclasses import dataclass, field, replace
from datetime import date, datetime

import pytest

from config.hall_reader import read_hall
from kiosk import steps
from kiosk.devices.outcomes import CardOutcome, PrintEnd, PrinterStatus, PrintOutcome, ReaderTrouble
from kiosk.filing.bundle import Fault
from kiosk.filing.receipt import Receipt
from kiosk.inbox import (
    BundleAccepted,
    BundleKept,
    BundleNotKept,
    BundleRefused,
    CardAnswered,
    CardTaken,
    GuideCalled,
    NumberGranted,
    PapersPrinted,
    ProgressAnswered,
    TicketPrinted,
)
from kiosk.person.identity import CardKind, IdentityCard, Sex, resident_check_digit
from kiosk.person.privacy import Private
from kiosk.slips.ticket import TicketGrant
from kiosk.steps import Outcome
from kiosk.visit import Visit, World
from kiosk.visit.rehearsing import SilentErrands, fill_form, fill_page, rehearsal
from kiosk.visit.work.acting import GOES_ON

NUMBER = "42120019900101123"
CARD = IdentityCard(
    kind=CardKind.RESIDENT,
    name=Private("张样本"),
    number=Private(NUMBER + resident_check_digit(NUMBER)),
    sex=Sex.MALE,
    birth=Private(date(1990, 1, 1)),
    valid_from=date(2020, 1, 1),
    valid_to=date(2040, 1, 1),
    address=Private("湖北省咸宁市咸安区示例路1号"),
)
PRINTED = PrintOutcome(PrintEnd.PRINTED, PrinterStatus.READY, 1)


@dataclass
class RecordingErrands(SilentErrands):
    filed: list = field(default_factory=list)
    tickets: list = field(default_factory=list)
    papers: list = field(default_factory=list)
    numbers: list = field(default_factory=list)
    reading: int = 0
    stopped: int = 0

    def read_card(self, visit_id):
        self.reading += 1

    def stop_reading(self):
        self.stopped += 1

    def stop_papers(self):
        self.papers_stopped = True

    def file(self, visit_id, bundle, attachments=()):
        self.filed.append(bundle)

    def take_number(self, visit_id, request_id, bundle_id, matter, hall_away=False):
        self.numbers.append(request_id)

    def print_ticket(self, visit_id, ticket):
        self.tickets.append(ticket)

    def print_papers(self, visit_id, documents, job_name):
        self.papers.append((documents, job_name))


class StillClock:
    def now(self):
        return datetime(2026, 11, 21, 20, 0)

    def monotonic(self):
        return 0.0


@pytest.fixture
def errands():
    return RecordingErrands()


@pytest.fixture
def visit(catalog, errands):
    return Visit(World(catalog, read_hall(), errands, StillClock(), demo=True))


def to_plan(visit, area="400", licence="false", auto="false"):
    visit.choose_scenario("open-restaurant")
    visit.answer(area)
    visit.answer(licence)
    visit.answer(auto)
    assert isinstance(visit.step, steps.ShowPlan)


def to_form(visit):
    to_plan(visit)
    visit.start_application()
    visit.receive(CardAnswered(visit.id, CardOutcome(card=CARD)))
    visit.use_card()
    assert isinstance(visit.step, steps.FillForm)


def to_review(visit):
    to_form(visit)
    fill_form(visit)
    visit.mark_all()
    visit.go_on()
    assert isinstance(visit.step, steps.Review)


def to_papers(visit, errands):
    to_review(visit)
    visit.submit()
    visit.receive(BundleKept(visit.id, visit.filed_as))
    visit.receive(BundleAccepted(visit.id, Receipt(visit.filed_as, "XN26-7K3M-4", "", "2026-11-21T20:00:01")))
    visit.receive(NumberGranted(visit.id, TicketGrant("A001", "2楼 综合窗口", 3, "2026-11-21T20:00:02")))
    return visit.step


def test_a_wrong_number_keeps_the_question_and_says_what_to_do(visit):
    visit.choose_scenario("open-restaurant")
    for raw in ("0", "-5", "1e9", "300平", ""):
        visit.answer(raw)
        assert isinstance(visit.step, steps.Ask)
        assert visit.step.question.key == "area"
        assert visit.step.problem is not None
        assert visit.step.raw == raw
    visit.answer("300")
    assert visit.step.question.key == "has_licence"


def test_not_knowing_is_an_answer(visit):
    visit.choose_scenario("open-restaurant")
    for _ in range(3):
        visit.dont_know()
    assert isinstance(visit.step, steps.ShowPlan)
    assert [line.answer.zh for line in visit.step.given] == ["我还不知道"] * 3


def test_back_forgets_one_answer_at_a_time_and_then_goes_home(visit):
    to_plan(visit)
    visit.back()
    assert visit.step.question.key == "auto_fire_system"
    visit.back()
    assert visit.step.question.key == "has_licence"
    visit.back()
    visit.back()
    assert isinstance(visit.step, steps.Home)


def test_changing_the_area_keeps_the_other_answers(visit):
    to_plan(visit)
    visit.change("area")
    assert visit.step.question.key == "area"
    visit.answer("200")
    assert isinstance(visit.step, steps.ShowPlan)
    assert [line.answer.zh for line in visit.step.given] == ["200㎡", "还没有", "没装"]


def test_the_card_fills_its_blanks_and_is_shown_masked_before_use(visit):
    to_plan(visit)
    visit.start_application()
    assert isinstance(visit.step, steps.PresentCard)
    visit.receive(CardAnswered(visit.id, CardOutcome(card=CARD)))
    notice = visit.step
    assert isinstance(notice, steps.ConfirmCard)
    assert "张样本" not in str(notice)
    assert NUMBER not in str(notice)
    visit.use_card()
    states = {state.field.key: state for state in visit.step.fields}
    assert states["applicant_name"].from_card
    assert states["applicant_name"].shown == "张**"
    assert not states["phone"].filled


def test_a_refused_card_is_forgotten_at_once(visit):
    to_plan(visit)
    visit.start_application()
    visit.receive(CardAnswered(visit.id, CardOutcome(card=CARD)))
    visit.refuse_card()
    assert not any(state.raw for state in visit.step.fields)


@pytest.mark.parametrize("trouble", [t for t in ReaderTrouble if t is not ReaderTrouble.CANCELLED])
def test_every_reader_trouble_is_shown_and_can_be_tried_again(visit, errands, trouble):
    to_plan(visit)
    visit.start_application()
    visit.receive(CardAnswered(visit.id, CardOutcome(trouble=trouble)))
    assert visit.step == steps.PresentCard(steps.CardPhase.TROUBLE, trouble, 1)
    visit.retry_card()
    assert visit.step == steps.PresentCard(steps.CardPhase.WAITING, None, 2)
    assert errands.reading == (3 if trouble in GOES_ON else 2)


def test_leaving_the_card_page_stops_the_reader(visit, errands):
    to_plan(visit)
    visit.start_application()
    visit.back()
    assert errands.stopped == 1
    visit.receive(CardAnswered(visit.id, CardOutcome(card=CARD)))
    assert isinstance(visit.step, steps.ShowPlan)


def test_the_form_goes_on_only_when_its_page_is_right_and_names_the_fault(visit):
    to_form(visit)
    visit.type_field("phone", "1380013")
    phone = next(state for state in visit.step.fields if state.field.key == "phone")
    assert phone.problem is None
    visit.next_page()
    phone = next(state for state in visit.step.fields if state.field.key == "phone")
    visit.edit("applicant_name")
    phone = next(state for state in visit.step.fields if state.field.key == "phone")
    assert phone.problem.key == "invalid.phone_length"
    visit.type_field("phone", "13800138000")
    visit.next_page()
    assert visit.step.page == 1


def test_the_review_shows_every_answer_and_any_of_them_can_be_changed(visit):
    to_review(visit)
    lines = [line for section in visit.step.sections for line in section.lines]
    for line in lines:
        visit.change(line.change)
        assert not isinstance(visit.step, steps.Review), line.label.zh
        visit.change(line.change) if isinstance(visit.step, steps.Review) else None
        back_to_review(visit)


def back_to_review(visit):
    step = visit.step
    if isinstance(step, steps.Ask):
        visit.back()
    elif isinstance(step, steps.FillForm):
        visit.next_page()
    elif isinstance(step, steps.GatherMaterials):
        visit.go_on()
    assert isinstance(visit.step, steps.Review)


def test_changing_an_answer_from_the_review_asks_only_what_is_new(visit):
    to_review(visit)
    visit.change("answer:has_licence")
    visit.answer("true")
    step = visit.step
    assert isinstance(step, steps.FillForm)
    fill_page(visit, step)
    visit.next_page()
    assert isinstance(visit.step, steps.GatherMaterials)
    assert visit.step.open_count == 1
    visit.mark_all()
    visit.go_on()
    assert isinstance(visit.step, steps.Review)


def test_fifty_taps_on_submit_file_one_bundle(visit, errands):
    to_review(visit)
    for _ in range(50):
        visit.submit()
    assert len(errands.filed) == 1


def test_filed_gives_one_number_one_ticket_and_three_papers(visit, errands):
    papers = to_papers(visit, errands)
    assert papers.outcome is Outcome.FILED
    assert papers.code == "XN26-7K3M-4"
    assert [ticket.number for ticket in errands.tickets] == ["A001"]
    (documents, job), = errands.papers
    assert [document.kind for document in documents] == ["application", "checklist", "slip"]
    assert "张" not in job


def test_no_personal_data_stands_on_the_ticket(visit, errands):
    to_papers(visit, errands)
    text = str(errands.tickets[0])
    assert "张样本" not in text
    assert NUMBER not in text
    assert "示例路" not in text


def test_without_the_hall_the_slip_says_kept_and_the_number_comes_from_the_block(visit, errands):
    to_review(visit)
    visit.submit()
    visit.receive(BundleKept(visit.id, visit.filed_as))
    visit.tick(100.0)
    assert isinstance(visit.step, steps.Sending)
    visit.tick(107.0)
    papers = visit.step
    assert papers.outcome is Outcome.KEPT
    visit.receive(NumberGranted(visit.id, TicketGrant("K001", "2楼 综合窗口", None, "", from_block=True)))
    assert errands.tickets[0].people_ahead is None
    slip = errands.papers[0][0][2]
    assert slip.title == "联合申请保存凭证"
    visit.receive(BundleAccepted(visit.id, Receipt(visit.filed_as, "XN26-7K3M-4", "", "2026-11-21T20:01:00")))
    assert visit.step.outcome is Outcome.FILED


def test_a_number_that_never_comes_does_not_hold_the_papers_back(visit, errands):
    to_review(visit)
    visit.submit()
    visit.receive(BundleKept(visit.id, visit.filed_as))
    visit.tick(0.0)
    visit.tick(7.0)
    visit.tick(8.0)
    visit.tick(17.0)
    assert visit.step.number is None
    assert not visit.step.number_pending
    assert len(errands.papers) == 1
    assert errands.tickets == []


def test_a_full_disk_is_said_and_nothing_is_lost(visit):
    to_review(visit)
    visit.submit()
    visit.receive(BundleNotKept(visit.id, "磁盘已满"))
    assert visit.step == steps.Trouble("trouble.not_kept")
    visit.back()
    assert isinstance(visit.step, steps.Review)


def test_everything_the_hall_refuses_is_shown_at_once_and_a_corrected_bundle_has_a_new_id(visit, errands):
    to_review(visit)
    visit.submit()
    faults = (Fault("fields.phone", "号码不对"), Fault("fields.staff", "人数不对"))
    visit.receive(BundleRefused(visit.id, faults))
    assert visit.step.faults == faults
    visit.submit()
    first, second = errands.filed
    assert first.id != second.id


def test_a_reprint_is_the_same_number(visit, errands):
    to_papers(visit, errands)
    visit.reprint_ticket()
    assert len(errands.tickets) == 1
    visit.receive(TicketPrinted(visit.id, PrintOutcome(PrintEnd.FAILED, PrinterStatus.PAPER_OUT)))
    visit.reprint_ticket()
    assert [ticket.number for ticket in errands.tickets] == ["A001", "A001"]
    assert errands.tickets[1].reprint


def test_card_and_papers_are_to_be_taken_and_then_goodbye(visit, errands):
    to_papers(visit, errands)
    visit.receive(TicketPrinted(visit.id, PRINTED))
    visit.receive(PapersPrinted(visit.id, PrintOutcome(PrintEnd.PRINTED, PrinterStatus.READY, 4)))
    visit.finish()
    assert visit.step == steps.TakeYourThings(card=True, used_card=True, ticket=True, pages=4)
    visit.receive(CardTaken(visit.id, certain=True))
    assert visit.step.card is False
    visit.leave()
    assert isinstance(visit.step, steps.Goodbye)


def test_calling_a_guide_comes_back_to_where_one_was(visit):
    to_form(visit)
    visit.call_guide()
    assert visit.step.noted is None
    visit.receive(GuideCalled(visit.id, noted=False))
    assert visit.step.noted is False
    visit.back()
    assert isinstance(visit.step, steps.FillForm)


def test_progress_says_an_unknown_code_and_an_unreachable_hall_apart(visit):
    visit.open_progress()
    visit.type_code("XN26")
    visit.ask_progress()
    assert visit.step.problem.key == "progress.code_short"
    visit.type_code("XN26-7K3M-4")
    visit.ask_progress()
    assert visit.step.waiting
    visit.receive(ProgressAnswered(visit.id, None, reached=True))
    assert visit.step.problem.key == "progress.unknown_code"
    visit.ask_progress()
    visit.receive(ProgressAnswered(visit.id, None, reached=False))
    assert visit.step.problem.key == "progress.unreachable"


@pytest.mark.parametrize(("query", "scenario"), [("kfg", "open-restaurant"), ("小吃", "open-restaurant"),
                                                 ("jiudian", "open-hotel"), ("消防", "open-hotel")])
def test_everyday_words_pinyin_and_old_department_names_find_a_life_event(visit, query, scenario):
    visit.open_search()
    visit.search(query)
    assert scenario in {hit.scenario for hit in visit.step.hits}


def test_nothing_personal_is_in_any_repr_of_the_visit(visit, errands):
    to_papers(visit, errands)
    text = repr(vars(visit)) + repr(errands.filed) + repr(visit._matter)
    assert "张样本" not in text
    assert NUMBER not in text


def test_the_rehearsal_shows_most_screens_and_touches_no_device(catalog, errands):
    world = World(catalog, read_hall(), errands, StillClock())
    kinds = {type(step) for step in rehearsal(world)}
    assert {steps.Home, steps.Ask, steps.ShowPlan, steps.PresentCard, steps.ConfirmCard, steps.FillForm,
            steps.GatherMaterials, steps.Review, steps.Sending, steps.TakePapers, steps.TakeYourThings} <= kinds
    assert errands.filed == errands.tickets == errands.papers == []


def test_a_childs_card_is_not_used_and_a_parents_may_follow(visit, errands):
    to_plan(visit)
    visit.start_application()
    child = replace(CARD, birth=Private(date(2020, 1, 1)))
    visit.receive(CardAnswered(visit.id, CardOutcome(card=child)))
    assert visit.step.hold and visit.step.lines == ()
    visit.use_card()
    assert isinstance(visit.step, steps.ConfirmCard), "a card on hold fills nothing"
    read_before = errands.reading
    visit.other_card()
    assert isinstance(visit.step, steps.PresentCard) and errands.reading == read_before + 1
    visit.receive(CardAnswered(visit.id, CardOutcome(card=CARD)))
    visit.use_card()
    assert isinstance(visit.step, steps.FillForm)
