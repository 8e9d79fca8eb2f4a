"""What a person did, typed or broke never reaches the next one; after any surprise the kiosk serves again."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from kiosk.steps import Ask, ConfirmCard, FillForm, Home, PresentCard, Review
from kiosk.visit import Visit
from tests.faults.night import PHONE, REST, Night


class Surprise(Exception):
    """Stands for a mistake nobody thought of."""


def surprised(*_: Any, **__: Any) -> Any:
    raise Surprise


def meets_a_surprise(night: Night, act: Callable[[], object]) -> None:
    """Do what raises, and let the error go where Kivy's main loop sends it."""
    from kivy.base import ExceptionManager

    try:
        act()
    except Surprise as error:
        assert ExceptionManager.handle_exception(error) == ExceptionManager.PASS
    night.walker.advance(REST)


def serves_again(night: Night) -> None:
    assert night.app.running is None
    night.walker.see("已填的内容已清除")
    night.walker.tap("start_again")
    assert isinstance(night.step, Home)
    night.to_plan("open-hotel")


def to_materials(night: Night) -> None:
    night.to_form()
    while isinstance(night.step, FillForm):
        night.fill_page()


TOUCHES: list[tuple[str, Callable[[Night], None], str]] = [
    ("choose_scenario", lambda night: None, "scenario:open-restaurant"),
    ("start_application", lambda night: night.to_plan(), "start"),
    ("without_card", lambda night: night.to_card(), "without"),
    ("by_hand", lambda night: night.to_form(), "by_hand"),
    ("mark_all", lambda night: to_materials(night), "mark_all"),
    ("submit", lambda night: night.to_review(), "submit"),
    ("call_guide", lambda night: night.to_form(), "help"),
]


@pytest.mark.parametrize(("method", "before", "touch"), TOUCHES, ids=[method for method, _, _ in TOUCHES])
def test_a_touch_that_breaks_clears_the_visit_and_the_kiosk_serves_again(
    night: Night, monkeypatch: pytest.MonkeyPatch, method: str, before: Callable[[Night], None], touch: str
) -> None:
    night.enter()
    with monkeypatch.context() as broken:
        broken.setattr(Visit, method, surprised)
        before(night)
        meets_a_surprise(night, lambda: night.walker.tap(touch))
    serves_again(night)
    assert night.machine.journal.lines()[-1]["event"] == "screen_error"


def test_a_page_that_cannot_be_drawn_clears_the_visit_and_the_kiosk_serves_again(
    night: Night, monkeypatch: pytest.MonkeyPatch
) -> None:
    from screens.registry import screen_class

    night.enter()
    with monkeypatch.context() as broken:
        broken.setattr(screen_class(Ask), "sheet", surprised)
        meets_a_surprise(night, lambda: night.walker.tap("scenario:open-restaurant"))
    serves_again(night)


def test_a_message_that_breaks_clears_the_visit_stops_the_reader_and_the_kiosk_serves_again(
    night: Night, monkeypatch: pytest.MonkeyPatch
) -> None:
    night.enter()
    night.to_card()
    with monkeypatch.context() as broken:
        broken.setattr(Visit, "tick", surprised)
        night.walker.advance(1)
    assert night.machine.errands._reading_for is None
    serves_again(night)


def test_nothing_of_the_first_visit_is_in_the_second(night: Night) -> None:
    night.enter()
    night.to_review(card="resident")
    first = night.submit()
    night.wait_for_papers()
    night.go_away()

    night.phone = lambda: "15900000000"
    night.enter()
    night.to_plan("open-restaurant", numbers="12")
    night.walker.tap("start")
    assert isinstance(night.step, PresentCard)
    night.lay("permit")
    assert isinstance(night.step, ConfirmCard)
    night.walker.see_not("张**")
    night.walker.tap("use")
    while not isinstance(night.step, Review):
        if night.app.visit.page == "form":
            assert not any(state.raw == PHONE for state in night.step.fields)
            night.fill_page()
        else:
            assert all(mark.status in (None, "shared", "from_item", "paper") for mark in night.step.marks)
            night.walker.tap("mark_all")
            night.walker.tap("go_on")
    night.walker.see_not("138****8000", "张**", "400")
    second = night.submit()
    night.wait_for_papers()
    (one,), (two,) = night.cases(first), night.cases(second)
    values = {key: {field["value"] for field in case["fields"]} for key, case in (("one", one), ("two", two))}
    personal = {PHONE, "张样本", next(field["value"] for field in one["fields"] if field["key"] == "id_number")}
    assert personal <= values["one"]
    assert not personal & values["two"]
    assert {"key": "area", "value": 12.0} in two["answers"]
    assert len(set(night.printed())) == 2


def test_what_was_typed_and_not_sent_is_not_there_for_the_next(night: Night) -> None:
    night.enter()
    night.walker.tap("scenario:open-restaurant")
    night.walker.type_digits("777")
    night.walker.see("777")
    night.app.leave()
    night.walker.settle()
    night.enter()
    night.walker.tap("scenario:open-restaurant")
    night.walker.see_not("777")
