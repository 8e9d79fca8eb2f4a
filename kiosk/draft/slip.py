"""The slip of paper with the pick-up code, as a value."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime


@dataclass(frozen=True)
class CodeSlip:
    """What is printed for someone who comes back: the code, until when, and where. No name, no answers, no QR code.

    ``code`` is grouped as shown; it is left out of ``repr``. ``demo`` marks specimen output.
    """

    code: str = field(repr=False)
    matter: str
    until: datetime
    hall: str
    machine: str
    kept_at: datetime
    demo: bool = False
