"""What every card reader promises (kiosk.needs.CardReader), driver and emulator alike."""

import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pytest

from hardware.id_reader.driver import SerialCardReader
from hardware.id_reader.emulator import EmulatedReader
from hardware.id_reader.specimens import specimen
from hardware.pty_host import PtyHost
from kiosk.devices import CardOutcome, ReaderTrouble
from kiosk.needs import CardReader


@dataclass
class Desk:
    """A reader with somebody's hand over it."""

    reader: CardReader
    lay: Callable[[], None]
    lift: Callable[[], None]


@pytest.fixture(params=["serial over a pty", "serial over a paced pty"])
def desk(request: pytest.FixtureRequest) -> Iterator[Desk]:
    device = EmulatedReader()
    with PtyHost(device, baudrate=115200 if "paced" in request.param else None) as host:
        reader = SerialCardReader(host.url, poll_gap=0.05)
        yield Desk(reader, lambda: device.lay(specimen("resident")), device.lift)
        reader.close()


def never() -> bool:
    return False


def test_no_card_is_an_outcome_after_the_time_asked_for(desk: Desk) -> None:
    start = time.monotonic()
    outcome = desk.reader.read(0.2, never)
    assert (outcome.card, outcome.trouble) == (None, ReaderTrouble.NO_CARD)
    assert time.monotonic() - start >= 0.2


def test_a_card_is_an_outcome_with_its_time_and_the_readers_number(desk: Desk) -> None:
    desk.lay()
    outcome = desk.reader.read(10, never)
    assert outcome.trouble is None
    assert outcome.card is not None
    assert outcome.card.warnings == ()
    assert outcome.sam_id
    assert outcome.seconds > 0


def test_whether_the_card_lies_there_is_unknown_then_true_then_false(desk: Desk) -> None:
    assert desk.reader.still_there() is None
    desk.lay()
    desk.reader.read(10, never)
    assert desk.reader.still_there() is True
    desk.lift()
    assert desk.reader.still_there() is False


def test_a_closed_reader_opens_itself_for_the_next_read(desk: Desk) -> None:
    desk.reader.close()
    desk.lay()
    assert desk.reader.read(10, never).card is not None
    desk.reader.close()
    desk.reader.close()
    desk.lift()
    desk.lay()
    assert desk.reader.read(10, never).card is not None


def test_leaving_the_page_ends_a_read_in_a_worker_thread(desk: Desk) -> None:
    left, waiting = threading.Event(), threading.Event()
    outcomes: list[CardOutcome] = []

    def cancelled() -> bool:
        waiting.set()
        return left.is_set()

    worker = threading.Thread(target=lambda: outcomes.append(desk.reader.read(60, cancelled)))
    worker.start()
    assert waiting.wait(10)
    left.set()
    worker.join(10)
    assert not worker.is_alive()
    assert [outcome.trouble for outcome in outcomes] == [ReaderTrouble.CANCELLED]


def test_a_cancelled_read_leaves_a_reader_that_reads(desk: Desk) -> None:
    assert desk.reader.read(60, lambda: True).trouble is ReaderTrouble.CANCELLED
    desk.lay()
    assert desk.reader.read(10, never).card is not None
