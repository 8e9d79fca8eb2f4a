"""The photographing page by itself: a new picture moves nothing, a new phase counts as a new page."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from hardware.camera.emulated_desk import Fault
from kiosk.devices.camera import PageWarning
from kiosk.steps.photographing import PhotoPhase
from tests.screens import one_screen, samples_photo
from tests.screens.conftest import CACHE, HEIGHT, WIDTH


@pytest.fixture
def open_page(walk: Any) -> Any:
    def start(step: Any) -> Any:
        return walk(one_screen.make_app(one_screen.make_kit((WIDTH, HEIGHT), CACHE), step))

    return start


def test_another_picture_keeps_every_button_and_the_texture(open_page: Any) -> None:
    step = samples_photo.photo(view=samples_photo.view(), pages=(samples_photo.page(),))
    walker = open_page(step)
    screen = walker.app.screen
    before = [entry.widget for entry in walker.touchables()]
    texture = screen._texture.texture
    newer = replace(step, view=samples_photo.view(Fault.GLARE), hint=PageWarning.GLARE)
    assert not screen.turns(newer)
    screen.show(newer)
    walker.settle()
    assert [entry.widget for entry in walker.touchables()] == before
    assert screen._texture.texture is texture
    walker.see("有反光")
    walker.see_not("看到纸了")


def test_another_phase_is_a_new_page_for_an_impatient_finger(open_page: Any) -> None:
    step = samples_photo.photo(view=samples_photo.view())
    screen = open_page(step).app.screen
    assert screen.turns(samples_photo.photo(PhotoPhase.TAKEN, page=samples_photo.page()))
    assert screen.turns(replace(step, busy=True))


@pytest.mark.parametrize(("state", "button", "call"), [
    ("photo-taken", "清楚，留下", ("keep_page",)),
    ("photo-taken", "重拍", ("retake",)),
    ("photo-taken", "没框准", ("draw_corners",)),
    ("photo-kept", "删掉", ("drop_page",)),
    ("photo-kept", "留着", ("back",)),
    ("photo-live-two", "page:1", ("open_page", 1)),
    ("photo-live-two", "完成，2 页", ("finish_pages",)),
    ("photo-trouble", "不拍了，带纸质材料", ("bring_paper",)),
    ("photo-sheets", "开始扫描", ("shoot", None)),
])
def test_every_button_says_what_it_does(open_page: Any, state: str, button: str, call: tuple[Any, ...]) -> None:
    walker = open_page(samples_photo.every_state()[state])
    walker.tap(button)
    assert walker.app.calls == [call]


@pytest.mark.parametrize("state", ["photo-opening", "photo-shooting", "photo-live-many", "photo-sheets-busy"])
def test_the_shutter_rests_while_nothing_can_be_taken(open_page: Any, state: str) -> None:
    assert not open_page(samples_photo.every_state()[state]).can_tap("shoot")


def test_everything_wrong_with_a_page_is_said_before_it_is_kept(open_page: Any) -> None:
    walker = open_page(samples_photo.every_state()["photo-taken-blurred"])
    walker.see("这一页有反光", "这一页有点模糊")
