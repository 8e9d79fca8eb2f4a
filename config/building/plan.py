"""Floors, lifts, stairs and the place of this machine in hall.toml; lengths in metres, exact to the centimetre."""

from __future__ import annotations

from typing import Any

from config.tables import Table
from kiosk.way.floors import (
    BLOCK_KINDS,
    DIRECTIONS,
    SHAFT_KINDS,
    Aisle,
    Block,
    Floor,
    Point,
    Rect,
    Shaft,
    Stand,
)
from kiosk.words import Words

LONGEST = 1000.0
"""Metres no building is wider than: catches a plan drawn in another unit."""


def read_floors(table: Table) -> dict[str, Floor]:
    """Every floor under ``[hall.floor.…]``, by its id in the file, lowest first."""
    return table.table("floor").each(lambda _id, entry: _floor(entry))


def _floor(table: Table) -> Floor:
    size = read_point(table, "size") or Point(1.0, 1.0)
    whole = Rect(0.0, 0.0, *size)
    return Floor(
        name=table.words("name"),
        size=size,
        building=_rect(table, "building") if table.has("building") else whole,
        aisles=_aisles(table),
        blocks=tuple(table.table("block").each(_block).values()),
    )


def _block(name: str, table: Table) -> Block:
    kind = table.one_of("kind", BLOCK_KINDS)
    return Block(name, kind, _rect(table, "box"), table.words("name", default=Words("")))


def read_shafts(table: Table) -> dict[str, Shaft]:
    """Every lift and staircase under ``[hall.shaft.…]``, by id."""
    return table.table("shaft").each(_shaft)


def _shaft(name: str, table: Table) -> Shaft:
    return Shaft(
        id=name,
        kind=table.one_of("kind", SHAFT_KINDS),
        name=table.words("name"),
        box=_rect(table, "box"),
        at=read_point(table, "at") or Point(0.0, 0.0),
        door=table.one_of("door", DIRECTIONS),
        floors=table.texts("floors"),
        works=table.flag("works", True),
    )


def read_stand(table: Table) -> Stand | None:
    """Where this machine stands; None when the hall drew no plan."""
    if not table.has("stand"):
        return None
    entry = table.table("stand")
    at = read_point(entry, "at")
    stand = Stand(entry.text("floor"), at or Point(0.0, 0.0), entry.one_of("facing", DIRECTIONS))
    entry.finish()
    return stand if at else None


def read_point(table: Table, key: str) -> Point | None:
    """``[x, y]`` of a required key; None with a fault when it is anything else."""
    numbers = _numbers(table, key, 2, "[横, 纵] 两个以米计的数字")
    return Point(*numbers) if numbers else None


def _rect(table: Table, key: str) -> Rect:
    numbers = _numbers(table, key, 4, "[左, 下, 宽, 深] 四个以米计的数字")
    if numbers and min(numbers[2:]) <= 0:
        table.wrong(key, "宽和深应大于 0")
    return Rect(*numbers) if numbers else Rect(0.0, 0.0, 1.0, 1.0)


def _aisles(table: Table) -> tuple[Aisle, ...]:
    expected = "[横1, 纵1, 横2, 纵2] 的列表，每条过道是横的或竖的直线"
    raw = table.listed("aisles", expected)
    aisles = []
    for entry in raw:
        numbers = _as_numbers(entry, 4)
        if numbers is None or (numbers[0] != numbers[2]) == (numbers[1] != numbers[3]):
            table.wrong("aisles", f"其中 {entry!r} 应是{expected}")
            continue
        aisles.append(Aisle(Point(*numbers[:2]), Point(*numbers[2:])))
    return tuple(aisles)


def _numbers(table: Table, key: str, count: int, expected: str) -> tuple[float, ...] | None:
    raw = table.listed(key, expected)
    numbers = _as_numbers(raw, count)
    if numbers is None and isinstance(table.data.get(key), list):
        table.wrong(key, f"现在是 {list(raw)!r}，应是{expected}")
    return numbers


def _as_numbers(raw: Any, count: int) -> tuple[float, ...] | None:
    if not isinstance(raw, list | tuple) or len(raw) != count:
        return None
    if not all(isinstance(value, int | float) and not isinstance(value, bool) for value in raw):
        return None
    return tuple(round(float(value), 2) for value in raw) if all(0 <= value <= LONGEST for value in raw) else None
