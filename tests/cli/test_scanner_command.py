"""``kiosk code read`` against ``kiosk emulate scanner``, each in its own process."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
Emulate = Callable[..., str]


@pytest.fixture
def emulate() -> Iterator[Emulate]:
    """Starts an emulated scanner and gives its port."""
    running: list[subprocess.Popen[str]] = []

    def start(*words: str) -> str:
        process = subprocess.Popen(
            [sys.executable, "-m", "kiosk", "emulate", "scanner", "--every", "0.4", *words], cwd=ROOT, text=True,
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
        )
        running.append(process)
        assert process.stdout is not None
        return process.stdout.readline().strip()

    yield start
    for process in running:
        process.terminate()
        process.communicate(timeout=10)
        assert process.returncode == 0, "an interrupted emulator ends well"


def read(port: str, *words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "kiosk", "code", "read", "--port", port, "--timeout", "5", *words],
        capture_output=True, text=True, cwd=ROOT, timeout=30,
    )


def test_a_receipt_is_read_and_named(emulate: Emulate) -> None:
    done = read(emulate("--code", "onething:case:XN26-7K3M-4"), "--json")
    assert (done.returncode, done.stderr) == (0, "")
    assert json.loads(done.stdout) == {"kind": "case", "length": 11, "code": "XN26-7K3M-4"}


def test_somebody_elses_code_is_never_printed(emulate: Emulate) -> None:
    done = read(emulate("--code", "LICENCE-OF-SOMEBODY-0123"))
    assert done.returncode == 0
    assert "SOMEBODY" not in done.stdout + done.stderr
    assert "24 个字符" in done.stdout


def test_a_scanner_without_line_ends_is_told_how_to_be_set_up(emulate: Emulate) -> None:
    done = read(emulate("--code", "onething:case:XN26-7K3M-4", "--fault", "no-end"))
    assert (done.returncode, done.stdout) == (2, "")
    assert "以回车结尾" in done.stderr
