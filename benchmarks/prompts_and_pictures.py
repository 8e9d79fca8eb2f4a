"""How fast a prompt becomes sound and silence, and how fast a page is found in a 5-megapixel picture."""

from __future__ import annotations

import tempfile
import threading
import time
from pathlib import Path

from benchmarks.result import Result, median, milliseconds, percentile
from hardware.camera.binding import bind
from hardware.camera.driver import ProcessCamera
from hardware.camera.emulated_desk import Fault, draw
from hardware.camera.judging import straighten, warnings_of
from hardware.camera.page_finder import find_sheets
from hardware.voice.driver import EspeakVoice
from hardware.voice.player import Aplay
from hardware.voice.reading import read_aloud
from hardware.voice.synthesis import Espeak
from kiosk.devices.outcomes import VoiceStatus

_PROMPT = "请放上身份证。把身份证平放在读卡区，停住，等画面变化。"
_PICTURES = 6


def measure() -> list[Result]:
    return [*_voice(), *_pictures()]


def _voice() -> list[Result]:
    read_aloud(_PROMPT, "zh")
    espeak = Espeak()
    made = milliseconds(lambda: espeak.make(_PROMPT, "zh", lambda: True), 20)
    clip = espeak.make(_PROMPT, "zh", lambda: True)
    seconds = clip.seconds if clip else 0.0
    silent = _stops(30)
    return [
        Result("一句提示合成声音", median(made), "ms", 100.0, f"念出来 {seconds:.1f} 秒"),
        Result("碰屏幕到没有声音 p95", percentile(silent, 0.95), "ms", 100.0, f"中位 {median(silent):.1f} ms"),
    ]


class _Waits(Aplay):
    def look(self) -> VoiceStatus:
        return VoiceStatus.READY


def _stops(times: int) -> list[float]:
    found = []
    with tempfile.TemporaryDirectory() as folder:
        player = Path(folder) / "player"
        player.write_text("#!/bin/sh\nexec sleep 60\n")
        player.chmod(0o755)
        voice = EspeakVoice(_Waits(program=str(player)))
        voice.start()
        for _ in range(times):
            voice.speak("请稍候。", "zh")
            threading.Event().wait(0.06)
            started = time.perf_counter()
            voice.stop()
            voice.wait_until_silent(2)
            found.append((time.perf_counter() - started) * 1000)
        voice.close()
    return found


def _pictures() -> list[Result]:
    found, judged, flat, hits = [], [], [], 0
    for desk in (Fault.DARK_DESK, Fault.LIGHT_DESK):
        for seed in range(_PICTURES):
            picture = draw(desk, seed=seed).picture
            sheets = find_sheets(picture)
            hits += len(sheets) == 1
            found += milliseconds(lambda picture=picture: find_sheets(picture), 3)  # type: ignore[misc]
            judged += milliseconds(lambda p=picture, s=sheets: warnings_of(p, s), 1)  # type: ignore[misc]
            flat += milliseconds(lambda p=picture, s=sheets: straighten(p, s[0].corners), 1)  # type: ignore[misc]
    camera = ProcessCamera(f"drawn:{Fault.DARK_DESK.word}")
    camera.look(30.0, lambda: False)
    live = milliseconds(lambda: camera.look(30.0, lambda: False), 12)
    page = camera.take(None, 30.0, lambda: False).page
    camera.close()
    bound = milliseconds(lambda: bind([page] * 5 if page else ()), 5)
    detail = f"p95 {percentile(found, 0.95):.0f} ms，{hits}/{2 * _PICTURES} 张找到"
    return [
        Result("高拍仪：500 万像素找纸", median(found), "ms", 60.0, detail),
        Result("高拍仪：看模糊、反光、暗", median(judged), "ms", 60.0),
        Result("高拍仪：拉正一页", median(flat), "ms", 60.0),
        Result("高拍仪：一幅活动画面（连进程往返）", median(live), "ms", 250.0, "画 500 万像素的噪声也算在内"),
        Result("高拍仪：5 页合成 PDF", median(bound), "ms", 100.0),
    ]
