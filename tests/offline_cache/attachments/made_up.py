"""Attachments of nobody."""

from __future__ import annotations

import random

from kiosk.filing.attachment import Attachment, attachment_of
from kiosk.person.privacy import Private


def paper(size: int, seed: int = 1, material: str = "lease") -> Attachment:
    """A PDF in name: noise of exactly ``size`` bytes, the same for the same seed."""
    content = (b"%PDF-1.7\n" + random.Random(seed).randbytes(size))[:size]
    return attachment_of(material, 2, Private(content))


def bytes_of(*papers: Attachment) -> dict[str, bytes]:
    """Digest → content."""
    return {one.facts.sha256: one.content.reveal() for one in papers}
