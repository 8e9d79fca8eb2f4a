"""A hundred people one after another: threads, files and memory stay what they were."""

from __future__ import annotations

import gc
import os
import threading
from pathlib import Path

from tests.faults.night import Night

VISITS, WARM = 100, 30
MOST_GROWTH = 40_000_000  # bytes over 70 visits; one visit that stayed alive with its screens is some megabytes


def resident_bytes() -> int:
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE")


def open_files() -> int:
    return len(list(Path("/proc/self/fd").iterdir()))


def quick_visit(night: Night, number: int) -> None:
    """Somebody looks up a plan, then leaves; every tenth reads a card and hands in."""
    night.enter()
    if number % 10 == 0:
        night.to_review(card="resident")
        night.submit()
        night.wait_for_papers()
        night.go_away()
        return
    night.walker.tap("scenario:open-restaurant")
    night.walker.type_digits("4")
    night.walker.tap("next")
    night.app.leave()
    night.walker.settle()


def test_a_hundred_visits_leave_no_thread_no_file_and_no_memory_behind(night: Night) -> None:
    for number in range(WARM):
        quick_visit(night, number)
    gc.collect()
    before = (threading.active_count(), open_files(), resident_bytes(), len(gc.get_objects()))
    for number in range(WARM, VISITS):
        quick_visit(night, number)
    gc.collect()
    after = (threading.active_count(), open_files(), resident_bytes(), len(gc.get_objects()))
    assert after[0] <= before[0] + 1
    assert after[1] <= before[1] + 2
    assert after[2] - before[2] < MOST_GROWTH
    assert after[3] < before[3] * 1.1
    assert night.machine.outbox.status().accepted == VISITS // 10
