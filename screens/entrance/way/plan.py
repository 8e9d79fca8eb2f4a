"""One floor as a picture: what stands there, the walk as a thick line with arrows, where it begins and ends."""

from __future__ import annotations

import itertools

from kiosk.hall import HallFacts
from kiosk.way.floors import Block, Direction, Point, Rect, Shaft, heading
from kiosk.way.walking import Leg, Walk
from screens.entrance.way.labels import Room, around, meets
from screens.entrance.way.projection import Projection, seen_part, shared, turned_size, zoomed
from screens.look.theme import Tone
from screens.parts.flow import Part
from screens.parts.pen import Box, Kit, Pen

_AT = 2.0
"""Metres between where one stands and what one came to."""
_DESK = 2.8
"""Metres an ordinary counter is deep: its name should fit."""
_AIR = 1.5
_ARROWS = {"up": "chevron-up", "right": "chevron-right", "down": "chevron-down", "left": "chevron-left"}


class FloorPlan(Part):
    """The plan of one leg of a walk, turned so that the way one looks at the machine is up."""

    def __init__(self, kit: Kit, hall: HallFacts, walk: Walk, leg: Leg) -> None:
        self.kit, self.hall, self.walk, self.leg = kit, hall, walk, leg
        self.view = seen_part(leg)
        self.facing: Direction = walk.stand.facing
        self.begins = leg is walk.legs[0]
        self.ends = leg is walk.legs[-1]

    def wish(self, kit: Kit) -> int:
        """See :class:`Part`."""
        return kit.theme.mm(120)

    def tall(self, kit: Kit, width: int) -> int:
        """See :class:`Part`."""
        wide, high = turned_size(self.view, self.facing)
        return round(width * high / wide)

    def scale(self, width: int, height: int) -> float:
        """Pixels a metre in that room."""
        wide, high = turned_size(self.view, self.facing)
        return min(width / wide, height / high)

    def draw(self, pen: Pen, box: Box) -> None:
        """See :class:`Part`."""
        theme = pen.theme
        view = self._shown(pen, box)
        on = Projection(view, self.facing, box)
        line = self._line(pen, on)
        room = Room(on.box.inset(theme.mm(1)), line)
        self._ground(pen, on, view)
        blocks = [(block, on.rect(part)) for block in self.leg.floor.blocks if (part := shared(block.box, view))]
        for block, area in blocks:
            self._block(pen, area, block)
        self._wall(pen, on, view)
        shafts = [shaft for shaft in self.hall.shafts if self.leg.floor.name.zh in shaft.floors]
        for shaft in shafts:
            if view.contains(shaft.box):
                self._shaft(pen, on.rect(shaft.box), shaft)
                room.take(on.rect(shaft.box))
        self._walk(pen, on, line)
        names = [(block, label) for block, area in blocks if (label := self._label(pen, area, block, line))]
        discs = _discs(pen, on, self.leg)
        for disc in discs:
            room.take(disc.inset(theme.mm(1.0)))
        goal = self._goal()
        names.sort(key=lambda entry: entry[0] is not goal)
        for block, label in names:
            if block is goal and room.free(label):
                self._name(pen, block, label)
                room.take(label)
            else:
                room.wish(label)
        self._ends(pen, on, room, discs)
        for block, label in names:
            if room.free(label):
                self._name(pen, block, label)

    def _shown(self, pen: Pen, box: Box) -> Rect:
        """The whole plan, or in little room the part around the walk that leaves names readable."""
        least = pen.theme.small * 1.15 / _DESK
        if self.scale(box.w, box.h) >= least:
            return self.view
        wide, high = box.w / least, box.h / least
        if self.facing in ("left", "right"):
            wide, high = high, wide
        return zoomed(self.view, self._needed(), wide, high)

    def _needed(self) -> Rect:
        """The walk, the lift and what it leads to, with some air."""
        goal, shaft = self._goal(), self.walk.shaft
        boxes = [Rect(*point, 0.0, 0.0) for point in self.leg.points]
        boxes += [goal.box] if goal else []
        boxes += [shaft.box] if shaft else []
        x, y = min(box.x for box in boxes) - _AIR, min(box.y for box in boxes) - _AIR
        right, top = max(box.right for box in boxes) + _AIR, max(box.top for box in boxes) + _AIR
        needed = shared(Rect(x, y, right - x, top - y), self.view)
        return needed or self.view

    def _ground(self, pen: Pen, on: Projection, view: Rect) -> None:
        theme, colours = pen.theme, pen.theme.colours
        building = shared(self.leg.floor.building, view)
        if view != building:
            pen.fill(on.box, colours.sunk, theme.small_radius)
            if colours.outlines:
                pen.outline(on.box, colours.line, theme.small_radius)
        if building:
            pen.fill(on.rect(building), colours.card, theme.small_radius)

    def _wall(self, pen: Pen, on: Projection, view: Rect) -> None:
        colours, theme = pen.theme.colours, pen.theme
        building = shared(self.leg.floor.building, view)
        if building:
            ink = colours.ink if colours.outlines else colours.ink2
            pen.outline(on.rect(building), ink, theme.small_radius, theme.stroke)

    def _block(self, pen: Pen, box: Box, block: Block) -> None:
        colours, theme = pen.theme.colours, pen.theme
        if block.kind == "crossing":
            _stripes(pen, box, self.facing in ("up", "down"))
            return
        fills = {"desk": colours.brand.pale, "room": colours.ground, "seats": colours.sunk, "wall": colours.ink2,
                 "road": colours.line}
        radius = theme.mm(1.2)
        if block is self._goal():
            pen.fill(box, colours.good.pale, radius)
            pen.outline(box, colours.good.deep, radius, theme.stroke)
            return
        if colours.outlines:
            pen.outline(box, colours.ink, radius, 2)
            return
        pen.fill(box, fills[block.kind], radius)
        if block.kind in ("desk", "seats", "room"):
            pen.outline(box, colours.line, radius, 2)

    def _goal(self) -> Block | None:
        """What the walk ends at, when something stands there."""
        end = self.leg.points[-1]
        near = [block for block in self.leg.floor.blocks if block.solid and block.box.distance(end) <= _AT]
        return min(near, key=lambda block: block.box.distance(end), default=None) if self.ends else None

    def _shaft(self, pen: Pen, box: Box, shaft: Shaft) -> None:
        colours = pen.theme.colours
        used = self.walk.shaft is shaft or (self.walk.place.at == shaft.at and shaft.id == self.walk.place.id)
        tone = colours.brand
        pen.fill(box, tone.deep if used else tone.pale, pen.theme.mm(1.6))
        if not used:
            pen.outline(box, colours.ink if colours.outlines else colours.line, pen.theme.mm(1.6), 2)
        ink = tone.on if used else tone.deep
        icons = ("elevator", "elevator-passenger-off-outline") if shaft.kind == "lift" else ("stairs", "cancel")
        pen.icon(icons[0 if shaft.works else 1], box, round(min(box.w, box.h) * 0.86), ink)

    def _line(self, pen: Pen, on: Projection) -> list[Box]:
        """The stretches of the walk as thick boxes."""
        wide = self._thick(pen)
        boxes = []
        for one, other in itertools.pairwise(on.point(point) for point in self.leg.points):
            x, right = sorted((one[0], other[0]))
            y, top = sorted((one[1], other[1]))
            boxes.append(Box(x - wide // 2, y - wide // 2, right - x + wide, top - y + wide))
        return boxes

    def _thick(self, pen: Pen) -> int:
        return pen.theme.mm(5.0) // 2 * 2

    def _walk(self, pen: Pen, on: Projection, line: list[Box]) -> None:
        colours = pen.theme.colours
        halo = pen.theme.mm(1.0)
        for box in line:
            pen.fill(box.inset(-halo), colours.card, (self._thick(pen) + 2 * halo) // 2)
        for box in line:
            pen.fill(box, colours.brand.deep, self._thick(pen) // 2)
        every, side = pen.theme.mm(17), round(self._thick(pen) * 1.7)
        for one, other in itertools.pairwise(on.point(point) for point in self.leg.points):
            length = abs(one[0] - other[0]) + abs(one[1] - other[1])
            count = max(1, length // every) if length >= 2 * self._thick(pen) else 0
            for number in range(count):
                share = (number + 0.5) / count
                x, y = one[0] + (other[0] - one[0]) * share, one[1] + (other[1] - one[1]) * share
                arrow = Box(round(x) - side // 2, round(y) - side // 2, side, side)
                pen.icon(_ARROWS[_way(one, other)], arrow, side, colours.brand.on)

    def _ends(self, pen: Pen, on: Projection, room: Room, discs: tuple[Box, Box]) -> None:
        """Discs where the walk begins and ends, each with its words."""
        t, colours = self.kit.t, pen.theme.colours
        shaft = self.walk.shaft
        start, goal = discs
        lift = t.of(shaft.name) if shaft else ""
        begin = t("find_way.here") if self.begins else t("find_way.leave", lift=lift)
        finish = t("find_way.goal") if self.ends else t("find_way.door", lift=lift)
        lift_icon = "stairs" if shaft is not None and shaft.kind == "stairs" else "elevator"
        cage = on.rect(shaft.box) if shaft else start
        self._pin(pen, start, "account" if self.begins else lift_icon, begin, colours.brand, room,
                  start if self.begins else around(start, cage))
        self._pin(pen, goal, "flag-checkered" if self.ends else lift_icon, finish,
                  colours.good if self.ends else colours.brand, room, goal if self.ends else around(goal, cage))

    def _pin(
        self, pen: Pen, disc: Box, icon: str, text: str, tone: Tone, room: Room, near: Box
    ) -> None:
        """A disc, and beside ``near`` a pill with its words."""
        theme, colours = pen.theme, pen.theme.colours
        pen.fill(disc.inset(-theme.mm(0.8)), colours.card, disc.w)
        pen.fill(disc, tone.deep, disc.w // 2)
        pen.icon(icon, disc, round(disc.w * 0.72), tone.on)
        size = theme.small
        pad = theme.mm(2.4)
        wide = pen.kit.bank.width(text, size, True) + 2 * pad
        pill = room.beside(near, wide, round(size * 1.45), theme.mm(1.6))
        pen.fill(pill.inset(-theme.mm(0.6)), colours.card, pill.h)
        pen.fill(pill, tone.deep, pill.h // 2)
        pen.line(text, pill.inset(pad, 0), size, tone.on, True, "center")

    def _label(self, pen: Pen, box: Box, block: Block, line: list[Box]) -> Box | None:
        """Where the name of a block goes; None where it does not fit or the walk runs over it."""
        text = self.kit.t.of(block.name)
        if not text or block.kind == "crossing":
            return None
        size = pen.theme.small
        wide, high = pen.kit.bank.width(text, size, False), round(size * 1.2)
        if wide > box.w - pen.theme.mm(1) or size > box.h:
            return None
        label = Box(box.x + (box.w - wide) // 2, box.y + (box.h - high) // 2, wide, high)
        return None if any(meets(label, part) for part in line) else label

    def _name(self, pen: Pen, block: Block, label: Box) -> None:
        goal = block is self._goal()
        colours = pen.theme.colours
        pen.line(self.kit.t.of(block.name), label, pen.theme.small, colours.good.deep if goal else colours.ink,
                 False, "center")


def _way(one: tuple[int, int], other: tuple[int, int]) -> Direction:
    return heading(Point(*one), Point(*other))


def _discs(pen: Pen, on: Projection, leg: Leg) -> tuple[Box, Box]:
    """Where the discs at the beginning and the end of a leg lie."""
    side = pen.theme.mm(10.0)
    one, other = on.point(leg.points[0]), on.point(leg.points[-1])
    return (
        Box(one[0] - side // 2, one[1] - side // 2, side, side),
        Box(other[0] - side // 2, other[1] - side // 2, side, side),
    )


def _stripes(pen: Pen, box: Box, upright: bool) -> None:
    """A zebra crossing; its stripes run along the way people walk."""
    colours = pen.theme.colours
    pen.rect(box, colours.card if colours.outlines else colours.line)
    long = box.w if upright else box.h
    count = 5
    each = long / (2 * count)
    for number in range(count):
        start = round((2 * number + 0.5) * each)
        wide = round(each)
        stripe = Box(box.x + start, box.y, wide, box.h) if upright else Box(box.x, box.y + start, box.w, wide)
        pen.rect(stripe, colours.ink if colours.outlines else colours.card)
