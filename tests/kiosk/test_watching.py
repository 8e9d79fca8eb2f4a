"""What a visit tells statistics: pages with their seconds, how matters end, what devices did; nothing else."""

from datetime import datetime, timedelta

import pytest

from config.hall_reader import read_hall
from kiosk.devices.outcomes import CardOutcome, PrintEnd, PrinterStatus, PrintOutcome, ReaderTrouble
from kiosk.filing.receipt import Receipt
from kiosk.inbox import (
    BundleAccepted,
    CardAnswered,
    DraftCodePrinted,
    DraftKept,
    NumberGranted,
    PapersPrinted,
    PrintersSeen,
    TicketPrinted,
)
from kiosk.slips.ticket import TicketGrant
from kiosk.steps import Look
from kiosk.visit import Visit, World
from kiosk.visit.rehearsing import SilentErrands, hand_in
from kiosk.visit_events import (
    DeviceTrouble,
    MatterBegun,
    MatterEnded,
    PageLeft,
    PaperPrinted,
    VisitBegun,
    VisitEnded,
)

PRINTED = PrintOutcome(PrintEnd.PRINTED, PrinterStatus.READY, 3)
NOW = datetime(2026, 11, 21, 20, 0)


class HandClock:
    seconds = 0.0

    def now(self):
        return NOW

    def monotonic(self):
        return self.seconds


class Listener:
    def __init__(self):
        self.events = []

    def note(self, event):
        self.events.append(event)

    def of(self, kind):
        return [event for event in self.events if isinstance(event, kind)]


@pytest.fixture
def clock():
    return HandClock()


@pytest.fixture
def diary():
    return Listener()


@pytest.fixture
def visit(catalog, clock, diary):
    return Visit(World(catalog, read_hall(), SilentErrands(), clock, diary=diary))


def to_plan(visit):
    visit.choose_scenario("open-restaurant")
    for answer in ("400", "false", "false"):
        visit.answer(answer)


def to_papers(visit):
    to_plan(visit)
    hand_in(visit)
    visit.receive(BundleAccepted(visit.id, Receipt(visit.filed_as, "XN26-7K3M-4", "", "2026-11-21T20:00:00")))


def test_a_filed_matter_is_told_from_beginning_to_end(visit, diary):
    to_papers(visit)
    visit.receive(NumberGranted(visit.id, TicketGrant("A001", "窗口", 0, "")))
    visit.receive(TicketPrinted(visit.id, PRINTED))
    visit.receive(PapersPrinted(visit.id, PRINTED))
    visit.finish()
    visit.leave()
    visit.leave()
    assert diary.of(VisitBegun) == [VisitBegun()]
    assert diary.of(MatterBegun) == [MatterBegun("open-restaurant")]
    assert diary.of(MatterEnded) == [MatterEnded("open-restaurant", "filed", "things")]
    assert [(event.kind, event.pages) for event in diary.of(PaperPrinted)] == [("ticket", 3), ("papers", 3)]
    assert len(diary.of(VisitEnded)) == 1
    pages = [event.page for event in diary.of(PageLeft)]
    assert pages == ["home", "ask", "plan", "card", "form", "materials", "review", "sending", "papers", "things"]


def test_pages_are_timed(visit, diary, clock):
    clock.seconds = 5
    visit.choose_scenario("open-restaurant")
    clock.seconds = 12.34
    to_plan(visit)
    clock.seconds = 40
    visit.set_look(Look(language="en"))
    visit.leave()
    assert [(event.page, event.scenario, event.seconds) for event in diary.of(PageLeft)] == [
        ("home", "open-restaurant", 5.0), ("ask", "open-restaurant", 7.3),
        ("plan", "open-restaurant", 27.7)]
    assert diary.of(VisitEnded) == [VisitEnded("plan", 40.0, "en")]


@pytest.mark.parametrize("way_out", ["open_home", "leave", "other"])
def test_giving_up_is_told_with_its_page(visit, diary, way_out):
    to_plan(visit)
    visit.start_application()
    visit.without_card()
    visit.choose_scenario("open-hotel") if way_out == "other" else getattr(visit, way_out)()
    ended = diary.of(MatterEnded)
    assert [(event.scenario, event.outcome) for event in ended] == [("open-restaurant", "dropped")]
    assert way_out == "other" or ended[0].page == "form"


def test_leaving_with_a_code_is_not_giving_up(visit, diary):
    to_plan(visit)
    visit.keep_draft()
    visit.receive(DraftKept(visit.id, NOW + timedelta(hours=24)))
    visit.receive(DraftCodePrinted(visit.id, PRINTED))
    visit.leave_with_code()
    assert diary.of(MatterEnded) == [MatterEnded("open-restaurant", "draft", "draft")]
    assert [event.kind for event in diary.of(PaperPrinted)] == ["code"]


@pytest.mark.parametrize(
    ("act", "outcome"), [("take_number_for", "number_only"), ("print_checklist", "papers_only")]
)
def test_the_desks_are_counted_too(visit, diary, act, outcome):
    getattr(visit, act)("open-restaurant")
    visit.leave()
    assert diary.of(MatterEnded) == [MatterEnded("open-restaurant", outcome, "papers")]


def test_device_trouble_is_told_and_a_page_left_is_none(visit, diary):
    visit.receive(PrintersSeen(visit.id, PrinterStatus.PAPER_OUT, PrinterStatus.READY))
    to_plan(visit)
    visit.start_application()
    visit.receive(CardAnswered(visit.id, CardOutcome(trouble=ReaderTrouble.CANCELLED)))
    visit.receive(CardAnswered(visit.id, CardOutcome(trouble=ReaderTrouble.PORT_MISSING)))
    visit.receive(TicketPrinted(visit.id, PrintOutcome(PrintEnd.FAILED, PrinterStatus.JAM)))
    assert diary.of(DeviceTrouble) == [
        DeviceTrouble("ticket-printer", "paper_out"), DeviceTrouble("id-reader", "port_missing"),
        DeviceTrouble("ticket-printer", "jam"),
    ]


def test_a_visit_nobody_listens_to_works_the_same(catalog, clock):
    visit = Visit(World(catalog, read_hall(), SilentErrands(), clock))
    to_papers(visit)
    visit.leave()
    assert visit.page == "goodbye"
