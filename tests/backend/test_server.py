from __future__ import annotations

import json
import logging
import socket
import sqlite3
from dataclasses import replace
from pathlib import Path

import pytest
import requests
from sqlalchemy.dialects import postgresql
from sqlalchemy.schema import CreateTable

from backend.app import openapi_document, publish_openapi
from backend.serve import Server, _listen
from backend.settings import BackendSettings
from backend.tables import metadata
from kiosk.errors import SettingsError, UsageError

PUBLISHED = Path(__file__).parents[2] / "docs" / "api" / "openapi.json"


def test_a_stopped_server_can_start_again_on_the_same_port_with_the_same_data(settings, clock):
    server = Server(settings, clock).start()
    url = server.url
    with requests.Session() as kept_open:
        kept_open.post(f"{url}/v1/help", json={"machine": "kiosk-1", "step": "Ask"}, timeout=5)
        server.stop()
        with pytest.raises(requests.ConnectionError):
            requests.get(f"{url}/v1/health", timeout=5)
        server.start()
        assert server.url == url
        assert kept_open.get(f"{url}/v1/health", timeout=5).json() == {"status": "ok"}
    server.stop()


def test_a_client_that_never_finishes_does_not_keep_the_port(settings, clock):
    server = Server(settings, clock).start()
    port = int(server.url.rsplit(":", 1)[1])
    with socket.create_connection(("127.0.0.1", port)) as lingering:
        lingering.sendall(b"POST /v1/help HTTP/1.1\r\nHost: hall\r\nContent-Length: 100\r\n\r\n{")
        server.stop()
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(("127.0.0.1", port))


def test_answers_are_not_delayed_for_packing():
    with _listen("127.0.0.1", 0) as sock:
        assert sock.proto == socket.IPPROTO_TCP


def test_a_taken_port_is_named(settings, clock):
    with Server(settings, clock) as first:
        port = int(first.url.rsplit(":", 1)[1])
        with pytest.raises(UsageError, match=str(port)):
            Server(replace(settings, port=port), clock).start()


def test_a_locked_database_is_a_503_with_retry_after_and_the_server_recovers(server, sql, caplog):
    sql("ALTER TABLE help_calls RENAME TO elsewhere")
    wish = {"machine": "kiosk-1", "step": "Ask"}
    with caplog.at_level(logging.INFO):
        answer = requests.post(f"{server.url}/v1/help", json=wish, timeout=5)
    assert (answer.status_code, answer.json(), answer.headers["Retry-After"]) == (503, {"error": "database"}, "5")
    sql("ALTER TABLE elsewhere RENAME TO help_calls")
    assert requests.post(f"{server.url}/v1/help", json=wish, timeout=5).json() == {"noted": True}


def test_the_log_holds_nothing_of_what_was_sent(hand_in, make_bundle, sql, caplog):
    bundle = make_bundle()
    sql("DROP TABLE case_items")
    with caplog.at_level(logging.DEBUG):
        assert hand_in(bundle).status_code == 503
    assert "OperationalError" in caplog.text or "ProgrammingError" in caplog.text
    assert not [field.value for field in bundle.fields if field.value in caplog.text]


def test_every_commit_is_on_disk_before_the_answer(server, settings, tmp_path):
    if not settings.database_url.startswith("sqlite"):
        pytest.skip("how SQLite keeps its journal; PostgreSQL answers after its commit is on disk")
    db = sqlite3.connect(tmp_path / "hall.db")
    assert db.execute("PRAGMA journal_mode").fetchone() == ("wal",)
    db.close()


def test_the_tables_are_plain_enough_for_postgresql():
    for table in metadata.sorted_tables:
        assert str(CreateTable(table).compile(dialect=postgresql.dialect())).strip().startswith("CREATE TABLE")


def test_the_published_description_is_current():
    assert json.loads(PUBLISHED.read_text("utf-8")) == openapi_document(), "run backend.app.publish_openapi"


def test_the_running_server_shows_the_same_description(server):
    assert requests.get(f"{server.url}/v1/openapi.json", timeout=5).json() == openapi_document()


def test_publishing_writes_what_is_published(tmp_path):
    publish_openapi(tmp_path / "openapi.json")
    assert (tmp_path / "openapi.json").read_bytes() == PUBLISHED.read_bytes()


def test_the_description_names_every_door_and_the_bundle(server):
    document = openapi_document()
    assert set(document["paths"]) == {
        "/v1/bundles",
        "/v1/bundles/{bundle_id}/attachments/{sha256}",
        "/v1/cases/{code}",
        "/v1/tickets",
        "/v1/number-blocks",
        "/v1/tickets/issued",
        "/v1/queues",
        "/v1/queues/next",
        "/v1/devices/enrol",
        "/v1/devices/token",
        "/v1/catalog",
        "/v1/catalog/{region}/manifest",
        "/v1/catalog/files/{sha256}",
        "/v1/help",
        "/v1/health",
    }
    handed_in = document["paths"]["/v1/bundles"]["post"]
    assert handed_in["requestBody"]["content"]["application/json"]["schema"] == {"$ref": "#/components/schemas/Bundle"}
    assert set(handed_in["responses"]) >= {"200", "201", "409", "422", "424"}
    assert "Bundle" in document["components"]["schemas"]


def test_all_wrong_settings_are_reported_together():
    with pytest.raises(SettingsError) as caught:
        BackendSettings(port=99999, timezone="Nowhere/Land", region_prefix="xianning", ticket_prefix="")
    assert [fault.split(" ")[1] for fault in caught.value.faults] == [
        "port",
        "timezone",
        "region_prefix",
        "ticket_prefix",
    ]


def test_settings_never_show_the_database_password():
    settings = BackendSettings(database_url="postgresql+psycopg://hall:secret@db/hall")
    assert "secret" not in repr(settings)
