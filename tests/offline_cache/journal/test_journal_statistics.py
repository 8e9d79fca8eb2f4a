"""Statistics count what visits tell, forget by age, and cannot hold anything about a person."""

from __future__ import annotations

import json
from dataclasses import fields
from datetime import datetime, timedelta
from pathlib import Path
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.visit_events import (
    DeviceTrouble,
    MatterBegun,
    MatterEnded,
    PageLeft,
    PaperPrinted,
    VisitBegun,
    VisitEnded,
    VisitEvent,
)
from offline_cache.journal import SAFE_KEYS, Journal, VisitDiary, statistics
from offline_cache.journal.visits import NAME, line_of

START = datetime(2026, 11, 21, 10, 0)


class HandClock:
    """Stands still until a test moves it."""

    def __init__(self) -> None:
        self.moment = START

    def now(self) -> datetime:
        return self.moment

    def monotonic(self) -> float:
        return 0.0


@pytest.fixture
def clock() -> HandClock:
    return HandClock()


@pytest.fixture
def journal(tmp_path: Path, clock: HandClock) -> Journal:
    return Journal(tmp_path / "journal.log", clock)


@pytest.fixture
def diary(journal: Journal) -> VisitDiary:
    return VisitDiary(journal, lambda job: job())


WALK: tuple[VisitEvent, ...] = (
    VisitBegun(), MatterBegun("open-restaurant"), PageLeft("ask", "open-restaurant", 4.0),
    PageLeft("ask", "open-restaurant", 8.0), PageLeft("ask", "open-restaurant", 30.0),
    PageLeft("form", "open-restaurant", 61.5), MatterEnded("open-restaurant", "filed", "papers"),
    PaperPrinted("ticket", "printed", "ready", 1), PaperPrinted("papers", "failed", "paper_out", 0),
    DeviceTrouble("form-printer", "paper_out"), VisitEnded("goodbye", 300.0, "zh"),
    VisitBegun(), MatterBegun("open-restaurant", resumed=True), MatterEnded("open-restaurant", "dropped", "form"),
    MatterBegun("open-hotel"), MatterEnded("open-hotel", "dropped", "ask"), VisitEnded("home", 100.0, "en"),
)


def test_everything_told_is_counted(journal: Journal, diary: VisitDiary) -> None:
    for event in WALK:
        diary.note(event)
    journal.note("bundle_accepted", bundle="0" * 32)
    found = statistics(journal.each(), START - timedelta(days=1))
    assert (found.visits, found.visit_seconds, found.languages) == (2, 200.0, {"en": 1, "zh": 1})
    restaurant, hotel = found.scenarios
    assert (restaurant.scenario, restaurant.begun, restaurant.resumed) == ("open-restaurant", 2, 1)
    assert restaurant.ended == {"filed": 1, "dropped": 1} and restaurant.given_up_on == {"form": 1}
    assert (hotel.begun, hotel.given_up_on) == (1, {"ask": 1})
    assert [(page.page, page.count, page.seconds) for page in found.pages] == [("ask", 3, 8.0), ("form", 1, 61.5)]
    assert [(entry.kind, entry.printed, entry.failed, entry.pages) for entry in found.printed] == [
        ("papers", 0, 1, 0), ("ticket", 1, 0, 1)]
    assert found.devices == {"form-printer": {"paper_out": 1}} and found.bundles == {"accepted": 1}


def test_only_the_days_asked_for_are_counted(journal: Journal, diary: VisitDiary, clock: HandClock) -> None:
    for _ in range(5):
        diary.note(VisitBegun())
        clock.moment += timedelta(days=1)
    assert [statistics(journal.each(), clock.moment - timedelta(days=days)).visits for days in (1, 3, 9)] == [1, 3, 5]


def test_an_empty_and_a_torn_journal_give_zeros(journal: Journal) -> None:
    journal.path.write_bytes(b'{"at":"2026-11-21T10:00:00","event":"visit_be')
    found = statistics(journal.each(), START)
    assert (found.events, found.visits, found.scenarios, found.pages, found.printed) == (0, 0, (), (), ())


@given(st.dictionaries(st.sampled_from(["at", "event", "seconds", "scenario", "step", "pages", "outcome", "state"]),
                       st.none() | st.integers() | st.text(max_size=9) | st.sampled_from(
                           ["2026-11-21T10:00:00", "page_left", "matter_ended", "printed", "visit_ended"])))
def test_no_line_however_odd_breaks_the_count(line: dict[str, object]) -> None:
    assert statistics([line], START).events <= 1


# Nothing about a person


PERSONAL = ("张三", "欧阳修远", "42120019900101123X", "13800001234", "示例市示例区示例路7号", "a@b.example",
            "zhang san", "ZHANG", "1990-01-01", "x" * 61, "a\nb", "")


@pytest.mark.parametrize("word", PERSONAL)
def test_words_of_a_person_put_into_any_field_never_reach_the_file(
    journal: Journal, diary: VisitDiary, word: str
) -> None:
    for kind in get_args(VisitEvent):
        names = {field.name: field.type for field in fields(kind)}
        plain: dict[str, object] = {"float": 1.0, "int": 1, "bool": False}
        values = {name: plain.get(str(type_), word) for name, type_ in names.items()}
        diary.note(kind(**values))
    text = journal.path.read_text("utf-8")
    assert not word or word not in text
    assert len(text.splitlines()) == len(get_args(VisitEvent))


@given(st.text(max_size=80))
def test_a_text_is_written_only_when_it_looks_like_a_name_of_the_program(text: str) -> None:
    _, values = line_of(MatterEnded(text, "filed", text))
    assert values["scenario"] == values["step"] == (text if not text or NAME.fullmatch(text) else "other")


@given(st.floats(allow_nan=False), st.integers())
def test_numbers_stay_within_a_day_and_a_thousand_pages(seconds: float, pages: int) -> None:
    assert 0 <= line_of(PageLeft("ask", "", seconds))[1]["seconds"] <= 86400  # type: ignore[operator]
    assert 0 <= line_of(PaperPrinted("ticket", "printed", "ready", pages))[1]["pages"] <= 1000  # type: ignore[operator]


def test_every_key_written_is_one_of_the_whitelist(journal: Journal, diary: VisitDiary) -> None:
    for event in WALK:
        diary.note(event)
    keys = {key for line in journal.lines() for key in line} - {"at", "event"}
    assert keys <= SAFE_KEYS
    assert "<redacted>" not in journal.path.read_text("utf-8")


def test_no_event_has_room_for_an_id_of_a_visit() -> None:
    named = {field.name for kind in get_args(VisitEvent) for field in fields(kind)}
    assert named == {
        "scenario", "resumed", "page", "seconds", "outcome", "language", "kind", "status", "pages", "device", "reason"
    }


# Age


def test_a_line_is_kept_for_180_days_and_for_211_at_most(journal: Journal, clock: HandClock) -> None:
    for day in range(420):
        journal.note("tick", count=day)
        clock.moment += timedelta(days=1)
    today = 420
    kept = [int(str(line["count"])) for line in Journal(journal.path, clock).lines()]
    assert kept == list(range(kept[0], today))
    assert today - 212 <= kept[0] <= today - 180


def test_a_machine_switched_off_for_a_year_forgets_what_is_too_old(journal: Journal, clock: HandClock) -> None:
    journal.note("tick", count=1)
    clock.moment += timedelta(days=365)
    journal.note("tick", count=2)
    assert [line["count"] for line in journal.lines()] == [2]


def test_the_first_line_of_a_file_written_by_an_earlier_program_counts(tmp_path: Path, clock: HandClock) -> None:
    path = tmp_path / "journal.log"
    path.write_text('{"at":"2026-10-01T00:00:00.000","event":"old"}\nnot json\n', "utf-8")
    journal = Journal(path, clock)
    journal.note("new")
    assert [line["event"] for line in journal.lines()] == ["old", "new"]
    assert len(list(tmp_path.iterdir())) == 2
    assert [json.loads(line)["event"] for line in path.read_text("utf-8").splitlines()] == ["new"]
