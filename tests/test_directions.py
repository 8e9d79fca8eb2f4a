"""The walls of the house: which room may import which, and what the core must never pull in."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
ROOMS = ("kiosk", "screens", "hardware", "offline_cache", "config", "backend")
ALLOWED = {
    "kiosk": {"kiosk"},
    "config": {"config", "kiosk"},
    "screens": {"screens", "kiosk"},
    "hardware": {"hardware", "kiosk"},
    "offline_cache": {"offline_cache", "kiosk"},
    "backend": {"backend", "kiosk"},
}
LOOKS_OUTWARD = ("kiosk/wiring/", "kiosk/__main__.py", "kiosk/cli/")
OUTWARD_MODULES = ("kiosk.wiring", "kiosk.cli", "kiosk.__main__")


def sources():
    for room in ROOMS:
        for path in sorted((ROOT / room).rglob("*.py")):
            yield path.relative_to(ROOT).as_posix()


SOURCES = list(sources())


def imported_modules(path):
    tree = ast.parse((ROOT / path).read_text(encoding="utf-8"))
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            assert node.level == 0, f"{path}: relative imports hide the room"
            yield node.module


@pytest.mark.parametrize("path", SOURCES)
def test_every_import_follows_an_allowed_arrow(path):
    if path.startswith(LOOKS_OUTWARD):
        return
    room = path.split("/")[0]
    for module in imported_modules(path):
        top = module.split(".")[0]
        if top in ROOMS:
            assert top in ALLOWED[room], f"{path} imports {module}"
            assert not module.startswith(OUTWARD_MODULES), f"{path} imports {module}, which only joins rooms"
        elif room == "kiosk":
            assert top in sys.stdlib_module_names, f"{path} imports {module}; the core is standard library only"


def test_importing_the_core_loads_no_window_wire_database_or_network():
    modules = [
        path.removesuffix(".py").replace("/", ".").removesuffix(".__init__")
        for path in sources()
        if path.startswith("kiosk/") and not path.startswith(LOOKS_OUTWARD)
    ]
    code = (
        f"import importlib, sys\nfor name in {modules!r}: importlib.import_module(name)\n"
        "bad = {'kivy', 'serial', 'escpos', 'sqlite_utils', 'sqlite3', 'requests', 'PIL', 'typst', 'litestar'}\n"
        "found = bad & set(sys.modules)\nassert not found, found\n"
    )
    subprocess.run([sys.executable, "-c", code], check=True, cwd=ROOT, timeout=60)


def test_no_file_names_a_drawer_for_loose_things():
    loose = {"utils", "helpers", "manager", "common"}
    assert [path for path in sources() if Path(path).stem in loose] == []


@pytest.mark.parametrize("path", SOURCES)
def test_files_stay_within_one_sitting(path):
    assert len((ROOT / path).read_text(encoding="utf-8").splitlines()) <= 450, path
