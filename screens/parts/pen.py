"""Draws on one widget's canvas: cards, outlines, text and icons at whole pixels, tinted by the theme."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, NamedTuple

from kivy.graphics import BorderImage, Color, Rectangle, RenderContext  # noqa: F401  RenderContext: loads GL state
from kivy.uix.widget import Widget

from screens.look.texts import Texts
from screens.look.theme import Colour, Theme, Tone
from screens.parts.art import Art
from screens.parts.writing import PITCH, RAISE, TextBank


class Box(NamedTuple):
    """A rectangle in window pixels, ``y`` from the bottom."""

    x: int
    y: int
    w: int
    h: int

    @property
    def top(self) -> int:
        """Upper edge."""
        return self.y + self.h

    @property
    def right(self) -> int:
        """Right edge."""
        return self.x + self.w

    def inset(self, left: int, top: int | None = None, right: int | None = None, bottom: int | None = None) -> Box:
        """Smaller by these margins; missing ones repeat as in CSS."""
        top = left if top is None else top
        right = left if right is None else right
        bottom = top if bottom is None else bottom
        return Box(self.x + left, self.y + bottom, self.w - left - right, self.h - top - bottom)

    def cut_top(self, height: int, gap: int = 0) -> tuple[Box, Box]:
        """The upper ``height`` and what is left below ``gap``."""
        return (
            Box(self.x, self.top - height, self.w, height),
            Box(self.x, self.y, self.w, self.h - height - gap),
        )

    def cut_bottom(self, height: int, gap: int = 0) -> tuple[Box, Box]:
        """The lower ``height`` and what is left above ``gap``."""
        return (
            Box(self.x, self.y, self.w, height),
            Box(self.x, self.y + height + gap, self.w, self.h - height - gap),
        )

    def cut_left(self, width: int, gap: int = 0) -> tuple[Box, Box]:
        """The left ``width`` and what is right of ``gap``."""
        return (
            Box(self.x, self.y, width, self.h),
            Box(self.x + width + gap, self.y, self.w - width - gap, self.h),
        )


@dataclass
class Kit:
    """What every part needs to draw: theme, text, art, words, time, and the way a tap takes."""

    theme: Theme
    bank: TextBank
    art: Art
    t: Texts
    act: Callable[[Callable[[], object], bool], bool]
    now: Callable[[], datetime]
    demo: bool = False
    extra: dict[str, Any] = field(default_factory=dict)


class Pen:
    """Adds instructions to ``host``'s canvas and touchable children to ``host``. Keeps what it wrote for tests."""

    def __init__(self, kit: Kit, host: Widget) -> None:
        self.kit = kit
        self.theme = kit.theme
        self.host = host
        self.canvas = host.canvas
        self._colour: Colour | None = None
        self._children = 0
        if not hasattr(host, "drawn"):
            host.drawn = []
            host.texts = []

    def tint(self, colour: Colour) -> None:
        """Colour of what follows."""
        # A child's canvas lies inside this one and leaves its own colour behind.
        children = len(self.host.children)
        if colour != self._colour or children != self._children:
            self._children = children
            self.canvas.add(Color(*colour))
            self._colour = colour

    def forget_tint(self) -> None:
        """Another instruction has set the colour: the next one is set anew."""
        self._colour = None

    def rect(self, box: Box, colour: Colour) -> None:
        """A plain rectangle."""
        self.tint(colour)
        self.canvas.add(Rectangle(pos=(box.x, box.y), size=(box.w, box.h)))

    def _patch(self, texture: Any, box: Box, border: int, colour: Colour) -> None:
        self.tint(colour)
        self.canvas.add(
            BorderImage(texture=texture, pos=(box.x, box.y), size=(box.w, box.h), border=(border,) * 4)
        )

    def fill(self, box: Box, colour: Colour, radius: int | None = None) -> None:
        """A rounded area; ``radius`` is cut to half the smaller side."""
        radius = self._radius(box, radius)
        self._patch(self.kit.art.round(radius), box, radius + 1, colour)

    def outline(self, box: Box, colour: Colour, radius: int | None = None, stroke: int | None = None) -> None:
        """A rounded outline inside ``box``."""
        radius = self._radius(box, radius)
        stroke = self.theme.stroke if stroke is None else stroke
        self._patch(self.kit.art.ring(radius, stroke), box, radius + 1, colour)

    def _radius(self, box: Box, radius: int | None) -> int:
        wanted = self.theme.radius if radius is None else radius
        return max(1, min(wanted, (min(box.w, box.h) - 2) // 2))

    def card(self, box: Box, colour: Colour | None = None, radius: int | None = None) -> None:
        """A raised surface: soft shadow by day, an outline in high contrast."""
        colours = self.theme.colours
        radius = self._radius(box, radius)
        if colours.outlines:
            self.fill(box, colour or colours.card, radius)
            self.outline(box, colours.line, radius)
            return
        blur = max(1, min(self.theme.mm(2.6), (min(box.w, box.h) // 2 - radius - 2) // 2))
        drop = max(1, self.theme.mm(1.2))
        reach = 2 * blur
        border = radius + 2 * reach
        if colour is None or colour == colours.card:
            self._raised(self.kit.art.card(radius, blur, drop, colours.shadow), box, radius, blur, drop)
            return
        soft = Box(box.x - reach, box.y - reach - drop, box.w + 2 * reach, box.h + 2 * reach)
        self._patch(self.kit.art.shadow(radius, blur), soft, border, colours.shadow)
        self.fill(box, colour, radius)

    def hero(self, box: Box) -> None:
        """The blue gradient panel; in high contrast an outlined one."""
        colours = self.theme.colours
        if colours.outlines:
            self.card(box)
            return
        radius = self.theme.mm(8.0)
        blur, drop = self.theme.mm(2.6), self.theme.mm(1.2)
        inks = (colours.brand_dark, colours.brand.deep, colours.shadow)
        self._raised(self.kit.art.hero(radius, blur, drop, inks), box, radius, blur, drop)

    def _raised(self, texture: Any, box: Box, radius: int, blur: int, drop: int) -> None:
        """A texture whose shadow reaches beyond ``box``."""
        reach = 2 * blur
        border = radius + 2 * reach
        self.tint((1.0, 1.0, 1.0, 1.0))
        self.canvas.add(
            BorderImage(
                texture=texture, pos=(box.x - reach, box.y - reach - drop),
                size=(box.w + 2 * reach, box.h + 2 * reach + drop), border=(border + drop, border, border, border),
            )
        )

    def line(
        self, text: str, box: Box, size: int, colour: Colour, bold: bool = False, align: str = "left"
    ) -> None:
        """One line of text, centred on the height of ``box``; ``align`` is left, center or right."""
        if not text.strip():
            return
        texture = self.kit.bank.line(text, size, bold)
        wide, high = texture.size
        x = box.x if align == "left" else box.right - wide if align == "right" else box.x + (box.w - wide) // 2
        y = box.y + (box.h - high) // 2 + round(RAISE * size)
        self.tint(colour)
        self.canvas.add(Rectangle(texture=texture, pos=(x, y), size=(wide, high)))
        self.host.drawn.append((text, x, y, wide, high, tuple(box)))
        self.host.texts.append(text)

    def icon(self, name: str, box: Box, size: int, colour: Colour) -> None:
        """An icon centred in ``box``."""
        texture = self.kit.bank.icon(name, size)
        wide, high = texture.size
        self.tint(colour)
        self.canvas.add(
            Rectangle(
                texture=texture, pos=(box.x + (box.w - wide) // 2, box.y + (box.h - high) // 2), size=(wide, high)
            )
        )

    def tile(self, name: str, box: Box, tone: Tone) -> None:
        """An icon on its pale tile."""
        if not self.theme.colours.outlines:
            self.fill(box, tone.pale, self.theme.mm(min(5.0, box.w / self.theme.glass.px_per_mm / 4)))
        self.icon(name, box, round(box.w * 0.62), tone.deep)

    def pitch(self, size: int) -> int:
        """Height of one line of that type size."""
        return round(size * PITCH)
