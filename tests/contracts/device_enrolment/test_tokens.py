"""The token is renewed in time, a revoked machine is told, and no secret is written anywhere."""

from __future__ import annotations

import random
from pathlib import Path

import pytest
import requests

from backend.devices import Devices
from backend.devices.registry import ROTATE_AFTER, TOKEN_LIFE
from backend.serve import Server
from kiosk.needs import HallUnreachable
from offline_cache.courier import Courier
from offline_cache.enrolment import DeviceKeys
from offline_cache.vault import open_vault
from offline_cache.vault.rotating import rotate
from tests.contracts.device_enrolment.enrolled_kiosk import MACHINE, HandClock, Kiosk, bundle


def test_a_machine_with_a_wrong_clock_can_enrol(kiosk: Kiosk, staff: Devices, clock: HandClock) -> None:
    clock.wait(-10 * 365 * 86400)
    assert kiosk.enrolment.enrol(staff.issue_code(MACHINE)).enrolled_at


# Tokens


def test_the_token_is_renewed_in_time_and_the_one_before_is_good_until_then(
    enrolled: Kiosk, clock: HandClock, hall_clock: HandClock, staff: Devices
) -> None:
    first = enrolled.keys.current()
    assert first is not None and not enrolled.enrolment.renew()
    for side in (clock, hall_clock):
        side.wait(ROTATE_AFTER)
    assert enrolled.enrolment.renew() and not enrolled.enrolment.renew()
    second = enrolled.keys.current()
    assert second is not None and second.token != first.token
    assert not staff.check_token(second.token) and not staff.check_token(first.token)
    for side in (clock, hall_clock):
        side.wait(ROTATE_AFTER)
    assert enrolled.enrolment.renew()
    assert (staff.check_token(second.token), staff.check_token(first.token)) == ("", "token")


def test_a_machine_that_was_off_for_a_week_renews_its_token_by_itself(
    enrolled: Kiosk, clock: HandClock, hall_clock: HandClock
) -> None:
    for side in (clock, hall_clock):
        side.wait(TOKEN_LIFE + 1)
    with pytest.raises(HallUnreachable, match="令牌"):
        enrolled.hall.lease_numbers(5)
    assert enrolled.enrolment.renew()
    assert enrolled.hall.lease_numbers(5).last == 5


def test_a_token_the_hall_lost_is_renewed_before_its_time(enrolled: Kiosk, clock: HandClock) -> None:
    record = enrolled.keys.current()
    assert record is not None
    enrolled.keys.enrolled(record.device, "f" * 64, ROTATE_AFTER)
    enrolled.signer.look_again()
    with pytest.raises(HallUnreachable):
        enrolled.hall.lease_numbers(5)
    clock.wait(1)
    assert enrolled.enrolment.renew() and enrolled.hall.lease_numbers(5).first == 1


def test_a_recorded_renewal_gives_no_token(enrolled: Kiosk, server: Server, clock: HandClock) -> None:
    record = enrolled.keys.current()
    assert record is not None
    clock.wait(1)
    headers = enrolled.signer.sign(record, "POST", "/v1/devices/token", b"{}")
    ask = {"data": b"{}", "headers": {**headers, "Content-Type": "application/json"}, "timeout": 5}
    answers = [requests.post(f"{server.url}/v1/devices/token", **ask) for _ in range(2)]  # type: ignore[arg-type]
    assert [answer.status_code for answer in answers] == [200, 401]


# Revocation


def test_a_revoked_device_is_told_and_its_bundles_wait_until_it_is_enrolled_again(
    enrolled: Kiosk, staff: Devices, clock: HandClock
) -> None:
    record = enrolled.keys.current()
    assert record is not None and staff.revoke(record.device, "lost") and not staff.revoke(record.device)
    reasons: list[str] = []
    courier = Courier(
        enrolled.outbox, enrolled.hall, clock, rng=random.Random(7), on_later=lambda _id, why: reasons.append(why)
    )
    enrolled.outbox.put(bundle())
    courier.send_due_now()
    status = enrolled.outbox.status()
    assert (status.waiting, status.accepted, status.set_aside) == (1, 0, 0)
    assert "已被大厅停用" in reasons[0] and "--again" in reasons[0]
    told = enrolled.keys.current()
    assert told is not None and told.refused == "device_revoked"
    assert not enrolled.enrolment.renew()
    enrolled.enrolment.enrol(staff.issue_code(MACHINE), again=True)
    courier.send_due_now(everything=True)
    assert enrolled.outbox.status().accepted == 1


def test_a_revoked_key_never_comes_back_not_even_with_a_code(
    enrolled: Kiosk, staff: Devices, server: Server, clock: HandClock
) -> None:
    record = enrolled.keys.current()
    assert record is not None
    staff.revoke(record.device)
    clock.wait(5)
    assert staff.enrol(staff.issue_code(MACHINE), MACHINE, record.public(), 2**33) == "code"
    with pytest.raises(HallUnreachable, match="停用"):
        enrolled.hall.take_number("request-1", "", "我要开饭馆")


# Secrets


def test_no_secret_is_in_any_file_or_text(enrolled: Kiosk, staff: Devices, tmp_path: Path) -> None:
    record = enrolled.keys.current()
    assert record is not None
    files = b"".join(path.read_bytes() for path in tmp_path.rglob("*") if path.is_file())
    assert record.private not in files and record.token.encode() not in files
    assert record.private.hex().encode() not in files
    assert record.token not in repr(record) and repr(record.private) not in repr(record)
    assert {path.stat().st_mode & 0o077 for path in enrolled.folder.iterdir()} == {0}


def test_another_key_for_the_vault_leaves_the_device_as_it_is(enrolled: Kiosk, server: Server) -> None:
    before = enrolled.keys.current()
    rotate(enrolled.outbox.store, enrolled.vault, enrolled.folder / "vault.key")
    again = open_vault(enrolled.folder / "vault.key", enrolled.folder / "outbox.db")
    assert DeviceKeys(enrolled.outbox.store, again, enrolled.clock).current() == before
