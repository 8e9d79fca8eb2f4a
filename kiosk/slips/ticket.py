"""The queue number as values: what the hall grants, and what the slip of paper says."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class TicketGrant:
    """A number given by the hall (or from this machine's leased block, then ``people_ahead`` is None)."""

    number: str
    window: str
    people_ahead: int | None
    issued_at: str
    from_block: bool = False


@dataclass(frozen=True)
class Ticket:
    """One printed number for one whole matter. Holds no personal data by construction.

    ``way`` is the walk from this machine to the window, a line a leg. ``qr`` is the payload of the code:
    it names the case, never a person. ``demo`` marks specimen output, ``reprint`` a second copy.
    """

    number: str
    matter: str
    window: str
    people_ahead: int | None
    way: tuple[str, ...]
    issued_at: datetime
    hall: str
    machine: str
    qr: str
    case_code: str = ""
    notes: tuple[str, ...] = ()
    demo: bool = False
    reprint: bool = False
