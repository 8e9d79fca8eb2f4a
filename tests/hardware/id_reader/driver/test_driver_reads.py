"""A healthy reader over a real pty: every document, its time, and nothing personal in what is shown."""

import pytest

from hardware.id_reader.base_info import BaseInformation
from hardware.id_reader.driver import SerialCardReader, card_wire_seconds, probe
from hardware.id_reader.emulator import EMULATED_SAM_ID, EmulatedReader
from hardware.id_reader.faults import Fault
from hardware.id_reader.specimens import SPECIMENS, specimen
from hardware.id_reader.wire import commands
from hardware.id_reader.wire.conversation import Patience
from hardware.id_reader.wire.probing import FoundReader
from hardware.id_reader.wire.statuses import Status
from hardware.pty_host import PtyHost
from kiosk.devices.outcomes import ReaderTrouble
from tests.hardware.id_reader.driver.listening import SHORT, ListeningReader, never


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


def test_one_card_costs_four_questions_after_the_greeting(
    reader: SerialCardReader, device: ListeningReader
) -> None:
    device.inner.lay(specimen("resident"))
    reader.read(5, never)
    wanted = [
        commands.STATUS, commands.SAM_ID, commands.FIND, commands.SELECT, commands.READ_BASE, commands.READ_NEW_ADDRESS,
    ]
    assert device.asked == [command.request.to_bytes() for command in wanted]


@pytest.mark.parametrize("name", ["resident", "permit"])
def test_the_newest_address_on_the_card_takes_the_place_of_the_printed_one(
    name: str, reader: SerialCardReader, device: ListeningReader
) -> None:
    device.inner.lay(specimen(name), new_address="湖北省咸宁市咸安区样本路99号")
    outcome = reader.read(5, never)
    assert outcome.card is not None
    assert outcome.card.address.reveal() == "湖北省咸宁市咸安区样本路99号"


def test_the_printed_address_stays_when_it_is_asked_for(host: PtyHost, device: ListeningReader) -> None:
    device.inner.lay(specimen("resident"), new_address="湖北省咸宁市咸安区样本路99号")
    reader = SerialCardReader(host.url, newest_address=False)
    outcome = reader.read(5, never)
    reader.close()
    assert outcome.card is not None
    assert outcome.card.address.reveal().endswith("2栋301室")


@pytest.mark.parametrize("answer", [b"", Status.UNKNOWN_COMMAND.response().to_bytes()])
def test_a_module_without_newest_addresses_is_asked_only_once(
    answer: bytes, hasty: SerialCardReader, device: ListeningReader
) -> None:
    device.say(commands.READ_NEW_ADDRESS, answer)
    for _ in range(2):
        device.inner.lay(specimen("resident"))
        assert hasty.read(5, never).card is not None
        device.inner.lift()
    assert device.count(commands.READ_NEW_ADDRESS) == 1


def test_foreigners_cards_hold_no_address_and_are_not_asked_for_one(
    reader: SerialCardReader, device: ListeningReader
) -> None:
    device.inner.lay(specimen("foreigner-2023"))
    assert reader.read(5, never).card is not None
    assert device.count(commands.READ_NEW_ADDRESS) == 0


def test_an_unknown_document_is_no_card(reader: SerialCardReader, device: ListeningReader) -> None:
    base = specimen("resident")
    text = base.text[:248] + "Q".encode("utf-16-le") + base.text[250:]
    device.inner.lay(BaseInformation(text, base.photo))
    assert reader.read(1, never).trouble is ReaderTrouble.UNKNOWN_CARD


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
    assert card_wire_seconds() == pytest.approx((10 + 19 + 10 + 1295 + 10 + 11) * 10 / 115200)


def test_a_reader_at_another_speed_is_found_by_asking_at_each() -> None:
    device = EmulatedReader()
    device.lay(specimen("resident"))
    with PtyHost(device, baudrate=57600) as host:
        assert probe(host.url, SHORT) == FoundReader(57600, str(EMULATED_SAM_ID), "SW3 90（操作成功）")
        found = SerialCardReader(host.url, baudrate=None, patience=SHORT)
        assert found.read(5, never).card is not None
        found.close()


def test_a_port_where_nothing_answers_has_no_reader_at_any_speed(
    host: PtyHost, device: ListeningReader
) -> None:
    device.inner.misbehave(Fault.SILENT)
    reader = SerialCardReader(host.url, baudrate=None, patience=Patience(answer_scale=0.05, quiet=0.05, slice=0.02))
    assert reader.read(60, never).trouble is ReaderTrouble.NO_ANSWER
    assert 1 <= device.count(commands.STATUS) <= 2 * len(commands.PROBE_ORDER)


def test_outcomes_show_nothing_personal(reader: SerialCardReader, device: ListeningReader) -> None:
    device.inner.lay(specimen("resident"))
    shown = repr(reader.read(1, never))
    assert "张样本" not in shown
    assert "421202" not in shown
