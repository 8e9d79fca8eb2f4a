"""Where is what: places by floor, and the walk to one of them in steps."""

from __future__ import annotations

from kiosk.hall import Place
from kiosk.steps import FindWay
from screens.parts.basic import Badge, Card, Notice, Text, Tile
from screens.parts.flow import Column, Drawn, Part, Row, Space
from screens.parts.frame import Desk, Screen, Sheet, heading
from screens.parts.pages import PageAt, Pages
from screens.parts.pen import Box, Kit, Pen
from screens.parts.touch import Button, Tap


class FindWayScreen(Screen[FindWay]):
    """Touch a place to see the way."""

    keeps = True

    def __init__(self, kit: Kit, desk: Desk) -> None:
        super().__init__(kit, desk)
        self.at = PageAt()

    def sheet(self, step: FindWay) -> Sheet:
        """See :class:`Screen`."""
        return self._way(step, step.place) if step.place else self._list(step)

    def _list(self, step: FindWay) -> Sheet:
        t, theme = self.kit.t, self.kit.theme
        columns = 2
        floors: dict[str, list[Place]] = {}
        for place in step.hall.places:
            floors.setdefault(place.floor, []).append(place)
        parts: list[Part] = []
        for floor in sorted(floors, reverse=True):
            cards = [self._card(place) for place in floors[floor]]
            rows = [
                Row(*cards[i : i + columns], *[Space(0, 1.0)] * (columns - len(cards[i : i + columns])),
                    gap=theme.mm(5))
                for i in range(0, len(cards), columns)
            ]
            head = Row(Badge(self._floor(floor), theme.colours.brand, solid=True, size="lead"), Space(0, 1.0))
            parts += [head.leading(), *(row.stretching() for row in rows)]
        return Sheet(
            stage=t("find_way.stage"), top=heading(t("find_way.title"), t("find_way.why")),
            body=Pages(parts, self.at, gap=theme.mm(5)), split=0.3,
        )

    def _floor(self, floor: str) -> str:
        number = floor.removesuffix("楼").removesuffix("层").removesuffix("F")
        return self.kit.t("find_way.floor", n=number) if number.isdigit() else floor

    def _card(self, place: Place) -> Part:
        theme, t = self.kit.theme, self.kit.t
        name = t.of(place.name)
        face = Card(
            Row(
                Tile(place.icon, theme.type(18), theme.colours.brand),
                Text(name, "lead", bold=True, tight=True, grow=1), gap=theme.mm(4),
            ),
            pad=theme.mm(5), pad_y=theme.mm(6),
        )
        return Tap(face, lambda: self.desk.visit.choose_place(place.id), name, name=f"place:{place.id}", grow=1.0)

    def _way(self, step: FindWay, place: Place) -> Sheet:
        t, theme = self.kit.t, self.kit.theme
        floors = sorted({p.floor for p in step.hall.places}, reverse=True)
        hours = t.of(place.hours)
        building = Drawn(
            lambda pen, box: self._building(pen, box, floors, place), lambda k, w: len(floors) * k.theme.type(24),
            theme.type(62),
        )
        words = Column(
            Text(t.of(place.name), "big", bold=True, fit=True, tight=True),
            Text(self._floor(place.floor), "title", "brand", bold=True),
            Text(hours, "body", "ink2") if hours else None,
            gap=theme.mm(3), valign="center",
        )
        words.grow = 1.0
        top: Part = Row(building, words, gap=theme.mm(8), valign="center")
        if theme.landscape and not theme.low_reach:
            words.grow = 0.0
            top = Column(words, building, gap=theme.mm(8), align="left")
        legs = [self._leg(number, t.of(leg), number == len(place.way)) for number, leg in enumerate(place.way, 1)]
        remark = t.of(place.remark)
        return Sheet(
            stage=t("find_way.stage"),
            top=top,
            body=Pages([*legs, Notice(remark) if remark else None], self.at, gap=theme.mm(4)),
            actions=[
                Button(t("find_way.others"), lambda: self.desk.visit.choose_place(None), icon="map-search-outline",
                       kind="primary", name="others"),
            ],
        )

    def _leg(self, number: int, text: str, last: bool) -> Part:
        theme = self.kit.theme
        tone = theme.colours.good if last else theme.colours.brand
        disc = Drawn(lambda pen, box: _disc(pen, box, number, last), lambda k, w: k.theme.type(15), theme.type(15))
        return Card(
            Row(disc, Text(text, "title", bold=last, fit=True, grow=1), gap=theme.mm(5), valign="center"),
            pad=theme.mm(6), pad_y=theme.mm(5), edge=tone.deep if last else None,
        ).stretching()

    def _building(self, pen: Pen, box: Box, floors: list[str], place: Place) -> None:
        theme, colours = pen.theme, pen.theme.colours
        gap = theme.mm(2)
        high = (box.h - gap * (len(floors) - 1)) // len(floors)
        for index, floor in enumerate(floors):
            level = Box(box.x, box.top - (index + 1) * high - index * gap, box.w, high)
            here = floor == place.floor
            pen.fill(level, colours.brand.deep if here else colours.brand.pale, theme.small_radius)
            if colours.outlines and not here:
                pen.outline(level, colours.line, theme.small_radius)
            ink = colours.brand.on if here else colours.brand.deep
            inner = level.inset(theme.mm(5), 0)
            pen.line(self._floor(floor), inner, theme.lead, ink, True)
            if here:
                side = theme.type(11)
                mark = Box(inner.right - side, inner.y, side, inner.h)
                pen.icon(place.icon, mark, side, ink)


def _disc(pen: Pen, box: Box, number: int, last: bool) -> None:
    tone = pen.theme.colours.good if last else pen.theme.colours.brand
    side = min(box.w, box.h)
    place = Box(box.x, box.y + (box.h - side) // 2, side, side)
    pen.fill(place, tone.deep, side // 2)
    if last:
        pen.icon("flag-checkered", place, round(side * 0.6), tone.on)
    else:
        pen.line(str(number), place, pen.theme.title, tone.on, True, "center")
