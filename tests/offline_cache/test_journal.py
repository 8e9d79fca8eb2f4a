from __future__ import annotations

import json
import stat
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.errors import StoreError
from offline_cache.journal import SAFE_KEYS, Journal
from offline_cache.journal.writing import _safe


@pytest.fixture
def journal(tmp_path, clock):
    return Journal(tmp_path / "journal.jsonl", clock, max_bytes=2000)


def test_an_event_is_one_json_line(journal):
    journal.note("bundle sent", bundle="0a1b", attempts=3, seconds=1.5)
    assert journal.path.read_text("utf-8") == (
        '{"at":"2026-11-21T10:15:30.000","event":"bundle sent","bundle":"0a1b","attempts":3,"seconds":1.5}\n'
    )
    assert stat.S_IMODE(journal.path.stat().st_mode) == 0o600


def test_values_of_other_keys_are_redacted(journal, personal):
    journal.note("card read", status="ok", **personal)
    text = journal.path.read_text("utf-8")
    assert not [value for value in personal.values() if value in text]
    assert json.loads(text)["applicant_name"] == "<redacted>"


@pytest.mark.parametrize("value", ["42120219900307123X", "call 13800001234 now", 13800001234])
def test_what_looks_personal_is_redacted_even_under_a_safe_key(journal, value):
    journal.note("odd", reason=value)
    assert "13800001234" not in journal.path.read_text("utf-8")
    assert "19900307" not in journal.path.read_text("utf-8")


@given(
    st.sampled_from(sorted(SAFE_KEYS)), st.lists(st.integers()) | st.binary() | st.dictionaries(st.text(), st.text())
)
def test_only_plain_values_are_written(key, value):
    assert _safe(key, value) == "<redacted>"


def test_line_breaks_cannot_forge_an_event(journal):
    journal.note("first", reason='x"}\n{"event":"forged"}')
    assert [line["event"] for line in journal.lines()] == ["first"]


def test_the_file_turns_over_by_size_and_nothing_is_lost(journal, clock):
    for n in range(200):
        journal.note("tick", count=n)
    files = sorted(journal.path.parent.iterdir())
    assert len(files) > 3
    assert all(path.stat().st_size < 2200 for path in files)
    assert [line["count"] for line in journal.lines()] == list(range(200))


def test_half_a_year_is_kept_and_no_more(journal, clock):
    for n in range(40):
        journal.note("old", count=n)
    clock.moment += timedelta(days=179)
    for n in range(40):
        journal.note("middle", count=n)
    assert "old" in {line["event"] for line in journal.lines()}
    clock.moment += timedelta(days=2)
    Journal(journal.path, clock)
    kept = [line["event"] for line in journal.lines()]
    assert kept.count("middle") == 40
    assert kept.count("old") < 40


def test_lines_of_many_threads_stay_whole(journal):
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda n: journal.note("tick", count=n), range(300)))
    assert sorted(line["count"] for line in journal.lines()) == list(range(300))


def test_lines_lost_to_the_disk_are_counted_and_told(journal):
    folder = journal.path.parent
    journal.note("before")
    moved = folder.with_name("moved-away")
    folder.rename(moved)
    journal.note("lost")
    journal.note("lost")
    assert journal.lost == 2
    moved.rename(folder)
    journal.note("after")
    assert [line.get("lost_before") for line in journal.lines()] == [None, 2]


def test_a_line_torn_by_a_power_cut_does_not_hide_the_others(journal):
    journal.note("before")
    with journal.path.open("a") as file:
        file.write('{"at":"2026-11-21T10:15:30","ev\n')
    journal.note("after")
    assert [line["event"] for line in journal.lines()] == ["before", "after"]


def test_a_folder_that_is_not_there_is_named(tmp_path, clock):
    with pytest.raises(StoreError, match="journal"):
        Journal(tmp_path / "missing" / "journal.jsonl", clock)
