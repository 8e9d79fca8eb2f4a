"""The one door for threads: devices and network put values here, the window's clock empties it."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from kiosk.devices.camera import CameraOutcome
from kiosk.devices.codes import ScannedCode
from kiosk.devices.outcomes import CardOutcome, PrinterStatus, PrintOutcome
from kiosk.draft.keeping import Draft, NoDraft, TooManyTries
from kiosk.filing.bundle import Fault
from kiosk.filing.receipt import CaseProgress, Receipt
from kiosk.service import Service
from kiosk.slips.ticket import TicketGrant
from kiosk.steps.photographing import Scan


@dataclass(frozen=True)
class CardAnswered:
    """The reader finished one attempt."""

    visit_id: str
    outcome: CardOutcome


@dataclass(frozen=True)
class CardTaken:
    """The card that was read no longer lies on the reader (or the reader cannot tell: ``certain`` False)."""

    visit_id: str
    certain: bool


@dataclass(frozen=True)
class BundleKept:
    """The sealed bundle is safe on this machine's disk."""

    visit_id: str
    bundle_id: str


@dataclass(frozen=True)
class BundleNotKept:
    """The disk refused; nothing was filed and the citizen must be told."""

    visit_id: str
    reason: str


@dataclass(frozen=True)
class BundleAccepted:
    """The hall has it."""

    visit_id: str
    receipt: Receipt


@dataclass(frozen=True)
class BundleRefused:
    """The hall named everything that is wrong."""

    visit_id: str
    faults: tuple[Fault, ...]


@dataclass(frozen=True)
class NumberGranted:
    """A queue number, from the hall or from this machine's block; None when neither could give one."""

    visit_id: str
    grant: TicketGrant | None


@dataclass(frozen=True)
class TicketPrinted:
    """The ticket job ended."""

    visit_id: str
    outcome: PrintOutcome


@dataclass(frozen=True)
class SlipPrinted:
    """The job of a plan in short ended."""

    visit_id: str
    outcome: PrintOutcome


@dataclass(frozen=True)
class PapersPrinted:
    """The A4 job ended."""

    visit_id: str
    outcome: PrintOutcome


@dataclass(frozen=True)
class PrintersSeen:
    """State of both printers, asked before the citizen starts."""

    visit_id: str
    ticket: PrinterStatus
    form: PrinterStatus


@dataclass(frozen=True)
class ProgressAnswered:
    """Answer to a progress query; ``progress`` None and ``reached`` True means no such case.

    ``as_of`` is set when the hall is away and this is what it said then.
    """

    visit_id: str
    progress: CaseProgress | None
    reached: bool
    as_of: datetime | None = None


@dataclass(frozen=True)
class GuideCalled:
    """Whether the hall noted the call for a guide."""

    visit_id: str
    noted: bool


@dataclass(frozen=True)
class CodeScanned:
    """A code was held before the scanner; None when it could not be read as one."""

    visit_id: str
    code: ScannedCode | None


@dataclass(frozen=True)
class DraftKept:
    """The sealed draft is safe on this machine's disk until ``until``; None when it could not be kept."""

    visit_id: str
    until: datetime | None


@dataclass(frozen=True)
class DraftCodePrinted:
    """The slip with the pick-up code ended."""

    visit_id: str
    outcome: PrintOutcome


@dataclass(frozen=True)
class DraftOpened:
    """The answer to a pick-up code; None when the drafts of this machine cannot be read now."""

    visit_id: str
    answer: Draft | NoDraft | TooManyTries | None


@dataclass(frozen=True)
class ServiceChanged:
    """What this machine can do is no longer what it was."""

    visit_id: str
    service: Service


@dataclass(frozen=True)
class PaperSeen:
    """The live picture of the document camera, or why none comes; only the newest is kept."""

    visit_id: str
    outcome: CameraOutcome


@dataclass(frozen=True)
class PageTaken:
    """One page was taken, or why not."""

    visit_id: str
    outcome: CameraOutcome


@dataclass(frozen=True)
class PagesBound:
    """The pages of a paper are one document now; None when they could not be bound."""

    visit_id: str
    material: str
    scan: Scan | None


Message = (
    CardAnswered | CardTaken | BundleKept | BundleNotKept | BundleAccepted | BundleRefused | NumberGranted
    | TicketPrinted | SlipPrinted | PapersPrinted | PrintersSeen | ProgressAnswered | GuideCalled | CodeScanned
    | DraftKept | DraftCodePrinted | DraftOpened | ServiceChanged | PaperSeen | PageTaken | PagesBound
)


class Inbox:
    """Ordered, thread-safe, and forgetful of visits that are over."""

    def __init__(self) -> None:
        self._messages: deque[Message] = deque()
        self._newest: dict[type, Message] = {}

    def put(self, message: Message) -> None:
        """Called from any thread; never blocks."""
        self._messages.append(message)

    def put_newest(self, message: Message) -> None:
        """As :meth:`put`, in place of the one of its kind not yet taken; it comes after the others."""
        self._newest[type(message)] = message

    def drain(self, visit_id: str | None) -> Iterator[Message]:
        """Yield what belongs to the visit, in order; drop what belongs to any other. Window thread only."""
        while self._messages:
            message = self._messages.popleft()
            if message.visit_id == visit_id:
                yield message
        for kind in tuple(self._newest):
            newest = self._newest.pop(kind, None)
            if newest is not None and newest.visit_id == visit_id:
                yield newest
