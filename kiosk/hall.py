"""The building this machine stands in: floors, windows, facilities and the ways to them, as plain values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from kiosk.catalog.values import MachineStep, Payment
from kiosk.way.floors import Floor, Point, Shaft, Stand
from kiosk.way.opening import Timetable
from kiosk.words import Words

PlaceKind = Literal["window", "facility", "travel"]
PLACE_KINDS: tuple[PlaceKind, ...] = ("window", "facility", "travel")


@dataclass(frozen=True)
class Place:
    """Somewhere a citizen may want to go. ``way`` is the walk from this machine, a line a leg.

    ``departments`` are the ids of those who sit here, ``pay`` the ways to pay here (empty: those of the hall).
    ``at`` is where one stands before it, on the plan of ``floor`` (None: no picture, only words). ``timetable`` None:
    its hours are not known as data.
    """

    id: str
    name: Words
    floor: str
    icon: str
    way: tuple[Words, ...]
    hours: Words = Words("")
    remark: Words = Words("")
    departments: tuple[str, ...] = ()
    pay: tuple[Payment, ...] = ()
    kind: PlaceKind = "window"
    at: Point | None = None
    timetable: Timetable | None = None
    phone: str = ""


@dataclass(frozen=True)
class BusLine:
    """One line of a bus: ``stop`` is the place it leaves from, ``times`` first and last bus as read by people."""

    id: str
    name: Words
    toward: Words
    stop: str
    times: str


@dataclass(frozen=True)
class HallFacts:
    """Facts about the hall, edited by the hall. ``combined_window`` is the id of the one-thing window's place.

    ``machine_hours`` say when each step can be done at this machine; a step without an entry runs all day.
    ``closed`` are the hall's own closing days, beside the statutory ones. Without ``stand`` no walk is drawn.
    """

    name: Words
    area_name: Words
    machine: str
    phone: str
    hours: Words
    payment: Words
    combined_window: str
    places: tuple[Place, ...]
    pay: tuple[Payment, ...] = ()
    machine_hours: Mapping[MachineStep, Words] = field(default_factory=dict)
    closed: frozenset[date] = frozenset()
    floors: tuple[Floor, ...] = ()
    shafts: tuple[Shaft, ...] = ()
    stand: Stand | None = None
    buses: tuple[BusLine, ...] = ()

    def place(self, place_id: str) -> Place:
        """The place of that id. Raises KeyError."""
        for place in self.places:
            if place.id == place_id:
                return place
        raise KeyError(place_id)

    @property
    def one_thing_window(self) -> Words:
        """Name of the one-thing window's place; empty when the hall has no such place."""
        return next((place.name for place in self.places if place.id == self.combined_window), Words(""))

    def floor(self, name: str) -> Floor | None:
        """The plan of the floor of that (Chinese) name; None when the hall drew none."""
        return next((floor for floor in self.floors if floor.name.zh == name), None)

    def window_of(self, department_id: str) -> Place:
        """Where a department receives people: its own window, else the one-thing window."""
        for place in self.places:
            if department_id in place.departments:
                return place
        return self.place(self.combined_window)

    def pays(self, place: Place) -> tuple[Payment, ...]:
        """Ways to pay at a place: its own, for a window without any those of the hall."""
        return place.pay or (self.pay if place.kind == "window" else ())
