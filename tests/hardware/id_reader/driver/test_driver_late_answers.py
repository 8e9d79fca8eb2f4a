"""Answers that come after their question was given up never become somebody's card."""

from hardware.id_reader.driver import SerialCardReader
from hardware.id_reader.specimens import specimen
from hardware.id_reader.wire import commands
from hardware.id_reader.wire.conversation import Patience
from hardware.id_reader.wire.statuses import Status
from hardware.pty_host import Later, PtyHost
from kiosk.person.identity import CardKind
from tests.hardware.id_reader.driver.listening import ListeningReader, never


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
