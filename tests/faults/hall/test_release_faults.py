"""Whatever stands between kiosk and hall does, the release in use stays whole, and the next attempt gets through."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import pytest

from backend.serve import Server
from backend.settings import BackendSettings
from kiosk.errors import ReleaseRefused
from kiosk.needs import HallUnreachable
from offline_cache.hall_client import HallFile, HttpHall
from offline_cache.releases import Shelf
from offline_cache.releases.asking import Rules, Updates
from tests.faults.bad_server import FAULTS, PASS_ON, BadServer, Fault
from tests.offline_cache.releases.publisher import REGION, Noon, Publisher, good

TOTAL = 0.6
IN_A_FILE = {
    "commits, then half a reply", "commits, then RST", "a byte a second", "500", "404", "garbage JSON", "redirect loop",
    "login page with 200",
}


class Way:
    """A kiosk, a publisher, and a bad door between them."""

    def __init__(self, folder: Path, door: BadServer, publisher: Publisher) -> None:
        self.door, self.publisher = door, publisher
        self.shelf = Shelf(folder / "data" / "catalogue")
        self._folder = folder

    def update(self, fetch: Callable[[HttpHall], Callable[..., HallFile]], fault: str = PASS_ON) -> str:
        hall = HttpHall(self.door.url_for(fault), "A03", (0.5, 0.5), total=TOTAL)
        rules = Rules(REGION, (self.publisher.public,))
        try:
            return Updates(self.shelf, fetch(hall), rules, Noon(), self._folder / "nothing").update(good).outcome
        finally:
            hall.close()

    def plainly(self) -> str:
        self.door.mode = PASS_ON
        return self.update(lambda hall: hall.fetch)


@pytest.fixture(scope="module")
def hall(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Server, Path]]:
    folder = tmp_path_factory.mktemp("releases")
    (folder / "desk" / "out").mkdir(parents=True)
    settings = BackendSettings(database_url=f"sqlite:///{folder}/hall.db", releases=str(folder / "desk" / "out"))
    with Server(settings) as server:
        yield server, folder / "desk"


@pytest.fixture(scope="module")
def publisher(hall: tuple[Server, Path]) -> Publisher:
    return Publisher(hall[1])


@pytest.fixture
def way(hall: tuple[Server, Path], publisher: Publisher, tmp_path: Path) -> Iterator[Way]:
    door = BadServer(hall[0].url, tmp_path)
    yield Way(tmp_path, door, publisher)
    door.close()


@pytest.mark.parametrize(
    ("fault", "at"),
    [*((fault, "list") for fault in FAULTS), *((fault, "file") for fault in FAULTS if fault.name in IN_A_FILE)],
    ids=lambda part: part if isinstance(part, str) else part.name,
)
def test_each_fault_is_left_in_time_and_changes_nothing(fault: Fault, at: str, way: Way) -> None:
    old = way.publisher.publish_changed()
    assert way.plainly() == "taken"
    new = way.publisher.publish_changed()

    def failing(hall: HttpHall) -> Callable[..., HallFile]:
        good_hall = HttpHall(way.door.url_for(PASS_ON), "A03", (2, 5))

        def fetch(path: str, headers: Mapping[str, str], limit: int) -> HallFile:
            bad = path.endswith("/manifest") == (at == "list")
            way.door.mode = fault.name if bad else PASS_ON
            return (hall if bad else good_hall).fetch(path, headers, limit)

        return fetch

    began = time.monotonic()
    with pytest.raises((HallUnreachable, ReleaseRefused)):
        way.update(failing, fault.name)
    assert time.monotonic() - began < TOTAL + 3
    assert way.shelf.state().current == old.name
    kept = way.shelf.in_use()
    assert kept is not None and kept.spoilt() == ()
    assert way.plainly() == "taken"
    assert way.shelf.state().current == new.name


def test_a_list_longer_than_any_release_is_cut_off(way: Way, publisher: Publisher) -> None:
    publisher.publish_changed()
    file = publisher.out / f"{REGION}.json"
    signed = file.read_bytes()
    file.write_bytes(signed + b" " * (300_000 - len(signed)))
    hall = HttpHall(way.door.url_for(PASS_ON), "A03", (2, 5))
    with pytest.raises(HallUnreachable, match="过长"):
        hall.fetch(f"/v1/catalog/{REGION}/manifest", {}, 10_000)
    hall.close()
    file.write_bytes(signed)
    assert way.plainly() == "taken"


def test_over_the_wire_an_unchanged_release_costs_one_answer_without_content(way: Way, publisher: Publisher) -> None:
    publisher.publish_changed()
    assert [way.plainly(), way.plainly()] == ["taken", "unchanged"]
    hall = HttpHall(way.door.url_for(PASS_ON), "A03", (2, 5))
    first = hall.fetch(f"/v1/catalog/{REGION}/manifest", {}, 300_000)
    again = hall.fetch(f"/v1/catalog/{REGION}/manifest", {"If-None-Match": first.etag}, 300_000)
    assert (again.status, again.body) == (304, b"")
    assert hall.fetch("/v1/catalog/nowhere/manifest", {}, 300_000).status == 404
    hall.close()
