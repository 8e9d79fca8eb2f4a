"""Guide cards, reasons, one-time notices and search draw whole in every look: nothing clipped, covered or small."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from kiosk.steps import Look
from tests.screens import one_screen, samples_guide
from tests.screens.conftest import CACHE, HEIGHT, WIDTH
from tests.screens.structure import on_top, problems, written

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
EVERY = {**samples_guide.STEPS, **samples_guide.SHEETS}
OPENED = (
    ("plan_filled", "print"), ("plan_filled", "tab:papers"), ("plan_filled", "tab:compare"), ("item", "item:do"),
    ("check_some", "tell"), ("gather_notice", "tell"),
)
"""Pages behind one touch: the state, and what is touched."""


@pytest.fixture
def open_page(walk: Any) -> Callable[..., Any]:
    def start(name: str, look: str = "usual", touch: str = "") -> Any:
        kit = one_screen.make_kit((WIDTH, HEIGHT), CACHE, LOOKS[look])
        walker = walk(one_screen.make_app(kit, EVERY[name]))
        if touch:
            walker.tap(touch)
        return walker

    return start


def _faults(walker: Any) -> list[str]:
    theme = walker.app.screen.kit.theme
    return problems(on_top(walker.seen()), (WIDTH, HEIGHT), theme.mm(20), theme.mm(3))


def _turns(walker: Any) -> bool:
    """Turn to the next page, if there is one."""
    downs = [entry for entry in on_top(walker.seen()) if entry.name == "page:down"]
    if not downs or downs[-1].disabled:
        return False
    walker.tap_at(*downs[-1].centre)
    return True


@pytest.mark.parametrize("look", LOOKS)
@pytest.mark.parametrize(("name", "touch"), [*((name, "") for name in EVERY), *OPENED])
def test_every_page_of_every_state_is_sound_in_every_look(open_page: Any, name: str, touch: str, look: str) -> None:
    walker = open_page(name, look, touch)
    for _page in range(30):
        assert _faults(walker) == []
        if not _turns(walker):
            return
    raise AssertionError("a card does not have thirty pages")


@pytest.mark.parametrize("look", ["low", "low-large", "low-english"])
@pytest.mark.parametrize(("name", "touch"), [*((name, "") for name in EVERY), *OPENED])
def test_low_reach_keeps_everything_touchable_in_the_lower_half(
    open_page: Any, name: str, touch: str, look: str
) -> None:
    walker = open_page(name, look, touch)
    shown = [entry for entry in on_top(walker.seen()) if entry.label is not None]
    assert [entry.label for entry in shown if entry.box[1] + entry.box[3] > HEIGHT / 2 + 2] == []


@pytest.mark.parametrize("name", EVERY)
def test_no_text_is_smaller_than_the_floor(open_page: Any, name: str) -> None:
    walker = open_page(name)
    floor = walker.app.screen.kit.theme.small
    assert [line.text for line in written(on_top(walker.seen())) if line.box[3] < floor] == []
