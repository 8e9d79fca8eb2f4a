"""Enrolment as two people do it: one at the hall, one at the kiosk, with nothing but the command line."""

import json
from pathlib import Path

import pytest

from backend.serve import Server
from backend.settings import BackendSettings
from config.hall_reader import read_hall
from kiosk.cli import run

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def kiosk(capsys):
    """Runs one command; its exit status, standard output and standard error."""

    def command(*words):
        capsys.readouterr()
        status = run(list(words))
        return status, *capsys.readouterr()

    return command


@pytest.fixture
def document(kiosk):
    """Runs one command with --json; its document."""

    def command(*words, status=0):
        ended, said, wrong = kiosk(*words, "--json")
        assert ended == status, wrong
        return json.loads(said)

    return command


@pytest.fixture
def hall(tmp_path):
    """A hall that takes enrolled devices only; its address and its database."""
    database = f"sqlite:///{tmp_path}/hall.db"
    with Server(BackendSettings(database_url=database, devices="enrolled")) as server:
        yield server.url, database


@pytest.fixture
def settings(tmp_path, hall):
    path = tmp_path / "kiosk.toml"
    text = (ROOT / "config" / "kiosk.toml").read_text(encoding="utf-8")
    changed = [
        f'url = "{hall[0]}"' if line.startswith("url = \"http") else
        f'data = "{tmp_path}/data"' if line.startswith("data =") else line
        for line in text.splitlines()
    ]
    path.write_text("\n".join(changed) + "\n", encoding="utf-8")
    return path


def test_a_code_is_given_typed_used_and_taken_back(kiosk, document, hall, settings):
    machine, at, here = read_hall().machine, ("--database", hall[1]), ("--settings", str(settings))
    assert document("device", "show", *here)["device"] == ""
    status, _, wrong = kiosk("device", "enrol", "K7QM3-2XW9R", *here)
    assert status == 2 and "登记码不对" in wrong and "怎么办" in wrong

    code = document("backend", "device-code", machine, *at)["code"]
    device = document("device", "enrol", code, *here)["device"]
    status, _, again = kiosk("device", "enrol", code, *here)
    assert status == 2 and "--again" in again

    sample = settings.with_name("bundle.json")
    assert kiosk("bundle", "sample", "--output", str(sample))[0] == 0
    assert kiosk("outbox", "put", str(sample), *here)[0] == 0
    assert document("outbox", "send", *here)["sent"] == 1

    (listed,) = document("backend", "devices", *at)
    assert (listed["device"], listed["machine"], listed["revoked_at"]) == (device, machine, "")
    assert document("backend", "revoke", device[:8], *at)["revoked"]
    assert kiosk("outbox", "put", str(sample), "--count", "2", *here)[0] == 0
    left = document("outbox", "send", *here, status=1)
    assert left["sent"] == 0 and left["waiting"] >= 1
    assert any("停用" in reason for reason in left["reasons"])
    shown = document("device", "show", *here, status=1)
    assert (shown["refused"], shown["waiting"]) == ("device_revoked", left["waiting"])
    _, told, _ = kiosk("device", "show", *here)
    assert "已被大厅停用" in told and "都还在" in told


def test_a_hall_out_of_reach_is_said_and_the_code_stays_good(kiosk, document, tmp_path, settings, hall):
    away = tmp_path / "away.toml"
    away.write_text(settings.read_text(encoding="utf-8").replace(hall[0], "http://127.0.0.1:9"), encoding="utf-8")
    code = document("backend", "device-code", read_hall().machine, "--database", hall[1])["code"]
    status, _, lost = kiosk("device", "enrol", code, "--settings", str(away))
    assert status == 2 and "127.0.0.1:9" in lost and "同一个登记码" in lost
    assert document("device", "enrol", code, "--settings", str(settings))["enrolled_at"]


@pytest.mark.parametrize("words", [("revoke", "ffffffff"), ("revoke", "f"), ("device-code", "A03", "--hours", "0")])
def test_what_cannot_be_done_at_the_hall_is_said(kiosk, tmp_path, words):
    status, _, wrong = kiosk("backend", *words, "--database", f"sqlite:///{tmp_path}/hall.db")
    assert status == 2 and "怎么办" in wrong
