"""Random and damaged streams straight into the reader's parser.

Promises: nothing raises; little is held; only bytes that came with a right check byte come out; once the line is
quiet the next good frame is read; and a good frame right behind the stream is read unless a check byte that is
right by chance (one in 256) swallowed it, which is counted.
"""

from __future__ import annotations

import time
from random import Random

from hardware.id_reader.specimens import SPECIMENS, specimen
from hardware.id_reader.wire import commands
from hardware.id_reader.wire.frames import FrameParser, RequestParser, Response, checksum
from hardware.id_reader.wire.statuses import Status
from tests.soak.damage import damaged, random_stream, split
from tests.soak.report import Report

COUNT = 1_000_000
_MOST_HELD = 2320
_SLOWEST_MS = 250.0
_CARDS = [Status.DONE.response(specimen(name).to_data()).to_bytes() for name in SPECIMENS]
_SHORT = [
    *(status.response().to_bytes() for status in Status), Status.FOUND.response(bytes(4)).to_bytes(),
    Status.DONE.response(bytes(8)).to_bytes(), Status.DONE.response(bytes(range(16))).to_bytes(),
    commands.FIND.request.to_bytes(),
]


def run(count: int = COUNT, seed: int = 467) -> Report:
    report = Report("证件读卡器解析器：随机与损坏的字节流", count)
    random = Random(seed)
    parser, ear = FrameParser(), RequestParser()
    slowest = fed = 0.0
    begun = time.perf_counter()
    for number in range(count):
        kind, stream = _stream(random)
        good = random.choice(_SHORT[:-1])
        started = time.perf_counter()
        try:
            _one(report, random, parser, stream, good, number)
            ear.feed(stream)
        except Exception as error:  # noqa: BLE001 - whatever is raised is the finding
            report.failed.append(f"{number}: {type(error).__name__}: {error}")
            parser, ear = FrameParser(), RequestParser()
        slowest = max(slowest, time.perf_counter() - started)
        fed += len(stream)
        report.counted[kind] += 1
    report.seconds = time.perf_counter() - begun
    report.figures = {"slowest stream, ms": round(slowest * 1000, 2), "fed, MB": round(fed / 1e6, 1)}
    if slowest * 1000 > _SLOWEST_MS:
        report.failed.append(f"a stream took {slowest * 1000:.0f} ms")
    return report


def _stream(random: Random) -> tuple[str, bytes]:
    way = random.random()
    if way < 0.45:
        return "random", random_stream(random)
    if way < 0.93:
        frames = b"".join(random.choices(_SHORT, k=random.randrange(1, 5)))
        return "damaged answers", damaged(random, frames)
    card = random.choice(_CARDS)
    return "damaged cards", damaged(random, random.choice((b"", random.choice(_SHORT))) + card)


def _one(report: Report, random: Random, parser: FrameParser, stream: bytes, good: bytes, number: int) -> None:
    close_behind = random.random() < 0.5
    whole = stream + good if close_behind else stream
    said: list[Response] = []
    for piece in split(random, whole):
        said += parser.feed(piece)
        if parser.pending > _MOST_HELD:
            report.failed.append(f"{number}: holds {parser.pending} bytes")
    said += parser.finish()
    at = 0
    for response in said:
        frame = response.to_bytes()
        at = whole.find(frame, at)
        if at < 0 or checksum(frame[5:]):
            report.failed.append(f"{number}: a frame that was not sent")
            break
        at += len(frame)
        if len(frame) > 1000 and frame not in _CARDS:
            report.counted["damaged cards with a check byte right by chance (left to the second reading)"] += 1
    if close_behind and not (said and said[-1].to_bytes() == good):
        swallowed = bool(said) and whole.endswith(said[-1].to_bytes())
        report.counted["good frame swallowed by a check byte right by chance"] += 1
        if not swallowed and not _overlapped(whole, said, good):
            report.failed.append(f"{number}: the good frame behind was lost")
    after = parser.feed(good)
    if [response.to_bytes() for response in after] != [good]:
        report.failed.append(f"{number}: the good frame after the pause was lost")


def _overlapped(whole: bytes, said: list[Response], good: bytes) -> bool:
    """True when a frame with a right check byte reached into the good one."""
    at = 0
    for response in said:
        frame = response.to_bytes()
        at = whole.index(frame, at) + len(frame)
        if at > len(whole) - len(good):
            return True
    return False
