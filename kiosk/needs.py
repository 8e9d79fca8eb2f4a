"""What a visit needs of the world, as small Protocols. Drivers and emulators obey one contract test each."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Protocol

from kiosk.bundle import Bundle, Refusal
from kiosk.devices import CardOutcome, PrinterStatus, PrintOutcome
from kiosk.forms.document import Document
from kiosk.plan_slip import PlanSlip
from kiosk.receipt import CaseProgress, Receipt
from kiosk.steps import Hit
from kiosk.ticket import Ticket, TicketGrant


class CardReader(Protocol):
    """Reads identity documents. Called from its own worker thread only."""

    def read(self, timeout: float, cancelled: Callable[[], bool]) -> CardOutcome:
        """Wait up to ``timeout`` seconds for a card and read it; look at ``cancelled`` at least every 0.5 s."""
        ...

    def still_there(self) -> bool | None:
        """Whether the card last read still lies on the reader; None when it cannot be told."""
        ...

    def close(self) -> None:
        """Let go of the port; a later ``read`` opens it again."""
        ...


class TicketPrinter(Protocol):
    """Prints queue tickets and plans in short. Called from its own worker thread only."""

    def status(self) -> PrinterStatus:
        """Ask the printer now; bounded in time."""
        ...

    def print_ticket(self, ticket: Ticket) -> PrintOutcome:
        """Print, cut, and report what the printer says afterwards."""
        ...

    def print_slip(self, slip: PlanSlip) -> PrintOutcome:
        """Print a plan in short; as true to what the printer says as a ticket."""
        ...

    def close(self) -> None:
        """Let go of the port."""
        ...


class FormPrinter(Protocol):
    """Prints A4 documents. Called from its own worker thread only."""

    def status(self) -> PrinterStatus:
        """Ask the printer now; bounded in time."""
        ...

    def print_documents(self, documents: tuple[Document, ...], job: str) -> PrintOutcome:
        """Print one set. ``job`` is a non-personal name. Raises PaperError when a text cannot be printed."""
        ...


class HallUnreachable(Exception):
    """The hall gave no usable answer in time; ``reason`` is for technicians and holds no personal data.

    ``retry_after`` is the number of seconds the hall asked to wait, if it did.
    """

    def __init__(self, reason: str, retry_after: float | None = None) -> None:
        super().__init__(reason)
        self.reason = reason
        self.retry_after = retry_after


class Hall(Protocol):
    """The hall server. Every call is bounded in time and raises HallUnreachable when there is no usable answer."""

    def file_bundle(self, bundle_id: str, sealed: bytes) -> Receipt | Refusal:
        """Hand in sealed bytes. The same id and bytes always give the same receipt."""
        ...

    def take_number(self, request_id: str, bundle_id: str, matter: str) -> TicketGrant:
        """One number for the matter; the same ``request_id`` gives the same number."""
        ...

    def progress(self, case_code: str) -> CaseProgress | None:
        """Where a case stands; None when the hall knows no such code."""
        ...

    def call_guide(self, machine: str, step: str) -> bool:
        """Ask a guide to come; True when the hall has noted it."""
        ...


class Outbox(Protocol):
    """Durable queue of sealed bundles."""

    def put(self, bundle: Bundle) -> None:
        """Seal, encrypt and store; on return the bundle survives a power cut. Raises StoreError."""
        ...


class Finder(Protocol):
    """Finds life events, items and departments by what people type."""

    def find(self, text: str, limit: int) -> tuple[Hit, ...]:
        """At most ``limit`` hits, best first, within one frame. Any text is allowed. May raise StoreError."""
        ...


class Errands(Protocol):
    """What a visit asks of the world. Every call returns at once; the answer comes as a message of the inbox."""

    def read_card(self, visit_id: str) -> None:
        """Wait for a card: CardAnswered."""
        ...

    def stop_reading(self) -> None:
        """Give up waiting for or watching a card."""
        ...

    def watch_card(self, visit_id: str) -> None:
        """Wait until the card is taken: CardTaken."""
        ...

    def look_at_printers(self, visit_id: str) -> None:
        """Ask both printers: PrintersSeen."""
        ...

    def file(self, visit_id: str, bundle: Bundle) -> None:
        """Keep and send: BundleKept or BundleNotKept, later BundleAccepted or BundleRefused."""
        ...

    def take_number(
        self, visit_id: str, request_id: str, bundle_id: str, matter: str, hall_away: bool = False
    ) -> None:
        """One number: NumberGranted. ``hall_away`` asks this machine's leased block first."""
        ...

    def print_ticket(self, visit_id: str, ticket: Ticket) -> None:
        """Print a ticket: TicketPrinted."""
        ...

    def print_slip(self, visit_id: str, slip: PlanSlip) -> None:
        """Print a plan in short on the roll: SlipPrinted."""
        ...

    def print_papers(self, visit_id: str, documents: tuple[Document, ...], job_name: str) -> None:
        """Print A4 papers: PapersPrinted."""
        ...

    def ask_progress(self, visit_id: str, case_code: str) -> None:
        """Look a case up: ProgressAnswered."""
        ...

    def call_guide(self, visit_id: str, step: str) -> None:
        """Ask a guide to come: GuideCalled."""
        ...


class Clock(Protocol):
    """Time, handed in so that tests own it."""

    def now(self) -> datetime:
        """Local wall-clock time."""
        ...

    def monotonic(self) -> float:
        """Seconds that never jump."""
        ...
