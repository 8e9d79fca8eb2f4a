"""Files that cannot be read, or were edited wrongly, are each named in one plain sentence."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from config.hall_reader import read_hall
from config.locale_reader import LOCALES, read_locales
from config.settings import SETTINGS_FILE, read_settings
from kiosk.cli import run
from kiosk.errors import SettingsError


def faults_of(read: Callable[[Path], Any], path: Path) -> tuple[str, ...]:
    with pytest.raises(SettingsError) as caught:
        read(path)
    assert caught.value.remedy
    return caught.value.faults


@pytest.mark.parametrize("read", [read_settings, read_hall])
@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (lambda path: None, "没有这个文件"),
        (lambda path: path.mkdir(), "读不出"),
        (lambda path: path.write_bytes(b"\xd0\xff\x00"), "不是 UTF-8 文本"),
        (lambda path: path.write_text("[machine\n"), "不是正确的 TOML"),
    ],
    ids=["missing", "folder", "binary", "no TOML"],
)
def test_a_file_that_cannot_be_read_is_one_fault(
    tmp_path: Path, read: Callable[[Path], Any], spoil: Callable[[Path], object], said: str
) -> None:
    path = tmp_path / "broken.toml"
    spoil(path)
    fault, = faults_of(read, path)
    assert "broken.toml" in fault and said in fault


@pytest.mark.parametrize("url", ["ftp://hall", "http://", "http://[::bad", "http://hall:port", "hall:8600"])
def test_an_address_that_cannot_be_one_is_refused_in_the_file_and_on_the_command_line(
    tmp_path: Path, url: str, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "kiosk.toml"
    text = SETTINGS_FILE.read_text(encoding="utf-8").replace("http://127.0.0.1:8600", url)
    path.write_text(text, encoding="utf-8")
    fault, = faults_of(read_settings, path)
    assert "hall_server.url" in fault and url in fault
    assert run(["run", "--server", url]) == 2
    assert url in capsys.readouterr().err


@pytest.mark.parametrize(
    ("language", "before", "after", "said"),
    [
        ("zh", "[trouble]\n", "[trouble_]\n", "trouble.stage"),
        ("zh", "{count} 人", "{count 人", "花括号"),
        ("en", "{count}", "{0}", "花括号"),
    ],
)
def test_words_edited_wrongly_are_refused_before_a_citizen_sees_them(
    tmp_path: Path, language: str, before: str, after: str, said: str
) -> None:
    folder = tmp_path / "locales"
    shutil.copytree(LOCALES, folder)
    path = folder / f"{language}.toml"
    text = path.read_text(encoding="utf-8")
    assert before in text
    path.write_text(text.replace(before, after, 1), encoding="utf-8")
    faults = faults_of(read_locales, folder)
    assert any(f"{language}.toml" in fault and said in fault for fault in faults)
