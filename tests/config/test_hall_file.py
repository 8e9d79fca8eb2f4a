"""hall.toml: what ships is whole, and every way to get it wrong is told with file, line and key."""

import re

import pytest

from config.hall_reader import HALL_FILE, read_hall
from config.pack_reader import PACKS, read_pack
from kiosk.errors import SettingsError
from kiosk.way.walking import walk_to

TEXT = HALL_FILE.read_text(encoding="utf-8")
HALL = read_hall()


def faults_of(tmp_path, *changes):
    text = TEXT
    for old, new in changes:
        assert old in text, old
        text = text.replace(old, new, 1)
    path = tmp_path / "hall.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(SettingsError) as caught:
        read_hall(path)
    return caught.value.faults


@pytest.mark.parametrize("region", ["hubei-xianning-2020", "national-2026"])
def test_every_seat_of_the_shipped_hall_is_a_department_of_some_pack(region):
    packs = [read_pack(PACKS / name) for name in ("hubei-xianning-2020", "national-2026")]
    known = {department for pack in packs for department in pack.departments}
    seats = {department for place in HALL.places for department in place.departments}
    assert seats <= known
    assert len(seats & read_pack(PACKS / region).departments.keys()) > 15


def test_every_window_says_when_it_is_open_and_how_to_pay():
    for place in HALL.places:
        if place.kind == "window":
            assert place.timetable is not None and place.hours == place.timetable.words
            assert HALL.pays(place)


def test_every_place_is_on_the_plan_and_told_in_both_languages():
    for place in HALL.places:
        assert walk_to(HALL, place, step_free=True) is not None, place.id
        assert place.name.en and place.way and all(leg.en for leg in place.way), place.id


def test_the_first_metres_typed_for_a_place_are_those_of_the_plan():
    for place in HALL.places:
        typed = re.search(r"约(\d+)米", place.way[0].zh)
        if typed:
            first, second = walk_to(HALL, place).legs[0].points[:2]
            assert abs(int(typed[1]) - abs(second.x - first.x)) <= 2.5, place.id


def test_machine_hours_may_name_opening_hours_or_say_a_sentence():
    assert HALL.machine_hours["number"] == HALL.place("combined").timetable.words
    assert HALL.machine_hours["print"].zh == "全天开放"
    assert "窗口工作日受理" in HALL.machine_hours["hand-in"].zh


def test_a_place_without_typed_way_is_given_the_walk_of_the_plan():
    assert HALL.place("police").way[3].zh == "乘电梯到2楼"
    assert HALL.place("combined").way[1].zh == "电梯在服务台背后，坐到2楼"


@pytest.mark.parametrize(
    ("old", "new", "key", "said"),
    [
        ('floor = "2楼"\nicon = "account-tie"', 'floor = "9楼"\nicon = "account-tie"', "hall.place.combined.floor",
         "9楼"),
        ("at = [20.5, 16.5]", "at = [80, 16.5]", "hall.place.combined.at", "不在2楼里"),
        ("at = [20.5, 16.5]", "at = [20, 19]", "hall.place.combined.at", "3、4号"),
        ("at = [20.5, 16.5]", "at = [39.5, 11]", "hall.place.combined.at", "电梯"),
        ("at = [20.5, 16.5]", "at = [20.5, 23]", "hall.place.combined.at", "到不了"),
        ("at = [20.5, 16.5]", "at = [20.5]", "hall.place.combined.at", "两个以米计的数字"),
        ("aisles = [[4, 15, 54, 15]]", "aisles = [[4, 15, 54, 15], [4, 24, 50, 24]]", "hall.floor.f2.aisles", "走不到"),
        ("aisles = [[4, 15, 54, 15]]", "aisles = [[4, 15, 54, 25]]", "hall.floor.f2.aisles", "横的或竖的"),
        ("aisles = [[4, 15, 54, 15]]", "aisles = [[4, 15, 84, 15]]", "hall.floor.f2.aisles", "超出"),
        ("aisles = [[4, 15, 54, 15]]", "aisles = [[4, 15, 54, 15], [12, 2, 12, 15]]", "hall.floor.f2.aisles",
         "穿过了「"),
        ('floors = ["1楼", "2楼", "3楼"]', 'floors = ["1楼", "2楼"]', "hall.floor.f3", "轮椅"),
        ('floors = ["1楼", "2楼", "3楼"]', 'floors = ["1楼", "2楼", "3楼", "4楼"]', "hall.shaft.lift.floors", "4楼"),
        ('door = "up"', 'door = "north"', "hall.shaft.lift.door", "up"),
        ('kind = "lift"', 'kind = "rocket"', "hall.shaft.lift.kind", "rocket"),
        ("box = [15, 18, 11, 3]", "box = [15, 18, 11, 30]", "hall.floor.f2.block.counters_combined.box", "超出"),
        ("box = [15, 18, 11, 3]", "box = [15, 18, 0, 3]", "hall.floor.f2.block.counters_combined.box", "大于 0"),
        ("size = [56, 42]", "size = [56, 20]", "hall.floor.f1.building", "超出"),
        ('floor = "1楼"\nat = [20, 22]', 'floor = "0楼"\nat = [20, 22]', "hall.stand.floor", "0楼"),
        ('facing = "up"', 'facing = "front"', "hall.stand.facing", "front"),
        ('workdays = ["9:00-12:00", "13:30-17:00"]', 'workdays = ["9:00-12:00", "11:30-17:00"]',
         "hall.opening.windows.workdays", "不能重叠"),
        ('workdays = ["9:00-12:00", "13:30-17:00"]', 'workdays = ["9点到12点"]', "hall.opening.windows.workdays",
         "9点到12点"),
        ('workdays = ["9:00-12:00", "13:30-17:00"]', 'workdays = ["12:00-9:00"]', "hall.opening.windows.workdays",
         "开始早于"),
        ('opening = "windows"\nway', 'opening = "sometimes"\nway', "hall.place.combined.opening", "sometimes"),
        ('number = "windows"', 'number = "sometimes"', "hall.machine_hours.number", "sometimes"),
        ("closed = []", 'closed = ["2026-13-01"]', "hall.closed", "2026-13-01"),
        ('departments = ["gaj"]', 'departments = ["gaj", "scjg"]', "hall.place.police.departments", "market"),
        ('pay = ["card", "wechat", "alipay"]', 'pay = ["shells"]', "hall.place.police.pay", "shells"),
        ('stop = "bus"', 'stop = "moon"', "hall.bus.b1.stop", "moon"),
        ('kind = "travel"', 'kind = "journey"', "hall.place.exit.kind", "journey"),
    ],
)
def test_one_wrong_entry_is_one_named_fault(tmp_path, old, new, key, said):
    found = [fault for fault in faults_of(tmp_path, (old, new)) if key in fault and said in fault]
    assert len(found) == 1
    assert re.match(r".*hall\.toml 第\d+行 ", found[0])


def test_the_line_is_that_of_the_entry_not_of_the_first_of_its_kind(tmp_path):
    fault, = faults_of(tmp_path, ("at = [54.5, 15]", "at = [54.5, 24]"))
    line = int(re.search(r"第(\d+)行", fault)[1])
    assert TEXT.splitlines()[line - 1] == "at = [54.5, 15]"


def test_all_faults_are_told_at_once(tmp_path):
    found = faults_of(
        tmp_path, ("at = [20.5, 16.5]", "at = [80, 16.5]"), ('door = "up"', 'door = "north"'),
        ('stop = "bus"', 'stop = "moon"'), ("closed = []", 'closed = ["tomorrow"]'),
    )
    assert len(found) == 4


def test_a_place_needs_a_spot_or_words(tmp_path):
    fault, = faults_of(tmp_path, ("at = [7.5, 16.5]\n", ""))
    assert "hall.place.police" in fault and "at" in fault and "way" in fault


def test_a_hall_may_do_without_a_plan(tmp_path):
    path = tmp_path / "hall.toml"
    path.write_text(
        '[hall]\nname = "示例大厅"\narea_name = "自助区"\nmachine = "A01"\nphone = "0000-0000000"\nhours = "全天"\n'
        'payment = "现金"\ncombined_window = "w"\n[hall.place.w]\nname = "窗口"\nfloor = "2楼"\nicon = "account"\n'
        'way = ["上二楼"]\n', encoding="utf-8",
    )
    hall = read_hall(path)
    assert hall.stand is None and hall.place("w").way[0].zh == "上二楼"


def test_a_lift_that_is_switched_off_changes_the_words_to_the_stairs(tmp_path):
    path = tmp_path / "hall.toml"
    path.write_text(TEXT.replace('kind = "lift"', 'kind = "lift"\nworks = false', 1), encoding="utf-8")
    way = read_hall(path).place("combined").way
    assert any("楼梯" in leg.zh for leg in way) and not any("电梯" in leg.zh for leg in way)
