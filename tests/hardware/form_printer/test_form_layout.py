from hypothesis import given
from hypothesis import strategies as st

from hardware.form_printer.layout import pair_rows, template_data
from kiosk.forms.document import Document, FieldRow

ROWS = st.lists(
    st.builds(FieldRow, st.text(max_size=30), st.text(max_size=60), note=st.text(max_size=40), blank=st.booleans())
).map(tuple)


@given(ROWS)
def test_every_field_is_laid_out_once_and_in_order(rows: tuple[FieldRow, ...]) -> None:
    assert tuple(row for line in pair_rows(rows) for row in line) == rows


@given(ROWS)
def test_a_line_holds_one_or_two_fields(rows: tuple[FieldRow, ...]) -> None:
    assert all(len(line) in (1, 2) for line in pair_rows(rows))


def test_a_long_value_has_a_line_of_its_own() -> None:
    short, long = FieldRow("甲", "乙"), FieldRow("地址", "很长的地址" * 6)
    assert pair_rows((short, short, long, short)) == [(short, short), (long,), (short,)]


def test_the_printed_time_becomes_the_date_of_the_file() -> None:
    def date_of(printed_at: str) -> object:
        return template_data(Document("slip", "凭证", "", (), (), "", printed_at))["date"]

    assert date_of("2026-11-21 10:23") == {"year": 2026, "month": 11, "day": 21}
    assert date_of("2026年1月2日") == {"year": 2026, "month": 1, "day": 2}
    assert date_of("2026-02-30") is None
    assert date_of("刚才") is None
