"""A printed paper as plain data: blocks that a form printer lays out on A4."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any, Literal

DocumentKind = Literal["application", "checklist", "slip", "sample"]


@dataclass(frozen=True)
class FieldRow:
    """One labelled value. ``blank`` draws an empty line to be filled by hand; ``note`` is small print."""

    label: str
    value: str
    note: str = ""
    blank: bool = False
    type: Literal["field"] = "field"


@dataclass(frozen=True)
class FieldGrid:
    """A titled group of fields, two columns where they fit."""

    title: str
    rows: tuple[FieldRow, ...]
    type: Literal["grid"] = "grid"


@dataclass(frozen=True)
class Table:
    """A titled table. ``widths`` are relative column weights; cells are plain text, never markup."""

    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    widths: tuple[float, ...]
    checkbox: bool = False
    type: Literal["table"] = "table"


@dataclass(frozen=True)
class Notes:
    """A titled list of sentences."""

    title: str
    lines: tuple[str, ...]
    type: Literal["notes"] = "notes"


@dataclass(frozen=True)
class CodeBlock:
    """A QR code with a large caption beside it (for example the case code) and lines of explanation."""

    payload: str
    caption: str
    lines: tuple[str, ...]
    type: Literal["code"] = "code"


@dataclass(frozen=True)
class Signature:
    """A promise with room for a hand-written signature and date."""

    promise: str
    signer: str
    type: Literal["signature"] = "signature"


Block = FieldGrid | Table | Notes | CodeBlock | Signature


@dataclass(frozen=True, repr=False)
class Document:
    """One paper. ``head`` are small label/value pairs under the title; ``foot`` names source and date of rules."""

    kind: DocumentKind
    title: str
    subtitle: str
    head: tuple[tuple[str, str], ...]
    blocks: tuple[Block, ...]
    foot: str
    printed_at: str
    demo: bool = False

    def __repr__(self) -> str:
        return f"Document({self.kind})"

    def to_data(self) -> dict[str, Any]:
        """Plain lists, strings and numbers for a template; blocks keep their ``type``."""
        return asdict(self)
