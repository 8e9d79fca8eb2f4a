"""What every card reader promises (kiosk.needs.CardReader), driver and emulator alike."""

import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from hardware.id_reader.desk import EmulatedDesk
from hardware.id_reader.driver import SerialCardReader
from hardware.id_reader.emulator import EmulatedReader
from hardware.id_reader.faults import Fault, FaultScript
from hardware.id_reader.specimens import specimen
from hardware.id_reader.wire.conversation import Patience
from hardware.pty_host import PtyHost
from kiosk.devices.outcomes import CardOutcome, ReaderTrouble
from kiosk.needs import CardReader
from kiosk.person.identity import CardKind


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


# what a citizen is told while the fault lasts: None stands for a card that is read all the same
LATE = (None, ReaderTrouble.PRESENT_AGAIN, ReaderTrouble.NO_ANSWER)  # which one depends on whose turn it then is
TOLD: dict[str, ReaderTrouble | tuple[ReaderTrouble | None, ...] | None] = {
    "silent": ReaderTrouble.NO_ANSWER,
    "slow:0.05": None,
    "noisy:20": None,
    "split:1": None,
    "wrong-checksum": ReaderTrouble.NO_ANSWER,
    "truncated": ReaderTrouble.NO_ANSWER,
    "late-answer:0.2": LATE,
    "foreign-frame": None,
    "power-cycled:0.2": None,
    "unplugged": ReaderTrouble.PORT_MISSING,
    "renamed": None,
    "card-lifted-mid-read": ReaderTrouble.PRESENT_AGAIN,
    "card-left-behind": ReaderTrouble.LIFT_FIRST,
    "two-cards": ReaderTrouble.CROWDED,
    "not-genuine": ReaderTrouble.NOT_GENUINE,
    "self-test-failed": ReaderTrouble.READER_FAULT,
    "not-authorised": ReaderTrouble.NOT_AUTHORISED,
    "unknown-status": ReaderTrouble.UNKNOWN_ANSWER,
    "old-module": None,
}
HASTY = Patience(answer_scale=0.15, quiet=0.08, slice=0.02)


class QuickTime:
    """Pauses between searches pass at once."""

    def __init__(self) -> None:
        self.now = 0.0

    def monotonic(self) -> float:
        return self.now

    def wait(self, seconds: float) -> None:
        self.now += seconds


def test_every_fault_there_is_has_a_row() -> None:
    assert {FaultScript.named(written).fault for written in TOLD} == set(Fault)


OF_THE_LINE = ("noisy:20", "power-cycled:0.2", "unplugged", "renamed", "two-cards", "self-test-failed")


@pytest.mark.parametrize(
    ("written", "begins"),
    [*((written, "before the greeting") for written in TOLD), *((written, "after a card") for written in OF_THE_LINE)],
)
def test_every_fault_ends_in_its_outcome_and_the_next_card_is_read_without_a_touch(
    written: str, begins: str, tmp_path: Path
) -> None:
    script, quick = FaultScript.named(written), QuickTime()
    left_behind = script.fault is Fault.CARD_LEFT_BEHIND
    with EmulatedDesk(link=tmp_path / "reader") as desk:
        reader = SerialCardReader(
            desk.url, fingerprint=script.fault is Fault.OLD_MODULE, patience=HASTY, monotonic=quick.monotonic,
            wait=quick.wait,
        )
        if begins == "after a card" or left_behind:
            desk.reader.lay(specimen("permit"))
            assert reader.read(5, never).card is not None
        if not left_behind:
            desk.reader.lay(specimen("resident"))
        desk.play(script)
        outcome = reader.read(10, never)
        told = TOLD[written]
        assert outcome.trouble in (told if isinstance(told, tuple) else (told,))
        if outcome.trouble is None:
            assert outcome.card is not None
            assert (outcome.card.kind, outcome.card.warnings) == (CardKind.RESIDENT, ())
        desk.end(script)
        desk.reader.lift()
        assert reader.read(0, never).trouble in (ReaderTrouble.NO_CARD, ReaderTrouble.LIFT_FIRST)
        desk.reader.lay(specimen("resident-forever"))
        again = reader.read(10, never)
        assert again.card is not None
        assert again.card.valid_forever
        reader.close()
