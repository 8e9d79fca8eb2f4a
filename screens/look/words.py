"""Dates and amounts in words, by the locale tables."""

from __future__ import annotations

from datetime import datetime

from screens.look.texts import Texts

_DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")


def date_words(t: Texts, moment: datetime) -> str:
    """Month, day and weekday."""
    return t(
        "date.day", month=moment.month, name=t(f"date.{_MONTHS[moment.month - 1]}"), day=moment.day,
        weekday=t(f"date.{_DAYS[moment.weekday()]}"),
    )
