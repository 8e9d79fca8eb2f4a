"""An A4 set to the printer's acceptance, against the least that can be done: one raw Print-Job to the same printer."""

from __future__ import annotations

import http.client
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from benchmarks.result import Result, median, milliseconds, percentile
from benchmarks.visits import restaurant_papers
from hardware.form_printer.cups.client import Operation, address_of
from hardware.form_printer.cups.driver import CupsFormPrinter
from hardware.form_printer.cups.ipp import OPERATION_GROUP, Message, Tag, encode, one
from hardware.form_printer.ipp_emulator.cups_service import CupsService, missing
from hardware.form_printer.ipp_emulator.host import IppPrinterHost
from hardware.form_printer.ipp_emulator.printer import EmulatedA4Printer
from hardware.form_printer.render import render_documents
from kiosk.devices.outcomes import PrintEnd

_TIMES = 20


def measure() -> list[Result]:
    pdf = render_documents(restaurant_papers())
    a4 = EmulatedA4Printer(sheet_seconds=0.0)
    with IppPrinterHost(a4) as host:
        floor = _until_taken(a4, lambda: _raw(host.uri, pdf))
        direct = CupsFormPrinter(host.uri)
        straight = _until_taken(a4, lambda: _printed(direct, pdf))
        status = milliseconds(direct.status, 50)
        found = [
            Result("A4 打印：直连打印机，到打印机收下 ÷ 裸发", median(straight) / median(floor), "×", 6.0,
                   f"{median(straight):.1f} ms，问状态、清旧任务、发送共三次；裸发 {median(floor):.1f} ms"),
            Result("A4 打印机状态（直连）", median(status), "ms", 10.0, f"p95 {percentile(status, 0.95):.1f} ms"),
        ]
        with _queue(host.uri) as queued:
            if queued is not None:
                through = _until_taken(a4, lambda: _printed(queued, pdf))
                asked = milliseconds(queued.status, 50)
                found += [
                    Result("A4 打印：经 CUPS 队列，到打印机收下", median(through), "ms", 500.0,
                           f"p95 {percentile(through, 0.95):.0f} ms，裸发 {median(floor):.1f} ms"),
                    Result("A4 打印机状态（队列和打印机各问一次）", median(asked), "ms", 20.0,
                           f"p95 {percentile(asked, 0.95):.1f} ms"),
                ]
    return found


def _until_taken(a4: EmulatedA4Printer, work: Callable[[], None]) -> list[float]:
    """Milliseconds from the call to the whole document being in the printer."""
    times = []
    for _ in range(_TIMES):
        before = len(a4.jobs)
        began = time.perf_counter()
        doing = threading.Thread(target=work)
        doing.start()
        if not a4.wait_until(lambda: len(a4.jobs) > before and a4.jobs[-1].total > 0, 30):  # noqa: B023
            raise RuntimeError("the printer took nothing")
        times.append((time.perf_counter() - began) * 1000)
        doing.join()
    return times


def _raw(uri: str, pdf: bytes) -> None:
    place = address_of(uri)
    head = {
        "attributes-charset": one(Tag.CHARSET, "utf-8"),
        "attributes-natural-language": one(Tag.LANGUAGE, "en"),
        "printer-uri": one(Tag.URI, uri),
        "document-format": one(Tag.MIME, "application/pdf"),
    }
    wire = http.client.HTTPConnection(place.host, place.port, timeout=10)
    body = encode(Message(Operation.PRINT_JOB, 1, ((OPERATION_GROUP, head),))) + pdf
    wire.request("POST", place.path, body, {"Content-Type": "application/ipp"})
    wire.getresponse().read()
    wire.close()


def _printed(printer: CupsFormPrinter, pdf: bytes) -> None:
    outcome = printer.hand_over(pdf, "benchmark")
    if outcome.end is not PrintEnd.PRINTED:
        raise RuntimeError(outcome.detail)


@contextmanager
def _queue(uri: str) -> Iterator[CupsFormPrinter | None]:
    """A driverless queue on a cupsd of its own; None where none can be started."""
    if missing():
        yield None
        return
    cups = CupsService()
    try:
        cups.start()
        cups.lpadmin("-p", "a4", "-E", "-v", uri, "-m", "everywhere")
        yield CupsFormPrinter("a4", server=cups.server)
    finally:
        cups.remove()
