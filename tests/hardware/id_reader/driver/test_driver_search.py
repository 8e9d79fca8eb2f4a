"""Waiting for a card: polled, given up in time, cancelled when the page is left, lifted and laid again."""

import threading
from itertools import pairwise

import pytest

from hardware.id_reader.driver import SerialCardReader
from hardware.id_reader.faults import Fault
from hardware.id_reader.specimens import specimen
from hardware.id_reader.wire import commands
from hardware.id_reader.wire.statuses import Status
from hardware.pty_host import PtyHost
from kiosk.devices.outcomes import ReaderTrouble
from kiosk.person.identity import CardKind
from tests.hardware.id_reader.driver.listening import ListeningReader, Timeline, never


def test_an_empty_reader_is_searched_until_the_time_is_up(
    reader: SerialCardReader, device: ListeningReader, timeline: Timeline
) -> None:
    assert reader.read(60, never).trouble is ReaderTrouble.NO_CARD
    assert timeline.now == pytest.approx(60)
    gaps = 60 / (device.count(commands.FIND) - 1)
    assert gaps == pytest.approx(0.35, abs=0.01)


def test_no_time_at_all_still_means_one_search(reader: SerialCardReader, device: ListeningReader) -> None:
    device.inner.lay(specimen("resident"))
    assert reader.read(0, never).card is not None
    device.inner.lift()
    assert reader.read(0, never).trouble is ReaderTrouble.NO_CARD


def test_a_card_laid_down_while_searching_is_read(
    reader: SerialCardReader, device: ListeningReader, timeline: Timeline
) -> None:
    timeline.on_wait = lambda: device.inner.lay(specimen("permit")) if timeline.now > 3 else None
    outcome = reader.read(60, never)
    assert outcome.card is not None
    assert outcome.card.kind is CardKind.PERMIT
    assert 3 < timeline.now < 4


def test_a_card_that_stays_is_not_read_twice_until_lifted(
    reader: SerialCardReader, device: ListeningReader
) -> None:
    device.inner.lay(specimen("resident"))
    assert reader.read(60, never).card is not None
    assert reader.read(60, never).trouble is ReaderTrouble.LIFT_FIRST
    device.inner.lift()
    device.inner.lay(specimen("resident"))
    assert reader.read(60, never).card is not None


def test_a_card_left_behind_is_said_within_seconds_and_again_at_the_end_of_the_next_search(
    reader: SerialCardReader, device: ListeningReader, timeline: Timeline
) -> None:
    device.inner.lay(specimen("resident"))
    reader.read(60, never)
    begun = timeline.now
    assert reader.read(60, never).trouble is ReaderTrouble.LIFT_FIRST
    assert timeline.now - begun == pytest.approx(2, abs=0.5)
    begun = timeline.now
    assert reader.read(60, never).trouble is ReaderTrouble.LIFT_FIRST
    assert timeline.now - begun == pytest.approx(60)


def test_a_card_left_behind_and_taken_in_time_lets_the_next_one_be_read(
    reader: SerialCardReader, device: ListeningReader, timeline: Timeline
) -> None:
    device.inner.lay(specimen("resident"))
    reader.read(60, never)
    begun = timeline.now
    timeline.on_wait = lambda: device.inner.lay(specimen("permit")) if timeline.now - begun > 1 else None
    outcome = reader.read(60, never)
    assert outcome.card is not None
    assert outcome.card.kind is CardKind.PERMIT


def test_a_module_that_calls_an_empty_desk_occupied_keeps_no_card_out_for_long(
    reader: SerialCardReader, device: ListeningReader
) -> None:
    occupied = Status.NO_SUCH_ITEM.response().to_bytes()
    device.say(commands.READ_NEW_ADDRESS, *[occupied] * 100)
    device.inner.lay(specimen("resident"))
    reader.read(60, never)
    device.inner.lay(specimen("permit"))
    assert reader.read(60, never).trouble is ReaderTrouble.LIFT_FIRST
    assert reader.read(60, never).card is not None


@pytest.mark.parametrize("address", ["", "湖北省咸宁市咸安区样本路99号"])
def test_it_can_tell_whether_the_card_still_lies_there(
    address: str, reader: SerialCardReader, device: ListeningReader
) -> None:
    assert reader.still_there() is None
    device.inner.lay(specimen("resident"), new_address=address)
    reader.read(1, never)
    assert reader.still_there() is True
    device.inner.lift()
    assert reader.still_there() is False
    device.inner.lay(specimen("permit"))
    assert reader.still_there() is False
    reader.close()
    assert reader.still_there() is None


def test_it_cannot_be_told_when_the_reader_says_nothing(
    hasty: SerialCardReader, device: ListeningReader
) -> None:
    device.inner.lay(specimen("resident"))
    assert hasty.read(1, never).card is not None
    device.inner.misbehave(Fault.SILENT)
    assert hasty.still_there() is None


def test_a_module_that_lacks_one_question_is_asked_the_other(
    reader: SerialCardReader, device: ListeningReader
) -> None:
    unknown = Status.UNKNOWN_COMMAND.response().to_bytes()
    device.say(commands.READ_NEW_ADDRESS, unknown)
    device.inner.lay(specimen("resident"))
    reader.read(1, never)
    assert reader.still_there() is True
    assert device.count(commands.READ_CARD_NUMBERS) == 1
    device.say(commands.READ_CARD_NUMBERS, unknown)
    assert reader.still_there() is None
    assert reader.still_there() is None
    assert device.count(commands.READ_CARD_NUMBERS) == 2


def test_a_citizen_who_leaves_ends_the_search(
    host: PtyHost, device: ListeningReader, timeline: Timeline
) -> None:
    looks: list[float] = []

    def cancelled() -> bool:
        looks.append(timeline.now)
        return timeline.now >= 3

    reader = SerialCardReader(
        host.url, poll_gap=2.0, monotonic=timeline.monotonic, wait=timeline.wait
    )
    assert reader.read(60, cancelled).trouble is ReaderTrouble.CANCELLED
    assert timeline.now < 3.5
    assert max(b - a for a, b in pairwise(looks)) <= 0.5
    reader.close()


def test_a_citizen_who_left_already_sends_nothing(
    reader: SerialCardReader, device: ListeningReader
) -> None:
    assert reader.read(60, lambda: True).trouble is ReaderTrouble.CANCELLED
    assert device.asked == []


def test_a_citizen_who_leaves_while_the_card_is_read_is_not_kept_waiting(
    reader: SerialCardReader, device: ListeningReader
) -> None:
    read_frame = commands.READ_BASE.request.to_bytes()
    device.heard[read_frame] = threading.Event()
    device.inner.lay(specimen("resident"))
    device.say(commands.READ_BASE, b"")
    outcome = reader.read(60, device.heard[read_frame].is_set)
    assert outcome.trouble is ReaderTrouble.CANCELLED
    device.inner.lift()
    device.inner.lay(specimen("permit"))
    assert reader.read(1, never).card is not None
