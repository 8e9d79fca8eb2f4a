"""Proves a catalogue: plans every distinct answer set of every scenario and names what does not hang together."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import dataclass

from kiosk.bundle import AnswerValue
from kiosk.catalog.conditions import Condition
from kiosk.catalog.values import Catalog, Question, Scenario
from kiosk.errors import PackError
from kiosk.guide.answers import Answers
from kiosk.guide.planner import plan


@dataclass(frozen=True)
class Proof:
    """What was planned and every fault found."""

    answer_sets: int
    faults: tuple[str, ...]


def prove(catalog: Catalog) -> Proof:
    """Plan every distinct answer set; thresholds split number questions into regions and their boundaries."""
    count, faults = 0, []
    for scenario in catalog.scenarios.values():
        reached: set[str] = set()
        for answers in answer_sets(catalog, scenario):
            count += 1
            try:
                made = plan(catalog, scenario, answers)
            except PackError as error:
                faults.append(f"{scenario.id}({_said(answers)}):{error.message}")
                break
            reached.update(entry.item.id for entry in made.items if entry.certain)
        faults.extend(
            f"{scenario.id}：没有任何回答会用到事项「{item_id}」"
            for item_id in scenario.items
            if item_id not in reached
        )
    return Proof(count, tuple(faults))


def answer_sets(catalog: Catalog, scenario: Scenario) -> Iterator[Answers]:
    """Every combination of answers that can make a difference, 我还不知道 included."""
    options = [_options(catalog, scenario, catalog.questions[key]) for key in scenario.questions]
    for values in itertools.product(*options):
        answers = Answers()
        for key, value in zip(scenario.questions, values, strict=True):
            answers = answers.with_answer(key, value)
        yield answers


def _options(catalog: Catalog, scenario: Scenario, question: Question) -> list[AnswerValue]:
    match question.kind:
        case "yes_no":
            return [None, True, False]
        case "choice":
            return [None, *(choice.value for choice in question.choices)]
        case "number":
            return [None, *_regions(catalog, scenario, question)]
        case _:
            return [None]


def _regions(catalog: Catalog, scenario: Scenario, question: Question) -> list[float]:
    conditions = _conditions(catalog, scenario)
    edges = sorted({edge for condition in conditions for edge in condition.thresholds(question.key)})
    inside = [edge for edge in edges if question.low < edge <= question.high]
    bounds = [question.low, *inside, question.high]
    between = [(low + high) / 2 for low, high in itertools.pairwise(bounds) if low < high]
    return sorted({*inside, *between})


def _conditions(catalog: Catalog, scenario: Scenario) -> Iterator[Condition]:
    for item_id in scenario.items:
        item = catalog.items[item_id]
        yield item.when
        yield from (need.when for need in item.needs)
        yield from (variant.when for variant in item.variants)
    yield from (stop.when for stop in scenario.stops)
    yield from (note.when for note in scenario.notes)


def _said(answers: Answers) -> str:
    return ",".join(f"{entry.key}={entry.value}" for entry in answers.given)
