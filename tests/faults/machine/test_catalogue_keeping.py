"""Whatever happened to catalogue.db, the kiosk searches at once and has a whole one again a little later."""

from __future__ import annotations

import os
import resource
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from config.pack_reader import DEFAULT_REGION
from config.settings import Settings, read_settings
from kiosk.cli.catalogue.keeping import CATALOGUE, CatalogueKeeper
from kiosk.cli.catalogue.searching import compile_packs
from kiosk.cli.starting import read_data
from kiosk.needs import Finder
from offline_cache.catalogue import Part, build_catalogue, open_index

ONLY_BY_PINYIN = "yingyezhizhao"


class HandClock:
    def __init__(self) -> None:
        self.seconds = 0.0

    def now(self) -> datetime:
        return datetime(2026, 11, 21, 12, 0)

    def monotonic(self) -> float:
        return self.seconds


class Kept:
    """A keeper, what it noted, and the finders it gave."""

    def __init__(self, settings: Settings) -> None:
        self.clock, self.notes, self.given = HandClock(), list[tuple[str, Any]](), list[Finder]()
        data = read_data(settings)
        self.keeper = CatalogueKeeper(
            settings.data, data, self.clock, lambda event, **values: self.notes.append((event, values)),
            self.given.append,
        )
        self.version = data.catalog.version
        self.first = self.keeper.open()

    @property
    def finder(self) -> Finder:
        return self.given[-1] if self.given else self.first

    def later(self) -> None:
        self.clock.seconds += 3600.0
        assert self.keeper.due() and not self.keeper.due()
        self.keeper.keep()

    def finds(self, text: str, finder: Finder | None = None) -> set[str]:
        return {hit.matched for hit in (finder or self.finder).find(text, 8)}

    @property
    def problems(self) -> list[str]:
        return [values["reason"] for event, values in self.notes if event == "catalogue_problem"]


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    (tmp_path / "data").mkdir()
    return read_settings().at(tmp_path / "data")


@pytest.fixture(scope="session")
def compiled(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    from config.pack_reader import PACKS

    file = tmp_path_factory.mktemp("compiled") / CATALOGUE
    compile_packs([PACKS / DEFAULT_REGION], file)
    return file.read_bytes()


@pytest.fixture
def kept(settings: Settings) -> Iterator[Callable[[], Kept]]:
    started: list[Kept] = []

    def start() -> Kept:
        started.append(Kept(settings))
        return started[-1]

    yield start
    for each in started:
        each.keeper.close()


def other_format(file: Path) -> None:
    with closing(sqlite3.connect(file)) as writer:
        writer.execute("PRAGMA user_version=99")


def changed_name(file: Path) -> None:
    with closing(sqlite3.connect(file)) as writer, writer:
        writer.execute("UPDATE name SET shown = '假的' WHERE row = 3")


SPOILS: dict[str, Callable[[Path], object]] = {
    "missing": lambda file: file.unlink(),
    "cut": lambda file: os.truncate(file, file.stat().st_size // 2),
    "empty": lambda file: os.truncate(file, 0),
    "garbage": lambda file: file.write_bytes(b"\x00garbage" * 9000),
    "another format": other_format,
    "another pack": lambda file: build_catalogue(file, [Part(DEFAULT_REGION, "older", ())]),
    "another region": lambda file: build_catalogue(file, [Part("mars", "v", ())]),
    "a name changed": changed_name,
}


@pytest.mark.parametrize("spoil", SPOILS.values(), ids=SPOILS)
def test_search_goes_on_from_memory_and_a_whole_file_takes_over(
    settings: Settings, compiled: bytes, kept: Callable[[], Kept], spoil: Callable[[Path], object]
) -> None:
    file = settings.data / CATALOGUE
    file.write_bytes(compiled)
    spoil(file)
    kiosk = kept()
    visit_before = kiosk.finder
    assert kiosk.finder.find("kfg", 8)[0].scenario == "open-restaurant"
    kiosk.later()
    assert "营业执照" in kiosk.finds(ONLY_BY_PINYIN)
    assert kiosk.finds("开饭馆", visit_before)
    assert kiosk.problems and all("catalogue.db" in said for said in kiosk.problems)
    assert kiosk.notes[-1] == ("catalogue_ready", {"region": DEFAULT_REGION, "version": kiosk.version})
    with closing(open_index(file, DEFAULT_REGION, kiosk.version)) as index:
        index.verify()
    assert [path.name for path in settings.data.iterdir()] == [CATALOGUE]


def test_a_whole_file_is_used_proven_once_and_left_alone(
    settings: Settings, compiled: bytes, kept: Callable[[], Kept]
) -> None:
    file = settings.data / CATALOGUE
    file.write_bytes(compiled)
    before = file.stat()
    kiosk = kept()
    assert not kiosk.keeper.due()
    assert "营业执照" in kiosk.finds(ONLY_BY_PINYIN)
    kiosk.later()
    assert (kiosk.notes, kiosk.given, file.stat().st_ino) == ([], [], before.st_ino)
    kiosk.clock.seconds += 1e6
    assert not kiosk.keeper.due()


def test_a_file_that_breaks_while_people_search_is_made_anew(
    settings: Settings, compiled: bytes, kept: Callable[[], Kept]
) -> None:
    file = settings.data / CATALOGUE
    file.write_bytes(compiled)
    with closing(sqlite3.connect(file)) as writer, writer:
        writer.execute("UPDATE sign SET places = x'00ff'")
    kiosk = kept()
    assert kiosk.problems == []
    assert kiosk.finder.find("开饭馆", 8)[0].scenario == "open-restaurant"
    assert len(kiosk.problems) == 1
    kiosk.later()
    assert "营业执照" in kiosk.finds(ONLY_BY_PINYIN)


def test_a_folder_in_its_place_is_said_once_and_searched_around(settings: Settings, kept: Callable[[], Kept]) -> None:
    (settings.data / CATALOGUE / "x").mkdir(parents=True)
    kiosk = kept()
    kiosk.later()
    said = len(kiosk.problems)
    kiosk.later()
    assert len(kiosk.problems) == said
    assert "写不进去" in kiosk.problems[-1]
    assert kiosk.finder.find("kfg", 8)[0].scenario == "open-restaurant"
    assert [path.name for path in settings.data.iterdir()] == [CATALOGUE]


def test_a_full_disk_is_said_and_searched_around(
    settings: Settings, kept: Callable[[], Kept], request: pytest.FixtureRequest
) -> None:
    kiosk = kept()
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    request.addfinalizer(lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard)))
    resource.setrlimit(resource.RLIMIT_FSIZE, (50_000, hard))
    kiosk.later()
    resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert "没有生成，先在内存里查" in kiosk.problems[-1]
    assert "磁盘" in kiosk.problems[-1]
    assert kiosk.finder.find("kfg", 8)[0].scenario == "open-restaurant"
    assert list(settings.data.iterdir()) == []
    kiosk.later()
    assert "营业执照" in kiosk.finds(ONLY_BY_PINYIN)


def test_a_kiosk_that_is_switched_off_does_not_wait_for_the_compiler(
    settings: Settings, kept: Callable[[], Kept]
) -> None:
    kiosk = kept()
    kiosk.keeper.stop()
    kiosk.keeper.keep()
    assert (kiosk.given, list(settings.data.iterdir())) == ([], [])


def test_processes_that_build_at_once_leave_one_whole_file(tmp_path: Path) -> None:
    file = tmp_path / CATALOGUE
    words = [sys.executable, "-m", "kiosk", "catalog", "build", "--region", DEFAULT_REGION, "--output", str(file)]
    running = [subprocess.Popen(words, stdout=subprocess.DEVNULL) for _ in range(2)]
    assert [each.wait(60) for each in running] == [0, 0]
    with closing(open_index(file, DEFAULT_REGION)) as index:
        index.verify()
    assert [path.name for path in tmp_path.iterdir()] == [CATALOGUE]


def test_a_second_pack_of_the_same_region_is_refused_and_the_first_compiled(tmp_path: Path) -> None:
    import shutil

    from config.pack_reader import PACKS

    twin = Path(shutil.copytree(PACKS / DEFAULT_REGION, tmp_path / "packs" / "twin"))
    built, faults = compile_packs([PACKS / DEFAULT_REGION, twin], tmp_path / CATALOGUE)
    assert [part.region for part in built] == [DEFAULT_REGION]
    assert faults == [f"数据包 twin 未编入：region.id「{DEFAULT_REGION}」已经是另一个数据包的编号"]


def test_what_a_power_cut_left_behind_goes_with_the_next_build_and_a_running_build_stays(tmp_path: Path) -> None:
    left, young = (tmp_path / f".{CATALOGUE}.{name}.new" for name in ("left", "young"))
    for path in (left, young):
        path.write_bytes(b"x")
    os.utime(left, (1, 1))
    build_catalogue(tmp_path / CATALOGUE, [Part("small", "v", ())])
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted([CATALOGUE, young.name])


def test_the_machine_gives_new_visits_the_new_finder_and_running_ones_keep_theirs(settings: Settings) -> None:
    from kiosk.wiring.machine import Machine

    with closing(Machine(settings, read_data(settings))) as machine:
        before = machine.new_visit()
        machine.catalogue.keep()
        after = machine.new_visit()
        assert before.world.finder is not after.world.finder
        after.open_search()
        after.search(ONLY_BY_PINYIN)
        assert "营业执照" in {hit.matched for hit in after.step.hits}
        before.open_search()
        before.search("kfg")
        assert before.step.hits[0].scenario == "open-restaurant"
