"""The reader's cable pulled and put back, and its port renamed, again and again: back without a touch, and how fast."""

from __future__ import annotations

import tempfile
import threading
import time
from pathlib import Path
from random import Random
from statistics import median

from hardware.id_reader.desk import EmulatedDesk
from hardware.id_reader.driver import SerialCardReader
from hardware.id_reader.specimens import specimen
from kiosk.devices.outcomes import CardOutcome
from tests.soak.report import Report

COUNT = 100
_MOST_SECONDS = 3.0


def run(count: int = COUNT, seed: int = 467, away: float = 1.5) -> Report:
    """``count`` times unplugged for up to ``away`` seconds and ``count`` times renamed, during a search for a card."""
    report = Report("证件读卡器：拔插与换名", 2 * count)
    random = Random(seed)
    begun = time.perf_counter()
    back: dict[str, list[float]] = {"unplugged": [], "renamed": []}
    with tempfile.TemporaryDirectory() as folder, EmulatedDesk(baudrate=115200, link=Path(folder, "reader")) as desk:
        reader = SerialCardReader(desk.url)
        for number in range(2 * count):
            way = "renamed" if number % 2 else "unplugged"
            seconds = _once(desk, reader, random, way, away)
            if seconds is None:
                report.failed.append(f"{number}: {way}: no card was read")
                continue
            back[way].append(seconds)
            report.counted[way] += 1
            if seconds > _MOST_SECONDS:
                report.failed.append(f"{number}: {way}: back after {seconds:.2f} s")
        reader.close()
    report.seconds = time.perf_counter() - begun
    for way, found in back.items():
        if found:
            report.figures[f"{way}: card read after, s, median"] = round(median(found), 3)
            report.figures[f"{way}: card read after, s, slowest"] = round(max(found), 3)
    return report


def _once(desk: EmulatedDesk, reader: SerialCardReader, random: Random, way: str, away: float) -> float | None:
    """Seconds from the plug being in again to the card read; None when none was."""
    outcomes: list[CardOutcome] = []
    searching = threading.Thread(target=lambda: outcomes.append(reader.read(20, lambda: False)))
    desk.reader.lift()
    searching.start()
    time.sleep(random.uniform(0.05, 0.6))  # anywhere in the polling
    if way == "unplugged":
        desk.host.stop()
        time.sleep(random.uniform(0, away))
        desk.host.start()
    else:
        desk.host.rename()
    plugged = time.monotonic()
    desk.reader.lay(specimen("resident"))
    searching.join(30)
    return time.monotonic() - plugged if outcomes and outcomes[0].card is not None else None
