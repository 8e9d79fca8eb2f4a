"""The holiday table: what the yearly notices say, and every slip of the pen found."""

from datetime import date

import pytest

from config.pack_holidays import HOLIDAYS_FILE, read_holidays
from kiosk.errors import PackError


def test_the_shipped_table_gives_the_working_days_of_each_year():
    table = read_holidays()
    days = {year: sum(table.is_working(date.fromordinal(day)) for day in
                      range(date(year, 1, 1).toordinal(), date(year + 1, 1, 1).toordinal())) for year in table.years}
    assert days == {2024: 251, 2025: 248, 2026: 248}


def test_every_day_worked_in_place_of_another_is_a_weekend():
    assert all(day.weekday() >= 5 for day in read_holidays().work)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('"2026-01-04"', '"2026-13-04"', "2026-13-04"),
        ('"2026-01-04"', '"2026-01-02"', "又放假又上班"),
        ('"2026-10-01/2026-10-07"', '"2026-10-07/2026-10-01"', "先写早的一天"),
        ('"2026-10-01/2026-10-07"', '"2025-10-01"', "应在 2026 年内"),
        ("[year.2026]", "[year.next]", "四位数字"),
        ("[year.2026]", "[year.2026]\nmood = 1", "mood"),
        ("[year.2026]", "[year.2026", "TOML"),
    ],
)
def test_a_slip_is_named_by_file_line_and_key(tmp_path, old, new, said):
    path = tmp_path / "holidays.toml"
    path.write_text(HOLIDAYS_FILE.read_text(encoding="utf-8").replace(old, new, 1), encoding="utf-8")
    with pytest.raises(PackError, match=said):
        read_holidays(path)
