"""Reading a card over a paced pty against the time its own bytes take on the wire; and what waiting for one costs."""

from __future__ import annotations

import time

from benchmarks.result import Result, median, percentile
from hardware.id_reader.driver import SerialCardReader, card_wire_seconds
from hardware.id_reader.emulator import EmulatedReader
from hardware.id_reader.specimens import specimen
from hardware.pty_host import PtyHost

_SPEEDS = ((115200, 30, 1.10), (9600, 6, 1.02))
_IDLE_SECONDS = 6.0


def measure() -> list[Result]:
    return [result for speed in _SPEEDS for result in _reads(*speed)] + [_idle()]


def _reads(baudrate: int, times: int, most: float) -> list[Result]:
    emulated = EmulatedReader()
    floor = card_wire_seconds(baudrate)
    ratios = []
    with PtyHost(emulated, baudrate=baudrate) as host:
        reader = SerialCardReader(host.url, baudrate=baudrate)
        for _ in range(times):
            emulated.lay(specimen("resident"))
            outcome = reader.read(10.0, lambda: False)
            assert outcome.card is not None, outcome
            ratios.append(outcome.seconds / floor)
            emulated.lift()
        reader.close()
    what = f"读一张身份证 ÷ 字节在 {baudrate} 线上的时间"
    detail = f"线上 {floor * 1000:.0f} ms，{times} 次，最慢 {max(ratios):.3f}×"
    return [
        Result(f"{what}，中位", median(ratios), "×", most, detail),
        Result(f"{what}，p95", percentile(ratios, 0.95), "×", most, detail),
    ]


def _idle() -> Result:
    """Processor time of the thread that polls for a card, of a second of waiting."""
    with PtyHost(EmulatedReader(), baudrate=115200) as host:
        reader = SerialCardReader(host.url)
        reader.read(0, lambda: False)
        before = time.thread_time()
        reader.read(_IDLE_SECONDS, lambda: False)
        used = time.thread_time() - before
        polls = host.bytes_in // 10
        reader.close()
    detail = f"{_IDLE_SECONDS:g} 秒里问了 {polls} 次，共 {used * 1000:.1f} ms"
    return Result("等卡时读卡线程占用的处理器", used / _IDLE_SECONDS * 100, "%", 1.0, detail)
