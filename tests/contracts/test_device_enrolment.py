"""Kiosk and hall agree on who a device is: enrolled once, signed, renewed, revoked; over real HTTP."""

from __future__ import annotations

import base64
import random
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
import requests

from backend.database import Database
from backend.devices import Devices
from backend.devices.registry import ROTATE_AFTER, TOKEN_LIFE
from backend.hall_time import HallTime
from backend.serve import Server
from backend.settings import BackendSettings
from kiosk.bundle import Bundle, BundleItem, FilledField, Refusal, digest_of, new_bundle_id
from kiosk.device_signature import DEVICE_HEADER, MOST_SKEW, NONCE_HEADER, SIGNATURE_HEADER, TIME_HEADER
from kiosk.errors import UsageError
from kiosk.identity import resident_check_digit
from kiosk.needs import HallUnreachable
from kiosk.receipt import Receipt
from offline_cache.courier import Courier
from offline_cache.enrolment import DeviceKeys, DeviceSigner, Enrolment
from offline_cache.hall_client import HttpHall
from offline_cache.outbox import SqliteOutbox
from offline_cache.vault import open_vault
from offline_cache.vault.rotating import rotate
from offline_cache.vault.sealing import Vault

STEM = "42120219900307123"
MACHINE = "A03"


class HandClock:
    """Stands still until a test moves it."""

    def __init__(self) -> None:
        self.moment, self.seconds = datetime(2026, 11, 21, 10, 15, 30).astimezone(), 1000.0

    def now(self) -> datetime:
        return self.moment

    def monotonic(self) -> float:
        return self.seconds

    def wait(self, seconds: float) -> None:
        self.moment += timedelta(seconds=seconds)
        self.seconds += seconds


class Kiosk:
    """One machine with its store, its signer and its way to the hall."""

    def __init__(self, folder: Path, url: str, clock: HandClock, machine: str = MACHINE) -> None:
        folder.mkdir(exist_ok=True)
        self.folder, self.clock = folder, clock
        self.vault: Vault = open_vault(folder / "vault.key", folder / "outbox.db")
        self.outbox = SqliteOutbox(folder / "outbox.db", self.vault, clock)
        self.keys = DeviceKeys(self.outbox.store, self.vault, clock)
        self.signer = DeviceSigner(self.keys, clock)
        self.hall = HttpHall(url, machine, signer=self.signer)
        self.enrolment = Enrolment(self.keys, self.signer, self.hall.exchange, clock, machine, url)

    def close(self) -> None:
        self.hall.close()
        self.outbox.close()


@pytest.fixture
def hall_clock() -> HandClock:
    return HandClock()


@pytest.fixture
def clock() -> HandClock:
    return HandClock()


@pytest.fixture
def settings(tmp_path: Path) -> BackendSettings:
    return BackendSettings(database_url=f"sqlite:///{tmp_path}/hall.db", devices="enrolled")


@pytest.fixture(scope="module")
def stopping() -> Iterator[list[Thread]]:
    """Servers of finished tests stop while the next tests run; the module waits for the last of them."""
    threads: list[Thread] = []
    yield threads
    for thread in threads:
        thread.join()


@pytest.fixture
def server(settings: BackendSettings, hall_clock: HandClock, stopping: list[Thread]) -> Iterator[Server]:
    running = Server(settings, hall_clock).start()
    yield running
    stopping.append(Thread(target=running.stop))
    stopping[-1].start()


@pytest.fixture
def staff(server: Server, settings: BackendSettings, hall_clock: HandClock) -> Iterator[Devices]:
    """The hall's side, on its database."""
    database = Database(settings.database_url)
    yield Devices(database, HallTime(hall_clock, settings.timezone))
    database.close()


@pytest.fixture
def kiosk(tmp_path: Path, server: Server, clock: HandClock) -> Iterator[Kiosk]:
    made = Kiosk(tmp_path / "kiosk", server.url, clock)
    yield made
    made.close()


@pytest.fixture
def enrolled(kiosk: Kiosk, staff: Devices) -> Kiosk:
    kiosk.enrolment.enrol(staff.issue_code(MACHINE))
    return kiosk


def bundle(**changes: Any) -> Bundle:
    fields = {"applicant_name": "示例·甲", "id_number": STEM + resident_check_digit(STEM), "phone": "13800001234"}
    made = Bundle(
        new_bundle_id(), "open-restaurant", "我要开饭馆", "hubei-xianning-2020", "2020.1", MACHINE,
        "2026-11-21T10:15:00", (), (BundleItem("licence", "营业执照核发", "市场监管局", 1),),
        tuple(FilledField(key, key, value, "citizen", ("licence",)) for key, value in fields.items()), (),
    )
    return replace(made, **changes)


def post(server: Server, kiosk: Kiosk, sealed: bytes, headers: dict[str, str] | None = None) -> requests.Response:
    """What the kiosk would send, with headers changed at will; a value of '' leaves one out."""
    signed = {**kiosk.signer.headers("POST", "/v1/bundles", sealed), "X-Bundle-Digest": digest_of(sealed),
              "Content-Type": "application/json", **(headers or {})}
    kept = {name: value for name, value in signed.items() if value}
    return requests.post(f"{server.url}/v1/bundles", data=sealed, headers=kept, timeout=10)


# Enrolment


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
    assert "kiosk device enrol" in _refusal(kiosk)


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


def test_a_bundle_changed_on_the_way_is_refused_whatever_its_digest_says(enrolled: Kiosk, server: Server) -> None:
    sealed = bundle().to_bytes()
    changed = sealed.replace("示例·甲".encode(), "示例·乙".encode())
    headers = enrolled.signer.headers("POST", "/v1/bundles", sealed)
    answer = post(server, enrolled, changed, headers)
    assert (answer.status_code, answer.json()["error"]) == (401, "signature")


@pytest.mark.parametrize(
    ("header", "value", "word"),
    [(SIGNATURE_HEADER, base64.b64encode(bytes(64)).decode(), "signature"), (SIGNATURE_HEADER, "none", "signature"),
     (SIGNATURE_HEADER, "", "signature"), (NONCE_HEADER, "0" * 32, "signature"), (NONCE_HEADER, "", "signature"),
     (TIME_HEADER, "1795226530", "signature"), (TIME_HEADER, "soon", "signature"),
     (DEVICE_HEADER, "0" * 32, "device_unknown"), (DEVICE_HEADER, "", "device_unknown")],
)
def test_every_header_tampered_with_is_noticed(
    enrolled: Kiosk, server: Server, header: str, value: str, word: str
) -> None:
    answer = post(server, enrolled, bundle().to_bytes(), {header: value})
    assert (answer.status_code, answer.json()["error"]) == (401, word)


def test_a_wrong_signature_is_refused_even_where_none_is_asked_for(
    enrolled: Kiosk, settings: BackendSettings, hall_clock: HandClock
) -> None:
    with Server(replace(settings, devices="known"), hall_clock) as hall:
        answer = post(hall, enrolled, bundle().to_bytes(), {NONCE_HEADER: "0" * 32})
        assert (answer.status_code, answer.json()["error"]) == (401, "signature")


def test_a_signature_for_one_door_opens_no_other(enrolled: Kiosk, server: Server) -> None:
    sealed = bundle().to_bytes()
    headers = enrolled.signer.headers("POST", "/v1/devices/token", sealed)
    assert post(server, enrolled, sealed, headers).json()["error"] == "signature"


def test_a_recorded_bundle_sent_again_opens_no_second_case(enrolled: Kiosk, server: Server) -> None:
    sealed = bundle().to_bytes()
    headers = enrolled.signer.headers("POST", "/v1/bundles", sealed)
    first, second = (post(server, enrolled, sealed, headers) for _ in range(2))
    assert (first.status_code, second.status_code) == (201, 200)
    assert first.json() == second.json()


@pytest.mark.parametrize("skew", [-MOST_SKEW + 1, MOST_SKEW - 1])
def test_clocks_a_few_minutes_apart_do_not_matter(enrolled: Kiosk, server: Server, clock: HandClock,
                                                skew: float) -> None:
    clock.wait(skew)
    assert post(server, enrolled, bundle().to_bytes()).status_code == 201


@pytest.mark.parametrize("skew", [-365 * 86400.0, MOST_SKEW + 60.0, 86400.0])
def test_a_clock_that_is_far_off_is_refused_once_and_then_follows_the_hall(
    enrolled: Kiosk, server: Server, clock: HandClock, skew: float
) -> None:
    clock.wait(skew)
    sealed = bundle().to_bytes()
    assert post(server, enrolled, sealed).json()["error"] == "clock"
    for _ in range(2):
        made = bundle()
        assert isinstance(enrolled.hall.file_bundle(made.id, made.to_bytes()), Receipt)


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


def test_refusals_of_the_content_come_only_after_the_device_is_known(kiosk: Kiosk, enrolled: Kiosk) -> None:
    made = bundle(fields=())
    answer = enrolled.hall.file_bundle(made.id, made.to_bytes())
    assert isinstance(answer, Refusal) and len(answer.faults) >= 3


def _refusal(kiosk: Kiosk) -> str:
    made = bundle()
    with pytest.raises(HallUnreachable) as caught:
        kiosk.hall.file_bundle(made.id, made.to_bytes())
    return caught.value.reason
