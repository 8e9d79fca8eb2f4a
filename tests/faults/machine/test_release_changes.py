"""The hall publishes a changed pack: whoever is at the machine ends on the old one, the next person gets the new."""

from __future__ import annotations

import json
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from backend.serve import Server
from backend.settings import BackendSettings
from config.pack_reader import DEFAULT_REGION, PACKS
from config.settings import SETTINGS_FILE, CatalogueUpdates, read_settings
from kiosk.cli import run
from kiosk.cli.catalogue.releases.choosing import shelf_of, start_data
from kiosk.cli.catalogue.releases.keeping import SEEN_THROUGH, ReleaseKeeper
from kiosk.cli.catalogue.releases.proving import Prover
from kiosk.cli.catalogue.releases.publishing import publish
from kiosk.cli.starting import Data
from kiosk.errors import PackError, StoreError
from kiosk.needs import HallUnreachable
from kiosk.steps import Ask
from offline_cache.releases import Kept, Shelf
from offline_cache.releases.signing import make_key, read_key
from tests.faults.night import Night
from tests.screens.conftest import CACHE

ROOT = Path(__file__).resolve().parents[3]
OLD, NEW = "店面的经营面积大约多大？", "店面一共多少平方米？"
OLD_NAME, NEW_NAME = "我要开饭馆", "我要开一家饭馆"


class Desk:
    """The publisher of the region, and the hall that hands out."""

    def __init__(self, folder: Path) -> None:
        self.packs = Path(shutil.copytree(PACKS, folder / "packs"))
        self.pack = self.packs / DEFAULT_REGION
        self.public = make_key(folder / "publisher.key")
        self._key, self._out, self._number = read_key(folder / "publisher.key"), folder / "out", 2026110100
        self._out.mkdir()
        self.server = Server(BackendSettings(database_url=f"sqlite:///{folder}/hall.db", releases=str(self._out)))

    def edit(self, name: str, old: str, new: str) -> None:
        path = self.pack / f"{name}.toml"
        text = path.read_text(encoding="utf-8")
        assert old in text
        path.write_text(text.replace(old, new), encoding="utf-8")

    def make_small(self) -> None:
        """A pack that is proven in no time, under the region's name."""
        shutil.rmtree(self.pack)
        shutil.copytree(ROOT / "tests" / "config" / "small", self.pack)
        self.edit("region", 'id = "small"', f'id = "{DEFAULT_REGION}"')

    def publish(self) -> str:
        self._number += 1
        return publish(self.pack, self._key, self._out, self._number).name

    def publish_changed(self) -> str:
        self.edit("questions", OLD, NEW)
        self.edit("scenarios/open-restaurant", OLD_NAME, NEW_NAME)
        return self.publish()


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    (tmp_path / "desk").mkdir()
    found = Desk(tmp_path / "desk")
    with found.server:
        yield found


@pytest.fixture
def settings_file(desk: Desk, tmp_path: Path) -> Path:
    """Settings of a machine without devices that knows the publisher."""
    text = SETTINGS_FILE.read_text(encoding="utf-8").replace('url = "auto"', f'url = "{tmp_path}/tty"')
    text = text.replace("http://127.0.0.1:8600", desk.server.url).replace("var/kiosk", f"{tmp_path}/data")
    file = tmp_path / "kiosk.toml"
    file.write_text(text + f'\n[catalogue]\npublisher_keys = ["{desk.public}"]\n', encoding="utf-8")
    return file


def test_a_visit_in_progress_ends_on_the_old_version_and_the_next_visit_shows_the_new_one(
    dark: Night, desk: Desk, settings_file: Path, walk: Callable[..., Any],
) -> None:
    dark.settings = replace(dark.settings, catalogue=CatalogueUpdates((desk.public,)))
    dark.switch_on(start_data(dark.settings), CACHE, walk)
    before = dark.machine.world.catalog.version
    dark.walker.see(OLD_NAME)
    dark.enter()
    dark.walker.tap("scenario:open-restaurant")
    dark.walker.see(OLD)
    name = take(desk, settings_file)
    dark.machine.releases.keep()
    dark.until(lambda: dark.machine.world.catalog.version != before)
    assert dark.machine.releases.release == name
    assert "open-restaurant" in {hit.scenario for hit in dark.machine.world.finder.find("开一家饭馆", 3)}
    dark.walker.see(OLD)
    dark.walker.type_digits("400")
    dark.walker.tap("next")
    assert isinstance(dark.step, Ask)
    assert dark.app.visit.world.catalog.version == before
    dark.app.leave()
    dark.walker.see(NEW_NAME)
    dark.enter()
    dark.walker.tap("scenario:open-restaurant")
    dark.walker.see(NEW)
    assert dark.app.visit.world.catalog.version == name.split("-")[1]
    dark.app.leave()
    assert run(["catalog", "rollback", "--settings", str(settings_file), "--data", str(dark.settings.data)]) == 0
    dark.machine.releases.keep()
    dark.until(lambda: dark.machine.world.catalog.version == before)
    dark.walker.see(OLD_NAME)


def take(desk: Desk, settings_file: Path) -> str:
    """Publish a change and use it from the next start on; not proven, which takes seconds."""
    from offline_cache.hall_client import HttpHall
    from offline_cache.releases.asking import Rules, Updates

    settings, name = read_settings(settings_file), desk.publish_changed()
    hall = HttpHall(desk.server.url, "A03", (2, 5))
    shelf, rules = shelf_of(settings), Rules(DEFAULT_REGION, (desk.public,))
    Updates(shelf, hall.fetch, rules, Clock(datetime.now), PACKS).update(lambda kept: None)
    hall.close()
    return name


class Clock:
    """Moves when told."""

    def __init__(self, now: Callable[[], datetime]) -> None:
        self.now, self.seconds = now, 0.0

    def monotonic(self) -> float:
        return self.seconds


class Soonest(random.Random):
    """The lower end of every range."""

    def uniform(self, a: float, b: float) -> float:
        return a


class Keeping:
    """A keeper, what it noted, and the data it gave."""

    def __init__(self, settings_file: Path, fetch: Callable[..., Any]) -> None:
        self.settings = read_settings(settings_file)
        self.clock, self.notes, self.given = Clock(datetime.now), list[tuple[str, Any]](), list[Data]()
        self.keeper = ReleaseKeeper(
            self.settings, start_data(self.settings), fetch, self.clock,
            lambda event, **values: self.notes.append((event, values)), self.given.append, rng=Soonest(),
        )

    def after(self, seconds: float, *, in_visit: bool = False) -> bool:
        """Whether there is something to do then; it is done."""
        self.clock.seconds += seconds
        due = self.keeper.due(in_visit=in_visit)
        if due:
            self.keeper.keep()
        return due

    @property
    def events(self) -> list[str]:
        return [event for event, _ in self.notes]


@pytest.fixture
def hall(desk: Desk) -> Iterator[Any]:
    from offline_cache.hall_client import HttpHall

    client = HttpHall(desk.server.url, "A03", (2, 5))
    yield client
    client.close()


def test_a_running_kiosk_asks_proves_changes_over_and_a_start_ends_the_trial(
    desk: Desk, settings_file: Path, hall: Any,
) -> None:
    kept = Keeping(settings_file, hall.fetch)
    desk.make_small()
    name = desk.publish()
    assert not kept.after(10)
    assert not kept.after(60, in_visit=True), "somebody is at the machine"
    assert kept.after(5)
    assert kept.events == ["release_taken", "release_in_use"]
    assert [data.release for data in kept.given] == [name]
    assert kept.keeper.shelf.state().trial.starts == 1
    kept.after(1)
    kept.after(SEEN_THROUGH)
    assert kept.keeper.shelf.state().trial.starts == 0, "its first start is still before it"
    kept.keeper.close()
    again = Keeping(settings_file, hall.fetch)
    assert again.keeper.release == name
    again.after(1)
    again.after(SEEN_THROUGH)
    assert again.keeper.shelf.state().trial is None
    again.keeper.close()


def test_a_disk_that_spoils_a_release_before_it_is_proven_condemns_nothing(
    desk: Desk, settings_file: Path, hall: Any,
) -> None:
    def spoilt(kept: Kept) -> None:
        file = kept.packs / DEFAULT_REGION / "items.toml"
        file.write_bytes(file.read_bytes()[:-1] + b"#")
        Prover(read_settings(settings_file)).prove(kept)

    desk.make_small()
    name, kept = desk.publish(), Keeping(settings_file, hall.fetch)
    with pytest.raises(StoreError, match="没有检查完"):
        kept.keeper.updates.update(spoilt)
    assert kept.keeper.shelf.state().refused == {}
    assert kept.keeper.updates.update(lambda release: None).name == name
    kept.keeper.close()


def test_machines_switched_on_together_ask_apart(settings_file: Path) -> None:
    def asked_after(seed: int) -> int:
        clock, asked = Clock(datetime.now), list[float]()

        def fetch(*_: object) -> None:
            asked.append(clock.seconds)
            raise HallUnreachable("away")

        keeper = ReleaseKeeper(
            settings, start_data(settings), fetch, clock, lambda event, **values: None, lambda data: None,
            rng=random.Random(seed),
        )
        while not asked:
            clock.seconds += 10
            if keeper.due(in_visit=False):
                keeper.keep()
        keeper.close()
        return int(asked[0])

    settings = read_settings(settings_file)
    times = [asked_after(seed) for seed in range(12)]
    assert min(times) >= 30 and max(times) <= 30 + 0.1 * settings.catalogue.minutes * 60 + 120
    assert len(set(times)) >= 4


def test_a_hall_that_asks_to_come_later_is_not_asked_before(settings_file: Path) -> None:
    def busy(*_: object) -> None:
        asked.append(1)
        raise HallUnreachable("busy", 20_000.0, "busy")

    asked = list[int]()
    kept = Keeping(settings_file, busy)
    for _ in range(5):
        kept.after(3700)
    assert len(asked) == 1
    kept.after(5300)
    assert len(asked) == 2
    kept.keeper.close()


def test_a_release_that_makes_the_reader_stumble_is_given_up_at_once(
    desk: Desk, settings_file: Path, monkeypatch: pytest.MonkeyPatch,
) -> None:
    from kiosk.cli.catalogue.releases import choosing

    def stumbling(kept: object, settings: object) -> Data:
        raise RecursionError("deep")

    name = take(desk, settings_file)
    settings = read_settings(settings_file)
    monkeypatch.setattr(choosing, "data_of", stumbling)
    data = start_data(settings)
    assert data.release == "" and any("RecursionError" in notice for notice in data.notices)
    assert list(shelf_of(settings).state().refused) == [name]


def test_a_busy_hall_waits_two_minutes_at_most(desk: Desk, settings_file: Path, hall: Any) -> None:
    def due() -> bool:
        kept.clock.seconds += 20
        return kept.keeper.due(in_visit=True)

    kept = Keeping(settings_file, hall.fetch)
    waited = [due() for _ in range(10)].index(True) * 20
    assert 60 < waited <= 60 + 120


def test_a_release_with_faults_is_named_in_the_journal_once_and_nothing_changes(
    desk: Desk, settings_file: Path, hall: Any,
) -> None:
    kept = Keeping(settings_file, hall.fetch)
    desk.make_small()
    desk.edit("scenarios/open-shop", 'items = ["licence", ', 'items = ["open-zoo", "licence", ')
    with pytest.raises(PackError, match="open-zoo"):
        desk.publish()
    desk.edit("scenarios/open-shop", '"open-zoo", ', "")
    desk.edit("questions", 'en = "How large?"\n', "")
    name = desk.publish()
    for _ in range(3):
        kept.after(3700)
    assert kept.events == ["release_problem", "release_problem"]
    assert "questions.toml" in kept.notes[0][1]["reason"] and name in kept.notes[1][1]["reason"]
    assert kept.given == [] and kept.keeper.release == ""
    kept.keeper.close()


def test_a_kiosk_that_knows_no_publisher_never_asks(settings_file: Path) -> None:
    text = settings_file.read_text(encoding="utf-8")
    settings_file.write_text(text.partition("\n[catalogue]")[0], encoding="utf-8")

    def never(*_: object) -> None:
        raise AssertionError("asked")

    kept = Keeping(settings_file, never)
    assert kept.after(7200)
    assert kept.notes == []
    kept.keeper.close()


def test_a_file_changed_by_hand_is_not_served(desk: Desk, settings_file: Path, hall: Any) -> None:
    name = take(desk, settings_file)
    kept = Keeping(settings_file, hall.fetch)
    assert kept.keeper.release == name
    kept.keeper.shelf.seen_through(name, started=True)
    file = kept.keeper.shelf.folder / "releases" / name / "packs" / DEFAULT_REGION / "questions.toml"
    text = file.read_bytes()
    file.write_bytes(text.replace("多少平方米".encode(), "多少平方尺".encode()))
    assert file.stat().st_size == len(text)
    data = start_data(kept.settings)
    assert data.release == "" and data.catalog.questions["area"].text.zh == OLD
    assert any(name in notice for notice in data.notices)
    assert kept.keeper.shelf.state().refused == {}, "the publisher is not to blame"
    assert kept.keeper.updates.update(lambda release: None).outcome == "taken"
    assert start_data(kept.settings).release == name
    kept.keeper.close()


def test_newer_packs_that_came_with_the_program_go_before_an_older_release(
    desk: Desk, settings_file: Path, hall: Any, tmp_path: Path,
) -> None:
    take(desk, settings_file)
    kept = Keeping(settings_file, hall.fetch)
    kept.keeper.close()
    shipped = Path(shutil.copytree(PACKS, tmp_path / "shipped"))
    region = shipped / DEFAULT_REGION / "region.toml"
    region.write_text(region.read_text(encoding="utf-8").replace("2020-07", "2027-01"), encoding="utf-8")
    data = start_data(kept.settings, shipped)
    assert data.release == "" and data.catalog.source.as_of == "2027-01"
    assert any("自带的数据包比" in notice for notice in data.notices)


def started_kiosk(settings_file: Path, home: Path) -> subprocess.Popen[str]:
    environment = {
        **os.environ, "SDL_VIDEODRIVER": "offscreen", "KIVY_GL_BACKEND": "mock", "PYTHONPATH": str(ROOT),
        "PYTHONUTF8": "1",
    }
    words = [sys.executable, "-m", "kiosk", "run", "--settings", str(settings_file)]
    return subprocess.Popen(words, cwd=home, env=environment, stderr=subprocess.PIPE, text=True)


def wait_until(held: Callable[[], bool]) -> None:
    end = time.monotonic() + 60
    while not held():
        assert time.monotonic() < end, "it did not happen"
        time.sleep(0.05)


def test_a_kiosk_killed_twice_before_it_came_up_starts_with_the_version_before(desk: Desk, settings_file: Path) -> None:
    home = CACHE / "processes"
    home.mkdir(parents=True, exist_ok=True)
    name = take(desk, settings_file)
    data = settings_file.parent / "data"
    shelf = Shelf(data / "catalogue" / DEFAULT_REGION)
    for start in (1, 2):
        first = started_kiosk(settings_file, home)
        wait_until(lambda start=start: shelf.state().trial is not None and shelf.state().trial.starts == start)
        first.send_signal(signal.SIGKILL)
        first.communicate()
    second = started_kiosk(settings_file, home)
    wait_until(lambda: shelf.state().trial is None)
    journal = data / "journal.log"
    wait_until(lambda: journal.exists() and "data_problem" in journal.read_text(encoding="utf-8"))
    second.terminate()
    assert name in second.communicate()[1]
    state = shelf.state()
    assert state.current == "" and list(state.refused) == [name]
    lines = [json.loads(line) for line in journal.read_text(encoding="utf-8").splitlines()]
    assert any(name in line.get("reason", "") for line in lines if line["event"] == "data_problem")
