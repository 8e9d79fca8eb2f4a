"""The shortest walk from this machine to a place, along the aisles of the plan."""

from __future__ import annotations

import heapq
import itertools
import math
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from kiosk.hall import HallFacts, Place
from kiosk.way.floors import Aisle, Floor, Point, Shaft, Stand, heading, metres

PACE = 50.0
"""Metres a minute of an older person in a busy hall."""
RIDE_MINUTES = 1.0
"""Waiting for the lift and riding it, or climbing the stairs."""


@dataclass(frozen=True)
class Leg:
    """The part of a walk on one floor: points that are joined by level and upright lines, at least two."""

    floor: Floor
    points: tuple[Point, ...]

    @property
    def metres(self) -> float:
        """Its length."""
        return sum(metres(one, other) for one, other in itertools.pairwise(self.points))


@dataclass(frozen=True)
class Walk:
    """From the machine to a place: one leg, or two with the ``shaft`` between them."""

    stand: Stand
    place: Place
    legs: tuple[Leg, ...]
    shaft: Shaft | None = None

    @property
    def metres(self) -> int:
        """Length of the walk, rounded as one says it."""
        return spoken_metres(sum(leg.metres for leg in self.legs))

    @property
    def minutes(self) -> int:
        """Minutes it takes an older person, at least 1."""
        walked = sum(leg.metres for leg in self.legs) / PACE
        return max(1, math.ceil(walked + (RIDE_MINUTES if self.shaft else 0.0)))


def walk_to(hall: HallFacts, place: Place, step_free: bool = False) -> Walk | None:
    """The walk from this machine; None when the plan shows none. ``step_free`` never takes stairs.

    A lift that works is taken before stairs by everybody: stairs serve only while no lift does.
    """
    here = hall.floor(hall.stand.floor) if hall.stand else None
    there = hall.floor(place.floor)
    if hall.stand is None or here is None or there is None or place.at is None:
        return None
    if here is there:
        points = path(here, hall.stand.at, place.at)
        return Walk(hall.stand, place, (Leg(here, points),)) if points else None
    walks = list(_climbs(hall, hall.stand, place, (here, there)))
    lifts = [walk for walk in walks if walk.shaft and walk.shaft.kind == "lift"]
    choice = lifts if lifts or step_free else walks
    return min(choice, key=lambda walk: sum(leg.metres for leg in walk.legs), default=None)


def _climbs(hall: HallFacts, stand: Stand, place: Place, floors: tuple[Floor, Floor]) -> Iterable[Walk]:
    here, there = floors
    for shaft in hall.shafts:
        if place.at is None or not shaft.works or not {here.name.zh, there.name.zh} <= set(shaft.floors):
            continue
        up, along = path(here, stand.at, shaft.at), path(there, shaft.at, place.at)
        if up and along:
            yield Walk(stand, place, (Leg(here, up), Leg(there, along)), shaft)


def path(floor: Floor, start: Point, goal: Point) -> tuple[Point, ...]:
    """Corners of the shortest way along the aisles, both ends included; empty when there is none."""
    first, last = floor.join(start), floor.join(goal)
    if first is None or last is None:
        return ()
    first, last = _exact(first), _exact(last)
    between = _shortest(_links(floor.aisles, (first, last)), first, last)
    return _straightened((start, *between, goal)) if between else ()


def reached(floor: Floor, start: Point) -> frozenset[Point]:
    """Every end and joint of the aisles that can be walked to from ``start``."""
    first = floor.join(start)
    if first is None:
        return frozenset()
    first = _exact(first)
    links = _links(floor.aisles, (first,))
    seen, waiting = {first}, [first]
    while waiting:
        for point in links.get(waiting.pop(), ()):
            if point not in seen:
                seen.add(point)
                waiting.append(point)
    return frozenset(seen)


def spoken_metres(length: float) -> int:
    """Metres as one says them: to five from ten on, else whole, at least 1."""
    return max(1, round(length / 5) * 5 if length >= 10 else round(length))


def _links(aisles: tuple[Aisle, ...], extra: tuple[Point, ...]) -> dict[Point, set[Point]]:
    """Which points of the aisles follow one another: ends, joints and the ``extra`` ones."""
    links: dict[Point, set[Point]] = {}
    for aisle, joints in zip(aisles, _joined(aisles), strict=True):
        ordered = sorted(joints.union(point for point in extra if aisle.holds(point)))
        for one, other in itertools.pairwise(ordered):
            links.setdefault(one, set()).add(other)
            links.setdefault(other, set()).add(one)
    return links


@lru_cache(maxsize=16)
def _joined(aisles: tuple[Aisle, ...]) -> tuple[frozenset[Point], ...]:
    """The ends and joints of every aisle; a floor is drawn once and walked often."""
    return tuple(
        frozenset((_exact(aisle.start), _exact(aisle.end))).union(
            *(_joints(aisle, other) for other in aisles if other is not aisle)
        )
        for aisle in aisles
    )


def _joints(one: Aisle, other: Aisle) -> Iterable[Point]:
    if one.level == other.level:
        candidates = [other.start, other.end]
    elif one.level:
        candidates = [Point(other.start.x, one.start.y)]
    else:
        candidates = [Point(one.start.x, other.start.y)]
    return (_exact(point) for point in candidates if one.holds(point) and other.holds(point))


def _exact(point: Point) -> Point:
    return Point(round(point.x, 2), round(point.y, 2))


def _shortest(links: dict[Point, set[Point]], first: Point, last: Point) -> tuple[Point, ...]:
    """Dijkstra's algorithm; of equally long ways the one with fewer corners."""
    waiting: list[tuple[float, int, tuple[Point, ...]]] = [(0.0, 0, (first,))]
    done: set[tuple[Point, str]] = set()
    while waiting:
        length, corners, walked = heapq.heappop(waiting)
        at = walked[-1]
        came = heading(walked[-2], at) if len(walked) > 1 else ""
        if at == last:
            return walked
        if (at, came) in done:
            continue
        done.add((at, came))
        for following in links.get(at, ()):
            turned = bool(came) and heading(at, following) != came
            further = round(length + metres(at, following), 3)
            heapq.heappush(waiting, (further, corners + turned, (*walked, following)))
    return ()


def _straightened(points: tuple[Point, ...]) -> tuple[Point, ...]:
    """Without repeated points and without those on a straight line."""
    kept: list[Point] = []
    for point in points:
        if kept and metres(kept[-1], point) < 0.05:
            continue
        if len(kept) > 1 and heading(kept[-2], kept[-1]) == heading(kept[-1], point):
            kept.pop()
        kept.append(point)
    return tuple(kept) if len(kept) > 1 else (*kept, *kept)
