"""The root of the window: the screen below, at most one dialog above, one finger at a time."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from kivy.clock import Clock
from kivy.uix.widget import Widget

LONGEST_HOLD = 2.0


class Stage(Widget):
    """Notes every touch for the idle timer and knows whether a finger rests on the glass."""

    def __init__(self, touched: Callable[[], None], **keywords: Any) -> None:
        super().__init__(**keywords)
        self._touched = touched
        self._held: Any = None
        self._since = 0.0

    def on_touch_down(self, touch: Any) -> bool:
        """One finger at a time."""
        self._touched()
        if self.held and self._held is not touch:
            return True
        self._held, self._since = touch, Clock.get_time()
        return bool(super().on_touch_down(touch))

    def on_touch_up(self, touch: Any) -> bool:
        """The finger left."""
        if self._held is touch:
            self._held = None
        return bool(super().on_touch_up(touch))

    @property
    def held(self) -> bool:
        """True while a finger is down, for two seconds at most: what lies under it is not replaced meanwhile."""
        return self._held is not None and Clock.get_time() - self._since < LONGEST_HOLD

    def let_go(self) -> None:
        """Forget a finger whose release never came."""
        self._held = None
