"""Who may act at the machine alone: guardian under 14, window under 18, expired and other documents said."""

from dataclasses import replace
from datetime import date

import pytest

from kiosk.guide.capacity import age_on, standing
from kiosk.person.identity import CardKind, IdentityCard, Sex
from kiosk.person.privacy import Private

TODAY = date(2026, 11, 21)
CARD = IdentityCard(
    kind=CardKind.RESIDENT, name=Private("示例·甲"), number=Private(""), sex=Sex.FEMALE,
    birth=Private(date(1990, 1, 1)), valid_from=date(2020, 1, 1), valid_to=date(2040, 1, 1),
)


def born(day):
    return replace(CARD, birth=Private(day))


@pytest.mark.parametrize(("birth", "age"), [
    (date(2012, 11, 21), 14), (date(2012, 11, 22), 13), (date(2012, 11, 20), 14), (date(2026, 11, 21), 0),
])
def test_a_birthday_counts_from_its_own_day(birth, age):
    assert age_on(birth, TODAY) == age


def test_who_is_born_on_the_leap_day_comes_of_age_the_day_after_february_ends():
    assert age_on(date(2012, 2, 29), date(2026, 2, 28)) == 13
    assert age_on(date(2012, 2, 29), date(2026, 3, 1)) == 14


def test_the_card_of_a_child_under_fourteen_is_held_for_its_guardian():
    allowed = standing(born(date(2012, 11, 22)), TODAY)
    assert allowed.hold and "监护人" in allowed.hold.zh and allowed.hold.en
    assert not allowed.cautions


@pytest.mark.parametrize("birth", [date(2012, 11, 21), date(2008, 11, 22)])
def test_from_fourteen_to_seventeen_the_window_asks_for_a_guardian(birth):
    allowed = standing(born(birth), TODAY)
    assert allowed.hold is None
    assert "未满18周岁" in allowed.cautions[0].zh


def test_a_grown_up_with_a_valid_card_hears_nothing():
    assert standing(CARD, TODAY) == standing(born(date(2008, 11, 21)), TODAY)
    assert not standing(CARD, TODAY).cautions and standing(CARD, TODAY).hold is None


def test_an_expired_card_and_another_kind_of_card_are_both_said():
    said = standing(replace(CARD, valid_to=date(2026, 11, 20), kind=CardKind.PERMIT), TODAY).cautions
    assert ["2026-11-20" in words.zh for words in said] == [True, False]
    assert ["不是居民身份证" in words.zh for words in said] == [False, True]


def test_a_card_is_valid_through_its_last_day_and_for_ever_when_it_says_so():
    assert not standing(replace(CARD, valid_to=TODAY), TODAY).cautions
    assert not standing(replace(CARD, valid_to=None, valid_forever=True), TODAY).cautions


def test_a_card_without_a_birth_date_is_not_held():
    assert standing(replace(CARD, birth=None), TODAY).hold is None
