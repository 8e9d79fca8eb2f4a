"""Everything the guide card of one item says (办事指南要素): the same on screen, on paper and at the window."""

from __future__ import annotations

from dataclasses import dataclass

from kiosk.catalog.values import Catalog, Department, Former, Item, MachineStep, MaterialNeed, Mode, Payment, Source
from kiosk.guide.plan import Plan
from kiosk.hall import HallFacts, Place
from kiosk.words import Words

ALL_DAY = Words("全天", "all day")


@dataclass(frozen=True)
class NeededPaper:
    """One line of the item's own list: ``label`` verbatim, ``sample`` what a good one looks like."""

    label: str
    name: Words
    amount: tuple[int, int]
    sample: Words


@dataclass(frozen=True)
class MachineService:
    """A step that can be done at this machine, and when."""

    step: MachineStep
    hours: Words


@dataclass(frozen=True)
class ItemDetail:
    """One item as a citizen reads it. ``place`` is where its department sits in this hall.

    ``working_days`` is promised, ``legal_days`` what the law allows (None: not said). ``why`` is empty outside a plan.
    ``mark`` is the circled number in the plan, ``certain`` False when the item only may apply.
    """

    item: Item
    name: Words
    department: Department
    place: Place
    working_days: int
    legal_days: int | None
    mode: Mode | None
    result: Words
    fee: Words
    free: bool
    pay: tuple[Payment, ...]
    services: tuple[MachineService, ...]
    at_window: Words
    papers: tuple[NeededPaper, ...]
    rule: str
    basis: str
    source: Source
    remedy: Words
    moved: tuple[Former, ...]
    why: tuple[Words, ...] = ()
    certain: bool = True
    mark: str = ""


def item_detail(catalog: Catalog, hall: HallFacts, item_id: str, plan: Plan | None = None) -> ItemDetail:
    """The guide card of an item; with ``plan``, as it applies there. Raises KeyError for an unknown item."""
    item = catalog.items[item_id]
    planned = next((entry for entry in plan.items if entry.item.id == item_id), None) if plan else None
    place = hall.window_of(item.department)
    asked = {label for material in plan.materials for user, label in material.wordings if user == item_id} \
        if plan and planned else None
    return ItemDetail(
        item=item,
        name=planned.name if planned else item.name,
        department=catalog.departments[item.department],
        place=place,
        working_days=planned.working_days if planned else item.working_days,
        legal_days=item.legal_days,
        mode=item.mode,
        result=item.result,
        fee=item.fee,
        free=item.free,
        pay=() if item.free else item.pay or place.pay or hall.pay,
        services=tuple(MachineService(step, hall.machine_hours.get(step, ALL_DAY)) for step in item.machine),
        at_window=item.at_window,
        papers=tuple(_paper(catalog, need) for need in item.needs if asked is None or need.label in asked),
        rule=planned.rule if planned else item.rule,
        basis=item.basis,
        source=item.source,
        remedy=item.remedy if item.remedy.zh else catalog.remedy,
        moved=item.moved,
        why=planned.why if planned else (),
        certain=planned.certain if planned else True,
        mark=planned.mark if planned else "",
    )


def _paper(catalog: Catalog, need: MaterialNeed) -> NeededPaper:
    material = catalog.materials[need.material]
    return NeededPaper(need.label, material.name, (need.originals, need.copies), material.sample)
