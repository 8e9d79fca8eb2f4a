"""The doctor tells the truth about each thing it looks at, and always says what to do next."""

from __future__ import annotations

import json
import ssl
import stat
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from config.settings import SerialDevice, Settings, read_settings
from hardware.form_printer.render import page_count, render_documents
from hardware.id_reader.wire.statuses import Status
from hardware.ports.asking import Heard, Hearing
from hardware.ports.known import DeviceKind
from hardware.ports.listing import SerialPort
from hardware.ports.survey import Seen
from kiosk.cli.doctor import hall, machine, report, stores
from kiosk.cli.doctor.devices import (
    Wanted,
    judge,
    look_at_devices,
    look_at_form_printer,
    typing_scanner,
    wanted_devices,
)
from kiosk.cli.doctor.findings import Check, Finding, Verdict, run_checks
from kiosk.errors import StoreError
from kiosk.needs import HallUnreachable
from offline_cache.looking import look_at_certificate, look_at_hall

READER, PRINTER, SCANNER = DeviceKind
SAM = "05.03-20120629-0000202551-1234567890"


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return read_settings().at(tmp_path / "data")


def seen(path: str, hearing: Hearing, kind: DeviceKind | None = None, **said: object) -> Seen:
    return Seen(SerialPort(path), f"serial:{path[-2:]}", Heard(hearing, kind, **said))  # type: ignore[arg-type]


def reader_at(path: str, baudrate: int = 115200, status: Status = Status.DONE) -> Seen:
    return seen(path, Hearing.ANSWERED, READER, baudrate=baudrate, reader_status=status, sam_id=SAM)


def wanted(kind: DeviceKind, url: str, baudrate: int = 115200) -> Wanted:
    return Wanted(kind, SerialDevice(url, baudrate))


@pytest.mark.parametrize(
    ("place", "verdict", "said", "remedy"),
    [
        (reader_at("/dev/t0"), Verdict.PASS, SAM, ""),
        (reader_at("/dev/t0", 9600), Verdict.FAIL, "9600", "baudrate 改成 9600"),
        (reader_at("/dev/t0", status=Status.SELF_TEST_FAILED), Verdict.FAIL, "自检失败", "断电重启"),
        (reader_at("/dev/t0", status=Status.NOT_AUTHORISED), Verdict.FAIL, "未授权", "联系厂家"),
        (reader_at("/dev/t0", status=Status.UNKNOWN_COMMAND), Verdict.FAIL, "SW3 21", "报修"),
        (seen("/dev/t0", Hearing.SILENT), Verdict.FAIL, "没有回答", "电源"),
        (seen("/dev/t0", Hearing.GARBLED), Verdict.FAIL, "不是身份证读卡器的回答", "数据线"),
        (seen("/dev/t0", Hearing.IN_USE), Verdict.UNKNOWN, "占用", "停下"),
        (seen("/dev/t0", Hearing.MISSING), Verdict.FAIL, "没有这个端口", "auto"),
        (seen("/dev/t0", Hearing.DENIED), Verdict.FAIL, "没有权限", "dialout"),
        (seen("/dev/t0", Hearing.FAILED), Verdict.UNKNOWN, "断开", "再查一次"),
    ],
)
def test_a_reader_is_judged_by_what_its_port_said(place, verdict, said, remedy):
    found = judge(wanted(READER, "/dev/t0"), (place,))
    assert (found.key, found.verdict) == ("id_reader", verdict)
    assert said in found.said and remedy in found.remedy
    assert found.remedy or verdict is Verdict.PASS


def test_a_silent_ticket_printer_is_unknown_never_ready():
    found = judge(wanted(PRINTER, "/dev/t0"), (seen("/dev/t0", Hearing.SILENT),))
    assert found.verdict is Verdict.UNKNOWN
    assert not found.verdict.is_ready


def test_swapped_cables_are_named_with_the_setting_that_mends_them():
    ports = (seen("/dev/t0", Hearing.ANSWERED, PRINTER, baudrate=9600), reader_at("/dev/t1"))
    found = judge(wanted(READER, "/dev/t0"), ports)
    assert found.verdict is Verdict.FAIL
    assert "这里回答的是排队号打印机" in found.said
    assert '[id_reader] url 改成 "serial:t1"' in found.remedy


def test_a_device_that_moved_to_another_port_is_found_there():
    found = judge(wanted(READER, "/dev/t0"), (seen("/dev/t0", Hearing.MISSING), reader_at("/dev/t1")))
    assert "/dev/t1" in found.remedy


def test_two_readers_under_auto_fail_with_both_names():
    found = judge(wanted(READER, "auto:id-reader"), (reader_at("/dev/t0"), reader_at("/dev/t1")))
    assert found.verdict is Verdict.FAIL
    assert "serial:t0" in found.said and "serial:t1" in found.said


def test_auto_takes_any_speed():
    assert judge(wanted(READER, "auto:id-reader"), (reader_at("/dev/t0", 9600),)).verdict is Verdict.PASS


def test_a_scanner_can_only_be_tried_and_an_unused_one_is_offered(settings):
    port = Seen(SerialPort("/dev/t7", vendor=0x1EAB), "serial:S1", Heard(Hearing.NOT_ASKED, SCANNER))
    found = judge(wanted(SCANNER, "auto:code-scanner"), (port,))
    assert found.verdict is Verdict.WARN
    assert "kiosk code read --port serial:S1" in found.remedy
    settings = replace(
        settings, id_reader=SerialDevice("auto:id-reader"), ticket_printer=SerialDevice("auto:ticket-printer")
    )
    unused = next(entry for entry in look_at_devices(settings, (port,)) if entry.key == "code_scanner")
    assert unused.verdict is Verdict.SKIPPED
    assert "serial:S1" in unused.remedy


@pytest.mark.parametrize(
    ("names", "verdict", "said"),
    [(None, Verdict.UNKNOWN, "看不到"), ((), Verdict.FAIL, "没有接着"), (("Scan_Co_HS200",), Verdict.WARN, "HS200")],
)
def test_a_scanner_that_types_is_judged_by_the_keyboards_there_are(names, verdict, said):
    found = typing_scanner(names)
    assert (found.key, found.verdict) == ("code_scanner", verdict)
    assert said in found.said and found.remedy


def test_a_scanner_that_types_has_no_port_to_ask(settings):
    settings = replace(
        settings, id_reader=SerialDevice("auto:id-reader"), ticket_printer=SerialDevice("auto:ticket-printer"),
        code_scanner=SerialDevice("keyboard"),
    )
    assert all(entry.kind is not SCANNER for entry in wanted_devices(settings))
    assert [entry.key for entry in look_at_devices(settings, ())].count("code_scanner") == 1


def test_a_form_folder_that_is_a_file_fails_and_names_it(settings):
    settings.data.mkdir()
    settings.form_folder.write_text("in the way")
    found = look_at_form_printer(settings)
    assert found.verdict is Verdict.FAIL
    assert str(settings.form_folder) in found.said and "[form_printer] folder" in found.remedy


def test_a_check_that_hangs_costs_its_own_result_only():
    never = threading.Event()

    def hang() -> Finding:
        never.wait()
        raise AssertionError

    def burst() -> Finding:
        raise RuntimeError("surprise")

    def refuse() -> Finding:
        raise StoreError("坏了。", "请修。")

    good = Finding("good", "好", Verdict.PASS, "好。")
    began = time.monotonic()
    found = run_checks(
        (Check("hang", "慢", hang), Check("good", "好", lambda: good), Check("burst", "错", burst),
         Check("refuse", "拒", refuse)),
        within=0.3,
    )
    assert time.monotonic() - began < 2.0
    never.set()
    assert [entry.verdict for entry in found] == [Verdict.UNKNOWN, Verdict.PASS, Verdict.UNKNOWN, Verdict.FAIL]
    assert "0.3 秒" in found[0].said
    assert "RuntimeError" in found[2].said
    assert (found[3].said, found[3].remedy) == ("坏了。", "请修。")


def test_a_key_open_to_others_fails_and_is_left_alone(settings):
    settings.data.mkdir()
    assert stores.look_at_key(settings).facts == {"exists": False}
    assert list(settings.data.iterdir()) == [], "looking makes no key"
    key = settings.data / "vault.key"
    key.write_text("ab" * 32)
    key.chmod(0o644)
    (found,) = run_checks((Check("vault", "密钥", lambda: stores.look_at_key(settings)),), 5.0)
    assert found.verdict is Verdict.FAIL
    assert f"chmod 600 {key}" in found.remedy
    assert stat.S_IMODE(key.stat().st_mode) == 0o644
    key.chmod(0o600)
    assert stores.look_at_key(settings).verdict is Verdict.PASS


def test_the_outbox_is_counted_without_being_touched(settings):
    from kiosk.cli.starting import HallClock
    from kiosk.wiring.stores import Stores

    assert stores.look_at_outbox(settings).facts == {"exists": False}
    opened = Stores(settings, HallClock(settings.timezone))
    try:
        opened.outbox.put_sealed("b" * 32, "open-shop", b"sealed")
        with opened.outbox.store.writing() as database:
            database.execute("UPDATE outbox SET kept_at = '2026-01-02T03:04:05+08:00'")
        assert opened.outbox.due(datetime.now(UTC)) is not None
        found = stores.look_at_outbox(settings)
        assert opened.outbox.status().sending == 1, "an entry on its way stays on its way"
    finally:
        opened.close()
    assert found.verdict is Verdict.WARN
    assert found.facts["waiting"] == 1
    (settings.data / "outbox.db").write_bytes(b"not a database, for certain" * 100)
    with pytest.raises(StoreError):
        stores.look_at_outbox(settings)


def test_a_disk_that_cannot_be_written_fails(settings, tmp_path):
    assert machine.look_at_disk(settings).verdict is Verdict.PASS
    assert not list(settings.data.glob(".doctor*"))
    (tmp_path / "file").write_text("")
    found = machine.look_at_disk(settings.at(tmp_path / "file"))
    assert found.verdict is Verdict.FAIL
    assert "[storage] data" in found.remedy


def test_a_character_no_font_has_is_named(settings, monkeypatch):
    assert machine.look_at_fonts(settings).verdict is Verdict.PASS
    monkeypatch.setattr(machine, "read_locales", lambda: {"zh": {"home.title": "开\U000f0001门"}})
    found = machine.look_at_fonts(settings)
    assert found.verdict is Verdict.FAIL
    assert found.facts["missing"] == ["U+F0001"]


@contextmanager
def web_server(ahead: float = 0.0, secure: ssl.SSLContext | None = None) -> Iterator[str]:
    """A server that says yes to everything, its clock ``ahead`` of ours."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            body = json.dumps({"regions": {}}).encode()
            self.send_response(200)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def date_time_string(self, timestamp: float | None = None) -> str:
            return super().date_time_string(time.time() + ahead)

        def log_message(self, *_: object) -> None:
            pass

    class Quiet(ThreadingHTTPServer):
        def handle_error(self, *_: object) -> None:
            """A client that only looks at the certificate hangs up."""

    server = Quiet(("127.0.0.1", 0), Handler)
    if secure:
        server.socket = secure.wrap_socket(server.socket, server_side=True)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield f"{'https' if secure else 'http'}://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def at_server(settings: Settings, url: str) -> Settings:
    return replace(settings, hall_server=replace(settings.hall_server, url=url))


@pytest.mark.parametrize(
    ("ahead", "verdict"), [(0.0, Verdict.PASS), (20.0, Verdict.WARN), (-3600.0, Verdict.FAIL)]
)
def test_the_clock_is_held_against_the_halls(settings, ahead, verdict):
    with web_server(ahead) as url:
        found = {entry.key: entry for entry in hall.look_at_hall_and_clock(at_server(settings, url))}
    assert found["clock"].verdict is verdict
    assert found["clock"].facts["hall_ahead_seconds"] == pytest.approx(ahead, abs=2.5)
    assert ("timedatectl" in found["clock"].remedy) == (verdict is not Verdict.PASS)
    assert found["hall"].verdict is Verdict.WARN, "a hall without our region"
    assert found["certificate"].verdict is Verdict.SKIPPED


def test_a_hall_that_is_not_there_fails_and_the_clock_is_not_called_checked(settings):
    found = {entry.key: entry for entry in hall.look_at_hall_and_clock(at_server(settings, "http://127.0.0.1:9"))}
    assert found["hall"].verdict is Verdict.FAIL
    assert "[hall_server] url" in found["hall"].remedy
    assert found["clock"].verdict is Verdict.WARN
    with pytest.raises(HallUnreachable):
        look_at_hall("http://127.0.0.1:9", (0.5, 0.5))


def own_certificate(folder: Path, days: int) -> ssl.SSLContext:
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec

    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "hall.example")])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
        .serial_number(7).not_valid_before(now - timedelta(days=400)).not_valid_after(now + timedelta(days=days))
        .sign(key, hashes.SHA256())
    )
    path = folder / "hall.pem"
    path.write_bytes(
        certificate.public_bytes(serialization.Encoding.PEM)
        + key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(path)
    return context


def test_a_certificate_nobody_trusts_is_shown_with_its_end(settings, tmp_path):
    with web_server(secure=own_certificate(tmp_path, days=10)) as url:
        shown = look_at_certificate(url, 3.0)
        found = {entry.key: entry for entry in hall.look_at_hall_and_clock(at_server(settings, url))}
    assert shown is not None and shown.distrust
    assert 9 <= (shown.expires - datetime.now(UTC)).days <= 10
    assert found["certificate"].verdict is Verdict.FAIL
    assert found["certificate"].facts["days"] == pytest.approx(10, abs=0.1)
    assert found["hall"].verdict is Verdict.FAIL
    assert look_at_certificate("http://127.0.0.1:1", 1.0) is None


def examination(*findings: Finding) -> report.Examination:
    ports = (reader_at("/dev/t0"), seen("/dev/t1", Hearing.SILENT))
    return report.Examination("A03", "示例大厅", datetime(2026, 11, 21, 8, 0, tzinfo=UTC), 4.2, ports, findings)


def test_only_pass_warn_and_skipped_open_the_machine():
    ready = [Finding(v.value, v.chinese, v, "。") for v in Verdict if v.is_ready]
    assert [entry.verdict for entry in ready] == [Verdict.PASS, Verdict.WARN, Verdict.SKIPPED]
    assert examination(*ready).is_ready
    for verdict in (Verdict.FAIL, Verdict.UNKNOWN):
        assert not examination(*ready, Finding("x", "x", verdict, "。", "请修。")).is_ready


def test_the_paper_takes_whatever_a_device_says():
    odd = Finding("screen", "画面", Verdict.FAIL, "由 \x1b[31mGPU\u200b 画，" * 40, "请修。" * 60)
    pdf = render_documents((report.paper(examination(odd), demo=False),))
    assert page_count(pdf) == 1


def test_the_json_has_the_published_keys():
    document = report.as_json(examination(Finding("disk", "磁盘", Verdict.PASS, "好。", "", {"free_bytes": 1})))
    assert document.keys() == {"schema", "ready", "machine", "at", "seconds", "ports", "checks"}
    assert document["ports"][0].keys() == {"path", "pin", "hearing", "kind", "baudrate", "sam_id", "usb"}
    assert document["checks"] == [
        {"key": "disk", "title": "磁盘", "verdict": "pass", "said": "好。", "remedy": "", "facts": {"free_bytes": 1}}
    ]
    json.dumps(document)
