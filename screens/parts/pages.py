"""Regions that redraw alone, and long content turned page by page with big buttons."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from kivy.uix.widget import Widget

from screens.parts.basic import Text
from screens.parts.flow import Column, Part, Row
from screens.parts.pen import Box, Kit, Pen
from screens.parts.touch import Button


class Region(Part):
    """A part made by a function, redrawn alone by :meth:`redraw` while the rest of the page stays."""

    def __init__(self, make: Callable[[], Part], grow: float = 0.0) -> None:
        self.make = make
        self.grow = grow
        self._part: Part | None = None
        self._widget: Widget | None = None
        self._kit: Kit | None = None
        self._box = Box(0, 0, 0, 0)

    def _made(self) -> Part:
        if self._part is None:
            self._part = self.make()
        return self._part

    def wish(self, kit: Kit) -> int:
        """See :class:`Part`."""
        return self._made().wish(kit)

    def tall(self, kit: Kit, width: int) -> int:
        """See :class:`Part`."""
        return self._made().tall(kit, width)

    def draw(self, pen: Pen, box: Box) -> None:
        """See :class:`Part`."""
        self._kit, self._box = pen.kit, box
        self._widget = Widget(size=(box.w, box.h), pos=(box.x, box.y), size_hint=(None, None))
        pen.host.add_widget(self._widget)
        self._fill()

    def redraw(self) -> None:
        """Make the part again and draw it where it was; nothing happens before the first drawing."""
        if self._widget is None:
            return
        self._part = None
        self._widget.clear_widgets()
        self._widget.canvas.clear()
        self._widget.drawn = []
        self._widget.texts = []
        self._fill()

    def _fill(self) -> None:
        if self._widget is not None and self._kit is not None:
            self._made().draw(Pen(self._kit, self._widget), self._box)


MOST_STRETCH = 0.75
SIDE_MM = 46.0


class PageAt:
    """Which page of a long content is open; kept by the screen."""

    def __init__(self) -> None:
        self.page = 0


class Pages(Part):
    """Parts below one another; what does not fit goes to further pages, turned by two big buttons."""

    def __init__(self, parts: Sequence[Part | None], at: PageAt, gap: int = 0, grow: float = 1.0) -> None:
        self.parts = [part for part in parts if part is not None]
        self.at = at
        self.gap = gap
        self.grow = grow
        self._region: Region | None = None

    def wish(self, kit: Kit) -> int:
        """See :class:`Part`."""
        return max((part.wish(kit) for part in self.parts), default=0)

    def tall(self, kit: Kit, width: int) -> int:
        """See :class:`Part`."""
        return sum(p.tall(kit, width) for p in self.parts) + self.gap * max(0, len(self.parts) - 1)

    def split(self, kit: Kit, box: Box) -> list[list[Part]]:
        """The pages for that box; one page when everything fits."""
        if self.tall(kit, box.w) <= box.h:
            return [self.parts]
        if self.beside(kit, box):
            box = Box(box.x, box.y, box.w - kit.theme.type(SIDE_MM) - kit.theme.space, box.h)
            room = box.h
        else:
            room = box.h - kit.theme.target - kit.theme.space
        pages: list[list[Part]] = [[]]
        used = 0
        for part in self.parts:
            high = part.tall(kit, box.w)
            if pages[-1] and used + high > room:
                pages.append([pages[-1].pop()] if pages[-1][-1].leads and len(pages[-1]) > 1 else [])
                used = sum(held.tall(kit, box.w) + self.gap for held in pages[-1])
            pages[-1].append(part)
            used += high + self.gap
        return pages

    def beside(self, kit: Kit, box: Box) -> bool:
        """Whether the page buttons stand beside the content because the box is low."""
        return box.h < 5.2 * kit.theme.target and box.w > 5 * kit.theme.type(SIDE_MM)

    def draw(self, pen: Pen, box: Box) -> None:
        """See :class:`Part`."""
        pages = self.split(pen.kit, box)
        self.at.page = max(0, min(self.at.page, len(pages) - 1))
        self._region = Region(lambda: _Page(self, pages))
        self._region.draw(pen, box)

    def turn(self, by: int) -> None:
        """Open another page."""
        self.at.page += by
        if self._region is not None:
            self._region.redraw()


class _Page(Part):
    """One page with its bar."""

    def __init__(self, owner: Pages, pages: list[list[Part]]) -> None:
        self.owner = owner
        self.pages = pages

    def wish(self, kit: Kit) -> int:
        return self.owner.wish(kit)

    def tall(self, kit: Kit, width: int) -> int:
        return self.owner.tall(kit, width)

    def draw(self, pen: Pen, box: Box) -> None:
        at = self.owner.at.page
        whole = box
        if len(self.pages) > 1 and self.owner.beside(pen.kit, box):
            wide = pen.theme.type(SIDE_MM)
            side = Box(box.right - wide, box.y, wide, box.h)
            box = Box(box.x, box.y, box.w - wide - pen.theme.space, box.h)
            self._column(pen.kit, at).draw(pen, side)
        top = box.top
        extra = self._extra(pen.kit, box) if len(self.pages) == 1 else 0.0
        for part in self.pages[at]:
            high = part.tall(pen.kit, box.w)
            if part.roomy:
                high += round(high * extra)
            top -= high
            part.draw(pen, Box(box.x, top, box.w, high))
            top -= self.owner.gap
        if len(self.pages) > 1 and box is whole:
            self._bar(pen.kit, at).draw(pen, Box(box.x, box.y, box.w, pen.theme.target))

    def _extra(self, kit: Kit, box: Box) -> float:
        """Share by which roomy parts of a single page grow into the spare height."""
        roomy = sum(part.tall(kit, box.w) for part in self.pages[0] if part.roomy)
        spare = box.h - self.owner.tall(kit, box.w)
        return min(MOST_STRETCH, spare / roomy) if roomy and spare > 0 else 0.0

    def _bar(self, kit: Kit, at: int) -> Part:
        up, words, down = self._turners(kit, at)
        up.grow, words.grow, down.grow = 1.0, 0.7, 1.0
        return Row(up, words, down, gap=kit.theme.space)

    def _column(self, kit: Kit, at: int) -> Part:
        up, words, down = self._turners(kit, at)
        up.grow, down.grow = 1.0, 1.0
        return Column(up, words, down, gap=kit.theme.gap)

    def _turners(self, kit: Kit, at: int) -> tuple[Part, Part, Part]:
        t, theme = kit.t, kit.theme
        last = len(self.pages) - 1
        return (
            Button(
                t("part.page_up"), lambda: self.owner.turn(-1), icon="chevron-up", kind="quiet", size="body",
                name="page:up", height=theme.target, repeat=True, enabled=at > 0,
            ),
            Text(t("part.page_of", page=at + 1, pages=last + 1), "body", bold=True, align="center", fit=True),
            Button(
                t("part.page_down"), lambda: self.owner.turn(1), icon="chevron-down", kind="quiet", size="body",
                name="page:down", height=theme.target, repeat=True, enabled=at < last,
            ),
        )
