"""Checks that the parts of a pack point at each other: ids that dangle, repeat, or that nobody can supply."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from config.tables import TomlFile
from kiosk.catalog.conditions import Condition
from kiosk.catalog.values import Catalog, Item, Scenario

Files = Mapping[str, TomlFile]


def link_faults(catalog: Catalog, files: Files) -> list[str]:
    """Every broken link as a sentence with file, line and key."""
    return [
        *_item_faults(catalog, files),
        *_material_faults(catalog, files),
        *_field_faults(catalog, files),
        *(fault for scenario in catalog.scenarios.values() for fault in _scenario_faults(catalog, scenario)),
    ]


def _at(files: Files, name: str, path: tuple[str, ...], message: str) -> str:
    file = files[name]
    return f"{file.name} 第{file.line_of(path)}行 {'.'.join(path)}:{message}"


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
            yield _at(files, "materials", path, f"事项「{producer.id}」的 produces 里没有这份材料")


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
        if field.kind in ("choice", "choices") and not field.choices:
            yield _at(files, "fields", ("field", field.key, "choices"), "选择类字段要列出 choices")


def _scenario_faults(catalog: Catalog, scenario: Scenario) -> Iterator[str]:
    where = f"scenarios/{scenario.id}.toml scenario"
    for kind, ids, known in (
        ("questions", scenario.questions, catalog.questions),
        ("items", scenario.items, catalog.items),
        ("fields", scenario.fields, catalog.fields),
    ):
        for entry in ids:
            if entry not in known:
                yield f"{where}.{kind}：没有「{entry}」"
        for entry in sorted({entry for entry in ids if ids.count(entry) > 1}):
            yield f"{where}.{kind}：「{entry}」写了两次"
    sayable = set(scenario.questions) | set(scenario.given)
    for owner, condition in _conditions(catalog, scenario):
        for key in sorted(condition.keys - sayable):
            yield f"{where}:{owner} 的条件「{condition.text}」用到「{key}」，这个情景里没有这个问题"


def _conditions(catalog: Catalog, scenario: Scenario) -> Iterator[tuple[str, Condition]]:
    items: list[Item] = [catalog.items[item_id] for item_id in scenario.items if item_id in catalog.items]
    for item in items:
        yield f"事项 {item.id}", item.when
        yield from ((f"事项 {item.id} 的材料 {need.material}", need.when) for need in item.needs)
        yield from ((f"事项 {item.id} 的 variants", variant.when) for variant in item.variants)
    for key in scenario.fields:
        if key in catalog.fields:
            yield f"字段 {key}", catalog.fields[key].when
    yield from (("stop", stop.when) for stop in scenario.stops)
    yield from (("note", note.when) for note in scenario.notes)
