"""Still parts: text, icons, cards, chips, notices, rules, progress."""

from __future__ import annotations

from screens.look.theme import Colour, Tone
from screens.parts.flow import Part
from screens.parts.pen import Box, Kit, Pen

FIT = 0.72


class Text(Part):
    """Wrapped text. ``size`` is a theme size name or pixels; ``colour`` a palette name or a colour.

    ``fit`` shrinks a single line by up to a quarter, never below the body floor, before it wraps.
    """

    def __init__(
        self, text: str, size: str | int = "body", colour: str | Colour = "ink", *, bold: bool = False,
        align: str = "left", fit: bool = False, tight: bool = False, grow: float = 0.0,
    ) -> None:
        self.text = text
        self.size = size
        self.colour = colour
        self.bold = bold
        self.align = align
        self.fit = fit
        self.tight = tight
        self.grow = grow

    def _size(self, kit: Kit, width: int) -> int:
        size = getattr(kit.theme, self.size) if isinstance(self.size, str) else self.size
        if self.fit:
            floor = max(kit.theme.small, round(size * FIT))
            while size > floor and kit.bank.width(self.text, size, self.bold) > width:
                size = max(floor, size - max(1, kit.theme.mm(0.8)))
        return int(size)

    def _pitch(self, size: int) -> int:
        return round(size * (1.24 if self.tight else 1.42))

    def wish(self, kit: Kit) -> int:
        """See :class:`Part`."""
        size = self._size(kit, 1 << 30)
        return max((kit.bank.width(line, size, self.bold) for line in self.text.split("\n")), default=0)

    def tall(self, kit: Kit, width: int) -> int:
        """See :class:`Part`."""
        if not self.text:
            return 0
        size = self._size(kit, width)
        return len(kit.bank.lines(self.text, size, self.bold, width)) * self._pitch(size)

    def draw(self, pen: Pen, box: Box) -> None:
        """See :class:`Part`."""
        if not self.text:
            return
        size = self._size(pen.kit, box.w)
        colour = getattr(pen.theme.colours, self.colour) if isinstance(self.colour, str) else self.colour
        if isinstance(colour, Tone):
            colour = colour.deep
        lines = pen.kit.bank.lines(self.text, size, self.bold, box.w)
        pitch = self._pitch(size)
        top = box.top - max(0, box.h - pitch * len(lines)) // 2
        for line in lines:
            top -= pitch
            pen.line(line, Box(box.x, top, box.w, pitch), size, colour, self.bold, self.align)


class Icon(Part):
    """An icon by Material Design name, in a square of ``size`` pixels."""

    def __init__(self, name: str, size: int, colour: str | Colour | Tone = "brand") -> None:
        self.name = name
        self.size = size
        self.colour = colour

    def wish(self, kit: Kit) -> int:
        """See :class:`Part`."""
        return self.size

    def tall(self, kit: Kit, width: int) -> int:
        """See :class:`Part`."""
        return self.size

    def draw(self, pen: Pen, box: Box) -> None:
        """See :class:`Part`."""
        colour = getattr(pen.theme.colours, self.colour) if isinstance(self.colour, str) else self.colour
        pen.icon(self.name, box, self.size, colour.deep if isinstance(colour, Tone) else colour)


class Tile(Part):
    """An icon on a pale rounded tile of one hue, ``size`` pixels square."""

    def __init__(self, name: str, size: int, tone: Tone) -> None:
        self.name = name
        self.size = size
        self.tone = tone

    def wish(self, kit: Kit) -> int:
        """See :class:`Part`."""
        return self.size

    def tall(self, kit: Kit, width: int) -> int:
        """See :class:`Part`."""
        return self.size

    def draw(self, pen: Pen, box: Box) -> None:
        """See :class:`Part`."""
        side = min(box.w, box.h, self.size)
        pen.tile(self.name, Box(box.x + (box.w - side) // 2, box.y + (box.h - side) // 2, side, side), self.tone)


class Card(Part):
    """A raised surface around a part. ``fill`` and ``edge`` are palette names, tones (pale, deep) or colours."""

    def __init__(
        self, part: Part, *, pad: int | None = None, fill: str | Colour = "card",
        edge: str | Colour | Tone | None = None, flat: bool = False, radius: int | None = None, grow: float = 0.0,
        pad_y: int | None = None,
    ) -> None:
        self.part = part
        self.pad = pad
        self.pad_y = pad_y
        self.fill = fill
        self.edge = edge
        self.flat = flat
        self.radius = radius
        self.grow = grow

    def _pads(self, kit: Kit) -> tuple[int, int]:
        pad = kit.theme.pad if self.pad is None else self.pad
        return pad, pad if self.pad_y is None else self.pad_y

    def wish(self, kit: Kit) -> int:
        """See :class:`Part`."""
        return self.part.wish(kit) + 2 * self._pads(kit)[0]

    def tall(self, kit: Kit, width: int) -> int:
        """See :class:`Part`."""
        pad, pad_y = self._pads(kit)
        return self.part.tall(kit, width - 2 * pad) + 2 * pad_y

    def draw(self, pen: Pen, box: Box) -> None:
        """See :class:`Part`."""
        surface(pen, box, self.fill, self.edge, flat=self.flat, radius=self.radius)
        pad, pad_y = self._pads(pen.kit)
        self.part.draw(pen, box.inset(pad, pad_y))


def surface(
    pen: Pen, box: Box, fill: str | Colour, edge: str | Colour | Tone | None = None, *, flat: bool = False,
    radius: int | None = None,
) -> None:
    """Draw what lies under a card or button; in high contrast every surface has an outline."""
    colours = pen.theme.colours
    back = getattr(colours, fill) if isinstance(fill, str) else fill
    if isinstance(back, Tone):
        back = back.pale
    line = getattr(colours, edge) if isinstance(edge, str) else edge
    if isinstance(line, Tone):
        line = line.deep
    if flat:
        pen.fill(box, back, radius)
    else:
        pen.card(box, back, radius)
    if line is not None:
        pen.outline(box, line, radius)
    elif flat and colours.outlines:
        pen.outline(box, colours.line, radius)


class Hero(Part):
    """A part on the blue gradient panel."""

    def __init__(self, part: Part, *, pad: int | None = None, grow: float = 0.0) -> None:
        self.part = part
        self.pad = pad
        self.grow = grow

    def _pad(self, kit: Kit) -> int:
        return kit.theme.mm(10.0) if self.pad is None else self.pad

    def wish(self, kit: Kit) -> int:
        """See :class:`Part`."""
        return self.part.wish(kit) + 2 * self._pad(kit)

    def tall(self, kit: Kit, width: int) -> int:
        """See :class:`Part`."""
        return self.part.tall(kit, width - 2 * self._pad(kit)) + 2 * self._pad(kit)

    def draw(self, pen: Pen, box: Box) -> None:
        """See :class:`Part`."""
        pen.hero(box)
        self.part.draw(pen, box.inset(self._pad(pen.kit)))


NOTICE_ICONS = {"info": "information", "good": "check-circle", "care": "alert", "bad": "alert-circle"}


class Notice(Part):
    """An icon and a sentence on a pale ground with an edge: ``kind`` is info, good, care or bad."""

    def __init__(self, text: str, kind: str = "info", *, icon: str = "", bold: bool = False) -> None:
        self.text = text
        self.kind = kind
        self.name = icon or NOTICE_ICONS[kind]
        self.bold = bold

    def _text(self) -> Text:
        return Text(self.text, "body", "ink", bold=self.bold)

    def _sizes(self, kit: Kit) -> tuple[int, int, int]:
        return kit.theme.mm(5.0), kit.theme.type(10.0), kit.theme.mm(4.0)

    def wish(self, kit: Kit) -> int:
        """See :class:`Part`."""
        pad, icon, gap = self._sizes(kit)
        return self._text().wish(kit) + 2 * pad + icon + gap

    def tall(self, kit: Kit, width: int) -> int:
        """See :class:`Part`."""
        pad, icon, gap = self._sizes(kit)
        return max(icon, self._text().tall(kit, width - 2 * pad - icon - gap)) + 2 * kit.theme.mm(3.4)

    def draw(self, pen: Pen, box: Box) -> None:
        """See :class:`Part`."""
        colours = pen.theme.colours
        tone = colours.brand if self.kind == "info" else getattr(colours, self.kind)
        pad, icon, gap = self._sizes(pen.kit)
        pen.fill(box, tone.pale, pen.theme.small_radius)
        if colours.outlines:
            pen.outline(box, tone.deep, pen.theme.small_radius)
        left, rest = box.inset(pad, 0).cut_left(icon, gap)
        pen.icon(self.name, left, icon, tone.deep)
        self._text().draw(pen, rest)


class Badge(Part):
    """A short word in a pill."""

    def __init__(self, text: str, tone: Tone, *, solid: bool = False, icon: str = "", size: str = "small") -> None:
        self.text = text
        self.tone = tone
        self.solid = solid
        self.icon = icon
        self.size = size

    def _sizes(self, kit: Kit) -> tuple[int, int]:
        size = getattr(kit.theme, self.size)
        return size, round(size * 1.15) + kit.theme.mm(1.4) if self.icon else 0

    def _pad(self, kit: Kit) -> int:
        """The round ends of a large pill need more room."""
        return max(kit.theme.mm(3.2), self._sizes(kit)[0] * 2 // 5)

    def wish(self, kit: Kit) -> int:
        """See :class:`Part`."""
        size, icon = self._sizes(kit)
        wide = kit.bank.width(self.text, size, True) + icon + 2 * self._pad(kit)
        return max(wide, self.tall(kit, wide))

    def tall(self, kit: Kit, width: int) -> int:
        """See :class:`Part`."""
        return round(self._sizes(kit)[0] * 1.6)

    def draw(self, pen: Pen, box: Box) -> None:
        """See :class:`Part`."""
        size, icon = self._sizes(pen.kit)
        high = min(box.h, self.tall(pen.kit, box.w))
        box = Box(box.x, box.y + (box.h - high) // 2, min(box.w, self.wish(pen.kit)), high)
        radius = box.h // 2
        pen.fill(box, self.tone.deep if self.solid else self.tone.pale, radius)
        if pen.theme.colours.outlines and not self.solid:
            pen.outline(box, self.tone.deep, radius)
        colour = self.tone.on if self.solid else self.tone.deep
        spare = box.w - icon - pen.kit.bank.width(self.text, size, True)
        inner = box.inset(max(0, min(self._pad(pen.kit), spare // 2)), 0)
        if icon:
            mark, inner = inner.cut_left(round(size * 1.15), pen.theme.mm(1.4))
            pen.icon(self.icon, mark, round(size * 1.15), colour)
        pen.line(self.text, inner, size, colour, True, "left" if icon else "center")


class Rule(Part):
    """A thin line across."""

    def wish(self, kit: Kit) -> int:
        """See :class:`Part`."""
        return 0

    def tall(self, kit: Kit, width: int) -> int:
        """See :class:`Part`."""
        return max(1, kit.theme.mm(0.4))

    def draw(self, pen: Pen, box: Box) -> None:
        """See :class:`Part`."""
        pen.rect(box, pen.theme.colours.line)


class Steps(Part):
    """Progress as segments: ``done`` of ``total`` filled, the next one half bright."""

    def __init__(self, done: int, total: int) -> None:
        self.done = done
        self.total = max(1, total)

    def wish(self, kit: Kit) -> int:
        """See :class:`Part`."""
        return kit.theme.mm(40)

    def tall(self, kit: Kit, width: int) -> int:
        """See :class:`Part`."""
        return kit.theme.mm(2.6)

    def draw(self, pen: Pen, box: Box) -> None:
        """See :class:`Part`."""
        gap = pen.theme.mm(1.6)
        wide = (box.w - gap * (self.total - 1)) // self.total
        colours = pen.theme.colours
        for index in range(self.total):
            place = Box(box.x + index * (wide + gap), box.y, wide, box.h)
            if index < self.done:
                pen.fill(place, colours.brand.deep, box.h // 2)
                continue
            pen.fill(place, colours.card if colours.outlines else colours.line, box.h // 2)
            if colours.outlines:
                pen.outline(place, colours.line, box.h // 2, 2)
            if index == self.done:
                pen.fill(Box(place.x, place.y, max(place.h, place.w // 2), place.h), colours.brand.deep, box.h // 2)
