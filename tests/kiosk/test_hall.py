"""The walk from the machine, in corners, metres and words; and whether a place is open at a moment."""

import itertools
from dataclasses import replace
from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from config.hall_reader import read_hall
from config.pack_holidays import read_holidays
from kiosk.guide.workdays import NO_TABLE
from kiosk.steps import FindWay
from kiosk.visit import Visit, World
from kiosk.visit.rehearsing import SilentErrands
from kiosk.way.floors import Aisle, Block, Floor, Point, Rect, heading, metres
from kiosk.way.opening import ALL_DAY, Opening, Span, Timetable, opening
from kiosk.way.walking import path, reached, spoken_metres, walk_to
from kiosk.way.wording import told, walk_lines
from kiosk.words import Words

HALL = read_hall()
HOLIDAYS = read_holidays()
LIFT_STOPS = replace(HALL, shafts=tuple(replace(shaft, works=shaft.kind != "lift") for shaft in HALL.shafts))
PLACES = [place.id for place in HALL.places]
UPSTAIRS = [place.id for place in HALL.places if place.floor != "1楼"]
MORNING, AFTERNOON = Span(time(9), time(12)), Span(time(13, 30), time(17))
WINDOWS = Timetable((MORNING, AFTERNOON))


def aisle(*ends: float) -> Aisle:
    return Aisle(Point(*ends[:2]), Point(*ends[2:]))


def a_floor(*aisles: Aisle, blocks: tuple[Block, ...] = ()) -> Floor:
    return Floor(Words("1楼", "Floor 1"), Point(100, 100), Rect(0, 0, 100, 100), aisles, blocks)


SQUARE = (aisle(10, 10, 50, 10), aisle(10, 40, 50, 40), aisle(10, 10, 10, 40), aisle(50, 10, 50, 40))


# The shortest walk


def test_the_walk_follows_the_aisles_the_shorter_way_round():
    walked = path(a_floor(*SQUARE), Point(10, 15), Point(30, 12))
    assert walked == ((10, 15), (10, 10), (30, 10), (30, 12))
    assert path(a_floor(*SQUARE), Point(10, 38), Point(30, 38)) == ((10, 38), (10, 40), (30, 40), (30, 38))


def test_of_two_equally_long_walks_the_one_with_fewer_corners_is_told():
    stairway = (aisle(0, 0, 10, 0), aisle(10, 0, 10, 10), aisle(10, 10, 20, 10), aisle(20, 10, 20, 20))
    detour_free = (aisle(0, 0, 0, 20), aisle(0, 20, 20, 20))
    walked = path(a_floor(*stairway, *detour_free), Point(0, 0), Point(20, 20))
    assert walked == ((0, 0), (0, 20), (20, 20))


def test_crossing_aisles_join_without_being_told_where():
    crossed = a_floor(aisle(0, 20, 40, 20), aisle(20, 0, 20, 40))
    assert path(crossed, Point(2, 20), Point(20, 38)) == ((2, 20), (20, 20), (20, 38))


def test_a_desk_between_a_place_and_its_aisle_hides_the_aisle():
    desk = Block("desk", "desk", Rect(28, 11, 4, 2))
    floor = a_floor(*SQUARE, blocks=(desk,))
    assert floor.join(Point(30, 14)) is None
    assert path(floor, Point(10, 15), Point(30, 14)) == ()
    assert path(a_floor(*SQUARE), Point(10, 15), Point(30, 14))


def test_a_spot_measured_to_the_millimetre_is_still_reached():
    walked = path(a_floor(*SQUARE), Point(10.001, 15.3337), Point(33.3333, 12))
    assert len(walked) == 4 and walked[0] == (10.001, 15.3337) and walked[-1] == (33.3333, 12)


def test_unconnected_aisles_lead_nowhere():
    apart = a_floor(aisle(0, 10, 20, 10), aisle(40, 10, 60, 10))
    assert path(apart, Point(5, 10), Point(50, 10)) == ()
    assert Point(60, 10) not in reached(apart, Point(5, 10))


@given(st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9)), min_size=2, max_size=2, unique=True))
def test_on_a_grid_of_aisles_every_walk_is_as_long_as_the_blocks_between(ends):
    grid = [aisle(0, 10 * n, 90, 10 * n) for n in range(10)] + [aisle(10 * n, 0, 10 * n, 90) for n in range(10)]
    start, goal = (Point(10.0 * x, 10.0 * y) for x, y in ends)
    walked = path(a_floor(*grid), start, goal)
    assert (walked[0], walked[-1]) == (start, goal)
    assert sum(metres(a, b) for a, b in itertools.pairwise(walked)) == metres(start, goal)
    assert len(walked) <= 3


@pytest.mark.parametrize("place_id", PLACES)
def test_every_walk_of_the_shipped_hall_is_level_or_upright_and_goes_through_nothing(place_id):
    walk = walk_to(HALL, HALL.place(place_id))
    assert walk is not None
    assert walk.legs[0].points[0] == HALL.stand.at and walk.legs[-1].points[-1] == HALL.place(place_id).at
    for leg in walk.legs:
        for one, other in itertools.pairwise(leg.points):
            assert one.x == other.x or one.y == other.y
            assert leg.floor.blocked(one, other) is None


@pytest.mark.parametrize("place_id", UPSTAIRS)
def test_the_way_up_takes_the_lift_and_both_legs_meet_at_its_door(place_id):
    walk = walk_to(HALL, HALL.place(place_id), step_free=True)
    assert walk.shaft.kind == "lift"
    assert walk.legs[0].points[-1] == walk.legs[1].points[0] == walk.shaft.at


@pytest.mark.parametrize("place_id", UPSTAIRS)
def test_stairs_serve_only_while_no_lift_runs_and_never_a_wheelchair(place_id):
    place = LIFT_STOPS.place(place_id)
    assert walk_to(LIFT_STOPS, place).shaft.kind == "stairs"
    assert walk_to(LIFT_STOPS, place, step_free=True) is None
    line, = walk_lines(LIFT_STOPS, place, step_free=True)
    assert "呼叫导办员" in line.zh and "guide" in line.en


def test_a_place_on_the_floor_of_the_machine_needs_no_lift():
    toilet = LIFT_STOPS.place("toilet")
    assert walk_to(LIFT_STOPS, toilet, step_free=True).shaft is None
    assert walk_lines(LIFT_STOPS, toilet, step_free=True) == toilet.way


def test_a_hall_without_a_plan_still_has_its_typed_ways():
    bare = replace(HALL, floors=(), shafts=(), stand=None)
    assert walk_to(bare, bare.place("combined")) is None
    assert walk_lines(bare, bare.place("combined")) == HALL.place("combined").way


# Words


@pytest.mark.parametrize(("length", "said"), [(0.2, 1), (1.4, 1), (6.6, 7), (9.4, 9), (12.4, 10), (14, 15), (47.6, 50)])
def test_metres_are_said_roundly(length, said):
    assert spoken_metres(length) == said


@pytest.mark.parametrize(
    ("facing", "first"),
    [("up", "从本机向右走约15米"), ("left", "从本机转身向后走约15米"), ("down", "从本机向左走约15米"),
     ("right", "从本机向前走约15米")],
)
def test_the_first_turn_is_told_from_where_one_looks(facing, first):
    turned = replace(HALL, stand=replace(HALL.stand, facing=facing))
    desk = turned.place("desk")
    assert told(walk_to(turned, desk))[0].zh.startswith(first)


def test_a_walk_up_is_told_leg_by_leg_in_both_languages():
    lines = told(walk_to(HALL, HALL.place("police")))
    assert [line.zh for line in lines] == [
        "从本机向右走约15米，到服务台", "右转走约7米", "左转走约6米，到电梯", "乘电梯到2楼",
        "出电梯左转走约30米，右手边就是",
    ]
    assert [line.en for line in lines] == [
        "Walk 15 m to the right (Info desk)", "Turn right, 7 m", "Turn left, 6 m, to the lift",
        "Take the lift to floor 2", "Leaving the lift, turn left, 30 m; it is on your right",
    ]


def test_typed_words_stand_except_where_they_would_send_people_to_a_lift_that_does_not_run():
    combined = HALL.place("combined")
    assert walk_lines(HALL, combined) == combined.way
    by_stairs = walk_lines(LIFT_STOPS, combined)
    assert any("楼梯" in line.zh for line in by_stairs) and not any("电梯" in line.zh for line in by_stairs)


@pytest.mark.parametrize("place_id", PLACES)
@pytest.mark.parametrize("hall", [HALL, LIFT_STOPS], ids=["lift", "stairs"])
def test_every_place_can_be_told_in_both_languages(hall, place_id):
    lines = walk_lines(hall, hall.place(place_id))
    assert lines and all(line.zh and line.en and "{" not in line.zh + line.en for line in lines)


def test_the_plan_turns_with_the_reader_not_with_the_compass():
    assert [heading(Point(0, 0), Point(*end)) for end in ((3, 0), (0, 3), (-3, 0), (0, -3))] == [
        "right", "up", "left", "down",
    ]


# Opening hours


@pytest.mark.parametrize(
    ("now", "expected"),
    [
        ("2026-11-20 08:59", Opening(False, opens=datetime(2026, 11, 20, 9))),
        ("2026-11-20 09:00", Opening(True, until=datetime(2026, 11, 20, 12))),
        ("2026-11-20 11:45", Opening(True, until=datetime(2026, 11, 20, 12), soon=True)),
        ("2026-11-20 12:00", Opening(False, opens=datetime(2026, 11, 20, 13, 30))),
        ("2026-11-20 17:00", Opening(False, opens=datetime(2026, 11, 23, 9))),
        ("2026-11-21 10:20", Opening(False, opens=datetime(2026, 11, 23, 9))),
        ("2026-09-30 18:00", Opening(False, opens=datetime(2026, 10, 8, 9))),
        ("2026-10-10 10:00", Opening(True, until=datetime(2026, 10, 10, 12))),
        ("2026-12-31 18:00", Opening(False, opens=datetime(2027, 1, 1, 9), sure=False)),
    ],
    ids=["before", "first minute", "soon", "noon", "evening", "saturday", "national holiday", "make-up saturday",
         "year without a notice"],
)
def test_a_window_is_open_by_working_days_and_hours(now, expected):
    assert opening(WINDOWS, datetime.fromisoformat(now), HOLIDAYS) == expected


def test_a_closing_day_of_the_hall_counts_as_a_holiday():
    day = date(2026, 11, 23)
    closed = opening(WINDOWS, datetime(2026, 11, 22, 10), HOLIDAYS, (day,))
    assert closed.opens == datetime(2026, 11, 24, 9)


def test_a_place_that_never_closes_says_so_and_one_that_never_opens_names_no_day():
    always = Timetable((ALL_DAY,), (ALL_DAY,), (ALL_DAY,))
    assert opening(always, datetime(2026, 10, 1, 3), HOLIDAYS) == Opening(True, always=True)
    assert opening(Timetable(), datetime(2026, 11, 20, 10), HOLIDAYS) == Opening(False)


def test_hours_to_midnight_run_into_the_hours_of_the_next_day():
    late = Timetable((Span(time(0), time(1)), Span(time(20), time(0))))
    assert opening(late, datetime(2026, 11, 19, 22), HOLIDAYS).until == datetime(2026, 11, 20, 1)
    assert opening(late, datetime(2026, 11, 20, 22), HOLIDAYS).until == datetime(2026, 11, 21)


@given(st.datetimes(datetime(2026, 1, 1), datetime(2026, 11, 20)))
def test_the_next_change_is_the_first_moment_at_which_the_answer_differs(now):
    now = now.replace(second=0, microsecond=0)
    state = opening(WINDOWS, now, HOLIDAYS)
    change = state.until if state.open else state.opens
    assert change > now
    assert opening(WINDOWS, change, HOLIDAYS).open is not state.open
    assert opening(WINDOWS, change - timedelta(minutes=1), HOLIDAYS).open is state.open


def test_without_any_notice_monday_to_friday_is_assumed_and_said_to_be_unsure():
    assert opening(WINDOWS, datetime(2026, 10, 1, 10), NO_TABLE) == Opening(
        True, until=datetime(2026, 10, 1, 12), sure=False
    )


def test_hours_are_written_out_from_the_data():
    assert WINDOWS.words == Words("工作日 9:00—12:00、13:30—17:00", "Working days 9:00–12:00, 13:30–17:00")
    weekends = Timetable((MORNING,), (Span(time(10), time(0)),))
    assert weekends.words.zh == "工作日 9:00—12:00；周末 10:00—24:00"
    assert Timetable((MORNING,), (MORNING,), (MORNING,)).words.zh == "每天 9:00—12:00"


# The step of a visit


class Clock:
    def __init__(self, now):
        self.at = now

    def now(self):
        return self.at

    def monotonic(self):
        return 0.0


def test_the_page_of_a_place_knows_whether_it_is_open_now(catalog):
    clock = Clock(datetime(2026, 11, 21, 20))
    visit = Visit(World(catalog, HALL, SilentErrands(), clock, holidays=HOLIDAYS))
    visit.open_way()
    assert visit.step == FindWay(HALL, None)
    visit.choose_place("combined")
    assert visit.step.opening == Opening(False, opens=datetime(2026, 11, 23, 9))
    clock.at = datetime(2026, 11, 23, 10)
    assert visit.step.opening.open
    visit.choose_place("bus")
    assert visit.step.opening is None
    visit.back()
    assert visit.step == FindWay(HALL, None)


def test_ways_to_pay_are_those_of_the_window_else_of_the_hall_and_none_at_a_toilet():
    assert HALL.pays(HALL.place("tax")) == ("card", "wechat", "alipay")
    assert HALL.pays(HALL.place("combined")) == HALL.pay
    assert HALL.pays(HALL.place("toilet")) == ()
