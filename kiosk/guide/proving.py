"""Proves a catalogue: plans every distinct answer set of every scenario and names what does not hang together."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date

from kiosk.catalog.conditions import Condition
from kiosk.catalog.values import Catalog, Question, Scenario
from kiosk.errors import PackError
from kiosk.filing.bundle import AnswerValue
from kiosk.guide.answers import Answers
from kiosk.guide.completeness import Finding, incomplete
from kiosk.guide.deciding import next_question
from kiosk.guide.plan import Plan
from kiosk.guide.planner import plan

MOST_ANSWER_SETS = 50_000


@dataclass(frozen=True)
class Proof:
    """What was planned and every fault found; ``by_scenario`` counts the answer sets of each."""

    answer_sets: int
    findings: tuple[Finding, ...]
    by_scenario: dict[str, int]

    @property
    def faults(self) -> tuple[str, ...]:
        """The findings as sentences with file and key."""
        return tuple(f"{found.file}.toml {'.'.join(found.path)}:{found.message}" for found in self.findings)


def prove(catalog: Catalog, today: date | None = None) -> Proof:
    """Plan every distinct answer set; thresholds split number questions into regions and their boundaries.

    ``today`` is the day on which facts must still be good; without it their dates are not looked at.
    """
    findings = list(incomplete(catalog, today))
    counts: dict[str, int] = {}
    for scenario in catalog.scenarios.values():
        walk = _walk(catalog, scenario)
        counts[scenario.id] = walk.count
        findings.extend(_judged(scenario, walk))
    return Proof(sum(counts.values()), tuple(findings), counts)


def answer_sets(catalog: Catalog, scenario: Scenario) -> Iterator[Answers]:
    """Every distinct answer set, 我还不知道 included, as the interview leads to them.

    A question that can no longer change the plan is not branched on: with any answer to it the plan is the same.
    """
    options = {key: _options(catalog, scenario, catalog.questions[key]) for key in scenario.questions}
    waiting = [Answers()]
    while waiting:
        answers = waiting.pop()
        left = len(answers.given) < len(scenario.questions)
        question = next_question(catalog, scenario, answers) if left else None
        if question is None:
            yield answers
        else:
            waiting.extend(answers.with_answer(question.key, value) for value in reversed(options[question.key]))


@dataclass
class _Walk:
    count: int = 0
    stopped: int = 0
    certain: set[str] = field(default_factory=set)
    asked: set[str] = field(default_factory=set)
    stops: set[str] = field(default_factory=set)
    fault: str = ""


def _walk(catalog: Catalog, scenario: Scenario) -> _Walk:
    walk = _Walk()
    for answers in answer_sets(catalog, scenario):
        walk.count += 1
        walk.asked.update(entry.key for entry in answers.given)
        if walk.count > MOST_ANSWER_SETS:
            walk.fault = f"问题太多：超过 {MOST_ANSWER_SETS} 种回答，排不完，请拆成两个情景"
            return walk
        try:
            made = plan(catalog, scenario, answers)
        except PackError as error:
            walk.fault = f"回答 {_said(answers)} 时排不出方案：{error.message}"
            return walk
        _note(walk, made)
    return walk


def _note(walk: _Walk, made: Plan) -> None:
    walk.certain.update(entry.item.id for entry in made.items if entry.certain)
    if made.stop:
        walk.stopped += 1
        walk.stops.add(made.stop[0].zh)


def _judged(scenario: Scenario, walk: _Walk) -> Iterator[Finding]:
    file = f"scenarios/{scenario.id}"
    if walk.fault:
        yield Finding(file, ("scenario", "questions"), walk.fault)
        return
    if walk.stopped == walk.count and scenario.stops:
        yield Finding(file, ("scenario", "stop"), "不论怎么回答都会被停办规则挡住，请检查停办条件")
        return
    for stop in scenario.stops:
        if stop.message.zh not in walk.stops:
            yield Finding(file, ("scenario", "stop"), f"没有任何回答会用到停办规则「{stop.when.text}」")
    for item_id in scenario.items:
        if item_id not in walk.certain:
            yield Finding(file, ("scenario", "items"), f"没有任何回答会用到事项「{item_id}」")
    for key in scenario.questions:
        if key not in walk.asked:
            yield Finding(file, ("scenario", "questions"), f"问题「{key}」不会改变方案，永远问不到")


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
    edges = {edge for condition in _conditions(catalog, scenario) for edge in condition.thresholds(question.key)}
    inside = [edge for edge in sorted(edges) if question.low < edge <= question.high]
    bounds = [question.low, *inside, question.high]
    between = [(low + high) / 2 for low, high in itertools.pairwise(bounds) if low < high]
    return sorted({*inside, *between})


def _conditions(catalog: Catalog, scenario: Scenario) -> Iterator[Condition]:
    for item_id in scenario.items:
        item = catalog.items[item_id]
        yield item.when
        yield from (need.when for need in item.needs)
        yield from (variant.when for variant in item.variants)
    yield from (catalog.fields[key].when for key in scenario.fields)
    yield from (stop.when for stop in scenario.stops)
    yield from (note.when for note in scenario.notes)


def _said(answers: Answers) -> str:
    return "、".join(f"{entry.key}={entry.value}" for entry in answers.given)
