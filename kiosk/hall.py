"""The building this machine stands in: floors, windows, facilities and the ways to them, as plain values."""

from __future__ import annotations

from dataclasses import dataclass

from kiosk.words import Words


@dataclass(frozen=True)
class Place:
    """Somewhere a citizen may want to go. ``way`` is the walk from this machine, a line a leg."""

    id: str
    name: Words
    floor: str
    icon: str
    way: tuple[Words, ...]
    hours: Words = Words("")
    remark: Words = Words("")


@dataclass(frozen=True)
class HallFacts:
    """Facts about the hall, edited by the hall. ``combined_window`` is the id of the one-thing window's place."""

    name: Words
    area_name: Words
    machine: str
    phone: str
    hours: Words
    payment: Words
    combined_window: str
    places: tuple[Place, ...]

    def place(self, place_id: str) -> Place:
        """The place of that id. Raises KeyError."""
        for place in self.places:
            if place.id == place_id:
                return place
        raise KeyError(place_id)
