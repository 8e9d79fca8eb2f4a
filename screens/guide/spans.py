"""Spans of time in words."""

from __future__ import annotations

from kiosk.catalog.values import FollowUp
from screens.parts.pen import Kit


def days_words(kit: Kit, days: int) -> str:
    """Promised working days; none means on the spot."""
    if not days:
        return kit.t("plan.at_once")
    return kit.t("plan.day_one" if days == 1 else "plan.days", n=days)


def due_words(kit: Kit, after: FollowUp) -> str:
    """By when a duty falls due (开业后 30 日内)."""
    key = "plan.days_after_work" if after.day_kind == "work" else "plan.days_after"
    return kit.t(key, start=kit.t.of(after.start), n=after.days)
