"""From typed text to hits, over any index; and a finder that steps in when another fails."""

from __future__ import annotations

from collections.abc import Callable

from kiosk.catalog.values import Catalog
from kiosk.errors import KioskError
from kiosk.needs import Finder
from kiosk.search.entries import entries_of
from kiosk.search.folding import fold_query
from kiosk.search.index import Index, MemoryIndex
from kiosk.search.matching import ranked_rows
from kiosk.search.mistakes import near_rows
from kiosk.steps import Hit


class IndexFinder:
    """Implements :class:`kiosk.needs.Finder` over an index."""

    def __init__(self, index: Index) -> None:
        self._index = index

    def find(self, text: str, limit: int) -> tuple[Hit, ...]:
        """Best hits first; names close to the text (``near``) only when none holds it. No text, no hits.

        An item that stands in several scenarios is listed once, and again for the others where there is room left.
        """
        query = fold_query(text)
        if not query or limit < 1:
            return ()
        rows = ranked_rows(self._index, query, limit)
        near = not rows
        if near:
            rows = near_rows(self._index, query, limit)
        found = self._index.rows(rows)
        openings = [(name, entry, opening) for name, entry in found for opening in entry.opens[:1]]
        openings += [(name, entry, opening) for name, entry in found for opening in entry.opens[1:]]
        return tuple(
            Hit(entry.title, name.note or opening.detail, opening.scenario, entry.kind, entry.id, name.shown, near)
            for name, entry, opening in openings[:limit]
        )


def memory_finder(catalog: Catalog) -> IndexFinder:
    """A finder over a catalogue held in memory; pinyin as far as the pack spells it out."""
    return IndexFinder(MemoryIndex(entries_of(catalog)))


class StandingIn:
    """A finder that turns to ``other`` for good once ``first`` fails; ``on_failure`` is told why, once."""

    def __init__(self, first: Finder, other: Callable[[], Finder], on_failure: Callable[[KioskError], None]) -> None:
        self._now, self._other, self._on_failure = first, other, on_failure
        self._failed = False

    def find(self, text: str, limit: int) -> tuple[Hit, ...]:
        """Hits of whichever finder works."""
        if not self._failed:
            try:
                return self._now.find(text, limit)
            except KioskError as error:
                self._failed = True
                self._now = self._other()
                self._on_failure(error)
        return self._now.find(text, limit)


def standing_in(first: Finder, other: Callable[[], Finder], on_failure: Callable[[KioskError], None]) -> Finder:
    """``first`` while it works, then ``other()``."""
    return StandingIn(first, other, on_failure)
