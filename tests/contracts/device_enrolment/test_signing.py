"""What an enrolled machine hands in is signed; what was changed, replayed or came late is refused."""

from __future__ import annotations

import base64
import sqlite3
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
import requests

from backend.serve import Server
from backend.settings import BackendSettings
from kiosk.filing.bundle import BundleMaterial, Refusal
from kiosk.filing.limits import PIECE
from kiosk.filing.receipt import Receipt
from kiosk.filing.signature import DEVICE_HEADER, MOST_SKEW, NONCE_HEADER, SIGNATURE_HEADER, TIME_HEADER
from offline_cache.courier import Courier
from tests.contracts.device_enrolment.enrolled_kiosk import HandClock, Kiosk, bundle, post
from tests.offline_cache.attachments.made_up import paper


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


def test_refusals_of_the_content_come_only_after_the_device_is_known(kiosk: Kiosk, enrolled: Kiosk) -> None:
    made = bundle(fields=())
    answer = enrolled.hall.file_bundle(made.id, made.to_bytes())
    assert isinstance(answer, Refusal) and len(answer.faults) >= 3


def test_attachments_come_in_by_the_signature_too_and_the_case_names_its_device(
    enrolled: Kiosk, tmp_path: Path, server: Server
) -> None:
    one = paper(PIECE + 9)
    made = replace(
        bundle(), attachments=(one.facts,),
        materials=(BundleMaterial("lease", "租赁合同", "申请人", "scanned", ("licence",), 1, 0),),
    )  # fmt: skip
    enrolled.outbox.put(made, (one,))
    assert Courier(enrolled.outbox, enrolled.hall, enrolled.clock).send_due_now().sent == 1
    with closing(sqlite3.connect(tmp_path / "hall.db")) as db:
        noted = db.execute("SELECT bundle_id, device FROM case_devices").fetchall()
    record = enrolled.keys.current()
    assert record is not None
    assert noted == [(made.id, record.device)]
    place = f"{server.url}/v1/bundles/{made.id}/attachments/{one.facts.sha256}?start=0&size={PIECE + 9}"
    answer = requests.put(place, data=b"%PDF-", timeout=10)
    assert (answer.status_code, answer.json()["error"]) == (401, "unsigned")
