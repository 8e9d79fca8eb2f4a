"""The fifteen worked cases of a one-thing guide, by number: what is asked, planned, stopped, told and forgotten.

Cases 6, 11 and 13, and further halves of the others, stand in test_planner_acceptance.py, tests/config and
tests/faults/people.
"""

from dataclasses import replace
from datetime import date, datetime

import pytest

from config.hall_reader import read_hall
from config.locale_reader import read_locales
from config.pack_holidays import read_holidays
from config.pack_reader import DEFAULT_REGION, PACKS, read_pack
from kiosk import steps
from kiosk.forms.form import Form, fields_for, prefill
from kiosk.guide.answers import Answers
from kiosk.guide.noticing import notice
from kiosk.guide.planner import plan
from kiosk.guide.workdays import deadline
from kiosk.search.entries import entries_of
from kiosk.visit import Visit, World
from kiosk.visit.rehearsing import SilentErrands

XIANNING, NATIONAL = read_pack(PACKS / DEFAULT_REGION), read_pack(PACKS / "national-2026")
HOLIDAYS, WORDS = read_holidays(), read_locales()
LEGAL_PLACES = {"venue_place": "commercial", "venue_floor": "above"}


def made(scenario, catalog=XIANNING, today=None, **values):
    given = Answers()
    for key, value in values.items():
        given = given.with_answer(key, value)
    return plan(catalog, catalog.scenarios[scenario], given, today)


def ids(planned):
    return {entry.item.id for entry in planned.items}


class StillClock:
    def __init__(self, now=datetime(2026, 11, 21, 20, 0)):
        self._now = now

    def now(self):
        return self._now

    def monotonic(self):
        return 0.0


def visit_of(catalog=XIANNING):
    return Visit(World(catalog, read_hall(), SilentErrands(), StillClock(), demo=True))


AREAS = [(299, None), (300, None), (301, "建设工程竣工消防验收备案"), (499, "建设工程竣工消防验收备案"),
         (500, "建设工程消防设计审查和竣工验收备案"), (501, "建设工程消防设计审查和竣工验收备案")]


@pytest.mark.parametrize("scenario", ["open-restaurant", "open-hotel", "open-ktv"])
@pytest.mark.parametrize(("area", "name"), AREAS)
def test_case_1_and_2_the_area_decides_the_fire_filing_and_its_paper(scenario, area, name):
    more = {**LEGAL_PLACES, "barred": False} if scenario == "open-ktv" else {}
    planned = made(scenario, area=float(area), has_licence=False, auto_fire_system=False, **more)
    assert [entry.name.zh for entry in planned.items if entry.item.id == "fire"] == ([name] if name else [])
    assert ("fire-document" in {material.id for material in planned.materials}) is bool(name)
    assert ("fire" in planned.item("fire-opening").after) is bool(name)
    assert any("临界面积请窗口核实" in note.zh for note in planned.notes) is (area in (300, 500))


@pytest.mark.parametrize("raw", ["0", "-5", "1e9", "300平", "", "NaN"])
def test_case_3_a_wrong_area_stays_in_its_field_under_one_plain_sentence(raw):
    visit = visit_of()
    visit.choose_scenario("open-restaurant")
    visit.answer(raw)
    step = visit.step
    assert isinstance(step, steps.Ask) and step.question.key == "area"
    assert step.raw == raw and step.answered == 0
    for language in ("zh", "en"):
        said = WORDS[language][step.problem.key]
        assert said and sum(said.count(mark) for mark in "。!！") <= 1


def test_case_3_full_width_digits_are_taken_as_the_area():
    visit = visit_of()
    visit.choose_scenario("open-restaurant")
    visit.answer("３００")
    assert isinstance(visit.step, steps.Ask) and visit.step.question.key != "area"
    visit.dont_know()
    visit.dont_know()
    assert "300㎡" in [line.answer.zh for line in visit.step.given]


@pytest.mark.parametrize("has_licence", [False, True])
def test_case_4_the_licence_is_used_six_times_and_asked_only_of_those_who_hold_one(has_licence):
    hotel = made("open-hotel", area=600.0, has_licence=has_licence, serves_food=True, central_air=True,
                 outdoor_ad=True, auto_fire_system=True)
    licence = next(material for material in hotel.materials if material.id == "licence")
    assert len(licence.used_by) == 6 and hotel.after.licence_copies == int(has_licence)
    assert hotel.before.documents == (31 if has_licence else 33 + 1)


def test_case_4_without_central_air_it_is_33_lines():
    hotel = made("open-hotel", area=600.0, has_licence=False, serves_food=True, central_air=False, outdoor_ad=True,
                 auto_fire_system=True)
    assert hotel.before.documents == 33


def test_case_5_no_sign_and_no_food_leaves_out_two_items_with_their_nine_lines():
    full, less = (
        made("open-hotel", area=600.0, has_licence=False, serves_food=more, central_air=True, outdoor_ad=more,
             auto_fire_system=True) for more in (True, False)
    )
    gone = [entry.mark for entry in full.items if entry.item.id not in ids(less)]
    assert sorted(gone) == ["③", "⑦"]
    assert full.before.documents - less.before.documents == 9
    assert {entry.mark for entry in less.items} == set("①②④⑤⑥⑧")


@pytest.mark.parametrize("catalog", [XIANNING, NATIONAL], ids=["xianning", "national"])
def test_case_7_a_bookshop_opens_first_and_files_hygiene_within_thirty_days(catalog):
    shop = made("open-bookshop", catalog, has_licence=True, serves_food=False, sells_online=False, shop_sign=False)
    filing = shop.item("hygiene-filing").item
    assert filing.source.as_of == "2025-01-20"
    due = deadline(date(2026, 9, 15), filing.follow_up.days, HOLIDAYS, filing.follow_up.day_kind)
    assert due.day == date(2026, 10, 15)
    assert shop.after.working_days == shop.item("publication").working_days
    assert "hygiene" not in ids(shop)


@pytest.mark.parametrize(("key", "value"), [("venue_place", "residential"), ("venue_floor", "basement2")])
def test_case_8_a_venue_in_a_forbidden_place_stops_with_the_clause_and_a_way_to_people(key, value):
    visit = visit_of()
    visit.choose_scenario("open-ktv")
    while isinstance(step := visit.step, steps.Ask):
        visit.answer(value if step.question.key == key else LEGAL_PLACES[step.question.key])
    stopped = visit.step
    assert isinstance(stopped, steps.Stopped) and "第七条" in stopped.basis
    assert stopped.message.zh and stopped.message.en
    visit.call_guide()
    assert isinstance(visit.step, steps.GuideComing)


def test_case_9_registration_waits_for_the_tax_and_nothing_else_can_take_its_place():
    home = made("transfer-home", online_signed=True, has_tax_proof=False, has_agent=False, first_home=False,
                moves_utilities=True, has_gas=True)
    assert "deed-tax" in home.item("home-registration").after
    assert {home.item(key).after for key in ("water", "power", "gas")} == {("home-registration",)}
    told = notice(home, {"both-id-cards", "home-certificate"}, date(2026, 11, 21), HOLIDAYS)
    assert [entry.material.id for entry in told.missing] == ["sale-contract"]
    assert {entry.item for entry in told.blocked} == {"deed-tax", "home-registration", "water", "power", "gas"}


def test_case_10_at_thirteen_months_the_ordinary_way_still_has_its_whole_list():
    young, old = (made("birth-of-child", NATIONAL, months=months, has_birth_certificate=True, parents_married=True,
                       wants_subsidy=True) for months in (1.0, 13.0))
    assert ids(young) == ids(old) and old.materials == young.materials
    assert [note.zh for note in old.notes if "普通途径" in note.zh]
    assert not [note.zh for note in young.notes if "普通途径" in note.zh]


def test_case_12_one_missing_paper_blocks_only_its_own_items():
    hotel = made("open-hotel", area=250.0, has_licence=True, serves_food=True, central_air=False, outdoor_ad=True,
                 auto_fire_system=False)
    mine = {entry.id for entry in hotel.materials if entry.from_applicant}
    told = notice(hotel, mine - {"ad-picture", "food-rules"}, date(2026, 9, 21), HOLIDAYS)
    assert [entry.item for entry in told.blocked] == ["outdoor-ad"]
    assert [(entry.material.id, entry.due.day) for entry in told.later] == [("food-rules", date(2026, 10, 12))]


@pytest.mark.parametrize(
    ("as_of", "old"), [("2025-11", False), ("2025-10", True), ("2020-07", True), ("2026-11-01", False)]
)
def test_case_14_a_pack_of_more_than_a_year_says_so_first_on_every_plan(as_of, old):
    aged = replace(XIANNING, source=replace(XIANNING.source, as_of=as_of))
    for scenario in aged.scenarios.values():
        notes = plan(aged, scenario, Answers(), date(2026, 11, 21)).notes
        assert (bool(notes) and "内容可能已变" in notes[0].zh and "window" in notes[0].en) is old


def test_case_15_the_next_visit_begins_with_nothing_of_the_last():
    world = World(XIANNING, read_hall(), SilentErrands(), StillClock(), demo=True)
    first = Visit(world)
    first.choose_scenario("open-restaurant")
    for raw in ("437", "false", "false"):
        first.answer(raw)
    first.start_application()
    first.without_card()
    first.type_field("applicant_name", "示例·甲")
    second = Visit(world)
    assert isinstance(second.step, steps.Home) and second.id != first.id
    second.choose_scenario("open-restaurant")
    assert isinstance(second.step, steps.Ask) and second.step.answered == 0
    for _ in range(3):
        second.dont_know()
    assert all("437" not in line.answer.zh for line in second.step.given)
    second.start_application()
    second.without_card()
    page = second.step
    assert isinstance(page, steps.FillForm)
    assert all("示例" not in state.raw and "437" not in state.raw for state in page.fields)


SAME = ("one-form-reg", "id-card", "premises-proof")


@pytest.mark.parametrize(
    ("kind", "own"),
    [("个体工商户", set()), ("有限责任公司", {"charter", "appointment"}), ("合伙企业", {"partner-agreement"})],
)
def test_the_papers_of_a_licence_follow_the_kind_of_business(kind, own):
    store = made("open-convenience-store", NATIONAL, has_licence=False, entity_kind=kind, food_kind="none",
                 sells_tobacco=False, shop_sign=False)
    asked = {material.id for material in store.materials if "licence" in material.used_by}
    assert asked - {"one-form"} == {*SAME, *own} - {"one-form-reg"}


def test_the_kind_of_business_is_asked_once_and_fills_the_blank_of_the_form():
    scenario = NATIONAL.scenarios["start-company"]
    trader = Answers().with_answer("entity_kind", "个体工商户")
    blanks = fields_for(NATIONAL, scenario, plan(NATIONAL, scenario, trader), trader)
    assert not {"capital", "supervisor"}.intersection(blank.key for blank in blanks)
    assert prefill(Form(), blanks, None, trader).entry("entity").raw == "个体工商户"
    company = Answers().with_answer("entity_kind", "有限责任公司")
    wider = fields_for(NATIONAL, scenario, plan(NATIONAL, scenario, company), company)
    assert {blank.key for blank in wider} - {blank.key for blank in blanks} == {"capital", "supervisor"}


@pytest.mark.parametrize(
    ("area", "works", "filing", "design"),
    [(300.0, "large", False, False), (301.0, "large", True, False), (301.0, "small", False, False),
     (10000.0, "small", False, False), (10001.0, "small", True, True)],
)
def test_small_works_of_a_hotel_may_be_spared_the_fire_filing_and_are_told_to_ask(area, works, filing, design):
    hotel = made("open-hotel", NATIONAL, area=area, has_licence=True, works=works, serves_food=False,
                 central_air=False, outdoor_ad=False, auto_fire_system=False)
    assert ("fire" in ids(hotel), "fire-design" in ids(hotel)) == (filing, design)
    assert ("fire-document" in {material.id for material in hotel.materials}) is filing
    spared = works == "small" and 300 < area <= 10000
    assert any("山东、湖南" in note.zh for note in hotel.notes) is spared


def test_those_who_touch_food_bring_a_health_certificate_that_may_follow():
    joint = made("open-restaurant", NATIONAL, area=200.0, auto_fire_system=False, shop_sign=False, sells_tobacco=False)
    paper = next(material for material in joint.materials if material.id == "health-cert")
    assert paper.used_by == ("food",) and paper.deferrable
    assert "第四十五条" in paper.material.source.title
    seed = made("open-restaurant", area=200.0, has_licence=False, auto_fire_system=False)
    assert "health-cert" not in {material.id for material in seed.materials}


@pytest.mark.parametrize("catalog", [XIANNING, NATIONAL], ids=["xianning", "national"])
@pytest.mark.parametrize("dangerous", [True, False])
def test_a_repair_shop_files_with_transport_after_the_licence(catalog, dangerous):
    shop = made("open-repair-shop", catalog, has_licence=False, repairs_dangerous=dangerous, shop_sign=False)
    filing = shop.item("repair-filing")
    assert (filing.department.id, filing.item.mode, filing.after) == ("jtj", "备案", ("licence",))
    assert filing.item.moved[0].since == "2019"
    assert ("repair-dangerous" in {material.id for material in shop.materials}) is dangerous
    names = {name.text for entry in entries_of(catalog) if entry.id == "open-repair-shop" for name in entry.names}
    assert {"修车", "机动车维修"} <= names
