"""The A4 printer from the command line, against the emulator that ships with the product."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from config.settings import SETTINGS_FILE
from hardware.form_printer.ipp_emulator.host import IppPrinterHost
from hardware.form_printer.ipp_emulator.printer import EmulatedA4Printer, Fault
from kiosk.__main__ import main

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def a4() -> EmulatedA4Printer:
    return EmulatedA4Printer(sheet_seconds=0.01)


@pytest.fixture
def settings(a4: EmulatedA4Printer, tmp_path: Path) -> Iterator[str]:
    with IppPrinterHost(a4) as host:
        path = tmp_path / "kiosk.toml"
        text = SETTINGS_FILE.read_text(encoding="utf-8")
        text = text.replace('kind = "folder"', f'kind = "cups"\nqueue = "{host.uri}"\n#')
        path.write_text(text.replace('data = "var/kiosk"', f'data = "{tmp_path}/data"'), encoding="utf-8")
        yield str(path)


def test_status_specimen_and_paper(settings: str, a4: EmulatedA4Printer, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["devices", "paper", "--refilled", "31", "--settings", settings]) == 0
    assert main(["devices", "a4", "--settings", settings]) == 0
    assert "正常" in capsys.readouterr().out
    assert main(["devices", "a4", "--print", "--settings", settings]) == 0
    assert "已打印 1 张" in capsys.readouterr().out
    assert [paper.sheets for paper in a4.papers] == [1]
    assert main(["devices", "paper", "--json", "--settings", settings]) == 0
    assert json.loads(capsys.readouterr().out)["left"] == 30
    assert main(["devices", "a4", "--settings", settings]) == 0
    assert "纸快用完了" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("fault", "said"), [(Fault.PAPER_OUT, "没有纸了"), (Fault.TONER, "墨粉"), (Fault.OFFLINE, "没有连上")]
)
def test_a_fault_says_what_to_do(
    settings: str, a4: EmulatedA4Printer, capsys: pytest.CaptureFixture[str], fault: Fault, said: str
) -> None:
    a4.misbehave(fault)
    assert main(["devices", "a4", "--settings", settings]) == 1
    told = capsys.readouterr().out
    assert said in told and "请" in told
    assert main(["devices", "a4", "--print", "--settings", settings]) == 2
    assert said in capsys.readouterr().err


def test_paper_is_counted_only_for_a_real_printer(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["devices", "paper"]) == 2
    assert "cups" in capsys.readouterr().err


def test_a_refill_of_nothing_is_refused(settings: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["devices", "paper", "--refilled", "0", "--settings", settings]) == 2
    assert "1 到 10000" in capsys.readouterr().err


def test_the_emulator_serves_until_it_is_stopped_and_keeps_the_papers(tmp_path: Path) -> None:
    with subprocess.Popen(
        [sys.executable, "-m", "kiosk", "emulate", "a4", "--port", "0", "--output", str(tmp_path / "a4")],
        stdout=subprocess.PIPE, text=True, cwd=ROOT,
    ) as emulator:
        assert emulator.stdout is not None
        try:
            uri = emulator.stdout.readline().strip()
            text = SETTINGS_FILE.read_text(encoding="utf-8")
            settings = tmp_path / "kiosk.toml"
            settings.write_text(text.replace('kind = "folder"', f'kind = "cups"\nqueue = "{uri}"\n#'), encoding="utf-8")
            assert main(["devices", "a4", "--print", "--settings", str(settings), "--data", str(tmp_path)]) == 0
            assert "打印了 1 张" in emulator.stdout.readline()
        finally:
            emulator.terminate()
    assert emulator.returncode == 0
    (paper,) = (tmp_path / "a4").iterdir()
    assert paper.read_bytes().startswith(b"%PDF-")


def test_an_unknown_fault_names_the_known_ones(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["emulate", "a4", "--port", "0", "--fault", "flood"]) == 2
    assert "paper-out" in capsys.readouterr().err
