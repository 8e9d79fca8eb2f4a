"""The A4 set of a matter, set warm, with the text changed every time."""

from __future__ import annotations

from dataclasses import replace

from benchmarks.result import Result, median, milliseconds, percentile
from benchmarks.visits import restaurant_papers
from hardware.form_printer.render import render_documents, warm_up


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
    ]
