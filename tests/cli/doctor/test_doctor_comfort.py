"""The doctor about voice and guide lamps: each is told as it is, and none is ever a must."""

from __future__ import annotations

import wave
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from config.settings import GuideLamps, Settings, VoicePrompts, read_settings
from hardware.light.emulator import EmulatedRelayBoard
from hardware.pty_host import PtyHost
from kiosk.cli.doctor.comfort import judge_voice, look_at_lamps, look_at_voice
from kiosk.cli.doctor.findings import Finding, Verdict
from kiosk.errors import SettingsError

Program = Callable[[str, str], str]
MISSING = "no-such-program-anywhere"


@pytest.fixture
def program(tmp_path: Path) -> Program:
    """A program of that name which does what the words of a shell say."""

    def make(name: str, does: str) -> str:
        path = tmp_path / name
        path.write_text(f"#!/bin/sh\n{does}\n")
        path.chmod(0o755)
        return str(path)

    return make


@pytest.fixture
def sound(tmp_path: Path) -> Path:
    path = tmp_path / "sound.wav"
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(22050)
        file.writeframes(bytes(22050))
    return path


@pytest.fixture
def plays(program: Program) -> str:
    return program("aplay", "cat >/dev/null")


@pytest.fixture
def speaks(program: Program, sound: Path) -> str:
    return program("espeak-ng", f"cat >/dev/null; cat {sound}")


def lit_by(settings: Settings, lamps: GuideLamps | None) -> Settings:
    return replace(settings, light=lamps)


def has_remedy(finding: Finding) -> bool:
    return finding.verdict in (Verdict.PASS, Verdict.SKIPPED) or finding.remedy.endswith("。")


def test_a_loudspeaker_and_a_speaker_pass(plays: str, speaks: str) -> None:
    found = judge_voice(VoicePrompts(), plays, speaks)
    assert found.verdict is Verdict.PASS
    assert found.facts == {"status": "ready", "device": "default", "speech": True, "recorded": 0}


def test_each_part_that_is_missing_is_named_with_its_remedy(program: Program, plays: str, speaks: str) -> None:
    no_card = program("no-card", "exit 1")
    for player, speech, status, remedy in (
        (no_card, speaks, "no_sound_device", "aplay -L"),
        (MISSING, speaks, "no_player", "alsa-utils"),
        (plays, MISSING, "no_speech", "espeak-ng"),
    ):
        found = judge_voice(VoicePrompts(), player, speech)
        assert (found.verdict, found.facts["status"]) == (Verdict.WARN, status)
        assert remedy in found.remedy
        assert "照常办事" in found.remedy
        assert found.verdict.is_ready


def test_recordings_are_counted_and_speak_without_espeak(plays: str, sound: Path, tmp_path: Path) -> None:
    (tmp_path / "clips.toml").write_text(f'[zh]\n"请放上身份证" = "{sound.name}"\n', encoding="utf-8")
    found = judge_voice(VoicePrompts(clips=tmp_path), plays, MISSING)
    assert (found.verdict, found.facts["recorded"]) == (Verdict.WARN, 1)
    assert "没有录的句子念不出来" in found.said


def test_a_recording_that_is_gone_is_a_fault_of_the_settings(plays: str, speaks: str, tmp_path: Path) -> None:
    (tmp_path / "clips.toml").write_text('[zh]\n"请放上身份证" = "gone.wav"\n', encoding="utf-8")
    with pytest.raises(SettingsError):
        judge_voice(VoicePrompts(clips=tmp_path), plays, speaks)


def test_what_is_not_set_up_is_skipped() -> None:
    settings = lit_by(replace(read_settings(), voice=None), None)
    found = (look_at_voice(settings), look_at_lamps(settings))
    assert {finding.verdict for finding in found} == {Verdict.SKIPPED}


def test_a_relay_board_is_opened_left_alone_and_to_be_looked_at() -> None:
    board = EmulatedRelayBoard()
    with PtyHost(board) as host:
        found = look_at_lamps(lit_by(read_settings(), GuideLamps("relay", host.url, reader="1", forms="3")))
    assert found.verdict is Verdict.WARN
    assert "kiosk light point reader forms" in found.remedy
    assert board.lit == frozenset()


def test_a_relay_board_that_is_gone_fails_with_what_to_do(tmp_path: Path) -> None:
    gone = str(tmp_path / "gone")
    found = look_at_lamps(lit_by(read_settings(), GuideLamps("relay", gone, reader="1")))
    assert (found.verdict, found.said) == (Verdict.FAIL, f"{gone}：没有这个端口。")
    assert has_remedy(found)


def test_lamps_of_the_system_are_tried_without_changing_them(tmp_path: Path) -> None:
    led = tmp_path / "green:reader"
    led.mkdir()
    (led / "brightness").write_text("0")
    settings = lit_by(read_settings(), GuideLamps("led", "", reader="green:reader"))
    assert look_at_lamps(settings, tmp_path).verdict is Verdict.PASS
    assert (led / "brightness").read_text() == "0"
    missing = look_at_lamps(lit_by(settings, GuideLamps("led", "", reader="green:reader", ticket="red")), tmp_path)
    assert (missing.verdict, "red" in missing.said, "green" in missing.said) == (Verdict.FAIL, True, False)
