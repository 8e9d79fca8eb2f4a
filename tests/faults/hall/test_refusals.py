"""A hall with other rules refuses: everything wrong is shown on the review, and nothing entered is lost."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from backend.serve import Server
from backend.settings import BackendSettings
from kiosk.steps import Outcome, Review
from tests.faults.night import Night


@pytest.fixture
def strict_hall(tmp_path: Path) -> Iterator[Server]:
    """Wants a blank that the shipped form does not have."""
    settings = BackendSettings(
        database_url=f"sqlite:///{tmp_path}/strict.db", required_fields=(("fax", "传真"), ("phone", "手机号码"))
    )
    with Server(settings) as server:
        yield server


def test_a_refused_bundle_comes_back_to_the_review_and_is_kept_for_staff(
    strict_hall: Server, tmp_path: Path, switch_on: Callable[[Night], Night]
) -> None:
    night = Night(tmp_path, strict_hall, tmp_path / "strict.db")
    try:
        switch_on(night)
        night.enter()
        night.to_review()
        before = night.step
        first = night.submit()
        night.until(lambda: isinstance(night.step, Review))
        assert [fault.where for fault in night.step.faults] == ["fields.fax"]
        assert night.step.sections == before.sections
        second = night.submit()
        night.until(lambda: isinstance(night.step, Review))
        assert first != second
        status = night.machine.outbox.status()
        assert (status.refused, status.waiting, status.accepted) == (2, 0, 0)
        assert night.cases(first) == night.cases(second) == []
    finally:
        night.walker.close()
        night.close()


def test_after_the_papers_were_given_a_late_refusal_changes_nothing_that_was_said(
    strict_hall: Server, tmp_path: Path, switch_on: Callable[[Night], Night]
) -> None:
    night = Night(tmp_path, strict_hall, tmp_path / "strict.db")
    try:
        switch_on(night)
        night.hall.be("refuse")
        night.enter()
        night.to_review()
        night.submit()
        night.until(lambda: night.walker.sees("已安全保存在本机"))
        night.walker.advance(8)
        night.wait_for_papers()
        night.hall.be("open")
        night.machine.courier.send_due_now(everything=True)
        night.walker.advance(1)
        assert night.wait_for_papers().outcome is Outcome.KEPT
        assert night.machine.outbox.status().refused == 1
    finally:
        night.walker.close()
        night.close()
