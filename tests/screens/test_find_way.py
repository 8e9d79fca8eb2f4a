"""Finding the way: every place of the hall is found, drawn and told, in every look; nothing on the map is a target."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import Any

import pytest

from kiosk.hall import HallFacts
from kiosk.steps import FindWay, Look
from kiosk.way.floors import DIRECTIONS
from kiosk.way.walking import walk_to
from screens.entrance.way.labels import Room, meets
from screens.entrance.way.projection import Projection, zoomed
from screens.parts.pen import Box
from tests.screens import one_screen, samples
from tests.screens.conftest import CACHE, HEIGHT, SIZE, WIDTH
from tests.screens.structure import problems
from tests.screens.test_shell_pages import LOOKS

PLACES = [place.id for place in samples.HALL.places]


@pytest.fixture
def open_page(walk: Any) -> Callable[..., Any]:
    def start(step: FindWay, look: Look | None = None) -> Any:
        return walk(one_screen.make_app(one_screen.make_kit((WIDTH, HEIGHT), CACHE, look), step))

    return start


def texts(walker: Any) -> list[str]:
    return [text for entry in walker.seen() for text in getattr(entry.widget, "texts", ())]


def all_pages(walker: Any) -> str:
    """Everything written on any page, wrapped lines joined."""
    found = "".join(texts(walker))
    while any(entry.name == "page:down" and not entry.disabled for entry in walker.touchables()):
        walker.tap("page:down")
        found += "".join(texts(walker))
    return found


@pytest.mark.parametrize("look", LOOKS)
def test_every_place_of_the_hall_is_drawn_soundly(open_page: Callable[..., Any], look: str) -> None:
    walker = open_page(samples.way_to(PLACES[0]), LOOKS[look])
    theme = walker.app.screen.kit.theme
    for hall in (samples.HALL, samples.LIFT_STOPS):
        for place_id in PLACES:
            walker.app.screen.show(samples.way_to(place_id, hall=hall))
            assert problems(walker.seen(), (WIDTH, HEIGHT), theme.mm(20), theme.mm(3)) == [], place_id


@pytest.mark.parametrize("facing", DIRECTIONS)
def test_a_machine_that_looks_another_way_turns_the_plan(open_page: Callable[..., Any], facing: Any) -> None:
    assert samples.HALL.stand is not None
    hall = replace(samples.HALL, stand=replace(samples.HALL.stand, facing=facing))
    walker = open_page(samples.way_to("combined", hall=hall))
    theme = walker.app.screen.kit.theme
    for place_id in PLACES:
        walker.app.screen.show(samples.way_to(place_id, hall=hall))
        assert problems(walker.seen(), (WIDTH, HEIGHT), theme.mm(20), theme.mm(3)) == [], place_id
        assert "您在这里" in texts(walker)


@pytest.mark.parametrize("look", LOOKS)
def test_every_place_can_be_reached_from_the_list_by_its_group(open_page: Callable[..., Any], look: str) -> None:
    walker = open_page(FindWay(samples.HALL, None), LOOKS[look])
    found: set[str] = set()
    for group in ("window", "facility", "travel"):
        walker.tap(f"group:{group}")
        found |= {entry.name for entry in walker.touchables()}
        while any(entry.name == "page:down" and not entry.disabled for entry in walker.touchables()):
            walker.tap("page:down")
            found |= {entry.name for entry in walker.touchables()}
    assert {f"place:{place_id}" for place_id in PLACES} <= found


def test_a_place_touched_is_the_place_chosen(open_page: Callable[..., Any]) -> None:
    walker = open_page(FindWay(samples.HALL, None))
    walker.tap("group:facility")
    walker.tap("place:toilet")
    assert walker.app.calls == [("choose_place", "toilet")]


def test_the_list_begins_anew_for_the_next_person(open_page: Callable[..., Any]) -> None:
    walker = open_page(FindWay(samples.HALL, None))
    walker.tap("group:travel")
    walker.app.screen.on_hidden()
    walker.app.screen.show(FindWay(samples.HALL, None))
    names = {entry.name for entry in walker.touchables()}
    assert "place:combined" in names and "place:bus" not in names


def test_the_way_up_shows_both_floors_and_the_lift_between(open_page: Callable[..., Any]) -> None:
    found = texts(open_page(samples.way_to("combined")))
    assert {"您在这里", "到这里", "电梯", "出电梯", "1 楼", "服务台", "3、4号"} <= set(found)
    assert "乘电梯到2楼" in "".join(found)
    assert "现在没开，下次 星期一 9:00" in found
    assert {"微信", "支付宝", "现金", "银行卡"} <= set(found)


def test_the_way_on_this_floor_shows_one_plan_and_no_ride(open_page: Callable[..., Any]) -> None:
    found = texts(open_page(samples.way_to("toilet")))
    assert {"您在这里", "到这里", "卫生间", "现在开着，全天都开"} <= set(found)
    assert not any("出电梯" in text for text in found)


def test_the_bus_stop_names_lines_directions_and_times(open_page: Callable[..., Any]) -> None:
    found = all_pages(open_page(samples.way_to("bus")))
    for bus in samples.HALL.buses:
        assert all(text in found for text in (bus.name.zh, f"开往{bus.toward.zh}", bus.times))


def test_nothing_on_the_picture_can_be_touched(open_page: Callable[..., Any]) -> None:
    walker = open_page(samples.way_to("combined"))
    assert {entry.name for entry in walker.touchables()} == {"others", "back", "help", "looks", "home"}


def test_a_wheelchair_is_told_of_a_way_without_steps_or_to_call_a_guide(open_page: Callable[..., Any]) -> None:
    low = Look(low_reach=True)
    assert "这条路没有台阶" in all_pages(open_page(samples.way_to("combined"), low))
    found = all_pages(open_page(samples.way_to("combined", hall=samples.LIFT_STOPS), low))
    assert "请按「呼叫导办员」" in found and "楼梯" not in found


def test_while_the_lift_stands_the_stairs_are_shown_and_said(open_page: Callable[..., Any]) -> None:
    found = all_pages(open_page(samples.way_to("combined", hall=samples.LIFT_STOPS)))
    assert "走楼梯到2楼" in found and "电梯停用" in found


@pytest.mark.parametrize(
    ("now", "said"),
    [
        (datetime(2026, 11, 20, 10), "现在开着，到 12:00"),
        (datetime(2026, 11, 20, 11, 40), "快要关了，只到 12:00"),
        (datetime(2026, 11, 21, 8), "现在没开，下次 星期一 9:00"),
        (datetime(2026, 9, 30, 18), "现在没开，下次 10月8日 星期四 9:00"),
    ],
)
def test_opening_is_said_the_way_people_say_it(open_page: Callable[..., Any], now: datetime, said: str) -> None:
    step = samples.way_to("combined", now)
    kit = one_screen.make_kit((WIDTH, HEIGHT), CACHE)
    from kiosk.way.opening import Opening
    from screens.entrance.way.telling import next_words, state_card

    assert isinstance(step.opening, Opening) and step.place is not None
    assert said in _words_of(state_card(kit, step.place, step.opening, now))
    if step.opening.opens is not None:
        assert said.endswith(next_words(kit, step.opening.opens, now))


def _words_of(part: Any) -> list[str]:
    inner = [part.part] if hasattr(part, "part") else list(getattr(part, "parts", ()))
    return [part.text] if hasattr(part, "text") else [text for entry in inner for text in _words_of(entry)]


def test_a_hall_without_a_plan_shows_its_storeys_and_words(open_page: Callable[..., Any]) -> None:
    bare: HallFacts = replace(samples.HALL, floors=(), shafts=(), stand=None)
    found = texts(open_page(samples.way_to("combined", hall=bare)))
    assert {"1 楼", "2 楼", "3 楼", "电梯在服务台背后，坐到2楼"} <= set(found)


@pytest.mark.skipif(SIZE != "1080x1920", reason="already the other process")
def test_everything_also_holds_in_landscape() -> None:
    result = subprocess.run(
        [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", "tests/screens/test_find_way.py"],
        cwd=one_screen.ROOT, env={**os.environ, "KTEST_SIZE": "1920x1080"}, capture_output=True, text=True, timeout=300,
        check=False,
    )
    assert result.returncode == 0, result.stdout[-4000:]


# Drawing


@pytest.mark.parametrize(
    ("facing", "corner"), [("up", (0, 0)), ("right", (100, 0)), ("down", (200, 100)), ("left", (0, 200))]
)
def test_the_way_one_looks_is_up(facing: Any, corner: tuple[int, int]) -> None:
    walk = walk_to(samples.HALL, samples.HALL.place("toilet"))
    assert walk is not None
    building = walk.legs[0].floor.building._replace(w=20.0, h=10.0)
    size = (200, 100) if facing in ("up", "down") else (100, 200)
    projection = Projection(building, facing, Box(0, 0, *size))
    assert projection.point(walk.legs[0].points[0]._replace(x=0.0, y=0.0)) == corner
    assert projection.box == Box(0, 0, *size)


def test_a_zoomed_plan_holds_the_walk_and_stays_on_the_floor() -> None:
    whole = samples.HALL.floors[0].building
    must = whole._replace(x=40.0, y=2.0, w=14.0, h=20.0)
    view = zoomed(whole, must, 30.0, 10.0)
    assert view.contains(must) and whole.contains(view) and view.w == 30.0


def test_words_on_the_plan_avoid_one_another_while_there_is_room() -> None:
    room = Room(Box(0, 0, 600, 400))
    placed = [room.beside(Box(280, 180, 40, 40), 150, 44, 6) for _ in range(4)]
    assert not any(meets(one, other) for i, one in enumerate(placed) for other in placed[i + 1:])
    assert all(box.x >= 0 and box.right <= 600 and box.y >= 0 and box.top <= 400 for box in placed)
