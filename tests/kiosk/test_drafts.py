"""Leaving half way and coming back: the code, what is kept and what never is, and where the work goes on."""

import itertools
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from config.hall_reader import read_hall
from kiosk import steps
from kiosk.devices.outcomes import CardOutcome, PrintEnd, PrinterStatus, PrintOutcome
from kiosk.draft import CODE_LENGTH, Draft, NoDraft, TooManyTries, is_code, new_code, read_code, shown_code
from kiosk.draft.code import ALPHABET
from kiosk.errors import StoreError
from kiosk.filing.bundle import GivenAnswer
from kiosk.filing.receipt import kept_code
from kiosk.inbox import CardAnswered, DraftCodePrinted, DraftKept, DraftOpened
from kiosk.person.identity import CardKind, IdentityCard, Sex, resident_check_digit
from kiosk.person.privacy import Private
from kiosk.visit import Visit, World
from kiosk.visit.rehearsing import SilentErrands, fill_form
from kiosk.words import Remark

NOW = datetime(2026, 11, 21, 20, 0)
STEM = "42120019900101123"
NAME, NUMBER, ADDRESS = "张样本", STEM + resident_check_digit(STEM), "示例市示例区示例路1号"
CARD = IdentityCard(
    CardKind.RESIDENT, Private(NAME), Private(NUMBER), Sex.MALE, None, None, None, address=Private(ADDRESS),
)
PRINTED = PrintOutcome(PrintEnd.PRINTED, PrinterStatus.READY, 1)
PHONE = "13800001234"
codes = st.text(ALPHABET, min_size=CODE_LENGTH - 1, max_size=CODE_LENGTH - 1).map(
    lambda free: next(free + last for last in ALPHABET if is_code(free + last))
)


@dataclass
class KeepingErrands(SilentErrands):
    kept: dict = field(default_factory=dict)
    slips: list = field(default_factory=list)
    asked: list = field(default_factory=list)
    reading: int = 0

    def keep_draft(self, visit_id, code, draft):
        self.kept[code] = draft.to_bytes()

    def print_draft_code(self, visit_id, slip):
        self.slips.append(slip)

    def open_draft(self, visit_id, code):
        self.asked.append(code)

    def forget_draft(self, code):
        self.kept.pop(code, None)

    def read_card(self, visit_id):
        self.reading += 1


class StillClock:
    def now(self):
        return NOW

    def monotonic(self):
        return 0.0


@pytest.fixture
def errands():
    return KeepingErrands()


@pytest.fixture
def world(catalog, errands):
    return World(catalog, read_hall(), errands, StillClock())


@pytest.fixture
def visit(world):
    return Visit(world)


def to_plan(visit):
    visit.choose_scenario("open-restaurant")
    for answer in ("400", "false", "false"):
        visit.answer(answer)
    assert isinstance(visit.step, steps.ShowPlan)


def to_form(visit, card=CARD):
    to_plan(visit)
    visit.start_application()
    if card is None:
        visit.without_card()
        return
    visit.receive(CardAnswered(visit.id, CardOutcome(card=card)))
    visit.use_card()


def leave(visit, errands):
    """Keep, be given the code, go; the code."""
    visit.keep_draft()
    (code,) = errands.kept
    visit.receive(DraftKept(visit.id, NOW + timedelta(hours=24)))
    visit.receive(DraftCodePrinted(visit.id, PRINTED))
    visit.leave_with_code()
    assert isinstance(visit.step, (steps.Goodbye, steps.TakeYourThings))
    return code


def find(world, errands, code, change=lambda draft: draft):
    """A new visit that has typed the code and sees what was found."""
    visit = Visit(world)
    visit.open_pick_up()
    visit.type_pick_up(shown_code(code))
    visit.pick_up()
    kept = errands.kept.get(code)
    visit.receive(DraftOpened(visit.id, change(Draft.from_bytes(kept)) if kept else NoDraft()))
    return visit


# The code


@given(codes)
def test_every_code_reads_back_however_it_is_typed(code):
    assert read_code(shown_code(code)) == read_code(code.lower()) == read_code(f" {code[:3]} {code[3:]} ") == code


@given(codes, st.integers(0, CODE_LENGTH - 1), st.sampled_from(ALPHABET))
def test_one_wrong_character_is_always_noticed(code, place, other):
    wrong = code[:place] + other + code[place + 1:]
    assert wrong == code or read_code(wrong) == Remark("pick_up.mistyped")


@given(codes)
def test_two_exchanged_characters_are_always_noticed(code):
    for one, two in itertools.combinations(range(CODE_LENGTH), 2):
        letters = list(code)
        letters[one], letters[two] = letters[two], letters[one]
        assert "".join(letters) == code or not is_code("".join(letters))


def test_codes_are_random_and_use_no_letter_that_looks_like_another():
    made = {new_code() for _ in range(500)}
    assert len(made) == 500
    assert not set("".join(made)) & set("01OIL")


@pytest.mark.parametrize(
    ("text", "key"),
    [("", "pick_up.short"), ("K7QM3", "pick_up.short"), ("K7QM3-2XW9R2", "pick_up.short"),
     ("K7QM0-2XW9R", "pick_up.not_in_code"), ("我要开饭馆", "pick_up.not_in_code")],
)
def test_what_is_no_code_is_said_in_its_own_words(text, key):
    assert read_code(text).key == key


@given(st.uuids())
def test_a_case_code_is_never_taken_for_a_pick_up_code(uid):
    assert not is_code(kept_code(uid.hex)) and not is_code("XN26-7K3M-4")


# Keeping


@pytest.mark.parametrize("reach", ["ask", "plan", "form", "materials", "review"])
def test_a_visit_can_be_left_on_every_page_of_the_work_and_nothing_is_kept_unasked(visit, errands, reach):
    if reach == "ask":
        visit.choose_scenario("open-restaurant")
        assert not visit.can_keep
        visit.answer("400")
    elif reach == "plan":
        to_plan(visit)
    else:
        to_form(visit)
        if reach != "form":
            fill_form(visit)
        if reach == "review":
            visit.mark_all()
            visit.go_on()
    assert visit.can_keep and not errands.kept
    visit.keep_draft()
    assert len(errands.kept) == 1
    assert isinstance(visit.step, steps.KeepDraft)


@pytest.mark.parametrize("open_page", ["open_home", "open_search", "open_progress", "open_way", "submit"])
def test_elsewhere_there_is_nothing_to_keep(visit, errands, open_page):
    to_form(visit)
    fill_form(visit)
    visit.mark_all()
    visit.go_on()
    getattr(visit, open_page)()
    visit.keep_draft()
    assert not visit.can_keep and not errands.kept


def test_nothing_of_the_card_is_in_a_draft(visit, errands):
    to_form(visit)
    visit.type_field("phone", PHONE)
    visit.keep_draft()
    (kept,) = errands.kept.values()
    text = kept.decode()
    assert PHONE in text
    assert not [word for word in (NAME, NUMBER, STEM, ADDRESS) if word in text]
    assert "card." not in text


def test_a_draft_shows_nothing_when_printed_by_accident(visit, errands):
    to_form(visit)
    visit.type_field("phone", PHONE)
    visit.keep_draft()
    (kept,) = errands.kept.values()
    assert PHONE not in repr(Draft.from_bytes(kept))
    assert visit.step.code not in repr(visit.step)


def test_the_code_is_shown_until_it_is_on_paper_and_only_then_may_be_left(visit, errands):
    to_plan(visit)
    visit.keep_draft()
    assert visit.step.kept is None and not visit.step.can_leave
    visit.leave_with_code()
    assert isinstance(visit.step, steps.KeepDraft)
    visit.receive(DraftKept(visit.id, NOW + timedelta(hours=24)))
    assert visit.step.kept and not visit.step.can_leave
    (slip,) = errands.slips
    (code,) = errands.kept
    assert (slip.code, slip.until) == (shown_code(code), NOW + timedelta(hours=24))
    assert slip.code not in repr(slip)
    visit.receive(DraftCodePrinted(visit.id, PrintOutcome(PrintEnd.FAILED, PrinterStatus.PAPER_OUT)))
    assert visit.step.can_leave and visit.step.code == slip.code
    visit.print_code_again()
    assert [again.code for again in errands.slips] == [slip.code] * 2 and not visit.step.can_leave


def test_whoever_stays_after_all_leaves_nothing_behind(visit, errands):
    to_form(visit)
    visit.keep_draft()
    visit.receive(DraftKept(visit.id, NOW))
    visit.go_on_working()
    assert isinstance(visit.step, steps.FillForm) and not errands.kept


def test_a_disk_that_does_not_keep_is_said_and_the_work_is_still_there(visit, errands):
    to_form(visit)
    visit.type_field("phone", PHONE)
    visit.keep_draft()
    visit.receive(DraftKept(visit.id, None))
    assert visit.step.kept is False and not errands.slips
    visit.back()
    assert next(state for state in visit.step.fields if state.field.key == "phone").raw == PHONE


def test_news_that_comes_while_a_guide_is_called_is_not_lost(visit, errands):
    to_plan(visit)
    visit.keep_draft()
    visit.call_guide()
    visit.receive(DraftKept(visit.id, NOW))
    visit.receive(DraftCodePrinted(visit.id, PRINTED))
    visit.back()
    assert visit.step.kept and visit.step.slip == PRINTED


def test_a_card_still_on_the_reader_is_taken_along(visit, errands):
    to_form(visit)
    leave(visit, errands)
    assert isinstance(visit.step, steps.TakeYourThings) and visit.step.used_card


# Coming back


def test_the_work_goes_on_where_it_was_left_and_the_draft_is_gone(visit, world, errands):
    to_plan(visit)
    answers = visit.step.given
    code = leave(visit, errands)
    back = find(world, errands, code)
    found = back.step.found
    assert (found.matter, found.kept_at, found.asked_again) == (visit.world.catalog.scenarios[
        "open-restaurant"].title, NOW, 0)
    assert code in errands.kept
    back.resume()
    assert isinstance(back.step, steps.ShowPlan) and back.step.given == answers
    assert not errands.kept


def test_a_form_filled_by_hand_comes_back_whole_and_can_be_handed_in(visit, world, errands):
    to_form(visit, card=None)
    fill_form(visit)
    visit.mark_all()
    visit.go_on()
    before = visit.step
    back = find(world, errands, leave(visit, errands))
    back.resume()
    assert back.step == before


def test_whoever_used_a_card_lays_it_down_again_and_finds_the_rest_typed(visit, world, errands):
    to_form(visit)
    visit.type_field("phone", PHONE)
    back = find(world, errands, leave(visit, errands))
    assert back.step.found.card_again
    back.resume()
    assert isinstance(back.step, steps.PresentCard) and errands.reading == 2
    back.receive(CardAnswered(back.id, CardOutcome(card=CARD)))
    back.use_card()
    raw = {state.field.key: state.raw for state in back.step.fields}
    assert (raw["phone"], raw["applicant_name"]) == (PHONE, NAME)


def test_an_interview_goes_on_with_the_next_question(visit, world, errands):
    visit.choose_scenario("open-restaurant")
    visit.answer("400")
    expected = visit.step.question
    back = find(world, errands, leave(visit, errands))
    back.resume()
    assert back.step.question == expected and back.step.answered == 1


def test_marks_come_back_and_open_ones_stay_open(visit, world, errands):
    to_form(visit, card=None)
    fill_form(visit)
    first = next(mark.material.id for mark in visit.step.marks if mark.status is None)
    visit.mark(first, "later")
    before = visit.step
    back = find(world, errands, leave(visit, errands))
    back.resume()
    assert back.step == before


def test_answers_that_no_longer_fit_are_asked_again_and_said(visit, world, errands):
    to_plan(visit)
    code = leave(visit, errands)

    def of_an_older_catalogue(draft):
        strange = (GivenAnswer("was_asked_once", True), GivenAnswer("has_licence", "也许"))
        kept = tuple(entry for entry in draft.answers if entry.key != "has_licence")
        return replace(draft, catalog_version="2019.1", answers=(*kept, *strange), marks=(("gone-paper", "paper"),))

    back = find(world, errands, code, of_an_older_catalogue)
    assert back.step.found.asked_again >= 2
    back.resume()
    assert back.step.question.key == "has_licence"


def test_a_matter_that_is_no_longer_there_is_said_and_the_draft_is_left(visit, world, errands):
    to_plan(visit)
    code = leave(visit, errands)
    back = find(world, errands, code, lambda draft: replace(draft, scenario="closed-down"))
    assert back.step.problem == Remark("pick_up.gone") and code in errands.kept
    back.resume()
    assert isinstance(back.step, steps.PickUp)


@pytest.mark.parametrize(
    ("answer", "problem"),
    [(NoDraft(), Remark("pick_up.nothing")), (None, Remark("pick_up.unreadable")),
     (TooManyTries(41.2), Remark("pick_up.too_many", {"seconds": "42"}))],
)
def test_a_code_that_opens_nothing_is_answered_calmly_and_may_be_typed_again(visit, errands, answer, problem):
    visit.open_pick_up()
    visit.type_pick_up(new_code())
    visit.pick_up()
    assert visit.step.waiting
    visit.pick_up()
    assert len(errands.asked) == 1
    visit.receive(DraftOpened(visit.id, answer))
    assert visit.step.problem == problem and not visit.step.waiting
    visit.type_pick_up("K")
    assert visit.step.problem is None


def test_a_mistyped_code_asks_nobody(visit, errands):
    visit.open_pick_up()
    code = new_code()
    visit.type_pick_up(code[:-1] + next(char for char in ALPHABET if char != code[-1]))
    visit.pick_up()
    assert visit.step.problem == Remark("pick_up.mistyped") and not errands.asked


def test_a_pick_up_code_typed_on_the_progress_page_finds_its_way(visit, errands):
    code = new_code()
    visit.open_progress()
    visit.type_code(shown_code(code))
    visit.ask_progress()
    assert errands.asked == [code] and visit.step.code == shown_code(code) and visit.step.waiting


def test_someone_elses_matter_is_put_back(visit, world, errands):
    to_plan(visit)
    code = leave(visit, errands)
    back = find(world, errands, code)
    back.back()
    assert back.step == steps.PickUp("", False, None) and code in errands.kept
    back.back()
    assert isinstance(back.step, steps.Home)


# The value


def test_a_draft_reads_back_as_it_was_written(visit, errands):
    to_form(visit)
    visit.type_field("phone", PHONE)
    visit.keep_draft()
    (kept,) = errands.kept.values()
    assert Draft.from_bytes(kept).to_bytes() == kept


@given(st.binary(max_size=80))
def test_bytes_that_are_no_draft_are_refused(junk):
    with pytest.raises(StoreError):
        Draft.from_bytes(junk)


@pytest.mark.parametrize(
    ("old", "new"),
    [('"format":1', '"format":2'), ('"page":"plan"', '"page":"papers"'), ('"answers":[', '"answers":[7,'),
     ('"value":400.0', '"value":[]'), ('"kept_at":"2026', '"kept_at":"soon 2026'),
     ('"marks":[]', '"marks":[["a","x"]]')],
)
def test_a_draft_of_another_shape_is_refused(visit, errands, old, new):
    to_plan(visit)
    visit.keep_draft()
    (kept,) = errands.kept.values()
    text = kept.decode()
    assert old in text
    with pytest.raises(StoreError):
        Draft.from_bytes(text.replace(old, new).encode())
