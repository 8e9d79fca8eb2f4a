"""Counts working days by the statutory holiday table; says no date for a year the table does not know.

Source of the rule: 行政许可法第八十二条 (periods are working days without public holidays); of the table: the yearly
notices of 国务院办公厅, kept as data.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from kiosk.catalog.values import DayKind
from kiosk.words import Words

_SATURDAY = 5


@dataclass(frozen=True)
class Holidays:
    """Days off and weekend days worked, for the ``years`` a notice covers."""

    years: frozenset[int] = frozenset()
    off: frozenset[date] = frozenset()
    work: frozenset[date] = frozenset()

    def is_working(self, day: date) -> bool:
        """True for a working day. Ask only about days of a covered year."""
        return day in self.work or (day.weekday() < _SATURDAY and day not in self.off)


NO_TABLE = Holidays()


@dataclass(frozen=True)
class Deadline:
    """``days`` counted from a start; ``day`` is the last one, or None where the table ends before it."""

    days: int
    kind: DayKind
    day: date | None

    @property
    def words(self) -> Words:
        """「10个工作日（最迟 2026-10-21）」, without a date where none is sure."""
        unit, unit_en = ("个工作日", "working days") if self.kind == "work" else ("日", "days")
        if self.day is None:
            return Words(f"{self.days}{unit}", f"{self.days} {unit_en}")
        return Words(f"{self.days}{unit}（最迟 {self.day}）", f"{self.days} {unit_en} (by {self.day})")


def deadline(start: date, days: int, holidays: Holidays, kind: DayKind = "work") -> Deadline:
    """The last day of a period that begins on the day after ``start``; zero days end on ``start`` itself."""
    if kind == "calendar" or days == 0:
        return Deadline(days, kind, start + timedelta(days=days))
    day, left = start, days
    while left:
        day += timedelta(days=1)
        if day.year not in holidays.years:
            return Deadline(days, kind, None)
        left -= holidays.is_working(day)
    return Deadline(days, kind, day)


def days_between(first: date, last: date) -> Iterable[date]:
    """Every day from ``first`` to ``last``, both included."""
    return (first + timedelta(days=number) for number in range((last - first).days + 1))
