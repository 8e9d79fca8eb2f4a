"""One-time notice (行政许可法第三十二条): everything that is missing, told at once, and what it holds up."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from kiosk.guide.plan import Plan, PlannedMaterial
from kiosk.guide.workdays import Deadline, Holidays, deadline


@dataclass(frozen=True)
class Missing:
    """A material the citizen still has to bring. ``blocks`` are the items that ask for it, by id."""

    material: PlannedMaterial
    blocks: tuple[str, ...]


@dataclass(frozen=True)
class Later:
    """A material that may follow (容缺): ``due`` says by when."""

    material: PlannedMaterial
    due: Deadline


@dataclass(frozen=True)
class Blocked:
    """An item that cannot be taken in yet: what it lacks itself, and the blocked items it waits for."""

    item: str
    lacks: tuple[str, ...]
    waits_for: tuple[str, ...]


@dataclass(frozen=True)
class Notice:
    """Everything at once. ``ready`` are the items whose papers are complete and that wait for nothing blocked."""

    missing: tuple[Missing, ...]
    later: tuple[Later, ...]
    blocked: tuple[Blocked, ...]
    ready: tuple[str, ...]


def notice(plan: Plan, held: Collection[str], today: date, holidays: Holidays) -> Notice:
    """What a citizen who holds ``held`` (material ids) lacks for ``plan``.

    A missing paper blocks only the items that ask for it and those that wait for their results. Only what the citizen
    has to bring can be missing; the one form is filled in here and never is.
    """
    absent = [entry for entry in plan.materials
              if entry.from_applicant and not entry.material.form and entry.id not in held]
    firm = [entry for entry in absent if not entry.deferrable]
    lacks: dict[str, list[str]] = {}
    for entry in firm:
        for item_id in entry.used_by:
            lacks.setdefault(item_id, []).append(entry.id)
    blocked: dict[str, Blocked] = {}
    for placed in plan.items:
        item_id = placed.item.id
        waits = tuple(other for other in placed.after if other in blocked)
        if item_id in lacks or waits:
            blocked[item_id] = Blocked(item_id, tuple(lacks.get(item_id, ())), waits)
    return Notice(
        missing=tuple(Missing(entry, entry.used_by) for entry in firm),
        later=tuple(
            Later(entry, deadline(today, entry.material.due_days, holidays)) for entry in absent if entry.deferrable
        ),
        blocked=tuple(blocked.values()),
        ready=tuple(placed.item.id for placed in plan.items if placed.item.id not in blocked),
    )
