"""Whole card reads over a line that damages, delays and loses answers: never a card that was not laid down."""

from __future__ import annotations

import time
from random import Random

from hardware.id_reader.base_info import BaseInformation
from hardware.id_reader.emulator import EmulatedReader
from hardware.id_reader.specimens import SPECIMENS, specimen
from hardware.id_reader.wire.conversation import Patience
from hardware.id_reader.wire.session import Session, Stopped
from hardware.pty_host import Later
from tests.soak.damage import damaged, random_stream, split
from tests.soak.report import Report

COUNT = 175_000  # about a million answers
_READS_PER_LINE = 100
_ADDRESS = "湖北省咸宁市咸安区样本路99号"
_MOST_SECONDS = 60.0


class BadLine:
    """A port in memory: ``share`` of all answers are damaged, lost or come with the next one; time is its own."""

    url = "memory"

    def __init__(self, random: Random, device: EmulatedReader) -> None:
        self.now, self.share, self.answers = 0.0, 0.5, 0
        self._random, self._device = random, device
        self._coming: list[bytes] = []
        self._late = b""

    def monotonic(self) -> float:
        return self.now

    def write(self, data: bytes) -> None:
        pieces = self._device.receive(data)
        answer = b"".join(piece.data if isinstance(piece, Later) else piece for piece in pieces)
        self.answers += 1
        stream, self._late = self._late + answer, b""
        if self._random.random() < self.share:
            stream = self._hurt(stream)
        self._coming += split(self._random, stream)

    def _hurt(self, stream: bytes) -> bytes:
        way = self._random.random()
        if way < 0.1:
            self._late = stream
            return b""
        if way < 0.2:
            return random_stream(self._random)
        if way < 0.4:
            return random_stream(self._random, 12) + stream + random_stream(self._random, 12)
        return damaged(self._random, stream)

    def read_available(self, wait: float | None = None) -> bytes:
        if self._coming:
            self.now += 0.001
            return self._coming.pop(0)
        self.now += wait or 0.2
        return b""

    def flush_input(self) -> None:
        self._coming.clear()

    def close(self) -> None:
        self.flush_input()


def run(count: int = COUNT, seed: int = 467) -> Report:
    report = Report("证件读卡器：在坏线上读整张证件", count)
    random = Random(seed)
    answers = 0
    slowest = 0.0
    begun = time.perf_counter()
    for first in range(0, count, _READS_PER_LINE):
        device = EmulatedReader()
        line = BadLine(random, device)
        session = Session(line, Patience(), monotonic=line.monotonic)  # type: ignore[arg-type]
        for number in range(first, min(first + _READS_PER_LINE, count)):
            started = line.now
            _one(report, random, session, device, number)
            slowest = max(slowest, line.now - started)
        answers += line.answers
    report.seconds = time.perf_counter() - begun
    report.figures = {"answers": answers, "longest read, s": round(slowest, 1)}
    if slowest > _MOST_SECONDS:
        report.failed.append(f"a read took {slowest:.0f} s")
    return report


def _one(report: Report, random: Random, session: Session, device: EmulatedReader, number: int) -> None:
    laid, address = specimen(random.choice(SPECIMENS)), random.choice(("", _ADDRESS))
    device.lay(laid, new_address=address)
    try:
        base, newest = _read(session)
    except Stopped as stopped:
        report.counted[stopped.trouble.value] += 1
        return
    except Exception as error:  # noqa: BLE001 - whatever is raised is the finding
        report.failed.append(f"{number}: {type(error).__name__}: {error}")
        return
    if base is None:
        report.counted["begun anew"] += 1
    elif base != laid or newest not in ("", address):
        report.counted["false card"] += 1
        report.failed.append(f"{number}: a card that was not laid down")
    else:
        report.counted["card"] += 1


def _read(session: Session) -> tuple[BaseInformation | None, str]:
    if not session.greeted:
        session.greet(_never)
    if not (session.find(_never) and session.select(_never)):
        return None, ""
    base = session.base(_never)
    return base, session.newest_address(_never) if base is not None else ""


def _never() -> bool:
    return False
