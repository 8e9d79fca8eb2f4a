from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.intake.case_code import SIGNS, check_sign, new_case_code, read_case_code

BODY = st.text(SIGNS, min_size=4, max_size=4)
YEAR = st.integers(2020, 2119)


def code_of(body: str, year: int) -> str:
    stem = f"XN{year % 100:02d}{body}"
    return f"{stem[:4]}-{body}-{check_sign(stem)}"


def test_a_new_code_has_region_year_and_a_right_check_sign():
    code = new_case_code("XN", 2026)
    assert code.startswith("XN26-")
    assert read_case_code(code) == code


@given(BODY, YEAR)
def test_every_single_wrong_sign_is_found(body, year):
    code = code_of(body, year)
    for place in (5, 6, 7, 8, 10):
        for sign in set(SIGNS) - {code[place]}:
            assert read_case_code(code[:place] + sign + code[place + 1 :]) is None


@given(BODY, YEAR)
def test_every_swap_of_neighbours_is_found(body, year):
    code = code_of(body, year)
    for place in (5, 6, 7):
        swapped = code[:place] + code[place + 1] + code[place] + code[place + 2 :]
        if swapped != code:
            assert read_case_code(swapped) is None


@pytest.mark.parametrize(
    "spell", [str.lower, lambda c: c.replace("-", ""), lambda c: c.replace("-", " "), lambda c: f" {c} "]
)
def test_spelling_does_not_matter(spell):
    code = new_case_code("XN", 2026)
    assert read_case_code(spell(code)) == code


def test_full_width_signs_are_read():
    code = new_case_code("XN", 2026)
    wide = "".join(chr(ord(sign) + 0xFEE0) for sign in code)
    assert read_case_code(wide) == code


@given(st.text(max_size=15))
def test_any_text_is_answered(text):
    code = read_case_code(text)
    assert code is None or read_case_code(code) == code


@pytest.mark.parametrize("confusing", "01ILOSZ")
def test_signs_that_are_misread_are_never_used(confusing):
    assert confusing not in SIGNS
