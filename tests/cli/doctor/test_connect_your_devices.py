"""README's "Connect your devices", followed word by word against emulated ports."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import time
import tomllib
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from config.settings import SETTINGS_FILE, read_settings
from kiosk.cli.doctor.devices import look_at_devices, look_at_ports

ROOT = Path(__file__).resolve().parents[3]
SECTION = re.compile(r"^### Connect your devices.*?(?=^##)", re.MULTILINE | re.DOTALL)
BLOCK = re.compile(r"^ *```(sh|toml)\n(.*?)^ *```", re.MULTILINE | re.DOTALL)
Shell = Callable[[str], subprocess.CompletedProcess[str]]


def blocks(language: str) -> list[str]:
    section = SECTION.search((ROOT / "README.md").read_text(encoding="utf-8"))
    assert section is not None
    return [text.replace("\n   ", "\n").strip() for kind, text in BLOCK.findall(section[0]) if kind == language]


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    programs = tmp_path / "bin"
    programs.mkdir()
    command = programs / "kiosk"
    command.write_text(f'#!/bin/sh\nPYTHONPATH={ROOT} exec {sys.executable} -m kiosk "$@"\n')
    command.chmod(0o755)
    return {
        **os.environ, "PATH": f"{programs}:{os.environ['PATH']}", "PWD": str(tmp_path), "DISPLAY": "",
        "WAYLAND_DISPLAY": "", "KIOSK_PORTS": str(tmp_path / "var/ports"),
    }


@pytest.fixture
def devices(tmp_path: Path, environment: dict[str, str]) -> Iterator[None]:
    """The first block: three emulated devices in the background."""
    with (tmp_path / "emulators.log").open("w") as log, subprocess.Popen(
        ["bash", "-c", f"{blocks('sh')[0]}\nwait"], cwd=tmp_path, env=environment, start_new_session=True,
        stdin=subprocess.DEVNULL, stdout=log, stderr=log,
    ) as emulators:
        links = tmp_path / "var/ports"
        deadline = time.monotonic() + 20
        while len(list(links.glob("usb-*"))) < 3:
            assert time.monotonic() < deadline, (tmp_path / "emulators.log").read_text()
            time.sleep(0.05)
        yield
        os.killpg(emulators.pid, signal.SIGTERM)


@pytest.fixture
def shell(tmp_path: Path, environment: dict[str, str]) -> Shell:
    def run(words: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            ["bash", "-ec", words], cwd=tmp_path, env=environment, capture_output=True, text=True, timeout=60
        )

    return run


def test_every_step_does_what_it_says(
    devices: None, shell: Shell, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _, listing, trying, examining = blocks("sh")

    listed = shell(listing)
    assert (listed.returncode, listed.stderr) == (0, "")
    for kind, pin in (("身份证读卡器", "READER01"), ("排队号打印机", "PRINTER01"), ("扫码器", "SCANNER01")):
        assert any(kind in line and f'url = "serial:{pin}"' in line for line in listed.stdout.splitlines())

    tried = shell(trying)
    assert (tried.returncode, tried.stderr) == (0, "")
    assert "kind: resident" in tried.stdout
    assert "已打印" in tried.stdout
    assert "凭条：XN26-7K3M-4" in tried.stdout
    assert (tmp_path / "var/ticket.png").exists()

    examined = shell(examining)
    assert examined.returncode == 1, "there is no hall server here, and the doctor says so"
    assert [line for line in examined.stdout.splitlines() if line[:2] in ("× ", "? ")] == [
        line for line in examined.stdout.splitlines() if "大厅服务器：" in line
    ]
    assert (tmp_path / "readiness.pdf").read_bytes().startswith(b"%PDF")

    path = tmp_path / "kiosk.toml"
    path.write_text(pinned_settings(), encoding="utf-8")
    settings = read_settings(path)
    monkeypatch.setenv("KIOSK_PORTS", str(tmp_path / "var/ports"))
    pinned = look_at_devices(settings, look_at_ports(settings))
    assert [(found.key, found.verdict.value) for found in pinned] == [
        ("id_reader", "pass"), ("ticket_printer", "pass"), ("code_scanner", "warn"),
    ]


def pinned_settings() -> str:
    """The shipped settings with the urls of the README's block written in."""
    (block,) = blocks("toml")
    text = SETTINGS_FILE.read_text(encoding="utf-8")
    for section, values in tomllib.loads(block).items():
        line = f'url = "{values["url"]}"'
        if f"\n[{section}]\n" in text:
            head, _, rest = text.partition(f"\n[{section}]\n")
            text = f"{head}\n[{section}]\n{re.sub(r'^url = .*$', line, rest, count=1, flags=re.MULTILINE)}"
        else:
            text += f"\n[{section}]\n{line}\n"
    return text
