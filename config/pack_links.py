"""Checks that the parts of a pack point at each other: ids that dangle, repeat, or that nobody can supply."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from config.tables import TomlFile
from kiosk.catalog.conditions import Condition
from kiosk.catalog.values import Catalog, Field, Item, Question, Scenario
from kiosk.guide.ordering import ring_in

_FROM_CARD = ("card.name", "card.number", "card.birth", "card.sex", "card.address")

Files = Mapping[str, TomlFile]


def link_faults(catalog: Catalog, files: Files) -> list[str]:
    """Every broken link as a sentence with file, line and key."""
    return [
        *_item_faults(catalog, files),
        *_material_faults(catalog, files),
        *_alias_faults(catalog, files),
        *_choice_faults(catalog, files),
        *_field_faults(catalog, files),
        *dict.fromkeys(
            fault for scenario in catalog.scenarios.values() for fault in _scenario_faults(catalog, files, scenario)
        ),
    ]


def _at(files: Files, name: str, path: tuple[str, ...], message: str) -> str:
    file = files[name]
    return f"{file.place(path)} {'.'.join(path)}:{message}"


def _item_faults(catalog: Catalog, files: Files) -> Iterator[str]:
    for item in catalog.items.values():
        if item.department not in catalog.departments:
            yield _at(files, "items", ("item", item.id, "department"), f"没有部门「{item.department}」")
        for need in item.needs:
            if need.material not in catalog.materials:
                yield _at(files, "items", ("item", item.id, need.material), f"没有材料「{need.material}」")
        for produced in item.produces:
            if produced not in catalog.materials:
                yield _at(files, "items", ("item", item.id, "produces"), f"没有材料「{produced}」")
            elif catalog.materials[produced].supplier != f"item:{item.id}":
                yield _at(files, "items", ("item", item.id, "produces"),
                          f"材料「{produced}」的 supplier 不是 item:{item.id}")
        for earlier in item.after:
            if earlier not in catalog.items:
                yield _at(files, "items", ("item", item.id, "after"), f"没有事项「{earlier}」")


def _material_faults(catalog: Catalog, files: Files) -> Iterator[str]:
    for material in catalog.materials.values():
        path = ("material", material.id, "supplier")
        if material.supplier in ("applicant", "shared"):
            continue
        producer = catalog.items.get(material.supplier.removeprefix("item:"))
        if not material.supplier.startswith("item:") or producer is None:
            yield _at(files, "materials", path, f"应是 applicant、shared 或 item:<事项>,现在是「{material.supplier}」")
        elif material.id not in producer.produces:
            yield _at(files, "materials", path, f"「{material.supplier}」的 produces 里没有这份材料")


def _alias_faults(catalog: Catalog, files: Files) -> Iterator[str]:
    owners: dict[str, str] = {}
    for material in catalog.materials.values():
        for alias in material.aliases:
            path = ("material", material.id, "aliases")
            if alias in catalog.materials:
                yield _at(files, "materials", path, f"「{alias}」已经是另一份材料的编号")
            elif owners.setdefault(alias, material.id) != material.id:
                yield _at(files, "materials", path, f"「{alias}」已经是材料 {owners[alias]} 的别名")


def _choice_faults(catalog: Catalog, files: Files) -> Iterator[str]:
    entries: list[tuple[str, tuple[str, ...], Question | Field]] = [
        *(("questions", ("question", key), question) for key, question in catalog.questions.items()),
        *(("fields", ("field", key), field) for key, field in catalog.fields.items()),
    ]
    for name, path, entry in entries:
        chosen = "choice" in entry.kind
        if chosen and not entry.choices:
            yield _at(files, name, (*path, "choices"), "选择题要列出 choices")
        for said in ([choice.value for choice in entry.choices], [choice.label.zh for choice in entry.choices]):
            for twice in sorted({text for text in said if said.count(text) > 1}):
                yield _at(files, name, (*path, "choices"), f"「{twice}」写了两次")
        if entry.kind == "number" and entry.low >= entry.high:
            yield _at(files, name, (*path, "low"), f"low（{entry.low:g}）应小于 high（{entry.high:g}）")


def _field_faults(catalog: Catalog, files: Files) -> Iterator[str]:
    labels: dict[str, str] = {}
    for field in catalog.fields.values():
        for item_id in field.used_by:
            if item_id not in catalog.items:
                yield _at(files, "fields", ("field", field.key, "used_by"), f"没有事项「{item_id}」")
        if field.label.zh in labels:
            yield _at(
                files, "fields", ("field", field.key, "label"),
                f"「{field.label.zh}」已是 {labels[field.label.zh]} 的标签，一个标签只能对应一个字段",
            )
        labels[field.label.zh] = field.key
        source = field.prefill.removeprefix("answers.")
        if field.prefill and field.prefill not in _FROM_CARD and (
            source == field.prefill or source not in catalog.questions
        ):
            yield _at(files, "fields", ("field", field.key, "prefill"), f"没有「{field.prefill}」可以填进来")


def _scenario_faults(catalog: Catalog, files: Files, scenario: Scenario) -> Iterator[str]:
    file = f"scenarios/{scenario.id}"
    if file not in files:
        return
    for kind, ids, known in (
        ("questions", scenario.questions, catalog.questions),
        ("items", scenario.items, catalog.items),
        ("fields", scenario.fields, catalog.fields),
    ):
        path = ("scenario", kind)
        for entry in ids:
            if entry not in known:
                yield _at(files, file, path, f"没有「{entry}」")
        for entry in sorted({entry for entry in ids if ids.count(entry) > 1}):
            yield _at(files, file, path, f"「{entry}」写了两次")
    if not scenario.items:
        yield _at(files, file, ("scenario", "items"), "至少要有一个事项")
    for key in sorted(set(scenario.given) & set(scenario.questions)):
        yield _at(files, file, ("scenario", "given"), f"「{key}」已经给定，又在 questions 里问")
    yield from _condition_faults(catalog, files, scenario)
    ring = _ring(catalog, scenario)
    if ring:
        said = f"事项互相等待：{' → '.join(ring)}，请去掉其中一个 after 或 produces"
        yield _at(files, "items", ("item", ring[0]), said)


def _ring(catalog: Catalog, scenario: Scenario) -> tuple[str, ...]:
    """A ring among the items of a scenario as if all of them applied."""
    items = {key: catalog.items[key] for key in scenario.items if key in catalog.items}
    after = {}
    for key, item in items.items():
        wanted = [catalog.materials[need.material] for need in item.needs if need.material in catalog.materials]
        makers = {material.supplier.removeprefix("item:") for material in wanted}
        waits = (makers | set(item.after)) & items.keys() - {key}
        if item.follow_up:
            waits |= {other for other in items if not items[other].follow_up}
        after[key] = frozenset(waits)
    return ring_in(after)


def _condition_faults(catalog: Catalog, files: Files, scenario: Scenario) -> Iterator[str]:
    sayable = set(scenario.questions) | set(scenario.given)
    for file, path, condition in _conditions(catalog, scenario):
        for key in sorted(condition.keys):
            if key not in sayable:
                yield _at(files, file, path, f"条件「{condition.text}」用到「{key}」，"
                                             f"情景 {scenario.id} 里没有这个问题")
            elif key in catalog.questions and key not in scenario.given:
                wrong = _wrong_answers(catalog.questions[key], condition.compared_with(key))
                if wrong:
                    yield _at(files, file, path, f"条件「{condition.text}」里「{key}」不会是 {'、'.join(wrong)}")


def _wrong_answers(question: Question, compared: tuple[bool | float | str, ...]) -> list[str]:
    return [repr(value) for value in compared if not _fits(question, value)]


def _fits(question: Question, value: bool | float | str) -> bool:
    match question.kind:
        case "number":
            return isinstance(value, int | float) and not isinstance(value, bool)
        case "yes_no":
            return isinstance(value, bool)
        case "choice":
            return value in {choice.value for choice in question.choices}
        case _:
            return isinstance(value, str)


def _conditions(catalog: Catalog, scenario: Scenario) -> Iterator[tuple[str, tuple[str, ...], Condition]]:
    items: list[Item] = [catalog.items[item_id] for item_id in scenario.items if item_id in catalog.items]
    for item in items:
        path = ("item", item.id)
        yield "items", (*path, "when"), item.when
        yield from (("items", (*path, "needs", need.material), need.when) for need in item.needs)
        yield from (("items", (*path, "variants"), variant.when) for variant in item.variants)
    for key in scenario.fields:
        if key in catalog.fields:
            yield "fields", ("field", key, "when"), catalog.fields[key].when
    yield from ((f"scenarios/{scenario.id}", ("scenario", "stop"), stop.when) for stop in scenario.stops)
    yield from ((f"scenarios/{scenario.id}", ("scenario", "note"), note.when) for note in scenario.notes)
