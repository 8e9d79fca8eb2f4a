"""Every state of the applying half draws whole: nothing clipped, nothing overlapping, everything big enough."""

from __future__ import annotations

from typing import Any

import pytest

from kiosk.steps import Look
from tests.screens import one_screen
from tests.screens import samples_apply as samples
from tests.screens.conftest import CACHE, HEIGHT, WIDTH
from tests.screens.structure import problems, written

LOOKS = {
    "usual": Look(),
    "large": Look(large=True),
    "contrast": Look(high_contrast=True),
    "english": Look(language="en"),
    "low": Look(low_reach=True),
    "low-large": Look(low_reach=True, large=True),
    "english-large": Look(language="en", large=True),
}


@pytest.fixture
def open_page(walk: Any) -> Any:
    def start(step: Any, look: Look | None = None) -> Any:
        kit = one_screen.make_kit((WIDTH, HEIGHT), CACHE, look)
        return walk(one_screen.make_app(kit, step))

    return start


@pytest.mark.parametrize("look", LOOKS)
@pytest.mark.parametrize("state", samples.every_state())
def test_every_state_is_sound_in_every_look(open_page: Any, state: str, look: str) -> None:
    walker = open_page(samples.every_state()[state], LOOKS[look])
    theme = walker.app.screen.kit.theme
    assert problems(walker.seen(), (WIDTH, HEIGHT), theme.mm(20), theme.mm(3)) == []


@pytest.mark.parametrize("state", samples.every_state())
def test_low_reach_keeps_everything_touchable_in_the_lower_half(open_page: Any, state: str) -> None:
    walker = open_page(samples.every_state()[state], Look(low_reach=True))
    above = [entry.label for entry in walker.touchables() if entry.box[1] + entry.box[3] > HEIGHT / 2 + 2]
    assert above == []


@pytest.mark.parametrize("state", samples.every_state())
def test_body_text_never_falls_below_the_floor(open_page: Any, state: str) -> None:
    walker = open_page(samples.every_state()[state])
    floor = walker.app.screen.kit.theme.small
    small = [line.text for line in written(walker.seen()) if line.box[3] < floor]
    assert small == []


@pytest.mark.parametrize("state", samples.every_state())
def test_a_way_to_people_is_always_there(open_page: Any, state: str) -> None:
    if state in ("goodbye", "trouble-surprise"):
        pytest.skip("the visit is over")
    walker = open_page(samples.every_state()[state])
    assert any(entry.name == "help" for entry in walker.touchables())


def test_the_check_itself_finds_what_is_wrong(window: Any) -> None:
    from kivy.uix.widget import Widget

    from screens.walk.seen import Seen

    def widget(label: str | None, box: tuple[int, ...], *lines: tuple[Any, ...]) -> Seen:
        made = Widget(pos=box[:2], size=box[2:])
        made.drawn = list(lines)
        if label is not None:
            made.label = label
        return Seen(made, tuple(float(side) for side in box), 0)  # type: ignore[arg-type]

    page = widget(None, (0, 0, 500, 500), ("长字", 10, 100, 300, 40, (10, 100, 200, 40)))
    button = widget("键", (50, 90, 60, 60))
    near = widget("邻", (112, 90, 100, 100))
    found = "\n".join(problems([page, button, near], (500, 500), 81, 12))
    assert "300 wide in a box of 200" in found
    assert "lies under or over the button '键'" in found
    assert "less than 81" in found
    assert "too close" in found
