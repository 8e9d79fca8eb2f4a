"""What keys do to a field as it is typed."""

from __future__ import annotations

import pytest

from screens.filing.form.typing import CLEAR, DELETE, date_in_words, key_rows, press, room_left, toggled
from tests.screens import samples_apply as samples


def _typed(field: object, keys: str) -> str:
    raw = ""
    for key in keys:
        raw = press(field, raw, key)  # type: ignore[arg-type]
    return raw


def test_a_phone_number_stops_at_eleven_digits() -> None:
    assert _typed(samples.PHONE, "1380000000099") == "13800000000"


def test_delete_and_clear_take_back() -> None:
    assert press(samples.PHONE, "138", DELETE) == "13"
    assert press(samples.PHONE, "", DELETE) == ""
    assert press(samples.PHONE, "138", CLEAR) == ""


def test_a_number_has_one_point_and_not_at_the_start() -> None:
    assert _typed(samples.AREA, ".4.2.5") == "4.25"


def test_the_code_keypad_has_every_allowed_character_once_and_no_other() -> None:
    keys = [key for row in key_rows("credit_code") for key in row if len(key) == 1]
    assert sorted(keys) == sorted("0123456789ABCDEFGHJKLMNPQRTUWXY")


@pytest.mark.parametrize("kind", ["phone", "number", "date", "id_number", "text", "credit_code"])
def test_every_keypad_can_delete_and_has_all_digits(kind: str) -> None:
    keys = [key for row in key_rows(kind) for key in row]  # type: ignore[arg-type]
    assert DELETE in keys and set("0123456789") <= set(keys)
    assert len(keys) == len(set(keys))


def test_an_identity_number_may_end_in_x() -> None:
    assert "X" in [key for row in key_rows("id_number") for key in row]


def test_choices_come_in_the_order_they_are_offered() -> None:
    order = ("热食", "冷食", "饮品")
    assert toggled("饮品", "热食", order) == "热食、饮品"
    assert toggled("热食、饮品", "热食", order) == "饮品"
    assert toggled("热食", "热食", order) == ""


@pytest.mark.parametrize(
    ("raw", "words"),
    [("", ""), ("2", "2"), ("2026", "2026年"), ("202612", "2026年12月"), ("20261201", "2026年12月01日"),
     ("2026-12-01", "2026年12月01日")],
)
def test_a_date_reads_as_a_date_while_typed(raw: str, words: str) -> None:
    assert date_in_words(raw) == words


def test_what_is_missing_is_counted() -> None:
    assert room_left(samples.PHONE, "138") == 8
    assert room_left(samples.AREA, "4") is None
