"""What the processor pays for a page, with drawing left out: budgets, measured as the best of several runs."""

from __future__ import annotations

import time
from dataclasses import replace
from typing import Any

import pytest

from screens.registry import screen_class
from tests.screens import one_screen, samples_photo
from tests.screens import samples_apply as samples
from tests.screens.conftest import CACHE, HEIGHT, WIDTH

FIRST_OPEN = 0.120
SHOWN_AGAIN = 0.005
ONE_KEY = 0.005
ONE_PICTURE = 0.010
PAGES = (
    "present_card-waiting", "confirm_card", "fill_form-phone_typing", "fill_form-credit_code", "gather-some", "review",
    "sending-kept", "take_papers-printed", "things-card_still", "goodbye", "trouble",
)


def _timed(action: Any) -> float:
    started = time.perf_counter()
    action()
    return time.perf_counter() - started


@pytest.mark.parametrize("state", PAGES)
def test_a_page_opens_within_its_budget(window: Any, walk: Any, state: str) -> None:
    step = samples.every_state()[state]
    walker = walk(one_screen.make_app(one_screen.make_kit((WIDTH, HEIGHT), CACHE), samples.every_state()["goodbye"]))
    first, again = [], []
    for _ in range(3):
        kit = one_screen.make_kit((WIDTH, HEIGHT), CACHE, fresh=True)
        screen = screen_class(type(step))(kit, one_screen.RecordingDesk())

        def open_it(screen: Any = screen) -> None:
            screen.show(step)
            window.add_widget(screen)
            walker.frame()

        def open_again(screen: Any = screen) -> None:
            window.add_widget(screen)
            walker.frame()

        first.append(_timed(open_it))
        window.remove_widget(screen)
        again.append(_timed(open_again))
        window.remove_widget(screen)
    assert min(first) <= FIRST_OPEN
    assert min(again) <= SHOWN_AGAIN


def test_a_live_picture_is_shown_within_its_budget_in_a_texture_that_stays(walk: Any) -> None:
    kit = one_screen.make_kit((WIDTH, HEIGHT), CACHE)
    walker = walk(one_screen.make_app(kit, samples_photo.photo(view=samples_photo.view())))
    screen = walker.app.screen
    texture, times = screen._texture.texture, []
    for count in range(40):
        step = samples_photo.photo(view=replace(samples_photo.view(), found=bool(count % 5)))

        def next_picture(step: Any = step) -> None:
            screen.show(step)
            walker.frame()

        times.append(_timed(next_picture))
    assert screen._texture.texture is texture
    assert sorted(times)[len(times) // 2] <= ONE_PICTURE


def test_a_key_is_answered_within_its_budget(walk: Any) -> None:
    kit = one_screen.make_kit((WIDTH, HEIGHT), CACHE)
    walker = walk(one_screen.make_app(kit, samples.FORMS["phone_empty"]))
    times = []
    for count in range(12):
        step = samples.FORMS["phone_empty" if count % 2 else "phone_typing"]

        def one_key(step: Any = step) -> None:
            walker.app.screen.show(step)
            walker.frame()

        times.append(_timed(one_key))
    assert min(times) <= ONE_KEY
