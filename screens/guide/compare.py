"""Before and after, line by line: everything the plan counts, each line to be touched for what it is made of."""

from __future__ import annotations

from kiosk.guide.accounting import NUMBERS, Number
from kiosk.guide.plan import Plan
from kiosk.steps import ShowPlan
from screens.parts.basic import Card, Icon, Text
from screens.parts.flow import Column, Fixed, Part, Row, Space
from screens.parts.frame import Screen
from screens.parts.pen import Kit
from screens.parts.touch import Tap


def compare_parts(screen: Screen[ShowPlan], plan: Plan, columns: int) -> list[Part]:
    """One row a number; what is not asked for before or after is left out."""
    theme = screen.kit.theme
    shown = [number for number in NUMBERS if getattr(plan.before, number) or getattr(plan.after, number)]
    cells = [_row(screen, plan, number, stacked=columns > 1) for number in shown]
    rows: list[Part] = []
    for start in range(0, len(cells), columns):
        line = [*cells[start:start + columns], *[Space()] * (columns - len(cells[start:start + columns]))]
        rows.append(Row(*(part.growing() for part in line), gap=theme.mm(4)).stretching())
    return [Text(screen.kit.t("plan.compare_help"), "body", "ink2").leading(), *rows]


def _row(screen: Screen[ShowPlan], plan: Plan, number: Number, *, stacked: bool) -> Part:
    kit, theme, t = screen.kit, screen.kit.theme, screen.kit.t
    was, now, unit = getattr(plan.before, number), getattr(plan.after, number), t(f"plan.unit_{number}")
    label = t(f"plan.{number}")
    better = now < was
    tone = "good" if better else "ink"
    words = Text(label, "lead", bold=True, tight=True, grow=1)
    before = _amount(was, unit, "title", "ink2", gap=theme.mm(1))
    after = _amount(now, unit, "big", tone, gap=theme.mm(1.5))
    mark = Icon("information-outline", theme.type(8))
    numbers = Row(
        Fixed(before, width=_room(kit, "title", unit)),
        Icon("arrow-right-bold" if better else "equal", theme.type(9), "good" if better else "ink2"),
        Fixed(after, width=_room(kit, "big", unit)), gap=theme.mm(4), valign="center",
    )
    if stacked:
        words.size = "body"
        both = Column(words, numbers, gap=theme.mm(1), valign="center", align="left").growing()
        row = Row(both, mark, gap=theme.mm(3), valign="center")
    else:
        row = Row(words, numbers, mark, gap=theme.mm(4), valign="center")
    face = Card(row, pad=theme.mm(6), pad_y=theme.mm(3))
    return Tap(face, lambda: screen.desk.visit.open_number(number), label, name=f"number:{number}")


def _amount(number: int, unit: str, size: str, ink: str, *, gap: int) -> Part:
    return Row(
        Text(str(number), size, ink, bold=True, tight=True),
        Text(unit, "small", ink, bold=True, tight=True) if unit else None, gap=gap, valign="center",
    )


def _room(kit: Kit, size: str, unit: str) -> int:
    """Width of three digits and the unit, so that the numbers of all rows stand below one another."""
    digits = kit.bank.width("000", getattr(kit.theme, size), True)
    return digits + (kit.bank.width(unit, kit.theme.small, True) + kit.theme.mm(2) if unit else 0)
