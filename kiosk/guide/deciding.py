"""Which questions can still change the plan, and which of them to ask first.

Measure: a question weighs as many lines of the plan as hang on it, an item counting one and one for each line of its
list, and one for each line elsewhere that asks for what it produces; a stop rule outweighs everything, because it
spares the citizen all other questions. The heaviest open question is asked first; the pack's order wins ties.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from kiosk.catalog.conditions import Condition, Given
from kiosk.catalog.values import Catalog, Item, Question, Scenario
from kiosk.guide.answers import Answers

_STOP_WEIGHT = 1_000_000


def facts(scenario: Scenario, answers: Answers) -> Given:
    """What the scenario implies together with what is known from the answers."""
    return {**scenario.given, **answers.known()}


def stopped(scenario: Scenario, given: Given) -> bool:
    """True when a stop rule holds: nothing else matters then."""
    return any(stop.when.holds(given) is True for stop in scenario.stops)


def weights(catalog: Catalog, scenario: Scenario, answers: Answers) -> dict[str, int]:
    """Keys whose answer can still change items, materials, stops, notes or fields, with what hangs on each."""
    given = facts(scenario, answers)
    found: dict[str, int] = {}
    for condition, weight in _in_play(catalog, scenario, given):
        for key in condition.open_keys(given):
            found[key] = found.get(key, 0) + weight
    return found


def undecided(catalog: Catalog, scenario: Scenario, answers: Answers) -> frozenset[str]:
    """Question keys whose answer can still change the plan; none when a stop rule holds."""
    if stopped(scenario, facts(scenario, answers)):
        return frozenset()
    return frozenset(weights(catalog, scenario, answers))


def next_question(catalog: Catalog, scenario: Scenario, answers: Answers) -> Question | None:
    """The most decisive question that is unasked and can still change the plan; None when none can."""
    if stopped(scenario, facts(scenario, answers)):
        return None
    weighed = weights(catalog, scenario, answers)
    key = _heaviest(scenario, {key: weight for key, weight in weighed.items() if key not in answers})
    return catalog.questions[key] if key else None


def still_asked(catalog: Catalog, scenario: Scenario, answers: Answers) -> Answers:
    """The answers that are still asked for when the interview is replayed; the others are forgotten.

    An answer that stops the matter forgets nothing, so that taking it back brings the others back.
    """
    kept = Answers()
    while True:
        weighed = weights(catalog, scenario, kept)
        key = _heaviest(scenario, {k: w for k, w in weighed.items() if k in answers and k not in kept})
        if key is None:
            return Answers(tuple(entry for entry in answers.given if entry.key in kept))
        kept = kept.with_answer(key, answers.value(key))


def _heaviest(scenario: Scenario, weighed: dict[str, int]) -> str | None:
    asked = [key for key in scenario.questions if key in weighed]
    return max(asked, key=lambda key: weighed[key], default=None)


def _in_play(catalog: Catalog, scenario: Scenario, given: Given) -> Iterator[tuple[Condition, int]]:
    yield from ((stop.when, _STOP_WEIGHT) for stop in scenario.stops)
    yield from ((note.when, 0) for note in scenario.notes)
    active: set[str] = set()
    wanted = Counter(need.material for item_id in scenario.items for need in catalog.items[item_id].needs)
    for item_id in scenario.items:
        item = catalog.items[item_id]
        yield item.when, 1 + len(item.needs) + _fed(item, wanted)
        if item.when.holds(given) is not False:
            active.add(item_id)
            yield from ((need.when, 1) for need in item.needs)
            yield from ((variant.when, 1) for variant in item.variants)
    for key in scenario.fields:
        if not active.isdisjoint(catalog.fields[key].used_by):
            yield catalog.fields[key].when, 0


def _fed(item: Item, wanted: Counter[str]) -> int:
    return sum(wanted[material] for material in item.produces)
