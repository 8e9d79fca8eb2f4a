"""Parts and how they share room: columns, rows, grids, pages. Pure Python, measured once, drawn once."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from screens.parts.pen import Box, Kit, Pen


class Part:
    """Something that can be measured and drawn. ``grow`` is its share of spare room in a column or row."""

    grow: float = 0.0
    roomy: bool = False
    leads: bool = False

    def wish(self, kit: Kit) -> int:
        """Natural width in pixels."""
        raise NotImplementedError

    def tall(self, kit: Kit, width: int) -> int:
        """Height in pixels at that width."""
        raise NotImplementedError

    def draw(self, pen: Pen, box: Box) -> None:
        """Draw inside ``box``."""
        raise NotImplementedError

    def growing(self, share: float = 1.0) -> Part:
        """This part, taking spare room."""
        self.grow = share
        return self

    def leading(self) -> Part:
        """This part, never left alone at the foot of a page."""
        self.leads = True
        return self

    def stretching(self) -> Part:
        """This part, made taller on a page with room to spare."""
        self.roomy = True
        return self


class Space(Part):
    """Empty room of a fixed size; with ``grow`` it pushes its neighbours apart."""

    def __init__(self, size: int = 0, grow: float = 0.0) -> None:
        self.size = size
        self.grow = grow

    def wish(self, kit: Kit) -> int:
        """See :class:`Part`."""
        return self.size

    def tall(self, kit: Kit, width: int) -> int:
        """See :class:`Part`."""
        return self.size

    def draw(self, pen: Pen, box: Box) -> None:
        """Nothing."""


class Column(Part):
    """Parts below one another. Spare height goes to growing parts, else by ``valign`` (top, center, bottom)."""

    def __init__(
        self, *parts: Part | None, gap: int = 0, valign: str = "top", grow: float = 0.0, align: str = "fill"
    ) -> None:
        self.parts = [part for part in parts if part is not None]
        self.gap = gap
        self.valign = valign
        self.grow = grow
        self.align = align
        self._tall: dict[int, list[int]] = {}

    def wish(self, kit: Kit) -> int:
        """See :class:`Part`."""
        return max((part.wish(kit) for part in self.parts), default=0)

    def heights(self, kit: Kit, width: int) -> list[int]:
        """Height of each part at that width."""
        if width not in self._tall:
            self._tall[width] = [part.tall(kit, width) for part in self.parts]
        return self._tall[width]

    def tall(self, kit: Kit, width: int) -> int:
        """See :class:`Part`."""
        return sum(self.heights(kit, width)) + self.gap * max(0, len(self.parts) - 1)

    def draw(self, pen: Pen, box: Box) -> None:
        """See :class:`Part`."""
        heights = list(self.heights(pen.kit, box.w))
        spare = box.h - sum(heights) - self.gap * max(0, len(self.parts) - 1)
        shares = sum(part.grow for part in self.parts)
        top = box.top
        if shares and spare:
            for index, part in enumerate(self.parts):
                heights[index] = max(0, heights[index] + int(spare * part.grow / shares))
        elif spare > 0:
            top -= spare if self.valign == "bottom" else spare // 2 if self.valign == "center" else 0
        for part, height in zip(self.parts, heights, strict=True):
            top -= height
            part.draw(pen, self._within(pen.kit, part, Box(box.x, top, box.w, height)))
            top -= self.gap

    def _within(self, kit: Kit, part: Part, box: Box) -> Box:
        if self.align == "fill":
            return box
        wide = min(box.w, part.wish(kit))
        x = box.x if self.align == "left" else box.x + (box.w - wide) // 2
        return Box(x, box.y, wide, box.h)


class Row(Part):
    """Parts side by side: growing ones share what the others leave. ``valign`` is fill, center or top."""

    def __init__(self, *parts: Part | None, gap: int = 0, valign: str = "fill", grow: float = 0.0) -> None:
        self.parts = [part for part in parts if part is not None]
        self.gap = gap
        self.valign = valign
        self.grow = grow

    def wish(self, kit: Kit) -> int:
        """See :class:`Part`."""
        return sum(part.wish(kit) for part in self.parts) + self.gap * max(0, len(self.parts) - 1)

    def widths(self, kit: Kit, width: int) -> list[int]:
        """Width of each part when the row has ``width``."""
        room = width - self.gap * max(0, len(self.parts) - 1)
        shares = sum(part.grow for part in self.parts)
        wide = [0 if part.grow else part.wish(kit) for part in self.parts]
        fixed = sum(wide)
        if not shares and fixed > room:
            return [room * w // max(1, fixed) for w in wide]
        left = max(0, room - fixed)
        return [int(left * part.grow / shares) if part.grow else w for part, w in zip(self.parts, wide, strict=True)]

    def tall(self, kit: Kit, width: int) -> int:
        """See :class:`Part`."""
        wide = self.widths(kit, width)
        return max((part.tall(kit, w) for part, w in zip(self.parts, wide, strict=True)), default=0)

    def draw(self, pen: Pen, box: Box) -> None:
        """See :class:`Part`."""
        x = box.x
        for part, wide in zip(self.parts, self.widths(pen.kit, box.w), strict=True):
            place = Box(x, box.y, wide, box.h)
            if self.valign != "fill":
                high = min(box.h, part.tall(pen.kit, wide))
                y = box.y + (box.h - high) // 2 if self.valign == "center" else box.top - high
                place = Box(x, y, wide, high)
            part.draw(pen, place)
            x += wide + self.gap


class Grid(Part):
    """Equal cells in rows; all rows are as tall as the tallest part, or share the height when it grows."""

    def __init__(self, parts: Sequence[Part], columns: int, gap: int, grow: float = 0.0, most: int = 0) -> None:
        self.parts = list(parts)
        self.columns = max(1, columns)
        self.gap = gap
        self.grow = grow
        self.most = most
        self._tall: dict[int, int] = {}

    def wish(self, kit: Kit) -> int:
        """See :class:`Part`."""
        widest = max((part.wish(kit) for part in self.parts), default=0)
        return widest * self.columns + self.gap * (self.columns - 1)

    @property
    def rows(self) -> int:
        """Number of rows."""
        return -(-len(self.parts) // self.columns)

    def _cell(self, width: int) -> int:
        return (width - self.gap * (self.columns - 1)) // self.columns

    def _row(self, kit: Kit, width: int) -> int:
        if width not in self._tall:
            self._tall[width] = max((p.tall(kit, self._cell(width)) for p in self.parts), default=0)
        return self._tall[width]

    def tall(self, kit: Kit, width: int) -> int:
        """See :class:`Part`."""
        return self.rows * self._row(kit, width) + self.gap * max(0, self.rows - 1)

    def draw(self, pen: Pen, box: Box) -> None:
        """See :class:`Part`."""
        if not self.parts:
            return
        high = self._row(pen.kit, box.w)
        if self.grow:
            shared = (box.h - self.gap * (self.rows - 1)) // self.rows
            high = max(high, min(shared, self.most)) if self.most else shared
        wide = self._cell(box.w)
        for index, part in enumerate(self.parts):
            row, column = divmod(index, self.columns)
            y = box.top - (row + 1) * high - row * self.gap
            part.draw(pen, Box(box.x + column * (wide + self.gap), y, wide, high))


class Either(Part):
    """The first part where it fits the height, else the second."""

    def __init__(self, first: Part, second: Part, grow: float = 1.0) -> None:
        self.first = first
        self.second = second
        self.grow = grow

    def wish(self, kit: Kit) -> int:
        """See :class:`Part`."""
        return self.first.wish(kit)

    def tall(self, kit: Kit, width: int) -> int:
        """See :class:`Part`."""
        return self.first.tall(kit, width)

    def draw(self, pen: Pen, box: Box) -> None:
        """See :class:`Part`."""
        fits = self.first.tall(pen.kit, box.w) <= box.h
        (self.first if fits else self.second).draw(pen, box)


class Inset(Part):
    """A part with margins: left, top, right, bottom (missing ones repeat as in CSS)."""

    def __init__(
        self, part: Part, left: int, top: int | None = None, right: int | None = None, bottom: int | None = None
    ) -> None:
        self.part = part
        self.left = left
        self.top = left if top is None else top
        self.right = left if right is None else right
        self.bottom = self.top if bottom is None else bottom
        self.grow = part.grow

    def wish(self, kit: Kit) -> int:
        """See :class:`Part`."""
        return self.part.wish(kit) + self.left + self.right

    def tall(self, kit: Kit, width: int) -> int:
        """See :class:`Part`."""
        return self.part.tall(kit, width - self.left - self.right) + self.top + self.bottom

    def draw(self, pen: Pen, box: Box) -> None:
        """See :class:`Part`."""
        self.part.draw(pen, box.inset(self.left, self.top, self.right, self.bottom))


class Fixed(Part):
    """A part with a fixed width, height, or both."""

    def __init__(self, part: Part, width: int | None = None, height: int | None = None) -> None:
        self.part = part
        self.width = width
        self.height = height

    def wish(self, kit: Kit) -> int:
        """See :class:`Part`."""
        return self.part.wish(kit) if self.width is None else self.width

    def tall(self, kit: Kit, width: int) -> int:
        """See :class:`Part`."""
        return self.part.tall(kit, width) if self.height is None else self.height

    def draw(self, pen: Pen, box: Box) -> None:
        """See :class:`Part`."""
        self.part.draw(pen, box)


class Drawn(Part):
    """A part drawn by a function, for pictures that need free placement."""

    def __init__(
        self, paint: Callable[[Pen, Box], None], tall: Callable[[Kit, int], int], wish: int = 0, grow: float = 0.0
    ) -> None:
        self.paint = paint
        self.measure = tall
        self.width = wish
        self.grow = grow

    def wish(self, kit: Kit) -> int:
        """See :class:`Part`."""
        return self.width

    def tall(self, kit: Kit, width: int) -> int:
        """See :class:`Part`."""
        return self.measure(kit, width)

    def draw(self, pen: Pen, box: Box) -> None:
        """See :class:`Part`."""
        self.paint(pen, box)
