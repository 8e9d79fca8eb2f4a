"""What a visit asks of the world: every call returns at once, the answer comes through the inbox.

One worker thread a device and one for the hall, so that a printer that hangs never delays the reader.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol, TypeVar

from kiosk.devices.camera import CameraOutcome, CameraTrouble, Corners, PagePicture
from kiosk.devices.outcomes import CardOutcome, PrintEnd, PrinterStatus, PrintOutcome, ReaderTrouble
from kiosk.draft import CodeSlip, Draft
from kiosk.errands.papers import PaperDesk, PaperErrands
from kiosk.errands.worker import Note, Worker, unnoted
from kiosk.errors import KioskError, PaperError, StoreError, VaultError
from kiosk.filing.attachment import Attachment
from kiosk.filing.bundle import Bundle
from kiosk.filing.following import Following
from kiosk.forms.document import Document
from kiosk.inbox import (
    BundleKept,
    BundleNotKept,
    CardAnswered,
    CardTaken,
    DraftCodePrinted,
    DraftKept,
    DraftOpened,
    GuideCalled,
    Inbox,
    NumberGranted,
    PagesBound,
    PageTaken,
    PaperSeen,
    PapersPrinted,
    PrintersSeen,
    ProgressAnswered,
    SlipPrinted,
    TicketPrinted,
)
from kiosk.needs import CardReader, Drafts, FormPrinter, Hall, HallUnreachable, Outbox, ProgressMemory, TicketPrinter
from kiosk.person.identity import IdentityCard
from kiosk.slips.plan import PlanSlip
from kiosk.slips.ticket import Ticket, TicketGrant

_log = logging.getLogger(__name__)
T = TypeVar("T")
CARD_TIMEOUT = 45.0
_TAKEN_GAP = 0.5
_NO_CAMERA = CameraOutcome(trouble=CameraTrouble.NO_DEVICE, detail="no camera in the settings")


_USUAL = frozenset({
    ReaderTrouble.NO_CARD, ReaderTrouble.CANCELLED, ReaderTrouble.LIFT_FIRST, ReaderTrouble.SAME_CARD,
})
"""What people do with cards, not what a technician must know."""


class SpareNumbers(Protocol):
    """Numbers leased ahead of time for when the hall cannot be reached."""

    def take(self, request_id: str, bundle_id: str, matter: str) -> TicketGrant | None:
        """The next leased number of today, the same for the same request; None when there is none."""
        ...


@dataclass(frozen=True)
class Devices:
    """The devices of this machine."""

    reader: CardReader
    ticket_printer: TicketPrinter
    form_printer: FormPrinter
    paper: PaperDesk | None = None


class WorkerErrands:
    """The doer behind a visit: implements :class:`kiosk.needs.Errands` with threads.

    Thread-safe; holds nothing about a person beyond a running job.
    """

    def __init__(
        self, devices: Devices, hall: Hall, outbox: Outbox, following: Following, spare: SpareNumbers, inbox: Inbox,
        machine: str, drafts: Drafts | None = None, memory: ProgressMemory | None = None, note: Note = unnoted,
    ) -> None:
        self._devices, self._hall, self._outbox, self._following = devices, hall, outbox, following
        self._spare, self._inbox, self._machine = spare, inbox, machine
        self._drafts, self._memory = drafts, memory
        self._reading = Worker("id-reader")
        self._tickets = Worker("ticket-printer")
        self._papers = Worker("form-printer")
        self._network = Worker("hall")
        self._disk = Worker("outbox")
        self._reading_for: object = None
        self._papers_open: set[str] = set()
        self._note = note
        paper = devices.paper
        self._paper = PaperErrands(paper, inbox, Worker("camera"), note) if paper else None
        self._noted: dict[str, PrinterStatus] = {}

    def read_card(self, visit_id: str, unlike: IdentityCard | None = None) -> None:
        """Start waiting for a card, another one than ``unlike``; a wait already running is given up first."""
        turn = self._reading_for = object()

        def job() -> None:
            try:
                outcome = self._devices.reader.read(CARD_TIMEOUT, lambda: self._reading_for is not turn, unlike=unlike)
            except Exception:
                self._inbox.put(CardAnswered(visit_id, CardOutcome(trouble=ReaderTrouble.NO_ANSWER)))
                raise
            self._inbox.put(CardAnswered(visit_id, outcome))
            if outcome.trouble is not None and outcome.trouble not in _USUAL:
                self._note("reader_trouble", kind=outcome.trouble.value, reason=outcome.detail)

        self._reading.do(job)

    def stop_reading(self) -> None:
        """Give up waiting for a card (the page was left)."""
        self._reading_for = None

    def watch_card(self, visit_id: str) -> None:
        """Report once the card is taken, or at once that it cannot be told; ends with :meth:`stop_reading`."""
        turn = self._reading_for = object()
        pause = threading.Event()

        def job() -> None:
            while self._reading_for is turn:
                there = self._devices.reader.still_there()
                if there is not True:
                    self._inbox.put(CardTaken(visit_id, certain=there is False))
                    return
                pause.wait(_TAKEN_GAP)

        self._reading.do(job)

    def look_at_printers(self, visit_id: str) -> None:
        """Ask both printers how they are."""

        def job() -> None:
            slips, sheets = _asked(self._devices.ticket_printer), _asked(self._devices.form_printer)
            self._inbox.put(PrintersSeen(visit_id, slips, sheets))
            self._note_status("ticket_printer", slips)
            self._note_status("form_printer", sheets)

        self._tickets.do(job)

    def _note_status(self, device: str, status: PrinterStatus) -> None:
        """A change of a printer's status, once: what is wrong now, or that it is ready again."""
        before = self._noted.get(device, PrinterStatus.READY)
        self._noted[device] = status
        if status is not before:
            event = "printer_ready" if status is PrinterStatus.READY else "printer_trouble"
            self._note(event, device=device, status=status.value)

    def _note_end(self, device: str, outcome: PrintOutcome) -> None:
        """A print that is not surely on paper, and the printer's status after every print.

        Papers that hold a character no font has are no trouble of the printer, and their blanks are not told here.
        """
        if outcome.end is not PrintEnd.PRINTED and not outcome.unprintable:
            self._note("print_trouble", device=device, outcome=outcome.end.value, status=outcome.status.value)
        self._note_status(device, outcome.status)

    def file(self, visit_id: str, bundle: Bundle, attachments: tuple[Attachment, ...] = ()) -> None:
        """Keep bundle and attachments on disk, say so, and have it sent."""

        def job() -> None:
            self._following.expect(bundle.id, visit_id)
            try:
                self._outbox.put(bundle, attachments)
            except (StoreError, VaultError) as error:
                self._inbox.put(BundleNotKept(visit_id, error.message))
                return
            except Exception as error:
                self._inbox.put(BundleNotKept(visit_id, type(error).__name__))
                raise
            self._inbox.put(BundleKept(visit_id, bundle.id))

        self._disk.do(job)

    def take_number(
        self, visit_id: str, request_id: str, bundle_id: str, matter: str, hall_away: bool = False
    ) -> None:
        """Get one number from the hall, or from this machine's leased block when the hall is silent.

        With ``hall_away`` the block comes first: a hall that has just kept silent would only be waited for again.
        """

        def job() -> None:
            grant: TicketGrant | None = None
            try:
                if hall_away:
                    grant = self._spare.take(request_id, bundle_id, matter)
                grant = grant or self._number(request_id, bundle_id, matter)
            finally:
                self._inbox.put(NumberGranted(visit_id, grant))

        self._network.do(job)

    def _number(self, request_id: str, bundle_id: str, matter: str) -> TicketGrant | None:
        try:
            return self._hall.take_number(request_id, bundle_id, matter)
        except HallUnreachable:
            return self._spare.take(request_id, bundle_id, matter)

    def print_ticket(self, visit_id: str, ticket: Ticket) -> None:
        """Print a ticket and report what the printer said."""

        def job() -> None:
            outcome = _printed(lambda: self._devices.ticket_printer.print_ticket(ticket))
            self._inbox.put(TicketPrinted(visit_id, outcome))
            self._note_end("ticket_printer", outcome)

        self._tickets.do(job)

    def print_slip(self, visit_id: str, slip: PlanSlip) -> None:
        """Print a plan in short on the roll and report what the printer said."""

        def job() -> None:
            outcome = _printed(lambda: self._devices.ticket_printer.print_slip(slip))
            self._inbox.put(SlipPrinted(visit_id, outcome))
            self._note_end("ticket_printer", outcome)

        self._tickets.do(job)

    def print_draft_code(self, visit_id: str, slip: CodeSlip) -> None:
        """Print the slip with a pick-up code and report what the printer said."""

        def job() -> None:
            outcome = _printed(lambda: self._devices.ticket_printer.print_code(slip))
            self._inbox.put(DraftCodePrinted(visit_id, outcome))

        self._tickets.do(job)

    def keep_draft(self, visit_id: str, code: str, draft: Draft) -> None:
        """Keep a visit left half way and say until when, or that it could not be kept."""

        def job() -> None:
            until = None
            try:
                until = self._drafts.keep(code, draft) if self._drafts else None
            finally:
                self._inbox.put(DraftKept(visit_id, until))

        self._disk.do(job)

    def open_draft(self, visit_id: str, code: str) -> None:
        """Open what a code leads to; the draft stays until it is forgotten."""

        def job() -> None:
            answer = None
            try:
                answer = self._drafts.open(code) if self._drafts else None
            finally:
                self._inbox.put(DraftOpened(visit_id, answer))

        self._disk.do(job)

    def forget_draft(self, code: str) -> None:
        """Delete the draft of a code for good."""
        drafts = self._drafts
        if drafts is not None:
            self._disk.do(lambda: drafts.forget(code))

    def print_papers(self, visit_id: str, documents: tuple[Document, ...], job_name: str) -> None:
        """Print A4 papers and report what the printer said."""

        def job() -> None:
            outcome = _printed(lambda: self._devices.form_printer.print_documents(documents, job_name))
            self._papers_open.discard(job_name)
            self._inbox.put(PapersPrinted(visit_id, outcome))
            self._note_end("form_printer", outcome)

        self._papers_open.add(job_name)
        self._papers.do(job)

    def stop_papers(self) -> None:
        """Give up papers that are printing or waiting (the citizen is gone)."""
        for job_name in tuple(self._papers_open):
            self._devices.form_printer.cancel(job_name)

    def before_first_papers(self, job: Callable[[], None]) -> None:
        """Do ``job`` on the form printer's thread, ahead of any printing (loading fonts, for example)."""
        self._papers.do(job)

    def ask_progress(self, visit_id: str, case_code: str) -> None:
        """Look a case up."""

        def job() -> None:
            try:
                found = self._hall.progress(case_code)
            except HallUnreachable:
                last = self._remembered(lambda memory: memory.last(case_code))
                progress, as_of = last if last else (None, None)
                self._inbox.put(ProgressAnswered(visit_id, progress, reached=False, as_of=as_of))
                return
            self._inbox.put(ProgressAnswered(visit_id, found, reached=True))
            self._remembered(lambda memory: memory.keep(found) if found else memory.forget(case_code))

        self._network.do(job)

    def _remembered(self, do: Callable[[ProgressMemory], T]) -> T | None:
        """Work with what the hall said earlier; a disk that cannot is noted and treated as having nothing."""
        try:
            return do(self._memory) if self._memory else None
        except (StoreError, VaultError) as error:
            _log.error("progress not remembered", extra={"error": type(error).__name__})
            return None

    def call_guide(self, visit_id: str, step: str) -> None:
        """Ask a guide to come to this machine."""

        def job() -> None:
            try:
                noted = self._hall.call_guide(self._machine, step)
            except HallUnreachable:
                noted = False
            self._inbox.put(GuideCalled(visit_id, noted))

        self._network.do(job)

    def look_at_paper(self, visit_id: str) -> None:
        """Live pictures of the document camera; without one, it is said at once that there is none."""
        if self._paper:
            self._paper.look(visit_id)
        else:
            self._inbox.put(PaperSeen(visit_id, _NO_CAMERA))

    def take_page(self, visit_id: str, corners: Corners | None) -> None:
        """One page as found or inside ``corners``."""
        if self._paper:
            self._paper.take(visit_id, corners)
        else:
            self._inbox.put(PageTaken(visit_id, _NO_CAMERA))

    def bind_pages(self, visit_id: str, material: str, pages: tuple[PagePicture, ...]) -> None:
        """One document of the pages."""
        if self._paper:
            self._paper.bind(visit_id, material, pages)
        else:
            self._inbox.put(PagesBound(visit_id, material, None))

    def stop_looking(self) -> None:
        """The camera's page was left: end what runs, close the camera."""
        if self._paper:
            self._paper.leave()

    def close(self) -> None:
        """Stop all workers and let go of the devices."""
        self.stop_reading()
        if self._paper:
            self._paper.close()
        for worker in (self._reading, self._tickets, self._papers, self._network, self._disk):
            worker.stop()
        self._devices.reader.close()
        self._devices.ticket_printer.close()


def _asked(printer: TicketPrinter | FormPrinter) -> PrinterStatus:
    try:
        return printer.status()
    except KioskError:
        return PrinterStatus.OFFLINE


def _printed(job: Callable[[], PrintOutcome]) -> PrintOutcome:
    try:
        return job()
    except PaperError as error:
        places = "、".join(f"“{place}”" for place in error.places)
        detail = f"{places}里有印不出来的字。" if places else "文书没有排好。"
        return PrintOutcome(PrintEnd.FAILED, PrinterStatus.READY, detail=detail, unprintable=error.places)
    except Exception as error:  # noqa: BLE001 - whatever broke, the citizen must be told that it is not on paper
        _log.error("print failed", extra={"error": type(error).__name__})
        return PrintOutcome(PrintEnd.FAILED, PrinterStatus.ERROR)
