"""A world that answers at once and entirely in memory, so that a walk through the real app needs no device."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

from kiosk.devices.camera import Corners, PagePicture
from kiosk.devices.outcomes import CardOutcome, PrintEnd, PrinterStatus, PrintOutcome
from kiosk.draft import CodeSlip, Draft, NoDraft
from kiosk.errands.papers import PaperErrands
from kiosk.filing.attachment import Attachment
from kiosk.filing.bundle import Bundle
from kiosk.filing.receipt import Receipt
from kiosk.forms.document import Document
from kiosk.hall import HallFacts, Place
from kiosk.inbox import (
    BundleAccepted,
    BundleKept,
    CardAnswered,
    CardTaken,
    DraftCodePrinted,
    DraftKept,
    DraftOpened,
    GuideCalled,
    Inbox,
    NumberGranted,
    PapersPrinted,
    PrintersSeen,
    ProgressAnswered,
    SlipPrinted,
    TicketPrinted,
)
from kiosk.person.identity import CardKind, IdentityCard, Sex, resident_check_digit
from kiosk.person.privacy import Private
from kiosk.slips.plan import PlanSlip
from kiosk.slips.ticket import Ticket, TicketGrant
from kiosk.words import Words

NAME, NUMBER = "张示例", "11010519491231002" + resident_check_digit("11010519491231002")
ADDRESS = "示例市示例区示例路一号"
CARD = IdentityCard(
    CardKind.RESIDENT, Private(NAME), Private(NUMBER), Sex.FEMALE, Private(date(1949, 12, 31)), date(2020, 1, 1),
    date(2040, 1, 1), address=Private(ADDRESS),
)
WINDOW = Place("w3", Words("综合窗口", "Service window"), "2F", "counter", (Words("上二楼", "Go to floor 2"),))
HALL = HallFacts(
    Words("示例政务服务中心", "Sample hall"), Words("24小时自助服务区", "24 h area"), "A03", "0000-000000",
    Words("24小时"), Words(""), "w3", (WINDOW,),
)


class ReadyErrands:
    """Everything works, at once; ``reads`` is what the reader answers, ``hall_up`` whether the hall takes bundles."""

    def __init__(self, inbox: Inbox) -> None:
        self.inbox = inbox
        self.reads = CardOutcome(card=CARD)
        self.hall_up = True
        self.ticket_end = PrintOutcome(PrintEnd.PRINTED, PrinterStatus.READY, 1)
        self.card_there: bool | None = False
        self.filed: list[Bundle] = []
        self.attachments: list[tuple[Attachment, ...]] = []
        self.paper: PaperErrands | None = None
        self.tickets: list[Ticket] = []
        self.slips: list[PlanSlip] = []
        self.papers: list[tuple[Document, ...]] = []
        self.code_slips: list[CodeSlip] = []
        self.drafts: dict[str, bytes] = {}

    def read_card(self, visit_id: str) -> None:
        self.inbox.put(CardAnswered(visit_id, self.reads))

    def stop_reading(self) -> None:
        """Nothing waits."""

    def stop_papers(self) -> None:
        """Nothing prints."""

    def watch_card(self, visit_id: str) -> None:
        if self.card_there is not True:
            self.inbox.put(CardTaken(visit_id, certain=self.card_there is False))

    def look_at_printers(self, visit_id: str) -> None:
        self.inbox.put(PrintersSeen(visit_id, PrinterStatus.READY, PrinterStatus.READY))

    def file(self, visit_id: str, bundle: Bundle, attachments: tuple[Attachment, ...] = ()) -> None:
        self.filed.append(bundle)
        self.attachments.append(attachments)
        self.inbox.put(BundleKept(visit_id, bundle.id))
        if self.hall_up:
            receipt = Receipt(bundle.id, "XN26-7K3M-4", "0" * 64, "2026-11-21T10:20:00")
            self.inbox.put(BundleAccepted(visit_id, receipt))

    def take_number(
        self, visit_id: str, request_id: str, bundle_id: str, matter: str, hall_away: bool = False
    ) -> None:
        self.inbox.put(NumberGranted(visit_id, TicketGrant("A023", "综合窗口", 5, "2026-11-21T10:20:00")))

    def print_ticket(self, visit_id: str, ticket: Ticket) -> None:
        self.tickets.append(ticket)
        self.inbox.put(TicketPrinted(visit_id, self.ticket_end))

    def print_slip(self, visit_id: str, slip: PlanSlip) -> None:
        self.slips.append(slip)
        self.inbox.put(SlipPrinted(visit_id, self.ticket_end))

    def print_papers(self, visit_id: str, documents: tuple[Document, ...], job_name: str) -> None:
        self.papers.append(documents)
        self.inbox.put(PapersPrinted(visit_id, PrintOutcome(PrintEnd.PRINTED, PrinterStatus.READY, 4)))

    def print_draft_code(self, visit_id: str, slip: CodeSlip) -> None:
        self.code_slips.append(slip)
        self.inbox.put(DraftCodePrinted(visit_id, self.ticket_end))

    def keep_draft(self, visit_id: str, code: str, draft: Draft) -> None:
        self.drafts[code] = draft.to_bytes()
        self.inbox.put(DraftKept(visit_id, draft.kept_at + timedelta(hours=24)))

    def open_draft(self, visit_id: str, code: str) -> None:
        kept = self.drafts.get(code)
        self.inbox.put(DraftOpened(visit_id, NoDraft() if kept is None else Draft.from_bytes(kept)))

    def forget_draft(self, code: str) -> None:
        self.drafts.pop(code, None)

    def ask_progress(self, visit_id: str, case_code: str) -> None:
        self.inbox.put(ProgressAnswered(visit_id, None, reached=True))

    def call_guide(self, visit_id: str, step: str) -> None:
        self.inbox.put(GuideCalled(visit_id, True))

    def look_at_paper(self, visit_id: str) -> None:
        if self.paper:
            self.paper.look(visit_id)

    def take_page(self, visit_id: str, corners: Corners | None) -> None:
        if self.paper:
            self.paper.take(visit_id, corners)

    def bind_pages(self, visit_id: str, material: str, pages: tuple[PagePicture, ...]) -> None:
        if self.paper:
            self.paper.bind(visit_id, material, pages)

    def stop_looking(self) -> None:
        if self.paper:
            self.paper.leave()


class KivyTime:
    """Wall and monotonic time that follow Kivy's clock, so that a walk's virtual time is everyone's."""

    def __init__(self, start: datetime) -> None:
        from kivy.clock import Clock

        self._clock, self._start, self._zero = Clock, start, Clock.time()

    def now(self) -> datetime:
        return self._start + timedelta(seconds=self._clock.time() - self._zero)

    def monotonic(self) -> float:
        return float(self._clock.time())


def make_app(size: tuple[int, int], cache_dir: Any, change: Callable[[ReadyErrands], None] | None = None) -> Any:
    """The real app on the shipped pack and texts; ``app.errands`` and ``app.logged`` are there to look at."""
    from config.pack_reader import DEFAULT_REGION, PACKS, read_pack
    from kiosk.visit import Visit, World
    from screens.app import KioskApp
    from screens.look.fonts import ensure_fonts
    from screens.look.texts import Texts
    from screens.look.theme import ThemeSettings
    from screens.shell import Shell
    from tests.screens.one_screen import NOW, tables

    catalog, inbox = read_pack(PACKS / DEFAULT_REGION), Inbox()
    errands, clock, logged = ReadyErrands(inbox), KivyTime(NOW), []
    if change is not None:
        change(errands)
    texts = Texts(tables())
    app = KioskApp(
        Shell(
            make_visit=lambda: Visit(World(catalog, HALL, errands, clock, paper="camera" if errands.paper else None)),
            drain=inbox.drain,
            texts=texts,
            fonts=ensure_fonts(cache_dir / "fonts", characters=texts.all_texts()),
            hall=HALL,
            scenarios=tuple(catalog.scenarios.values()),
            clock=clock,
            glass=ThemeSettings(*size),
            log=lambda event, values: logged.append((event, dict(values))),
        )
    )
    app.errands, app.logged = errands, logged
    return app
