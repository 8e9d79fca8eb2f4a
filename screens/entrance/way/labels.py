"""Puts words on a plan so that none covers another: what matters most is placed first."""

from __future__ import annotations

from collections.abc import Iterable

from screens.parts.pen import Box


class Room:
    """The part of the glass still free of words within ``bounds``; ``lines`` are better not covered."""

    def __init__(self, bounds: Box, lines: Iterable[Box] = ()) -> None:
        self._bounds = bounds
        self._lines = list(lines)
        self._taken: list[Box] = []
        self._wished: list[Box] = []

    def wish(self, box: Box) -> None:
        """Something would like to be written there: others look for another spot first."""
        self._wished.append(box)

    def free(self, box: Box) -> bool:
        """True when nothing placed so far lies there."""
        return not any(meets(box, other) for other in self._taken)

    def take(self, box: Box) -> None:
        """Keep others off."""
        self._taken.append(box)

    def beside(self, at: Box, wide: int, high: int, gap: int) -> Box:
        """A box of that size near ``at``: where it covers least, within the bounds; it is taken."""
        middle_x, middle_y = at.x + (at.w - wide) // 2, at.y + (at.h - high) // 2
        side, above = (at.w + wide) // 2 + gap, (at.h + high) // 2 + gap
        steps_x = sorted({-side, side, -side // 2, side // 2, 0, -2 * side, 2 * side})
        steps_y = sorted({-above, above, -above // 2, above // 2, 0, -2 * above, 2 * above})
        choices = [self._kept(Box(middle_x + x, middle_y + y, wide, high)) for y in steps_y for x in steps_x]
        best = min(choices, key=lambda box: self._cost(box, at))
        self.take(best)
        return best

    def _kept(self, box: Box) -> Box:
        x = max(self._bounds.x, min(box.x, self._bounds.right - box.w))
        y = max(self._bounds.y, min(box.y, self._bounds.top - box.h))
        return Box(x, y, box.w, box.h)

    def _cost(self, box: Box, at: Box) -> int:
        """Square pixels covered, weighed by what lies there, and the way from ``at`` in pixels."""
        taken = sum(_shared(box, other) for other in self._taken)
        wished = sum(_shared(box, other) for other in self._wished)
        line = sum(_shared(box, other) for other in self._lines)
        far = abs(2 * box.x + box.w - 2 * at.x - at.w) + abs(2 * box.y + box.h - 2 * at.y - at.h)
        return 40 * taken + 8 * _shared(box, at) + 3 * wished + 3 * line + 25 * far


def around(one: Box, other: Box) -> Box:
    """The smallest box that holds both."""
    x, y = min(one.x, other.x), min(one.y, other.y)
    return Box(x, y, max(one.right, other.right) - x, max(one.top, other.top) - y)


def meets(one: Box, other: Box) -> bool:
    """True when two boxes share any room."""
    return _shared(one, other) > 0


def _shared(one: Box, other: Box) -> int:
    wide = min(one.right, other.right) - max(one.x, other.x)
    high = min(one.top, other.top) - max(one.y, other.y)
    return wide * high if wide > 0 and high > 0 else 0
