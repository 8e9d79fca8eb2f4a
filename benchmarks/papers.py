"""The A4 set of a matter, set warm with the text changed every time, and the plan in short as bytes for the roll."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from benchmarks.result import Result, median, milliseconds, percentile
from benchmarks.visits import restaurant_papers
from config.hall_reader import read_hall
from config.pack_reader import DEFAULT_REGION, PACKS, read_pack
from hardware.form_printer.render import render_documents, warm_up
from hardware.ticket_printer.layouts.plan import render_plan_slip
from kiosk.forms.papers import Imprint, plan_slip
from kiosk.guide.answers import Answers
from kiosk.guide.planner import plan


def measure() -> list[Result]:
    documents = restaurant_papers()
    warm_up()
    render_documents(documents)
    turn = iter(range(1000))

    def work() -> None:
        fresh = (replace(document, subtitle=f"{document.subtitle} {next(turn)}") for document in documents)
        render_documents(tuple(fresh))

    times = milliseconds(work, 30)
    size = len(render_documents(documents)) / 1024
    return [
        Result("A4 三份表格（已预热）", median(times), "ms", 60.0,
               f"p95 {percentile(times, 0.95):.0f} ms，{size:.0f} KB"),
        _plan_slip(),
    ]


def _plan_slip() -> Result:
    catalog = read_pack(PACKS / DEFAULT_REGION)
    made = plan(catalog, catalog.scenarios["open-restaurant"], Answers())
    imprint = Imprint(read_hall(), datetime(2026, 1, 5, 12, 0), demo=True)
    render_plan_slip(plan_slip(made, imprint))
    times = milliseconds(lambda: render_plan_slip(plan_slip(made, imprint)), 60)
    return Result("办事方案小票（排版成字节）", median(times), "ms", 5.0, f"p95 {percentile(times, 0.95):.1f} ms")
