"""What statistics may know of a visit: which pages, how long, how it ended, what devices did. Nothing about a person.

No event carries an id of the visit, so that events of one person cannot be joined. Names are those of pages, of the
catalogue's scenarios and of the enumerations of this program.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

MatterEnd = Literal["filed", "kept", "number_only", "papers_only", "at_window", "draft", "dropped"]


@dataclass(frozen=True)
class VisitBegun:
    """Somebody touched the invitation."""


@dataclass(frozen=True)
class MatterBegun:
    """A life event was chosen; ``resumed`` with a pick-up code."""

    scenario: str
    resumed: bool = False


@dataclass(frozen=True)
class PageLeft:
    """A page was left after ``seconds``; ``scenario`` is empty before one is chosen."""

    page: str
    scenario: str
    seconds: float


@dataclass(frozen=True)
class MatterEnded:
    """A life event came to an end, or was given up on ``page``."""

    scenario: str
    outcome: MatterEnd
    page: str


@dataclass(frozen=True)
class VisitEnded:
    """The visit is over after ``seconds``; ``page`` is where."""

    page: str
    seconds: float
    language: str


@dataclass(frozen=True)
class PaperPrinted:
    """A print job ended: ``kind`` is ticket, papers, slip or code; ``outcome`` and ``status`` as the printer said."""

    kind: Literal["ticket", "papers", "slip", "code"]
    outcome: str
    status: str
    pages: int


@dataclass(frozen=True)
class DeviceTrouble:
    """A device did not do its work."""

    device: str
    reason: str


VisitEvent = VisitBegun | MatterBegun | PageLeft | MatterEnded | VisitEnded | PaperPrinted | DeviceTrouble
