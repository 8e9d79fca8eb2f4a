"""The card reader on the command line: emulated with faults by name, found at its speed, read."""

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from hardware.id_reader.desk import EmulatedDesk
from hardware.id_reader.faults import Fault, FaultScript, table
from hardware.id_reader.specimens import specimen

ROOT = Path(__file__).parents[2]


def kiosk(*words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "kiosk", *words], capture_output=True, text=True, cwd=ROOT, timeout=60,
    )


@contextmanager
def emulated(*words: str) -> Iterator[str]:
    with subprocess.Popen(
        [sys.executable, "-m", "kiosk", "emulate", "reader", *words], stdout=subprocess.PIPE, text=True, cwd=ROOT
    ) as emulator:
        try:
            assert emulator.stdout
            yield emulator.stdout.readline().strip()
        finally:
            emulator.terminate()


def test_help_lists_every_fault_with_what_it_shows() -> None:
    said = kiosk("emulate", "reader", "--help").stdout
    for name, shows in table():
        assert name in said
        assert shows in said


def test_a_fault_nobody_knows_is_answered_with_the_names_there_are() -> None:
    done = kiosk("emulate", "reader", "--fault", "nosiy")
    assert done.returncode == 2
    assert "没有故障「nosiy」" in done.stderr
    assert all(name in done.stderr for name, _ in table())


def test_a_reader_is_found_at_its_speed_and_its_number_is_told() -> None:
    with emulated("--baudrate", "9600") as port:
        found = json.loads(kiosk("card", "probe", "--port", port, "--json").stdout)
    assert (found["baudrate"], found["healthy"]) == (9600, True)
    assert found["sam_id"].startswith("05.03-")


def test_a_port_where_nobody_answers_says_so_and_what_to_do() -> None:
    with EmulatedDesk() as desk:
        desk.play(FaultScript.named("silent"))
        done = kiosk("card", "probe", "--port", desk.url)
    assert done.returncode == 2
    assert "没有读卡器回答" in done.stderr
    assert "怎么办" in done.stderr


@pytest.mark.parametrize(
    ("fault", "said"),
    [(Fault.NOT_GENUINE, "安全模块核验"), (Fault.TWO_CARDS, "不止一样东西"), (Fault.UNKNOWN_STATUS, "SW3 77")],
)
def test_each_trouble_is_a_sentence_with_what_to_do(fault: Fault, said: str) -> None:
    with EmulatedDesk(baudrate=115200) as desk:
        desk.reader.lay(specimen("resident"))
        desk.play(FaultScript(fault, fault.amount))
        done = kiosk("card", "read", "--port", desk.url, "--timeout", "10")
    assert done.returncode == 2
    assert said in done.stderr
    assert "怎么办" in done.stderr


def test_a_fixed_name_leads_to_the_emulated_reader(tmp_path: Path) -> None:
    with emulated("--card", "permit", "--link", str(tmp_path / "reader"), "--fault", "split:1") as port:
        assert port == str(tmp_path / "reader")
        done = kiosk("card", "read", "--port", port, "--json")
    assert json.loads(done.stdout)["kind"] == "permit"
