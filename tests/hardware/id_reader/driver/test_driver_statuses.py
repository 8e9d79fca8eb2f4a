"""What the driver makes of each thing a reader can say."""

import pytest

from hardware.id_reader.driver import SerialCardReader
from hardware.id_reader.faults import Fault
from hardware.id_reader.specimens import specimen
from hardware.id_reader.wire import commands
from hardware.id_reader.wire.commands import Command
from hardware.id_reader.wire.conversation import Patience
from hardware.id_reader.wire.frames import Response
from hardware.id_reader.wire.statuses import Status, verdict
from hardware.pty_host import PtyHost
from kiosk.devices.outcomes import ReaderTrouble
from tests.hardware.id_reader.driver.listening import ListeningReader, never

STATUS_TROUBLES = [
    (Status.UNKNOWN_ERROR, ReaderTrouble.PRESENT_AGAIN),
    (Status.CARD_REFUSED_READER, ReaderTrouble.PRESENT_AGAIN),
    (Status.READER_REFUSED_CARD, ReaderTrouble.NOT_GENUINE),
    (Status.INFORMATION_CHECK_FAILED, ReaderTrouble.PRESENT_AGAIN),
    (Status.FINGERPRINT_CHECK_FAILED, ReaderTrouble.PRESENT_AGAIN),
    (Status.INFORMATION_LENGTH_WRONG, ReaderTrouble.PRESENT_AGAIN),
    (Status.CARD_TYPE_UNKNOWN, ReaderTrouble.UNKNOWN_CARD),
    (Status.READ_FAILED, ReaderTrouble.PRESENT_AGAIN),
    (Status.RANDOM_NUMBER_FAILED, ReaderTrouble.PRESENT_AGAIN),
    (Status.SELF_TEST_FAILED, ReaderTrouble.READER_FAULT),
    (Status.NOT_AUTHORISED, ReaderTrouble.NOT_AUTHORISED),
    (Status.UNKNOWN_COMMAND, ReaderTrouble.READER_FAULT),
]


@pytest.mark.parametrize(("status", "trouble"), STATUS_TROUBLES)
def test_each_status_ends_in_its_own_trouble_whatever_the_card_says(
    status: Status, trouble: ReaderTrouble, reader: SerialCardReader, device: ListeningReader
) -> None:
    device.inner.lay(specimen("resident"))
    refusal = Response(0x69, 0x82, status.code).to_bytes()
    device.say(commands.READ_BASE, refusal, refusal)
    outcome = reader.read(1, never)
    assert (outcome.card, outcome.trouble) == (None, trouble)
    device.inner.lift()
    device.inner.lay(specimen("resident"))
    device.scripted.clear()
    assert reader.read(1, never).card is not None


@pytest.mark.parametrize("status", [Status.BAD_CHECKSUM_HEARD, Status.BAD_LENGTH_HEARD])
def test_a_request_heard_wrongly_is_sent_again(
    status: Status, reader: SerialCardReader, device: ListeningReader
) -> None:
    device.inner.lay(specimen("resident"))
    for command in (commands.FIND, commands.SELECT, commands.READ_BASE):
        device.say(command, status.response().to_bytes())
    assert reader.read(1, never).card is not None
    assert device.count(commands.READ_BASE) == 3  # and once more, since the line was not clean


@pytest.mark.parametrize(
    ("command", "status"),
    [(commands.SELECT, Status.NOT_SELECTED), (commands.READ_BASE, Status.OUT_OF_ORDER)],
)
def test_a_failed_step_begins_the_search_anew(
    command: Command, status: Status, reader: SerialCardReader, device: ListeningReader
) -> None:
    device.inner.lay(specimen("resident"))
    device.say(command, status.response().to_bytes())
    assert reader.read(5, never).card is not None
    assert device.count(commands.FIND) == 2


@pytest.mark.parametrize("command", [commands.STATUS, commands.FIND, commands.SELECT, commands.READ_BASE])
def test_a_status_nobody_listed_calls_for_service_and_names_the_code(
    command: Command, reader: SerialCardReader, device: ListeningReader
) -> None:
    device.inner.lay(specimen("resident"))
    device.say(command, Response(0, 0, 0x77).to_bytes())
    outcome = reader.read(1, never)
    assert outcome.trouble is ReaderTrouble.UNKNOWN_ANSWER
    assert "77" in outcome.detail
    assert reader.read(1, never).card is not None


def test_a_reader_that_hears_everything_wrongly_counts_as_no_answer(
    reader: SerialCardReader, device: ListeningReader
) -> None:
    device.say(commands.FIND, *[Status.BAD_CHECKSUM_HEARD.response().to_bytes()] * 3)
    outcome = reader.read(1, never)
    assert outcome.trouble is ReaderTrouble.NO_ANSWER
    assert "SW3 10" in outcome.detail


_GOES_ON = (Status.DONE.code, Status.FOUND.code, Status.NO_SUCH_ITEM.code)
_OF_OTHER_QUESTIONS = (Status.NO_CARD_YET.code, Status.NOT_FOUND.code, Status.NOT_SELECTED.code)
_TRIED = sorted({status.code for status in Status} - {*_GOES_ON, *_OF_OTHER_QUESTIONS} | set(range(0, 256, 15)))


@pytest.mark.parametrize("code", _TRIED)
def test_whatever_byte_answers_the_reading_the_outcome_is_named_and_the_next_card_is_read(
    code: int, hasty: SerialCardReader, device: ListeningReader
) -> None:
    device.inner.lay(specimen("resident"))
    device.say(commands.READ_BASE, *[Response(0, 0, code).to_bytes()] * 2)
    outcome = hasty.read(1, never)
    assert (outcome.card is None) == (outcome.trouble is not None)
    assert outcome.trouble is verdict(code).trouble
    device.scripted.clear()
    device.inner.lay(specimen("permit"))
    assert hasty.read(1, never).card is not None


def test_a_reader_that_every_card_refuses_is_at_fault(
    reader: SerialCardReader, device: ListeningReader
) -> None:
    refusal = Status.CARD_REFUSED_READER.response().to_bytes()
    device.say(commands.READ_BASE, refusal, refusal, refusal)
    troubles = []
    for _ in range(3):
        device.inner.lay(specimen("resident"))
        troubles.append(reader.read(1, never).trouble)
    assert troubles == [ReaderTrouble.PRESENT_AGAIN] * 2 + [ReaderTrouble.READER_FAULT]


def test_a_module_without_authorisation_is_asked_once_only(
    reader: SerialCardReader, device: ListeningReader
) -> None:
    device.inner.misbehave(Fault.NOT_AUTHORISED)
    assert reader.read(60, never).trouble is ReaderTrouble.NOT_AUTHORISED
    assert len(device.asked) == 1


def test_a_failed_self_test_gets_one_reset(reader: SerialCardReader, device: ListeningReader) -> None:
    device.inner.misbehave(Fault.SELF_TEST_FAILED)
    assert reader.read(60, never).trouble is ReaderTrouble.READER_FAULT
    assert device.count(commands.RESET) == 1
    device.inner.misbehave(Fault.SELF_TEST_FAILED, answers=1)
    device.inner.lay(specimen("resident"))
    assert reader.read(1, never).card is not None


def test_a_card_that_is_not_genuine_is_refused(reader: SerialCardReader, device: ListeningReader) -> None:
    device.inner.lay(specimen("resident"))
    device.inner.misbehave(Fault.NOT_GENUINE)
    assert reader.read(1, never).trouble is ReaderTrouble.NOT_GENUINE


def test_an_answer_that_belongs_to_another_question_makes_the_reading_count_as_interrupted(
    host: PtyHost, device: ListeningReader
) -> None:
    device.inner.lay(specimen("resident"))
    device.say(commands.READ_BASE, *[Status.NOT_FOUND.response().to_bytes()] * 2)
    reader = SerialCardReader(host.url, patience=Patience(answer_scale=0.06, quiet=0.05, slice=0.02))
    assert reader.read(1, never).trouble is ReaderTrouble.PRESENT_AGAIN
    reader.close()
