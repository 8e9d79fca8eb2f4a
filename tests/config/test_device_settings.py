"""Ports in the settings: ``auto`` per kind of device, and a code scanner only where one is named."""

from __future__ import annotations

from pathlib import Path

import pytest

from config.settings import SETTINGS_FILE, SerialDevice, read_settings
from kiosk.errors import SettingsError

SHIPPED = SETTINGS_FILE.read_text(encoding="utf-8")


def written(folder: Path, more: str) -> Path:
    path = folder / "kiosk.toml"
    path.write_text(f"{SHIPPED}\n{more}\n", encoding="utf-8")
    return path


def test_shipped_settings_find_reader_and_printer_by_themselves():
    settings = read_settings()
    assert (settings.id_reader.url, settings.ticket_printer.url) == ("auto:id-reader", "auto:ticket-printer")
    assert settings.code_scanner is None


def test_a_scanner_is_used_once_it_is_named(tmp_path):
    found = read_settings(written(tmp_path, '[code_scanner]\nurl = "auto"'))
    assert found.code_scanner == SerialDevice("auto:code-scanner", 9600)
    found = read_settings(written(tmp_path, '[code_scanner]\nurl = "serial:SCAN1"\nbaudrate = 115200'))
    assert found.code_scanner == SerialDevice("serial:SCAN1", 115200)


def test_faults_of_the_scanner_are_reported_with_their_keys(tmp_path):
    with pytest.raises(SettingsError) as wrong:
        read_settings(written(tmp_path, '[code_scanner]\nurl = "auto"\nbaudrate = 1200\nbaud = 1'))
    assert any("code_scanner.baudrate" in line for line in wrong.value.faults)
    assert any("code_scanner.baud：" in line or "code_scanner.baud:" in line for line in wrong.value.faults)


def test_a_scanner_that_types_is_named_keyboard_and_has_no_port(tmp_path):
    assert read_settings(written(tmp_path, '[code_scanner]\nurl = "keyboard"')).types_codes
    assert not read_settings(written(tmp_path, '[code_scanner]\nurl = "auto"')).types_codes
    assert not read_settings(written(tmp_path, "")).types_codes
