"""Opening hours and closing days of hall.toml."""

from __future__ import annotations

from datetime import date, time
from typing import get_args

from config.tables import Table
from kiosk.catalog.values import MACHINE_STEPS, MachineStep
from kiosk.way.opening import ALL_DAY, Span, Timetable
from kiosk.words import Words

_EXPECTED = '如 "9:00-12:00" 的时间段，午夜写 24:00'


def read_timetables(table: Table) -> dict[str, Timetable]:
    """Every table of opening hours under ``[hall.opening]``, by id."""
    return table.table("opening").each(lambda _id, entry: _timetable(entry))


def _timetable(table: Table) -> Timetable:
    if table.flag("all_day", False):
        return Timetable((ALL_DAY,), (ALL_DAY,), (ALL_DAY,))
    if table.has("daily"):
        daily = _spans(table, "daily")
        return Timetable(daily, daily, daily)
    return Timetable(_spans(table, "workdays"), _spans(table, "weekends"), _spans(table, "holidays"))


def _spans(table: Table, key: str) -> tuple[Span, ...]:
    spans: list[Span] = []
    for text in table.texts(key, ()):
        span = _span(text)
        if span is None:
            table.wrong(key, f"其中 {text!r} 应是{_EXPECTED}，开始早于结束")
        elif spans and (spans[-1].end == time(0) or span.start < spans[-1].end):
            table.wrong(key, f"{text!r} 应排在前一段之后，不能重叠")
        else:
            spans.append(span)
    return tuple(spans)


def _span(text: str) -> Span | None:
    try:
        start, end = (_time(part) for part in text.split("-"))
    except ValueError:
        return None
    return Span(start, end) if start < end or end == time(0) else None


def _time(text: str) -> time:
    hour, minute = text.strip().split(":")
    if (int(hour), int(minute)) == (24, 0):
        return time(0)
    return time(int(hour), int(minute))


def read_closed(table: Table) -> frozenset[date]:
    """Days on which this hall is closed although the holiday table says otherwise."""
    days = set()
    for text in table.texts("closed", ()):
        try:
            days.add(date.fromisoformat(text))
        except ValueError:
            table.wrong("closed", f"其中 {text!r} 应是如 2026-12-31 的日期")
    return frozenset(days)


def read_machine_hours(table: Table, timetables: dict[str, Timetable]) -> dict[MachineStep, Words]:
    """When each step can be done at the machine: the id of opening hours, or a sentence."""
    hours = {step: _words(table, step, timetables) for step in MACHINE_STEPS if table.has(step)}
    table.finish()
    assert set(hours) <= set(get_args(MachineStep))
    return hours


def _words(table: Table, key: str, timetables: dict[str, Timetable]) -> Words:
    said = table.words(key)
    if said.zh in timetables:
        return timetables[said.zh].words
    if said.zh.isascii():
        table.wrong(key, f"没有名为「{said.zh}」的开放时间：写 opening 里的一个，或写一句中文")
    return said
