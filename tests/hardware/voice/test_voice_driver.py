"""The voice: heard, hushed within a tenth of a second, recorded clips first, and harmless without a loudspeaker."""

from __future__ import annotations

import os
import shutil
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from hardware.voice.child import Child, Ended
from hardware.voice.clips import Clip, KeptClips, read_recorded, read_wav
from hardware.voice.driver import EspeakVoice
from hardware.voice.emulator import Fault, FolderPlayer
from hardware.voice.player import Aplay
from hardware.voice.reading import read_aloud
from hardware.voice.synthesis import VOICES, Espeak
from kiosk.devices.outcomes import VoiceStatus
from kiosk.errors import SettingsError

PROMPT = "请放上身份证。把身份证平放在读卡区。"
STOP_WITHIN = 0.1

pytestmark = pytest.mark.skipif(
    not (shutil.which("espeak-ng") and shutil.which("aplay")), reason="espeak-ng and alsa-utils are not installed"
)


def always() -> bool:
    return True


def comes(true: Callable[[], bool], seconds: float = 5.0) -> bool:
    deadline = time.monotonic() + seconds
    while not true():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.002)
    return True


@pytest.fixture
def player(tmp_path: Path) -> FolderPlayer:
    return FolderPlayer(tmp_path / "heard")


@pytest.fixture
def voice(player: FolderPlayer) -> Iterator[EspeakVoice]:
    driver = EspeakVoice(player, look_again=0.05)
    driver.start()
    assert comes(lambda: driver.status() is not VoiceStatus.UNKNOWN)
    yield driver
    player.end()
    driver.close()


def test_a_prompt_is_heard_sentence_by_sentence(voice, player):
    voice.speak(PROMPT, "zh")
    assert voice.wait_until_silent(5)
    clips = [read_wav(path.read_bytes()) for path in player.played]
    assert len(clips) == 2
    assert all(0.5 < clip.seconds < 10 for clip in clips)
    assert all(any(clip.samples) for clip in clips)


def test_hanzi_are_spoken_as_chinese_and_not_as_english_letters():
    text = read_aloud("请放上身份证", "zh")
    command = ("espeak-ng", "-q", "-x", "-v", VOICES["zh"], "--stdin")
    sounds = Child().run(command, text.encode(), 5, always).output.decode()
    assert "(en)" not in sounds
    assert len(sounds.replace("|", " ").split()) == len("请放上身份证")


def test_the_newest_prompt_wins_over_all_that_came_before(voice, player):
    player.slow = True
    for number in range(20):
        voice.speak(f"第{number}句。", "zh", keep=False)
    voice.speak("好了。", "zh")
    assert voice.wait_until_silent(10)
    assert len(player.played) <= 4
    assert player.cut <= 3
    last = read_wav(player.played[-1].read_bytes())
    assert last == Espeak().make("好了。", "zh", always, 0.6)


def test_stopping_returns_at_once_and_is_silent_within_a_tenth_of_a_second(voice, player):
    player.misbehave(Fault.STUCK)
    voice.speak(PROMPT, "zh")
    assert player.playing.wait(5)
    begun = time.monotonic()
    voice.stop()
    assert time.monotonic() - begun < STOP_WITHIN
    assert voice.wait_until_silent(STOP_WITHIN)
    assert len(player.played) == 1


def test_a_real_player_process_dies_within_a_tenth_of_a_second(tmp_path):
    script = tmp_path / "player"
    pid = tmp_path / "pid"
    script.write_text(f"#!/bin/sh\necho $$ > {pid}.new && mv {pid}.new {pid}\nexec sleep 60\n")
    script.chmod(0o755)
    driver = EspeakVoice(_Ready(program=str(script)))
    driver.start()
    driver.speak(PROMPT, "zh")
    assert comes(pid.exists)
    child = int(pid.read_text())
    begun = time.monotonic()
    driver.stop()
    assert driver.wait_until_silent(STOP_WITHIN)
    assert time.monotonic() - begun < STOP_WITHIN
    with pytest.raises(ProcessLookupError):
        os.kill(child, 0)
    driver.close()


class _Ready(Aplay):
    """Its program plays nothing when asked whether it is there."""

    def look(self) -> VoiceStatus:
        return VoiceStatus.READY


def test_the_system_player_takes_what_is_synthesised():
    clip = Espeak().make("请稍候。", "zh", always)
    assert clip is not None
    assert Aplay("null").play(clip, always) is VoiceStatus.READY


def test_a_missing_player_a_missing_card_and_missing_speech_are_told_apart(tmp_path):
    assert Aplay(program=str(tmp_path / "none")).look() is VoiceStatus.NO_PLAYER
    assert Aplay("hw:29,29").look() is VoiceStatus.NO_SOUND_DEVICE
    driver = EspeakVoice(FolderPlayer(tmp_path), Espeak(str(tmp_path / "none")))
    driver.start()
    assert comes(lambda: driver.status() is VoiceStatus.NO_SPEECH)
    driver.speak(PROMPT, "zh")
    driver.close()


def test_without_a_loudspeaker_prompts_are_dropped_and_one_plugged_in_later_is_found(player, voice):
    player.misbehave(Fault.UNPLUGGED)
    voice.speak(PROMPT, "zh")
    assert comes(lambda: voice.status() is VoiceStatus.NO_SOUND_DEVICE)
    before = len(player.played)
    voice.speak(PROMPT, "zh")
    assert voice.wait_until_silent(5)
    assert len(player.played) == before
    player.behave()
    assert comes(lambda: voice.status() is VoiceStatus.READY)
    voice.speak("请稍候。", "zh")
    assert voice.wait_until_silent(5)
    assert len(player.played) == before + 1


def test_louder_is_louder_and_never_overflows():
    clip = Espeak().make("请稍候。", "zh", always)
    assert clip is not None
    loud = _peak(clip)
    for quiet in (clip.louder(0.6), Espeak().make("请稍候。", "zh", always, 0.6)):
        assert quiet is not None
        assert 0.5 * loud < _peak(quiet) < 0.7 * loud
    assert _peak(clip.louder(40)) == 32767


def _peak(clip: Clip) -> int:
    return max(abs(value) for value in memoryview(clip.samples).cast("h"))


def test_sounds_that_belong_to_one_visit_are_not_kept(player, tmp_path):
    driver = EspeakVoice(player)
    driver.start()
    driver.speak("您的排队号是 A005。", "zh", keep=False)
    assert driver.wait_until_silent(5)
    assert len(driver._kept) == 0
    driver.speak("请稍候。", "zh")
    assert driver.wait_until_silent(5)
    assert len(driver._kept) == 1
    driver.close()


def test_kept_sounds_stay_within_their_bound():
    kept = KeptClips(most_bytes=1000)
    for number in range(50):
        kept.keep("zh", f"{number}", 1.0, Clip(22050, 1, bytes(300)))
    assert len(kept) == 3
    assert kept.find("zh", "49", 1.0)
    assert kept.find("zh", "0", 1.0) is None
    assert kept.find("zh", "49", 0.6) is None


def test_a_text_is_never_on_a_command_line(tmp_path):
    script = tmp_path / "speech"
    script.write_text(f'#!/bin/sh\necho "$@" > {tmp_path}/told\nexec espeak-ng "$@"\n')
    script.chmod(0o755)
    assert Espeak(str(script)).make("您的排队号是 A005。", "zh", always)
    assert "pai" not in (tmp_path / "told").read_text()


def test_recorded_sentences_are_played_and_the_rest_is_synthesised(tmp_path, player):
    tone = Clip(16000, 1, bytes(b"\x10\x20" * 8000))
    (tmp_path / "card.wav").write_bytes(tone.wav())
    (tmp_path / "clips.toml").write_text('[zh]\n"请放上身份证。" = "card.wav"\n[readings]\n"六安" = "lu4 an1"\n')
    recorded = read_recorded(tmp_path)
    assert recorded.readings["六安"] == "lu4 an1"
    driver = EspeakVoice(player, recorded=recorded, volume=1.0)
    driver.start()
    driver.speak(PROMPT, "zh")
    assert driver.wait_until_silent(5)
    clips = [read_wav(path.read_bytes()) for path in player.played]
    assert clips[0] == tone
    assert clips[1].rate == 22050
    driver.close()


def test_recordings_alone_are_a_voice(tmp_path, player):
    (tmp_path / "wait.wav").write_bytes(Clip(16000, 1, bytes(3200)).wav())
    (tmp_path / "clips.toml").write_text('[zh]\n"请稍候。" = "wait.wav"\n')
    driver = EspeakVoice(player, Espeak(str(tmp_path / "none")), read_recorded(tmp_path))
    driver.start()
    assert comes(lambda: driver.status() is VoiceStatus.READY)
    driver.close()


def test_all_faults_of_recordings_are_reported_together(tmp_path):
    (tmp_path / "bad.wav").write_bytes(b"not a sound at all")
    (tmp_path / "clips.toml").write_text(
        '[zh]\n"一。" = "bad.wav"\n"二。" = "none.wav"\n"三。" = 3\n[en]\n[readngs]\n"六安" = "lu4 an1"\n'
    )
    with pytest.raises(SettingsError) as wrong:
        read_recorded(tmp_path)
    assert len(wrong.value.faults) == 4


def test_no_recordings_are_no_fault(tmp_path):
    assert read_recorded(None).clips == {}
    assert read_recorded(tmp_path).clips == {}


def test_falling_silent_never_waits_for_a_program_that_is_just_beginning() -> None:
    child, beginning, go_on = Child(), threading.Event(), threading.Event()
    ends: list[Ended] = []

    def wanted() -> bool:
        beginning.set()
        return go_on.wait(10)

    running = threading.Thread(target=lambda: ends.append(child.run(("sleep", "60"), b"", 60, wanted)))
    running.start()
    assert beginning.wait(10)
    stopping = threading.Thread(target=child.end)
    stopping.start()
    stopping.join(10)
    fell_silent = not stopping.is_alive()
    go_on.set()
    running.join(10)
    assert fell_silent
    assert [end.status for end in ends] == [-9]
