"""Hands the keys of the window on, in order, each with when it may have been pressed. Keeps and shows none of them."""

from __future__ import annotations

from collections.abc import Callable

from kivy.clock import Clock
from kivy.core.window import Window

ENTERS = frozenset({13, 271})  # of the letters, and of the number block


class KeysHeard:
    """``press(key, at, earliest)`` is called for each character and for ``enter``; times are Kivy's, in seconds.

    Without ``press`` nothing is listened to.

    The window looks for keys once a frame, and a frame that drew a whole page is long: a key heard in the frame after
    another may have come right behind it.
    """

    def __init__(self, press: Callable[[str, float, float], None] | None) -> None:
        self._press = press
        self._at = 0.0
        self._frame = -1

    def listen(self) -> None:
        """From now on."""
        if self._press is not None:
            Window.bind(on_textinput=self._typed, on_key_down=self._pressed)

    def leave(self) -> None:
        """No longer."""
        Window.unbind(on_textinput=self._typed, on_key_down=self._pressed)

    def _typed(self, _window: object, text: str) -> None:
        for character in text:
            self._hand_on(character)

    def _pressed(self, _window: object, key: int, *_rest: object) -> None:
        if key in ENTERS:
            self._hand_on("enter")

    def _hand_on(self, key: str) -> None:
        now, frame = float(Clock.time()), int(Clock.frames)
        earliest = self._at if frame - self._frame <= 1 else float(Clock.get_time())
        self._at, self._frame = now, frame
        if self._press is not None:
            self._press(key, now, min(earliest, now))
