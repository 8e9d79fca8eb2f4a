import pytest
from hypothesis import given
from hypothesis import strategies as st

from hardware.ticket_printer.lettering import NOT_FIRST, clean, display_width, is_native, wrap, wrap_evenly

PRINTABLE = st.text(st.characters(exclude_categories=("Cc", "Cf", "Cs", "Cn", "Mn", "Me", "Zs", "Zl", "Zp")))


@given(st.lists(PRINTABLE).map(" ".join), st.integers(4, 48))
def test_no_line_is_wider_than_the_paper(text: str, columns: int) -> None:
    assert all(display_width(line) <= columns for line in wrap(text, columns))


@given(st.lists(PRINTABLE).map(" ".join), st.integers(4, 48))
def test_wrapping_loses_nothing_but_spaces(text: str, columns: int) -> None:
    assert "".join(wrap(text, columns)).replace(" ", "") == text.replace(" ", "")


@given(st.lists(PRINTABLE).map(" ".join), st.integers(4, 48))
def test_even_lines_are_as_many_and_as_complete(text: str, columns: int) -> None:
    even, plain = wrap_evenly(text, columns), wrap(text, columns)
    assert len(even) == len(plain)
    assert all(display_width(line) <= columns for line in even)


@pytest.mark.parametrize("columns", range(8, 48, 2))
def test_no_line_starts_with_a_closing_mark(columns: int) -> None:
    text = "请带身份证、营业执照（原件），到窗口办理；过号请重新取号。办理时间：09:00—17:00！"
    assert not any(line[0] in NOT_FIRST for line in wrap(text, columns))


def test_words_and_numbers_stay_whole_where_they_fit() -> None:
    assert wrap("请到 Hall-B 的 A1000 号窗口", 14) == ["请到 Hall-B 的", "A1000 号窗口"]


def test_a_word_longer_than_the_line_is_cut() -> None:
    assert wrap("ABCDEFGHIJ", 4) == ["ABCD", "EFGH", "IJ"]


def test_even_lines_leave_no_orphan() -> None:
    assert wrap("开办娱乐场所一件事", 16) == ["开办娱乐场所一件", "事"]
    assert wrap_evenly("开办娱乐场所一件事", 16) == ["开办娱乐场", "所一件事"]


@pytest.mark.parametrize(
    ("dirty", "tidy"),
    [
        ("A\x1bi\x1dV\x00B", "AiVB"),
        ("上\n下\t左\r\n右", "上 下 左  右"),
        ("\u202eABC\u200b", "ABC"),
        ("\x10\x04\x01", ""),
        ("张\ud800三", "张三"),
        ("\x7f\x9b", ""),
    ],
)
def test_control_and_format_characters_are_taken_out(dirty: str, tidy: str) -> None:
    assert clean(dirty) == tidy


@pytest.mark.parametrize(
    ("text", "native"), [("营业执照 ㎡①·", True), ("龍堃昇祎", True), ("㛃", False), ("𬭎", False), ("✓", False)]
)
def test_only_gbk_counts_as_the_printers_own(text: str, native: bool) -> None:
    assert is_native(text) is native
