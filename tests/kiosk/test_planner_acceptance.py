"""The worked cases an official checks the guide by."""

from datetime import date

import pytest

from config.pack_holidays import read_holidays
from config.pack_reader import DEFAULT_REGION, PACKS, read_pack
from kiosk.guide.answers import Answers
from kiosk.guide.noticing import notice
from kiosk.guide.parsing import parse_answer
from kiosk.guide.planner import next_question, plan, still_asked
from kiosk.guide.workdays import Holidays, deadline
from kiosk.words import Remark

XIANNING, NATIONAL = read_pack(PACKS / DEFAULT_REGION), read_pack(PACKS / "national-2026")
HOLIDAYS = read_holidays()
TODAY = date(2026, 11, 21)


def answers(**values):
    given = Answers()
    for key, value in values.items():
        given = given.with_answer(key, value)
    return given


def made(scenario, catalog=XIANNING, today=None, **values):
    return plan(catalog, catalog.scenarios[scenario], answers(**values), today)


def ids(planned):
    return {entry.item.id for entry in planned.items}


def stages(planned):
    return [{entry.item.id for entry in stage} for stage in planned.stages]


@pytest.mark.parametrize("raw", ["0", "-5", "1e9", "300平", "", "NaN", "inf", "九百"])
def test_3_an_area_that_is_none_is_answered_with_one_sentence(raw):
    assert isinstance(parse_answer(XIANNING.questions["area"], raw), Remark)


def test_3_full_width_digits_are_an_area():
    assert parse_answer(XIANNING.questions["area"], "３００") == 300.0


def test_4_the_full_hotel_has_34_entries_and_asks_the_applicant_for_no_licence():
    hotel = made("open-hotel", area=600.0, has_licence=False, serves_food=True, central_air=True, outdoor_ad=True,
                 auto_fire_system=True)
    assert hotel.before.documents == 33 + 1
    assert (hotel.before.licence_copies, hotel.after.licence_copies) == (6, 0)
    licence = next(material for material in hotel.materials if material.id == "licence")
    assert len(licence.used_by) == 6


def test_6_a_licence_already_held_is_no_step_but_a_paper_of_the_applicant():
    shop = made("open-convenience-store", has_licence=True, food_kind="packed", sells_tobacco=True, shop_sign=False)
    assert "licence" not in ids(shop)
    licence = next(material for material in shop.materials if material.id == "licence")
    assert licence.from_applicant and licence.used_by == ("food-filing", "tobacco")


def test_7_a_bookshop_files_hygiene_after_opening_and_nothing_waits_for_it():
    shop = made("open-bookshop", has_licence=False, serves_food=True, sells_online=True, shop_sign=True)
    filing = shop.item("hygiene-filing")
    assert filing.item.follow_up.days == 30 and filing.item.follow_up.day_kind == "calendar"
    assert filing.stage == len(shop.stages)
    assert all("hygiene-filing" not in entry.after for entry in shop.items)
    without = made("open-bookshop", has_licence=False, serves_food=True, sells_online=True, shop_sign=True)
    assert without.after.working_days == 1 + 20


@pytest.mark.parametrize(
    ("answer", "clause"),
    [({"venue_place": "residential"}, "第七条第（一）项"), ({"venue_place": "near"}, "第七条第（二）项"),
     ({"venue_place": "crowded"}, "第七条第（三）项"), ({"venue_floor": "basement2"}, "第七条第（四）项"),
     ({"venue_place": "dangerous"}, "第七条第（五）项"), ({"barred": True}, "第五条")],
)
@pytest.mark.parametrize("catalog", [XIANNING, NATIONAL], ids=["xianning", "national"])
def test_8_a_venue_in_a_forbidden_place_is_stopped_with_its_clause_and_no_list(catalog, answer, clause):
    venue = made("open-ktv", catalog, **answer)
    assert venue.stop and clause in venue.stop[1]
    assert venue.items == () and venue.materials == ()
    assert next_question(catalog, catalog.scenarios["open-ktv"], answers(**answer)) is None


def test_8_a_venue_is_asked_first_what_could_stop_it_and_needs_six_departments():
    scenario, given, asked = XIANNING.scenarios["open-ktv"], Answers(), []
    while question := next_question(XIANNING, scenario, given):
        asked.append(question.key)
        value = {"choice": question.choices and question.choices[0].value, "number": 200.0}.get(question.kind, False)
        given = given.with_answer(question.key, value)
    assert asked[:3] == ["venue_place", "venue_floor", "barred"]
    venue = plan(XIANNING, scenario, given)
    assert venue.before.departments == 6
    assert venue.item("entertainment").after == ("fire-opening", "hygiene", "licence")
    assert venue.item("police-filing").item.follow_up.days == 15


def test_9_a_home_is_registered_after_the_tax_and_gets_water_power_and_gas_after_that():
    home = made("transfer-home", online_signed=False, has_tax_proof=False, has_agent=False, first_home=False,
                moves_utilities=True, has_gas=True)
    assert stages(home) == [{"house-check"}, {"deed-tax"}, {"home-registration"}, {"water", "power", "gas"}]
    assert any("先交契税" in note.zh for note in home.notes)
    paid = made("transfer-home", online_signed=True, has_tax_proof=True, has_agent=False, first_home=False,
                moves_utilities=True, has_gas=False)
    told = notice(paid, {"both-id-cards", "home-certificate", "sale-contract"}, TODAY, HOLIDAYS)
    assert [(entry.material.id, entry.blocks) for entry in told.missing] == [("tax-proof", ("home-registration",))]
    blocked = {entry.item: (entry.lacks, entry.waits_for) for entry in told.blocked}
    assert blocked == {
        "home-registration": (("tax-proof",), ()),
        "water": ((), ("home-registration",)), "power": ((), ("home-registration",)),
    }


@pytest.mark.parametrize(("months", "outside"), [(1.0, False), (12.0, False), (13.0, True)])
def test_10_after_the_first_birthday_the_ordinary_way_is_shown(months, outside):
    birth = made("birth-of-child", NATIONAL, months=months, has_birth_certificate=True, parents_married=True,
                 wants_subsidy=False)
    assert any("普通途径" in note.zh for note in birth.notes) is outside
    assert stages(birth) == [{"vaccination", "household"}, {"baby-insurance", "social-card"}]


def test_12_what_may_follow_is_listed_with_its_day_and_the_rest_blocks_only_its_own_items():
    restaurant = made("open-restaurant", area=250.0, has_licence=True, auto_fire_system=False)
    told = notice(restaurant, {"licence", "food-layout"}, date(2026, 9, 21), HOLIDAYS)
    assert {entry.material.id: entry.due.day for entry in told.later} == dict.fromkeys(
        ("food-rules", "fire-rules", "evacuation-plan", "fire-training"), date(2026, 10, 12)
    )
    assert [(entry.material.id, entry.blocks) for entry in told.missing] == [("floor-plan", ("fire-opening",))]
    assert told.ready == ("food", "environment")


@pytest.mark.parametrize(
    ("start", "days", "last"),
    [
        (date(2026, 9, 28), 3, date(2026, 10, 8)),      # National Day, 1 to 7 October, is off
        (date(2026, 10, 8), 2, date(2026, 10, 10)),     # Saturday the 10th is worked
        (date(2026, 9, 18), 1, date(2026, 9, 20)),      # Sunday the 20th is worked
        (date(2025, 12, 31), 1, date(2026, 1, 4)),      # over the turn of two known years
        (date(2026, 11, 20), 0, date(2026, 11, 20)),
        (date(2026, 12, 25), 10, None),                 # 2027 has no table yet
    ],
)
def test_13_working_days_follow_the_holiday_table_and_no_date_is_made_up(start, days, last):
    due = deadline(start, days, HOLIDAYS)
    assert due.day == last
    assert due.words.zh.startswith(f"{days}个工作日")
    assert ("最迟" in due.words.zh) is (last is not None)


def test_13_calendar_days_need_no_table():
    assert deadline(date(2026, 12, 25), 30, Holidays(), "calendar").day == date(2027, 1, 24)


@pytest.mark.parametrize(("today", "old"), [(date(2021, 7, 31), False), (date(2021, 8, 1), True), (TODAY, True)])
def test_14_a_pack_older_than_twelve_months_says_so(today, old):
    notes = made("open-restaurant", today=today, area=200.0).notes
    assert any("内容可能已变" in note.zh for note in notes) is old


def test_a_company_is_ready_on_one_day_for_nothing():
    company = made("start-company", hires_staff=True, needs_invoice=True, needs_bank=True)
    assert company.after.working_days == 1
    assert len(company.stages) == 2
    assert all(entry.item.fee.zh.startswith("0 元") for entry in company.items)


def test_a_pharmacy_of_simple_medicines_is_permitted_on_the_spot():
    simple = made("open-pharmacy", has_licence=True, drug_range="otc", devices="none", food_kind="none",
                  shop_sign=False)
    full = made("open-pharmacy", has_licence=True, drug_range="all", devices="class3", food_kind="packed",
                shop_sign=True)
    assert (simple.after.working_days, full.after.working_days) == (0, 20)
    assert ids(full) == {"drug-permit", "device-permit", "food-filing", "shop-sign"}


def test_one_paper_under_two_names_is_one_paper():
    venue = made("open-convenience-store", has_licence=False, food_kind="none", sells_tobacco=True, shop_sign=False)
    proof = next(material for material in venue.materials if material.id == "premises-proof")
    assert proof.used_by == ("licence", "tobacco")
    assert [label for _, label in proof.wordings] == ["住所使用证明等其他材料", "经营场所使用证明（与住所相独立）"]


def test_the_national_restaurant_takes_the_licence_as_given_and_needs_no_environmental_filing():
    joint = made("open-restaurant", NATIONAL, area=400.0, auto_fire_system=False, shop_sign=True, sells_tobacco=False)
    assert ids(joint) == {"licence-check", "food", "shop-sign", "fire-opening"}
    assert any("油烟" in note.zh for note in joint.notes)
    licence = next(material for material in joint.materials if material.id == "licence")
    assert licence.from_applicant


@pytest.mark.parametrize(("area", "special"), [(9999.0, False), (10000.0, False), (10001.0, True)])
def test_a_large_hotel_has_its_design_reviewed_before_the_acceptance(area, special):
    hotel = made("open-hotel", NATIONAL, area=area, has_licence=False)
    assert ("fire-design" in {entry.item.id for entry in hotel.items if entry.certain}) is special
    if special:
        assert "fire-design" in hotel.item("fire").after
        assert hotel.item("fire").department.id == "zjj"
        assert hotel.item("fire-opening").department.id == "xfjy"


def test_every_blank_is_filled_once_and_counted_for_every_form_it_spares():
    restaurant = made("open-restaurant", area=400.0, has_licence=False, auto_fire_system=False)
    assert restaurant.before.fields > 3 * restaurant.after.fields > 0


def test_taking_back_an_answer_that_stops_brings_the_others_back():
    scenario = XIANNING.scenarios["open-ktv"]
    given = answers(venue_place="commercial", venue_floor="above", barred=False, area=400.0, has_licence=True)
    stopped = still_asked(XIANNING, scenario, given.with_answer("venue_place", "residential"))
    assert stopped.known()["area"] == 400.0


def test_a_scenario_of_a_thousand_items_in_a_row_is_planned():
    from dataclasses import replace

    items = {f"i{n}": replace(XIANNING.items["hygiene"], id=f"i{n}", needs=(), produces=(),
                              after=(f"i{n - 1}",) if n else ()) for n in range(1000)}
    scenario = replace(XIANNING.scenarios["open-hotel"], items=tuple(items), questions=(), fields=(), notes=())
    long = plan(replace(XIANNING, items=items), scenario, Answers())
    assert (long.items[-1].stage, long.items[-1].mark) == (1000, "(1000)")
