"""A printed paper as plain data: blocks that a form printer lays out on A4."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any, Literal

DocumentKind = Literal["application", "checklist", "slip", "sample", "authority"]


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


@dataclass(frozen=True)
class Tally:
    """Numbers side by side: ``columns`` name them, each row begins with its label; the last row stands out."""

    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    type: Literal["tally"] = "tally"


@dataclass(frozen=True)
class StageItem:
    """One item of a stage. ``tag`` stands beside the name, ``held`` says what holds it up, ``small`` is small print."""

    name: str
    department: str
    place: str
    time: str
    legal: str
    fee: str
    result: str
    tag: str = ""
    held: str = ""
    small: tuple[str, ...] = ()


@dataclass(frozen=True)
class Stage:
    """Items that run side by side. ``apart`` True: it does not follow the stage before (a duty after opening)."""

    label: str
    remark: str
    items: tuple[StageItem, ...]
    apart: bool = False


@dataclass(frozen=True)
class Stages:
    """The order of a plan as a picture: a band for each stage with arrows between them."""

    title: str
    stages: tuple[Stage, ...]
    type: Literal["stages"] = "stages"


@dataclass(frozen=True)
class Tick:
    """One paper of a list. ``state``: a box to tick, a box ticked already, or no box at all (nothing to bring).

    ``tag`` stands beside the name, ``small`` is small print.
    """

    name: str
    amount: str
    users: str
    remark: str
    state: Literal["open", "done", "none"] = "open"
    tag: str = ""
    small: tuple[str, ...] = ()


@dataclass(frozen=True)
class TickGroup:
    """Papers that come the same way."""

    title: str
    rows: tuple[Tick, ...]


@dataclass(frozen=True)
class Ticks:
    """A list of papers in groups. ``strong`` sets it off as the thing to look at first."""

    title: str
    groups: tuple[TickGroup, ...]
    columns: tuple[str, str, str, str] = ("材料", "数量", "用于", "说明")
    strong: bool = False
    type: Literal["ticks"] = "ticks"


@dataclass(frozen=True)
class Facts:
    """Labelled sentences, a line each."""

    title: str
    rows: tuple[tuple[str, str], ...]
    type: Literal["facts"] = "facts"


Block = FieldGrid | Table | Notes | CodeBlock | Signature | Tally | Stages | Ticks | Facts


@dataclass(frozen=True, repr=False)
class Document:
    """One paper. ``head`` are small label/value pairs under the title; ``foot`` names source and date of rules.

    ``most_pages`` set: it is set as roomy as still fits on so many pages; small print goes first where it does not.
    """

    kind: DocumentKind
    title: str
    subtitle: str
    head: tuple[tuple[str, str], ...]
    blocks: tuple[Block, ...]
    foot: str
    printed_at: str
    demo: bool = False
    most_pages: int = 0

    def __repr__(self) -> str:
        return f"Document({self.kind})"

    def to_data(self) -> dict[str, Any]:
        """Plain lists, strings and numbers for a template; blocks keep their ``type``."""
        return asdict(self)
