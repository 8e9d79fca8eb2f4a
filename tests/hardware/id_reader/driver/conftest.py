"""One reader on a pty, listened to, and the driver that talks to it."""

from collections.abc import Iterator

import pytest

from hardware.id_reader.driver import SerialCardReader
from hardware.pty_host import PtyHost
from tests.hardware.id_reader.driver.listening import SHORT, ListeningReader, Timeline


@pytest.fixture
def timeline() -> Timeline:
    return Timeline()


@pytest.fixture
def device() -> ListeningReader:
    return ListeningReader()


@pytest.fixture
def host(device: ListeningReader) -> Iterator[PtyHost]:
    with PtyHost(device) as running:
        yield running


@pytest.fixture
def reader(host: PtyHost, timeline: Timeline) -> Iterator[SerialCardReader]:
    driver = SerialCardReader(host.url, monotonic=timeline.monotonic, wait=timeline.wait)
    yield driver
    driver.close()


@pytest.fixture
def hasty(host: PtyHost, timeline: Timeline) -> Iterator[SerialCardReader]:
    """Gives up on silence early."""
    driver = SerialCardReader(
        host.url, patience=SHORT, monotonic=timeline.monotonic, wait=timeline.wait
    )
    yield driver
    driver.close()
