"""A column that leaves out what does not fit: for things said elsewhere too."""

from __future__ import annotations

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
