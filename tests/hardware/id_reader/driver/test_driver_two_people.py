"""One person acts for another: two cards, one after the other, and never the same one twice."""

from hardware.id_reader.driver import SerialCardReader
from hardware.id_reader.faults import Fault
from hardware.id_reader.specimens import specimen
from kiosk.devices.outcomes import ReaderTrouble
from tests.hardware.id_reader.driver.listening import ListeningReader, Timeline, never


def test_the_second_card_is_read_after_the_first_was_taken_without_a_word(
    reader: SerialCardReader, device: ListeningReader, timeline: Timeline
) -> None:
    device.inner.lay(specimen("resident"))
    agent = reader.read(60, never).card
    assert agent is not None
    timeline.on_wait = lambda: device.inner.lay(specimen("resident-forever")) if timeline.now > 20 else None
    outcome = reader.read(60, never, unlike=agent)
    assert outcome.card is not None
    assert outcome.card.number != agent.number
    assert 20 < timeline.now < 22


def test_the_first_card_laid_down_again_is_said_and_the_second_is_read_afterwards(
    reader: SerialCardReader, device: ListeningReader
) -> None:
    device.inner.lay(specimen("resident"))
    agent = reader.read(60, never).card
    assert agent is not None
    device.inner.lay(specimen("resident"))
    outcome = reader.read(60, never, unlike=agent)
    assert (outcome.card, outcome.trouble) == (None, ReaderTrouble.SAME_CARD)
    device.inner.lay(specimen("permit"))
    assert reader.read(60, never, unlike=agent).card is not None


def test_a_first_card_that_is_never_taken_is_said_at_the_end(
    reader: SerialCardReader, device: ListeningReader, timeline: Timeline
) -> None:
    device.inner.lay(specimen("resident"))
    agent = reader.read(60, never).card
    assert reader.read(60, never, unlike=agent).trouble is ReaderTrouble.LIFT_FIRST
    assert timeline.now >= 60


def test_two_cards_at_once_are_neither_read_and_each_alone_is(
    reader: SerialCardReader, device: ListeningReader, timeline: Timeline
) -> None:
    device.inner.lay(specimen("resident"))
    device.inner.misbehave(Fault.TWO_CARDS)
    outcome = reader.read(60, never)
    assert (outcome.card, outcome.trouble) == (None, ReaderTrouble.CROWDED)
    assert timeline.now < 3
    device.inner.behave()
    for name in ("resident", "permit"):
        device.inner.lay(specimen(name))
        assert reader.read(60, never).card is not None


def test_a_card_laid_down_with_a_shaky_hand_is_not_taken_for_two(
    reader: SerialCardReader, device: ListeningReader
) -> None:
    device.inner.lay(specimen("resident"))
    device.inner.misbehave(Fault.TWO_CARDS, answers=9)
    assert reader.read(60, never).card is not None
