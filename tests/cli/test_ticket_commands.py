"""The ticket printer on the command line: emulated with faults by name, on a serial line or the network."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from hardware.ticket_printer.desk.faults import table
from kiosk.slips.model import WORDS

ROOT = Path(__file__).parents[2]


def kiosk(*words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "kiosk", *words], capture_output=True, text=True, cwd=ROOT, timeout=60,
    )


@contextmanager
def emulated(folder: Path, *words: str) -> Iterator[str]:
    words = ("emulate", "ticket-printer", "--output", str(folder / "slip.png"), *words)
    with subprocess.Popen([sys.executable, "-m", "kiosk", *words], stdout=subprocess.PIPE, text=True, cwd=ROOT) as made:
        try:
            assert made.stdout
            yield made.stdout.readline().strip()
            if "--fault" not in words:
                assert "打印了一张" in made.stdout.readline()
        finally:
            made.terminate()


def test_help_lists_every_fault_and_every_word_of_a_model() -> None:
    said = kiosk("emulate", "ticket-printer", "--help").stdout
    assert all(name in said and shows in said for name, shows in table())
    said = kiosk("ticket", "print", "--help").stdout
    assert all(f"-{word}" in said and shows in said for word, (_, _, shows) in WORDS.items())


def test_a_fault_nobody_knows_is_answered_with_the_names_there_are() -> None:
    done = kiosk("emulate", "ticket-printer", "--fault", "paper")
    assert done.returncode == 2
    assert "没有故障「paper」" in done.stderr
    assert all(name in done.stderr for name, _ in table())


@pytest.mark.parametrize("line", [(), ("--tcp", "0")], ids=["serial", "network"])
def test_the_sample_is_printed_and_drawn(tmp_path: Path, line: tuple[str, ...]) -> None:
    with emulated(tmp_path, *line) as url:
        done = kiosk("ticket", "print", "--port", url, "--model", "80mm-noqr", "--json")
        assert json.loads(done.stdout)["end"] == "printed"
    assert (tmp_path / "slip.png").stat().st_size > 1000


def test_a_played_fault_fails_the_print_with_its_remedy(tmp_path: Path) -> None:
    with emulated(tmp_path, "--fault", "cutter-jam", "--tcp", "0") as url:
        done = kiosk("ticket", "print", "--port", url)
    assert done.returncode == 2
    assert "cutter" in done.stderr
    assert "碎纸" in done.stderr
