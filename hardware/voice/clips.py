"""Sounds as values: one recorded or made clip, the folder a hall records into, and the clips kept in memory."""

from __future__ import annotations

import hashlib
import struct
import sys
import tomllib
from array import array
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from hardware.voice.reading import READINGS
from kiosk.errors import SettingsError
from kiosk.words import Language

_MOST_BYTES = 20_000_000
_KEPT_BYTES = 8_000_000
_TOP = 32767
INDEX = "clips.toml"


@dataclass(frozen=True)
class Clip:
    """Signed 16-bit little-endian samples, ``channels`` interleaved, ``rate`` frames a second."""

    rate: int
    channels: int
    samples: bytes

    @property
    def seconds(self) -> float:
        """How long it sounds."""
        return len(self.samples) / (2 * self.channels * self.rate)

    def louder(self, gain: float) -> Clip:
        """The same sound ``gain`` times as loud, limited where it would overflow."""
        if gain == 1.0:
            return self
        values = array("h", self.samples)
        if sys.byteorder == "big":
            values.byteswap()
        scaled = array("h", (max(-_TOP, min(_TOP, round(value * gain))) for value in values))
        if sys.byteorder == "big":
            scaled.byteswap()
        return replace(self, samples=scaled.tobytes())

    def wav(self) -> bytes:
        """The clip as a WAV file."""
        step = 2 * self.channels
        head = struct.pack("<4sI4s4sIHHIIHH", b"RIFF", 36 + len(self.samples), b"WAVE", b"fmt ", 16, 1,
                           self.channels, self.rate, self.rate * step, step, 16)
        return head + struct.pack("<4sI", b"data", len(self.samples)) + self.samples


def read_wav(data: bytes) -> Clip:
    """A 16-bit PCM WAV file, mono or stereo, 8 to 48 kHz. Raises ValueError saying what it is instead.

    A length in the header that lies (streamed WAV has one) is cut to what is there.
    """
    if data[:4] != b"RIFF" or data[8:12] != b"WAVE":
        raise ValueError("不是 WAV 文件")
    at, form = 12, None
    while at + 8 <= len(data):
        name, size = struct.unpack_from("<4sI", data, at)
        at += 8
        if name == b"fmt " and at + 16 <= len(data):
            form = struct.unpack_from("<HHIIHH", data, at)
        elif name == b"data":
            if form is None:
                break
            kind, channels, rate, _, _, bits = form
            if kind not in (1, 0xFFFE) or bits != 16 or channels not in (1, 2) or not 8000 <= rate <= 48000:
                raise ValueError(f"是 {bits} 位、{channels} 声道、{rate} Hz，应是 16 位 PCM、单声道或双声道、8–48 kHz")
            whole = min(size, len(data) - at) // (2 * channels) * 2 * channels
            return Clip(rate, channels, data[at : at + whole])
        at += size + size % 2
    raise ValueError("没有声音数据")


@dataclass(frozen=True)
class Recorded:
    """What a hall recorded: a clip for a sentence of a language, and its own readings of words."""

    clips: Mapping[tuple[Language, str], Path]
    readings: Mapping[str, str]

    def clip(self, language: Language, sentence: str) -> Clip | None:
        """The recording of that sentence; None when there is none or it cannot be read any more."""
        path = self.clips.get((language, sentence))
        if path is None:
            return None
        try:
            return read_wav(path.read_bytes())
        except (OSError, ValueError):
            return None


NOTHING_RECORDED = Recorded({}, READINGS)


def read_recorded(folder: Path | None) -> Recorded:
    """Read ``clips.toml`` of a folder: tables ``zh`` and ``en`` (sentence = file) and ``readings`` (word = pinyin).

    No folder or no such file: nothing is recorded. Every file is checked now. Raises SettingsError with every fault.
    """
    if folder is None or not (folder / INDEX).is_file():
        return NOTHING_RECORDED
    index = folder / INDEX
    try:
        tables = tomllib.loads(index.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise SettingsError((f"{index}：{error}",), "请改正后重新启动。") from error
    unknown = tables.keys() - {"zh", "en", "readings"}
    faults = [f"{index} [{name}]：没有这张表，应是 zh、en 或 readings" for name in unknown]
    clips: dict[tuple[Language, str], Path] = {}
    languages: tuple[Language, ...] = ("zh", "en")
    for language in languages:
        for sentence, name in _texts(tables.get(language, {}), f"{index} [{language}]", faults):
            path = folder / name
            fault = _fault_of(path)
            if fault:
                faults.append(f"{index} [{language}] {sentence}：{name} {fault}")
            clips[language, sentence] = path
    readings = dict(_texts(tables.get("readings", {}), f"{index} [readings]", faults))
    if faults:
        raise SettingsError(tuple(sorted(faults)), "请改正录音清单或重新录制，然后重新启动。")
    return Recorded(clips, {**READINGS, **readings})


def _texts(table: object, where: str, faults: list[str]) -> list[tuple[str, str]]:
    if not isinstance(table, dict):
        faults.append(f"{where}：应是一张表")
        return []
    faults += [f"{where} {key}：应是文字" for key, value in table.items() if not isinstance(value, str)]
    return [(key, value) for key, value in table.items() if isinstance(value, str)]


def _fault_of(path: Path) -> str:
    try:
        if path.stat().st_size > _MOST_BYTES:
            return f"太大，最多 {_MOST_BYTES // 1_000_000} MB"
        read_wav(path.read_bytes())
    except OSError as error:
        return f"读不出来（{error.strerror}）"
    except ValueError as error:
        return str(error)
    return ""


class KeptClips:
    """Clips made before, by a hash of what was said, newest first up to 8 MB. In memory only; nothing personal."""

    def __init__(self, most_bytes: int = _KEPT_BYTES) -> None:
        self._most = most_bytes
        self._clips: OrderedDict[bytes, Clip] = OrderedDict()

    def find(self, language: Language, sentence: str, loudness: float) -> Clip | None:
        """A clip kept for that sentence."""
        key = _key(language, sentence, loudness)
        clip = self._clips.get(key)
        if clip is not None:
            self._clips.move_to_end(key)
        return clip

    def keep(self, language: Language, sentence: str, loudness: float, clip: Clip) -> None:
        """Keep it; the longest unused go first."""
        self._clips[_key(language, sentence, loudness)] = clip
        while sum(len(kept.samples) for kept in self._clips.values()) > self._most:
            self._clips.popitem(last=False)

    def __len__(self) -> int:
        return len(self._clips)


def _key(language: Language, sentence: str, loudness: float) -> bytes:
    return hashlib.sha256(f"{language}\n{loudness}\n{sentence}".encode()).digest()
