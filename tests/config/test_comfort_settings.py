"""Voice and lamps: both optional, all faults named."""

from __future__ import annotations

from pathlib import Path

import pytest

from config.settings import SETTINGS_FILE, GuideLamps, VoicePrompts, read_settings
from kiosk.errors import SettingsError

SHIPPED = SETTINGS_FILE.read_text(encoding="utf-8")


def written(folder: Path, more: str, *, instead_of: str = "") -> Path:
    path = folder / "kiosk.toml"
    text = SHIPPED.replace(instead_of, more) if instead_of else f"{SHIPPED}\n{more}\n"
    path.write_text(text, encoding="utf-8")
    return path


def test_shipped_settings_speak_and_have_no_lamps():
    settings = read_settings()
    assert settings.voice == VoicePrompts()
    assert settings.light is None


def test_the_voice_can_be_switched_off(tmp_path):
    assert read_settings(written(tmp_path, "[voice]\non = false", instead_of="[voice]\non = true ")).voice is None


def test_lamps_are_used_once_they_are_named(tmp_path):
    found = read_settings(written(tmp_path, '[light]\nurl = "/dev/ttyUSB2"\nreader = "1"'))
    assert found.light == GuideLamps("relay", "/dev/ttyUSB2", reader="1")


def test_the_camera_has_a_lamp_of_its_own(tmp_path):
    found = read_settings(written(tmp_path, '[light]\nkind = "led"\ncamera = "desk::white"'))
    assert found.light == GuideLamps("led", "", camera="desk::white")
    with pytest.raises(SettingsError, match=r"light\.camera"):
        read_settings(written(tmp_path, '[light]\nurl = "x"\ncamera = "17"'))


def test_leds_need_no_port(tmp_path):
    found = read_settings(written(tmp_path, '[light]\nkind = "led"\nforms = "tray::white"'))
    assert found.light == GuideLamps("led", "", forms="tray::white")


def test_all_faults_are_reported_with_their_keys(tmp_path):
    wrong = '[light]\nurl = "x"\nreader = "99"\nbright = 2'
    with pytest.raises(SettingsError) as found:
        read_settings(written(tmp_path, wrong))
    for key in ("light.reader", "light.bright"):
        assert any(key in line for line in found.value.faults), key


def test_a_folder_without_a_list_of_recordings_is_a_fault(tmp_path):
    path = written(tmp_path, f'[voice]\non = true\nclips = "{tmp_path}"\n#', instead_of="[voice]\non = true ")
    with pytest.raises(SettingsError) as found:
        read_settings(path)
    assert any("voice.clips" in line for line in found.value.faults)
