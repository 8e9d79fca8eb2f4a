"""Between two frames of the real window while a device, the hall or the disk blocks for ever, beside no fault."""

from __future__ import annotations

from collections.abc import Iterable

from benchmarks.result import Result
from tests.soak import window_faults
from tests.soak.window_faults import LONGEST_GAP_MS, Met

SECONDS = 3.0


def measure() -> list[Result]:
    """The longest gap and the slowest answer to a touch over every page whose device never comes back."""
    found = window_faults.measure(SECONDS, lambda fault: fault.for_ever)
    bare, broken = _all(found.bare.values()), _all(found.broken.values())
    worst = max(found.broken, key=lambda fault: found.broken[fault].longest)
    return [
        Result(
            "设备永不回话时两帧最长间隔", broken.longest[0], "ms", LONGEST_GAP_MS,
            f"{worst.told}；p99 {broken.share(0.99):.0f} ms；无故障最长 {bare.longest[0]:.0f} ms，"
            f"{len(found.broken)} 种",
        ),
        Result("设备永不回话时触摸 → 处理，最慢", max(broken.answered), "ms", 100.0, f"{len(broken.answered)} 次"),
    ]


def _all(many: Iterable[Met]) -> Met:
    met = list(many)
    return Met([gap for one in met for gap in one.gaps], [late for one in met for late in one.answered])
