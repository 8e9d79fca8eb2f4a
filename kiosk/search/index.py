"""All names side by side on one line, and for every sign a bitmap of the places where it stands.

A name takes one place a character and is followed by one empty place, so that no match crosses from one name to the
next. Names stand in the order of the answer: scenarios, departments, items, and shorter names first. A *sign* is

- a character that is not a-z: ``饭``;
- ``=fan``: places whose whole reading is ``fan`` (two letters or more);
- ``~fa``: places whose reading begins with ``fa``; a letter reads as itself;
- ``^^`` and ``$$``: first places of names, and the empty places after them.

A bitmap is an ``int``; bit p stands for place p.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from kiosk.search.entries import KINDS, Entry, Name
from kiosk.search.folding import is_letter

FIRST, AFTER = "^^", "$$"


@dataclass(frozen=True)
class Row:
    """One name and the entry it belongs to (by number)."""

    entry: int
    name: Name


class Index(Protocol):
    """What :mod:`kiosk.search.matching` reads."""

    @property
    def starts(self) -> Sequence[int]:
        """First places of the rows, rising."""
        ...

    @property
    def ends(self) -> tuple[int, int, int]:
        """The places where the scenarios, the departments and the items end."""
        ...

    def has(self, sign: str) -> bool:
        """Whether any name holds the sign."""
        ...

    def bits(self, sign: str) -> int:
        """Places of the sign; 0 when no name holds it."""
        ...

    def entry_number(self, row: int) -> int:
        """The entry a row belongs to, as a number."""
        ...

    def rows(self, numbers: Sequence[int]) -> list[tuple[Name, Entry]]:
        """Names and their entries (whose own ``names`` may be left empty), in the order asked for."""
        ...

    def reading(self, char: str) -> str:
        """How a character is usually read; empty when not known."""
        ...


@dataclass(frozen=True)
class Layout:
    """All names in their places."""

    entries: tuple[Entry, ...]
    rows: tuple[Row, ...]
    starts: array[int]
    ends: tuple[int, int, int]
    places: Mapping[str, array[int]]

    @property
    def size(self) -> int:
        """Number of places."""
        return self.ends[-1]


def lay_out(entries: Iterable[Entry]) -> Layout:
    """Put every name in its place and note every sign."""
    listed = tuple(entries)
    rows = sorted(
        (Row(number, name) for number, entry in enumerate(listed) for name in entry.names),
        key=lambda row: (KINDS.index(listed[row.entry].kind), len(row.name.text), row.name.text, row.entry),
    )
    starts, ends, place = array("I"), [0, 0, 0], 0
    places: dict[str, array[int]] = {}
    for row in rows:
        starts.append(place)
        places.setdefault(FIRST, array("I")).append(place)
        for char, reading in zip(row.name.text, row.name.readings, strict=True):
            for sign in _signs(char, reading):
                places.setdefault(sign, array("I")).append(place)
            place += 1
        places.setdefault(AFTER, array("I")).append(place)
        place += 1
        for kind in range(KINDS.index(listed[row.entry].kind), 3):
            ends[kind] = place
    return Layout(listed, tuple(rows), starts, (ends[0], ends[1], ends[2]), places)


def _signs(char: str, reading: str) -> list[str]:
    if is_letter(char):
        return ["~" + char]
    signs = [char]
    if len(reading) > 1:
        signs.append("=" + reading)
    signs += ["~" + reading[:length] for length in range(1, len(reading) + 1)]
    return signs


def bitmap(places: Sequence[int], size: int) -> bytearray:
    """The bitmap of rising places, as little-endian bytes."""
    made = bytearray(size // 8 + 1)
    for place in places:
        made[place >> 3] |= 1 << (place & 7)
    return made


class MemoryIndex:
    """An :class:`Index` of entries held in memory; for packs of a few hundred names."""

    def __init__(self, entries: Iterable[Entry]) -> None:
        self._layout = lay_out(entries)
        self.starts, self.ends = self._layout.starts, self._layout.ends
        self._bits: dict[str, int] = {}

    def has(self, sign: str) -> bool:
        """Whether any name holds the sign."""
        return sign in self._layout.places

    def bits(self, sign: str) -> int:
        """Places of the sign."""
        if sign not in self._bits and sign in self._layout.places:
            self._bits[sign] = int.from_bytes(bitmap(self._layout.places[sign], self._layout.size), "little")
        return self._bits.get(sign, 0)

    def entry_number(self, row: int) -> int:
        """The entry a row belongs to."""
        return self._layout.rows[row].entry

    def rows(self, numbers: Sequence[int]) -> list[tuple[Name, Entry]]:
        """Names and their entries."""
        found = (self._layout.rows[number] for number in numbers)
        return [(row.name, self._layout.entries[row.entry]) for row in found]

    def reading(self, char: str) -> str:
        """Not known here."""
        return ""
