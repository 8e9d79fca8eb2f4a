"""The hall misbehaves in every way it can; the citizen's application is kept and filed exactly once."""

from __future__ import annotations

import pytest

from kiosk.devices.outcomes import PrintEnd
from kiosk.steps import GuideComing, Outcome


@pytest.mark.parametrize("fault", ["error", "garbage", "login", "black-hole", "refuse", "lose-answers"])
def test_a_broken_hall_keeps_the_bundle_gives_a_kept_slip_and_files_once_when_it_is_back(night, fault):
    night.enter()
    night.to_review()
    night.hall.be(fault)
    bundle = night.submit()
    night.until(lambda: night.walker.sees("已安全保存在本机"))
    night.walker.advance(7)
    papers = night.wait_for_papers()
    assert papers.outcome is Outcome.KEPT
    assert papers.number is not None and papers.number.number.startswith("K")
    assert papers.papers is not None and papers.papers.end is PrintEnd.PRINTED
    night.walker.see("网络恢复后自动提交", papers.number.number, papers.code)
    waiting = night.machine.outbox.status()
    assert (waiting.waiting + waiting.sending, waiting.accepted) == (1, 0)
    assert [row.code for row in waiting.rows] == [papers.code]
    night.go_away()

    night.hall.be("open")
    night.machine.courier.send_due_now(everything=True)
    night.machine.courier.send_due_now(everything=True)
    status = night.machine.outbox.status()
    assert (status.waiting, status.sending, status.accepted) == (0, 0, 1)
    assert len(night.cases(bundle)) == 1


def test_the_window_keeps_turning_while_the_hall_is_a_black_hole(night):
    night.enter()
    night.to_review()
    night.hall.be("black-hole")
    night.submit()
    turned = 0

    def turned_while_the_hall_was_asked() -> bool:
        nonlocal turned
        turned += night.hall.holding > 0
        return turned >= 20

    night.until(turned_while_the_hall_was_asked)
    night.walker.tap("help")
    assert isinstance(night.step, GuideComing)
    night.until(lambda: night.step.noted is False)
    night.walker.tap("go_on")


def test_fifty_taps_on_submit_are_one_case(night):
    before = night.all_cases()
    night.enter()
    night.to_review()
    night.walker.tap_quickly("submit", 50)
    papers = night.wait_for_papers()
    assert papers.outcome is Outcome.FILED
    assert night.all_cases() == before + 1
    assert night.machine.outbox.status().accepted == 1
    assert len(night.printer.jobs) == 1


def test_a_guide_called_while_handing_in_does_not_stop_the_work(night):
    night.hall.be("refuse")
    night.enter()
    night.to_review()
    night.submit()
    night.walker.tap("help")
    night.walker.advance(10)
    night.until(lambda: len(night.printer.jobs) == 1)
    night.walker.tap("home")
    papers = night.wait_for_papers()
    assert papers.outcome is Outcome.KEPT
    assert papers.number is not None

