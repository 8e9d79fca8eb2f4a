"""The example in the reader's README does what it says, in ten lines, in a program of its own."""

import re
import subprocess
import sys
from pathlib import Path

from hardware.id_reader.faults import FaultScript
from kiosk.devices.outcomes import ReaderTrouble

ROOT = Path(__file__).parents[3]
README = (ROOT / "hardware" / "id_reader" / "README.md").read_text(encoding="utf-8")


def example() -> str:
    return re.findall(r"```python\n(.*?)```", README, re.S)[0]


def test_the_example_has_ten_lines_and_reads_the_card() -> None:
    assert len([line for line in example().splitlines() if line.strip()]) <= 10
    done = subprocess.run(
        [sys.executable, "-X", "utf8", "-c", example()], capture_output=True, timeout=60, cwd=ROOT, check=True,
        encoding="utf-8",
    )
    first, second = done.stdout.splitlines()
    assert re.fullmatch(r"IdentityCard\(resident, <redacted>\) None 05\.03-20120629-\S+ 0\.\d+ s", first)
    assert second == "李䶮𬭎 True"


def test_the_library_needs_nothing_of_the_kiosk_but_its_values() -> None:
    code = "import sys, hardware.id_reader.driver; print(*sorted(m for m in sys.modules if m.startswith('kiosk.')))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT, check=True)
    assert set(done.stdout.split()) <= {
        "kiosk.devices", "kiosk.devices.outcomes", "kiosk.errors", "kiosk.person", "kiosk.person.identity",
        "kiosk.person.privacy",
    }


def test_every_trouble_is_explained_and_the_fault_shown_can_be_played() -> None:
    explained = set(re.findall(r"^\| `([A-Z_]+)` \|", README, re.M))
    assert explained == {trouble.name for trouble in ReaderTrouble}
    assert FaultScript.named(re.findall(r'named\("(.*?)"\)', README)[0]).fits()


def test_every_module_named_is_there() -> None:
    table = README[README.index("| Part |") :].split("\n\n")[0].splitlines()[2:]
    named = {name for row in table for name in re.findall(r"`([a-z0-9_.]+)`", row.split("|")[1])}
    folder = ROOT / "hardware" / "id_reader"
    there = {
        ".".join(path.relative_to(folder).with_suffix("").parts) for path in folder.rglob("*.py")
        if path.stem != "__init__"
    }
    assert named == there
