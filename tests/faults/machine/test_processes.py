"""Real processes killed at bad moments and started on bad files."""

from __future__ import annotations

import json
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from backend.serve import Server
from kiosk.filing.bundle import Bundle
from tests.faults.broken_hall import Door
from tests.faults.night import PATIENCE
from tests.screens.conftest import CACHE

ROOT = Path(__file__).parents[3]
SETTINGS = (ROOT / "config/kiosk.toml").read_text(encoding="utf-8")
OFF_SCREEN = {
    **os.environ, "SDL_VIDEODRIVER": "offscreen", "KIVY_GL_BACKEND": "mock", "PYTHONPATH": str(ROOT),
    "PYTHONUTF8": "1",
}
PUT = """
import sys
from pathlib import Path
from config.settings import read_settings
from kiosk.filing.bundle import Bundle
from kiosk.cli.starting import HallClock
from kiosk.wiring.stores import Stores

settings = read_settings(Path(sys.argv[1]))
stores = Stores(settings, HallClock(settings.timezone))
stores.outbox.put_sealed(sys.argv[2], "open-restaurant", sys.stdin.buffer.read())
print("kept", flush=True)
sys.stdin.close()
import signal
signal.pause()
"""


def wait_until(held: Callable[[], bool]) -> None:
    """Bounded; looks ten times a second at something another process does."""
    end = time.monotonic() + 3 * PATIENCE
    while not held():
        assert time.monotonic() < end, "it did not happen"
        time.sleep(0.1)


@pytest.fixture
def door(hall_server: Server) -> Iterator[Door]:
    door = Door(hall_server)
    yield door
    door.close()


@pytest.fixture
def settings(tmp_path: Path, door: Door) -> Path:
    """Settings of a machine whose devices are not there and whose hall is ``door``."""
    path = tmp_path / "kiosk.toml"
    text = SETTINGS.replace('data = "var/kiosk"', f'data = "{tmp_path}/data"')
    text = text.replace('url = "auto"', f'url = "{tmp_path}/tty"').replace("http://127.0.0.1:8600", door.url)
    path.write_text(text, encoding="utf-8")
    return path


@pytest.fixture
def home() -> Path:
    """Where the processes put their fonts, kept between runs."""
    folder = CACHE / "processes"
    folder.mkdir(parents=True, exist_ok=True)
    return folder


@pytest.fixture
def start(home: Path) -> Iterator[Callable[..., subprocess.Popen[str]]]:
    """``start(words)`` runs a kiosk command; what is left over is killed."""
    running: list[subprocess.Popen[str]] = []

    def begin(*words: object, cwd: Path = home, env: dict[str, str] = OFF_SCREEN) -> subprocess.Popen[str]:
        running.append(subprocess.Popen(
            [sys.executable, "-m", "kiosk", *map(str, words)], cwd=cwd, env=env, text=True,
            stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        ))
        return running[-1]

    yield begin
    for process in running:
        if process.poll() is None:
            process.kill()
        process.communicate()


def outbox_status(start: Callable[..., subprocess.Popen[str]], settings: Path) -> Any:
    process = start("outbox", "status", "--json", "--settings", settings)
    said, complained = process.communicate(timeout=60)
    assert process.returncode == 0, complained
    return json.loads(said)


def put_in_a_process_that_is_then_killed(settings: Path, bundle: Bundle) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", PUT, str(settings), bundle.id], cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as process:
        assert process.stdin is not None and process.stdout is not None
        process.stdin.write(bundle.to_bytes())
        process.stdin.close()
        assert process.stdout.readline() == b"kept\n"
        process.send_signal(signal.SIGKILL)


def rows(database: Path, table: str, bundle: Bundle) -> int:
    """How many rows of a bundle a table has; looked at without disturbing its owner."""
    with sqlite3.connect(f"file:{database}?mode=ro", uri=True) as connection:
        count = connection.execute(f"SELECT count(*) FROM {table} WHERE bundle_id = ?", (bundle.id,)).fetchone()[0]
    connection.close()
    return int(count)


def test_a_bundle_survives_kill_9_of_every_process_that_held_it_and_is_filed_once(
    settings: Path, door: Door, hall_database: Path, whole_bundle: Bundle,
    start: Callable[..., subprocess.Popen[str]],
) -> None:
    put_in_a_process_that_is_then_killed(settings, whole_bundle)
    door.be("lose-answers")
    kiosk = start("run", "--settings", settings)
    wait_until(lambda: rows(hall_database, "cases", whole_bundle) == 1)
    status = outbox_status(start, settings)
    assert (status["waiting"] + status["sending"], status["accepted"]) == (1, 0)
    assert kiosk.poll() is None
    kiosk.kill()
    kiosk.wait()

    door.be("error")
    asked = door.asked
    again = start("run", "--settings", settings)
    wait_until(lambda: door.asked >= asked + 2)
    door.be("open")
    wait_until(lambda: rows(settings.parent / "data/outbox.db", "receipt", whole_bundle) == 1)
    status = outbox_status(start, settings)
    assert (status["waiting"], status["sending"], status["accepted"]) == (0, 0, 1)
    assert rows(hall_database, "cases", whole_bundle) == 1
    again.terminate()
    assert again.wait(60) == 0


def damage(name: str, folder: Path) -> list[str]:
    """Spoil one file of an installation; what the refusal must name."""
    key = folder / "data/vault.key"
    match name:
        case "no key":
            key.unlink()
            return ["vault.key", "找不到密钥"]
        case "other key":
            key.write_text("ab" * 32 + "\n")
            return ["outbox.db", "密钥与数据文件不符"]
        case "half a key":
            key.write_text("ab")
            return ["vault.key", "内容不完整"]
        case "not a database":
            (folder / "data/outbox.db").write_bytes(b"this was a database once" * 400)
            return ["outbox.db", "已损坏"]
        case "data folder is a file":
            shutil.rmtree(folder / "data")
            (folder / "data").write_text("")
            return [str(folder / "data"), "数据目录"]
        case "settings":
            path = folder / "kiosk.toml"
            path.write_text(path.read_text(encoding="utf-8").replace("baudrate = 115200", "baudrate = 7", 1), "utf-8")
            return ["kiosk.toml", "id_reader.baudrate", "怎么办"]
        case "settings that are no TOML":
            (folder / "kiosk.toml").write_text("[machine\nregion = ", encoding="utf-8")
            return ["kiosk.toml", "怎么办"]
        case "pack":
            path = folder / "program/config/packs/hubei-xianning-2020/items.toml"
            path.write_text(path.read_text(encoding="utf-8").replace('"food-rules"', '"no-such-paper"', 1), "utf-8")
            return ["items.toml", "no-such-paper", "怎么办"]
        case "hall":
            path = folder / "program/config/hall.toml"
            text = path.read_text(encoding="utf-8").replace('combined_window = "combined"', 'combined_window = "roof"')
            path.write_text(text, encoding="utf-8")
            return ["hall.toml", "combined_window", "roof", "怎么办"]
    raise KeyError(name)


BAD_DISKS = ("no key", "other key", "half a key", "not a database", "data folder is a file")
BAD_SETTINGS = ("settings", "settings that are no TOML")


def install(folder: Path, home: Path) -> None:
    """The program with its own copy of what officials edit."""
    program = folder / "program"
    program.mkdir()
    for room in ("kiosk", "screens", "hardware", "offline_cache", "backend"):
        (program / room).symlink_to(ROOT / room)
    shutil.copytree(ROOT / "config", program / "config")
    (home / "var").mkdir(exist_ok=True)
    (program / "var").symlink_to(home / "var")


def content(folder: Path) -> dict[str, bytes]:
    data = folder / "data"
    return {path.name: path.read_bytes() for path in data.glob("*") if path.name in ("outbox.db", "vault.key")}


@pytest.mark.parametrize("name", BAD_DISKS)
def test_a_kiosk_on_a_bad_disk_serves_what_needs_none_says_what_to_do_and_touches_nothing(
    name: str, settings: Path, tmp_path: Path, home: Path, whole_bundle: Bundle,
    start: Callable[..., subprocess.Popen[str]],
) -> None:
    from config.settings import read_settings
    from kiosk.cli.starting import HallClock
    from kiosk.wiring.stores import Stores

    stores = Stores(read_settings(settings), HallClock("Asia/Shanghai"))
    stores.outbox.put(whole_bundle)
    stores.close()
    install(tmp_path, home)
    wanted = damage(name, tmp_path)
    before = content(tmp_path)
    program = tmp_path / "program"
    process = start("run", "--settings", settings, cwd=program, env={**OFF_SCREEN, "PYTHONPATH": str(program)})
    assert process.stderr
    said = ""
    while "其余照常" not in said and (line := process.stderr.readline()):
        said += line
    assert process.poll() is None, said
    process.terminate()
    _, rest = process.communicate(timeout=60)
    assert process.returncode == 0, said + rest
    assert all(word in said for word in ["不能提交申请", *wanted]), said
    assert "Traceback" not in said + rest
    assert content(tmp_path) == before


@pytest.mark.parametrize("name", BAD_SETTINGS)
def test_a_kiosk_on_bad_settings_exits_2_says_what_to_do_and_touches_nothing(
    name: str, settings: Path, tmp_path: Path, home: Path, whole_bundle: Bundle,
    start: Callable[..., subprocess.Popen[str]],
) -> None:
    from config.settings import read_settings
    from kiosk.cli.starting import HallClock
    from kiosk.wiring.stores import Stores

    stores = Stores(read_settings(settings), HallClock("Asia/Shanghai"))
    stores.outbox.put(whole_bundle)
    stores.close()
    install(tmp_path, home)
    wanted = damage(name, tmp_path)
    before = content(tmp_path)
    program = tmp_path / "program"
    process = start("run", "--settings", settings, cwd=program, env={**OFF_SCREEN, "PYTHONPATH": str(program)})
    _, said = process.communicate(timeout=60)
    assert process.returncode == 2, said
    assert all(word in said for word in wanted), said
    assert "Traceback" not in said
    assert content(tmp_path) == before


@pytest.mark.parametrize("name", ["pack", "hall"])
def test_a_kiosk_with_nothing_whole_says_what_to_do_and_keeps_its_page_until_it_is_stopped(
    name: str, settings: Path, tmp_path: Path, home: Path, start: Callable[..., subprocess.Popen[str]]
) -> None:
    install(tmp_path, home)
    wanted = damage(name, tmp_path)
    before = content(tmp_path)
    program = tmp_path / "program"
    process = start("run", "--settings", settings, cwd=program, env={**OFF_SCREEN, "PYTHONPATH": str(program)})
    assert process.stderr
    said = ""
    while "怎么办" not in said and (line := process.stderr.readline()):
        said += line
    assert process.poll() is None
    process.terminate()
    _, rest = process.communicate(timeout=60)
    assert process.returncode == 3, said + rest
    assert all(word in said for word in wanted), said
    assert "Traceback" not in said + rest
    assert content(tmp_path) == before
