"""Budgets of the window, in CPU time without raster: a first opening, a second one, and one key."""

from __future__ import annotations

import gc
from time import process_time
from typing import Any

import pytest

from screens.registry import screen_class
from tests.screens import one_screen, samples
from tests.screens.conftest import CACHE, HEIGHT, WIDTH

FIRST_OPEN = 0.060
SECOND_OPEN = 0.005
ONE_KEY = 0.020


def best(runs: int, once: Any) -> float:
    gc.disable()
    try:
        return min(once() for _ in range(runs))
    finally:
        gc.enable()


def opening(step: Any) -> Any:
    def once() -> float:
        kit = one_screen.make_kit((WIDTH, HEIGHT), CACHE, fresh=True)
        kit.bank.covered("政")
        kind = screen_class(type(step))
        started = process_time()
        kind(kit, one_screen.RecordingDesk()).show(step)
        return process_time() - started

    return once


@pytest.mark.parametrize("name", list(samples.STEPS))
def test_a_first_opening_is_within_budget(window: Any, name: str) -> None:
    assert best(3, opening(samples.STEPS[name])) <= FIRST_OPEN


@pytest.mark.parametrize("name", list(samples.STEPS))
def test_a_second_opening_is_nearly_free(window: Any, name: str) -> None:
    kit = one_screen.make_kit((WIDTH, HEIGHT), CACHE)
    screen = screen_class(type(samples.STEPS[name]))(kit, one_screen.RecordingDesk())
    screen.show(samples.STEPS[name])

    def once() -> float:
        started = process_time()
        window.add_widget(screen)
        screen.show(samples.STEPS[name])
        window.remove_widget(screen)
        return process_time() - started

    assert best(3, once) <= SECOND_OPEN


def test_one_key_of_the_keypad_draws_only_the_field(window: Any) -> None:
    kit = one_screen.make_kit((WIDTH, HEIGHT), CACHE)
    screen: Any = screen_class(type(samples.STEPS["ask_number"]))(kit, one_screen.RecordingDesk())
    screen.show(samples.STEPS["ask_number"])
    targets = list(screen.children)

    def once() -> float:
        started = process_time()
        screen.press("3")
        return process_time() - started

    assert best(5, once) <= ONE_KEY
    assert list(screen.children) == targets
