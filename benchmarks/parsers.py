"""How fast the card reader's parser takes bytes, clean and at its worst; a 115200 line brings 11.5 kB a second."""

from __future__ import annotations

from random import Random

from benchmarks.result import Result, median, milliseconds
from hardware.id_reader.layouts import read_card
from hardware.id_reader.specimens import specimen
from hardware.id_reader.wire.frames import PREAMBLE, FrameParser
from hardware.id_reader.wire.statuses import Status

_ROUNDS = 7
_PIECE = 64
_LINE_MB_A_SECOND = 0.01152


def measure() -> list[Result]:
    card = Status.DONE.response(specimen("resident").to_data()).to_bytes()
    clean = card * 200
    random = Random(467)
    noisy = b"".join(_hurt(random, card) for _ in range(200))
    lying = (PREAMBLE + b"\x09\x0a") * 6000
    return [
        _speed("读卡器解析器：整张证件的帧", clean, 100.0),
        _speed("读卡器解析器：损坏的帧", noisy, 100.0),
        _speed("读卡器解析器：每 7 字节一个假长度（最坏）", lying, 4000.0),
        _card(),
    ]


def _speed(what: str, stream: bytes, most_ms_a_mb: float) -> Result:
    def feed() -> None:
        parser = FrameParser()
        for at in range(0, len(stream), _PIECE):
            parser.feed(stream[at : at + _PIECE])
        parser.finish()

    a_mb = median(milliseconds(feed, _ROUNDS)) / (len(stream) / 1e6)
    rate = 1000 / a_mb
    detail = f"{rate:.1f} MB/s，{_PIECE} 字节一块，是 115200 线速的 {rate / _LINE_MB_A_SECOND:.0f} 倍"
    return Result(what, a_mb, "ms/MB", most_ms_a_mb, detail)


def _hurt(random: Random, frame: bytes) -> bytes:
    at = random.randrange(len(frame))
    return random.randbytes(5) + frame[:at] + bytes([frame[at] ^ 0x55]) + frame[at + 1 :]


def _card() -> Result:
    base = specimen("resident")
    found = median(milliseconds(lambda: read_card(base), 500))
    return Result("一张证件的字段与核对", found, "ms", 1.0, "不含走线")
