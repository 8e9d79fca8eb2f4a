import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from config.pack_reader import DEFAULT_REGION, PACKS, read_pack
from kiosk.errors import PackError
from kiosk.guide.answers import Answers
from kiosk.guide.ordering import order
from kiosk.guide.planner import next_question, plan, still_asked, undecided

CATALOG = read_pack(PACKS / DEFAULT_REGION)
RESTAURANT = CATALOG.scenarios["open-restaurant"]
HOTEL = CATALOG.scenarios["open-hotel"]


def answers(**given_values):
    result = Answers()
    for key, value in given_values.items():
        result = result.with_answer(key, value)
    return result


def restaurant(**given_values):
    return plan(CATALOG, RESTAURANT, answers(**given_values))


def stage_ids(made):
    return [{entry.item.id for entry in stage} for stage in made.stages]


def test_a_restaurant_of_400_square_metres_needs_three_stages():
    made = restaurant(area=400.0, has_licence=False, auto_fire_system=True)
    assert stage_ids(made) == [{"licence", "environment"}, {"food", "fire"}, {"fire-opening"}]
    assert made.before.documents == 17
    assert made.before.licence_copies == 3
    assert made.after.licence_copies == 0


def test_a_small_restaurant_skips_the_fire_filing_and_its_document():
    made = restaurant(area=250.0, has_licence=False)
    assert stage_ids(made) == [{"licence", "environment"}, {"food", "fire-opening"}]
    assert "fire-document" not in {material.id for material in made.materials}


@pytest.mark.parametrize(
    ("area", "name"),
    [(299, None), (300, None), (301, "竣工消防验收备案"), (499, "竣工消防验收备案"), (500, "设计审查和竣工验收备案"),
     (501, "设计审查和竣工验收备案")],
)
def test_the_fire_filing_follows_the_area_at_each_boundary(area, name):
    made = restaurant(area=float(area), has_licence=False)
    names = [entry.name.zh for entry in made.items if entry.item.id == "fire"]
    assert ([name] if name else []) == [found[-len(name):] for found in names if name]
    assert bool(names) == bool(name)


@pytest.mark.parametrize(("area", "noted"), [(299, False), (300, True), (301, False), (500, True), (501, False)])
def test_exactly_on_a_threshold_the_plan_says_to_have_it_confirmed(area, noted):
    made = restaurant(area=float(area), has_licence=False)
    assert any("临界面积" in note.zh for note in made.notes) is noted


def test_a_licence_already_held_is_asked_from_the_applicant_once():
    made = restaurant(area=400.0, has_licence=True)
    assert "licence" not in {entry.item.id for entry in made.items}
    licence = next(material for material in made.materials if material.id == "licence")
    assert licence.supplier == "applicant"
    assert licence.used_by == ("food", "fire", "fire-opening")
    assert made.before.licence_copies == 3
    assert made.after.licence_copies == 1


def test_the_full_hotel_has_eight_items_and_34_lines_and_uses_the_licence_six_times():
    made = plan(CATALOG, HOTEL, answers(area=600.0, has_licence=False, serves_food=True, central_air=True,
                                        outdoor_ad=True, auto_fire_system=True))
    assert len(made.items) == 8
    assert made.before.documents == 34
    assert made.before.licence_copies == 6
    assert made.before.id_copies == 2
    assert made.after.licence_copies == 0
    assert made.after.id_copies == 1


def test_a_hotel_without_sign_and_food_has_nine_lines_less():
    full = plan(CATALOG, HOTEL, answers(area=600.0, has_licence=False, serves_food=True, central_air=True,
                                        outdoor_ad=True, auto_fire_system=True))
    less = plan(CATALOG, HOTEL, answers(area=600.0, has_licence=False, serves_food=False, central_air=True,
                                        outdoor_ad=False, auto_fire_system=True))
    assert full.before.documents - less.before.documents == 9


def test_what_is_not_known_yet_is_possible_not_certain():
    made = restaurant(area=None, has_licence=False)
    fire = made.item("fire")
    assert not fire.certain
    assert any("还没有确定" in reason.zh for reason in fire.why)
    assert any("可能需要" in note.zh for note in made.notes)


def test_all_application_forms_become_one():
    made = restaurant(area=400.0, has_licence=False)
    form = next(material for material in made.materials if material.id == "one-form")
    assert form.used_by == ("licence", "food", "fire")
    assert [label for _, label in form.wordings] == [
        "公司登记(备案)申请书", "食品经营许可申请书", "建设工程消防设计审核申报表",
    ]


def test_days_in_a_row_are_added_and_days_in_stages_are_the_longest_way():
    made = restaurant(area=400.0, has_licence=False)
    assert made.before.working_days == sum(entry.working_days for entry in made.items)
    assert made.after.working_days == 1 + 15 + 10


def test_questions_begin_with_area_then_licence_and_stop_when_nothing_can_change():
    given_answers = Answers()
    asked = []
    while question := next_question(CATALOG, RESTAURANT, given_answers):
        asked.append(question.key)
        given_answers = given_answers.with_answer(question.key, None)
    assert asked == ["area", "has_licence", "auto_fire_system"]


def test_changing_one_answer_keeps_the_later_ones_still_asked():
    given_answers = answers(area=400.0, has_licence=True, auto_fire_system=False)
    changed = still_asked(CATALOG, RESTAURANT, given_answers.with_answer("area", 200.0))
    assert dict(changed.known()) == {"area": 200.0, "has_licence": True, "auto_fire_system": False}


def test_items_that_wait_for_each_other_are_refused_by_name():
    with pytest.raises(PackError, match="a → b → a"):
        order({"a": frozenset("b"), "b": frozenset("a")}, {"a": 1, "b": 1})


def every_answer_set(scenario):
    options = []
    for key in scenario.questions:
        question = CATALOG.questions[key]
        options.append([None, 1.0, 300.0, 301.0, 500.0, 501.0] if question.kind == "number" else [None, True, False])
    for values in itertools.product(*options):
        yield answers(**dict(zip(scenario.questions, values, strict=True)))


@pytest.mark.parametrize("scenario", [RESTAURANT, HOTEL], ids=lambda scenario: scenario.id)
def test_every_answer_set_gives_a_plan_that_hangs_together(scenario):
    for given_answers in every_answer_set(scenario):
        made = plan(CATALOG, scenario, given_answers)
        ids = {entry.item.id for entry in made.items}
        places = {entry.item.id: entry for entry in made.items}
        for entry in made.items:
            assert all(places[earlier].stage < entry.stage for earlier in entry.after)
            assert entry.why
        for material in made.materials:
            assert set(material.used_by) <= ids
            if material.supplier.startswith("item:"):
                assert material.supplier.removeprefix("item:") in ids
        assert made.after.documents == sum(material.from_applicant for material in made.materials)
        assert made.after.documents <= made.before.documents
        assert made.after.working_days <= made.before.working_days


@given(st.dictionaries(st.sampled_from(RESTAURANT.questions), st.sampled_from([None, True, False, 10.0, 400.0, 600.0])))
def test_a_decided_question_is_never_asked_again(values):
    typed = {key: value for key, value in values.items()
             if value is None or isinstance(value, bool) is (CATALOG.questions[key].kind == "yes_no")}
    given_answers = answers(**typed)
    question = next_question(CATALOG, RESTAURANT, given_answers)
    if question is None:
        assert not undecided(CATALOG, RESTAURANT, given_answers) - set(typed)
    else:
        assert question.key not in typed
