"""One list of materials for the whole matter: each paper once, with who brings it and who uses it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from kiosk.catalog.values import Item, Material, MaterialNeed, Scenario
from kiosk.guide.plan import PlannedMaterial

ONE_FORM = "one-form"


@dataclass(frozen=True)
class Line:
    """One line of one item's list that applies; ``certain`` False when it may apply."""

    item: Item
    need: MaterialNeed
    certain: bool


def merge(
    scenario: Scenario, lines: Iterable[Line], materials: Mapping[str, Material], active: frozenset[str]
) -> tuple[PlannedMaterial, ...]:
    """Merge lines by material; all application forms become the one combined form. Order of first mention."""
    groups: dict[str, list[Line]] = {}
    for line in lines:
        material = materials[line.need.material]
        groups.setdefault(ONE_FORM if material.form else material.id, []).append(line)
    return tuple(
        _merged(_one_form(scenario) if key == ONE_FORM else materials[key], group, active)
        for key, group in groups.items()
    )


def _one_form(scenario: Scenario) -> Material:
    return Material(id=ONE_FORM, name=scenario.one_form, form=True, trust="D")


def _merged(material: Material, group: list[Line], active: frozenset[str]) -> PlannedMaterial:
    form = material.id == ONE_FORM
    return PlannedMaterial(
        material=material,
        name=material.name,
        supplier=_supplier(material, active),
        used_by=tuple(dict.fromkeys(line.item.id for line in group)),
        originals=1 if form else max(line.need.originals for line in group),
        copies=0 if form else max(line.need.copies for line in group),
        deferrable=material.deferrable,
        certain=any(line.certain for line in group),
        wordings=tuple((line.item.id, line.need.label) for line in group),
    )


def _supplier(material: Material, active: frozenset[str]) -> str:
    if material.supplier.startswith("item:") and material.supplier.removeprefix("item:") not in active:
        return material.otherwise
    return material.supplier
