"""The short plan on a narrow roll, as values. Holds no personal data by construction."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class SlipItem:
    """One item. ``window`` is '' where it is the one of the whole slip; ``held`` says what holds it up."""

    mark: str
    name: str
    department: str
    window: str
    time: str
    held: str = ""


@dataclass(frozen=True)
class SlipStage:
    """Items that run side by side, under a heading such as 第 1 步."""

    label: str
    items: tuple[SlipItem, ...]


@dataclass(frozen=True)
class SlipPaper:
    """One paper to bring: a box to tick, how many, and by when it may follow."""

    name: str
    amount: str
    remark: str = ""


@dataclass(frozen=True)
class PlanSlip:
    """A plan in short.

    ``qr`` is the payload of the code for the guide's desk: it names the life event and the version of the rules,
    never a person. ``way`` is the walk to ``window``, a line a leg. ``demo`` marks specimen output.
    """

    title: str
    hall: str
    machine: str
    stages: tuple[SlipStage, ...]
    bring_title: str
    bring: tuple[SlipPaper, ...]
    not_to_bring: tuple[str, ...]
    tally: str
    window: str
    way: tuple[str, ...]
    notes: tuple[str, ...]
    hours: str
    phone: str
    source: str
    caveat: str
    qr: str
    printed_at: datetime
    demo: bool = False
