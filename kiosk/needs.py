"""What a visit needs of the world, as small Protocols. Drivers and emulators obey one contract test each."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Literal, Protocol

from kiosk.devices.camera import CameraOutcome, Corners, PagePicture
from kiosk.devices.codes import ScanOutcome
from kiosk.devices.outcomes import CardOutcome, PrinterStatus, PrintOutcome, VoiceStatus
from kiosk.devices.pointing import Spot
from kiosk.draft import CodeSlip, Draft, NoDraft, TooManyTries
from kiosk.filing.attachment import Attachment, Wanted
from kiosk.filing.bundle import Bundle, Refusal
from kiosk.filing.receipt import CaseProgress, Receipt
from kiosk.forms.document import Document
from kiosk.person.identity import IdentityCard
from kiosk.slips.plan import PlanSlip
from kiosk.slips.ticket import Ticket, TicketGrant
from kiosk.steps import Hit
from kiosk.visit_events import VisitEvent
from kiosk.words import Language


class CardReader(Protocol):
    """Reads identity documents. Called from its own worker thread only."""

    def read(
        self, timeout: float, cancelled: Callable[[], bool], *, unlike: IdentityCard | None = None
    ) -> CardOutcome:
        """Wait up to ``timeout`` seconds for a card and read it; look at ``cancelled`` at least every 0.5 s.

        ``unlike``: the same document again is SAME_CARD; it may lie there until it is changed.
        """
        ...

    def still_there(self) -> bool | None:
        """Whether the card last read still lies on the reader; None when it cannot be told."""
        ...

    def close(self) -> None:
        """Let go of the port; a later ``read`` opens it again."""
        ...


class CodeScanner(Protocol):
    """Reads QR and bar codes. Called from its own worker thread only."""

    def read(self, timeout: float, cancelled: Callable[[], bool]) -> ScanOutcome:
        """Wait up to ``timeout`` seconds for one checked code; look at ``cancelled`` at least every 0.5 s."""
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

    def print_code(self, slip: CodeSlip) -> PrintOutcome:
        """Print the slip with a pick-up code; as true to what the printer says as a ticket."""
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

    def cancel(self, job: str) -> None:
        """Give up a set asked for, printing or still waiting. From any thread; returns at once."""
        ...


class DocumentCamera(Protocol):
    """Sees papers from above. Called from its own worker thread only. Pictures stay in memory."""

    def look(self, timeout: float, cancelled: Callable[[], bool]) -> CameraOutcome:
        """The live picture with the page in it; look at ``cancelled`` at least every 0.5 s."""
        ...

    def take(self, corners: Corners | None, timeout: float, cancelled: Callable[[], bool]) -> CameraOutcome:
        """One straightened page: inside ``corners`` drawn by hand, or the one found when None."""
        ...

    def close(self) -> None:
        """Let go of the camera and forget every picture; a later call opens it again."""
        ...


class Voice(Protocol):
    """Says prompts aloud. Called from the window's thread; every call returns at once."""

    def speak(self, text: str, language: Language, *, loud: bool = False, keep: bool = True) -> None:
        """Say ``text`` instead of what is being said. ``keep`` False: its sound is not kept for the next time."""
        ...

    def stop(self) -> None:
        """Be silent within 0.1 s."""
        ...

    def status(self) -> VoiceStatus:
        """Whether anybody can hear it; what is known now."""
        ...

    def start(self) -> None:
        """Look for the loudspeaker, in a thread of its own."""
        ...

    def close(self) -> None:
        """Be silent for good."""
        ...


class Light(Protocol):
    """Guide lamps at the devices. Called from the window's thread; a lamp that is missing never matters."""

    def point(self, spots: frozenset[Spot]) -> None:
        """Light these lamps and no other. Returns at once."""
        ...

    def close(self) -> None:
        """All lamps off; let go of the board."""
        ...


HallTrouble = Literal[
    "network", "certificate", "portal", "denied", "busy", "silent", "error", "garbage", "rejected", "unexpected",
    "full",
]
"""Why the hall gave no usable answer.

``network``: no connection (nobody listens, no such name, no route). ``certificate``: the other side cannot prove that
it is the hall. ``portal``: something in between answered, such as a login page or a redirect. ``denied``: this machine
is not let in (401, 403, 407). ``busy``: asked to come later (429, 503). ``silent``: connected, but no whole answer in
time. ``error``: the hall failed (5xx). ``garbage``: an answer that makes no sense. ``rejected``: any other 4xx.
``unexpected``: a surprise in this program. ``full``: the hall has no room for attachments now, but for bundles.
"""


class HallUnreachable(Exception):
    """The hall gave no usable answer in time; ``reason`` is for technicians and holds no personal data.

    ``retry_after`` is the number of seconds the hall asked to wait, if it did; ``kind`` is the sort of trouble.
    """

    def __init__(self, reason: str, retry_after: float | None = None, kind: HallTrouble = "network") -> None:
        super().__init__(reason)
        self.reason = reason
        self.retry_after = retry_after
        self.kind = kind

    @property
    def of_the_hall(self) -> bool:
        """Whether every bundle would meet the same trouble, so that it says nothing about this one."""
        return self.kind in ("network", "certificate", "portal", "denied", "busy")

    @property
    def needs_technician(self) -> bool:
        """Whether waiting alone will hardly mend it."""
        return self.kind in ("certificate", "portal", "denied")


class Hall(Protocol):
    """The hall server. Every call is bounded in time and raises HallUnreachable when there is no usable answer."""

    def file_bundle(self, bundle_id: str, sealed: bytes) -> Receipt | Refusal | Wanted:
        """Hand in sealed bytes. The same id and bytes always give the same receipt.

        No case is opened before every attachment is there: until then the answer names those that are wanted.
        """
        ...

    def send_piece(self, bundle_id: str, sha256: str, size: int, start: int, piece: bytes) -> int | Refusal:
        """Hand in a piece of an attachment of ``size`` bytes, from byte ``start`` on; how many bytes the hall holds.

        Repeating a piece changes nothing. The hall keeps an attachment only when its digest is ``sha256``.
        """
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

    def put(self, bundle: Bundle, attachments: tuple[Attachment, ...] = ()) -> None:
        """Seal, encrypt and store; on return bundle and attachments survive a power cut. Raises StoreError.

        ``attachments`` are those the bundle names, in its order.
        """
        ...


class Drafts(Protocol):
    """Visits left half way, each under its own pick-up code. Every call may raise StoreError."""

    def keep(self, code: str, draft: Draft) -> datetime:
        """Seal and store durably; until when it may be picked up."""
        ...

    def open(self, code: str) -> Draft | NoDraft | TooManyTries:
        """The draft of a code; it stays until it is forgotten. Wrong codes are bounded in number."""
        ...

    def forget(self, code: str) -> None:
        """Delete the draft of a code for good."""
        ...


class Finder(Protocol):
    """Finds life events, items and departments by what people type."""

    def find(self, text: str, limit: int) -> tuple[Hit, ...]:
        """At most ``limit`` hits, best first, within one frame. Any text is allowed. May raise StoreError."""
        ...


class Errands(Protocol):
    """What a visit asks of the world. Every call returns at once; the answer comes as a message of the inbox."""

    def read_card(self, visit_id: str, unlike: IdentityCard | None = None) -> None:
        """Wait for a card, for another one than ``unlike``: CardAnswered."""
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

    def file(self, visit_id: str, bundle: Bundle, attachments: tuple[Attachment, ...] = ()) -> None:
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

    def print_draft_code(self, visit_id: str, slip: CodeSlip) -> None:
        """Print the slip with a pick-up code: DraftCodePrinted."""
        ...

    def keep_draft(self, visit_id: str, code: str, draft: Draft) -> None:
        """Keep a visit left half way: DraftKept."""
        ...

    def open_draft(self, visit_id: str, code: str) -> None:
        """Open what a code leads to: DraftOpened."""
        ...

    def forget_draft(self, code: str) -> None:
        """Delete the draft of a code for good; says nothing."""
        ...

    def print_papers(self, visit_id: str, documents: tuple[Document, ...], job_name: str) -> None:
        """Print A4 papers: PapersPrinted."""
        ...

    def stop_papers(self) -> None:
        """Give up papers still printing or waiting: nobody is there to take them."""
        ...

    def ask_progress(self, visit_id: str, case_code: str) -> None:
        """Look a case up: ProgressAnswered."""
        ...

    def call_guide(self, visit_id: str, step: str) -> None:
        """Ask a guide to come: GuideCalled."""
        ...

    def look_at_paper(self, visit_id: str) -> None:
        """Live pictures of the document camera: PaperSeen, the newest only."""
        ...

    def take_page(self, visit_id: str, corners: Corners | None) -> None:
        """One page, inside ``corners`` drawn by hand or as found: PageTaken."""
        ...

    def bind_pages(self, visit_id: str, material: str, pages: tuple[PagePicture, ...]) -> None:
        """One document of the pages: PagesBound."""
        ...

    def stop_looking(self) -> None:
        """Nobody is at the camera's page any more: end what runs, close the camera."""
        ...


class ProgressMemory(Protocol):
    """What the hall last said about cases. Every call may raise StoreError or VaultError."""

    def keep(self, progress: CaseProgress) -> None:
        """Remember an answer of the hall."""
        ...

    def last(self, case_code: str) -> tuple[CaseProgress, datetime] | None:
        """The last answer about a case and when it came; None when there is none."""
        ...

    def forget(self, case_code: str) -> None:
        """The hall knows no such case."""
        ...


class Diary(Protocol):
    """Takes what happened in a visit, for statistics; returns at once and never raises."""

    def note(self, event: VisitEvent) -> None:
        """One event. It holds names of the catalogue and numbers, nothing a person said."""
        ...


class Clock(Protocol):
    """Time, handed in so that tests own it."""

    def now(self) -> datetime:
        """Local wall-clock time."""
        ...

    def monotonic(self) -> float:
        """Seconds that never jump."""
        ...
