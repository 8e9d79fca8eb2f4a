"""What proves that a matter was handed in: the hall's receipt, and what became of each item since."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True)
class Receipt:
    """The hall's answer: the bundle is filed. It says 收到 (received); acceptance is each department's act.

    ``case_code`` is short, speakable and not personal (for example ``XN26-7K3M-4``); ``digest`` repeats the
    bundle's digest; ``received_at`` is ISO local time of the hall.
    """

    bundle_id: str
    case_code: str
    digest: str
    received_at: str


ItemState = Literal["received", "waiting_for_earlier", "in_progress", "done", "returned"]


@dataclass(frozen=True)
class ItemProgress:
    """Where one item stands."""

    name: str
    department: str
    stage: int
    state: ItemState


@dataclass(frozen=True)
class CaseProgress:
    """Where a case stands, item by item; holds no personal data. ``attachments``: papers photographed for it."""

    case_code: str
    title: str
    received_at: str
    items: tuple[ItemProgress, ...]
    attachments: int = 0


def kept_code(bundle_id: str) -> str:
    """The code printed while the hall is out of reach: first 8 digits of the bundle id in two groups."""
    head = bundle_id[:8].upper()
    return f"{head[:4]}-{head[4:]}"
