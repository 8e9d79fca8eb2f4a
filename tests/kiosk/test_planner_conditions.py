"""What an official may write as a condition, what is refused, and what a condition says of itself."""

import pytest

from kiosk.catalog.conditions import BadCondition, Condition


@pytest.mark.parametrize(
    "text",
    ["area in 5", "kind in 'shop'", "area < [1]", "area > 1e400", "area > " + "9" * 400, "(" * 300 + "area" + ")" * 300,
     "area\0 > 1", "area + 1", "area > -[1]", "a" * 501, "x in [None]", "lambda: 1", "", "area is 1"],
)
def test_what_cannot_be_decided_is_refused_in_a_sentence(text):
    with pytest.raises(BadCondition, match="条件"):
        Condition(text)


def test_thresholds_are_found_below_zero_and_in_lists_too():
    condition = Condition("warm > -5 or warm in [3, 7] or 10 < warm")
    assert condition.thresholds("warm") == (-5.0, 3.0, 7.0, 10.0)


def test_a_condition_tells_with_what_a_key_is_compared():
    condition = Condition("kind == 'shop' and (area > 300 or serves_food)")
    assert condition.compared_with("kind") == ("shop",)
    assert condition.compared_with("area") == (300,)
    assert condition.compared_with("serves_food") == (True, False)


def test_only_keys_that_can_still_change_the_result_are_open():
    condition = Condition("serves_food and area > 300")
    assert condition.open_keys({"serves_food": False}) == frozenset()
    assert condition.open_keys({"serves_food": True}) == {"area"}
    assert condition.open_keys({}) == {"serves_food", "area"}
