"""Reads the statutory holidays (packs/holidays.toml): one table a year, copied from the State Council's notice."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

from config.pack_overlay import PACKS
from config.tables import Faults, Table, TomlFile
from kiosk.errors import PackError
from kiosk.guide.workdays import Holidays, days_between

HOLIDAYS_FILE = PACKS / "holidays.toml"
_LONGEST = 31


def read_holidays(path: Path = HOLIDAYS_FILE) -> Holidays:
    """The table. Raises PackError naming every fault by file, line and key."""
    faults = Faults()
    file = TomlFile(path, faults)
    years: set[int] = set()
    off: set[date] = set()
    work: set[date] = set()

    def year(name: str, table: Table) -> None:
        table.text("source")
        if not (name.isdecimal() and name.isascii() and len(name) == len("2026")):
            faults.add(file, ("year", name), "年份应是四位数字")
            return
        years.add(int(name))
        off.update(_days(table, "off", int(name)))
        work.update(_days(table, "work", int(name)))
        for day in sorted(off & work):
            table.wrong("work", f"{day} 又放假又上班")

    root = Table(file, (), file.data, faults)
    root.table("year").each(year)
    root.finish()
    if faults.lines:
        raise PackError(tuple(faults.lines), "请照国务院办公厅通知改正后重试。")
    return Holidays(frozenset(years), frozenset(off), frozenset(work))


def _days(table: Table, key: str, year: int) -> Iterator[date]:
    for text in table.texts(key):
        first, slash, last = text.partition("/")
        try:
            start, end = date.fromisoformat(first), date.fromisoformat(last if slash else first)
        except ValueError:
            table.wrong(key, f"「{text}」应如 2026-10-01 或 2026-10-01/2026-10-07")
            continue
        if start.year != year or end.year != year or not 0 <= (end - start).days < _LONGEST:
            table.wrong(key, f"「{text}」应在 {year} 年内，先写早的一天，最多 {_LONGEST} 天")
            continue
        yield from days_between(start, end)
