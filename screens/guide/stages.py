"""The order of things as a picture: stages with arrows, side by side what can run side by side.

What only may apply stands apart within its stage; duties after opening stand apart below, outside the days.
"""

from __future__ import annotations

from collections.abc import Sequence

from kiosk.guide.plan import Plan, PlannedItem
from kiosk.steps import ShowPlan
from screens.guide.spans import days_words, due_words
from screens.look.theme import Theme
from screens.parts.basic import Badge, Card, Icon, Text, Tile
from screens.parts.flow import Column, Drawn, Part, Row, Space
from screens.parts.frame import Screen
from screens.parts.pen import Box, Kit, Pen
from screens.parts.touch import Tap


def staged(plan: Plan) -> list[tuple[PlannedItem, ...]]:
    """The stages without the duties that fall due afterwards."""
    kept = [tuple(entry for entry in stage if not entry.item.follow_up) for stage in plan.stages]
    return [stage for stage in kept if stage]


def stage_rows(screen: Screen[ShowPlan], plan: Plan, columns: int) -> list[Part]:
    """One part a line of a stage, top to bottom, with an arrow to the next stage."""
    stages = staged(plan)
    rows: list[Part] = []
    for number, stage in enumerate(stages, 1):
        rows += _stage(screen, number, stage, columns, last=number == len(stages))
    return [*rows, *afterwards(screen, plan, columns)]


def _stage(
    screen: Screen[ShowPlan], number: int, stage: tuple[PlannedItem, ...], columns: int, *, last: bool
) -> list[Part]:
    kit, theme = screen.kit, screen.kit.theme
    lines = _stage_lines(screen, stage, columns)
    made: list[Part] = []
    for index, (line, opens) in enumerate(lines):
        arrow = index == len(lines) - 1 and not last
        more = index < len(lines) - 1
        heads = [_stage_head(kit, number, len(stage)) if index == 0 else None, _perhaps_head(kit) if opens else None]
        content = Column(*heads, line, gap=theme.mm(2.5))
        content.grow = 1.0
        made.append(Row(_rail_part(theme, number if index == 0 else 0, more, arrow), content, gap=theme.mm(4)))
    return made


def _stage_lines(screen: Screen[ShowPlan], stage: Sequence[PlannedItem], columns: int) -> list[tuple[Part, bool]]:
    """Rows of cards, what is certain first; True for a row that needs a heading because what follows only may apply."""
    sure = [entry for entry in stage if entry.certain]
    perhaps = [entry for entry in stage if not entry.certain]
    if not sure or len(stage) <= columns:
        return [(line, False) for line in _lined(screen, [*sure, *perhaps], columns)]
    lines = [(line, False) for line in _lined(screen, sure, columns)]
    return lines + [(line, index == 0) for index, line in enumerate(_lined(screen, perhaps, columns))]


def _lined(screen: Screen[ShowPlan], items: Sequence[PlannedItem], columns: int) -> list[Part]:
    columns, gap = min(columns, len(items)), screen.kit.theme.mm(4)
    cards = [item_card(screen, entry).growing() for entry in items]
    lines = [cards[start : start + columns] for start in range(0, len(cards), max(1, columns))]
    return [Row(*line, *[Space(0, 1.0)] * (columns - len(line)), gap=gap) for line in lines]


def _stage_head(kit: Kit, number: int, count: int) -> Part:
    theme = kit.theme
    side = kit.t("plan.together", n=count) if count > 1 else ""
    return Row(
        Text(kit.t("plan.stage", n=number), "lead", bold=True),
        Badge(side, theme.colours.good, icon="arrow-split-vertical") if side else None,
        gap=theme.mm(4), valign="center",
    )


def _perhaps_head(kit: Kit) -> Part:
    return Row(
        Icon("help-circle-outline", kit.theme.type(8.5), "care"),
        Text(kit.t("plan.perhaps"), "body", "care", bold=True, tight=True, grow=1), gap=kit.theme.mm(2.5),
        valign="center",
    )


def afterwards(screen: Screen[ShowPlan], plan: Plan, columns: int) -> list[Part]:
    """Duties that fall due once all is done, by what starts their time; they have no part in the days."""
    by_start: dict[str, list[PlannedItem]] = {}
    for entry in plan.items:
        if entry.item.follow_up:
            by_start.setdefault(screen.kit.t.of(entry.item.follow_up.start), []).append(entry)
    made: list[Part] = []
    for start, entries in by_start.items():
        made += [_later_head(screen.kit, start).leading(), *_lined(screen, entries, columns)]
    return made


def _later_head(kit: Kit, start: str) -> Part:
    theme, t = kit.theme, kit.t
    words = Column(
        Text(t("plan.after_opening", start=start), "lead", bold=True, tight=True),
        Text(t("plan.after_opening_why"), "small", "ink2", tight=True), gap=theme.mm(0.5),
    )
    words.grow = 1.0
    return Row(Tile("calendar-plus", theme.type(13), theme.colours.good), words, gap=theme.mm(4), valign="center")


def _rail_part(theme: Theme, number: int, more: bool, arrow: bool) -> Part:
    return Drawn(
        lambda pen, box: _rail(pen, box, number, more, arrow), lambda k, w: k.theme.type(12), theme.type(14)
    )


def _rail(pen: Pen, box: Box, number: int, more: bool, arrow: bool) -> None:
    """The disc with the number (0: none), a line down while there is more, an arrow to the next stage."""
    theme, colours = pen.theme, pen.theme.colours
    side = min(box.w, theme.type(12))
    top = box.top
    if number:
        disc = Box(box.x + (box.w - side) // 2, box.top - side, side, side)
        pen.fill(disc, colours.brand.deep, side // 2)
        pen.line(str(number), disc, theme.lead, colours.brand.on, True, "center")
        top = disc.y - theme.mm(1)
    if not more and not arrow:
        return
    thick = theme.mm(1.0)
    mark = theme.type(9)
    bottom = box.y - theme.mm(4 if more else 2)
    foot = bottom + (mark // 2 if arrow else 0)
    pen.rect(Box(box.x + (box.w - thick) // 2, foot, thick, top - foot), colours.brand.deep)
    if arrow:
        pen.icon("arrow-down-bold", Box(box.x, bottom, box.w, mark), mark, colours.brand.deep)


def item_card(screen: Screen[ShowPlan], entry: PlannedItem) -> Part:
    """One item: what, who, how long; touch for why."""
    kit, theme, t = screen.kit, screen.kit.theme, screen.kit.t
    name = t.of(entry.name)
    after = entry.item.follow_up
    days = due_words(kit, after) if after else days_words(kit, entry.working_days)
    why = Row(
        Text(days, "small", "brand", bold=True, tight=True, grow=1),
        Icon("information-outline", theme.type(8)), Text(t("plan.why"), "small", "brand", bold=True, tight=True),
        gap=theme.mm(1.5), valign="center",
    )
    words = Column(
        Text(f"{entry.mark} {name}" if entry.mark else name, "body", bold=True, tight=True),
        Text(t.of(entry.department.name), "small", "ink2", tight=True),
        Badge(t("plan.maybe"), theme.colours.care, solid=True, icon="help") if not entry.certain else None,
        Space(0, 1.0), why,
        gap=theme.mm(1.2),
    )
    face = Card(
        words, pad=theme.mm(5), pad_y=theme.mm(3.5), fill="card" if entry.certain else "care",
        edge=None if entry.certain else "care", flat=not entry.certain,
    )
    return Tap(face, lambda: screen.desk.visit.open_item(entry.item.id), name, name=f"item:{entry.item.id}")


def stage_columns(screen: Screen[ShowPlan], plan: Plan) -> Part:
    """Stages left to right with arrows, for a wide page."""
    kit, theme = screen.kit, screen.kit.theme
    parts: list[Part] = []
    for number, stage in enumerate(staged(plan), 1):
        if parts:
            parts.append(Icon("arrow-right-bold", theme.type(9)))
        perhaps = [entry for entry in stage if not entry.certain]
        column = Column(
            _column_head(kit, number, len(stage)), *(item_card(screen, entry) for entry in stage if entry.certain),
            _perhaps_head(kit) if perhaps else None, *(item_card(screen, entry) for entry in perhaps),
            gap=theme.mm(3.5),
        )
        column.grow = 1.0
        parts.append(column)
    return Row(*parts, gap=theme.mm(2.5), valign="top")


def _column_head(kit: Kit, number: int, count: int) -> Part:
    theme, t = kit.theme, kit.t
    disc = Drawn(lambda pen, box: _disc(pen, box, number), lambda k, w: k.theme.type(12), theme.type(12))
    words = t("plan.together", n=count) if count > 1 else t("plan.stage", n=number)
    return Row(disc, Text(words, "body", bold=True, grow=1, tight=True), gap=theme.mm(3), valign="center")


def _disc(pen: Pen, box: Box, number: int) -> None:
    side = min(box.w, box.h)
    pen.fill(Box(box.x, box.y, side, side), pen.theme.colours.brand.deep, side // 2)
    pen.line(str(number), Box(box.x, box.y, side, side), pen.theme.lead, pen.theme.colours.brand.on, True, "center")
