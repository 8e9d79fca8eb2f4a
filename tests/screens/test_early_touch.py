"""A touch before the machine is built: the window never stands still, says so, and goes on by itself."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from screens.look.texts import Texts
from screens.look.theme import ThemeSettings
from screens.shell import Shell
from tests.screens import samples
from tests.screens.conftest import CACHE, HEIGHT, WIDTH


class Building:
    """A machine that is built when somebody says so; nobody may ask it for a visit before."""

    def __init__(self) -> None:
        self.built = False
        self.visits: list[samples.RememberingVisit] = []

    def ready(self) -> bool:
        return self.built

    def new_visit(self) -> samples.RememberingVisit:
        assert self.built, "the window would have stood still"
        self.visits.append(samples.RememberingVisit(samples.STEPS["home"]))
        return self.visits[-1]


@pytest.fixture
def begin(walk: Any) -> Callable[[], tuple[Building, Any]]:
    def start() -> tuple[Building, Any]:
        from screens.app import KioskApp
        from screens.look.fonts import ensure_fonts

        machine, texts = Building(), Texts(samples.LOCALES)
        shell = Shell(
            make_visit=machine.new_visit,  # type: ignore[arg-type]
            drain=samples.nothing,
            texts=texts,
            fonts=ensure_fonts(CACHE / "fonts", characters=texts.all_texts()),
            hall=samples.HALL,
            scenarios=tuple(samples.home().scenarios),
            clock=samples.StillClock(),
            glass=ThemeSettings(WIDTH, HEIGHT),
            ready=machine.ready,
        )
        return machine, walk(KioskApp(shell))

    return start


def test_an_early_touch_is_answered_at_once_and_kept_until_the_machine_is_there(
    begin: Callable[[], tuple[Building, Any]],
) -> None:
    machine, walker = begin()
    walker.tap("attract")
    walker.see("正在启动，请稍候")
    walker.advance(9.0)
    walker.see("正在启动，请稍候")
    assert machine.visits == []
    machine.built = True
    walker.advance(0.3)
    walker.see("您好，想办什么事？")
    assert len(machine.visits) == 1


def test_an_early_touch_on_english_begins_in_english(begin: Callable[[], tuple[Building, Any]]) -> None:
    machine, walker = begin()
    walker.tap("language")
    machine.built = True
    walker.advance(0.3)
    walker.see("What do you need?")


def test_who_has_gone_before_the_machine_was_there_leaves_the_invitation(
    begin: Callable[[], tuple[Building, Any]],
) -> None:
    machine, walker = begin()
    walker.tap("attract")
    walker.advance(61.0)
    machine.built = True
    walker.advance(1.0)
    walker.see("轻触屏幕开始办事")
    walker.see_not("正在启动，请稍候")
    assert machine.visits == []
