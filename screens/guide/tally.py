"""Before and after as four big numbers, each to be touched for where it comes from."""

from __future__ import annotations

from dataclasses import dataclass

from kiosk.guide.accounting import Number
from kiosk.guide.plan import Plan
from kiosk.steps import ShowPlan
from screens.look.theme import Colour, rgb
from screens.parts.basic import Icon, Text
from screens.parts.flow import Column, Drawn, Part, Row
from screens.parts.frame import Screen
from screens.parts.pen import Box, Kit, Pen
from screens.parts.touch import Tap

MEASURES: tuple[Number, ...] = ("departments", "visits", "documents", "working_days")

WELL = rgb("#041E63", 0.34)


@dataclass(frozen=True)
class Change:
    """One measure before and after."""

    key: Number
    before: int
    after: int

    @property
    def better(self) -> bool:
        """Whether the number went down."""
        return self.after < self.before


def changes(plan: Plan) -> list[Change]:
    """The four measures of a plan."""
    return [Change(key, getattr(plan.before, key), getattr(plan.after, key)) for key in MEASURES]


def tally_panel(
    screen: Screen[ShowPlan], plan: Plan, *, columns: int = 4, small: bool = False, touch: bool = True
) -> Part:
    """The blue panel: what it takes now, large; what it took before, with an arrow where it fell.

    ``touch`` False: the numbers are only to be read.
    """
    kit, theme, t = screen.kit, screen.kit.theme, screen.kit.t
    white = theme.colours.on_hero
    accent = theme.colours.brand.deep if theme.colours.outlines else white
    cells: list[Part] = []
    for change in changes(plan):
        cell = _cell(kit, change, white, accent, small, touch)
        cells.append(_touched(screen, change, _Well(cell)) if touch else cell)
    rows = [
        Row(*(cell.growing() for cell in cells[start : start + columns]), gap=theme.mm(3.2))
        for start in range(0, len(cells), columns)
    ]
    saved = plan.before.departments - plan.after.departments
    title = t("plan.headline", n=plan.before.departments) if saved > 0 else t("plan.headline_same")
    return _Panel(
        Column(
            Text(title, "lead" if small else "title", white, bold=True, fit=True, tight=True),
            *rows, gap=theme.mm(3.2 if small else 4),
        )
    )


def _touched(screen: Screen[ShowPlan], change: Change, cell: Part) -> Part:
    label = screen.kit.t(f"plan.{change.key}")
    return Tap(
        cell, lambda: screen.desk.visit.open_number(change.key), label, name=f"number:{change.key}",
        radius=screen.kit.theme.small_radius,
    )


def now_words(kit: Kit, change: Change) -> tuple[str, str]:
    """The number now and its unit; no working day at all is said as 当天."""
    if change.key == "working_days" and not change.after:
        return kit.t("plan.same_day"), ""
    return str(change.after), kit.t(f"plan.unit_{change.key}")


def _cell(kit: Kit, change: Change, ink: Colour, accent: Colour, small: bool, touch: bool) -> Part:
    theme, t = kit.theme, kit.t
    size = theme.big if small else theme.huge
    unit = t(f"plan.unit_{change.key}")
    now = now_words(kit, change)
    number = Drawn(lambda pen, box: _number(pen, box, *now, size, accent, ink), lambda k, w: round(size * 1.12))
    was = t("plan.was", n=change.before, unit=unit)
    line = was if change.before != change.after else t("plan.same")
    label = Text(t(f"plan.{change.key}"), "small", ink, tight=True)
    label.grow = 1.0
    return Column(
        Row(label, Icon("information-outline", theme.type(6.5), ink) if touch else None, gap=theme.mm(1),
            valign="center"),
        number,
        Drawn(lambda pen, box: _was(pen, box, line, ink, change.better), lambda k, w: round(k.theme.small * 1.3)),
        gap=theme.mm(1.2),
    )


def _number(pen: Pen, box: Box, number: str, unit: str, size: int, accent: Colour, ink: Colour) -> None:
    theme, bank = pen.theme, pen.kit.bank
    pen.line(number, box, size, accent, True)
    x = box.x + bank.width(number, size, True) + theme.mm(1.5)
    low = Box(x, box.y + round(size * 0.04), box.right - x, round(theme.small * 1.4))
    if bank.width(unit, theme.small, True) <= low.w:
        pen.line(unit, low, theme.small, ink, True)


def _was(pen: Pen, box: Box, text: str, ink: Colour, better: bool) -> None:
    size = pen.theme.small
    if better:
        mark, box = box.cut_left(round(size * 0.95), pen.theme.mm(0.8))
        pen.icon("arrow-down-bold", mark, size, ink)
    pen.line(text, box, size, ink)


class _Well(Part):
    """A darker ground under what can be touched on the panel."""

    def __init__(self, part: Part) -> None:
        self.part = part

    def wish(self, kit: Kit) -> int:
        return self.part.wish(kit) + 2 * kit.theme.mm(2)

    def tall(self, kit: Kit, width: int) -> int:
        return self.part.tall(kit, width - 2 * kit.theme.mm(2)) + 2 * kit.theme.mm(2.2)

    def draw(self, pen: Pen, box: Box) -> None:
        if pen.theme.colours.outlines:
            pen.outline(box, pen.theme.colours.line, pen.theme.small_radius)
        else:
            pen.fill(box, WELL, pen.theme.small_radius)
        self.part.draw(pen, box.inset(pen.theme.mm(2), pen.theme.mm(2.2)))


class _Panel(Part):
    """The hero surface with a smaller margin."""

    def __init__(self, part: Part) -> None:
        self.part = part

    def wish(self, kit: Kit) -> int:
        return self.part.wish(kit) + 2 * kit.theme.mm(5)

    def tall(self, kit: Kit, width: int) -> int:
        return self.part.tall(kit, width - 2 * kit.theme.mm(5)) + 2 * kit.theme.mm(6)

    def draw(self, pen: Pen, box: Box) -> None:
        pen.hero(box)
        self.part.draw(pen, box.inset(pen.theme.mm(5), pen.theme.mm(6)))
