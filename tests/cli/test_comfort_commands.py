"""Loudspeaker, lamps and camera are tried from the command line, and what is missing is named with its remedy."""

from __future__ import annotations

import json
import shutil
import threading
from pathlib import Path

import pytest

from config.settings import SETTINGS_FILE
from hardware.light.driver import GuideLight, NoLight
from hardware.light.emulator import EmulatedRelayBoard
from hardware.pty_host import PtyHost
from hardware.voice.clips import read_wav
from hardware.voice.driver import EspeakVoice, SilentVoice
from kiosk.cli import run

SHIPPED = SETTINGS_FILE.read_text(encoding="utf-8")

with_voice = pytest.mark.skipif(
    not (shutil.which("espeak-ng") and shutil.which("aplay")), reason="espeak-ng and alsa-utils are not installed"
)


def written(folder: Path, more: str) -> Path:
    path = folder / "kiosk.toml"
    path.write_text(f"{SHIPPED}\n{more}\n", encoding="utf-8")
    return path


def with_device(folder: Path, device: str) -> Path:
    path = folder / "kiosk.toml"
    path.write_text(SHIPPED.replace("[voice]\n", f'[voice]\ndevice = "{device}"\n'), encoding="utf-8")
    return path


@with_voice
def test_a_prompt_is_written_as_sound(tmp_path, capsys):
    assert run(["voice", "say", "您的排队号是 A005。请稍候。", "--folder", str(tmp_path)]) == 0
    paths = [Path(line) for line in capsys.readouterr().out.split()]
    assert [path.name for path in paths] == ["0001.wav", "0002.wav"]
    assert all(read_wav(path.read_bytes()).seconds > 0.4 for path in paths)


@with_voice
def test_a_prompt_goes_to_the_sound_card_of_the_settings(tmp_path):
    assert run(["voice", "say", "请稍候。", "--settings", str(with_device(tmp_path, "null"))]) == 0


@with_voice
def test_a_missing_sound_card_is_named_with_its_remedy(tmp_path, capsys):
    assert run(["voice", "say", "请稍候。", "--settings", str(with_device(tmp_path, "hw:29,29"))]) == 2
    told = capsys.readouterr().err
    assert "没有声卡" in told
    assert "aplay -L" in told


def test_lamps_light_and_go_out(tmp_path):
    seen: list[frozenset[int]] = []
    dark = threading.Event()

    class Board(EmulatedRelayBoard):
        def receive(self, data: bytes) -> bytes:
            answer = super().receive(data)
            seen.append(self.lit)
            if frozenset({1, 3}) in seen and not self.lit:
                dark.set()
            return answer

    with PtyHost(Board()) as host:
        settings = written(tmp_path, f'[light]\nurl = "{host.url}"\nreader = "1"\nforms = "3"')
        assert run(["light", "point", "reader", "forms", "--seconds", "0.2", "--settings", str(settings)]) == 0
        assert dark.wait(3)


def test_missing_lamps_are_named(tmp_path, capsys):
    assert run(["light", "point", "reader"]) == 2
    assert "[light]" in capsys.readouterr().err
    settings = written(tmp_path, f'[light]\nurl = "{tmp_path}/none"\nreader = "1"')
    assert run(["light", "point", "reader", "--seconds", "0.3", "--settings", str(settings)]) == 2
    assert "连不上指示灯" in capsys.readouterr().err


def test_a_look_names_what_is_wrong(capsys):
    assert run(["camera", "look", "--device", "drawn:blurred", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["warnings"] == ["blurred"]
    assert run(["camera", "look", "--device", "drawn:no-page"]) == 0
    assert "没有看到纸" in capsys.readouterr().out


def test_a_page_becomes_a_pdf(tmp_path, capsys):
    path = tmp_path / "page.pdf"
    assert run(["camera", "scan", "--device", "drawn:light-desk", "--output", str(path)]) == 0
    assert path.read_bytes().startswith(b"%PDF")
    assert "×" in capsys.readouterr().out


@pytest.mark.parametrize(("device", "told"), [("drawn:unplugged", "接好高拍仪"), ("drawn:nothing", "drawn:glare")])
def test_a_camera_that_is_not_there_is_named(device, told, capsys):
    assert run(["camera", "look", "--device", device]) == 2
    assert told in capsys.readouterr().err


def test_the_machine_has_the_voice_and_lamps_of_its_settings(tmp_path):
    from config.settings import read_settings
    from kiosk.wiring.devices import light, voice

    plain = read_settings()
    assert isinstance(voice(plain), EspeakVoice)
    assert isinstance(light(plain, lambda: None), NoLight)
    quiet = written(tmp_path, '[light]\nkind = "led"\nreader = "none"')
    quiet.write_text(quiet.read_text(encoding="utf-8").replace("on = true", "on = false"), encoding="utf-8")
    assert isinstance(voice(read_settings(quiet)), SilentVoice)
    assert isinstance(light(read_settings(quiet), lambda: None), GuideLight)
