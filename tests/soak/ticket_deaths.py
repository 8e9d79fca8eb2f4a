"""The slip printer dies at every byte of a ticket and of a plan, in every way: never called printed, then printed once.

Promises: PRINTED only when the whole slip came out; a slip that did not come out whole is not PRINTED; after the
repair the same slip is printed and called so on a printer that confirms, and never on one that cannot.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from hardware.ticket_printer.driver import SerialTicketPrinter
from hardware.ticket_printer.emulator import EmulatedTicketPrinter
from hardware.ticket_printer.layouts.plan import render_plan_slip
from hardware.ticket_printer.layouts.ticket import render_ticket
from hardware.ticket_printer.profiles import PaperProfile, profile_of
from kiosk.devices.outcomes import PrintEnd, PrintOutcome
from kiosk.slips.model import SlipModel
from kiosk.slips.plan import PlanSlip, SlipItem, SlipPaper, SlipStage
from kiosk.slips.ticket import Ticket
from tests.soak.report import Report
from tests.soak.ticket_line import WAYS, DyingPrinter

COUNT = 1  # every byte
_LONGEST = 60.0
_AT = datetime(2026, 3, 4, 5, 6)
TICKET = Ticket("A023", "开办餐饮店", "3 号窗口", 5, ("直行",), _AT, "示例大厅", "K2", "onething:case:XN26-DEMO")
PLAN = PlanSlip(
    "新生儿", "示例大厅", "K2", (SlipStage("第 1 步", (SlipItem("①", "出生证", "卫健局", "", "当场办"),)),),
    "要带的材料", (SlipPaper("身份证", "原件1"),), (), "跑 1 次", "5", ("直行",), (), "9:00", "0", "示例",
    "以窗口核实为准。", "", _AT,
)
SETTINGS = (
    ("80mm", 115200, 1), ("58mm", 115200, 1), ("80mm", 9600, 5), ("80mm-noend", 115200, 5), ("80mm-mute", 115200, 5),
)
"""Model, speed, and which bytes: every one, or every fifth."""


@dataclass(frozen=True)
class Job:
    name: str
    bytes: bytes
    ask: Callable[[SerialTicketPrinter], PrintOutcome]


def run(count: int = COUNT, seed: int = 467) -> Report:
    """Every ``count``-th byte of those of ``SETTINGS``."""
    report = Report("排队号打印机：在每一个字节上断掉", 0)
    begun = time.perf_counter()
    slowest = 0.0
    for model, baudrate, step in SETTINGS:
        profile = profile_of(SlipModel.named(model))
        for job in _jobs(profile):
            for way in WAYS:
                for byte in range(seed % count, len(job.bytes) + 60, count * step):
                    slowest = max(slowest, _one(report, profile, baudrate, job, way, byte))
                    report.runs += 1
    report.seconds = time.perf_counter() - begun
    report.figures = {"longest answer, s": round(slowest, 1)}
    if slowest > _LONGEST:
        report.failed.append(f"an answer took {slowest:.0f} s")
    return report


def _jobs(profile: PaperProfile) -> tuple[Job, ...]:
    return (
        Job("ticket", render_ticket(TICKET, profile), lambda driver: driver.print_ticket(TICKET)),
        Job("plan", render_plan_slip(PLAN, profile), lambda driver: driver.print_slip(PLAN)),
    )


def _one(report: Report, profile: PaperProfile, baudrate: int, job: Job, way: str, byte: int) -> float:
    printer = EmulatedTicketPrinter()
    line = DyingPrinter(printer, way, byte, baudrate)
    driver = SerialTicketPrinter(
        "memory", profile=profile, baudrate=baudrate, opener=line.open, clock=line.monotonic
    )
    where = f"{profile.name} {baudrate} {job.name} {way} at {byte}"
    try:
        outcome = job.ask(driver)
        longest = line.now
        came_out = _came_out(printer, job)
        if outcome.end is PrintEnd.PRINTED and not (came_out and profile.reports_end):
            report.failed.append(f"{where}: called printed")
        report.counted[f"{outcome.end.value}, {'on paper' if came_out else 'not on paper'}"] += 1
        _repair(report, profile, line, driver, job, where)
    except Exception as error:  # noqa: BLE001 - whatever is raised is the finding
        report.failed.append(f"{where}: {type(error).__name__}: {error}")
        return 0.0
    return longest


def _repair(
    report: Report, profile: PaperProfile, line: DyingPrinter, driver: SerialTicketPrinter, job: Job, where: str
) -> None:
    line.mend()
    before = _count(line.printer, job)
    again = job.ask(driver)
    if _count(line.printer, job) - before not in (1, 2):  # two where the printer also finished what it had kept
        report.failed.append(f"{where}: after the repair {_count(line.printer, job) - before} slips came out")
    if again.end is not (PrintEnd.PRINTED if profile.reports_end else PrintEnd.NOT_CONFIRMED):
        report.failed.append(f"{where}: after the repair {again.end.value} {again.status.value}")


def _came_out(printer: EmulatedTicketPrinter, job: Job) -> bool:
    return _count(printer, job) > 0


def _count(printer: EmulatedTicketPrinter, job: Job) -> int:
    return sum(slip.count(job.bytes) for slip in printer.jobs)
