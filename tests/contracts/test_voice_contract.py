"""What every voice keeps: calls return at once, the newest prompt counts, closing is final and safe."""

from __future__ import annotations

import shutil
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from hardware.voice.driver import EspeakVoice, SilentVoice
from hardware.voice.emulator import Fault, FolderPlayer
from hardware.voice.player import Aplay
from kiosk.devices.outcomes import VoiceStatus
from kiosk.needs import Voice

AT_ONCE = 0.05

pytestmark = pytest.mark.skipif(
    not (shutil.which("espeak-ng") and shutil.which("aplay")), reason="espeak-ng and alsa-utils are not installed"
)


def without_card(folder: Path) -> Voice:
    player = FolderPlayer(folder)
    player.misbehave(Fault.NO_DEVICE)
    return EspeakVoice(player)


VOICES: dict[str, Callable[[Path], Voice]] = {
    "aplay": lambda _folder: EspeakVoice(Aplay("null")),
    "emulated": lambda folder: EspeakVoice(FolderPlayer(folder)),
    "no sound device": without_card,
    "silent": lambda _folder: SilentVoice(),
}


@pytest.fixture(params=VOICES)
def voice(request, tmp_path):
    made = VOICES[request.param](tmp_path)
    yield made
    made.close()


def test_every_call_returns_at_once(voice):
    begun = time.monotonic()
    voice.start()
    for _ in range(50):
        voice.speak("请放上身份证。", "zh", loud=True, keep=False)
        voice.stop()
    assert isinstance(voice.status(), VoiceStatus)
    assert time.monotonic() - begun < 1.0


def test_before_it_is_started_and_after_it_is_closed_nothing_breaks(voice):
    voice.speak("请稍候。", "zh")
    voice.stop()
    voice.start()
    voice.close()
    voice.speak("Please wait.", "en")
    voice.stop()
    voice.close()


def test_stopping_never_waits(voice):
    voice.start()
    voice.speak("请稍候。" * 50, "zh")
    begun = time.monotonic()
    voice.stop()
    assert time.monotonic() - begun < AT_ONCE
