"""Reads the hall's own facts (hall.toml), reporting every fault at once."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import get_args

from config.building.checking import PlanCheck
from config.building.hours import read_closed, read_machine_hours, read_timetables
from config.building.plan import read_floors, read_point, read_shafts, read_stand
from config.tables import Faults, Table, TomlFile
from kiosk.catalog.values import Payment
from kiosk.errors import SettingsError
from kiosk.hall import PLACE_KINDS, BusLine, HallFacts, Place
from kiosk.way.opening import Timetable
from kiosk.way.wording import walk_lines
from kiosk.words import Words

HALL_FILE = Path(__file__).parent / "hall.toml"


def read_hall(path: Path = HALL_FILE) -> HallFacts:
    """The hall's facts. Raises SettingsError naming every fault by file, line and key.

    A place without typed ``way`` is given the walk told from the plan, one without typed ``hours`` those of its
    opening hours.
    """
    faults = Faults()
    file = TomlFile(path, faults)
    if faults.lines:  # what cannot be read at all would be reported again key by key
        raise SettingsError(tuple(faults.lines), "请按提示修改后重新启动。")
    table = Table(file, (), file.data, faults).table("hall")
    timetables = read_timetables(table)
    floors, shafts = read_floors(table), read_shafts(table)
    facts = HallFacts(
        name=table.words("name"),
        area_name=table.words("area_name"),
        machine=table.text("machine"),
        phone=table.text("phone"),
        hours=table.words("hours"),
        payment=table.words("payment"),
        combined_window=table.text("combined_window"),
        places=tuple(table.table("place").each(lambda name, entry: _place(name, entry, timetables)).values()),
        pay=table.any_of("pay", get_args(Payment), ()),
        machine_hours=read_machine_hours(table.table("machine_hours"), timetables),
        closed=read_closed(table),
        floors=tuple(floors.values()),
        shafts=tuple(shafts.values()),
        stand=read_stand(table),
        buses=tuple(table.table("bus").each(_bus).values()),
    )
    table.finish()
    _faults_between(table, facts)
    PlanCheck(table, facts, floors, shafts).run()
    if faults.lines:
        raise SettingsError(tuple(faults.lines), "请按提示修改后重新启动。")
    return replace(facts, places=tuple(replace(place, way=walk_lines(facts, place)) for place in facts.places))


def _faults_between(table: Table, facts: HallFacts) -> None:
    ids = {place.id for place in facts.places}
    if facts.combined_window not in ids:
        table.wrong("combined_window", f"没有 id 为「{facts.combined_window}」的地点")
    seats: dict[str, str] = {}
    for place in facts.places:
        for department in place.departments:
            if department in seats:
                table.faults.add(
                    table.file, (*table.path, "place", place.id, "departments"),
                    f"部门「{department}」已写在「{seats[department]}」，不知道该带群众去哪一个",
                )
            seats.setdefault(department, place.id)
    for bus in facts.buses:
        if bus.stop not in ids:
            path = (*table.path, "bus", bus.id, "stop")
            table.faults.add(table.file, path, f"没有 id 为「{bus.stop}」的地点")


def _place(place_id: str, table: Table, timetables: dict[str, Timetable]) -> Place:
    zh, en = table.texts("way", ()), table.texts("way_en", ())
    if en and len(en) != len(zh):
        table.wrong("way_en", f"应与 way 一样有 {len(zh)} 段")
    opening = table.text("opening", "")
    timetable = timetables.get(opening)
    if opening and timetable is None:
        table.wrong("opening", f"没有名为「{opening}」的开放时间，只有{'、'.join(timetables) or '空表'}")
    return Place(
        id=place_id,
        name=table.words("name"),
        floor=table.text("floor"),
        icon=table.text("icon"),
        way=tuple(Words(leg, en[index] if index < len(en) else "") for index, leg in enumerate(zh)),
        hours=table.words("hours", default=timetable.words if timetable else Words("")),
        remark=table.words("remark", default=Words("")),
        departments=table.texts("departments", ()),
        pay=table.any_of("pay", get_args(Payment), ()),
        kind=table.one_of("kind", PLACE_KINDS, "window"),
        at=read_point(table, "at") if table.has("at") else None,
        timetable=timetable,
        phone=table.text("phone", ""),
    )


def _bus(bus_id: str, table: Table) -> BusLine:
    return BusLine(
        id=bus_id, name=table.words("name"), toward=table.words("toward"), stop=table.text("stop"),
        times=table.text("times"),
    )
