"""The card reader is missing, torn out, silent, mad or late; the citizen is told, and the card belongs to one visit."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

import pytest

from hardware.id_reader.faults import Fault
from hardware.id_reader.specimens import specimen
from kiosk.devices.outcomes import ReaderTrouble
from kiosk.inbox import CardAnswered
from kiosk.steps import CardPhase, ConfirmCard, Home, PresentCard
from tests.faults.night import Night


def wait_for_trouble(night: Night) -> ReaderTrouble:
    night.until(lambda: isinstance(night.step, PresentCard) and night.step.phase is CardPhase.TROUBLE)
    trouble = night.step.trouble
    assert isinstance(trouble, ReaderTrouble)
    return trouble


def reader_is_idle(night: Night) -> bool:
    """True once the reader's thread has nothing left to do."""
    idle = threading.Event()
    night.machine.errands._reading.do(idle.set)
    return idle.wait(10)


def test_a_reader_plugged_in_after_the_start_is_used_at_the_next_try(
    dark: Night, switch_on: Callable[[Night], Night]
) -> None:
    switch_on(dark)
    dark.enter()
    dark.to_card()
    assert wait_for_trouble(dark) is ReaderTrouble.PORT_MISSING
    dark.reader_plug.start()
    dark.walker.tap("retry")
    dark.lay()
    assert isinstance(dark.step, ConfirmCard)


def test_a_reader_torn_out_while_waiting_is_said_and_comes_back(night: Night) -> None:
    night.enter()
    night.to_card()
    night.until(lambda: night.reader_plug.bytes_in > 0)
    night.machine.errands._devices.reader._comeback = 0.3
    night.reader_plug.stop()
    assert wait_for_trouble(night) is ReaderTrouble.PORT_MISSING
    night.reader_plug.start()
    night.walker.tap("retry")
    night.lay()


@pytest.mark.parametrize(
    ("fault", "trouble"),
    [
        (Fault.SILENT, ReaderTrouble.NO_ANSWER),
        (Fault.SELF_TEST_FAILED, ReaderTrouble.READER_FAULT),
        (Fault.CARD_LIFTED_MID_READ, ReaderTrouble.PRESENT_AGAIN),
        (Fault.NOT_GENUINE, ReaderTrouble.NOT_GENUINE),
        (Fault.UNKNOWN_STATUS, ReaderTrouble.UNKNOWN_ANSWER),
    ],
)
def test_a_reader_that_misbehaves_is_said_and_works_again_at_the_next_try(
    night: Night, fault: Fault, trouble: ReaderTrouble
) -> None:
    night.reader.misbehave(fault)
    night.enter()
    night.to_card()
    night.reader.lay(specimen("resident"))
    assert wait_for_trouble(night) is trouble
    night.reader.behave()
    night.reader.lift()
    night.walker.tap("retry")
    night.lay()


@pytest.mark.parametrize("fault", [Fault.NOISY, Fault.FOREIGN_FRAME])
def test_a_bad_line_is_read_through(night: Night, fault: Fault) -> None:
    night.reader.misbehave(fault, amount=0)
    night.enter()
    night.to_card()
    night.lay()


def test_a_reader_whose_cable_is_pulled_and_put_back_goes_on_without_a_touch(night: Night) -> None:
    night.enter()
    night.to_card()
    night.until(lambda: night.reader_plug.bytes_in > 0)
    night.reader_plug.rename()
    night.until(lambda: night.reader_plug.bytes_in > 0)
    assert isinstance(night.step, PresentCard)
    assert night.step.phase is CardPhase.WAITING
    night.lay()


def test_a_card_left_behind_by_the_one_before_is_said_and_the_next_one_goes_on_without_a_touch(night: Night) -> None:
    night.enter()
    night.to_card()
    night.lay()
    night.app.leave()
    night.walker.advance(1)
    night.enter()
    night.to_card()
    assert wait_for_trouble(night) is ReaderTrouble.LIFT_FIRST
    night.reader.lift()
    night.lay("permit")


def test_a_card_read_just_as_the_visit_ends_is_for_nobody(night: Night, monkeypatch: pytest.MonkeyPatch) -> None:
    answered = threading.Event()
    put = night.machine.inbox.put

    def watched(message: Any) -> None:
        put(message)
        if isinstance(message, CardAnswered):
            answered.set()

    monkeypatch.setattr(night.machine.inbox, "put", watched)
    night.enter()
    night.to_card()
    night.reader.lay(specimen("resident"))
    assert answered.wait(20)
    night.app.leave()
    night.walker.advance(1)
    night.enter()
    night.walker.advance(1)
    assert isinstance(night.step, Home)
    night.to_card()
    night.walker.advance(1)
    assert isinstance(night.step, PresentCard)
    assert night.app.visit._read is None


def test_a_visit_that_ends_while_the_card_is_read_stops_the_reader(night: Night) -> None:
    night.enter()
    night.to_card()
    night.until(lambda: night.reader_plug.bytes_in > 0)
    night.app.leave()
    night.reader.lay(specimen("resident"))
    assert reader_is_idle(night)
    night.walker.advance(1)
    assert list(night.machine.inbox._messages) == []


def test_calling_a_guide_from_the_card_page_and_coming_back_waits_for_the_card_again(night: Night) -> None:
    night.enter()
    night.to_card()
    night.walker.tap("help")
    assert reader_is_idle(night)
    night.walker.tap("go_on")
    assert isinstance(night.step, PresentCard)
    night.lay()
