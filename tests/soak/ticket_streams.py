"""Random and damaged streams straight into the slip printer's ear and decoder.

Promises: nothing raises but the decoder's own error; little is held; once the line is quiet the next four answers are
read as they are; no stream without the right answer bytes makes a printer ready, and automatic status is no end mark.
"""

from __future__ import annotations

import time
from random import Random

from hardware.ticket_printer.commands import EscPosError
from hardware.ticket_printer.decoder import decode
from hardware.ticket_printer.emulator import EmulatedTicketPrinter
from hardware.ticket_printer.layouts.ticket import render_ticket
from hardware.ticket_printer.status import Ear, Report, is_answer
from kiosk.devices.outcomes import PrinterStatus
from tests.soak.damage import damaged, random_stream, split
from tests.soak.report import Report as Found
from tests.soak.ticket_deaths import TICKET

COUNT = 1_000_000
_SLOWEST_MS = 250.0
_DECODED_EACH = 100  # streams to one damaged job
_AUTOMATIC = bytes((0x14, 0x00, 0x00, 0x0F))
_TALK = (b"\x12\x12\x12\x12", b"\x1a\x32\x12\x7e", b"\x12\x12\x12\x1e", b"\x00", b"\x0f\x0f", _AUTOMATIC, b"\x13\x11")


def run(count: int = COUNT, seed: int = 467) -> Found:
    report = Found("排队号打印机：随机与损坏的回答，损坏的任务", count)
    random = Random(seed)
    job = render_ticket(TICKET)
    ear = Ear()
    slowest = fed = 0.0
    begun = time.perf_counter()
    for number in range(count):
        stream = _stream(random)
        started = time.thread_time()  # its own work: neighbours on the machine do not count
        try:
            _heard(report, random, ear, stream, number)
            if number % _DECODED_EACH == 0:
                _drawn(report, damaged(random, job), number)
        except Exception as error:  # noqa: BLE001 - whatever is raised is the finding
            report.failed.append(f"{number}: {type(error).__name__}: {error}")
            ear = Ear()
        slowest = max(slowest, time.thread_time() - started)
        fed += len(stream)
    report.seconds = time.perf_counter() - begun
    report.figures = {"slowest stream, ms": round(slowest * 1000, 2), "fed, MB": round(fed / 1e6, 1)}
    if slowest * 1000 > _SLOWEST_MS:
        report.failed.append(f"a stream took {slowest * 1000:.0f} ms")
    return report


def _stream(random: Random) -> bytes:
    if random.random() < 0.5:
        return random_stream(random)
    return damaged(random, b"".join(random.choices(_TALK, k=random.randrange(1, 5))))


def _heard(report: Found, random: Random, ear: Ear, stream: bytes, number: int) -> None:
    ends = ear.ends
    for piece in split(random, stream):
        ear.feed(piece)
    if len(ear.answers) > Ear.KEPT:
        report.failed.append(f"{number}: holds {len(ear.answers)} answers")
    if not all(is_answer(byte) and byte in stream for byte in ear.answers):
        report.failed.append(f"{number}: an answer that was not given")
    if ear.ends - ends > sum(byte < 0x10 for byte in stream):
        report.failed.append(f"{number}: an end that was not given")
    ear.pause()
    ear.forget_answers()
    ends = ear.ends
    ear.feed(_AUTOMATIC + b"\x1a\x32\x12\x7e\x00")
    status = Report((*ear.answers,)).status if len(ear.answers) == 4 else None  # type: ignore[arg-type]
    if status is not PrinterStatus.PAPER_OUT or ear.ends != ends + 1:
        report.failed.append(f"{number}: good answers after the pause were lost")
    ear.forget_answers()
    report.counted["streams"] += 1


def _drawn(report: Found, job: bytes, number: int) -> None:
    printer = EmulatedTicketPrinter()
    printer.receive(job)
    try:
        decode(job)
        report.counted["damaged jobs still understood"] += 1
    except EscPosError as error:
        report.counted["damaged jobs refused"] += 1
        if not 0 <= error.offset <= len(job):
            report.failed.append(f"{number}: an offset outside the job")
