"""What goes over the wire beside the core's own types; sizes and shapes are checked while decoding."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from msgspec import Meta

Text = Annotated[str, Meta(min_length=1, max_length=200)]
Name = Annotated[str, Meta(min_length=1, max_length=100)]
RequestId = Annotated[str, Meta(pattern=r"^[0-9A-Za-z_-]{8,64}$")]
BundleId = Annotated[str, Meta(pattern=r"^[0-9a-f]{32}$|^$")]
Day = Annotated[str, Meta(pattern=r"^\d{4}-\d{2}-\d{2}$")]
Number = Annotated[str, Meta(pattern=r"^[A-Z]\d{3,6}$")]


@dataclass(frozen=True)
class TicketRequest:
    """One number for one matter; repeating ``request_id`` repeats the answer. ``bundle_id`` may be empty."""

    request_id: RequestId
    bundle_id: BundleId
    matter: Text
    machine: Name


@dataclass(frozen=True)
class BlockRequest:
    """Lease ``size`` numbers for one machine, for today or tomorrow (``day``, ISO date; today when left out)."""

    machine: Name
    size: Annotated[int, Meta(ge=1, le=1000)]
    day: Day | None = None


@dataclass(frozen=True)
class Block:
    """Numbers ``prefix`` + ``first``..``last`` of ``day`` are that machine's alone."""

    day: str
    first: int
    last: int
    prefix: str
    window: str


@dataclass(frozen=True)
class IssuedTicket:
    """A leased number that a machine handed out while the hall was out of reach."""

    request_id: RequestId
    bundle_id: BundleId
    matter: Text
    day: Day
    number: Number
    issued_at: Annotated[str, Meta(min_length=10, max_length=40)]


@dataclass(frozen=True)
class IssuedReport:
    """What one machine handed out of its blocks; may be sent again."""

    machine: Name
    tickets: Annotated[tuple[IssuedTicket, ...], Meta(max_length=1000)]


@dataclass(frozen=True)
class IssuedAnswer:
    """How many are on record now, and the numbers that are not: not leased to the machine, or another's."""

    recorded: int
    refused: tuple[str, ...]


@dataclass(frozen=True)
class QueueState:
    """One queue today: people waiting and the last number given."""

    name: str
    window: str
    waiting: int
    last_number: str


@dataclass(frozen=True)
class Queues:
    """All queues of the hall on ``day``."""

    day: str
    queues: tuple[QueueState, ...]


@dataclass(frozen=True)
class CallRequest:
    """A window is free."""

    window: Name


@dataclass(frozen=True)
class Called:
    """The number called to that window; None when nobody waits."""

    number: str | None


@dataclass(frozen=True)
class CatalogVersions:
    """Region id → version of the data pack the hall works with."""

    regions: dict[str, str]


@dataclass(frozen=True)
class SignedRelease:
    """A release of the catalogue: ``manifest`` is the text that was signed, ``key`` names the publisher."""

    format: str
    key: str
    manifest: str
    signature: str


@dataclass(frozen=True)
class HelpRequest:
    """Someone at ``machine``, on ``step``, wants a guide."""

    machine: Name
    step: Name


@dataclass(frozen=True)
class HelpAnswer:
    """Whether the call is on record."""

    noted: bool


@dataclass(frozen=True)
class EnrolRequest:
    """A device asks to be known: a one-time ``code`` of the hall, its machine, its raw Ed25519 key in base64."""

    code: Annotated[str, Meta(max_length=40)]
    machine: Name
    public_key: Annotated[str, Meta(pattern=r"^[A-Za-z0-9+/]{43}=$")]


@dataclass(frozen=True)
class DeviceToken:
    """The device's name at the hall and its next token; to be changed after ``rotate_after`` seconds."""

    device: str
    token: str
    rotate_after: int


@dataclass(frozen=True)
class DeviceProblem:
    """Why a device is not let in, as a fixed word, and the hall's Unix time for a clock that is wrong."""

    error: str
    now: int


@dataclass(frozen=True)
class Health:
    """``status`` is ``ok`` when the database answers."""

    status: str


@dataclass(frozen=True)
class Problem:
    """An answer that is not the one asked for; ``error`` is a fixed word."""

    error: str
