"""One finger: a touch event posted where a real one would come in."""

from __future__ import annotations

from itertools import count
from typing import Any

from kivy.base import EventLoop
from kivy.core.window import Window
from kivy.input.motionevent import MotionEvent

_ids = count(1)


class _Touch(MotionEvent):
    def __init__(self, device: str, touch_id: int, spot: tuple[float, float]) -> None:
        super().__init__(device, touch_id, spot, is_touch=True, type_id="touch")

    def depack(self, args: tuple[float, float]) -> None:
        self.sx, self.sy = args
        self.profile = ["pos"]
        super().depack(args)


class Finger:
    """Touches the glass at window pixels ``x``, ``y``; :meth:`move` slides, :meth:`lift` ends it."""

    def __init__(self, x: float, y: float) -> None:
        spot = (x / max(1, Window.width - 1), y / max(1, Window.height - 1))
        self._touch: Any = _Touch("finger", next(_ids), spot)
        EventLoop.post_dispatch_input("begin", self._touch)

    def holds(self) -> list[Any]:
        """The widgets that took this touch."""
        grabbed = (reference() for reference in self._touch.grab_list)
        return [widget for widget in grabbed if widget is not None]

    def move(self, x: float, y: float) -> None:
        """Slide to other window pixels without letting go."""
        self._touch.move((x / max(1, Window.width - 1), y / max(1, Window.height - 1)))
        EventLoop.post_dispatch_input("update", self._touch)

    def lift(self) -> None:
        """End the touch where it is."""
        self._touch.update_time_end()
        EventLoop.post_dispatch_input("end", self._touch)
