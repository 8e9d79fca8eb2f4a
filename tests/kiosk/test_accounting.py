"""Every number of a plan can be taken apart: the lines add up to it, before and after, whatever was answered."""

from __future__ import annotations

import random
import re

import pytest

from config.pack_reader import DEFAULT_REGION, PACKS, read_pack
from kiosk.guide.accounting import NUMBERS, material_account, number_account
from kiosk.guide.answers import Answers
from kiosk.guide.merging import ONE_FORM
from kiosk.guide.planner import next_question, plan

CATALOGS = {name: read_pack(PACKS / name) for name in (DEFAULT_REGION, "national-2026")}
SCENARIOS = [(name, scenario) for name, catalog in CATALOGS.items() for scenario in catalog.scenarios]


def _answer(question, dice):
    if question.kind == "yes_no":
        return dice.choice((True, False) if question.must_know else (True, False, None))
    if question.kind == "choice":
        return dice.choice(question.choices).value
    if question.kind == "number":
        known = (question.low + 1, 250.0, 350.0, 900.0)
        return min(question.high, max(question.low + 1, dice.choice(known)))
    return None if not question.must_know else "2026-01-05"


def plans(name, scenario):
    """The plan of five people who answer differently."""
    catalog = CATALOGS[name]
    for seed in range(5):
        dice, given = random.Random(seed), Answers()
        while (question := next_question(catalog, catalog.scenarios[scenario], given)) is not None:
            given = given.with_answer(question.key, _answer(question, dice))
        yield plan(catalog, catalog.scenarios[scenario], given)


@pytest.fixture(params=SCENARIOS, ids=lambda pair: "/".join(pair))
def five(request):
    return [made for made in plans(*request.param) if made.stop is None]


def amounts(lines, pattern):
    """The numbers the lines say."""
    return [int(found[1]) for words in lines if (found := re.search(pattern, words.zh))]


@pytest.mark.parametrize("number", ["documents", "licence_copies", "id_copies"])
def test_papers_before_and_after_are_the_sum_of_their_lines(five, number):
    for made in five:
        account = number_account(made, number)
        assert sum(amounts(account.before, r"：(\d+) 份$")) == getattr(made.before, number)
        assert sum(amounts(account.after, r"：(\d+) 份(?:，\d+ 个事项共用)?$")) == getattr(made.after, number)


def test_days_in_a_row_and_the_longest_way_are_the_sum_of_their_lines(five):
    for made in five:
        account = number_account(made, "working_days")
        assert sum(amounts(account.before, r"：(\d+) 个工作日$")) == made.before.working_days
        assert sum(amounts(account.after, r"：(\d+) 个工作日$")) == made.after.working_days


def test_departments_and_visits_have_a_line_each(five):
    for made in five:
        assert len(number_account(made, "departments").before) == made.before.departments
        assert sum(amounts(number_account(made, "visits").before, r"：(\d+) 趟$")) == made.before.visits
        assert len(number_account(made, "visits").after) == made.after.visits


def test_blanks_say_both_numbers(five):
    for made in five:
        account = number_account(made, "fields")
        assert f"{made.before.fields} 个空" in account.before[0].zh
        assert f"{made.after.fields} 个空" in account.after[0].zh


def test_every_number_and_paper_names_its_source_in_both_languages(five):
    for made in five:
        accounts = [number_account(made, number) for number in NUMBERS]
        accounts += [material_account(made, material.id) for material in made.materials]
        for account in accounts:
            assert account.sources
            assert account.title.zh
            assert all(words.zh and words.en for words in (*account.before, *account.after))


def test_a_paper_is_asked_for_by_every_item_that_uses_it_word_for_word(five):
    for made in five:
        for material in made.materials:
            account = material_account(made, material.id)
            assert account.material == material.id
            assert len(account.before) == len(material.wordings)
            assert all(
                any(label in words.zh and made.item(user).name.zh in words.zh for words in account.before)
                for user, label in material.wordings
            )


def test_what_nobody_brings_says_so():
    catalog = CATALOGS[DEFAULT_REGION]
    given = Answers().with_answer("area", 350.0).with_answer("has_licence", False)
    made = plan(catalog, catalog.scenarios["open-restaurant"], given)
    for material in made.materials:
        said = "".join(words.zh for words in material_account(made, material.id).after)
        assert ("不用您带" in said) is not material.from_applicant
        assert ("在本机填一次" in said) is (material.id == ONE_FORM)


def test_an_unknown_paper_or_number_is_an_error():
    made = next(plans(DEFAULT_REGION, "open-restaurant"))
    with pytest.raises(KeyError):
        material_account(made, "no-such-paper")
    with pytest.raises(KeyError):
        number_account(made, "happiness")
