"""The driver against an emulated reader on a real pty: every outcome a citizen or technician can meet."""

import threading
from collections.abc import Callable, Iterator
from itertools import pairwise
from pathlib import Path

import pytest

from hardware.id_reader import commands
from hardware.id_reader.base_info import BaseInformation
from hardware.id_reader.commands import Command, Status
from hardware.id_reader.conversation import Patience
from hardware.id_reader.driver import SerialCardReader, card_wire_seconds, probe_baudrate
from hardware.id_reader.emulator import EMULATED_SAM_ID, EmulatedReader, Fault
from hardware.id_reader.frames import RequestParser, Response
from hardware.id_reader.specimens import SPECIMENS, specimen
from hardware.port import open_port
from hardware.pty_host import Answer, Later, PtyHost
from kiosk.devices import ReaderTrouble
from kiosk.identity import CardKind

SHORT = Patience(answer_scale=0.2, quiet=0.1, slice=0.02)


def never() -> bool:
    return False


class Timeline:
    """Time that moves only when somebody waits."""

    def __init__(self) -> None:
        self.now = 0.0
        self.on_wait: Callable[[], None] = lambda: None

    def monotonic(self) -> float:
        return self.now

    def wait(self, seconds: float) -> None:
        assert 0 < seconds <= 0.5
        self.now += seconds
        self.on_wait()


class ListeningReader:
    """An emulated reader that notes what it is asked and can be given other answers."""

    def __init__(self) -> None:
        self.inner = EmulatedReader()
        self.asked: list[bytes] = []
        self.scripted: dict[bytes, list[Answer]] = {}
        self.heard: dict[bytes, threading.Event] = {}
        self._parser = RequestParser()

    def say(self, command: Command, *answers: Answer) -> None:
        self.scripted[command.request.to_bytes()] = list(answers)

    def count(self, command: Command) -> int:
        return self.asked.count(command.request.to_bytes())

    def receive(self, data: bytes) -> Answer:
        pieces: list[bytes | Later] = []
        for request in self._parser.feed(data):
            frame = request.to_bytes()
            self.asked.append(frame)
            answers = self.scripted.get(frame)
            said = answers.pop(0) if answers else self.inner.receive(frame)
            pieces += [said] if isinstance(said, bytes) else said
            if frame in self.heard:
                self.heard[frame].set()
        return pieces


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


def test_nothing_is_opened_by_the_constructor() -> None:
    SerialCardReader("/dev/no-such-port").close()


@pytest.mark.parametrize("name", SPECIMENS)
def test_every_specimen_is_read_over_the_line(
    name: str, reader: SerialCardReader, device: ListeningReader
) -> None:
    device.inner.lay(specimen(name))
    outcome = reader.read(5, never)
    assert outcome.trouble is None
    assert outcome.card is not None
    assert name.startswith(outcome.card.kind.value)
    assert outcome.card.warnings == ()
    assert outcome.card.photo == specimen(name).photo
    assert outcome.sam_id == str(EMULATED_SAM_ID)


def test_one_card_costs_three_questions_after_the_greeting(
    reader: SerialCardReader, device: ListeningReader
) -> None:
    device.inner.lay(specimen("resident"))
    reader.read(5, never)
    wanted = [commands.STATUS, commands.SAM_ID, commands.FIND, commands.SELECT, commands.READ_BASE]
    assert device.asked == [command.request.to_bytes() for command in wanted]


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
    assert reader.read(1, never).card is not None
    assert reader.read(1, never).trouble is ReaderTrouble.NO_CARD
    device.inner.lift()
    device.inner.lay(specimen("resident"))
    assert reader.read(1, never).card is not None


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


def test_it_cannot_be_told_by_a_module_that_lacks_the_question(
    reader: SerialCardReader, device: ListeningReader
) -> None:
    device.inner.lay(specimen("resident"))
    reader.read(1, never)
    device.say(commands.READ_NEW_ADDRESS, Status.UNKNOWN_COMMAND.response().to_bytes())
    assert reader.still_there() is None


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
    assert device.count(commands.READ_BASE) == 2


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


def test_a_status_nobody_listed_asks_to_present_again(
    reader: SerialCardReader, device: ListeningReader
) -> None:
    device.inner.lay(specimen("resident"))
    device.say(commands.READ_BASE, Response(0, 0, 0x77).to_bytes())
    assert reader.read(1, never).trouble is ReaderTrouble.PRESENT_AGAIN


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


def test_a_card_that_is_not_genuine_is_refused(reader: SerialCardReader, device: ListeningReader) -> None:
    device.inner.lay(specimen("resident"))
    device.inner.misbehave(Fault.NOT_GENUINE)
    assert reader.read(1, never).trouble is ReaderTrouble.NOT_GENUINE


def test_an_unknown_document_is_no_card(reader: SerialCardReader, device: ListeningReader) -> None:
    base = specimen("resident")
    text = base.text[:248] + "Q".encode("utf-16-le") + base.text[250:]
    device.inner.lay(BaseInformation(text, base.photo))
    assert reader.read(1, never).trouble is ReaderTrouble.UNKNOWN_CARD


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
    fault: Fault, reader: SerialCardReader, device: ListeningReader
) -> None:
    device.inner.lay(specimen("resident-rare"))
    device.inner.misbehave(fault)
    outcome = reader.read(1, never)
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
    assert device.count(command) == 2


@pytest.mark.parametrize("fault", [Fault.WRONG_CHECKSUM, Fault.TRUNCATED])
def test_a_line_that_always_mangles_counts_as_no_answer(
    fault: Fault, hasty: SerialCardReader, device: ListeningReader
) -> None:
    device.inner.misbehave(fault)
    assert hasty.read(1, never).trouble is ReaderTrouble.NO_ANSWER


def test_late_answers_are_told_apart_and_the_card_is_read(
    host: PtyHost, device: ListeningReader
) -> None:
    late = Status.FOUND.response(bytes(4)).to_bytes()
    device.inner.lay(specimen("resident"))
    device.say(commands.FIND, [Later(0.25, late)])
    reader = SerialCardReader(host.url, patience=Patience(answer_scale=0.2, quiet=0.05, slice=0.02))
    outcome = reader.read(5, never)
    reader.close()
    assert outcome.card is not None
    assert device.count(commands.FIND) >= 2


def test_a_late_card_never_reaches_the_next_person(host: PtyHost, device: ListeningReader) -> None:
    late = Status.DONE.response(specimen("resident").to_data()).to_bytes()
    device.inner.lay(specimen("resident"))
    device.say(commands.READ_BASE, [Later(0.4, late)])
    reader = SerialCardReader(host.url, patience=Patience(answer_scale=0.1, quiet=0.05, slice=0.02))
    assert reader.read(1, never).card is None
    device.inner.lay(specimen("permit"))
    outcome = reader.read(5, never)
    reader.close()
    assert outcome.card is not None
    assert outcome.card.kind is CardKind.PERMIT


def test_a_card_answer_that_belongs_to_no_question_is_dropped(
    reader: SerialCardReader, device: ListeningReader
) -> None:
    stale = Status.DONE.response(specimen("resident").to_data()).to_bytes()
    found = Status.FOUND.response(bytes(4)).to_bytes()
    device.inner.lay(specimen("permit"))
    device.inner.receive(commands.FIND.request.to_bytes())
    device.say(commands.FIND, stale + found)
    outcome = reader.read(1, never)
    assert outcome.card is not None
    assert outcome.card.kind is CardKind.PERMIT


def test_a_garbled_number_of_the_reader_does_not_hinder_a_read(
    hasty: SerialCardReader, device: ListeningReader
) -> None:
    garbled = b"\x00\x01\x02"
    device.say(commands.SAM_ID, garbled, garbled, garbled)
    device.inner.lay(specimen("resident"))
    outcome = hasty.read(1, never)
    assert outcome.card is not None
    assert outcome.sam_id == ""


def test_a_missing_port_is_an_outcome_and_not_an_error() -> None:
    reader = SerialCardReader("/dev/no-such-port")
    assert reader.read(60, never).trouble is ReaderTrouble.PORT_MISSING
    assert reader.still_there() is None


def test_a_port_held_by_another_program_is_an_outcome(host: PtyHost) -> None:
    with open_port(host.url):
        assert SerialCardReader(host.url).read(1, never).trouble is ReaderTrouble.PORT_MISSING


def test_a_reader_unplugged_between_two_visits_is_found_again_at_once(tmp_path: Path) -> None:
    device = EmulatedReader()
    host = PtyHost(device, link=tmp_path / "reader").start()
    reader = SerialCardReader(str(tmp_path / "reader"))
    device.lay(specimen("resident"))
    assert reader.read(1, never).card is not None
    host.stop()
    assert reader.read(1, never).trouble is ReaderTrouble.PORT_MISSING
    host.start()
    device.lay(specimen("resident"))
    assert reader.read(1, never).card is not None
    host.stop()
    host.start()
    device.lay(specimen("permit"))
    outcome = reader.read(1, never)
    assert outcome.card is not None
    assert outcome.card.kind is CardKind.PERMIT
    assert reader.still_there() is True
    host.stop()
    assert reader.still_there() is None
    reader.close()


def test_a_reader_unplugged_while_searching_is_named(tmp_path: Path, timeline: Timeline) -> None:
    host = PtyHost(EmulatedReader(), link=tmp_path / "reader").start()
    reader = SerialCardReader(
        str(tmp_path / "reader"), monotonic=timeline.monotonic, wait=timeline.wait
    )
    timeline.on_wait = host.stop
    assert reader.read(60, never).trouble is ReaderTrouble.PORT_MISSING


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


def test_fingerprints_are_asked_for_only_when_wanted_and_old_modules_fall_back(
    host: PtyHost, device: ListeningReader
) -> None:
    reader = SerialCardReader(host.url, fingerprint=True)
    device.inner.lay(specimen("resident"))
    assert reader.read(1, never).card is not None
    assert device.count(commands.READ_BASE) == 0
    device.inner.misbehave(Fault.OLD_MODULE)
    for _ in range(2):
        device.inner.lay(specimen("resident"))
        assert reader.read(1, never).card is not None
    assert device.count(commands.READ_BASE_AND_FINGERPRINT) == 2
    assert device.count(commands.READ_BASE) == 2
    reader.close()


def test_the_time_of_a_read_is_at_least_its_bytes_on_the_wire() -> None:
    device = EmulatedReader()
    device.lay(specimen("resident"))
    with PtyHost(device, baudrate=115200) as host:
        reader = SerialCardReader(host.url)
        outcome = reader.read(5, never)
        reader.close()
    assert outcome.card is not None
    assert outcome.seconds >= card_wire_seconds()
    assert card_wire_seconds() == pytest.approx((10 + 19 + 10 + 1295) * 10 / 115200)


def test_a_reader_at_another_speed_is_found_by_asking_at_each() -> None:
    device = EmulatedReader()
    device.lay(specimen("resident"))
    with PtyHost(device, baudrate=9600) as host:
        wrong = SerialCardReader(host.url, patience=SHORT)
        assert wrong.read(1, never).trouble is ReaderTrouble.NO_ANSWER
        assert probe_baudrate(host.url) == 9600


def test_outcomes_show_nothing_personal(reader: SerialCardReader, device: ListeningReader) -> None:
    device.inner.lay(specimen("resident"))
    shown = repr(reader.read(1, never))
    assert "张样本" not in shown
    assert "421202" not in shown
