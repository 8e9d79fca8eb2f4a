"""Floors as an official draws them: rectangles, straight aisles and shafts, all in metres.

``x`` grows to the right and ``y`` upward on the plan; the origin is the lower left corner of the floor.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, NamedTuple

from kiosk.words import Words

Direction = Literal["up", "right", "down", "left"]
DIRECTIONS: tuple[Direction, ...] = ("up", "right", "down", "left")
BlockKind = Literal["desk", "room", "wall", "seats", "road", "crossing"]
BLOCK_KINDS: tuple[BlockKind, ...] = ("desk", "room", "wall", "seats", "road", "crossing")
ShaftKind = Literal["lift", "stairs"]
SHAFT_KINDS: tuple[ShaftKind, ...] = ("lift", "stairs")
REACH = 8.0
"""How far from the nearest aisle, in metres, a place may lie."""
_TOUCH = 0.01


class Point(NamedTuple):
    """A spot on one floor."""

    x: float
    y: float


class Rect(NamedTuple):
    """A rectangle; ``x`` and ``y`` are its lower left corner."""

    x: float
    y: float
    w: float
    h: float

    @property
    def right(self) -> float:
        """Right edge."""
        return self.x + self.w

    @property
    def top(self) -> float:
        """Upper edge."""
        return self.y + self.h

    def holds(self, point: Point) -> bool:
        """True when the point lies inside; the edge counts as outside."""
        return self.x + _TOUCH < point.x < self.right - _TOUCH and self.y + _TOUCH < point.y < self.top - _TOUCH

    def contains(self, other: Rect) -> bool:
        """True when ``other`` lies within, edges allowed."""
        return (
            other.x >= self.x - _TOUCH and other.y >= self.y - _TOUCH
            and other.right <= self.right + _TOUCH and other.top <= self.top + _TOUCH
        )

    def crossed(self, one: Point, other: Point) -> bool:
        """True when a level or upright line passes through; along the edge is free."""
        return (
            max(one.x, other.x) > self.x + _TOUCH and min(one.x, other.x) < self.right - _TOUCH
            and max(one.y, other.y) > self.y + _TOUCH and min(one.y, other.y) < self.top - _TOUCH
        )

    def distance(self, point: Point) -> float:
        """Metres from the point to the nearest edge along the axes; 0 inside."""
        return max(self.x - point.x, point.x - self.right, 0.0) + max(self.y - point.y, point.y - self.top, 0.0)


class Aisle(NamedTuple):
    """A straight line people walk along, level or upright; aisles that meet or cross are joined."""

    start: Point
    end: Point

    @property
    def level(self) -> bool:
        """True when it runs left to right."""
        return abs(self.start.y - self.end.y) < _TOUCH

    def holds(self, point: Point) -> bool:
        """True when the point lies on it."""
        low_x, high_x = sorted((self.start.x, self.end.x))
        low_y, high_y = sorted((self.start.y, self.end.y))
        return low_x - _TOUCH <= point.x <= high_x + _TOUCH and low_y - _TOUCH <= point.y <= high_y + _TOUCH

    def foot(self, point: Point) -> Point | None:
        """Where the straight way from ``point`` meets it at a right angle; None beyond its ends."""
        foot = Point(point.x, self.start.y) if self.level else Point(self.start.x, point.y)
        return foot if self.holds(foot) else None


@dataclass(frozen=True)
class Block:
    """Something that stands on a floor. Nobody walks through one, except over a ``crossing``."""

    id: str
    kind: BlockKind
    box: Rect
    name: Words = Words("")

    @property
    def solid(self) -> bool:
        """True for everything one has to walk round."""
        return self.kind != "crossing"


@dataclass(frozen=True)
class Floor:
    """One floor: ``size`` is width and depth in metres, ``building`` the part under the roof."""

    name: Words
    size: Point
    building: Rect
    aisles: tuple[Aisle, ...]
    blocks: tuple[Block, ...] = ()

    def blocked(self, one: Point, other: Point) -> Block | None:
        """What stands on the straight line between two points; None when it is free."""
        return next((block for block in self.blocks if block.solid and block.box.crossed(one, other)), None)

    def join(self, point: Point) -> Point | None:
        """Where someone at ``point`` gets onto the nearest aisle that nothing hides; None when there is none."""
        feet = [foot for aisle in self.aisles if (foot := aisle.foot(point)) and metres(point, foot) <= REACH]
        nearest_first = sorted(feet, key=lambda foot: metres(point, foot))
        return next((foot for foot in nearest_first if not self.blocked(point, foot)), None)


@dataclass(frozen=True)
class Shaft:
    """A lift or stairs, at the same spot on all its ``floors``: ``at`` is before the door, ``door`` the way it opens.

    ``works`` False takes it out of every walk until it runs again.
    """

    id: str
    kind: ShaftKind
    name: Words
    box: Rect
    at: Point
    door: Direction
    floors: tuple[str, ...]
    works: bool = True


@dataclass(frozen=True)
class Stand:
    """Where someone stands before this machine, and the way they look: the plan is drawn with that way up."""

    floor: str
    at: Point
    facing: Direction


def metres(one: Point, other: Point) -> float:
    """Length of the level or upright way between two points."""
    return abs(one.x - other.x) + abs(one.y - other.y)


def heading(one: Point, other: Point) -> Direction:
    """The way someone looks who walks from ``one`` to ``other`` along an axis."""
    if abs(other.x - one.x) >= abs(other.y - one.y):
        return "right" if other.x > one.x else "left"
    return "up" if other.y > one.y else "down"
