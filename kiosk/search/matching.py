"""Where a query stands in the names: exactly, with nothing missing and nothing too much.

A query stands at a place when it can be cut into pieces that fit the characters from there on, one piece a character.
A piece is the character itself, its whole reading, the reading's first letter (or zh, ch, sh); the last piece may be
any beginning of the reading, because the finger is still on its way. ``kaif``, ``kf``, ``k饭`` and ``开f`` all stand
in 开饭馆; ``aifan`` does not.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from itertools import compress

from kiosk.search.folding import is_letter
from kiosk.search.index import AFTER, FIRST, Index

_LONGEST_READING = 6
_EMPTY = bytes(1024)
_FIRST_WINDOW = 1 << 14
_TWO_LETTER_INITIALS = frozenset(("zh", "ch", "sh"))

TIERS: tuple[tuple[int, int], ...] = (
    (0, 0), (0, 1), (0, 2), (2, 0), (1, 0), (1, 1), (2, 1), (2, 2), (1, 2),
)
"""Kind (scenario, department, item) and closeness (whole name, beginning, middle) in the order of the answer.

A scenario always beats items. Departments are few and are looked for by name, so theirs come before items that only
begin with the query, and departments that merely hold it come last.
"""


def pieces(index: Index, query: str, at: int, *, by_sound: bool = False) -> list[tuple[str, int]]:
    """Signs that may stand for the query from ``at`` on, and how many of its characters each takes."""
    char = query[at]
    if not is_letter(char):
        sound = index.reading(char) if by_sound else ""
        return [(char, 1)] + ([("=" + sound if len(sound) > 1 else "~" + sound, 1)] if sound else [])
    found = [("~" + char, 1)]
    if query[at : at + 2] in _TWO_LETTER_INITIALS:
        found.append(("~" + query[at : at + 2], 2))
    rest = len(query) - at
    for length in range(2, min(rest, _LONGEST_READING) + 1):
        sign = ("~" if length == rest else "=") + query[at : at + length]
        if index.has(sign):
            found.append((sign, length))
    return found


def tails(index: Index, query: str, *, whole: bool = False, by_sound: bool = False) -> list[int]:
    """For every k the places where ``query[k:]`` stands; ``whole``: only where a name ends with it."""
    length = len(query)
    found = [0] * (length + 1)
    after = [0] * (length + 1)
    after[length] = index.bits(AFTER) >> 1 if whole else -1
    for at in range(length - 1, -1, -1):
        here = 0
        for sign, taken in pieces(index, query, at, by_sound=by_sound):
            if whole and at + taken == length and taken > 1 and sign[0] == "~":
                sign = "=" + sign[1:]
            rest = after[at + taken]
            if rest:
                there = index.bits(sign) if rest == -1 else index.bits(sign) & rest
                here = here | there if here else there  # a bitmap is not copied for nothing
        found[at] = here
        after[at] = here >> 1 if at else 0
    return found


def ranked_rows(index: Index, query: str, limit: int, *, by_sound: bool = False) -> list[int]:
    """Rows that hold the query, best first, at most one an entry and ``limit`` in all."""
    if not query:
        return []
    middle = tails(index, query, by_sound=by_sound)[0]
    if not middle:
        return []
    first = middle & index.bits(FIRST)
    whole = first and _whole(index, query, first, by_sound)
    bitmaps = (whole, first, middle)
    seen: set[int] = set()
    rows: list[int] = []
    for kind, closeness in TIERS:
        if not bitmaps[closeness]:
            continue
        for row in _rows(index, bitmaps[closeness], index.ends[kind - 1] if kind else 0, index.ends[kind]):
            entry = index.entry_number(row)
            if entry not in seen:
                seen.add(entry)
                rows.append(row)
                if len(rows) == limit:
                    return rows
    return rows


def _whole(index: Index, query: str, first: int, by_sound: bool) -> int:
    """Those first places whose whole name the query is."""
    if not any(map(is_letter, query)):
        return first & index.bits(AFTER) >> len(query)
    return first & tails(index, query, whole=True, by_sound=by_sound)[0]


def rows_at(index: Index, bits: int, most: int) -> list[int]:
    """The first ``most`` rows that hold one of the places."""
    found: list[int] = []
    if bits:
        for row in _rows(index, bits, 0, index.ends[-1]):
            found.append(row)
            if len(found) == most:
                break
    return found


def _rows(index: Index, bits: int, begin: int, end: int) -> Iterator[int]:
    """Rows with a place in ``bits`` from ``begin`` up to ``end``, each once."""
    starts, passed = index.starts, begin
    for at, word in _words(bits, begin, end):
        left = word
        while left:
            place = at + (left & -left).bit_length() - 1
            left &= left - 1
            if place >= end:
                return
            if place >= passed:
                row = bisect_right(starts, place) - 1
                yield row
                passed = starts[row + 1] if row + 1 < len(starts) else end


def _words(bits: int, begin: int, end: int) -> Iterator[tuple[int, int]]:
    """Words of 64 places that are not empty, with their first place, from that of ``begin`` on.

    Bits become bytes window by window, each twice as wide as the one before: the first few hits are mostly near the
    beginning. Most stretches of a window are empty and passed over whole.
    """
    window, width = begin & -64, _FIRST_WINDOW
    while window < end:
        part = (bits >> window) & ((1 << width) - 1)
        if part:
            raw = part.to_bytes(width >> 3, "little")
            for begun in range(0, len(raw), len(_EMPTY)):
                stretch = raw[begun : begun + len(_EMPTY)]
                if stretch != _EMPTY:
                    for at in compress(range(0, len(_EMPTY), 8), memoryview(stretch).cast("Q")):
                        yield window + (begun + at << 3), int.from_bytes(stretch[at : at + 8], "little")
        window, width = window + width, width * 2
