"""Parts that look at the room they get: a column that leaves out what does not fit, a name with its value, a wrap."""

from __future__ import annotations

from collections.abc import Sequence

from screens.parts.flow import Part
from screens.parts.pen import Box, Kit, Pen


class Fitting(Part):
    """Draws ``must``, then each of ``may`` that still fits below, top down."""

    def __init__(self, must: Part, *may: Part | None, gap: int = 0, grow: float = 0.0) -> None:
        self.must = must
        self.may = [part for part in may if part is not None]
        self.gap = gap
        self.grow = grow

    def wish(self, kit: Kit) -> int:
        """See :class:`Part`."""
        return max(part.wish(kit) for part in (self.must, *self.may))

    def tall(self, kit: Kit, width: int) -> int:
        """See :class:`Part`."""
        return sum(part.tall(kit, width) + self.gap for part in (self.must, *self.may)) - self.gap

    def draw(self, pen: Pen, box: Box) -> None:
        """See :class:`Part`."""
        top = box.top
        for part in (self.must, *self.may):
            high = part.tall(pen.kit, box.w)
            if part is not self.must and top - high < box.y:
                continue
            part.draw(pen, Box(box.x, top - high, box.w, high))
            top -= high + self.gap


class Pair(Part):
    """A name on the left and its value on the right: on one line each where both fit, else the longer one wraps."""

    def __init__(self, name: Part, value: Part, gap: int = 0) -> None:
        self.name = name
        self.value = value
        self.gap = gap

    def _widths(self, kit: Kit, width: int) -> tuple[int, int]:
        room = max(2, width - self.gap)
        name, value = self.name.wish(kit), self.value.wish(kit)
        if name + value <= room:
            return room - value, value
        value = min(value, max(room // 2, room - name))
        return room - value, value

    def wish(self, kit: Kit) -> int:
        """See :class:`Part`."""
        return self.name.wish(kit) + self.gap + self.value.wish(kit)

    def tall(self, kit: Kit, width: int) -> int:
        """See :class:`Part`."""
        name, value = self._widths(kit, width)
        return max(self.name.tall(kit, name), self.value.tall(kit, value))

    def draw(self, pen: Pen, box: Box) -> None:
        """See :class:`Part`."""
        name, value = self._widths(pen.kit, box.w)
        for part, x, wide in ((self.name, box.x, name), (self.value, box.right - value, value)):
            high = min(box.h, part.tall(pen.kit, wide))
            part.draw(pen, Box(x, box.y + (box.h - high) // 2, wide, high))


class Wrap(Part):
    """Small parts one after another, going on below where a line is full."""

    def __init__(self, parts: Sequence[Part], gap: int = 0, grow: float = 0.0) -> None:
        self.parts = list(parts)
        self.gap = gap
        self.grow = grow

    def _lines(self, kit: Kit, width: int) -> list[list[tuple[Part, int]]]:
        lines: list[list[tuple[Part, int]]] = [[]]
        used = 0
        for part in self.parts:
            wide = min(width, part.wish(kit))
            if lines[-1] and used + wide > width:
                lines.append([])
                used = 0
            lines[-1].append((part, wide))
            used += wide + self.gap
        return lines

    def wish(self, kit: Kit) -> int:
        """See :class:`Part`."""
        return sum(part.wish(kit) for part in self.parts) + self.gap * max(0, len(self.parts) - 1)

    def tall(self, kit: Kit, width: int) -> int:
        """See :class:`Part`."""
        lines = self._lines(kit, width)
        return sum(_tallest(kit, line) for line in lines) + self.gap * (len(lines) - 1)

    def draw(self, pen: Pen, box: Box) -> None:
        """See :class:`Part`."""
        top = box.top
        for line in self._lines(pen.kit, box.w):
            high, x = _tallest(pen.kit, line), box.x
            for part, wide in line:
                part.draw(pen, Box(x, top - high, wide, high))
                x += wide + self.gap
            top -= high + self.gap


def _tallest(kit: Kit, line: Sequence[tuple[Part, int]]) -> int:
    return max((part.tall(kit, wide) for part, wide in line), default=0)
