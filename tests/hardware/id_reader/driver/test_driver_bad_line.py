"""Silence, noise, splits and damage between driver and reader."""

import pytest

from hardware.id_reader.driver import SerialCardReader
from hardware.id_reader.faults import Fault
from hardware.id_reader.specimens import specimen
from hardware.id_reader.wire import commands
from hardware.id_reader.wire.commands import Command
from hardware.id_reader.wire.statuses import Status
from kiosk.devices.outcomes import ReaderTrouble
from tests.hardware.id_reader.driver.listening import ListeningReader, Timeline, never


def test_a_card_lifted_in_the_middle_is_asked_for_again(
    reader: SerialCardReader, device: ListeningReader
) -> None:
    device.inner.lay(specimen("resident"))
    device.inner.misbehave(Fault.CARD_LIFTED_MID_READ)
    assert reader.read(1, never).trouble is ReaderTrouble.PRESENT_AGAIN
    device.inner.behave()
    device.inner.lay(specimen("resident"))
    assert reader.read(1, never).card is not None


def test_a_reader_that_only_falls_silent_over_a_lifted_card_is_told_from_a_dead_one(
    hasty: SerialCardReader, device: ListeningReader
) -> None:
    device.inner.lay(specimen("resident"))
    device.say(commands.READ_BASE, b"")
    assert hasty.read(1, never).trouble is ReaderTrouble.PRESENT_AGAIN
    assert device.count(commands.READ_BASE) == 1


def test_a_silent_reader_is_named_and_comes_back_by_itself(
    hasty: SerialCardReader, device: ListeningReader, timeline: Timeline
) -> None:
    device.inner.misbehave(Fault.SILENT)
    assert hasty.read(60, never).trouble is ReaderTrouble.NO_ANSWER
    assert timeline.now == 0
    device.inner.behave()
    device.inner.lay(specimen("resident"))
    assert hasty.read(1, never).card is not None


def test_a_reader_that_dies_while_searching_is_named(
    hasty: SerialCardReader, device: ListeningReader, timeline: Timeline
) -> None:
    timeline.on_wait = lambda: device.inner.misbehave(Fault.SILENT)
    assert hasty.read(60, never).trouble is ReaderTrouble.NO_ANSWER


@pytest.mark.parametrize("fault", [Fault.NOISY, Fault.SPLIT])
def test_a_bad_line_does_not_hinder_a_read(
    fault: Fault, hasty: SerialCardReader, device: ListeningReader
) -> None:
    device.inner.lay(specimen("resident-rare"))
    device.inner.misbehave(fault)
    outcome = hasty.read(1, never)
    assert outcome.card is not None
    assert outcome.card.name.reveal() == "李䶮𬭎"


@pytest.mark.parametrize("fault", [Fault.WRONG_CHECKSUM, Fault.TRUNCATED])
@pytest.mark.parametrize("command", [commands.FIND, commands.SELECT, commands.READ_BASE])
def test_a_mangled_answer_is_asked_for_again(
    fault: Fault, command: Command, hasty: SerialCardReader, device: ListeningReader
) -> None:
    base = specimen("resident")
    whole = {
        commands.FIND: Status.FOUND.response(bytes(4)),
        commands.SELECT: Status.DONE.response(bytes(8)),
        commands.READ_BASE: Status.DONE.response(base.to_data()),
    }[command].to_bytes()
    mangled = whole[:-1] + bytes([whole[-1] ^ 1]) if fault is Fault.WRONG_CHECKSUM else whole[:-3]
    device.inner.lay(base)
    device.say(command, mangled)
    assert hasty.read(1, never).card is not None
    assert device.count(command) == (3 if command is commands.READ_BASE else 2)
    assert device.count(commands.READ_BASE) >= 2


def test_a_clean_line_is_believed_at_once_and_a_damaged_one_only_when_it_says_the_same_twice(
    reader: SerialCardReader, device: ListeningReader
) -> None:
    found = Status.FOUND.response(bytes(4)).to_bytes()
    device.inner.lay(specimen("resident"))
    assert reader.read(1, never).card is not None
    assert device.count(commands.READ_BASE) == 1
    device.inner.lay(specimen("resident"))
    device.inner.receive(commands.FIND.request.to_bytes())
    device.say(commands.FIND, b"\x00" + found)
    assert reader.read(1, never).card is not None
    assert device.count(commands.READ_BASE) == 3


def test_damage_that_the_check_byte_misses_makes_no_card(reader: SerialCardReader, device: ListeningReader) -> None:
    whole = bytearray(Status.DONE.response(specimen("resident").to_data()).to_bytes())
    whole[14] ^= 1
    whole[16] ^= 1
    device.inner.lay(specimen("resident"))
    device.inner.receive(commands.FIND.request.to_bytes())
    device.say(commands.FIND, b"\x00" + Status.FOUND.response(bytes(4)).to_bytes())
    device.say(commands.READ_BASE, bytes(whole))
    assert reader.read(1, never).trouble is ReaderTrouble.PRESENT_AGAIN


@pytest.mark.parametrize("fault", [Fault.WRONG_CHECKSUM, Fault.TRUNCATED])
def test_a_line_that_always_mangles_counts_as_no_answer(
    fault: Fault, hasty: SerialCardReader, device: ListeningReader
) -> None:
    device.inner.misbehave(fault)
    assert hasty.read(1, never).trouble is ReaderTrouble.NO_ANSWER


def test_a_garbled_number_of_the_reader_does_not_hinder_a_read(
    hasty: SerialCardReader, device: ListeningReader
) -> None:
    garbled = b"\x00\x01\x02"
    device.say(commands.SAM_ID, garbled, garbled, garbled)
    device.inner.lay(specimen("resident"))
    outcome = hasty.read(1, never)
    assert outcome.card is not None
    assert outcome.sam_id == ""
