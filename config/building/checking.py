"""Proves the plan of a hall: every place lies on its floor and can be walked and wheeled to."""

from __future__ import annotations

from collections.abc import Mapping

from config.tables import Table
from kiosk.hall import HallFacts, Place
from kiosk.way.floors import REACH, Block, Floor, Point, Rect, Shaft
from kiosk.way.walking import reached

_NO_AISLE = f"到不了：{REACH:g} 米内没有正对着它、又不被挡住的过道，请移动它或加一条过道"


class PlanCheck:
    """Collects what is wrong between floors, shafts, the machine and the places; ``table`` is ``[hall]``."""

    def __init__(
        self, table: Table, facts: HallFacts, floors: Mapping[str, Floor], shafts: Mapping[str, Shaft]
    ) -> None:
        self._table, self._facts, self._shafts = table, facts, shafts
        self._ids = {floor.name.zh: floor_id for floor_id, floor in floors.items()}
        self._floors = {floor.name.zh: floor for floor in floors.values()}
        self._entries: dict[str, frozenset[Point]] = {}

    def run(self) -> None:
        """Report every fault; a hall without any floor plan has none."""
        self._machine()
        for name, floor in self._floors.items():
            self._blocks(name, floor)
            self._starts(name, floor)
            self._aisles(name, floor)
        for shaft in self._shafts.values():
            self._shaft(shaft)
        for place in self._facts.places:
            self._place(place)
        for place_floor in self._floors_in_use():
            self._lift_to(place_floor)

    def _wrong(self, path: tuple[str, ...], message: str) -> None:
        self._table.faults.add(self._table.file, (*self._table.path, *path), message)

    def _machine(self) -> None:
        stand = self._facts.stand
        if stand is None:
            if self._floors:
                self._wrong(("stand",), "画了楼层就要写本机的位置：floor、at、facing")
        elif stand.floor not in self._floors:
            self._wrong(("stand", "floor"), f"没有名为「{stand.floor}」的楼层")
        else:
            self._spot(("stand", "at"), self._floors[stand.floor], stand.at)

    def _blocks(self, name: str, floor: Floor) -> None:
        whole = Rect(0.0, 0.0, *floor.size)
        if not whole.contains(floor.building):
            self._wrong(("floor", self._ids[name], "building"), "超出了楼层的 size")
        for block in floor.blocks:
            if not whole.contains(block.box):
                self._wrong(("floor", self._ids[name], "block", block.id, "box"), "超出了楼层的 size")

    def _starts(self, name: str, floor: Floor) -> None:
        """Where people come onto this floor: the machine, or the doors of lifts and stairs."""
        stand = self._facts.stand
        doors = [shaft.at for shaft in self._shafts.values() if name in shaft.floors]
        starts = [stand.at] if stand is not None and stand.floor == name else doors
        self._entries[name] = frozenset(point for start in starts for point in reached(floor, start))

    def _aisles(self, name: str, floor: Floor) -> None:
        key = ("floor", self._ids[name], "aisles")
        for aisle in floor.aisles:
            line = f"[{aisle.start.x:g}, {aisle.start.y:g}, {aisle.end.x:g}, {aisle.end.y:g}]"
            if max(aisle.start.x, aisle.end.x) > floor.size.x or max(aisle.start.y, aisle.end.y) > floor.size.y:
                self._wrong(key, f"过道 {line} 超出了楼层的 size")
            blocking = floor.blocked(aisle.start, aisle.end)
            if blocking is not None:
                self._wrong(key, f"过道 {line} 穿过了「{_called(blocking)}」")
            if self._entries[name] and Point(*aisle.start) not in self._entries[name]:
                self._wrong(key, f"过道 {line} 谁也走不到：和别的过道不相连")

    def _shaft(self, shaft: Shaft) -> None:
        path = ("shaft", shaft.id)
        for name in shaft.floors:
            floor = self._floors.get(name)
            if floor is None:
                self._wrong((*path, "floors"), f"没有名为「{name}」的楼层")
                continue
            self._spot((*path, "at"), floor, shaft.at)

    def _place(self, place: Place) -> None:
        path = ("place", place.id)
        floor = self._floors.get(place.floor)
        if self._floors and floor is None:
            self._wrong((*path, "floor"), f"没有名为「{place.floor}」的楼层，只有{'、'.join(self._floors)}")
        elif place.at is None and not place.way:
            self._wrong((*path, "way"), "没有写走法：写 at（在平面图上的位置），或者写 way")
        elif floor is not None and place.at is not None:
            self._spot((*path, "at"), floor, place.at)

    def _spot(self, path: tuple[str, ...], floor: Floor, at: Point) -> None:
        """A place to stand: on the floor, in nothing, and on an aisle people can reach."""
        inside = next((block for block in floor.blocks if block.solid and block.box.holds(at)), None)
        shaft = next((entry for entry in self._shafts.values() if entry.box.holds(at)), None)
        if at.x > floor.size.x or at.y > floor.size.y:
            size = f"{floor.size.x:g}×{floor.size.y:g}"
            self._wrong(path, f"({at.x:g}, {at.y:g}) 不在{floor.name.zh}里，这层是 {size} 米")
        elif inside is not None or shaft is not None:
            named = _called(inside) if inside is not None else shaft.name.zh if shaft is not None else ""
            self._wrong(path, f"({at.x:g}, {at.y:g}) 在「{named}」里面，应是它前面能站人的地方")
        elif (foot := floor.join(at)) is None:
            self._wrong(path, f"({at.x:g}, {at.y:g}) {_NO_AISLE}")
        elif self._entries.get(floor.name.zh) and not self._leads_here(floor, foot):
            self._wrong(path, f"({at.x:g}, {at.y:g}) 走不到：它的过道和别的过道不相连")

    def _leads_here(self, floor: Floor, foot: Point) -> bool:
        """Whether the aisle under ``foot`` is one people can come along."""
        known = self._entries[floor.name.zh]
        return any(aisle.holds(foot) and Point(*aisle.start) in known for aisle in floor.aisles)

    def _floors_in_use(self) -> list[str]:
        stand = self._facts.stand
        used = {place.floor for place in self._facts.places if place.at is not None}
        return [name for name in self._floors if name in used and stand is not None and name != stand.floor]

    def _lift_to(self, name: str) -> None:
        stand = self._facts.stand
        served = {name, stand.floor if stand else ""}
        if not any(shaft.kind == "lift" and served <= set(shaft.floors) for shaft in self._shafts.values()):
            self._wrong(("floor", self._ids[name]), f"{name}没有从本机所在楼层来的电梯，坐轮椅的人到不了")


def _called(block: Block) -> str:
    return block.name.zh or block.id
