"""What every Hall promises, proven on the HTTP client against the reference server."""

from __future__ import annotations

from datetime import datetime
from threading import Thread

import pytest

from backend.serve import Server
from backend.settings import BackendSettings
from kiosk.filing.bundle import Bundle, BundleItem, FilledField, Refusal, digest_of, new_bundle_id
from kiosk.needs import Hall, HallUnreachable
from kiosk.person.identity import resident_check_digit
from offline_cache.hall_client import HttpHall

NUMBER = "42120219900307123"


class StillClock:
    def now(self):
        return datetime(2026, 11, 21, 10, 15, 30)

    def monotonic(self):
        return 0.0


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    database = tmp_path_factory.mktemp("hall") / "hall.db"
    with Server(BackendSettings(database_url=f"sqlite:///{database}"), StillClock()) as running:
        yield running


@pytest.fixture
def hall(server) -> Hall:
    client = HttpHall(server.url, "kiosk-1")
    yield client
    client.close()


def bundle(**changes) -> Bundle:
    values = {
        "id": new_bundle_id(),
        "scenario": "open-restaurant",
        "title": "我要开饭馆",
        "region": "hubei-xianning-2020",
        "catalog_version": "2020.1",
        "machine": "kiosk-1",
        "sealed_at": "2026-11-21T10:15:00",
        "answers": (),
        "items": (
            BundleItem("licence", "营业执照核发", "市场监管局", 1),
            BundleItem("food", "食品许可", "市场监管局", 2),
        ),
        "fields": (
            FilledField("applicant_name", "姓名", "示例·甲", "card"),
            FilledField("id_number", "证件号码", NUMBER + resident_check_digit(NUMBER), "card"),
            FilledField("phone", "联系电话", "13800001234", "citizen"),
        ),
        "materials": (),
    }
    return Bundle(**{**values, **changes})


def test_the_same_bytes_always_give_the_same_receipt(hall):
    matter = bundle()
    receipts = {hall.file_bundle(matter.id, matter.to_bytes()) for _ in range(3)}
    (receipt,) = receipts
    assert (receipt.bundle_id, receipt.digest) == (matter.id, digest_of(matter.to_bytes()))


def test_other_bytes_under_the_same_id_are_refused_with_one_fault(hall):
    matter = bundle()
    hall.file_bundle(matter.id, matter.to_bytes())
    answer = hall.file_bundle(matter.id, bundle(id=matter.id, title="别的").to_bytes())
    assert isinstance(answer, Refusal)
    assert (answer.bundle_id, [fault.where for fault in answer.faults]) == (matter.id, ["bundle"])


def test_everything_wrong_comes_back_at_once(hall):
    matter = bundle(items=(), fields=(FilledField("phone", "联系电话", "1", "citizen"),))
    answer = hall.file_bundle(matter.id, matter.to_bytes())
    assert {fault.where for fault in answer.faults} == {
        "items",
        "fields.applicant_name",
        "fields.id_number",
        "fields.phone",
    }


def test_bytes_that_are_no_bundle_are_refused_under_the_id_they_were_handed_in_with(hall):
    answer = hall.file_bundle("0" * 32, b"torn")
    assert (answer.bundle_id, [fault.where for fault in answer.faults]) == ("0" * 32, ["body"])


def test_a_case_can_be_followed_by_its_code(hall):
    matter = bundle()
    receipt = hall.file_bundle(matter.id, matter.to_bytes())
    progress = hall.progress(receipt.case_code)
    assert (progress.case_code, progress.title, progress.received_at) == (
        receipt.case_code, matter.title, receipt.received_at,
    )  # fmt: skip
    assert [(item.stage, item.state) for item in progress.items] == [(1, "received"), (2, "waiting_for_earlier")]


@pytest.mark.parametrize("code", ["XN26-2222-2", "", "../health", "查 询", "a/b?c#d"])
def test_what_is_no_code_is_none_and_never_another_door(hall, code):
    assert hall.progress(code) is None


def test_one_request_gets_one_number(hall):
    first = hall.take_number("request-a", "", "我要开饭馆")
    other = hall.take_number("request-b", "", "我要开饭馆")
    assert hall.take_number("request-a", "", "我要开饭馆") == first
    assert other.number != first.number
    assert other.people_ahead == first.people_ahead + 1


def test_a_call_for_a_guide_is_noted(hall):
    assert hall.call_guide("kiosk-1", "FillForm") is True


def test_catalog_versions_are_by_region(hall):
    assert hall.catalog_versions() == {"hubei-xianning-2020": "2020.1"}


def test_threads_may_share_one_hall(hall):
    found = []
    threads = [Thread(target=lambda n=n: found.append(hall.take_number(f"thread-{n}", "", "办事"))) for n in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    assert len({grant.number for grant in found}) == 8


def test_a_hall_that_is_down_is_unreachable_by_every_door(tmp_path):
    server = Server(BackendSettings(database_url=f"sqlite:///{tmp_path}/hall.db"), StillClock()).start()
    client = HttpHall(server.url, "kiosk-1", (1.0, 1.0))
    server.stop()
    doors = (
        lambda: client.file_bundle("0" * 32, b"{}"),
        lambda: client.send_piece("0" * 32, "0" * 64, 5, 0, b"%PDF-"),
        lambda: client.take_number("request-a", "", "办事"),
        lambda: client.progress("XN26-2222-2"),
        lambda: client.call_guide("kiosk-1", "Ask"),
        lambda: client.lease_numbers(5),
        lambda: client.report_numbers(()),
        client.catalog_versions,
    )
    for door in doors:
        with pytest.raises(HallUnreachable, match="连不上"):
            door()
    client.close()
