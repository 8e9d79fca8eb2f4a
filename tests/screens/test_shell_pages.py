"""Every page of the entrance and the guide draws whole in every look: nothing clipped, covered or too small."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from kiosk.steps import Home, Look, ShowPlan
from tests.screens import one_screen, samples
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
    "low-english": Look(low_reach=True, language="en"),
}
PLAIN = [name for name in samples.STEPS if name != "plan_why"]


@pytest.fixture
def open_page(walk: Any) -> Callable[..., Any]:
    def start(step: Any, look: Look | None = None) -> Any:
        kit = one_screen.make_kit((WIDTH, HEIGHT), CACHE, look)
        return walk(one_screen.make_app(kit, step))

    return start


@pytest.mark.parametrize("look", LOOKS)
@pytest.mark.parametrize("name", PLAIN)
def test_every_page_is_sound_in_every_look(open_page: Any, name: str, look: str) -> None:
    walker = open_page(samples.STEPS[name], LOOKS[look])
    theme = walker.app.screen.kit.theme
    assert problems(walker.seen(), (WIDTH, HEIGHT), theme.mm(20), theme.mm(3)) == []


@pytest.mark.parametrize("look", ["low", "low-large", "low-english"])
@pytest.mark.parametrize("name", PLAIN)
def test_low_reach_keeps_everything_touchable_in_the_lower_half(open_page: Any, name: str, look: str) -> None:
    walker = open_page(samples.STEPS[name], LOOKS[look])
    above = [entry.label for entry in walker.touchables() if entry.box[1] + entry.box[3] > HEIGHT / 2 + 2]
    assert above == []


@pytest.mark.parametrize("name", PLAIN)
def test_no_text_is_smaller_than_the_floor(open_page: Any, name: str) -> None:
    walker = open_page(samples.STEPS[name])
    floor = walker.app.screen.kit.theme.small
    assert [line.text for line in written(walker.seen()) if line.box[3] < floor] == []


@pytest.mark.parametrize("name", PLAIN)
def test_back_help_display_and_home_are_on_every_page(open_page: Any, name: str) -> None:
    walker = open_page(samples.STEPS[name])
    names = {entry.name for entry in walker.touchables()}
    if isinstance(samples.STEPS[name], Home):
        assert {"help", "looks", "language", "leave"} <= names
    else:
        assert {"back", "help", "looks", "home"} <= names


@pytest.mark.parametrize("tab", ["papers", "answers"])
@pytest.mark.parametrize("look", LOOKS)
@pytest.mark.parametrize("name", ["plan", "plan_hotel"])
def test_every_page_of_every_tab_of_a_plan_is_sound(open_page: Any, name: str, look: str, tab: str) -> None:
    walker = open_page(samples.STEPS[name], LOOKS[look])
    theme = walker.app.screen.kit.theme
    walker.tap(f"tab:{tab}")
    for _page in range(20):
        assert problems(walker.seen(), (WIDTH, HEIGHT), theme.mm(20), theme.mm(3)) == []
        if not any(entry.name == "page:down" and not entry.disabled for entry in walker.touchables()):
            return
        walker.tap("page:down")
    raise AssertionError("a plan does not have twenty pages")


def test_every_item_and_paper_of_a_plan_can_be_reached(open_page: Any) -> None:
    step = samples.STEPS["plan_hotel"]
    assert isinstance(step, ShowPlan)
    walker = open_page(step, Look(large=True))
    seen: set[str] = set()
    for _page in range(20):
        seen |= {str(entry.name) for entry in walker.touchables()}
        if "page:down" not in {entry.name for entry in walker.touchables() if not entry.disabled}:
            break
        walker.tap("page:down")
    assert {f"item:{entry.item.id}" for entry in step.plan.items} <= seen
