"""The disk refuses: nothing is said to be kept, nothing is lost, and the next try files once."""

from __future__ import annotations

from dataclasses import replace

from kiosk.steps import Outcome, Review, Trouble
from tests.faults.full_disk import files_end_at
from tests.faults.night import Night


def test_a_full_disk_says_so_keeps_the_review_and_files_once_later(night: Night) -> None:
    before = night.all_cases()
    night.enter()
    night.to_review()
    shown = night.step
    with files_end_at(1):
        night.walker.tap("submit")
        night.until(lambda: isinstance(night.step, Trouble))
        assert night.step.key == "trouble.not_kept"
        assert night.machine.outbox.status().waiting == 0
        night.walker.tap("again")
        assert isinstance(night.step, Review)
        assert night.step == replace(shown, can_file=False)
        night.walker.tap("submit")
        night.until(lambda: isinstance(night.step, Trouble))
        night.walker.tap("again")
    bundle = night.submit()
    papers = night.wait_for_papers()
    assert papers.outcome is Outcome.FILED
    assert night.all_cases() == before + 1
    assert len(night.cases(bundle)) == 1


def test_a_guide_can_be_called_to_a_full_disk(night: Night) -> None:
    night.enter()
    night.to_review()
    with files_end_at(1):
        night.walker.tap("submit")
        night.until(lambda: isinstance(night.step, Trouble))
        night.walker.tap("guide")
        night.walker.see("导办")
        night.walker.tap("go_on")
        assert isinstance(night.step, Review)


def test_a_number_block_on_a_full_disk_gives_no_number_and_the_papers_come_all_the_same(night: Night) -> None:
    night.enter()
    night.to_review()
    night.hall.be("refuse")
    night.submit()
    night.until(lambda: night.machine.outbox.status().waiting == 1 and night.walker.sees("已安全保存在本机"))
    with files_end_at(1):
        night.walker.advance(7)
        papers = night.wait_for_papers()
    assert papers.outcome is Outcome.KEPT
    assert papers.number is None
    night.walker.see("没有取到排队号")
