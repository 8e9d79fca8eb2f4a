import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.catalog.conditions import BadCondition, Condition


@pytest.mark.parametrize(
    ("text", "given_answers", "expected"),
    [
        ("area > 300", {"area": 300.0}, False),
        ("area > 300", {"area": 301.0}, True),
        ("area > 300", {}, None),
        ("area > 300 and serves_food", {"area": 100.0}, False),
        ("area > 300 and serves_food", {"serves_food": True}, None),
        ("area > 300 or serves_food", {"serves_food": True}, True),
        ("not has_licence", {"has_licence": False}, True),
        ("not has_licence", {}, None),
        ("entity in ['公司', '合伙']", {"entity": "公司"}, True),
        ("entity == '公司'", {"entity": "个体"}, False),
        ("300 < area <= 500", {"area": 500.0}, True),
        ("floor >= -1", {"floor": -2.0}, False),
    ],
)
def test_a_condition_is_true_false_or_unknown(text, given_answers, expected):
    assert Condition(text).holds(given_answers) is expected


@pytest.mark.parametrize(
    "text", ["", "area >", "__import__('os')", "area.real", "area + 1 > 2", "[x for x in y]", "f()"]
)
def test_anything_but_a_plain_condition_is_refused_with_a_sentence(text):
    with pytest.raises(BadCondition, match="条件"):
        Condition(text)


def test_open_keys_names_only_answers_that_can_still_change_the_result():
    condition = Condition("area > 300 and (serves_food or has_sign)")
    assert condition.open_keys({}) == {"area", "serves_food", "has_sign"}
    assert condition.open_keys({"area": 400.0}) == {"serves_food", "has_sign"}
    assert condition.open_keys({"area": 100.0}) == frozenset()
    assert condition.open_keys({"area": 400.0, "serves_food": True}) == frozenset()


def test_thresholds_are_the_numbers_a_key_is_compared_with():
    assert Condition("area > 300 and area < 500 or staff > 10").thresholds("area") == (300.0, 500.0)


tristate = st.sampled_from([True, False, None])


@given(tristate, tristate)
def test_de_morgan_holds_with_unknowns(a, b):
    answers = {key: value for key, value in (("a", a), ("b", b)) if value is not None}
    assert Condition("not (a and b)").holds(answers) is Condition("not a or not b").holds(answers)


@given(st.floats(0, 2000), tristate)
def test_learning_more_never_turns_a_decided_condition_round(area, food):
    condition = Condition("area > 300 or not food")
    less = {"area": area}
    more = less if food is None else {**less, "food": food}
    if condition.holds(less) is not None:
        assert condition.holds(more) is condition.holds(less)
