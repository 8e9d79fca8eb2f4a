"""A whole kiosk a test, a hall server a process."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from backend.serve import Server
from backend.settings import BackendSettings
from kiosk.filing.attachment import Attachment
from kiosk.filing.bundle import Bundle
from tests.faults.night import Night
from tests.screens.conftest import CACHE, walk, window

__all__ = ["walk", "window"]


@pytest.fixture(scope="session")
def shipped_data() -> Any:
    """Pack, hall facts and words as shipped."""
    from config.settings import read_settings
    from kiosk.cli.starting import read_data

    return read_data(read_settings())


@pytest.fixture(scope="session")
def hall_database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("hall") / "hall.db"


@pytest.fixture(scope="session")
def hall_server(hall_database: Path) -> Iterator[Server]:
    with Server(BackendSettings(database_url=f"sqlite:///{hall_database}")) as server:
        yield server


@pytest.fixture
def dark(tmp_path: Path, hall_server: Server, hall_database: Path) -> Iterator[Night]:
    """A night whose kiosk is not switched on yet; nothing is plugged in."""
    night = Night(tmp_path, hall_server, hall_database)
    yield night
    night.close()


@pytest.fixture
def switch_on(shipped_data: Any, walk: Callable[..., Any]) -> Callable[[Night], Night]:
    def start(night: Night) -> Night:
        night.switch_on(shipped_data, CACHE, walk)
        return night

    return start


@pytest.fixture
def night(dark: Night, switch_on: Callable[[Night], Night]) -> Night:
    """Everything plugged in and running, numbers leased, the invitation on the screen."""
    dark.reader_plug.start()
    dark.printer_plug.start()
    switch_on(dark)
    dark.until(lambda: dark.machine.numbers.left() > 0)
    return dark


@pytest.fixture
def whole_bundle(shipped_data: Any) -> Bundle:
    """A bundle the hall takes, of a made-up person."""
    from datetime import datetime

    from kiosk.visit import Visit, World
    from kiosk.visit.rehearsing import SilentErrands, hand_in

    class Keeping(SilentErrands):
        def file(self, visit_id: str, bundle: Bundle, attachments: tuple[Attachment, ...] = ()) -> None:
            filed.append(bundle)

    class Noon:
        def now(self) -> datetime:
            return datetime(2026, 11, 21, 12, 0)

        def monotonic(self) -> float:
            return 0.0

    filed: list[Bundle] = []
    visit = Visit(World(shipped_data.catalog, shipped_data.hall, Keeping(), Noon(), True))
    visit.choose_scenario("open-restaurant")
    for answer in ("400", "false", "false"):
        visit.answer(answer)
    hand_in(visit)
    return filed[0]
