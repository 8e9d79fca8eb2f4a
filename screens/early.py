"""A touch on the invitation before the machine is built: kept, and granted as soon as there is a machine."""

from __future__ import annotations

from collections.abc import Callable


class EarlyTouch:
    """The newest such touch. ``ready`` tells whether a visit can begin without waiting."""

    def __init__(self, ready: Callable[[], bool]) -> None:
        self._ready = ready
        self._wished: Callable[[], object] | None = None

    def keeps(self, call: Callable[[], object]) -> bool:
        """Whether ``call`` has to wait; it is then kept."""
        if self._ready():
            return False
        self._wished = call
        return True

    def granted(self) -> Callable[[], object] | None:
        """What was wished for, once, when it can be done; None before and afterwards."""
        if self._wished is None or not self._ready():
            return None
        wished, self._wished = self._wished, None
        return wished
