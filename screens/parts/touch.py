"""What can be touched: one widget each, a tap counts on release inside, and it answers at once to the finger."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from kivy.graphics import BorderImage, Color, PopMatrix, PushMatrix, Scale
from kivy.uix.widget import Widget

from screens.look.theme import Colour, Tone
from screens.parts.basic import surface
from screens.parts.flow import Part
from screens.parts.pen import Box, Kit, Pen

PRESSED = 0.97


class Target(Widget):
    """The touchable rectangle. ``label`` is its visible text, ``name`` a stable id, ``texts`` what is on it."""

    def __init__(
        self, kit: Kit, box: Box, on_tap: Callable[[], object], label: str, name: str = "", radius: int = 0,
        repeat: bool = False, enabled: bool = True,
    ) -> None:
        super().__init__(size=(box.w, box.h), pos=(box.x, box.y), size_hint=(None, None))
        self.kit = kit
        self.box = box
        self.on_tap = on_tap
        self.label = label
        self.name = name
        self.radius = radius
        self.repeat = repeat
        self.texts: list[str] = []
        self.drawn: list[tuple[Any, ...]] = []
        self.disabled = not enabled
        self._scale: Scale | None = None
        self._shade: tuple[Any, ...] = ()

    def on_touch_down(self, touch: Any) -> bool:
        """Take the finger."""
        if not self.collide_point(*touch.pos) or getattr(touch, "is_mouse_scrolling", False):
            return False
        if self.disabled:
            return True
        touch.grab(self)
        self._press()
        return True

    def on_touch_move(self, touch: Any) -> bool:
        """Look released while the finger is outside."""
        if touch.grab_current is not self:
            return False
        if self.collide_point(*touch.pos):
            self._press()
        else:
            self._release()
        return True

    def on_touch_up(self, touch: Any) -> bool:
        """A tap, when the finger leaves inside."""
        if touch.grab_current is not self:
            return False
        touch.ungrab(self)
        self._release()
        if self.collide_point(*touch.pos):
            self.kit.act(self.on_tap, self.repeat)
        return True

    def _press(self) -> None:
        if self._shade:
            return
        theme = self.kit.theme
        if self._scale is None:
            self._scale = Scale(1, 1, 1, origin=self.center)
            self.canvas.before.add(PushMatrix())
            self.canvas.before.add(self._scale)
            self.canvas.after.add(PopMatrix())
        self._scale.x = self._scale.y = PRESSED
        shade = (1, 1, 1, 0.3) if theme.colours.outlines else (0.02, 0.06, 0.2, 0.14)
        radius = max(1, min(self.radius or theme.radius, int(min(self.size)) // 2 - 2))
        self._shade = (
            Color(*shade),
            BorderImage(texture=self.kit.art.round(radius), pos=self.pos, size=self.size, border=(radius + 1,) * 4),
        )
        for instruction in self._shade:
            self.canvas.add(instruction)

    def _release(self) -> None:
        for instruction in self._shade:
            self.canvas.remove(instruction)
        self._shade = ()
        if self._scale is not None:
            self._scale.x = self._scale.y = 1


class Tap(Part):
    """Any part made touchable; its surface is drawn by the part. ``label`` is what a walk or a voice calls it."""

    def __init__(
        self, part: Part, on_tap: Callable[[], object], label: str, *, name: str = "", radius: int = 0,
        least: int | None = None, repeat: bool = False, enabled: bool = True, grow: float = 0.0,
    ) -> None:
        self.part = part
        self.on_tap = on_tap
        self.label = label
        self.name = name
        self.radius = radius
        self.least = least
        self.repeat = repeat
        self.enabled = enabled
        self.grow = grow or part.grow

    def wish(self, kit: Kit) -> int:
        """See :class:`Part`."""
        return max(self.part.wish(kit), kit.theme.target)

    def tall(self, kit: Kit, width: int) -> int:
        """See :class:`Part`."""
        least = kit.theme.target if self.least is None else self.least
        return max(self.part.tall(kit, width), least)

    def draw(self, pen: Pen, box: Box) -> None:
        """See :class:`Part`."""
        target = Target(
            pen.kit, box, self.on_tap, self.label, self.name, self.radius, self.repeat, self.enabled
        )
        pen.host.add_widget(target)
        self.part.draw(Pen(pen.kit, target), box)


class Face(Part):
    """Icon and words of a button on its surface. ``kind``: primary, plain, quiet, danger, good, chosen."""

    def __init__(
        self, label: str, icon: str = "", kind: str = "plain", size: str = "lead", *, stacked: bool = False,
        height: int | None = None, tail: str = "", enabled: bool = True, bold: bool = True,
    ) -> None:
        self.label = label
        self.icon = icon
        self.kind = kind
        self.size = size
        self.stacked = stacked
        self.height = height
        self.tail = tail
        self.enabled = enabled
        self.bold = bold

    def _type(self, kit: Kit, width: int) -> int:
        size = int(getattr(kit.theme, self.size))
        room = max(1, width - self._extra(kit, size))
        while size > kit.theme.small and kit.bank.width(self.label, size, self.bold) > room:
            size = max(kit.theme.small, size - 2)
        return size

    def _extra(self, kit: Kit, size: int) -> int:
        pads = 2 * kit.theme.mm(2.0 if self.stacked else 4.0)
        if self.stacked:
            return pads
        marks = (1 if self.icon else 0) + (1 if self.tail else 0)
        return pads + marks * (round(size * 1.2) + kit.theme.mm(2.4))

    def wish(self, kit: Kit) -> int:
        """See :class:`Part`."""
        size = int(getattr(kit.theme, self.size))
        return kit.bank.width(self.label, size, self.bold) + self._extra(kit, size) + kit.theme.mm(4.0)

    def tall(self, kit: Kit, width: int) -> int:
        """See :class:`Part`."""
        size = self._type(kit, width)
        lines = len(kit.bank.lines(self.label, size, self.bold, max(1, width - self._extra(kit, size))))
        high = lines * round(size * 1.3) + kit.theme.mm(6.0)
        if self.stacked:
            high += round(size * 1.5)
        return max(high, kit.theme.button if self.height is None else self.height)

    def _colours(self, pen: Pen) -> tuple[Colour, Colour, Colour | None]:
        colours = pen.theme.colours
        if not self.enabled:
            return colours.sunk, colours.ink2, colours.line
        look = {
            "primary": (colours.brand.deep, colours.brand.on, None),
            "danger": (colours.bad.deep, colours.bad.on, None),
            "good": (colours.good.deep, colours.good.on, None),
            "chosen": (colours.brand.pale, colours.brand.deep, colours.brand.deep),
            "quiet": (colours.ground, colours.brand.deep, colours.brand.deep),
            "care": (colours.care.pale, colours.care.deep, colours.care.deep),
        }
        return look.get(self.kind, (colours.card, colours.ink, None))

    def draw(self, pen: Pen, box: Box) -> None:
        """See :class:`Part`."""
        fill, ink, edge = self._colours(pen)
        flat = self.kind in ("quiet", "chosen") or not self.enabled
        surface(pen, box, fill, edge, flat=flat)
        icon_ink = pen.theme.colours.brand.deep if self.kind == "plain" and self.enabled else ink
        if self.stacked:
            self._draw_stacked(pen, box, ink, icon_ink)
        else:
            self._draw_flat(pen, box, ink, icon_ink)

    def _draw_stacked(self, pen: Pen, box: Box, ink: Colour, icon_ink: Colour) -> None:
        size = self._type(pen.kit, box.w)
        room = box.w - self._extra(pen.kit, size)
        lines = pen.kit.bank.lines(self.label, size, self.bold, room)
        pitch = round(size * 1.25)
        mark = round(size * 1.5)
        high = mark + len(lines) * pitch + pen.theme.mm(0.6)
        top = box.top - (box.h - high) // 2
        pen.icon(self.icon, Box(box.x, top - mark, box.w, mark), mark, icon_ink)
        top -= mark + pen.theme.mm(0.6)
        for line in lines:
            top -= pitch
            pen.line(line, Box(box.x, top, box.w, pitch), size, ink, self.bold, "center")

    def _draw_flat(self, pen: Pen, box: Box, ink: Colour, icon_ink: Colour) -> None:
        size = self._type(pen.kit, box.w)
        mark, gap = round(size * 1.2), pen.theme.mm(2.4)
        room = box.w - self._extra(pen.kit, size)
        lines = pen.kit.bank.lines(self.label, size, self.bold, room)
        wide = max(pen.kit.bank.width(line, size, self.bold) for line in lines)
        whole = wide + (mark + gap if self.icon else 0) + (mark + gap if self.tail else 0)
        x = box.x + (box.w - whole) // 2
        if self.icon:
            pen.icon(self.icon, Box(x, box.y, mark, box.h), mark, icon_ink)
            x += mark + gap
        pitch = round(size * 1.3)
        top = box.y + (box.h + pitch * len(lines)) // 2
        for line in lines:
            top -= pitch
            pen.line(line, Box(x, top, wide, pitch), size, ink, self.bold, "left" if self.icon else "center")
        if self.tail:
            pen.icon(self.tail, Box(x + wide + gap, box.y, mark, box.h), mark, icon_ink)


def Button(
    label: str, on_tap: Callable[[], object], *, icon: str = "", kind: str = "plain", size: str = "lead",
    name: str = "", stacked: bool = False, height: int | None = None, tail: str = "", enabled: bool = True,
    repeat: bool = False, grow: float = 0.0,
) -> Tap:
    """A labelled button."""
    face = Face(label, icon, kind, size, stacked=stacked, height=height, tail=tail, enabled=enabled)
    return Tap(face, on_tap, label, name=name, repeat=repeat, enabled=enabled, grow=grow)


def tone_of(kit: Kit, kind: str) -> Tone:
    """The tone of a notice kind."""
    return kit.theme.colours.brand if kind == "info" else getattr(kit.theme.colours, kind)
