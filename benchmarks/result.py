"""One measured figure beside its aim, and the few ways to time."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True)
class Result:
    """``value`` in ``unit`` (ms, ×, MB); met when at most ``most``. ``detail`` holds the raw figures."""

    what: str
    value: float
    unit: str
    most: float
    detail: str = ""

    @property
    def met(self) -> bool:
        return self.value <= self.most

    @property
    def shown(self) -> str:
        figure = f"{self.value:.2f} {self.unit}" if self.unit != "×" else f"{self.value:.2f}×"
        return f"{figure}（{self.detail}）" if self.detail else figure

    @property
    def aim(self) -> str:
        return f"≤ {self.most:g}{'' if self.unit == '×' else ' '}{self.unit}"

    def document(self) -> dict[str, Any]:
        return {**asdict(self), "met": self.met}


def milliseconds(work: Callable[[], object], times: int) -> list[float]:
    """Wall-clock of each call, in ms."""
    found = []
    for _ in range(times):
        started = time.perf_counter()
        work()
        found.append((time.perf_counter() - started) * 1000)
    return found


def percentile(values: list[float], share: float) -> float:
    """The value below which ``share`` (0-1) of the values lie."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))]


def median(values: list[float]) -> float:
    """The middle value."""
    return statistics.median(values)
