"""Acting for somebody else: two cards, whose is whose, the paper that shows the right to, and nothing mixed up."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

import pytest

from config.hall_reader import read_hall
from kiosk import steps
from kiosk.devices.outcomes import CardOutcome, PrintEnd, PrinterStatus, PrintOutcome, ReaderTrouble
from kiosk.draft import Draft, shown_code
from kiosk.filing.receipt import Receipt
from kiosk.inbox import (
    BundleAccepted,
    BundleKept,
    CardAnswered,
    CardTaken,
    DraftCodePrinted,
    DraftKept,
    DraftOpened,
    NumberGranted,
    PapersPrinted,
    TicketPrinted,
)
from kiosk.person.agent import Agent
from kiosk.person.identity import CardKind, IdentityCard, Sex, resident_check_digit
from kiosk.person.privacy import Private
from kiosk.slips.ticket import TicketGrant
from kiosk.visit import Visit, World
from kiosk.visit.rehearsing import SilentErrands, fill_form

NOW = datetime(2026, 11, 21, 20, 0)
PRINTED = PrintOutcome(PrintEnd.PRINTED, PrinterStatus.READY, 1)


def card(name, born, order="112"):
    first = f"421200{born:%Y%m%d}{order}"
    return IdentityCard(
        CardKind.RESIDENT, Private(name), Private(first + resident_check_digit(first)), Sex.MALE, Private(born),
        date(2020, 1, 1), date(2040, 1, 1), address=Private("湖北省咸宁市咸安区示例路1号"),
    )


APPLICANT, AGENT = card("张样本", date(1952, 3, 4)), card("李示例", date(1990, 1, 1))
CHILD, TEEN = card("张小样", date(2019, 5, 6)), card("李半大", date(2010, 7, 8))


@dataclass
class Recording(SilentErrands):
    reads: list = field(default_factory=list)
    filed: list = field(default_factory=list)
    papers: list = field(default_factory=list)
    kept: dict = field(default_factory=dict)
    watched: int = 0

    def read_card(self, visit_id, unlike=None):
        self.reads.append(unlike)

    def watch_card(self, visit_id):
        self.watched += 1

    def file(self, visit_id, bundle, attachments=()):
        self.filed.append(bundle)

    def print_papers(self, visit_id, documents, job_name):
        self.papers.append(documents)

    def keep_draft(self, visit_id, code, draft):
        self.kept[code] = draft.to_bytes()


class StillClock:
    def now(self):
        return NOW

    def monotonic(self):
        return 0.0


@pytest.fixture
def errands():
    return Recording()


@pytest.fixture
def visit(catalog, errands):
    visit = Visit(World(catalog, read_hall(), errands, StillClock()))
    visit.choose_scenario("open-restaurant")
    for answer in ("400", "false", "false"):
        visit.answer(answer)
    visit.start_application()
    return visit


def lay(visit, who):
    visit.receive(CardAnswered(visit.id, CardOutcome(card=who)))


def help_with(visit, relation="entrusted", applicant=APPLICANT, agent=AGENT):
    """From the card page to the form, with a card each where there is one."""
    visit.help_someone()
    visit.act_for(relation)
    for who in (applicant, agent):
        if who is None:
            visit.without_card()
        else:
            lay(visit, who)
            visit.use_card()
    assert isinstance(visit.step, steps.FillForm)


def to_review(visit, **helped):
    help_with(visit, **helped)
    fill_form(visit)
    visit.mark_all()
    visit.go_on()
    assert isinstance(visit.step, steps.Review)


def papers_of(visit, errands):
    visit.submit()
    visit.receive(BundleKept(visit.id, visit.filed_as))
    visit.receive(BundleAccepted(visit.id, Receipt(visit.filed_as, "XN26-7K3M-4", "", "2026-11-21T20:00:01")))
    visit.receive(NumberGranted(visit.id, TicketGrant("A001", "综合窗口", 3, "2026-11-21T20:00:02")))
    return errands.papers[-1]


def values(bundle):
    return {filled.key: filled.value for filled in bundle.fields}


def materials(visit):
    return {entry.id for entry in visit._its_matter.plan.materials}


def test_the_applicants_card_comes_first_then_the_agents_own(visit, errands):
    assert visit.step.whose == "own"
    visit.help_someone()
    assert visit.step == steps.WhoFor(None)
    visit.act_for("entrusted")
    assert (visit.step.whose, visit.step.changed) == ("applicant", False)
    lay(visit, APPLICANT)
    assert isinstance(visit.step, steps.ConfirmCard) and visit.step.whose == "applicant"
    assert [line.masked for line in visit.step.lines][:1] == ["张**"]
    visit.use_card()
    assert (visit.step.whose, visit.step.changed) == ("agent", True)
    assert errands.reads[-1] is APPLICANT, "the reader is told whose card must not come again"
    lay(visit, AGENT)
    assert visit.step.whose == "agent"
    assert [line.masked for line in visit.step.lines] == ["李**", "421*************" + AGENT.number.reveal()[-2:]]
    visit.use_card()
    assert isinstance(visit.step, steps.FillForm)


def test_the_same_card_twice_is_refused_and_the_right_one_goes_on_without_a_tap(visit, errands):
    visit.help_someone()
    visit.act_for("entrusted")
    lay(visit, APPLICANT)
    visit.use_card()
    lay(visit, APPLICANT)
    assert (visit.step.phase, visit.step.trouble) == (steps.CardPhase.TROUBLE, ReaderTrouble.SAME_CARD)
    assert errands.reads[-2:] == [APPLICANT, APPLICANT], "reading goes on beneath"
    lay(visit, AGENT)
    assert isinstance(visit.step, steps.ConfirmCard) and visit.step.whose == "agent"


def test_a_card_left_lying_goes_on_once_it_is_lifted_and_laid_again(visit, errands):
    visit.receive(CardAnswered(visit.id, CardOutcome(trouble=ReaderTrouble.LIFT_FIRST)))
    said = visit.step
    assert said.trouble is ReaderTrouble.LIFT_FIRST and len(errands.reads) == 2
    visit.receive(CardAnswered(visit.id, CardOutcome(trouble=ReaderTrouble.LIFT_FIRST)))
    assert visit.step == said and len(errands.reads) == 3
    lay(visit, APPLICANT)
    assert isinstance(visit.step, steps.ConfirmCard)


def test_the_bundle_says_who_acts_in_what_capacity_for_whom(visit, errands):
    to_review(visit)
    papers_of(visit, errands)
    filled = values(errands.filed[0])
    assert (filled["applicant_name"], filled["id_number"]) == ("张样本", APPLICANT.number.reveal())
    assert (filled["agent_name"], filled["agent_number"]) == ("李示例", AGENT.number.reveal())
    assert filled["agent_relation"] == "受委托代办" and filled["agent_phone"]
    assert {entry.id for entry in errands.filed[0].materials} >= {"agent-letter"}
    assert "张样本" not in repr(errands.filed[0]) and "李示例" not in repr(Agent("entrusted", AGENT))


def test_a_letter_of_authority_is_printed_for_the_entrusted_and_none_for_a_guardian(visit, errands, catalog):
    to_review(visit)
    printed = papers_of(visit, errands)
    assert [document.kind for document in printed] == ["application", "authority", "checklist", "slip"]
    assert visit.step.documents == 4
    text = str(printed[1].to_data())
    for said in ("张样本", APPLICANT.number.reveal(), "李示例", AGENT.number.reveal(), "营业执照", "委托期限"):
        assert said in text
    assert "代办人（受委托代办）" in str(printed[0].to_data())


def test_a_guardian_brings_a_proof_instead_and_may_use_a_childs_card(visit, errands):
    to_review(visit, relation="guardian", applicant=CHILD)
    assert "guardian-proof" in materials(visit) and "agent-letter" not in materials(visit)
    printed = papers_of(visit, errands)
    assert [document.kind for document in printed] == ["application", "checklist", "slip"]
    assert values(errands.filed[0])["agent_relation"] == "监护人"


def test_a_childs_card_offers_its_guardian_a_way_on(visit):
    lay(visit, CHILD)
    assert visit.step.hold and visit.step.can_guard
    visit.act_as_guardian()
    assert visit.step.hold is None and visit.step.whose == "applicant"
    assert visit.step.lines
    visit.use_card()
    assert visit.step.whose == "agent"


def test_a_child_is_not_helped_by_whoever_was_merely_entrusted(visit):
    visit.help_someone()
    visit.act_for("entrusted")
    lay(visit, CHILD)
    assert visit.step.hold and "监护人" in visit.step.hold.zh and visit.step.can_guard
    visit.use_card()
    assert isinstance(visit.step, steps.ConfirmCard), "a card on hold fills nothing"


def test_whoever_acts_for_others_is_of_age(visit):
    visit.help_someone()
    visit.act_for("guardian")
    lay(visit, CHILD)
    visit.use_card()
    lay(visit, TEEN)
    assert visit.step.hold and "18" in visit.step.hold.zh and not visit.step.can_guard
    visit.other_card()
    assert visit.step.whose == "agent"


def test_either_card_may_be_missing_and_its_blanks_are_written_by_hand(visit, errands):
    to_review(visit, applicant=None)
    papers_of(visit, errands)
    filled = values(errands.filed[0])
    assert (filled["applicant_name"], filled["agent_name"]) == ("", "李示例")
    assert errands.reads[-1] is None, "no first card, none to be unlike"


def test_without_the_agents_card_the_form_asks_for_name_and_number(visit, errands):
    help_with(visit, agent=None)
    filled = {entry.key: visit._its_matter.form.entry(entry.key).raw for entry in visit._its_matter.fields}
    assert filled["applicant_name"] == "张样本" and filled["agent_name"] == ""
    visit._matter = visit._its_matter.typed("agent_number", APPLICANT.number.reveal().lower())
    assert visit._its_matter.faults["agent_number"].key == "invalid.agent_same"
    visit._matter = visit._its_matter.typed("agent_number", AGENT.number.reveal())
    assert "agent_number" not in visit._its_matter.faults


def test_back_leads_from_card_to_card_to_the_question_and_out(visit):
    visit.help_someone()
    visit.act_for("entrusted")
    lay(visit, APPLICANT)
    visit.use_card()
    visit.back()
    assert visit.step.whose == "applicant"
    visit.back()
    assert visit.step == steps.WhoFor("entrusted")
    visit.back()
    assert isinstance(visit.step, steps.PresentCard) and visit.step.whose == "own"
    assert visit.cards_used == 0 and "agent-letter" not in materials(visit)
    visit.back()
    assert isinstance(visit.step, steps.ShowPlan)


def test_for_oneself_after_all_forgets_the_cards_of_others(visit):
    help_with(visit)
    visit.change("agent")
    assert visit.step == steps.WhoFor("entrusted")
    visit.act_for_self()
    assert visit.step.whose == "own" and visit.cards_used == 0
    raw = [entry.raw for entry in visit._its_matter.form.entries.values()]
    assert not {"张样本", "李示例"} & set(raw)


def test_the_capacity_can_be_changed_from_the_review(visit):
    to_review(visit)
    before = visit.step
    line = next(line for section in before.sections for line in section.lines if line.change == "agent")
    assert line.shown.zh == "受委托代办"
    visit.change("agent")
    visit.act_for("entrusted")
    assert visit.step == before, "the same answer again changes nothing"
    visit.change("agent")
    visit.act_for("guardian")
    assert visit.step.whose == "applicant" and visit.cards_used == 0


def test_both_cards_are_to_be_taken_along(visit, errands):
    to_review(visit)
    papers_of(visit, errands)
    visit.receive(TicketPrinted(visit.id, PRINTED))
    visit.receive(PapersPrinted(visit.id, PRINTED))
    visit.finish()
    assert (visit.step.used_card, visit.step.cards, visit.step.card, errands.watched) == (True, 2, True, 1)
    visit.receive(CardTaken(visit.id, certain=True))
    assert visit.step.card is False


def test_the_plan_counts_the_letter_once_and_before_at_every_department(visit):
    before = visit._its_matter.plan
    visit.help_someone()
    visit.act_for("entrusted")
    plan = visit._its_matter.plan
    assert plan.after.documents == before.after.documents + 1
    assert plan.before.documents == before.before.documents + len(plan.items)
    assert plan.items == before.items


def test_a_draft_keeps_that_one_acts_for_another_and_nothing_from_a_card(visit, errands):
    help_with(visit)
    visit.keep_draft()
    (code,) = errands.kept
    sealed = errands.kept[code]
    for secret in ("张样本", "李示例", APPLICANT.number.reveal(), AGENT.number.reveal()):
        assert secret.encode() not in sealed
    visit.receive(DraftKept(visit.id, NOW + timedelta(hours=24)))
    visit.receive(DraftCodePrinted(visit.id, PRINTED))
    visit.leave_with_code()
    assert visit.step.cards == 2
    back = Visit(visit.world)
    back.open_pick_up()
    back.type_pick_up(shown_code(code))
    back.pick_up()
    back.receive(DraftOpened(back.id, Draft.from_bytes(sealed)))
    assert back.step.found.card_again
    back.resume()
    assert back.step.whose == "applicant"
    lay(back, APPLICANT)
    back.use_card()
    lay(back, AGENT)
    back.use_card()
    assert isinstance(back.step, steps.FillForm) and "agent-letter" in materials(back)


def test_a_draft_of_an_earlier_program_knows_of_no_agent(visit, errands):
    visit.without_card()
    visit.keep_draft()
    (sealed,) = errands.kept.values()
    old = sealed.replace(b',"relation":null', b"")
    assert old != sealed
    assert Draft.from_bytes(old).relation is None
