"""What a check can find, and how all checks run side by side within one time."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from enum import Enum

from kiosk.errors import KioskError


class Verdict(Enum):
    """How a check ended. Only the first two let the machine be called ready."""

    PASS = "pass"
    WARN = "warn"        # works, but somebody should look at it soon
    FAIL = "fail"
    UNKNOWN = "unknown"  # could not be established; never taken for good
    SKIPPED = "skipped"  # not set up on this machine

    @property
    def chinese(self) -> str:
        """For people."""
        return _CHINESE[self]

    @property
    def is_ready(self) -> bool:
        """False where something must be done before citizens use the machine."""
        return self not in (Verdict.FAIL, Verdict.UNKNOWN)


_CHINESE = {
    Verdict.PASS: "通过", Verdict.WARN: "留意", Verdict.FAIL: "失败", Verdict.UNKNOWN: "不明", Verdict.SKIPPED: "未用",
}


@dataclass(frozen=True)
class Finding:
    """One result. ``key`` is stable; ``remedy`` says what to do next where the verdict is not PASS.

    ``facts`` are figures for programs; nothing personal is ever in them.
    """

    key: str
    title: str
    verdict: Verdict
    said: str
    remedy: str = ""
    facts: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True)
class Check:
    """Something to look at. ``look`` gives one finding or several, the first under this key."""

    key: str
    title: str
    look: Callable[[], Finding | Iterable[Finding]]


def run_checks(checks: Iterable[Check], within: float) -> tuple[Finding, ...]:
    """All checks at the same time, each in its own thread; what is not done after ``within`` seconds is UNKNOWN."""
    listed = tuple(checks)
    done: dict[str, tuple[Finding, ...]] = {}

    def work(check: Check) -> None:
        done[check.key] = _looked(check)

    threads = [threading.Thread(target=work, args=(check,), name=check.key, daemon=True) for check in listed]
    for thread in threads:
        thread.start()
    deadline = time.monotonic() + within
    for thread in threads:
        thread.join(max(0.0, deadline - time.monotonic()))
    return tuple(finding for check in listed for finding in done.get(check.key) or (_late(check, within),))


def _looked(check: Check) -> tuple[Finding, ...]:
    try:
        found = check.look()
    except KioskError as error:
        return (Finding(check.key, check.title, Verdict.FAIL, error.message, error.remedy),)
    except Exception as error:  # noqa: BLE001 - one broken check must not hide what the others found
        return (
            Finding(
                check.key, check.title, Verdict.UNKNOWN, f"检查本身出错（{type(error).__name__}：{error}）。",
                "请把这份报告交给维护人员。",
            ),
        )
    return (found,) if isinstance(found, Finding) else tuple(found)


def _late(check: Check, within: float) -> Finding:
    return Finding(
        check.key, check.title, Verdict.UNKNOWN, f"{within:g} 秒内没有查完。", "请再运行一次；仍查不完的，先查这一项。"
    )
