"""A receipt held before the scanner is looked up; any other code is answered kindly and changes nothing."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field
from datetime import datetime

import pytest

from config.hall_reader import read_hall
from kiosk.devices.codes import CodeKind, ScannedCode, ScannerTrouble, ScanOutcome
from kiosk.devices.listening import CodeListener
from kiosk.filing.receipt import CaseProgress
from kiosk.inbox import CodeScanned, Inbox, ProgressAnswered
from kiosk.person.privacy import Private
from kiosk.steps import AskProgress, Home, PickUp
from kiosk.visit import Visit, World
from kiosk.visit.rehearsing import SilentErrands

CASE = ScannedCode(CodeKind.CASE, Private("XN26-7K3M-4"))
LICENCE = ScannedCode(CodeKind.LICENCE, Private("6901234567892"))


@dataclass
class AskingErrands(SilentErrands):
    asked: list = field(default_factory=list)

    def ask_progress(self, visit_id, case_code):
        self.asked.append(case_code)


class StillClock:
    def now(self):
        return datetime(2026, 11, 21, 10, 0)

    def monotonic(self):
        return 0.0


@pytest.fixture
def visit(catalog):
    return Visit(World(catalog, read_hall(), AskingErrands(), StillClock()))


def test_a_receipt_on_the_progress_page_is_looked_up_at_once(visit):
    visit.open_progress()
    visit.receive(CodeScanned(visit.id, CASE))
    assert visit.world.errands.asked == ["XN26-7K3M-4"]
    assert isinstance(visit.step, AskProgress) and visit.step.waiting


def test_a_receipt_on_the_first_page_opens_the_look_up(visit):
    visit.receive(CodeScanned(visit.id, CASE))
    assert isinstance(visit.step, AskProgress)
    assert visit.world.errands.asked == ["XN26-7K3M-4"]


@pytest.mark.parametrize(("code", "said"), [(LICENCE, "progress.not_a_receipt"), (None, "progress.unread")])
def test_any_other_code_is_said_and_asks_nobody(visit, code, said):
    visit.receive(CodeScanned(visit.id, code))
    assert isinstance(visit.step, Home)
    visit.open_progress()
    visit.receive(CodeScanned(visit.id, code))
    assert visit.step.problem.key == said
    assert visit.world.errands.asked == []


@pytest.mark.parametrize(("code", "said"), [(LICENCE, "home.no_use"), (None, "home.unread")])
def test_a_code_that_opens_nothing_is_answered_on_the_first_page_for_eight_seconds(visit, code, said):
    visit.receive(CodeScanned(visit.id, code))
    assert visit.step.remark.key == said
    for now, still in ((100.0, True), (107.5, True), (108.0, False)):
        visit.tick(now)
        assert (visit.step.remark is not None) is still
    assert visit.started is False


def test_another_useless_code_is_answered_for_eight_seconds_of_its_own(visit):
    visit.receive(CodeScanned(visit.id, LICENCE))
    visit.tick(0.0)
    visit.tick(7.0)
    visit.receive(CodeScanned(visit.id, None))
    visit.tick(7.5)
    visit.tick(14.0)
    assert visit.step.remark.key == "home.unread"


def test_the_answer_to_a_useless_code_keeps_nobody_from_going_on(visit):
    visit.receive(CodeScanned(visit.id, LICENCE))
    visit.receive(CodeScanned(visit.id, CASE))
    assert isinstance(visit.step, AskProgress)
    visit.tick(0.0)
    visit.back()
    assert visit.step.remark is None


def test_a_second_scan_while_the_first_is_looked_up_changes_nothing(visit):
    visit.open_progress()
    visit.receive(CodeScanned(visit.id, CASE))
    visit.receive(CodeScanned(visit.id, ScannedCode(CodeKind.CASE, Private("XN26-0000-0"))))
    visit.receive(CodeScanned(visit.id, None))
    assert visit.world.errands.asked == ["XN26-7K3M-4"]
    found = CaseProgress("XN26-7K3M-4", "开饭馆", "2026-11-20T10:00:00", ())
    visit.receive(ProgressAnswered(visit.id, found, reached=True))
    assert (visit.step.progress, visit.step.problem) == (found, None)


def test_a_receipt_on_the_pick_up_page_opens_the_look_up(visit):
    visit.open_pick_up()
    visit.receive(CodeScanned(visit.id, CASE))
    assert isinstance(visit.step, AskProgress)
    assert visit.world.errands.asked == ["XN26-7K3M-4"]


@pytest.mark.parametrize("code", [LICENCE, None])
def test_any_other_code_on_the_pick_up_page_is_said_kindly(visit, code):
    visit.open_pick_up()
    visit.receive(CodeScanned(visit.id, code))
    assert isinstance(visit.step, PickUp) and visit.step.problem.key == "pick_up.not_scanned"
    visit.type_pick_up("K7")
    assert visit.step.problem is None


@pytest.mark.parametrize("scanner", [True, False])
def test_the_pages_that_take_a_code_know_whether_there_is_a_scanner(catalog, scanner):
    visit = Visit(World(catalog, read_hall(), AskingErrands(), StillClock(), scanner=scanner))
    visit.open_progress()
    assert visit.step.scanner is scanner
    visit.open_pick_up()
    assert visit.step.scanner is scanner


def test_a_scan_in_the_middle_of_another_page_is_ignored(visit):
    visit.open_search()
    visit.receive(CodeScanned(visit.id, CASE))
    assert not isinstance(visit.step, AskProgress)
    assert visit.world.errands.asked == []


class ScriptedScanner:
    """Gives its outcomes one by one, each when it is let, then waits to be cancelled."""

    def __init__(self, *outcomes):
        self.outcomes = list(outcomes)
        self.closed = False
        self.done = threading.Event()
        self.go = threading.Semaphore(0)

    def read(self, timeout, cancelled):
        while not self.go.acquire(timeout=0.01):
            if cancelled():
                return ScanOutcome(trouble=ScannerTrouble.CANCELLED)
        if self.outcomes:
            return self.outcomes.pop(0)
        self.done.set()
        return ScanOutcome(trouble=ScannerTrouble.NO_CODE)

    def close(self):
        self.closed = True


def test_codes_go_to_whoever_stands_there_and_to_nobody_else():
    inbox, paused = Inbox(), []
    scanner = ScriptedScanner(
        ScanOutcome(trouble=ScannerTrouble.PORT_MISSING), ScanOutcome(code=CASE),
        ScanOutcome(trouble=ScannerTrouble.UNREADABLE),
    )
    listener = CodeListener(scanner, inbox, pause=paused.append)
    listener.serve("a")
    listener.start()
    for _ in range(4):
        scanner.go.release()
    assert scanner.done.wait(5.0)
    assert list(inbox.drain("a")) == [CodeScanned("a", CASE), CodeScanned("a", None)]
    assert len(paused) == 1
    listener.serve(None)
    scanner.outcomes.append(ScanOutcome(code=CASE))
    scanner.done.clear()
    scanner.go.release(2)
    assert scanner.done.wait(5.0)
    listener.close()
    assert list(inbox.drain("a")) == []
    assert scanner.closed
