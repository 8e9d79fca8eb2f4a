from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from threading import Thread

import pytest

from backend.database import Database
from backend.devices import Devices
from backend.hall_time import HallTime
from backend.serve import Server
from backend.settings import BackendSettings
from tests.contracts.device_enrolment.enrolled_kiosk import MACHINE, HandClock, Kiosk


@pytest.fixture
def hall_clock() -> HandClock:
    return HandClock()


@pytest.fixture
def clock() -> HandClock:
    return HandClock()


@pytest.fixture
def settings(tmp_path: Path) -> BackendSettings:
    return BackendSettings(database_url=f"sqlite:///{tmp_path}/hall.db", devices="enrolled")


@pytest.fixture(scope="module")
def stopping() -> Iterator[list[Thread]]:
    """Servers of finished tests stop while the next tests run; the module waits for the last of them."""
    threads: list[Thread] = []
    yield threads
    for thread in threads:
        thread.join()


@pytest.fixture
def server(settings: BackendSettings, hall_clock: HandClock, stopping: list[Thread]) -> Iterator[Server]:
    running = Server(settings, hall_clock).start()
    yield running
    stopping.append(Thread(target=running.stop))
    stopping[-1].start()


@pytest.fixture
def staff(server: Server, settings: BackendSettings, hall_clock: HandClock) -> Iterator[Devices]:
    """The hall's side, on its database."""
    database = Database(settings.database_url)
    yield Devices(database, HallTime(hall_clock, settings.timezone))
    database.close()


@pytest.fixture
def kiosk(tmp_path: Path, server: Server, clock: HandClock) -> Iterator[Kiosk]:
    made = Kiosk(tmp_path / "kiosk", server.url, clock)
    yield made
    made.close()


@pytest.fixture
def enrolled(kiosk: Kiosk, staff: Devices) -> Kiosk:
    kiosk.enrolment.enrol(staff.issue_code(MACHINE))
    return kiosk
