"""From answers to the next question and to the plan. Pure: the same catalogue and answers give the same plan."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from kiosk.catalog.conditions import Condition, Given
from kiosk.catalog.values import Catalog, Item, ItemVariant, Question, Scenario
from kiosk.guide.answers import Answers
from kiosk.guide.explaining import reasons
from kiosk.guide.merging import Line, merge
from kiosk.guide.ordering import order
from kiosk.guide.plan import Plan, PlannedItem, PlannedMaterial, Tally
from kiosk.words import Words

_CIRCLED = "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳"


def facts(scenario: Scenario, answers: Answers) -> Given:
    """What the scenario implies together with what is known from the answers."""
    return {**scenario.given, **answers.known()}


def next_question(catalog: Catalog, scenario: Scenario, answers: Answers) -> Question | None:
    """The first question, in the pack's order, that is unasked and can still change the plan; None when none can."""
    open_keys = undecided(catalog, scenario, answers)
    for key in scenario.questions:
        if key not in answers and key in open_keys:
            return catalog.questions[key]
    return None


def undecided(catalog: Catalog, scenario: Scenario, answers: Answers) -> frozenset[str]:
    """Question keys whose answer can still change items, materials, stops or fields of the plan."""
    given = facts(scenario, answers)
    keys: set[str] = set()
    for condition in _conditions_in_play(catalog, scenario, given):
        keys |= condition.open_keys(given)
    return frozenset(keys)


def _conditions_in_play(catalog: Catalog, scenario: Scenario, given: Given) -> Iterator[Condition]:
    yield from (stop.when for stop in scenario.stops)
    for item in _items(catalog, scenario):
        yield item.when
        if item.when.holds(given) is not False:
            yield from (need.when for need in item.needs)
            yield from (variant.when for variant in item.variants)


def still_asked(catalog: Catalog, scenario: Scenario, answers: Answers) -> Answers:
    """The answers that are still asked for when replayed in the pack's order; the others are forgotten."""
    kept = Answers()
    for key in scenario.questions:
        if key in answers and key in undecided(catalog, scenario, kept):
            kept = kept.with_answer(key, answers.value(key))
    return Answers(tuple(entry for entry in answers.given if entry.key in kept))


def plan(catalog: Catalog, scenario: Scenario, answers: Answers) -> Plan:
    """The plan for these answers. Items whose condition is unknown are in it, marked not certain."""
    given = facts(scenario, answers)
    holds = {item.id: item.when.holds(given) for item in _items(catalog, scenario)}
    active = tuple(item for item in _items(catalog, scenario) if holds[item.id] is not False)
    lines = tuple(_lines(active, holds, given))
    merged = merge(scenario, lines, catalog.materials, frozenset(item.id for item in active))
    items = _place(catalog, scenario, active, merged, holds, answers)
    return Plan(
        scenario=scenario,
        region=catalog.region,
        catalog_version=catalog.version,
        source=catalog.source,
        items=items,
        materials=merged,
        before=_before(catalog, items, lines),
        after=_after(items, merged),
        notes=tuple(_notes(catalog, scenario, given, items)),
        stop=next(((s.message, s.basis) for s in scenario.stops if s.when.holds(given) is True), None),
    )


def _items(catalog: Catalog, scenario: Scenario) -> tuple[Item, ...]:
    return tuple(catalog.items[item_id] for item_id in scenario.items)


def _lines(active: tuple[Item, ...], holds: Mapping[str, bool | None], given: Given) -> Iterator[Line]:
    for item in active:
        for need in item.needs:
            applies = need.when.holds(given)
            if applies is not False:
                yield Line(item, need, applies is True and holds[item.id] is True)


def _variant(item: Item, given: Given) -> ItemVariant | None:
    return next((variant for variant in item.variants if variant.when.holds(given) is True), None)


def _place(
    catalog: Catalog,
    scenario: Scenario,
    active: tuple[Item, ...],
    merged: tuple[PlannedMaterial, ...],
    holds: Mapping[str, bool | None],
    answers: Answers,
) -> tuple[PlannedItem, ...]:
    given = facts(scenario, answers)
    ids = frozenset(item.id for item in active)
    variants = {item.id: _variant(item, given) for item in active}
    days = {item.id: (variants[item.id] or item).working_days for item in active}
    after = {item.id: _earlier(item, merged, ids) for item in active}
    places = order(after, days)
    marks = {item_id: _CIRCLED[index] for index, item_id in enumerate(scenario.items)}
    planned = [
        PlannedItem(
            item=item,
            name=(variants[item.id] or item).name,
            department=catalog.departments[item.department],
            stage=places[item.id].stage,
            working_days=days[item.id],
            starts_after=places[item.id].starts_after,
            certain=holds[item.id] is True,
            why=reasons(catalog, scenario, item, (variants[item.id] or item).rule, answers),
            after=tuple(sorted(after[item.id])),
            mark=marks[item.id],
            rule=(variants[item.id] or item).rule,
        )
        for item in active
    ]
    return tuple(sorted(planned, key=lambda entry: (entry.stage, scenario.items.index(entry.item.id))))


def _earlier(item: Item, merged: tuple[PlannedMaterial, ...], ids: frozenset[str]) -> frozenset[str]:
    makers = {
        material.supplier.removeprefix("item:")
        for material in merged
        if material.supplier.startswith("item:") and item.id in material.used_by
    }
    return frozenset((makers | set(item.after)) & ids - {item.id})


def _before(catalog: Catalog, items: tuple[PlannedItem, ...], lines: tuple[Line, ...]) -> Tally:
    materials = [catalog.materials[line.need.material] for line in lines]
    return Tally(
        departments=len({entry.department.id for entry in items}),
        visits=sum(not entry.item.online for entry in items),
        documents=len(lines),
        licence_copies=sum(material.licence for material in materials),
        id_copies=sum(material.identity for material in materials),
        working_days=sum(entry.working_days for entry in items),
    )


def _after(items: tuple[PlannedItem, ...], merged: tuple[PlannedMaterial, ...]) -> Tally:
    mine = [material for material in merged if material.from_applicant]
    return Tally(
        departments=min(1, len(items)),
        visits=min(1, len(items)),
        documents=len(mine),
        licence_copies=sum(entry.material.licence for entry in mine),
        id_copies=sum(entry.material.identity for entry in mine),
        working_days=max((entry.starts_after + entry.working_days for entry in items), default=0),
    )


def _notes(
    catalog: Catalog, scenario: Scenario, given: Given, items: tuple[PlannedItem, ...]
) -> Iterator[Words]:
    yield from (note.message for note in scenario.notes if note.when.holds(given) is True)
    possible = sum(not entry.certain for entry in items)
    if possible:
        yield Words(
            f"有 {possible} 个事项要看您还没确定的情况，标为“可能需要”，已一起算在内。",
            f"{possible} step(s) depend on what you do not know yet; they are counted as possible.",
        )
    if not catalog.source.confident:
        yield Words(
            f"依据：{catalog.source.title}，{catalog.source.as_of}。时限和材料以窗口核实为准。",
            f"Source: {catalog.title.of('en')}, {catalog.source.as_of}. The window has the final word.",
        )
