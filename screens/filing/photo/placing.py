"""Where things of the photographing page may lie: within reach, and without jumping."""

from __future__ import annotations

from collections.abc import Sequence

from screens.parts import Box, Kit, Part, Pen


class BelowMiddle(Part):
    """A part with something to touch: in low reach it keeps to the lower half of the glass."""

    def __init__(self, part: Part, grow: float = 1.0) -> None:
        self.part = part
        self.grow = grow

    def wish(self, kit: Kit) -> int:
        """See :class:`Part`."""
        return self.part.wish(kit)

    def tall(self, kit: Kit, width: int) -> int:
        """See :class:`Part`."""
        return self.part.tall(kit, width)

    def draw(self, pen: Pen, box: Box) -> None:
        """See :class:`Part`."""
        if pen.theme.low_reach:
            top = min(box.top, pen.theme.height // 2)
            box = Box(box.x, box.y, box.w, max(1, top - box.y))
        self.part.draw(pen, box)


class Steady(Part):
    """A part as tall as the tallest of ``others``, so that a change of words moves nothing below it."""

    def __init__(self, part: Part, others: Sequence[Part]) -> None:
        self.part = part
        self.others = others

    def wish(self, kit: Kit) -> int:
        """See :class:`Part`."""
        return self.part.wish(kit)

    def tall(self, kit: Kit, width: int) -> int:
        """See :class:`Part`."""
        return max(part.tall(kit, width) for part in self.others)

    def draw(self, pen: Pen, box: Box) -> None:
        """See :class:`Part`."""
        self.part.draw(pen, box)
