"""Left alone at any page, the kiosk asks, clears itself, and holds nothing of the person any more."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterator

import pytest

from hardware.id_reader.base_info import PHOTO_SIZE, BaseInformation
from hardware.id_reader.layouts import text_block
from kiosk.person.identity import CardKind, resident_check_digit
from kiosk.steps import FillForm, TakePapers
from tests.faults.memory import files_holding, live_holders
from tests.faults.night import PATIENCE, Night

_NAME, _STREET, _BORN = (0x6B27, 0x9633, 0x793A, 0x4F8B, 0x5DF3), (0x9690, 0x5F62, 0x8DEF), 19880417


def secrets() -> Iterator[str]:
    """Name, address, number and telephone of one made-up person; made anew at each call, held by nobody."""
    yield "".join(map(chr, _NAME))
    yield "".join(map(chr, _STREET))
    first = f"421202{_BORN}003"
    yield first + resident_check_digit(first)
    yield phone()
    yield " ".join((phone()[:3], phone()[3:7], phone()[7:]))


def phone() -> str:
    return str(13_000_000_000 + 9_271_846)


def card() -> BaseInformation:
    name, street, number, *_ = secrets()
    fields = {
        "name": name, "sex": "1", "ethnic_code": "01", "birth": str(_BORN), "address": street, "number": number,
        "issuer": "示例分局", "valid_from": "20200101", "valid_to": "20400101",
    }
    return BaseInformation(text_block(CardKind.RESIDENT, fields), bytes(PHOTO_SIZE))


def review(night: Night) -> None:
    night.phone = phone
    night.to_review(card=card())


def confirm(night: Night) -> None:
    night.to_card()
    night.lay(card())


def helping(night: Night) -> None:
    """Acts for the specimen; the card is the agent's, and the first lies there until it is changed."""
    night.phone = phone
    night.to_card()
    night.walker.tap("help_someone")
    night.walker.tap("entrusted")
    night.lay()
    night.walker.tap("use")
    night.reader.lift()
    night.lay(card())
    night.walker.tap("use")
    while isinstance(night.step, FillForm):
        night.fill_page()


def kept_papers(night: Night) -> None:
    night.hall.be("refuse")
    review(night)
    night.submit()
    night.walker.advance(8)
    night.until(lambda: isinstance(night.step, TakePapers) and night.step.can_finish)


def things(night: Night) -> None:
    review(night)
    night.submit()
    night.wait_for_papers()
    night.walker.tap("finish")


def leave_alone(night: Night) -> None:
    night.walker.advance(61)
    night.walker.see("还要继续吗")
    night.walker.advance(21)
    night.walker.see("轻触屏幕开始办事")
    assert night.app.running is None


def holders_left() -> list[str]:
    """What still holds the person, once the threads have had a moment to put down what they had in hand."""
    left: list[str] = []
    for _ in range(4):
        left = live_holders(secrets())
        if not left:
            break
    return left


@pytest.mark.parametrize("to", [confirm, review, helping, kept_papers, things], ids=lambda to: str(to.__name__))
def test_after_an_abandoned_visit_nothing_of_the_person_is_in_memory_or_on_disk(
    night: Night, to: Callable[[Night], None], caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    night.enter()
    to(night)
    assert live_holders(secrets()) != []
    leave_alone(night)
    night.reader.lift()
    night.walker.advance(1)
    assert holders_left() == []
    assert files_holding(night.folder, secrets()) == []
    assert not any(secret in caplog.text for secret in secrets())


def test_a_card_read_as_the_visit_ends_is_nowhere_afterwards(night: Night) -> None:
    night.enter()
    night.to_card()
    night.reader.lay(card())
    end = time.monotonic() + PATIENCE
    while not night.machine.inbox._messages:  # the window stands still, so that the answer comes too late for it
        assert time.monotonic() < end, "the card was not read"
        time.sleep(0.01)
    night.app.leave()
    night.reader.lift()
    night.walker.advance(1)
    assert holders_left() == []


PAGES: dict[str, Callable[[Night], None]] = {
    "home": lambda night: None,
    "ask": lambda night: night.walker.tap("scenario:open-restaurant"),
    "plan": lambda night: night.to_plan(),
    "card": lambda night: night.to_card(),
    "form": lambda night: night.to_form(),
    "search": lambda night: night.walker.tap("search"),
    "progress": lambda night: night.walker.tap("progress"),
    "way": lambda night: night.walker.tap("way"),
    "print": lambda night: night.walker.tap("print"),
    "tickets": lambda night: night.walker.tap("取号"),
    "guide": lambda night: night.walker.tap("help"),
}


@pytest.mark.parametrize("page", PAGES)
def test_any_page_left_alone_ends_the_visit_and_stops_the_reader(night: Night, page: str) -> None:
    night.enter()
    PAGES[page](night)
    assert night.app.visit.page == page
    leave_alone(night)
    assert night.machine.errands._reading_for is None
