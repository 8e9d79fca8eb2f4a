"""A document camera in the settings: only where one is named, never a pretended one at a working machine."""

from __future__ import annotations

from pathlib import Path

import pytest

from config.settings import SETTINGS_FILE, PaperCamera, read_settings
from kiosk.errors import SettingsError

SHIPPED = SETTINGS_FILE.read_text(encoding="utf-8")


def written(folder: Path, more: str, *, demo: bool = True) -> Path:
    path = folder / "kiosk.toml"
    shipped = SHIPPED if demo else SHIPPED.replace("demo = true", "demo = false")
    path.write_text(f"{shipped}\n{more}\n", encoding="utf-8")
    return path


def test_shipped_settings_name_no_camera():
    assert read_settings().camera is None


@pytest.mark.parametrize("url", [
    "/dev/video0", "0", "/dev/v4l/by-id/usb-Maker_Desk_1.0:2-index0", "sane:", "sane:epson2:libusb:001:004",
])
def test_a_camera_or_scanner_is_used_once_it_is_named(tmp_path, url):
    found = read_settings(written(tmp_path, f'[camera]\nurl = "{url}"', demo=False))
    assert found.camera == PaperCamera(url)


def test_size_and_resolution_are_settings_too(tmp_path):
    found = read_settings(written(tmp_path, '[camera]\nurl = "0"\nwidth = 3264\nheight = 2448\ndpi = 300'))
    assert found.camera == PaperCamera("0", 3264, 2448, 300)


@pytest.mark.parametrize("url", ["video0", "http://camera", "drawn:", "usb:0001"])
def test_what_is_no_camera_is_said_with_its_key(tmp_path, url):
    with pytest.raises(SettingsError) as wrong:
        read_settings(written(tmp_path, f'[camera]\nurl = "{url}"\nsharpness = 3'))
    assert any("camera.url" in line for line in wrong.value.faults)
    assert any("camera.sharpness" in line for line in wrong.value.faults)


@pytest.mark.parametrize("url", ["drawn:light-desk", "folder:/srv/pictures", "desk:/tmp/under"])
def test_a_pretended_camera_is_for_demonstrations_only(tmp_path, url):
    assert read_settings(written(tmp_path, f'[camera]\nurl = "{url}"')).camera == PaperCamera(url)
    with pytest.raises(SettingsError) as wrong:
        read_settings(written(tmp_path, f'[camera]\nurl = "{url}"', demo=False))
    assert any("演示" in line for line in wrong.value.faults)
