"""The plan as plain values: items in stages, merged materials, days, and the tally before and after."""

from __future__ import annotations

from dataclasses import dataclass

from kiosk.catalog.values import Department, Item, Material, Scenario, Source
from kiosk.words import Words


@dataclass(frozen=True)
class PlannedItem:
    """An item that applies, or may (``certain`` False). ``stage`` counts from 1; days are promised working days.

    ``mark`` is the circled number of the item in its scenario (①), ``rule`` the rule text that applies here.
    ``starts_after`` is the number of working days before it can start; ``why`` are sentences for the citizen.
    """

    item: Item
    name: Words
    department: Department
    stage: int
    working_days: int
    starts_after: int
    certain: bool
    why: tuple[Words, ...]
    after: tuple[str, ...]
    mark: str
    rule: str


@dataclass(frozen=True)
class PlannedMaterial:
    """One material after merging. ``supplier`` is resolved for this plan; ``wordings`` are (item id, verbatim)."""

    material: Material
    name: Words
    supplier: str
    used_by: tuple[str, ...]
    originals: int
    copies: int
    deferrable: bool
    certain: bool
    wordings: tuple[tuple[str, str], ...]

    @property
    def id(self) -> str:
        """Id of the material."""
        return self.material.id

    @property
    def from_applicant(self) -> bool:
        """True when the citizen has to hand it in."""
        return self.supplier == "applicant"


@dataclass(frozen=True)
class Tally:
    """What a matter costs a citizen: counters gone to, visits, papers, times licence and identity are asked, days.

    ``fields`` counts blanks to fill in: before, once on every department's own form; after, once.
    """

    departments: int
    visits: int
    documents: int
    licence_copies: int
    id_copies: int
    working_days: int
    fields: int = 0


@dataclass(frozen=True)
class Plan:
    """The answer to "what do I have to do". ``stop`` set means it cannot be done as described."""

    scenario: Scenario
    region: str
    catalog_version: str
    source: Source
    items: tuple[PlannedItem, ...]
    materials: tuple[PlannedMaterial, ...]
    before: Tally
    after: Tally
    notes: tuple[Words, ...]
    stop: tuple[Words, str] | None = None

    @property
    def stages(self) -> tuple[tuple[PlannedItem, ...], ...]:
        """Items by stage, in stage order; those of one stage can run side by side."""
        last = max((entry.stage for entry in self.items), default=0)
        return tuple(
            tuple(entry for entry in self.items if entry.stage == stage) for stage in range(1, last + 1)
        )

    def item(self, item_id: str) -> PlannedItem:
        """The planned item of that id. Raises KeyError."""
        for entry in self.items:
            if entry.item.id == item_id:
                return entry
        raise KeyError(item_id)
