"""Order derived, not typed: an item comes after the items whose results it needs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from graphlib import CycleError, TopologicalSorter

from kiosk.errors import PackError


@dataclass(frozen=True)
class Place:
    """Where an item stands: stage from 1, and working days before it can start."""

    stage: int
    starts_after: int


def order(after: Mapping[str, frozenset[str]], days: Mapping[str, int]) -> dict[str, Place]:
    """Stage (longest path) and start of every item. Raises PackError naming the ring when items wait for each other."""
    places: dict[str, Place] = {}
    try:
        for item_id in TopologicalSorter(after).static_order():
            earlier = [(places[other], days[other]) for other in after[item_id]]
            places[item_id] = Place(
                stage=1 + max((found.stage for found, _ in earlier), default=0),
                starts_after=max((found.starts_after + length for found, length in earlier), default=0),
            )
    except CycleError as error:
        raise PackError((f"事项互相等待：{' → '.join(_ring(error))}",), "请去掉其中一个 after 或 produces。") from error
    return places


def ring_in(after: Mapping[str, frozenset[str]]) -> tuple[str, ...]:
    """A ring of items that wait for each other, each followed by one it waits for; empty when there is none."""
    try:
        TopologicalSorter(after).prepare()
    except CycleError as error:
        return _ring(error)
    return ()


def _ring(error: CycleError) -> tuple[str, ...]:
    ring = list(reversed(error.args[1]))[:-1]
    first = ring.index(min(ring))
    return (*ring[first:], *ring[:first], ring[first])
