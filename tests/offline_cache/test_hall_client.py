from __future__ import annotations

import json
import socket
import time
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest

from kiosk.filing.bundle import Fault, Refusal, digest_of
from kiosk.filing.receipt import Receipt
from kiosk.needs import HallUnreachable
from offline_cache.hall_client import HttpHall

SEALED = b'{"sealed":true}'
ID = "0" * 32
RECEIPT = {
    "bundle_id": ID,
    "case_code": "XN26-7K3M-4",
    "digest": digest_of(SEALED),
    "received_at": "2026-11-21T10:16:00+08:00",
}


@pytest.fixture
def hall_at():
    made = []

    def make(url, **changes):
        made.append(HttpHall(url, "kiosk-1", **{"timeout": (2.0, 5.0), **changes}))
        return made[-1]

    yield make
    for hall in made:
        hall.close()


def refused_by(hall: HttpHall) -> HallUnreachable:
    with pytest.raises(HallUnreachable) as caught:
        hall.file_bundle(ID, SEALED)
    return caught.value


def test_a_receipt_for_these_very_bytes_is_believed(answering, hall_at):
    hall = hall_at(answering(json.dumps(RECEIPT).encode(), "201 Created").url)
    assert hall.file_bundle(ID, SEALED) == Receipt(**RECEIPT)


@pytest.mark.parametrize(
    "change",
    [
        {"digest": "0" * 64},
        {"bundle_id": "1" * 32},
        {"case_code": ""},
        {"case_code": "<script>"},
        {"case_code": None},
        {"received_at": "just now"},
    ],
)
def test_a_receipt_that_does_not_fit_is_not_believed(answering, hall_at, change):
    refused_by(hall_at(answering(json.dumps({**RECEIPT, **change}).encode()).url))


@pytest.mark.parametrize("body", [b"", b"null", b"[]", b"{}", b"{", b"\xff\xfe", b'"ok"'])
def test_garbage_is_no_answer(answering, hall_at, body):
    assert "不合格式" in refused_by(hall_at(answering(body).url)).reason


def test_the_login_page_of_a_network_is_no_answer(answering, hall_at):
    page = b"<html><title>Login</title></html>"
    assert "登录" in refused_by(hall_at(answering(page, kind="text/html; charset=utf-8").url)).reason


def test_a_redirect_to_a_login_page_is_not_followed(answering, hall_at):
    portal = answering(b"{}")
    gate = answering(b"", "302 Found", extra=f"Location: {portal.url}\r\n")
    assert "登录" in refused_by(hall_at(gate.url)).reason
    assert portal.connections == 0


@pytest.mark.parametrize("status", ["500 Oops", "502 Bad Gateway", "503 Busy", "429 Too Many"])
def test_a_server_in_trouble_is_unreachable(answering, hall_at, status):
    error = refused_by(hall_at(answering(b'{"error":"x"}', status).url))
    assert status[:3] in error.reason
    assert error.retry_after is None


@pytest.mark.parametrize("status", ["400 Bad Request", "401 Unauthorized", "404 Not Found", "204 No Content"])
def test_any_other_status_is_unreachable(answering, hall_at, status):
    assert status[:3] in refused_by(hall_at(answering(b"{}", status).url)).reason


def test_retry_after_in_seconds_is_passed_on(answering, hall_at):
    assert refused_by(hall_at(answering(b"", "503 Busy", extra="Retry-After: 120\r\n").url)).retry_after == 120


def test_retry_after_as_a_date_is_passed_on_in_seconds(answering, hall_at):
    later = format_datetime(datetime.now(UTC) + timedelta(seconds=300), usegmt=True)
    error = refused_by(hall_at(answering(b"", "503 Busy", extra=f"Retry-After: {later}\r\n").url))
    assert 290 < error.retry_after <= 300


@pytest.mark.parametrize("header", ["soon", "-5", "１２", "1e9", ""])
def test_an_unreadable_retry_after_is_ignored(answering, hall_at, header):
    extra = f"Retry-After: {header}\r\n"
    assert refused_by(hall_at(answering(b"", "503 Busy", extra=extra).url)).retry_after is None


def test_nobody_listening_is_unreachable_at_once(hall_at):
    with socket.create_server(("127.0.0.1", 0)) as closed:
        port = closed.getsockname()[1]
    assert "连不上" in refused_by(hall_at(f"http://127.0.0.1:{port}")).reason


def timed(hall) -> tuple[HallUnreachable, float]:
    start = time.monotonic()
    error = refused_by(hall)
    return error, time.monotonic() - start


def test_a_server_that_never_answers_is_left_in_time(wire_server, hall_at):
    silent = wire_server(lambda client, _: server_waits(client))
    error, seconds = timed(hall_at(silent.url, timeout=(1.0, 0.3)))
    assert error.reason == "大厅服务器没有回答"
    assert seconds < 2


def server_waits(client: socket.socket) -> None:
    while client.recv(65536):
        pass


def drips(head: bytes, drop: bytes):
    def treat(client: socket.socket, _: int) -> None:
        client.recv(65536)
        client.sendall(head)
        client.settimeout(0.03)
        while True:
            client.sendall(drop)
            try:
                if not client.recv(1):
                    return
            except TimeoutError:
                continue

    return treat


@pytest.mark.parametrize(
    ("head", "drop"),
    [
        (b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 99999\r\n\r\n", b" "),
        (b"HTTP/1.1 200 OK\r\nX-Long: ", b"x"),
        (b"HTTP/1.1 200 OK\r\n", b"X-More: 1\r\n"),
        (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", b"1\r\n \r\n"),
    ],
    ids=["body", "header", "headers", "chunks"],
)
def test_a_server_that_drips_is_left_in_time(wire_server, hall_at, head, drop):
    error, seconds = timed(hall_at(wire_server(drips(head, drop)).url, timeout=(1.0, 1.0), total=0.4))
    assert error.reason == "大厅服务器 0.4 秒内没有答完"
    assert seconds < 2


def test_after_a_cut_call_the_next_one_works(wire_server, hall_at):
    answer = json.dumps(RECEIPT).encode()

    def treat(client: socket.socket, number: int) -> None:
        if number == 1:
            server_waits(client)
        else:
            client.recv(65536)
            head = f"HTTP/1.1 201 Created\r\nContent-Type: application/json\r\nContent-Length: {len(answer)}\r\n\r\n"
            client.sendall(head.encode() + answer)

    hall = hall_at(wire_server(treat).url, timeout=(1.0, 1.0), total=0.3)
    refused_by(hall)
    assert hall.file_bundle(ID, SEALED) == Receipt(**RECEIPT)


def test_an_endless_answer_is_left(wire_server, hall_at):
    def treat(client: socket.socket, _: int) -> None:
        client.recv(65536)
        client.sendall(b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n\r\n")
        while True:
            client.sendall(b" " * 65536)

    assert "过长" in refused_by(hall_at(wire_server(treat).url)).reason


def test_a_reply_cut_short_is_unreachable(wire_server, hall_at):
    def treat(client: socket.socket, _: int) -> None:
        client.recv(65536)
        client.sendall(b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 500\r\n\r\n{")

    assert "中断" in refused_by(hall_at(wire_server(treat).url)).reason


def test_a_server_that_hangs_up_is_unreachable(wire_server, hall_at):
    assert "中断" in refused_by(hall_at(wire_server(lambda client, _: client.recv(65536)).url)).reason


@pytest.mark.parametrize("status", ["422 Unprocessable", "409 Conflict"])
def test_a_refusal_is_a_value_with_every_fault(answering, hall_at, status):
    body = {
        "bundle_id": ID,
        "faults": [{"where": "fields.phone", "message": "有误"}, {"where": "id", "message": "有误"}],
    }
    hall = hall_at(answering(json.dumps(body).encode(), status).url)
    assert hall.file_bundle(ID, SEALED) == Refusal(ID, (Fault("fields.phone", "有误"), Fault("id", "有误")))


@pytest.mark.parametrize(
    "body",
    [{"bundle_id": ID, "faults": []}, {"bundle_id": "1" * 32, "faults": [{"where": "", "message": ""}]}, {}],
)
def test_a_refusal_of_nothing_or_of_something_else_is_no_answer(answering, hall_at, body):
    refused_by(hall_at(answering(json.dumps(body).encode(), "422 Unprocessable").url))


def test_a_bundle_too_large_for_the_hall_is_refused_not_retried(answering, hall_at):
    answer = hall_at(answering(b'{"detail":"too large"}', "413 Too Large").url).file_bundle(ID, SEALED)
    assert [fault.where for fault in answer.faults] == ["bundle"]


@pytest.mark.parametrize("status", ["200 OK", "404 Not Found"])
def test_progress_from_a_login_page_is_not_mistaken_for_no_such_case(answering, hall_at, status):
    hall = hall_at(answering(b"<html>", status, kind="text/html").url)
    with pytest.raises(HallUnreachable):
        hall.progress("XN26-7K3M-4")


def test_the_environment_cannot_divert_calls(answering, hall_at, monkeypatch):
    proxy = answering(b"{}")
    monkeypatch.setenv("http_proxy", proxy.url)
    monkeypatch.setenv("HTTP_PROXY", proxy.url)
    hall = hall_at(answering(json.dumps(RECEIPT).encode(), "201 Created").url)
    assert hall.file_bundle(ID, SEALED) == Receipt(**RECEIPT)
    assert proxy.connections == 0


def test_a_server_without_tls_is_not_believed_behind_https(wire_server, hall_at):
    plain = wire_server(lambda client, _: client.recv(65536) and client.sendall(b"HTTP/1.1 200 OK\r\n\r\n"))
    assert "证书" in refused_by(hall_at(plain.url.replace("http:", "https:"))).reason


def test_reasons_hold_nothing_of_what_was_sent(answering, hall_at):
    hall = hall_at(answering(b"{}", "500 Oops").url)
    with pytest.raises(HallUnreachable) as caught:
        hall.file_bundle(ID, "示例·甲 13800001234".encode())
    assert "13800001234" not in f"{caught.value!r} {caught.value.__cause__!r} {caught.value.__context__!r}"
