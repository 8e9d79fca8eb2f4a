"""The emulated reader by itself: bytes in, bytes out."""

import pytest

from hardware.id_reader import commands
from hardware.id_reader.base_info import BaseInformation
from hardware.id_reader.commands import Command, Status
from hardware.id_reader.emulator import EmulatedReader, Fault
from hardware.id_reader.frames import FrameParser, Response
from hardware.id_reader.specimens import specimen
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
    reader = EmulatedReader(card_seconds=0.8, late_seconds=1.5)
    reader.lay(specimen("resident"))
    statuses(reader, commands.FIND, commands.SELECT)
    assert reader.receive(commands.READ_BASE.request.to_bytes())[0] == Later(0.8, b"")
    reader.misbehave(Fault.LATE)
    assert reader.receive(commands.STATUS.request.to_bytes()) == [
        Later(1.5, Status.DONE.response().to_bytes())
    ]


def test_faults_have_the_names_used_on_the_command_line() -> None:
    assert {fault.value for fault in Fault} >= {
        "silent",
        "noisy",
        "split",
        "wrong-checksum",
        "truncated",
        "late",
        "card-lifted-mid-read",
    }
