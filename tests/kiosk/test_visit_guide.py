"""Walks through the guide: cards, reasons, the look at what is missing, and the way back from each."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime

import pytest

from config.hall_reader import read_hall
from kiosk import steps
from kiosk.devices.outcomes import PrintEnd, PrinterStatus, PrintOutcome
from kiosk.inbox import PapersPrinted
from kiosk.visit import Visit, World
from kiosk.visit.rehearsing import SilentErrands, rehearsal


@dataclass
class Paper(SilentErrands):
    printed: list = field(default_factory=list)

    def print_papers(self, visit_id, documents, job_name):
        self.printed.append(documents)


class StillClock:
    def now(self):
        return datetime(2026, 11, 21, 20, 0)

    def monotonic(self):
        return 0.0


@pytest.fixture
def visit(catalog):
    return Visit(World(catalog, read_hall(), Paper(), StillClock()))


@pytest.fixture
def at_plan(visit):
    visit.choose_scenario("open-restaurant")
    visit.answer("350")
    visit.answer("false")
    while isinstance(visit.step, steps.Ask):
        visit.dont_know()
    assert isinstance(visit.step, steps.ShowPlan)
    return visit


def unfolded(visit):
    step = visit.step
    return bool(step.open_item), step.detail is not None, step.account is not None


def test_an_item_a_paper_and_a_number_unfold_one_at_a_time(at_plan):
    plan = at_plan.step.plan
    at_plan.open_item("food")
    assert at_plan.step.detail.item.id == "food" and at_plan.step.detail.why
    at_plan.open_material(plan.materials[0].id)
    assert at_plan.step.account.material == plan.materials[0].id
    assert at_plan.step.detail is None
    at_plan.open_number("documents")
    assert at_plan.step.account.number == "documents"


@pytest.mark.parametrize("unfold", [
    lambda visit: visit.open_item("food"),
    lambda visit: visit.open_material(visit.step.plan.materials[0].id),
    lambda visit: visit.open_number("working_days"),
])
def test_back_folds_what_is_unfolded_and_only_then_goes_back(at_plan, unfold):
    unfold(at_plan)
    assert any(unfolded(at_plan))
    at_plan.back()
    assert isinstance(at_plan.step, steps.ShowPlan) and not any(unfolded(at_plan))
    at_plan.back()
    assert isinstance(at_plan.step, steps.Ask)


def test_what_the_plan_does_not_have_unfolds_nothing(at_plan):
    at_plan.open_item("no-such-item")
    at_plan.open_material("no-such-paper")
    at_plan.open_number("happiness")
    assert not any(unfolded(at_plan))


def test_the_way_to_a_window_leads_back_to_the_card_it_was_opened_from(at_plan):
    at_plan.open_item("food")
    at_plan.open_place(at_plan.step.detail.place.id)
    assert isinstance(at_plan.step, steps.FindWay) and at_plan.step.place is not None
    at_plan.back()
    assert at_plan.step.detail.item.id == "food"


def test_from_the_way_to_a_window_other_places_can_be_looked_at(at_plan):
    at_plan.open_place(at_plan.world.hall.places[0].id)
    at_plan.choose_place(None)
    assert at_plan.step.place is None
    at_plan.back()
    assert isinstance(at_plan.step, steps.ShowPlan)


def test_the_look_at_the_papers_tells_everything_missing_at_once(at_plan):
    at_plan.check_papers()
    step = at_plan.step
    assert isinstance(step, steps.GatherMaterials) and not step.filing
    yours = [mark.material for mark in step.marks if mark.choices]
    told = {entry.material.id for entry in (*step.notice.missing, *step.notice.later)}
    assert told == {material.id for material in yours}
    at_plan.mark(yours[0].id, "paper")
    now = at_plan.step.notice
    assert {entry.material.id for entry in (*now.missing, *now.later)} == told - {yours[0].id}


def test_a_missing_paper_holds_up_only_what_needs_it(at_plan):
    at_plan.check_papers()
    at_plan.mark_all()
    assert at_plan.step.notice.missing == at_plan.step.notice.blocked == ()
    asked = next(m.material for m in at_plan.step.marks if m.choices and not m.material.deferrable)
    at_plan.mark(asked.id, "later")
    notice = at_plan.step.notice
    assert [entry.material.id for entry in notice.missing] == [asked.id]
    assert set(asked.used_by) <= {entry.item for entry in notice.blocked}
    assert set(notice.ready) | {entry.item for entry in notice.blocked} == {
        entry.item.id for entry in at_plan.step.plan.items
    }
    assert notice.ready


def test_the_look_blocks_nothing_and_leads_back_to_the_plan(at_plan):
    at_plan.check_papers()
    at_plan.go_on()
    assert isinstance(at_plan.step, steps.GatherMaterials)
    at_plan.back()
    assert isinstance(at_plan.step, steps.ShowPlan)
    at_plan.start_application()
    assert isinstance(at_plan.step, steps.PresentCard)


def test_check_mark_notice_print_and_back_to_the_plan(at_plan):
    at_plan.check_papers()
    first = next(mark.material.id for mark in at_plan.step.marks if mark.choices)
    at_plan.mark(first, "paper")
    at_plan.print_plan()
    assert isinstance(at_plan.step, steps.TakePapers)
    at_plan.back()
    assert isinstance(at_plan.step, steps.TakePapers), "nobody walks off before the paper"
    at_plan.receive(PapersPrinted(at_plan.id, PrintOutcome(PrintEnd.PRINTED, PrinterStatus.READY, 2)))
    assert len(at_plan.world.errands.printed) == 1
    at_plan.back()
    assert isinstance(at_plan.step, steps.GatherMaterials) and not at_plan.step.filing
    at_plan.back()
    assert isinstance(at_plan.step, steps.ShowPlan)


def test_marks_of_the_look_are_kept_for_the_application(at_plan):
    at_plan.check_papers()
    at_plan.mark_all()
    at_plan.back()
    at_plan.check_papers()
    assert at_plan.step.open_count == 0


def test_papers_are_looked_at_only_from_the_plan(visit):
    visit.check_papers()
    assert isinstance(visit.step, steps.Home)


def test_a_found_item_shows_its_card_with_the_life_events_it_is_part_of(visit):
    visit.open_search()
    visit.open_found("item", "food", "open-restaurant")
    step = visit.step
    assert isinstance(step, steps.ShowItem) and step.detail.item.id == "food"
    assert "open-restaurant" in {scenario.id for scenario in step.scenarios}
    assert all("food" in scenario.items for scenario in step.scenarios)
    visit.open_place(step.detail.place.id)
    visit.back()
    assert isinstance(visit.step, steps.ShowItem)
    visit.back()
    assert isinstance(visit.step, steps.Search)


def test_a_found_department_shows_the_way_to_its_window(visit, catalog):
    department = next(iter(catalog.departments))
    visit.open_search()
    visit.open_found("department", department, "open-restaurant")
    assert visit.step.place == visit.world.hall.window_of(department)
    visit.back()
    assert isinstance(visit.step, steps.Search)


def test_a_hit_that_only_informs_opens_nothing(visit, catalog):
    visit.open_search()
    visit.open_found("item", "an-item-nobody-asks-for", "")
    assert isinstance(visit.step, steps.Search)
    visit.open_found("scenario", "open-restaurant", "open-restaurant")
    assert isinstance(visit.step, steps.Ask)


def test_the_rehearsal_opens_every_page_of_the_guide(catalog):
    world = World(catalog, read_hall(), SilentErrands(), StillClock())
    made = list(rehearsal(replace(world)))
    plans = [step for step in made if isinstance(step, steps.ShowPlan)]
    looks = [step for step in made if isinstance(step, steps.GatherMaterials)]
    assert any(step.detail for step in plans) and any(step.account for step in plans)
    assert {step.filing for step in looks} == {True, False}
    assert any(isinstance(step, steps.ShowItem) for step in made)
