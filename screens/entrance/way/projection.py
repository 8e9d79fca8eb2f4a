"""From metres on a floor to pixels on the glass, turned so that the way one looks at the machine is up."""

from __future__ import annotations

from kiosk.way.floors import DIRECTIONS, Direction, Point, Rect
from kiosk.way.walking import Leg
from screens.parts.pen import Box


def seen_part(leg: Leg) -> Rect:
    """What of the floor is shown: the building, and what lies around it when the walk leads outside."""
    building = leg.floor.building
    inside = all(
        building.x <= p.x <= building.right and building.y <= p.y <= building.top for p in leg.points
    )
    return building if inside else Rect(0.0, 0.0, *leg.floor.size)


def zoomed(whole: Rect, must: Rect, wide: float, high: float) -> Rect:
    """The part of ``whole`` of about that size around ``must``: all of ``must`` is on it, and nothing beyond."""
    wide, high = min(whole.w, max(wide, must.w)), min(whole.h, max(high, must.h))
    x = min(max(must.x + must.w / 2 - wide / 2, whole.x), whole.right - wide)
    y = min(max(must.y + must.h / 2 - high / 2, whole.y), whole.top - high)
    return Rect(x, y, wide, high)


def shared(one: Rect, other: Rect) -> Rect | None:
    """What two rectangles have in common; None when that is nothing."""
    x, y = max(one.x, other.x), max(one.y, other.y)
    right, top = min(one.right, other.right), min(one.top, other.top)
    return Rect(x, y, right - x, top - y) if right > x and top > y else None


class Projection:
    """Fits ``view`` (metres) into ``box`` (pixels), as large as it goes and centred."""

    def __init__(self, view: Rect, facing: Direction, box: Box) -> None:
        self._quarter = DIRECTIONS.index(facing)
        self._view = view
        wide, high = turned_size(view, facing)
        self.scale = min(box.w / wide, box.h / high)
        self._x = box.x + (box.w - wide * self.scale) / 2
        self._y = box.y + (box.h - high * self.scale) / 2
        self.box = Box(round(self._x), round(self._y), round(wide * self.scale), round(high * self.scale))

    def point(self, point: Point) -> tuple[int, int]:
        """A spot in pixels."""
        x, y = self._turned(point)
        return round(self._x + x * self.scale), round(self._y + y * self.scale)

    def rect(self, rect: Rect) -> Box:
        """A rectangle in pixels."""
        one = self.point(Point(rect.x, rect.y))
        other = self.point(Point(rect.right, rect.top))
        x, right = sorted((one[0], other[0]))
        y, top = sorted((one[1], other[1]))
        return Box(x, y, right - x, top - y)

    def _turned(self, point: Point) -> tuple[float, float]:
        x, y = point.x - self._view.x, point.y - self._view.y
        wide, high = self._view.w, self._view.h
        return ((x, y), (high - y, x), (wide - x, high - y), (y, wide - x))[self._quarter]


def turned_size(view: Rect, facing: Direction) -> tuple[float, float]:
    """Width and height in metres once turned."""
    return (view.w, view.h) if facing in ("up", "down") else (view.h, view.w)
