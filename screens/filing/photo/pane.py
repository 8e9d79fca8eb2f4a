"""The pane with the live picture: the page found is outlined, or its four corners are set with a finger."""

from __future__ import annotations

from typing import Any

from kivy.graphics import Color, InstructionGroup, Line, Rectangle
from kivy.uix.widget import Widget

from kiosk.devices.camera import Corner, Corners, View
from screens.filing.photo.pixels import UPRIGHT, LiveTexture, fitted
from screens.look.theme import Colour, rgb
from screens.parts import Box, Kit, Part, Pen, Text

USUAL = (4, 3)
DESK = rgb("#1B2430")
_ZOOM = 3.0
_LEAST_APART_MM = 24.0
NAMES = ("top_left", "top_right", "bottom_right", "bottom_left")


class PicturePane(Part):
    """Draws the newest view; :meth:`show` changes the picture without drawing the page again.

    With ``by_hand`` four handles lie on the picture; ``corners`` is where they are now.
    """

    def __init__(self, live: LiveTexture, view: View | None, waiting: str, *, by_hand: bool = False) -> None:
        self._live = live
        self._view = view
        self._waiting = waiting
        self._by_hand = by_hand
        self._pane: _Pane | None = None
        self.corners: Corners | None = None

    def wish(self, kit: Kit) -> int:
        """See :class:`Part`."""
        return kit.theme.mm(180)

    def tall(self, kit: Kit, width: int) -> int:
        """See :class:`Part`."""
        if self._by_hand:
            inset = self._inset(kit)
            return round((width - 2 * inset) * USUAL[1] / USUAL[0]) + 2 * inset
        share = 0.66 if kit.theme.landscape else 0.34 if kit.theme.look.large else 0.4
        return min(round(width * USUAL[1] / USUAL[0]), round(kit.theme.height * share))

    def draw(self, pen: Pen, box: Box) -> None:
        """See :class:`Part`."""
        backing(pen, box)
        self._pane = _Pane(pen.kit, box, box.inset(self._inset(pen.kit)), self._live, self)
        pen.host.add_widget(self._pane)
        if self._view is not None:
            self._pane.show(self._view, self._by_hand)
        else:
            words = Text(self._waiting, "lead", rgb("#FFFFFF"), align="center")
            words.draw(Pen(pen.kit, self._pane), box.inset(pen.theme.mm(8)))

    def _inset(self, kit: Kit) -> int:
        """Handles at the picture's very edge stay on the pane."""
        return kit.theme.target // 2 + kit.theme.mm(1) if self._by_hand else kit.theme.mm(1.6)

    def show(self, view: View) -> None:
        """The next picture."""
        self._view = view
        if self._pane is not None:
            self._pane.show(view, self._by_hand)


class _Pane(Widget):
    """The picture and what lies on it. A touch beside the handles moves the chosen corner there: no drag needed."""

    def __init__(self, kit: Kit, box: Box, room: Box, live: LiveTexture, part: PicturePane) -> None:
        super().__init__(size=(box.w, box.h), pos=(box.x, box.y), size_hint=(None, None))
        self.drawn: list[tuple[Any, ...]] = []
        self.texts: list[str] = []
        self.kit, self.room, self._live, self._part = kit, room, live, part
        self.place = room
        self.chosen = 0
        self.corners: list[Corner] = []
        self._picture: Rectangle | None = None
        self._marks = InstructionGroup()
        self._lens = InstructionGroup()
        self.handles: list[Handle] = []

    def show(self, view: View, by_hand: bool) -> None:
        fresh = self._live.show(view)
        self.place = fitted(self.room, view.width, view.height)
        if self._picture is None:
            self.canvas.before.add(Color(1, 1, 1, 1))
            self._picture = Rectangle(pos=self.place[:2], size=self.place[2:], texture=self._live.texture)
            self.canvas.before.add(self._picture)
            self.canvas.before.add(self._marks)
            self.canvas.after.add(self._lens)
        elif fresh:
            self._picture.texture = self._live.texture
        self._picture.tex_coords = UPRIGHT
        if not by_hand:
            self._outline(view.corners if view.found else None)
        elif not self.handles:
            self._lay_handles(view.corners)
        self.canvas.ask_update()

    def at(self, corner: Corner) -> tuple[float, float]:
        """A corner in window pixels."""
        return self.place.x + corner[0] * self.place.w, self.place.top - corner[1] * self.place.h

    def _outline(self, corners: Corners | None) -> None:
        self._marks.clear()
        if corners is not None:
            points = [part for corner in corners for part in self.at(corner)]
            self._draw_frame(points)

    def _draw_frame(self, points: list[float]) -> None:
        theme = self.kit.theme
        self._marks.add(Color(*rgb("#FFFFFF", 0.9)))
        self._marks.add(Line(points=points, close=True, width=theme.mm(0.95), joint="round"))
        self._marks.add(Color(*_ink(self.kit)))
        self._marks.add(Line(points=points, close=True, width=theme.mm(0.6), joint="round"))

    def _lay_handles(self, corners: Corners) -> None:
        self.corners = list(corners)
        for number in range(4):
            self.corners[number] = self._allowed(number, self.corners[number])
        for number, name in enumerate(NAMES):
            handle = Handle(self, number, self.kit.t(f"photo.corner.{name}"))
            self.handles.append(handle)
            self.add_widget(handle)
        self._follow()

    def _follow(self) -> None:
        """Handles and frame where the corners are."""
        first, second, third, fourth = self.corners
        self._part.corners = (first, second, third, fourth)
        for handle in self.handles:
            handle.lie(self.at(self.corners[handle.number]), handle.number == self.chosen)
        self._marks.clear()
        self._draw_frame([part for corner in self.corners for part in self.at(corner)])

    def choose(self, number: int) -> None:
        """The corner the next touch moves."""
        self.chosen = number
        self._follow()

    def move(self, number: int, x: float, y: float) -> None:
        """Lay a corner where the finger is, as far as its neighbours allow."""
        across = (x - self.place.x) / max(1, self.place.w)
        down = (self.place.top - y) / max(1, self.place.h)
        self.corners[number] = self._allowed(number, (across, down))
        self._follow()

    def _allowed(self, number: int, corner: Corner) -> Corner:
        """Left stays left of right and upper above lower, far enough apart for two fingertips."""
        apart = max(self.kit.theme.mm(_LEAST_APART_MM), self.kit.theme.target + self.kit.theme.gap)
        wide, high = apart / max(1, self.place.w), apart / max(1, self.place.h)
        left, upper = number in (0, 3), number in (0, 1)
        beside = self.corners[{0: 1, 1: 0, 2: 3, 3: 2}[number]][0]
        beyond = self.corners[{0: 3, 3: 0, 1: 2, 2: 1}[number]][1]
        x = min(corner[0], beside - wide) if left else max(corner[0], beside + wide)
        y = min(corner[1], beyond - high) if upper else max(corner[1], beyond + high)
        return min(1.0, max(0.0, x)), min(1.0, max(0.0, y))

    def magnify(self, number: int | None) -> None:
        """What lies under the finger, large, in the upper corner away from it; None takes it away."""
        self._lens.clear()
        if number is None or self._live.texture is None:
            return
        theme, (across, down) = self.kit.theme, self.corners[number]
        side = min(theme.mm(44), self.place.h // 2)
        gap = theme.mm(2)
        x = self.place.x + gap if across > 0.5 else self.place.right - side - gap
        y = self.place.top - side - gap
        wide, high = side / self.place.w / _ZOOM / 2, side / self.place.h / _ZOOM / 2
        left, right, above, below = across - wide, across + wide, down - high, down + high
        self._lens.add(Color(*rgb("#FFFFFF")))
        self._lens.add(Rectangle(pos=(x - gap // 2, y - gap // 2), size=(side + gap, side + gap)))
        self._lens.add(Color(1, 1, 1, 1))
        coords = (left, below, right, below, right, above, left, above)
        self._lens.add(Rectangle(pos=(x, y), size=(side, side), texture=self._live.texture, tex_coords=coords))
        self._lens.add(Color(*_ink(self.kit)))
        middle = (x + side / 2, y + side / 2)
        for line in ((x, middle[1], x + side, middle[1]), (middle[0], y, middle[0], y + side)):
            self._lens.add(Line(points=line, width=max(1.2, theme.mm(0.3))))

    def on_touch_down(self, touch: Any) -> bool:
        """A handle first; beside them the chosen corner comes to the finger."""
        if super().on_touch_down(touch):
            return True
        if not self.handles or not self.collide_point(*touch.pos):
            return False
        touch.grab(self)
        self.move(self.chosen, *touch.pos)
        self.magnify(self.chosen)
        return True

    def on_touch_move(self, touch: Any) -> bool:
        """The chosen corner follows."""
        if touch.grab_current is not self:
            return bool(super().on_touch_move(touch))
        self.move(self.chosen, *touch.pos)
        self.magnify(self.chosen)
        return True

    def on_touch_up(self, touch: Any) -> bool:
        """The corner stays; the next one is chosen, so that four taps set four corners."""
        if touch.grab_current is not self:
            return bool(super().on_touch_up(touch))
        touch.ungrab(self)
        self.magnify(None)
        self.choose((self.chosen + 1) % 4)
        return True


class Handle(Widget):
    """One corner to be dragged or chosen; ``label`` is its name. Its middle is open: the corner is seen through it."""

    def __init__(self, pane: _Pane, number: int, label: str) -> None:
        side = pane.kit.theme.target
        super().__init__(size=(side, side), size_hint=(None, None))
        self.pane, self.number, self.label = pane, number, label
        self.name = f"corner:{NAMES[number]}"
        self.texts: list[str] = []
        self._grip = (0.0, 0.0)

    def lie(self, middle: tuple[float, float], chosen: bool) -> None:
        """Lie around ``middle``."""
        self.center = middle
        theme = self.pane.kit.theme
        self.canvas.clear()
        ring = theme.mm(8.6 if chosen else 7.0)
        with self.canvas:
            Color(*rgb("#FFFFFF", 0.95))
            Line(circle=(*middle, ring), width=theme.mm(1.5 if chosen else 1.0))
            Color(*_ink(self.pane.kit))
            Line(circle=(*middle, ring), width=theme.mm(1.0 if chosen else 0.6))
            Line(circle=(*middle, theme.mm(0.8)), width=theme.mm(0.5))

    def on_touch_down(self, touch: Any) -> bool:
        """Take the finger; where in the handle it is stays where it is, so that the corner does not jump."""
        if not self.collide_point(*touch.pos):
            return False
        touch.grab(self)
        self._grip = (self.center_x - touch.x, self.center_y - touch.y)
        self.pane.choose(self.number)
        self.pane.magnify(self.number)
        return True

    def on_touch_move(self, touch: Any) -> bool:
        """The corner follows the finger."""
        if touch.grab_current is not self:
            return False
        self.pane.move(self.number, touch.x + self._grip[0], touch.y + self._grip[1])
        self.pane.magnify(self.number)
        return True

    def on_touch_up(self, touch: Any) -> bool:
        """The corner stays where it is."""
        if touch.grab_current is not self:
            return False
        touch.ungrab(self)
        self.pane.magnify(None)
        return True


def backing(pen: Pen, box: Box) -> None:
    """The dark ground that pictures lie on."""
    loud = pen.theme.colours.outlines
    pen.fill(box, pen.theme.colours.card if loud else DESK, pen.theme.small_radius)
    if loud:
        pen.outline(box, pen.theme.colours.line, pen.theme.small_radius)


def _ink(kit: Kit) -> Colour:
    return rgb("#FFE94A") if kit.theme.colours.outlines else rgb("#1668F5")
