"""A start from what the start before has left shows the same, serves the same, and never hides a fault."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from config.invitation_file import INVITATION_FILE, keep_invitation
from config.settings import Settings, read_settings
from kiosk.cli.invitation import KeptInvitation
from kiosk.cli.starting import Data, LateMachine, _fonts, letters_mark, read_data
from kiosk.errors import SettingsError, StoreError
from kiosk.steps import Ask

ROOT = Path(__file__).resolve().parents[2]
LATER = frozenset({
    "config.pack_reader", "config.hall_reader", "config.locale_reader", "kiosk.catalog.values", "kiosk.hall",
    "kiosk.visit", "kiosk.wiring", "kiosk.guide.planner", "requests", "cryptography", "sqlite_utils", "sqlite3",
    "serial", "escpos", "PIL", "hashlib",
})
FIRST_FRAME = """
import sys
from pathlib import Path
from config.settings import read_settings
from screens.environment import prepare
data, cache = Path(sys.argv[1]), Path(sys.argv[2])
prepare(cache, offscreen=True, mock_gl=True)
import kiosk.cli.running
from kiosk.cli.invitation import KeptInvitation
from kiosk.cli.starting import LateMachine, build_app
settings = read_settings().at(data)
kept = KeptInvitation(settings, cache)
assert kept.invitation, "nothing was kept"
app = build_app(settings, kept.invitation, LateMachine(settings, None, kept), cache)
app.build()
loaded = sorted(sys.modules)
import json
print(json.dumps(loaded))
"""


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return read_settings().at(tmp_path / "data")


@pytest.fixture(scope="module")
def data() -> Data:
    return read_data(read_settings())


@pytest.fixture
def cache(tmp_path: Path, data: Data) -> Path:
    """A cache whose fonts are said to hold everything."""
    mark = letters_mark(tmp_path / "cache" / "fonts", data.letters)
    mark.parent.mkdir(parents=True)
    mark.touch()
    return tmp_path / "cache"


@pytest.fixture
def kept(settings: Settings, cache: Path, data: Data) -> KeptInvitation:
    """What a start finds after a whole one."""
    KeptInvitation(settings, cache).keep(data)
    return KeptInvitation(settings, cache)


@pytest.fixture
def start(settings: Settings) -> Iterator[Callable[..., LateMachine]]:
    started: list[LateMachine] = []

    def begin(data: Data | None, kept: KeptInvitation) -> LateMachine:
        started.append(LateMachine(settings, data, kept))
        return started[-1]

    yield begin
    for machine in started:
        machine.close()


def test_the_next_start_shows_what_this_one_showed(kept: KeptInvitation, data: Data) -> None:
    assert kept.invitation is not None
    assert kept.invitation.locales == data.locales
    assert [offer.title for offer in kept.invitation.offers] == [offer.title for offer in data.offers]
    shown = kept.invitation.hall
    assert (shown.name, shown.machine, shown.hours) == (data.hall.name, data.hall.machine, data.hall.hours)
    assert shown.one_thing_window == data.hall.place(data.hall.combined_window).name


def test_a_whole_start_leaves_its_invitation_once_the_machine_runs(
    settings: Settings, cache: Path, data: Data, start: Callable[..., LateMachine]
) -> None:
    first = KeptInvitation(settings, cache)
    assert first.invitation is None
    start(data, first).get()
    assert KeptInvitation(settings, cache).invitation is not None


def test_a_start_without_data_serves_visits_like_any_other(
    kept: KeptInvitation, data: Data, start: Callable[..., LateMachine]
) -> None:
    machine = start(None, kept)
    rehearsal = machine.rehearse()
    assert next(rehearsal) is None, "the window is not kept waiting while the catalogue is read"
    visit = machine.get().new_visit()
    assert next(rehearsal) is not None
    visit.choose_scenario("open-restaurant")
    assert isinstance(visit.step, Ask)
    read = machine.get().data
    assert (read.catalog, read.hall, read.locales) == (data.catalog, data.hall, data.locales)


def test_asking_whether_the_machine_is_ready_waits_for_nothing_and_has_it_built(
    kept: KeptInvitation, start: Callable[..., LateMachine]
) -> None:
    machine = start(None, kept)
    machine.ready()
    assert machine._begun
    machine.get()
    assert machine.ready()


def test_another_region_or_fonts_without_its_characters_are_read_first(
    settings: Settings, cache: Path, kept: KeptInvitation
) -> None:
    assert kept.invitation is not None
    assert KeptInvitation(replace(settings, region="national-2026"), cache).invitation is None
    letters_mark(cache / "fonts", kept.invitation.letters).unlink()
    assert KeptInvitation(settings, cache).invitation is None


@pytest.mark.parametrize("name", ["current.json", "releases/7/packs/items.toml"])
def test_a_new_release_of_the_catalogue_is_read_first(
    settings: Settings, cache: Path, kept: KeptInvitation, name: str
) -> None:
    path = settings.data / "catalogue" / settings.region / name
    path.parent.mkdir(parents=True)
    path.write_text("{}")
    assert KeptInvitation(settings, cache).invitation is None


def test_data_with_a_fault_are_never_kept(settings: Settings, cache: Path, data: Data) -> None:
    KeptInvitation(settings, cache).keep(replace(data, faults=("hall.toml：…",)))
    assert not (settings.data / INVITATION_FILE).exists()


def test_an_edit_while_starting_is_noticed_and_the_next_start_reads_first(
    settings: Settings, cache: Path, kept: KeptInvitation, start: Callable[..., LateMachine]
) -> None:
    assert kept.invitation is not None
    keep_invitation(settings.data, kept._marks, kept.invitation._replace(offers=kept.invitation.offers[:1]))
    ended: list[bool] = []
    machine = start(None, KeptInvitation(settings, cache))
    machine.on_failure(lambda: ended.append(True))
    with pytest.raises(StoreError, match="重新启动"):
        machine.get()
    assert ended == [True]
    assert list(machine.rehearse()) == []
    assert KeptInvitation(settings, cache).invitation is None


def test_data_that_can_no_longer_be_read_end_this_start_and_the_next_one_reads_first(
    settings: Settings, cache: Path, kept: KeptInvitation
) -> None:
    gone = LateMachine(replace(settings, region="gone"), None, kept)
    with closing(gone), pytest.raises(SettingsError, match="没有数据包"):
        gone.get()
    assert KeptInvitation(settings, cache).invitation is None


def test_an_invitation_that_cannot_be_written_is_noted_and_the_kiosk_runs(
    settings: Settings, cache: Path, data: Data, start: Callable[..., LateMachine]
) -> None:
    (settings.data / INVITATION_FILE).mkdir(parents=True)
    late = start(data, KeptInvitation(settings, cache))
    machine = late.get()
    assert machine.new_visit() is not None
    late.close()  # the journal is written behind the machine's back
    said = [line for line in machine.journal.lines() if line["event"] == "copy_problem"]
    assert any(INVITATION_FILE in str(line["reason"]) for line in said)


def test_the_first_frame_needs_neither_catalogue_nor_planner_nor_stores_nor_wires(
    settings: Settings, kept: KeptInvitation, data: Data
) -> None:
    shared = ROOT / "var"
    _fonts(data, shared / "fonts")
    KeptInvitation(settings, shared).keep(data)
    for _ in range(2):  # shapes are drawn with Pillow once and kept
        done = subprocess.run(
            [sys.executable, "-c", FIRST_FRAME, str(settings.data), str(shared)],
            cwd=ROOT, capture_output=True, text=True, timeout=60, check=False,
            env={key: value for key, value in os.environ.items() if not key.startswith("KIVY")},
        )
        assert done.returncode == 0, done.stderr[-2000:]
    loaded = set(json.loads(done.stdout.splitlines()[-1]))
    assert "screens.entrance.attract" in loaded
    assert loaded & LATER == set()
