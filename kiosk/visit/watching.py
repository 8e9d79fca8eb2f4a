"""Turns what a visit does into events for statistics."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kiosk.devices.outcomes import PrintEnd, PrinterStatus, PrintOutcome, ReaderTrouble
from kiosk.inbox import CardAnswered, DraftCodePrinted, Message, PapersPrinted, PrintersSeen, SlipPrinted, TicketPrinted
from kiosk.visit_events import (
    DeviceTrouble,
    MatterBegun,
    MatterEnd,
    MatterEnded,
    PageLeft,
    PaperPrinted,
    VisitBegun,
    VisitEnded,
    VisitEvent,
)

if TYPE_CHECKING:
    from typing import Literal

    from kiosk.visit.state import World


class Watch:
    """Keeps the time of the page on the screen; says nothing when nobody listens."""

    def __init__(self, world: World) -> None:
        self._diary, self._clock = world.diary, world.clock
        self._began = self._turned = world.clock.monotonic() if world.diary else 0.0
        self._scenario = ""
        self._over = False
        self._tell(VisitBegun())

    def begin_matter(self, scenario: str, *, resumed: bool = False) -> None:
        """A life event was chosen; one begun before is given up where it stood."""
        self.end_matter("dropped", "home")
        self._scenario = scenario
        self._tell(MatterBegun(scenario, resumed))

    def turn(self, page: str, to: str) -> None:
        """Another page comes onto the screen."""
        if self._diary is not None and page != to and not self._over:
            now = self._clock.monotonic()
            self._tell(PageLeft(page, self._scenario, round(now - self._turned, 1)))
            self._turned = now

    def end_matter(self, outcome: MatterEnd, page: str) -> None:
        """The matter in hand is done or given up; nothing when there is none."""
        if self._scenario:
            self._tell(MatterEnded(self._scenario, outcome, page))
            self._scenario = ""

    def end(self, page: str, language: str) -> None:
        """The visit is over; said once."""
        if self._diary is not None and not self._over:
            self._over = True
            self._tell(VisitEnded(page, round(self._clock.monotonic() - self._began, 1), language))

    def hear(self, message: Message) -> None:
        """What devices said."""
        match message:
            case TicketPrinted(outcome=outcome):
                self._printed("ticket", outcome)
            case PapersPrinted(outcome=outcome):
                self._printed("papers", outcome)
            case SlipPrinted(outcome=outcome):
                self._printed("slip", outcome)
            case DraftCodePrinted(outcome=outcome):
                self._printed("code", outcome)
            case CardAnswered(outcome=card) if card.trouble not in (None, ReaderTrouble.CANCELLED):
                assert card.trouble is not None, "told apart just now"
                self._tell(DeviceTrouble("id-reader", card.trouble.value))
            case PrintersSeen(ticket=ticket, form=form):
                self._seen("ticket-printer", ticket)
                self._seen("form-printer", form)
            case _:
                pass

    def device_trouble(self, device: str, reason: str) -> None:
        """A device did not do its work."""
        self._tell(DeviceTrouble(device, reason))

    def _printed(self, kind: Literal["ticket", "papers", "slip", "code"], outcome: PrintOutcome) -> None:
        self._tell(PaperPrinted(kind, outcome.end.value, outcome.status.value, outcome.pages))
        if outcome.end is PrintEnd.FAILED:
            self._tell(DeviceTrouble("form-printer" if kind == "papers" else "ticket-printer", outcome.status.value))

    def _seen(self, device: str, status: PrinterStatus) -> None:
        if not status.can_print:
            self._tell(DeviceTrouble(device, status.value))

    def _tell(self, event: VisitEvent) -> None:
        if self._diary is not None:
            self._diary.note(event)
