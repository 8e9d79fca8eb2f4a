"""The long runs against the card reader, short: they hold, and they notice what does not."""

import pytest

from hardware.id_reader.wire.conversation import Conversation
from hardware.id_reader.wire.frames import BodyCutter
from tests.soak import reader_cards, reader_plugs, reader_streams


def test_a_few_thousand_bad_streams_break_nothing() -> None:
    report = reader_streams.run(4000)
    assert report.failed == []
    assert report.counted["damaged cards"] > 100


def test_a_bad_line_gives_cards_and_never_a_false_one() -> None:
    report = reader_cards.run(400)
    assert report.failed == []
    assert report.counted["card"] > 100
    assert report.counted["false card"] == 0


def test_a_pulled_cable_and_a_new_name_are_no_trouble() -> None:
    report = reader_plugs.run(2, away=0.2)
    assert report.failed == []
    assert report.counted == {"unplugged": 2, "renamed": 2}


def test_a_parser_that_believes_anything_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("hardware.id_reader.wire.frames.checksum", lambda data: 0)
    assert reader_streams.run(300).failed


def test_a_parser_that_loses_what_stands_behind_damage_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(BodyCutter, "cut_rest", lambda cutter: cutter.clear() or [])
    assert any("lost" in failure for failure in reader_streams.run(3000).failed)


def test_a_driver_without_the_second_reading_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Conversation, "damaged_within", lambda talk, seconds: False)
    assert reader_cards.run(3000).counted["false card"] > 0
