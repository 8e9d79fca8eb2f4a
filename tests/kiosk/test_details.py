"""The guide card of an item says everything about it: by itself as in the catalogue, in a plan as it applies there."""

from __future__ import annotations

from dataclasses import replace

import pytest

from config.hall_reader import read_hall
from config.pack_reader import PACKS, read_pack
from kiosk.guide.answers import Answers
from kiosk.guide.details import ALL_DAY, item_detail
from kiosk.guide.planner import plan
from kiosk.words import Words

HALL = read_hall()
CATALOGS = {path.name: read_pack(path) for path in (PACKS / "hubei-xianning-2020", PACKS / "national-2026")}
EVERY = [(name, item) for name, catalog in CATALOGS.items() for item in catalog.items]
XIANNING = CATALOGS["hubei-xianning-2020"]


def planned(**values):
    given = Answers()
    for key, value in values.items():
        given = given.with_answer(key, value)
    return plan(XIANNING, XIANNING.scenarios["open-restaurant"], given)


@pytest.mark.parametrize(("name", "item_id"), EVERY)
def test_every_item_of_every_pack_has_a_whole_card(name, item_id):
    catalog = CATALOGS[name]
    item, detail = catalog.items[item_id], item_detail(catalog, HALL, item_id)
    assert detail.department.id == item.department
    assert detail.place in HALL.places
    assert [paper.label for paper in detail.papers] == [need.label for need in item.needs]
    assert [service.step for service in detail.services] == list(item.machine)
    assert (detail.rule, detail.basis, detail.source) == (item.rule, item.basis, item.source)
    assert detail.why == () and detail.certain and detail.mark == ""


def test_a_free_item_offers_no_way_to_pay_and_one_that_costs_does():
    food = XIANNING.items["food"]
    costly = replace(food, fee=Words("50 元"), pay=())
    free = item_detail(replace(XIANNING, items={"food": replace(food, fee=Words("0 元"))}), HALL, "food")
    paid = item_detail(replace(XIANNING, items={"food": costly}), replace(HALL, pay=("card",)), "food")
    own = item_detail(replace(XIANNING, items={"food": replace(costly, pay=("cash",))}), HALL, "food")
    assert (free.free, free.pay) == (True, ())
    assert not paid.free and paid.pay
    assert own.pay == ("cash",)


def test_in_a_plan_it_says_why_and_only_the_papers_that_are_asked_for_there():
    made = planned(area=350.0, has_licence=False)
    for entry in made.items:
        detail = item_detail(XIANNING, HALL, entry.item.id, made)
        assert (detail.why, detail.mark, detail.certain) == (entry.why, entry.mark, entry.certain)
        assert detail.working_days == entry.working_days
        asked = {label for paper in made.materials for user, label in paper.wordings if user == entry.item.id}
        assert {paper.label for paper in detail.papers} == asked


def test_an_item_outside_the_plan_is_shown_as_in_the_catalogue():
    small = planned(area=80.0, has_licence=True)
    outside = next(item for item in XIANNING.items if all(entry.item.id != item for entry in small.items))
    assert item_detail(XIANNING, HALL, outside, small) == item_detail(XIANNING, HALL, outside)


def test_hours_of_a_step_are_said_and_all_day_where_none_are_set():
    hall = replace(HALL, machine_hours={"print": Words("8:00—20:00")})
    hours = {service.step: service.hours for service in item_detail(XIANNING, hall, "food").services}
    assert hours["print"].zh == "8:00—20:00"
    assert hours["form"] == ALL_DAY


def test_the_remedy_of_the_region_stands_in_where_an_item_has_none():
    catalog = replace(XIANNING, remedy=Words("可以申请行政复议"))
    own = replace(XIANNING.items["food"], remedy=Words("先向上一级申诉"))
    catalog = replace(catalog, items={"food": own, "fire": replace(XIANNING.items["fire"], remedy=Words(""))})
    assert item_detail(catalog, HALL, "food").remedy.zh == "先向上一级申诉"
    assert item_detail(catalog, HALL, "fire").remedy.zh == "可以申请行政复议"


def test_an_unknown_item_is_an_error():
    with pytest.raises(KeyError):
        item_detail(XIANNING, HALL, "no-such-item")
