"""The walk as a picture: one floor, or two with the lift between them; without a plan the storeys of the building."""

from __future__ import annotations

from kiosk.hall import HallFacts, Place
from kiosk.way.walking import Walk
from screens.entrance.way.plan import FloorPlan
from screens.parts.basic import Badge, Icon, Text
from screens.parts.flow import Column, Drawn, Part, Row
from screens.parts.pen import Box, Kit, Pen


class WalkPicture(Part):
    """Stacked or side by side, whichever shows the floors larger; at most ``most`` pixels high by itself."""

    def __init__(self, kit: Kit, hall: HallFacts, walk: Walk, most: int) -> None:
        self.kit, self.walk, self.most = kit, walk, most
        self.plans = [FloorPlan(kit, hall, walk, leg) for leg in walk.legs]
        self.grow = 1.0

    def wish(self, kit: Kit) -> int:
        """See :class:`Part`."""
        return self.plans[0].wish(kit)

    def tall(self, kit: Kit, width: int) -> int:
        """See :class:`Part`."""
        if len(self.plans) == 1:
            return min(self.most, self.plans[0].tall(kit, width))
        room = width - self._side(kit) - kit.theme.space
        return min(self.most, sum(plan.tall(kit, room) for plan in self.plans) + kit.theme.space)

    def draw(self, pen: Pen, box: Box) -> None:
        """See :class:`Part`."""
        if len(self.plans) == 1:
            self.plans[0].draw(pen, box)
        elif self._stacked_scale(pen.kit, box) >= self._beside_scale(pen.kit, box):
            self._draw_stacked(pen, box)
        else:
            self._draw_beside(pen, box)

    def _side(self, kit: Kit) -> int:
        return kit.theme.type(33)

    def _head(self, kit: Kit) -> int:
        return kit.theme.type(13)

    def _stacked_scale(self, kit: Kit, box: Box) -> float:
        wide = box.w - self._side(kit) - kit.theme.space
        high = (box.h - kit.theme.space) // 2
        return min(plan.scale(wide, high) for plan in self.plans)

    def _beside_scale(self, kit: Kit, box: Box) -> float:
        wide, high = (box.w - kit.theme.space * 2) // 2, box.h - self._head(kit) - kit.theme.mm(2)
        return min(plan.scale(wide, high) for plan in self.plans)

    def _draw_stacked(self, pen: Pen, box: Box) -> None:
        high = (box.h - pen.theme.space) // 2
        rows = box.cut_top(high, pen.theme.space)
        for plan, caption, row in zip(self.plans, self._captions(stacked=True), rows, strict=True):
            side, rest = row.cut_left(self._side(pen.kit), pen.theme.space)
            caption.draw(pen, side)
            plan.draw(pen, rest)

    def _draw_beside(self, pen: Pen, box: Box) -> None:
        gap = pen.theme.space * 2
        columns = box.cut_left((box.w - gap) // 2, gap)
        for plan, caption, column in zip(self.plans, self._captions(stacked=False), columns, strict=True):
            head, rest = column.cut_top(self._head(pen.kit), pen.theme.mm(2))
            caption.draw(pen, head)
            plan.draw(pen, rest)

    def _captions(self, *, stacked: bool) -> tuple[Part, Part]:
        """Which floor, and before the second one how to get there."""
        t, theme, shaft = self.kit.t, self.kit.theme, self.walk.shaft
        assert shaft is not None, "two floors are joined by a lift or stairs"
        brand = theme.colours.brand
        here = floor_words(self.kit, self.walk.legs[0].floor.name.zh)
        there = t.of(self.walk.legs[1].floor.name)
        key = "find_way.ride" if shaft.kind == "lift" else "find_way.climb"
        ride = t(key, lift=t.of(shaft.name), floor=there)
        icon = "elevator" if shaft.kind == "lift" else "stairs"
        first = Badge(here, brand, solid=True, size="body")
        if not stacked:
            second: Part = Row(
                Icon("arrow-right-bold", theme.type(9), brand), Icon(icon, theme.type(9), brand),
                Text(ride, "body", "brand", bold=True, fit=True, grow=1), gap=theme.mm(2), valign="center",
            )
            return first, second
        return (
            Column(first, valign="center", align="center"),
            Column(
                Icon("arrow-down-bold", theme.type(9), brand), Icon(icon, theme.type(14), brand),
                Text(ride, "body", "brand", bold=True, align="center", tight=True), valign="center", gap=theme.mm(2),
            ),
        )


def storeys(kit: Kit, hall: HallFacts, place: Place) -> Part:
    """The floors of the building one above the other, that of ``place`` filled; for a hall without a plan."""
    floors = sorted({entry.floor for entry in hall.places}, reverse=True)
    high = kit.theme.type(20)
    return Drawn(
        lambda pen, box: _storeys(pen, box, floors, place), lambda k, w: len(floors) * high, kit.theme.type(62)
    )


def _storeys(pen: Pen, box: Box, floors: list[str], place: Place) -> None:
    theme, colours = pen.theme, pen.theme.colours
    gap = theme.mm(2)
    high = min(theme.type(22), (box.h - gap * (len(floors) - 1)) // len(floors))
    for index, floor in enumerate(floors):
        level = Box(box.x, box.top - (index + 1) * high - index * gap, min(box.w, theme.type(62)), high)
        here = floor == place.floor
        pen.fill(level, colours.brand.deep if here else colours.brand.pale, theme.small_radius)
        if colours.outlines and not here:
            pen.outline(level, colours.line, theme.small_radius)
        ink = colours.brand.on if here else colours.brand.deep
        inner = level.inset(theme.mm(5), 0)
        pen.line(floor_words(pen.kit, floor), inner, theme.lead, ink, True)
        if here:
            side = theme.type(11)
            pen.icon(place.icon, Box(inner.right - side, inner.y, side, inner.h), side, ink)


def floor_words(kit: Kit, floor: str) -> str:
    """A floor as it is said: 「2 楼」, Floor 2."""
    number = floor.removesuffix("楼").removesuffix("层").removesuffix("F")
    return kit.t("find_way.floor", n=number) if number.isdigit() else floor
