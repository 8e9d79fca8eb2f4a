"""What can be found, and under which names: the contents of a search, taken from a :class:`Catalog`."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Literal

from kiosk.catalog.values import Catalog, Department, Item, Scenario
from kiosk.search.folding import fold
from kiosk.words import Words

Kind = Literal["scenario", "department", "item"]
KINDS: tuple[Kind, ...] = ("scenario", "department", "item")
Reader = Callable[[str], tuple[str, ...]]
"""Pinyin of each character of a folded text, without tones, ü as v; empty for what is not Chinese."""

_LIST_MARKS = re.compile(r"[、，,；;/／\n]")


@dataclass(frozen=True)
class Name:
    """One text under which an entry is found. ``readings`` is as long as the folded ``text``.

    ``note`` replaces the entry's detail when the entry was found by this name (where an old department went).
    """

    shown: str
    text: str
    readings: tuple[str, ...]
    note: Words | None = None


@dataclass(frozen=True)
class Opening:
    """A scenario that a hit opens, and what is said about the hit there."""

    scenario: str
    detail: Words


@dataclass(frozen=True)
class Entry:
    """One thing that can be found; it opens the first scenario of ``opens``, and may stand in others."""

    kind: Kind
    id: str
    title: Words
    opens: tuple[Opening, ...]
    names: tuple[Name, ...]


def no_readings(text: str) -> tuple[str, ...]:
    """The reader of a machine without a pinyin table: letters only find letters."""
    return ("",) * len(text)


def entries_of(catalog: Catalog, reader: Reader = no_readings) -> tuple[Entry, ...]:
    """Scenarios, departments and items of a catalogue in the order of the pack.

    Of the scenarios that hold an item, the one with the fewest items is opened first. Items and departments that
    belong to no scenario are left out: nothing could be opened. Items that are no longer asked for are found too; they
    open nothing (scenario '') and say why.
    """
    scenarios = sorted(catalog.scenarios.values(), key=lambda scenario: len(scenario.items))
    opens: dict[str, list[Scenario]] = {}
    for scenario in scenarios:
        for item_id in scenario.items:
            opens.setdefault(item_id, []).append(scenario)
    by_department: dict[str, Scenario] = {}
    for scenario in scenarios:
        for item_id in scenario.items:
            by_department.setdefault(catalog.items[item_id].department, scenario)
    found = [_scenario(scenario, reader) for scenario in catalog.scenarios.values()]
    found += [
        _department(department, by_department[department.id], reader)
        for department in catalog.departments.values()
        if department.id in by_department
    ]
    found += [
        _item(item, catalog.departments[item.department], opens[item.id], reader)
        for item in catalog.items.values()
        if item.id in opens
    ]
    found += [
        Entry("item", item_id, dropped.name, (Opening("", Words(dropped.why, dropped.why_en)),),
              _names((*_both(dropped.name), *dropped.aliases), reader))
        for item_id, dropped in catalog.dropped.items()
    ]
    return tuple(found)


def _both(words: Words) -> tuple[str, str]:
    return words.zh, words.en


def _in_chinese(day: str) -> str:
    """A year, month or day (``2019-04``) as it is said: 2019年4月."""
    return "".join(f"{int(part)}{unit}" for part, unit in zip(day.split("-"), "年月日", strict=False))


def _names(texts: Iterable[str], reader: Reader, note: Callable[[str], Words] | None = None) -> tuple[Name, ...]:
    found: dict[str, Name] = {}
    for shown in texts:
        text = fold(shown)
        if text and text not in found:
            found[text] = Name(shown, text, reader(text), note(shown) if note else None)
    return tuple(found.values())


def _scenario(scenario: Scenario, reader: Reader) -> Entry:
    texts = [scenario.title.zh, *scenario.aliases, *_LIST_MARKS.split(scenario.say.zh)]
    texts += [scenario.title.en, *_LIST_MARKS.split(scenario.say.en)]
    names = _names(texts, reader)
    if reader is no_readings:
        names += _names(scenario.pinyin, reader)
    return Entry("scenario", scenario.id, scenario.title, (Opening(scenario.id, scenario.say),), names)


def _department(department: Department, opens: Scenario, reader: Reader) -> Entry:
    def moved(old: str) -> Words:
        since = dates.get(old, "")
        when = f"从{_in_chinese(since)}起" if since else "现在"
        return Words(
            f"“{old}”的事{when}归{department.name.zh}办 · {department.window.zh}",
            f"“{old}” is handled by {department.name.of('en')} {f'since {since}' if since else 'now'}"
            f" · {department.window.of('en')}",
        )

    dates = {former.name: former.since for former in department.moved}
    names = _names((department.name.zh, department.name.en), reader)
    names += _names((*dates, *department.formerly), reader, moved)
    return Entry("department", department.id, department.name, (Opening(opens.id, department.window),), names)


def _item(item: Item, department: Department, opens: list[Scenario], reader: Reader) -> Entry:
    texts = [item.name.zh, item.result.zh, *item.aliases, item.name.en]
    for variant in item.variants:
        texts += [variant.name.zh, variant.name.en]
    openings = tuple(
        Opening(
            scenario.id,
            Words(
                f"{department.name.zh} · 在“{scenario.title.zh}”里一起办",
                f"{department.name.of('en')} · part of “{scenario.title.of('en')}”",
            ),
        )
        for scenario in opens
    )
    dates = {former.name: former.since for former in item.moved}

    def moved(old: str) -> Words:
        return Words(
            f"{item.name.zh}：原由{old}办，从{_in_chinese(dates[old])}起归{department.name.zh}",
            f"{item.name.of('en')}: with {old} before, with {department.name.of('en')} since {dates[old]}",
        )

    return Entry("item", item.id, item.name, openings, _names(texts, reader) + _names(dates, reader, moved))
