"""How old something is, in the words of one rough unit."""

from __future__ import annotations

from datetime import datetime, timedelta

from kiosk.words import Remark

_JUST_NOW = timedelta(minutes=2)


def age_of(then: datetime, now: datetime) -> Remark:
    """``age.minutes``, ``age.hours`` or ``age.days`` with ``count`` rounded down; ``age.now`` below two minutes.

    A time that lies ahead (a clock set back) counts as just now.
    """
    passed = now - then
    if passed < _JUST_NOW:
        return Remark("age.now")
    for key, unit in (("days", timedelta(days=1)), ("hours", timedelta(hours=1))):
        if passed >= unit:
            return Remark(f"age.{key}", {"count": str(passed // unit)})
    return Remark("age.minutes", {"count": str(passed // timedelta(minutes=1))})
