"""The emulated reader by itself: bytes in, bytes out."""

import pytest

from hardware.id_reader.base_info import BaseInformation
from hardware.id_reader.emulator import EmulatedReader, Fault
from hardware.id_reader.specimens import specimen
from hardware.id_reader.wire import commands
from hardware.id_reader.wire.commands import Command
from hardware.id_reader.wire.frames import FrameParser, Response
from hardware.id_reader.wire.statuses import Status
from hardware.pty_host import Later


def spoken(reader: EmulatedReader, data: bytes) -> bytes:
    return b"".join(piece.data if isinstance(piece, Later) else piece for piece in reader.receive(data))


def ask(reader: EmulatedReader, command: Command) -> Response:
    (response,) = FrameParser().feed(spoken(reader, command.request.to_bytes()))
    return response


def statuses(reader: EmulatedReader, *asked: Command) -> list[Status | None]:
    return [Status.of(ask(reader, command)) for command in asked]


READ = (commands.FIND, commands.SELECT, commands.READ_BASE)


def test_three_steps_read_a_card_and_then_it_must_be_lifted() -> None:
    reader = EmulatedReader()
    assert statuses(reader, commands.FIND) == [Status.NOT_FOUND]
    reader.lay(specimen("resident"))
    assert statuses(reader, *READ) == [Status.FOUND, Status.DONE, Status.DONE]
    assert statuses(reader, commands.FIND, commands.SELECT) == [Status.NOT_FOUND, Status.NOT_SELECTED]
    reader.lift()
    reader.lay(specimen("resident"))
    assert statuses(reader, commands.FIND) == [Status.FOUND]


def test_what_is_read_is_what_was_laid_down() -> None:
    reader = EmulatedReader()
    base = specimen("foreigner-2023")
    printed = BaseInformation(base.text, base.photo, b"\x0b" * 1024)
    reader.lay(printed)
    statuses(reader, commands.FIND, commands.SELECT)
    assert BaseInformation.from_data(ask(reader, commands.READ_BASE).data) == base
    answer = ask(reader, commands.READ_BASE_AND_FINGERPRINT)
    assert BaseInformation.from_data(answer.data, with_fingerprint=True) == printed


def test_steps_out_of_order_are_refused() -> None:
    reader = EmulatedReader()
    assert statuses(reader, commands.SELECT, commands.READ_BASE) == [
        Status.NOT_SELECTED,
        Status.READ_FAILED,
    ]
    reader.lay(specimen("resident"))
    assert statuses(reader, commands.READ_BASE, commands.READ_NEW_ADDRESS) == [Status.OUT_OF_ORDER] * 2


def test_the_new_address_and_the_card_numbers_follow_a_read() -> None:
    reader = EmulatedReader()
    reader.lay(specimen("resident"), new_address="咸安区样本路99号")
    statuses(reader, *READ)
    address = ask(reader, commands.READ_NEW_ADDRESS).data
    assert len(address) == 70
    assert address.decode("utf-16-le").rstrip() == "咸安区样本路99号"
    assert len(ask(reader, commands.READ_CARD_NUMBERS).data) == 28
    reader.lay(specimen("resident"))
    statuses(reader, *READ)
    assert statuses(reader, commands.READ_NEW_ADDRESS) == [Status.NO_SUCH_ITEM]
    reader.lift()
    assert statuses(reader, commands.READ_NEW_ADDRESS) == [Status.READ_FAILED]


@pytest.mark.parametrize(
    ("frame", "status"),
    [
        (commands.set_baudrate(9600).request.to_bytes(), Status.DONE),
        (commands.set_radio_frame(0x50).request.to_bytes(), Status.DONE),
        (bytes.fromhex("AA AA AA 96 69 00 03 60 07 64"), Status.UNKNOWN_COMMAND),
        (bytes.fromhex("AA AA AA 96 69 00 03 77 01 75"), Status.UNKNOWN_COMMAND),
        (bytes.fromhex("AA AA AA 96 69 00 03 20 01 23"), Status.BAD_CHECKSUM_HEARD),
    ],
)
def test_other_requests_get_the_answer_a_reader_gives(frame: bytes, status: Status) -> None:
    (response,) = FrameParser().feed(spoken(EmulatedReader(), frame))
    assert Status.of(response) is status


def test_a_request_in_single_bytes_is_heard() -> None:
    reader = EmulatedReader()
    frame = commands.STATUS.request.to_bytes()
    answers = b"".join(spoken(reader, frame[at : at + 1]) for at in range(len(frame)))
    assert answers == Status.DONE.response().to_bytes()


def test_a_fault_lasts_as_many_answers_as_asked() -> None:
    reader = EmulatedReader()
    reader.misbehave(Fault.SILENT, answers=2)
    frame = commands.STATUS.request.to_bytes()
    assert [spoken(reader, frame) != b"" for _ in range(3)] == [False, False, True]


def test_a_late_reader_and_a_slow_card_say_how_late() -> None:
    reader = EmulatedReader(card_seconds=0.8)
    reader.lay(specimen("resident"))
    statuses(reader, commands.FIND, commands.SELECT)
    assert reader.receive(commands.READ_BASE.request.to_bytes())[0] == Later(0.8, b"")
    reader.misbehave(Fault.LATE_ANSWER, amount=1.25)
    assert reader.receive(commands.STATUS.request.to_bytes()) == [
        Later(1.25, Status.DONE.response().to_bytes())
    ]


def test_a_power_cut_lasts_its_time_and_forgets_the_card_that_was_chosen() -> None:
    now = 0.0
    reader = EmulatedReader(monotonic=lambda: now)
    reader.lay(specimen("resident"))
    assert statuses(reader, commands.FIND, commands.SELECT) == [Status.FOUND, Status.DONE]
    reader.misbehave(Fault.POWER_CYCLED)
    assert reader.receive(commands.STATUS.request.to_bytes()) == []
    now = 1.49
    assert reader.receive(commands.STATUS.request.to_bytes()) == []
    now = 1.5
    assert statuses(reader, commands.STATUS, commands.READ_BASE) == [Status.DONE, Status.OUT_OF_ORDER]
    assert statuses(reader, *READ) == [Status.FOUND, Status.DONE, Status.DONE]


def test_a_card_left_behind_stays_whoever_lifts_it_until_the_fault_ends() -> None:
    reader = EmulatedReader()
    reader.lay(specimen("resident"))
    reader.misbehave(Fault.CARD_LEFT_BEHIND)
    reader.lift()
    assert statuses(reader, commands.READ_NEW_ADDRESS, commands.FIND) == [Status.NO_SUCH_ITEM, Status.NOT_FOUND]
    reader.behave()
    reader.lift()
    assert statuses(reader, commands.READ_NEW_ADDRESS) == [Status.READ_FAILED]


def test_split_answers_come_in_pieces_of_the_size_asked_for() -> None:
    reader = EmulatedReader()
    for size in (1, 4):
        reader.misbehave(Fault.SPLIT, amount=size)
        pieces = reader.receive(commands.STATUS.request.to_bytes())
        assert {len(piece.data) for piece in pieces if isinstance(piece, Later)} <= {size, 11 % size}


@pytest.mark.parametrize(("percent", "damaged"), [(0, 0), (100, 50)])
def test_noise_damages_as_many_answers_as_asked(percent: float, damaged: int) -> None:
    reader = EmulatedReader()
    reader.misbehave(Fault.NOISY, amount=percent)
    good = Status.DONE.response().to_bytes()
    heard = [spoken(reader, commands.STATUS.request.to_bytes()) for _ in range(50)]
    assert sum(good not in said for said in heard) == damaged
    assert all(len(said) > len(good) for said in heard)
