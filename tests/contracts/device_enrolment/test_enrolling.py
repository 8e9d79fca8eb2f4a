"""A machine is made known to the hall once, with a code that is good once."""

from __future__ import annotations

import base64
from dataclasses import replace
from pathlib import Path

import pytest
import requests

from backend.devices import Devices
from backend.devices.registry import ROTATE_AFTER
from backend.serve import Server
from backend.settings import BackendSettings
from kiosk.errors import UsageError
from kiosk.filing.receipt import Receipt
from kiosk.needs import HallUnreachable
from offline_cache.enrolment import Enrolment
from tests.contracts.device_enrolment.enrolled_kiosk import MACHINE, HandClock, Kiosk, bundle, refusal


def test_an_enrolled_device_files_and_everything_else_it_asks_is_answered(enrolled: Kiosk) -> None:
    made = bundle()
    receipt = enrolled.hall.file_bundle(made.id, made.to_bytes())
    assert isinstance(receipt, Receipt)
    assert enrolled.hall.take_number("request-1", made.id, made.title).number == "A001"
    assert enrolled.hall.lease_numbers(5).last == 5
    assert enrolled.hall.call_guide(MACHINE, "Ask")
    assert enrolled.hall.progress(receipt.case_code) is not None


def test_a_machine_that_is_not_enrolled_is_told_what_to_do(kiosk: Kiosk) -> None:
    made = bundle()
    for ask in (lambda: kiosk.hall.file_bundle(made.id, made.to_bytes()), lambda: kiosk.hall.lease_numbers(5)):
        with pytest.raises(HallUnreachable) as caught:
            ask()
        assert caught.value.kind == "denied"
    assert "kiosk device enrol" in refusal(kiosk)


def test_a_hall_that_asks_for_no_enrolment_takes_what_is_not_signed(
    tmp_path: Path, settings: BackendSettings, hall_clock: HandClock, clock: HandClock
) -> None:
    with Server(replace(settings, devices="known"), hall_clock) as open_hall:
        kiosk = Kiosk(tmp_path / "kiosk", open_hall.url, clock)
        made = bundle()
        assert isinstance(kiosk.hall.file_bundle(made.id, made.to_bytes()), Receipt)
        assert kiosk.hall.lease_numbers(5).last == 5
        kiosk.close()


def test_a_code_is_good_once_and_for_its_machine_only(
    tmp_path: Path, kiosk: Kiosk, staff: Devices, server: Server, clock: HandClock
) -> None:
    code = staff.issue_code(MACHINE)
    other = Kiosk(tmp_path / "other", server.url, clock, "A04")
    with pytest.raises(UsageError, match="另一台终端"):
        other.enrolment.enrol(code)
    kiosk.enrolment.enrol(code)
    with pytest.raises(UsageError, match="登记码不对"):
        other.enrolment.enrol(code)
    other.close()


@pytest.mark.parametrize("code", ["", "K7QM3-2XW9R", "不是码", "0" * 40])
def test_what_is_no_code_of_the_hall_is_refused_and_the_next_try_uses_the_same_key(kiosk: Kiosk, staff: Devices,
                                                                                code: str) -> None:
    with pytest.raises(UsageError, match="登记码不对"):
        kiosk.enrolment.enrol(code)
    asked = kiosk.keys.current()
    assert asked is not None and not asked.enrolled_at
    assert kiosk.enrolment.enrol(staff.issue_code(MACHINE)).device == asked.device


def test_a_code_past_its_time_is_refused(kiosk: Kiosk, staff: Devices, hall_clock: HandClock, clock: HandClock) -> None:
    code = staff.issue_code(MACHINE, hours=1)
    for side in (hall_clock, clock):
        side.wait(3601)
    with pytest.raises(UsageError, match="已过期"):
        kiosk.enrolment.enrol(code)


def test_a_lost_answer_is_asked_for_again_with_the_same_code(kiosk: Kiosk, staff: Devices, clock: HandClock) -> None:
    code, lost = staff.issue_code(MACHINE), []

    def losing(method: str, path: str, body: bytes, headers: dict[str, str]) -> tuple[int, bytes]:
        lost.append(kiosk.hall.exchange(method, path, body, headers))
        raise HallUnreachable("lost")

    with pytest.raises(HallUnreachable):
        Enrolment(kiosk.keys, kiosk.signer, losing, clock, MACHINE, kiosk.enrolment._hall).enrol(code)
    assert lost[0][0] == 200
    clock.wait(1)
    record = kiosk.enrolment.enrol(code)
    assert [entry.device for entry in staff.listed()] == [record.device]
    made = bundle()
    assert isinstance(kiosk.hall.file_bundle(made.id, made.to_bytes()), Receipt)


def test_a_recorded_enrolment_gives_nobody_else_a_token(
    kiosk: Kiosk, staff: Devices, server: Server, clock: HandClock
) -> None:
    recorded: list[tuple[bytes, dict[str, str]]] = []

    def recording(method: str, path: str, body: bytes, headers: dict[str, str]) -> tuple[int, bytes]:
        recorded.append((body, headers))
        return kiosk.hall.exchange(method, path, body, headers)

    Enrolment(kiosk.keys, kiosk.signer, recording, clock, MACHINE, server.url).enrol(staff.issue_code(MACHINE))
    clock.wait(ROTATE_AFTER)
    assert len(recorded) == 1
    body, headers = recorded[0]
    again = requests.post(
        f"{server.url}/v1/devices/enrol", data=body, headers={**headers, "Content-Type": "application/json"}, timeout=5
    )
    assert (again.status_code, again.json()) == (422, {"error": "code"})


def test_a_key_that_is_not_ones_own_cannot_be_enrolled(kiosk: Kiosk, staff: Devices, server: Server) -> None:
    record = kiosk.keys.prepare(MACHINE, server.url)
    body = (f'{{"code": "{staff.issue_code(MACHINE)}", "machine": "{MACHINE}", '
            f'"public_key": "{base64.b64encode(b"k" * 32).decode()}"}}').encode()
    headers = kiosk.signer.sign(record, "POST", "/v1/devices/enrol", body)
    status, answer = kiosk.hall.exchange("POST", "/v1/devices/enrol", body, headers)
    assert (status, answer) == (422, b'{"error":"proof"}')
    assert not staff.listed()


def test_a_kiosk_on_the_same_computer_enrols_itself_only_where_the_hall_says_so(
    tmp_path: Path, settings: BackendSettings, hall_clock: HandClock, clock: HandClock
) -> None:
    with Server(replace(settings, loopback_enrols=True), hall_clock) as hall:
        kiosk = Kiosk(tmp_path / "kiosk", hall.url, clock)
        through_a_proxy = Enrolment(
            kiosk.keys, kiosk.signer,
            lambda method, path, body, headers: kiosk.hall.exchange(
                method, path, body, {**headers, "X-Forwarded-For": "203.0.113.9"}),
            clock, MACHINE, hall.url,
        )
        with pytest.raises(UsageError):
            through_a_proxy.enrol("")
        kiosk.enrolment.enrol("")
        made = bundle()
        assert isinstance(kiosk.hall.file_bundle(made.id, made.to_bytes()), Receipt)
        kiosk.close()


def test_enrolling_twice_needs_the_technicians_word_and_ends_the_key_before(enrolled: Kiosk, staff: Devices) -> None:
    first = enrolled.keys.current()
    assert first is not None
    with pytest.raises(UsageError, match="--again"):
        enrolled.enrolment.enrol(staff.issue_code(MACHINE))
    second = enrolled.enrolment.enrol(staff.issue_code(MACHINE), again=True)
    states = {entry.device: entry.why for entry in staff.listed()}
    assert states == {first.device: "replaced", second.device: ""}


# Signatures
