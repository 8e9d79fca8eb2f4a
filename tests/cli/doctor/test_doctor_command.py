"""``kiosk doctor`` on the demonstration's devices: all well, then four of them broken."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from config.settings import read_settings
from hardware.id_reader.faults import Fault
from hardware.ports.resolving import PortFinder
from kiosk.cli.demo.stage import Stage

ROOT = Path(__file__).resolve().parents[3]
Doctor = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture
def stage(tmp_path: Path) -> Iterator[Stage]:
    built = Stage(tmp_path / "demo").start()
    yield built
    built.stop()


@pytest.fixture
def doctor(stage: Stage, tmp_path: Path) -> Doctor:
    """Runs the command on the stage, with no other port in sight."""
    at = stage.settings(read_settings())
    (tmp_path / "no-ports").mkdir()
    places = (
        "--reader", at.id_reader.url, "--printer", at.ticket_printer.url, "--server", at.hall_server.url,
        "--data", str(at.data),
    )

    def run(*words: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "kiosk", "doctor", *places, *words], capture_output=True, text=True, cwd=ROOT,
            timeout=60, env={**os.environ, "KIOSK_PORTS": str(tmp_path / "no-ports"), "DISPLAY": "",
                             "WAYLAND_DISPLAY": ""},
        )

    return run


def verdicts(document: dict[str, Any]) -> dict[str, str]:
    return {check["key"]: check["verdict"] for check in document["checks"]}


def test_a_healthy_machine_is_ready_and_its_paper_is_printed(doctor: Doctor, tmp_path: Path) -> None:
    done = doctor("--json", "--report", str(tmp_path / "ready.pdf"))
    assert (done.returncode, done.stderr) == (0, "")
    document = json.loads(done.stdout)
    assert document["ready"] is True
    found = verdicts(document)
    assert found.pop("voice") in ("pass", "warn")  # whether this computer has a loudspeaker is its own affair
    assert found == {
        "id_reader": "pass", "ticket_printer": "pass", "code_scanner": "skipped", "light": "skipped",
        "form_printer": "pass", "camera": "skipped",
        "fonts": "pass", "screen": "warn", "disk": "pass", "hall": "pass", "clock": "pass", "certificate": "skipped",
        "vault": "pass", "outbox": "pass", "pack": "pass", "releases": "skipped", "catalogue": "warn",
    }
    assert [(port["kind"], port["baudrate"]) for port in document["ports"]] == [
        ("id-reader", 115200), ("ticket-printer", 115200),
    ]
    assert (tmp_path / "ready.pdf").read_bytes().startswith(b"%PDF")


def test_four_broken_things_are_told_each_with_what_to_do(doctor: Doctor, stage: Stage) -> None:
    stage.reader.misbehave(Fault.SILENT)
    stage.printer.cover_open = True
    data = stage.settings(read_settings()).data
    data.mkdir(parents=True)
    (data / "forms").write_text("a file where the folder should be")
    stage.server.stop()
    began = time.monotonic()
    done = doctor()
    assert time.monotonic() - began < 20.0
    assert done.returncode == 1
    lines = done.stdout.splitlines()
    told = {
        line.split("  ", 1)[1].split("：")[0]: (line[0], follow) for line, follow in pairwise(lines)
        if "  " in line and line[:2] in ("× ", "✓ ", "! ", "? ", "- ")
    }
    assert [name for name, (mark, _) in told.items() if mark == "×"] == [
        "身份证读卡器", "排队号打印机", "A4 打印机", "大厅服务器",
    ]
    assert [name for name, (mark, _) in told.items() if mark == "?"] == []
    assert all("→" in follow for mark, follow in told.values() if mark == "×")
    assert "盖子没有合上" in done.stdout
    assert lines[-1].startswith("还不能开放")
    assert stage.printer.jobs == ()
    assert "Traceback" not in done.stderr


def test_a_wrong_call_exits_2_and_says_what_to_do(doctor: Doctor) -> None:
    done = doctor("--report", "/no/such/folder/x.pdf")
    assert (done.returncode, done.stdout) == (2, "")
    assert "怎么办" in done.stderr


def test_the_doctor_leaves_every_port_free(doctor: Doctor, stage: Stage) -> None:
    from hardware.port import open_port

    done = doctor("--ports", "--json")
    assert done.returncode == 0
    for port in json.loads(done.stdout)["ports"]:
        open_port(PortFinder().resolve(port["path"])[0]).close()
