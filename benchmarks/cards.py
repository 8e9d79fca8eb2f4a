"""Reading a card over a paced pty against the time its own bytes take on the wire."""

from __future__ import annotations

from benchmarks.result import Result, median, percentile
from hardware.id_reader.driver import SerialCardReader, card_wire_seconds
from hardware.id_reader.emulator import EmulatedReader
from hardware.id_reader.specimens import specimen
from hardware.pty_host import PtyHost


def measure() -> list[Result]:
    emulated = EmulatedReader()
    floor = card_wire_seconds(115200)
    ratios = []
    with PtyHost(emulated, baudrate=115200) as host:
        reader = SerialCardReader(host.url)
        for _ in range(20):
            emulated.lay(specimen("resident"))
            outcome = reader.read(5.0, lambda: False)
            ratios.append(outcome.seconds / floor)
            emulated.lift()
        reader.close()
    return [
        Result("读一张身份证 ÷ 字节在 115200 线上的时间", median(ratios), "×", 1.15,
               f"线上 {floor * 1000:.0f} ms，最慢 {percentile(ratios, 1.0):.2f}×"),
    ]
