"""What the outbox tells: parcels for the courier, entries and decisions for staff."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from offline_cache.attachments import SealedFile
from offline_cache.outbox.states import SENDING_DEADLINE


@dataclass(frozen=True, repr=False)
class Parcel:
    """Sealed bytes ready to go, and the attachments they name. ``attempts`` counts this one; ``repr`` shows the id."""

    bundle_id: str
    sealed: bytes
    digest: str
    attempts: int
    attachments: SealedFile | None = None

    def __repr__(self) -> str:
        return f"Parcel({self.bundle_id})"


@dataclass(frozen=True)
class OutboxRow:
    """One entry for staff; holds no personal data. ``code`` is what the kept slip says, ``attachments`` a count."""

    bundle_id: str
    code: str
    scenario: str
    state: str
    kept_at: str
    attempts: int
    next_at: str
    reason: str
    case_code: str = ""
    overdue: bool = False
    attachments: int = 0


@dataclass(frozen=True)
class OutboxEntry:
    """One entry in full, without personal data.

    ``since`` and ``until`` are when the state began and when it counts as overdue (ISO local time, empty when final);
    ``exits`` names every way out; ``size`` is in bytes, without ``attachment_bytes``; ``strikes`` are failures that
    count against the entry itself.
    """

    row: OutboxRow
    digest: str
    size: int
    since: str
    until: str
    strikes: int
    exits: tuple[str, ...]
    decisions: tuple[Decision, ...]
    attachment_bytes: int = 0


@dataclass(frozen=True)
class Decision:
    """What staff decided about a bundle, and when; ``by`` is whatever staff number they gave."""

    bundle_id: str
    action: str
    from_state: str
    to_state: str
    reason: str
    by: str
    at: str


@dataclass(frozen=True)
class OutboxStatus:
    """How many entries are in each state, and the entries that are not accepted yet, oldest first.

    ``overdue`` counts those that stay in a state longer than its deadline.
    """

    waiting: int
    sending: int
    accepted: int
    refused: int
    set_aside: int
    rows: tuple[OutboxRow, ...]
    overdue: int = 0


@dataclass(frozen=True)
class Lease:
    """An entry given out to be sent: its tries including this one, and when it is due again without an answer."""

    attempts: int
    until: datetime

    def left(self, now: datetime) -> float:
        """Seconds until it is due again; 0 when the clock was set so that it would take longer than it may."""
        seconds = (self.until - now).total_seconds()
        return seconds if 0 < seconds <= SENDING_DEADLINE.total_seconds() else 0.0

    def over(self, now: datetime) -> bool:
        """Whether it is due again."""
        return self.left(now) == 0.0
