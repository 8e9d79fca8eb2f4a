"""An age is said in one rough unit, and an answer of the hall that is old is shown as old."""

from datetime import datetime, timedelta

import pytest

from config.hall_reader import read_hall
from kiosk.filing.receipt import CaseProgress
from kiosk.inbox import ProgressAnswered
from kiosk.visit import Visit, World
from kiosk.visit.rehearsing import SilentErrands
from kiosk.visit.work.ages import age_of
from kiosk.words import Remark

NOW = datetime(2026, 11, 21, 20, 0)
CASE = CaseProgress("XN26-7K3M-4", "我要开饭馆", "2026-11-19T10:24:00", ())


class StillClock:
    def now(self):
        return NOW

    def monotonic(self):
        return 0.0


@pytest.mark.parametrize(
    ("passed", "said"),
    [(timedelta(seconds=119), Remark("age.now")), (timedelta(hours=-3), Remark("age.now")),
     (timedelta(minutes=2), Remark("age.minutes", {"count": "2"})),
     (timedelta(minutes=59, seconds=59), Remark("age.minutes", {"count": "59"})),
     (timedelta(hours=2, minutes=40), Remark("age.hours", {"count": "2"})),
     (timedelta(hours=24), Remark("age.days", {"count": "1"})),
     (timedelta(days=29, hours=23), Remark("age.days", {"count": "29"}))],
)
def test_one_rough_unit_rounded_down(passed, said):
    assert age_of(NOW - passed, NOW) == said


def test_an_old_answer_is_shown_with_its_age_and_a_fresh_one_without(catalog):
    visit = Visit(World(catalog, read_hall(), SilentErrands(), StillClock()))
    visit.open_progress()
    visit.type_code(CASE.case_code)
    visit.ask_progress()
    visit.receive(ProgressAnswered(visit.id, CASE, False, NOW - timedelta(hours=2)))
    assert (visit.step.progress, visit.step.problem) == (CASE, None)
    assert visit.step.age == Remark("age.hours", {"count": "2"})
    visit.receive(ProgressAnswered(visit.id, CASE, True))
    assert visit.step.age is None
    visit.receive(ProgressAnswered(visit.id, None, False))
    assert visit.step.problem == Remark("progress.unreachable")
