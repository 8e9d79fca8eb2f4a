"""The one thing on a screen that moves by itself: a part sliding calmly, a few times a second, at no layout cost."""

from __future__ import annotations

import math
from typing import Any

from kivy.clock import Clock
from kivy.graphics import PopMatrix, PushMatrix, Translate
from kivy.uix.widget import Widget

from screens.parts.flow import Part
from screens.parts.pen import Box, Kit, Pen

FRAMES = 20.0
REST = 0.45


class Sliding(Part):
    """Moves ``part`` by (``dx``, ``dy``) pixels and back, resting at the end; one round takes ``seconds``."""

    def __init__(self, part: Part, dx: int, dy: int, seconds: float = 3.6) -> None:
        self.part = part
        self.dx = dx
        self.dy = dy
        self.seconds = seconds

    def wish(self, kit: Kit) -> int:
        """See :class:`Part`."""
        return self.part.wish(kit)

    def tall(self, kit: Kit, width: int) -> int:
        """See :class:`Part`."""
        return self.part.tall(kit, width)

    def draw(self, pen: Pen, box: Box) -> None:
        """See :class:`Part`."""
        widget = _Slider(box, self.dx, self.dy, self.seconds)
        pen.host.add_widget(widget)
        self.part.draw(Pen(pen.kit, widget), box)


class _Slider(Widget):
    def __init__(self, box: Box, dx: int, dy: int, seconds: float) -> None:
        super().__init__(size=(box.w, box.h), pos=(box.x, box.y), size_hint=(None, None))
        self.drawn: list[tuple[Any, ...]] = []
        self.texts: list[str] = []
        self._dx, self._dy, self._seconds = dx, dy, seconds
        self._started = Clock.get_time()
        with self.canvas.before:
            PushMatrix()
            self._move = Translate(0, 0, 0)
        with self.canvas.after:
            PopMatrix()
        self._event = Clock.schedule_interval(self._step, 1 / FRAMES)

    def _step(self, _dt: float) -> bool:
        if self.get_parent_window() is None:
            return False
        share = progress((Clock.get_time() - self._started) / self._seconds % 1.0)
        x, y = round(self._dx * share), round(self._dy * share)
        if (x, y) != (self._move.x, self._move.y):
            self._move.xy = (x, y)
        return True


def progress(moment: float) -> float:
    """Where the part is, 0 to 1, at ``moment`` of a round: there gently, a rest, and back."""
    way = (1 - REST) / 2
    if moment < way:
        return (1 - math.cos(math.pi * moment / way)) / 2
    if moment < way + REST:
        return 1.0
    return (1 + math.cos(math.pi * (moment - way - REST) / way)) / 2
