"""Attachments as technicians see and carry them: counted, encrypted on the way, never half."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from backend.serve import Server
from backend.settings import BackendSettings
from kiosk.cli import run
from kiosk.cli.outbox.samples import sample_bundle
from kiosk.filing.limits import PIECE
from offline_cache.outbox import SqliteOutbox
from offline_cache.vault import open_vault
from tests.offline_cache.attachments.made_up import bytes_of, paper

ROOT = Path(__file__).resolve().parents[2]


class Clock:
    def now(self):
        from datetime import datetime

        return datetime(2026, 11, 21, 10, 15, 30).astimezone()

    def monotonic(self):
        return 0.0


def settings_file(folder, url="http://127.0.0.1:9"):
    folder.mkdir(exist_ok=True)
    text = (ROOT / "config/kiosk.toml").read_text(encoding="utf-8")
    text = text.replace('data = "var/kiosk"', f'data = "{folder}/data"').replace("http://127.0.0.1:8600", url)
    path = folder / "kiosk.toml"
    path.write_text(text, encoding="utf-8")
    return path


@pytest.fixture
def settings(tmp_path):
    return settings_file(tmp_path)


@pytest.fixture
def kiosk(settings, capsys):
    def call(*words, status=0, at=settings, as_json=True):
        code = run([*map(str, words), "--settings", str(at), *(["--json"] if as_json else [])])
        said = capsys.readouterr()
        assert code == status, said.err
        return json.loads(said.out) if as_json else said.out

    return call


@pytest.fixture(scope="module")
def attached():
    return paper(PIECE + 70_000, 1, "lease"), paper(9_000, 2, "lease")


@pytest.fixture
def kept(tmp_path, settings, attached):
    """One application with two photographed papers, one without any."""
    data = tmp_path / "data"
    data.mkdir()
    outbox = SqliteOutbox(data / "outbox.db", open_vault(data / "vault.key", data / "outbox.db"), Clock())
    plain = sample_bundle("hubei-xianning-2020", "open-restaurant")
    material = replace(plain.materials[0], status="scanned")
    facts = tuple(replace(one.facts, material=material.id) for one in attached)
    bundle = replace(plain, id="a" * 32, materials=(material, *plain.materials[1:]), attachments=facts)
    outbox.put(bundle, tuple(replace(one, facts=fact) for one, fact in zip(attached, facts, strict=True)))
    outbox.put(plain)
    outbox.close()
    return bundle


def test_list_and_show_tell_how_many_and_how_large(kiosk, kept, attached):
    assert [row["attachments"] for row in kiosk("outbox", "list")] == [2, 0]
    found = kiosk("outbox", "show", kept.id)
    assert (found["attachments"], found["attachment_bytes"]) == (2, sum(one.facts.size for one in attached))
    assert "附件 2" in kiosk("outbox", "list", as_json=False)
    assert "附件 2 份" in kiosk("outbox", "show", kept.id, as_json=False)


def test_a_stick_carries_attachments_to_a_machine_that_sends_them(kiosk, kept, attached, tmp_path):
    made = kiosk("outbox", "export", "--output", tmp_path / "a.stick", "--take")
    assert (made["count"], made["left_out"]) == (2, [])
    on_stick = (tmp_path / "a.stick").read_bytes()
    assert not any(content[:64] in on_stick for content in bytes_of(*attached).values())
    (tmp_path / "word").write_text(made["passphrase"], encoding="utf-8")
    with Server(BackendSettings(database_url=f"sqlite:///{tmp_path}/hall.db")) as server:
        other = settings_file(tmp_path / "other", server.url)
        words = ("outbox", "import", tmp_path / "a.stick", "--passphrase-file", tmp_path / "word")
        assert kiosk(*words, at=other)["kept"] == 2
        assert kiosk(*words, at=other)["known"] == 2
        assert kiosk("outbox", "send", at=other)["sent"] == 2
    at_hall = {path.stem: path.read_bytes() for path in (tmp_path / "hall.db-files" / kept.id).iterdir()}
    assert at_hall == bytes_of(*attached)
    assert list((tmp_path / "other" / "data" / "attachments").iterdir()) == []


def test_what_is_damaged_is_left_out_of_a_stick_and_named(kiosk, kept, tmp_path):
    file = tmp_path / "data" / "attachments" / f"{kept.id}.sealed"
    data = bytearray(file.read_bytes())
    data[-1] ^= 1
    file.write_bytes(data)
    made = kiosk("outbox", "export", "--output", tmp_path / "a.stick", status=1)
    assert (made["count"], made["left_out"]) == (1, [kept.id])


@pytest.mark.parametrize("cut", [0.3, 0.6, 0.9, 0.999])
def test_a_stick_cut_anywhere_between_attachments_is_refused_whole(kiosk, kept, tmp_path, cut):
    made = kiosk("outbox", "export", "--output", tmp_path / "a.stick")
    (tmp_path / "word").write_text(made["passphrase"], encoding="utf-8")
    whole = (tmp_path / "a.stick").read_bytes()
    (tmp_path / "a.stick").write_bytes(whole[: int(len(whole) * cut)])
    other = settings_file(tmp_path / "other")
    code = run([
        "outbox", "import", str(tmp_path / "a.stick"), "--passphrase-file", str(tmp_path / "word"),
        "--settings", str(other),
    ])  # fmt: skip
    assert code == 2
    assert not (tmp_path / "other" / "data" / "attachments").exists()


def test_discarding_removes_the_attachments(kiosk, kept, tmp_path, monkeypatch):
    import io

    kiosk("outbox", "set-aside", kept.id, "--reason", "试")
    assert len(list((tmp_path / "data" / "attachments").iterdir())) == 1
    monkeypatch.setattr("sys.stdin", io.StringIO("AAAA-AAAA\n"))
    kiosk("outbox", "discard", kept.id, "--reason", "试")
    assert list((tmp_path / "data" / "attachments").iterdir()) == []


def test_the_key_is_exchanged_with_them(kiosk, kept, attached, tmp_path):
    assert kiosk("vault", "rotate")["unreadable"] == 0
    with Server(BackendSettings(database_url=f"sqlite:///{tmp_path}/hall.db")) as server:
        assert kiosk("outbox", "send", at=settings_file(tmp_path, server.url))["sent"] == 2
    at_hall = {path.stem: path.read_bytes() for path in (tmp_path / "hall.db-files" / kept.id).iterdir()}
    assert at_hall == bytes_of(*attached)
