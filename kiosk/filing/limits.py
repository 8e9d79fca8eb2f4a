"""How much may travel beside one bundle: the same figures for the page that photographs, the machine and the hall."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from kiosk.filing.attachment import AttachmentFacts
from kiosk.words import Words

PIECE = 1 << 20
"""Bytes of an attachment that are encrypted, sent and received at a time."""


@dataclass(frozen=True)
class Limits:
    """Bytes of one attachment, bytes of all of one bundle together, and how many there may be."""

    one: int = 25_000_000
    together: int = 65_000_000
    most: int = 30


LIMITS = Limits()
SPARE = 200_000_000
"""Free bytes that stay on the disk whatever is photographed: bundles without attachments come first."""


def limits_in_words(limits: Limits = LIMITS) -> Words:
    """What may be photographed, said before anybody begins."""
    return Words(
        f"每份材料最多 {_mb(limits.one)} MB，一次最多 {limits.most} 份、合计 {_mb(limits.together)} MB。",
        f"Up to {_mb(limits.one)} MB per paper, {limits.most} papers and {_mb(limits.together)} MB in all.",
    )


def too_much(attachments: Sequence[AttachmentFacts], limits: Limits = LIMITS) -> Words | None:
    """Why these cannot all travel with one bundle, and what to do; None when they can."""
    if any(facts.size > limits.one for facts in attachments):
        return Words(
            f"有一份材料太大，每份最多 {_mb(limits.one)} MB。请少拍几页，或把纸质件交到窗口。",
            f"One paper is too large (at most {_mb(limits.one)} MB). "
            "Photograph fewer pages, or hand it in at the window.",
        )
    if len(attachments) > limits.most:
        return Words(
            f"一次最多拍 {limits.most} 份材料。其余的请把纸质件交到窗口。",
            f"At most {limits.most} papers can be photographed. Please hand in the others at the window.",
        )
    if sum(facts.size for facts in attachments) > limits.together:
        return Words(
            f"全部材料合计太大，最多 {_mb(limits.together)} MB。请把页数多的纸质件交到窗口。",
            f"All papers together are too large (at most {_mb(limits.together)} MB). "
            "Please hand in the long ones at the window.",
        )
    return None


def room_for(free: int, limits: Limits = LIMITS) -> bool:
    """Whether a disk with ``free`` bytes can take everything one person may photograph; asked before they begin."""
    return free >= limits.together + SPARE


def _mb(size: int) -> str:
    return f"{size / 1_000_000:g}"
