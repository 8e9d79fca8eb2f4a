"""Is it open now, and if not, when next: pure arithmetic on opening hours and the statutory holidays."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from kiosk.guide.workdays import Holidays
from kiosk.words import Words

LOOK_AHEAD = 31
"""Days within which the next opening is looked for: longer than any statutory holiday."""
CLOSING_SOON = timedelta(minutes=30)
_SATURDAY = 5


@dataclass(frozen=True)
class Span:
    """From ``start`` to ``end`` on one day; an ``end`` of 00:00 is midnight at the end of that day."""

    start: time
    end: time

    def on(self, day: date) -> tuple[datetime, datetime]:
        """First moment, and the moment after the last one."""
        last = day + timedelta(days=1) if self.end == time(0) else day
        return datetime.combine(day, self.start), datetime.combine(last, self.end)

    def __str__(self) -> str:
        end = "24:00" if self.end == time(0) else f"{self.end.hour}:{self.end.minute:02d}"
        return f"{self.start.hour}:{self.start.minute:02d}—{end}"


ALL_DAY = Span(time(0), time(0))


@dataclass(frozen=True)
class Timetable:
    """Hours on working days (make-up Saturdays included), on other weekend days, and on statutory holidays."""

    workdays: tuple[Span, ...] = ()
    weekends: tuple[Span, ...] = ()
    holidays: tuple[Span, ...] = ()

    @property
    def always(self) -> bool:
        """True when it never closes."""
        return self.workdays == self.weekends == self.holidays == (ALL_DAY,)

    @property
    def words(self) -> Words:
        """「工作日 9:00—12:00、13:30—17:00」 and its English."""
        if self.always:
            return Words("全天开放", "Open all day, every day")
        if self.workdays and self.workdays == self.weekends == self.holidays:
            zh, en = _spoken(self.workdays)
            return Words(f"每天 {zh}", f"Daily {en}")
        parts = [
            (name, name_en, spans)
            for name, name_en, spans in (
                ("工作日", "Working days", self.workdays), ("周末", "weekends", self.weekends),
                ("法定节假日", "public holidays", self.holidays),
            ) if spans
        ]
        return Words(
            "；".join(f"{name} {_spoken(spans)[0]}" for name, _, spans in parts),
            "; ".join(f"{name} {_spoken(spans)[1]}" for _, name, spans in parts),
        )

    def on(self, day: date, holidays: Holidays, closed: Iterable[date] = ()) -> tuple[Span, ...]:
        """The hours of that day; a day the hall itself is ``closed`` counts as a public holiday.

        A year without a holiday notice counts Monday to Friday as working days.
        """
        if day in closed or day in holidays.off:
            return self.holidays
        return self.workdays if holidays.is_working(day) else self.weekends


@dataclass(frozen=True)
class Opening:
    """``until`` is when it closes (None: neither today nor tomorrow), ``opens`` when something closed opens next.

    ``soon``: it closes within half an hour. ``always``: it never closes. ``sure`` False: the year has no holiday
    notice yet, so a public holiday may be missed.
    """

    open: bool
    until: datetime | None = None
    opens: datetime | None = None
    soon: bool = False
    always: bool = False
    sure: bool = True


def opening(table: Timetable, now: datetime, holidays: Holidays, closed: Iterable[date] = ()) -> Opening:
    """Whether it is open at ``now`` and what changes next. ``closed`` are the hall's own closing days."""
    shut = frozenset(closed)
    if table.always:
        return Opening(True, always=True)
    spans = _ahead(table, now.date(), holidays, shut)
    running = [span for span in spans if span[0] <= now < span[1]]
    if running:
        end = running[0][1]
        for start, stop in spans:
            if start <= end < stop:
                end = stop
        lasts = end.date() > now.date() + timedelta(days=1)
        return Opening(True, None if lasts else end, soon=end - now <= CLOSING_SOON, sure=_known(now, end, holidays))
    following = min((start for start, _ in spans if start > now), default=None)
    return Opening(False, opens=following, sure=_known(now, following or now, holidays))


def _ahead(
    table: Timetable, today: date, holidays: Holidays, shut: frozenset[date]
) -> list[tuple[datetime, datetime]]:
    days = (today + timedelta(days=number) for number in range(LOOK_AHEAD))
    return sorted(span.on(day) for day in days for span in table.on(day, holidays, shut))


def _known(first: datetime, last: datetime, holidays: Holidays) -> bool:
    return first.year in holidays.years and last.year in holidays.years


def _spoken(spans: tuple[Span, ...]) -> tuple[str, str]:
    texts = [str(span) for span in spans]
    return "、".join(texts), ", ".join(text.replace("—", "–") for text in texts)
