"""What a visit tells, as lines of the journal: closed keys, and values that cannot be words of a person."""

from __future__ import annotations

import re
from collections.abc import Callable

from kiosk.visit_events import (
    DeviceTrouble,
    MatterBegun,
    MatterEnded,
    PageLeft,
    PaperPrinted,
    VisitBegun,
    VisitEnded,
    VisitEvent,
)
from offline_cache.journal.writing import Journal

NAME = re.compile(r"[a-z][a-z0-9_-]{0,59}")
"""What a name may look like: ids of this program and its packs; no Chinese, no number, no sentence."""
_LONGEST = 24 * 3600.0
_MOST_PAGES = 1000


class VisitDiary:
    """Implements ``kiosk.needs.Diary``: writes to ``journal`` by ``do``, which runs a job off the caller's thread."""

    def __init__(self, journal: Journal, do: Callable[[Callable[[], None]], None]) -> None:
        self._journal, self._do = journal, do

    def note(self, event: VisitEvent) -> None:
        """One line, written a little later."""
        name, values = line_of(event)
        self._do(lambda: self._journal.note(name, **values))


def line_of(event: VisitEvent) -> tuple[str, dict[str, object]]:
    """Name and values of an event; a text that is no name becomes ``other``, a number out of range the nearest."""
    match event:
        case VisitBegun():
            return "visit_begun", {}
        case MatterBegun(scenario, resumed):
            return "matter_begun", {"scenario": _name(scenario), "state": "resumed" if resumed else "new"}
        case PageLeft(page, scenario, seconds):
            return "page_left", {"step": _name(page), "scenario": _name(scenario), "seconds": _seconds(seconds)}
        case MatterEnded(scenario, outcome, page):
            return "matter_ended", {"scenario": _name(scenario), "outcome": _name(outcome), "step": _name(page)}
        case VisitEnded(page, seconds, language):
            return "visit_ended", {"step": _name(page), "seconds": _seconds(seconds), "language": _name(language)}
        case PaperPrinted(kind, outcome, status, pages):
            count = min(max(int(pages), 0), _MOST_PAGES)
            return "printed", {"kind": _name(kind), "outcome": _name(outcome), "status": _name(status), "pages": count}
        case DeviceTrouble(device, reason):
            return "device_trouble", {"device": _name(device), "reason": _name(reason)}


def _name(text: str) -> str:
    return text if not text or NAME.fullmatch(text) else "other"


def _seconds(value: float) -> float:
    return round(min(max(float(value), 0.0), _LONGEST), 1)
