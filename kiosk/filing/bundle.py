"""The bundled application: sealed once, its id born here, its bytes frozen from then on. Also the wire contract."""

from __future__ import annotations

import hashlib
import json
import uuid
from dataclasses import dataclass, field
from typing import Literal

from kiosk.filing.attachment import AttachmentFacts

AnswerValue = bool | float | str | None
MaterialStatus = Literal["paper", "later", "shared", "from_item", "scanned"]
FieldOrigin = Literal["card", "citizen", "answers", "window"]


@dataclass(frozen=True)
class BundleItem:
    """One item applied for. ``stage`` counts from 1; ``certain`` is False when an answer is still unknown."""

    id: str
    name: str
    department: str
    stage: int
    certain: bool = True


@dataclass(frozen=True)
class BundleMaterial:
    """One merged material and how it comes: on paper, later, shared, from an item, or photographed here.

    ``due`` says in words how long a later one may take; None when the item waits for it.
    """

    id: str
    name: str
    supplier: str
    status: MaterialStatus
    used_by: tuple[str, ...]
    originals: int
    copies: int
    due: str | None = None


@dataclass(frozen=True)
class FilledField:
    """One field of the one form. An empty value with origin ``window`` is filled in by hand later."""

    key: str
    label: str
    value: str
    origin: FieldOrigin
    used_by: tuple[str, ...] = ()


@dataclass(frozen=True)
class GivenAnswer:
    """One answer of the interview; ``value`` None means 我还不知道."""

    key: str
    value: AnswerValue


@dataclass(frozen=True, repr=False)
class Bundle:
    """Plan, form and materials of one matter. ``repr`` shows id and scenario only.

    ``attachments`` names the papers that travel beside it; without them its bytes do not mention any.
    """

    id: str
    scenario: str
    title: str
    region: str
    catalog_version: str
    machine: str
    sealed_at: str
    answers: tuple[GivenAnswer, ...]
    items: tuple[BundleItem, ...]
    fields: tuple[FilledField, ...]
    materials: tuple[BundleMaterial, ...]
    demo: bool = False
    version: int = 1
    attachments: tuple[AttachmentFacts, ...] = ()

    def __repr__(self) -> str:
        return f"Bundle({self.id}, {self.scenario})"

    def to_bytes(self) -> bytes:
        """The one canonical form: UTF-8 JSON, sorted keys, no spaces. Equal bundles give equal bytes."""
        members = vars(self) if self.attachments else {k: v for k, v in vars(self).items() if k != "attachments"}
        plain = json.dumps(members, default=vars, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        return plain.encode()


def digest_of(sealed: bytes) -> str:
    """SHA-256 of sealed bytes as 64 hex digits; goes with them over the wire and into the receipt."""
    return hashlib.sha256(sealed).hexdigest()


def new_bundle_id() -> str:
    """A fresh random id (32 hex digits); says nothing about the person or the time."""
    return uuid.uuid4().hex


@dataclass(frozen=True)
class Fault:
    """One thing wrong with a bundle. ``where`` is a path such as ``fields.phone``; ``message`` is for the citizen."""

    where: str
    message: str


@dataclass(frozen=True)
class Refusal:
    """The hall's answer to a bundle it cannot take: everything that is wrong, at once."""

    bundle_id: str
    faults: tuple[Fault, ...] = field(default=())
