"""The ticket printer in the settings: its line and its model, each fault with its key."""

from __future__ import annotations

from pathlib import Path

import pytest

from config.settings import SETTINGS_FILE, read_settings
from kiosk.errors import SettingsError
from kiosk.slips.model import WORDS, SlipModel, every_model

SHIPPED = SETTINGS_FILE.read_text(encoding="utf-8")
SECTION = SHIPPED[SHIPPED.index("[ticket_printer]"):SHIPPED.index("# 有扫码器时")]


def written(folder: Path, **values: str) -> Path:
    path = folder / "kiosk.toml"
    lines = "\n".join(f'{key} = "{value}"' for key, value in {"url": "auto", **values}.items())
    path.write_text(SHIPPED.replace(SECTION, f"[ticket_printer]\n{lines}\n\n"), encoding="utf-8")
    return path


def test_the_shipped_model_is_a_plain_80_mm_printer():
    assert read_settings().ticket_model == SlipModel()


def test_every_model_can_be_written(tmp_path):
    for model in every_model():
        assert read_settings(written(tmp_path, model=model.name)).ticket_model == model


def test_the_shipped_file_explains_every_word_a_model_may_have():
    assert all(f"-{word}" in SECTION for word in WORDS)


@pytest.mark.parametrize("url", [
    "/dev/ttyUSB1", "/dev/usb/lp0", "serial:PRINTER01", "COM3", "socket://10.0.0.9", "socket://printer.lan:9100",
    "usb:0483:5743", "usb:04B8:0e15:A1B2", "cups:slips",
])
def test_every_kind_of_line_can_be_written(tmp_path, url):
    assert read_settings(written(tmp_path, url=url)).ticket_printer.url == url


@pytest.mark.parametrize(("key", "value", "said"), [
    ("model", "80mm-fast", "-nofont"), ("model", "", "58mm"), ("model", "80mm-qr-noqr", "一件事只说一次"),
    ("url", "socket://", "socket://地址:9100"), ("url", "socket:10.0.0.9", "socket://地址:9100"),
    ("url", "usb:483:5743", "usb:0483:5743"), ("url", "usb:0483:5743:../x", "usb:0483:5743"),
    ("url", "cups:a b", "cups:队列名"), ("url", "cups:", "cups:队列名"),
])
def test_a_fault_names_its_key_and_what_to_write(tmp_path, key, value, said):
    with pytest.raises(SettingsError) as wrong:
        read_settings(written(tmp_path, **{key: value}))
    (line,) = wrong.value.faults
    assert f"ticket_printer.{key}" in line
    assert said in line
