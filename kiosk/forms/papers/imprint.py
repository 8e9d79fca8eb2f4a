"""What all papers share: who printed them, when, from which rules, and the short ways of saying things."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from kiosk.catalog.values import Confidence, Source
from kiosk.filing.receipt import Receipt
from kiosk.guide.plan import Plan, PlannedItem
from kiosk.hall import HallFacts, Place
from kiosk.slips.ticket import TicketGrant

_CAVEATS: Mapping[Confidence, str] = {
    "certain": "规定如有变动，以窗口答复为准。",
    "likely": "材料与时限以窗口核实为准。",
    "uncertain": "部分规定各地不一，材料与时限以窗口核实为准。",
}
POSSIBLE = "可能需要"
DOUBT: Mapping[Confidence, str] = {"certain": "", "likely": "＊", "uncertain": "※"}
_DOUBT_SAID: Mapping[Confidence, str] = {
    "likely": "带 ＊ 的依据公开报道整理，以窗口核实为准。",
    "uncertain": "带 ※ 的各地规定不一，请先问窗口，以窗口核实为准。",
}


@dataclass(frozen=True)
class Imprint:
    """What every paper of one printing carries."""

    hall: HallFacts
    printed_at: datetime
    demo: bool

    @property
    def stamp(self) -> str:
        """Minute of printing."""
        return self.printed_at.strftime("%Y-%m-%d %H:%M")


@dataclass(frozen=True)
class Filing:
    """How the matter stands when its papers are printed. ``receipt`` None: kept on the machine, sent later."""

    code: str
    receipt: Receipt | None
    number: TicketGrant | None


def code_payload(code: str) -> str:
    """What the QR codes hold: the case code, nothing personal."""
    return f"onething:case:{code}"


def caveat(source: Source) -> str:
    """How far the rules can be relied on, graded by their confidence."""
    return _CAVEATS[source.confidence]


def doubts(plan: Plan) -> tuple[str, ...]:
    """What the marks behind items of less than certain source mean; empty when no item carries one."""
    found = {entry.item.source.confidence for entry in plan.items}
    return tuple(said for confidence, said in _DOUBT_SAID.items() if confidence in found)


def foot(plan: Plan) -> str:
    """Source, its date, version of the data and the caveat."""
    source = f"{plan.source.title}（{plan.source.as_of}）"
    return f"依据：{source}；数据版本 {plan.catalog_version}。{caveat(plan.source)}"


def head(imprint: Imprint, code: str) -> tuple[tuple[str, str], ...]:
    """Hall, machine and, once there is one, the case code."""
    pairs = [("办理大厅", imprint.hall.name.zh), ("自助机", imprint.hall.machine)]
    return (*pairs, ("办件编号", code)) if code else tuple(pairs)


def marks_of(plan: Plan, item_ids: Iterable[str]) -> str:
    """The circled numbers of items, in order."""
    wanted = set(item_ids)
    numbered = [entry for entry in plan.items if entry.item.id in wanted]
    order = {item_id: index for index, item_id in enumerate(plan.scenario.items)}
    return "".join(entry.mark for entry in sorted(numbered, key=lambda entry: order[entry.item.id]))


def promised(entry: PlannedItem) -> str:
    """The promised time of an item in words."""
    if entry.working_days:
        return f"{entry.working_days} 个工作日"
    return "网上即时办" if entry.item.online else "当场办"


def window(place: Place) -> str:
    """Floor and name of a window."""
    return f"{place.floor} {place.name.zh}".strip()


def amount(originals: int, copies: int) -> str:
    """How many of a paper."""
    parts = [f"原件 {originals}"] if originals else []
    return "、".join([*parts, f"复印件 {copies}"] if copies else parts)


def maybe(certain: bool) -> str:
    """The tag of what only may be needed."""
    return "" if certain else f"（{POSSIBLE}）"
