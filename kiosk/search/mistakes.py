"""When nothing holds the query: names that sound the same, names one or two wrong touches away, or names that hold a
good part of it (people type "我想开饭馆").

Only a bounded number of names is compared: those that hold the longest right beginning or ending of the query, so a
mistyped query costs no more than a frame either.
"""

from __future__ import annotations

from kiosk.search.entries import Name
from kiosk.search.folding import is_letter
from kiosk.search.index import Index
from kiosk.search.matching import ranked_rows, rows_at, tails

_SHORTEST, _SHORTEST_FOR_TWO = 3, 8
_ROWS_A_CUT = 24
_LONGEST_SENTENCE = 20


def near_rows(index: Index, query: str, limit: int) -> list[int]:
    """Rows close to the query, best first, at most one an entry and ``limit`` in all."""
    alike: list[int] = []
    if any(index.reading(char) for char in query if not is_letter(char)):
        alike = ranked_rows(index, query, limit, by_sound=True)
    if alike or len(query) < _SHORTEST:
        return alike
    return _mistyped(index, query, limit) or ranked_rows(index, _longest_part(index, query), limit)


def _mistyped(index: Index, query: str, limit: int) -> list[int]:
    sound = "".join(index.reading(char) or char for char in query)
    candidates = sorted(_candidates(index, query))
    close: list[tuple[int, int]] = []
    for row, (name, _) in zip(candidates, index.rows(candidates), strict=True):
        distance = _distance(name, query, sound)
        if distance:
            close.append((distance, row))
    seen: set[int] = set()
    rows: list[int] = []
    for _, row in sorted(close):
        entry = index.entry_number(row)
        if entry not in seen and len(rows) < limit:
            seen.add(entry)
            rows.append(row)
    return rows


def _longest_part(index: Index, query: str) -> str:
    """The longest part of the query that some name holds; empty when it is too small to mean the same.

    It has to be half of the query, or a third when it is three characters or more; two letters count as one character.
    """
    whole = query[:_LONGEST_SENTENCE]
    best, start = "", 0
    for end in range(1, len(whole) + 1):
        while start < end and not tails(index, whole[start:end])[0]:
            start += 1
        if _weight(whole[start:end]) > _weight(best):
            best = whole[start:end]
    weight, asked = _weight(best), _weight(whole)
    meant = (weight >= 4 and 2 * weight >= asked) or (weight >= 6 and 3 * weight >= asked)
    return best if meant else ""


def _weight(text: str) -> int:
    return sum(1 if is_letter(char) else 2 for char in text)


def _candidates(index: Index, query: str) -> set[int]:
    found: set[int] = set()
    endings = tails(index, query)
    right = [at for at in range(1, len(query)) if endings[at]]
    for at in {*right[:3], *[at for at in right if at >= len(query) // 2][:3]}:
        if len(query) - at >= _SHORTEST - 1:
            found.update(rows_at(index, endings[at], _ROWS_A_CUT))
    low, high = 1, len(query) - 1
    while low < high:
        half = (low + high + 1) // 2
        low, high = (half, high) if tails(index, query[:half])[0] else (low, half - 1)
    for length in {low, low - 1, low - 2, len(query) // 2}:
        if length >= _SHORTEST - 1:
            found.update(rows_at(index, tails(index, query[:length])[0], _ROWS_A_CUT))
    return found


def _distance(name: Name, query: str, sound: str) -> int:
    """Wrong touches between the query and the closest part of the name; 0 when they are too many."""
    spoken = "".join(reading or char for char, reading in zip(name.text, name.readings, strict=True))
    found = {_wrong_touches(query, name.text, _allowed(query)), _wrong_touches(sound, spoken, _allowed(sound))}
    return min(found - {0}, default=0)


def _allowed(text: str) -> int:
    return 2 if len(text) >= _SHORTEST_FOR_TWO else 1


def _wrong_touches(pattern: str, text: str, allowed: int) -> int:
    """Letters left out, added, replaced or swapped (bit-parallel, Wu and Manber); 0 when more than ``allowed``."""
    masks: dict[str, int] = {}
    for at, char in enumerate(pattern):
        masks[char] = masks.get(char, 0) | 1 << at
    goal = 1 << len(pattern) - 1
    states = [(1 << errors) - 1 for errors in range(allowed + 1)]
    earlier, before = states, 0
    best = allowed + 1
    for char in text:
        mask = masks.get(char, 0)
        made = [((states[0] << 1) | 1) & mask]
        for errors in range(1, allowed + 1):
            less = states[errors - 1]
            swapped = ((earlier[errors - 1] << 2) | 2) & before & (mask << 1)
            made.append(
                ((states[errors] << 1) | 1) & mask | (less << 1) | 1 | less | (made[errors - 1] << 1) | swapped
            )
        for errors in range(best):
            if made[errors] & goal:
                best = errors
                break
        earlier, states, before = states, made, mask
    return best if best <= allowed else 0
