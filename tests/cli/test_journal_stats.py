"""``kiosk journal stats`` prints what was counted, for people and as one document."""

import json

import pytest

from config.settings import SETTINGS_FILE, read_settings
from kiosk.cli import run
from kiosk.cli.journal import lines_of
from kiosk.cli.starting import HallClock
from kiosk.visit_events import DeviceTrouble, MatterBegun, MatterEnded, PageLeft, PaperPrinted, VisitBegun, VisitEnded
from offline_cache.journal import Journal, VisitDiary


@pytest.fixture
def settings(tmp_path):
    path = tmp_path / "kiosk.toml"
    text = SETTINGS_FILE.read_text(encoding="utf-8").replace('"var/kiosk"', f'"{tmp_path}/data"')
    path.write_text(text, encoding="utf-8")
    (tmp_path / "data").mkdir()
    return path


@pytest.fixture
def told(settings):
    found = read_settings(settings)
    clock = HallClock(found.timezone)
    Journal(found.data / "journal.log", clock).note("bundle_accepted", bundle="0" * 32)
    diary = VisitDiary(Journal(found.data / "visits.log", clock), lambda job: job())
    for event in (
        VisitBegun(), MatterBegun("open-restaurant"), PageLeft("form", "open-restaurant", 42.0),
        MatterEnded("open-restaurant", "dropped", "form"), PaperPrinted("code", "failed", "paper_out", 0),
        DeviceTrouble("ticket-printer", "paper_out"), VisitEnded("form", 90.0, "en"),
    ):
        diary.note(event)
    return settings


def test_one_document(told, capsys):
    assert run(["journal", "stats", "--settings", str(told), "--days", "7", "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert (found["visits"], found["pages"]) == (1, [{"page": "form", "count": 1, "seconds": 42.0}])
    assert found["scenarios"][0]["given_up_on"] == {"form": 1} and found["bundles"] == {"accepted": 1}


def test_lines_for_people(told, capsys):
    assert run(["journal", "stats", "--settings", str(told)]) == 0
    said = capsys.readouterr().out
    for words in (
        "最近 30 天：1 次办事", "英文 1 次", "open-restaurant", "填表 1", "42 秒", "续办码", "没印出 1", "小票打印机",
        "paper_out 1",
    ):
        assert words in said


@pytest.mark.parametrize("words", [("--days", "0"), ("--days", "181"), ()])
def test_what_cannot_be_counted_is_said(settings, capsys, words):
    assert run(["journal", "stats", "--settings", str(settings), *words]) == 2
    assert "怎么办" in capsys.readouterr().err


def test_nothing_happened_is_one_line(settings):
    from datetime import datetime

    from offline_cache.journal import statistics

    assert lines_of(statistics([], datetime(2026, 1, 1)), 30) == ["最近 30 天：0 次办事，每次中位 0 秒"]
