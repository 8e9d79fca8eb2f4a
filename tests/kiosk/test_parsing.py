import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.forms.checking import check
from kiosk.guide.parsing import format_number, parse_answer, parse_date, parse_number
from kiosk.person.identity import is_credit_code, is_resident_number, resident_check_digit
from kiosk.words import Remark


@pytest.mark.parametrize(
    ("raw", "key"),
    [("0", "invalid.number_too_small"), ("-5", "invalid.number_too_small"), ("1e9", "invalid.number_only_digits"),
     ("300平", "invalid.number_only_digits"), ("", "invalid.number_empty"), ("   ", "invalid.number_empty"),
     ("NaN", "invalid.number"), ("abc", "invalid.number"), ("100001", "invalid.number_too_large"),
     ("1.234", "invalid.number_decimals"), ("9" * 150, "invalid.number_too_large")],
)
def test_a_number_that_does_not_fit_gives_one_plain_sentence(catalog, raw, key):
    problem = parse_answer(catalog.questions["area"], raw)
    assert isinstance(problem, Remark)
    assert problem.key == key


@pytest.mark.parametrize(
    ("raw", "value"), [("300", 300.0), ("３００", 300.0), (" 12.5 ", 12.5), ("１２．５", 12.5), ("1,200", 1200.0)]
)
def test_full_width_digits_and_separators_are_read(catalog, raw, value):
    assert parse_answer(catalog.questions["area"], raw) == value


def test_yes_no_accepts_only_its_two_words(catalog):
    question = catalog.questions["has_licence"]
    assert parse_answer(question, "true") is True
    assert parse_answer(question, "false") is False
    assert isinstance(parse_answer(question, "maybe"), Remark)


@given(st.text())
def test_any_text_is_a_number_or_a_remark_and_never_an_exception(raw):
    result = parse_number(raw, 0, 100000)
    assert isinstance(result, Remark) or 0 < result <= 100000


@given(st.integers(1, 10_000_000))
def test_a_shown_number_reads_back_the_same(cents):
    assert parse_number(format_number(cents / 100), 0, 1e9) == cents / 100


@pytest.mark.parametrize("raw", ["2026-11-21", "20261121", "2026年11月21日"])
def test_dates_are_read_in_the_ways_people_write_them(raw):
    assert parse_date(raw) == "2026-11-21"


def test_an_impossible_date_is_a_remark():
    assert parse_date("2026-02-30") == Remark("invalid.date")


def test_check_digits_of_the_standards():
    assert is_resident_number("11010519491231002X")
    assert not is_resident_number("110105194912310021")
    assert resident_check_digit("81000019940823002") == "1"
    assert is_credit_code("91350100M000100Y43")
    assert is_credit_code("91110108551385082Q")
    assert not is_credit_code("91110000802100433C")


@pytest.mark.parametrize(
    ("key", "raw", "expected"),
    [("phone", "138 0013 8000", "13800138000"), ("phone", "1380013", "invalid.phone_length"),
     ("phone", "23800138000", "invalid.phone_start"), ("phone", "138001380001", "invalid.phone_long"),
     ("credit_code", "91350100m000100y43", "91350100M000100Y43"), ("credit_code", "9135", "invalid.code_length"),
     ("credit_code", "91350100M000100Y44", "invalid.code_check"), ("credit_code", "O", "invalid.code_letters"),
     ("id_number", "11010519491231002x", "11010519491231002X"), ("id_number", "110105194912310021", "invalid.id_check"),
     ("entity", "个体工商户", "个体工商户"), ("entity", "别的", "invalid.choice"),
     ("dishes", "冷食、热食", "热食、冷食"), ("staff", "0", "invalid.number_too_small")],
)
def test_a_blank_is_checked_as_typed(catalog, key, raw, expected):
    result = check(catalog.fields[key], raw)
    assert (result.key if isinstance(result, Remark) else result) == expected
