"""The real window while a device, the hall or the disk fails in every way there is a name for.

Promise: no fault holds a frame up. Every frame is drawn anew and the moments between two of them are kept, on the
page that uses what is broken; the same pages with everything well stand beside them, measured in the same run.
A gap too long is looked for up to five times more: what a fault does it does every time, what the machine was busy
with not. The load of the machine stands beside the figures.
"""

from __future__ import annotations

import os
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from kiosk.cli.output import say, table
from tests.faults.bad_server import PASS_ON
from tests.faults.hall_process import hall_process
from tests.soak.report import Report
from tests.soak.window.surroundings import Fault, Kiosk, Surroundings

COUNT = 1
_AGAIN = 5
LONGEST_GAP_MS = 100.0
_SECONDS = {"short": 2.2, "full": 5.0}
_INTO_THE_PAGE = 0.6


@dataclass
class Met:
    """Gaps between frames with the window's own work inside each, in ms, and the answers to the fingers."""

    gaps: list[tuple[float, float]] = field(default_factory=list)
    answered: list[float] = field(default_factory=list)
    touches: int = 0
    step: str = ""

    @property
    def longest(self) -> tuple[float, float]:
        """The longest gap, and how much of it the window itself worked."""
        return max(self.gaps)

    def share(self, part: float) -> float:
        """The gap that ``part`` (0 to 1) of all gaps stay below."""
        ordered = sorted(gap for gap, _ in self.gaps)
        return ordered[min(len(ordered) - 1, int(len(ordered) * part))]


@dataclass
class Found:
    """``bare``: each page with everything well. ``broken``: each fault, with the page it was met on."""

    bare: dict[str, Met] = field(default_factory=dict)
    broken: dict[Fault, Met] = field(default_factory=dict)


def run(times: int = COUNT, seed: int = 467) -> Report:
    """Each fault ``times`` times; shorter with ``SOAK=short``. ``seed`` is not used: nothing here is by chance."""
    began = time.monotonic()
    found = measure(_SECONDS[os.environ.get("SOAK") or "full"], times=times)
    return _report(found, time.monotonic() - began)


def measure(seconds: float, wanted: Callable[[Fault], bool] = lambda _fault: True, times: int = 1) -> Found:
    """Meet every fault that is ``wanted``, ``seconds`` at least on each page, and every page with nothing wrong."""
    found = Found()
    place = Path.cwd() / "var"
    place.mkdir(exist_ok=True)
    with (
        tempfile.TemporaryDirectory(dir=place) as name, hall_process(Path(name)) as (url, _),
        Surroundings(Path(name), url) as around,
    ):
        faults = [fault for fault in around.faults() if wanted(fault)]
        for address in dict.fromkeys(fault.address for fault in faults):
            with around.kiosk(address) as kiosk:
                if address == PASS_ON:
                    _bare(kiosk, found, {fault.page for fault in faults}, seconds)
                for fault in [one for one in faults if one.address == address] * times:
                    found.broken[fault] = _worse(found.broken.get(fault), _least(kiosk, fault, seconds))
                if address == PASS_ON:
                    _bare(kiosk, found, {fault.page for fault in faults}, seconds)
    return found


def _bare(kiosk: Kiosk, found: Found, pages: set[str], seconds: float) -> None:
    for page in sorted(pages):
        well = Fault("", "", page, voice=page == "home")
        found.bare[page] = _worse(found.bare.get(page), _least(kiosk, well, seconds))


def _worse(before: Met | None, now: Met) -> Met:
    return max(filter(None, (before, now)), key=lambda met: met.longest)


def _least(kiosk: Kiosk, fault: Fault, seconds: float) -> Met:
    """The fault met until no gap is too long, six times at most: the time with the shortest longest gap."""
    met: list[Met] = []
    while not met or (met[-1].longest[0] > LONGEST_GAP_MS and len(met) <= _AGAIN):
        met.append(_meet(kiosk, fault, seconds))
    return min(met, key=lambda one: one.longest)


def _meet(kiosk: Kiosk, fault: Fault, seconds: float) -> Met:
    later = threading.Timer(_INTO_THE_PAGE, fault.begin)
    if fault.while_there:
        later.start()
    else:
        fault.begin()
    try:
        stays = seconds * fault.longer
        kiosk.ask(page=fault.page, seconds=stays, file_limit=fault.file_limit, voice=fault.voice)
        answer = kiosk.answer()
    finally:
        if fault.while_there:
            later.join()
        fault.end()
    gaps = [(gap, own) for gap, own in answer["gaps"]]
    return Met(gaps, answer["answered"], answer["touches"], answer["step"])


def _report(found: Found, seconds: float) -> Report:
    rows = [("故障", "走到", "帧", "p50", "p99", "最长（其中画面自己）", "无故障最长", "触摸应答最慢")]
    rows += [("没有故障", met.step, *_figures(met), "", _slowest(met)) for met in found.bare.values()]
    rows += [
        (fault.told, met.step, *_figures(met), f"{found.bare[fault.page].longest[0]:.0f}", _slowest(met))
        for fault, met in found.broken.items()
    ]
    say(*table(rows))
    figures: dict[str, float] = {
        "frames under faults": sum(len(met.gaps) for met in found.broken.values()),
        "processors": os.cpu_count() or 1, "load of the last quarter of an hour": round(os.getloadavg()[2], 1),
    }
    for what, all_met in (("bare", found.bare.values()), ("under faults", found.broken.values())):
        every = Met([gap for met in all_met for gap in met.gaps], [late for met in all_met for late in met.answered])
        figures |= {
            f"{what}: median gap, ms": every.share(0.5), f"{what}: p99 gap, ms": every.share(0.99),
            f"{what}: longest gap, ms": every.longest[0],
            f"{what}: slowest answer to a touch, ms": round(max(every.answered, default=0.0), 1),
        }
    name = "画面：设备、大厅、磁盘的每一种故障下两帧之间的间隔"
    return Report(name, len(found.broken), seconds, Counter(), figures, broken_promises(found.broken))


def broken_promises(broken: Mapping[Fault, Met]) -> list[str]:
    """What may not be: a frame held up too long, or a finger that was never answered."""
    held = [
        f"{fault.told}: {met.longest[0]:.0f} ms between two frames" for fault, met in broken.items()
        if met.longest[0] > LONGEST_GAP_MS
    ]
    return held + [
        f"{fault.told}: {met.touches} touches, none answered" for fault, met in broken.items()
        if met.touches and not met.answered
    ]


def _figures(met: Met) -> tuple[str, str, str, str]:
    gap, own = met.longest
    return str(len(met.gaps)), f"{met.share(0.5):.0f}", f"{met.share(0.99):.0f}", f"{gap:.0f}（{own:.0f}）"


def _slowest(met: Met) -> str:
    return f"{max(met.answered):.0f}" if met.answered else "无"
