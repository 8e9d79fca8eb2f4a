"""Order derived, not typed: an item comes after the items whose results it needs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from kiosk.errors import PackError


@dataclass(frozen=True)
class Place:
    """Where an item stands: stage from 1, and working days before it can start."""

    stage: int
    starts_after: int


def order(after: Mapping[str, frozenset[str]], days: Mapping[str, int]) -> dict[str, Place]:
    """Stage (longest path) and start of every item. Raises PackError naming the ring when items wait for each other."""
    places: dict[str, Place] = {}
    trail: list[str] = []

    def place(item_id: str) -> Place:
        if item_id in places:
            return places[item_id]
        if item_id in trail:
            ring = " → ".join([*trail[trail.index(item_id):], item_id])
            raise PackError((f"事项互相等待：{ring}",), "请去掉其中一个 after 或 produces。")
        trail.append(item_id)
        earlier = [(place(other), days[other]) for other in sorted(after[item_id])]
        trail.pop()
        places[item_id] = Place(
            stage=1 + max((found.stage for found, _ in earlier), default=0),
            starts_after=max((found.starts_after + length for found, length in earlier), default=0),
        )
        return places[item_id]

    for item_id in after:
        place(item_id)
    return places
