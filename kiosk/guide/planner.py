"""From answers to the plan. Pure: the same catalogue, answers and day give the same plan."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date

from kiosk.catalog.conditions import Given
from kiosk.catalog.values import Catalog, Item, ItemVariant, Scenario
from kiosk.guide.answers import Answers
from kiosk.guide.deciding import facts, next_question, still_asked, undecided
from kiosk.guide.explaining import old_news, reasons
from kiosk.guide.merging import Line, merge
from kiosk.guide.ordering import order
from kiosk.guide.plan import Plan, PlannedItem, PlannedMaterial, Tally
from kiosk.words import Words

__all__ = ["facts", "next_question", "plan", "still_asked", "undecided"]

_CIRCLED = "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳"


def plan(catalog: Catalog, scenario: Scenario, answers: Answers, today: date | None = None) -> Plan:
    """The plan for these answers. Items whose condition is unknown are in it, marked not certain.

    A stop rule that holds gives an empty plan with its message and clause. With ``today``, a pack older than twelve
    months says so in a note.
    """
    given = facts(scenario, answers)
    stop = next(((s.message, s.basis) for s in scenario.stops if s.when.holds(given) is True), None)
    holds = {item.id: item.when.holds(given) for item in _items(catalog, scenario) if stop is None}
    active = tuple(item for item in _items(catalog, scenario) if holds.get(item.id, False) is not False)
    lines = tuple(_lines(active, holds, given))
    merged = merge(scenario, lines, catalog.materials, frozenset(item.id for item in active))
    items = _place(catalog, scenario, active, merged, holds, answers)
    users = tuple(_field_users(catalog, scenario, given, active))
    return Plan(
        scenario=scenario,
        region=catalog.region,
        catalog_version=catalog.version,
        source=catalog.source,
        items=items,
        materials=merged,
        before=_before(catalog, items, lines, sum(users)),
        after=_after(items, merged, len(users)),
        notes=tuple(_notes(catalog, scenario, given, items, today)),
        stop=stop,
    )


def _field_users(catalog: Catalog, scenario: Scenario, given: Given, active: tuple[Item, ...]) -> Iterator[int]:
    """For each blank of the one form, how many departments' forms would ask for it."""
    ids = frozenset(item.id for item in active)
    for key in scenario.fields:
        blank = catalog.fields[key]
        users = len(ids.intersection(blank.used_by))
        if users and blank.when.holds(given) is not False:
            yield users


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
    after = _waits(active, merged, ids)
    places = order(after, days)
    marks = {item_id: _mark(index) for index, item_id in enumerate(scenario.items)}
    ranks = {item_id: index for index, item_id in enumerate(scenario.items)}
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
    return tuple(sorted(planned, key=lambda entry: (entry.stage, ranks[entry.item.id])))


def _mark(index: int) -> str:
    return _CIRCLED[index] if index < len(_CIRCLED) else f"({index + 1})"


def _waits(
    active: tuple[Item, ...], merged: tuple[PlannedMaterial, ...], ids: frozenset[str]
) -> dict[str, frozenset[str]]:
    """What each active item waits for; a follow-up waits for everything nobody else waits for."""
    waits: dict[str, set[str]] = {item.id: set(item.after) for item in active}
    for material in merged:
        if material.supplier.startswith("item:"):
            for user in material.used_by:
                waits[user].add(material.supplier.removeprefix("item:"))
    found = {item_id: frozenset((earlier & ids) - {item_id}) for item_id, earlier in waits.items()}
    later = frozenset(item.id for item in active if item.follow_up)
    if later:
        last = ids - later - frozenset().union(*(found[item_id] for item_id in ids - later))
        found.update({item_id: found[item_id] | last for item_id in later})
    return found


def _before(catalog: Catalog, items: tuple[PlannedItem, ...], lines: tuple[Line, ...], fields: int) -> Tally:
    materials = [catalog.materials[line.need.material] for line in lines]
    return Tally(
        departments=len({entry.department.id for entry in items}),
        visits=sum(not entry.item.online for entry in items),
        documents=len(lines),
        licence_copies=sum(material.licence for material in materials),
        id_copies=sum(material.identity for material in materials),
        working_days=sum(entry.working_days for entry in items if not entry.item.follow_up),
        fields=fields,
    )


def _after(items: tuple[PlannedItem, ...], merged: tuple[PlannedMaterial, ...], fields: int) -> Tally:
    mine = [material for material in merged if material.from_applicant]
    return Tally(
        departments=min(1, len(items)),
        visits=min(1, len(items)),
        documents=len(mine),
        licence_copies=sum(entry.material.licence for entry in mine),
        id_copies=sum(entry.material.identity for entry in mine),
        working_days=max(
            (entry.starts_after + entry.working_days for entry in items if not entry.item.follow_up), default=0
        ),
        fields=fields,
    )


def _notes(
    catalog: Catalog, scenario: Scenario, given: Given, items: tuple[PlannedItem, ...], today: date | None
) -> Iterator[Words]:
    aged = old_news(catalog.source, today) if today else None
    if aged:
        yield aged
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
