"""Before and after as four big numbers."""

from __future__ import annotations

from dataclasses import dataclass

from kiosk.guide.plan import Plan
from screens.parts.basic import Text
from screens.parts.flow import Column, Drawn, Part, Row
from screens.parts.pen import Box, Kit, Pen
from screens.theme import Colour

MEASURES = ("departments", "visits", "documents", "working_days")


@dataclass(frozen=True)
class Change:
    """One measure before and after."""

    key: str
    before: int
    after: int

    @property
    def better(self) -> bool:
        """Whether the number went down."""
        return self.after < self.before


def changes(plan: Plan) -> list[Change]:
    """The four measures of a plan."""
    return [Change(key, getattr(plan.before, key), getattr(plan.after, key)) for key in MEASURES]


def tally_panel(kit: Kit, plan: Plan, *, columns: int = 4, small: bool = False) -> Part:
    """The blue panel: what it takes now, large; what it took before, with an arrow where it fell."""
    theme, t = kit.theme, kit.t
    white = theme.colours.ink if theme.colours.outlines else theme.colours.brand.on
    accent = theme.colours.brand.deep if theme.colours.outlines else white
    cells = [_cell(kit, change, white, accent, small) for change in changes(plan)]
    rows = [
        Row(*(cell.growing() for cell in cells[start : start + columns]), gap=theme.mm(3))
        for start in range(0, len(cells), columns)
    ]
    saved = plan.before.departments - plan.after.departments
    title = t("plan.headline", n=plan.before.departments) if saved > 0 else t("plan.headline_same")
    return _Panel(
        Column(
            Text(title, "lead" if small else "title", white, bold=True, fit=True, tight=True),
            *rows, gap=theme.mm(3 if small else 5),
        )
    )


def _cell(kit: Kit, change: Change, ink: Colour, accent: Colour, small: bool) -> Part:
    theme, t = kit.theme, kit.t
    size = theme.big if small else theme.huge
    unit = t(f"plan.unit_{change.key}")
    number = Drawn(
        lambda pen, box: _number(pen, box, str(change.after), unit, size, accent, ink), lambda k, w: round(size * 1.12)
    )
    was = t("plan.was", n=change.before, unit=unit)
    line = was if change.before != change.after else t("plan.same")
    return Column(
        Text(t(f"plan.{change.key}"), "small", ink, tight=True),
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


class _Panel(Part):
    """The hero surface with a smaller margin."""

    def __init__(self, part: Part) -> None:
        self.part = part

    def wish(self, kit: Kit) -> int:
        return self.part.wish(kit) + 2 * kit.theme.mm(8)

    def tall(self, kit: Kit, width: int) -> int:
        return self.part.tall(kit, width - 2 * kit.theme.mm(8)) + 2 * kit.theme.mm(6.5)

    def draw(self, pen: Pen, box: Box) -> None:
        pen.hero(box)
        self.part.draw(pen, box.inset(pen.theme.mm(8), pen.theme.mm(6.5)))
