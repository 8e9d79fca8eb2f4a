"""The slip printer's cable pulled and put back, its port renamed, its power cut, again and again."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path
from random import Random
from statistics import median

from hardware.ticket_printer.desk.bench import EmulatedPrinterDesk
from hardware.ticket_printer.desk.faults import FaultScript
from hardware.ticket_printer.driver import SerialTicketPrinter
from kiosk.devices.outcomes import PrintEnd, PrinterStatus
from tests.soak.report import Report
from tests.soak.ticket_deaths import TICKET

COUNT = 100
_MOST_SECONDS = 3.0
_WAYS = ("unplugged", "renamed", "power-cycled")


def run(count: int = COUNT, seed: int = 467, away: float = 1.5) -> Report:
    """``count`` times each way for up to ``away`` seconds, on a serial line and on the network."""
    report = Report("排队号打印机：拔插、换名、断电", 2 * len(_WAYS) * count)
    random = Random(seed)
    begun = time.perf_counter()
    with tempfile.TemporaryDirectory() as folder:
        desks: dict[str, Callable[[], AbstractContextManager[EmulatedPrinterDesk]]] = {
            "serial": lambda: EmulatedPrinterDesk(link=Path(folder, "printer")),
            "network": lambda: EmulatedPrinterDesk(port=0),
        }
        for line, made in desks.items():
            with made() as desk:
                _on(report, random, desk, line, count, away)
    report.seconds = time.perf_counter() - begun
    return report


def _on(report: Report, random: Random, desk: EmulatedPrinterDesk, line: str, count: int, away: float) -> None:
    driver = SerialTicketPrinter(desk.url)
    for way in _WAYS:
        back = []
        for number in range(count):
            if driver.status() is not PrinterStatus.READY:
                report.failed.append(f"{line} {way} {number}: not ready before")
            script = FaultScript.named(way)
            desk.play(script)
            if way != "renamed":
                if driver.status() is PrinterStatus.READY:
                    report.failed.append(f"{line} {way} {number}: called ready while away")
                time.sleep(random.uniform(0, away))
            desk.end(script)
            mended = time.monotonic()
            outcome = driver.print_ticket(TICKET)
            back.append(time.monotonic() - mended)
            if outcome.end is not PrintEnd.PRINTED or back[-1] > _MOST_SECONDS:
                report.failed.append(f"{line} {way} {number}: {outcome.end.value} after {back[-1]:.2f} s")
            report.counted[f"{line}, {way}"] += 1
        report.figures[f"{line}, {way}: printed after, s, median"] = round(median(back), 3)
        report.figures[f"{line}, {way}: printed after, s, slowest"] = round(max(back), 3)
    driver.close()
