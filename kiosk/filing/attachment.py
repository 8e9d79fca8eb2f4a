"""A paper seen or scanned at the machine: what is said of it in the bundle, and its bytes, which travel beside it."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import Literal

from kiosk.person.privacy import Private

MediaType = Literal["application/pdf"]


@dataclass(frozen=True)
class AttachmentFacts:
    """What the bundle says of one attachment. ``size`` in bytes; ``sha256`` of the bytes, 64 hex digits."""

    material: str
    pages: int
    size: int
    sha256: str
    media_type: MediaType = "application/pdf"


@dataclass(frozen=True)
class Attachment:
    """One attachment with its bytes, in memory only until it is sealed."""

    facts: AttachmentFacts
    content: Private[bytes]


def attachment_of(material: str, pages: int, pdf: Private[bytes]) -> Attachment:
    """The attachment that proves ``material``: one PDF of ``pages`` pages."""
    plain = pdf.reveal()
    return Attachment(AttachmentFacts(material, pages, len(plain), hashlib.sha256(plain).hexdigest()), pdf)


@dataclass(frozen=True)
class WantedAttachment:
    """An attachment the hall has not in whole: it holds the first ``have`` bytes."""

    sha256: str
    have: int


@dataclass(frozen=True)
class Wanted:
    """The hall's answer to a bundle whose attachments have not all arrived: which, and how far each one is."""

    bundle_id: str
    attachments: tuple[WantedAttachment, ...]


@dataclass(frozen=True)
class Held:
    """The hall's answer to a piece of an attachment: it holds the first ``have`` bytes."""

    have: int
