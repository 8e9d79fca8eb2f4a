"""Keys: where they come from, and that exchanging one loses nothing wherever it is cut off."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest

from kiosk.errors import StoreError, VaultError
from offline_cache.outbox import SqliteOutbox
from offline_cache.vault import key_file, open_vault, opening, rotating
from offline_cache.vault.key_file import key_text, read_key_file
from offline_cache.vault.rotating import rotate

WORD = "一个足够长的口令 12345"


@pytest.fixture
def filled(tmp_path, outbox, make_bundle):
    bundles = [make_bundle() for _ in range(5)]
    for bundle in bundles:
        outbox.put(bundle)
    outbox.mark_refused(bundles[0].id, ())
    return bundles


def contents(tmp_path: Path, clock, ask=None) -> dict[str, bytes | None]:
    database = tmp_path / "kiosk.db"
    box = SqliteOutbox(database, open_vault(tmp_path / "vault.key", database, ask), clock)
    found = {row.bundle_id: box.sealed_bytes(row.bundle_id) for row in box.listing.rows()}
    box.close()
    return found


def test_after_a_rotation_the_new_key_opens_everything_and_the_old_one_nothing(
    tmp_path, outbox, vault, filled, clock
):
    old_key = (tmp_path / "vault.key").read_bytes()
    with outbox.store.reading() as db:
        old = [row[0] for row in db.execute("SELECT payload FROM outbox")]
    made = rotate(outbox.store, vault, tmp_path / "vault.key")
    outbox.close()
    assert (made.sealed, made.unreadable) == (6, 0)
    assert contents(tmp_path, clock) == {bundle.id: bundle.to_bytes() for bundle in filled}
    stored = b"".join(path.read_bytes() for path in tmp_path.glob("kiosk.db*"))
    assert not [sealed for sealed in old if sealed[-60:] in stored]
    assert sorted(path.name for path in tmp_path.iterdir()) == ["kiosk.db", "kiosk.db.lock", "vault.key"]
    assert stat.S_IMODE((tmp_path / "vault.key").stat().st_mode) == 0o600
    (tmp_path / "vault.key").write_bytes(old_key)
    with pytest.raises(VaultError, match="密钥与数据文件不符"):
        open_vault(tmp_path / "vault.key", tmp_path / "kiosk.db")


class PowerCut(BaseException):
    """Everything stops here."""


STEPS = {
    "while the new key is written": (key_file, "key_text"),
    "when the new key is there": (rotating, "_check_room"),
    "before anything is sealed anew": (rotating, "_seal_anew"),
    "between two entries": (rotating, "_seal_one"),
    "when everything is sealed anew": (rotating, "new_key_path"),
    "when the new key is in place": (rotating, "sync_folder"),
}


@pytest.mark.parametrize("step", STEPS)
@pytest.mark.parametrize("call", [1, 2, 3])
def test_cut_off_at_every_step_there_is_one_key_that_opens_everything(
    tmp_path, outbox, vault, filled, clock, monkeypatch, step, call
):
    module, name = STEPS[step]
    real, calls = getattr(module, name), []

    def cut(*words, **named):
        calls.append(name)
        if len(calls) == call:
            raise PowerCut
        return real(*words, **named)

    monkeypatch.setattr(rotating if name == "key_text" else module, name, cut)
    try:
        rotate(outbox.store, vault, tmp_path / "vault.key")
        finished = True
    except PowerCut:
        finished = False
    monkeypatch.undo()
    outbox.close()
    assert finished == (len(calls) < call)
    wanted = {bundle.id: bundle.to_bytes() for bundle in filled}
    assert contents(tmp_path, clock) == wanted
    again = SqliteOutbox(tmp_path / "kiosk.db", open_vault(tmp_path / "vault.key", tmp_path / "kiosk.db"), clock)
    rotate(again.store, open_vault(tmp_path / "vault.key", tmp_path / "kiosk.db"), tmp_path / "vault.key")
    again.close()
    assert contents(tmp_path, clock) == wanted
    assert not (tmp_path / "vault.key.new").exists()


def test_an_entry_nobody_can_read_stays_as_it_is_and_is_counted(tmp_path, outbox, vault, filled):
    with outbox.store.writing() as db:
        db.execute("UPDATE outbox SET payload = zeroblob(50) WHERE bundle_id = ?", (filled[2].id,))
    assert rotate(outbox.store, vault, tmp_path / "vault.key").unreadable == 1


def test_without_room_nothing_is_exchanged(tmp_path, outbox, vault, filled, clock, monkeypatch):
    before = (tmp_path / "vault.key").read_bytes()
    monkeypatch.setattr(rotating, "_SPARE", 1 << 60)
    with pytest.raises(StoreError, match="没有更换"):
        rotate(outbox.store, vault, tmp_path / "vault.key")
    outbox.close()
    assert (tmp_path / "vault.key").read_bytes() == before
    assert len(contents(tmp_path, clock)) == 5


def test_a_key_under_a_passphrase_opens_with_it_only(tmp_path, outbox, vault, filled, clock):
    rotate(outbox.store, vault, tmp_path / "vault.key", WORD)
    outbox.close()
    assert b"passphrase" not in (tmp_path / "vault.key").read_bytes()
    assert len(contents(tmp_path, clock, lambda: WORD)) == 5
    with pytest.raises(VaultError, match="口令不对"):
        contents(tmp_path, clock, lambda: "wrong")
    with pytest.raises(VaultError, match="没有口令"):
        contents(tmp_path, clock)


@pytest.mark.parametrize(
    "change",
    [
        lambda text: text[: len(text) // 2],
        lambda text: text.replace(b'"n": 32768', b'"n": 999999999999'),
        lambda text: text.replace(b"kiosk-key-1", b"kiosk-key-9"),
        lambda text: text.replace(b'"r": 8', b'"r": "8"'),
        lambda text: b"[]",
    ],
)
def test_a_wrapped_key_file_that_is_damaged_is_named(tmp_path, change):
    path = tmp_path / "vault.key"
    path.write_bytes(change(key_text(bytes(32), WORD)))
    path.chmod(0o600)
    with pytest.raises(VaultError, match="内容不完整"):
        read_key_file(path)


@pytest.fixture
def credentials(tmp_path, monkeypatch):
    folder = tmp_path / "credentials"
    folder.mkdir()
    monkeypatch.setenv("CREDENTIALS_DIRECTORY", str(folder))
    return folder


def test_a_systemd_credential_goes_before_the_key_file(tmp_path, credentials, clock, make_bundle):
    (credentials / "vault.key").write_bytes(os.urandom(32).hex().encode())
    box = SqliteOutbox(tmp_path / "kiosk.db", open_vault(tmp_path / "vault.key", tmp_path / "kiosk.db"), clock)
    box.put(make_bundle())
    box.close()
    assert not (tmp_path / "vault.key").exists()
    assert len(contents(tmp_path, clock)) == 1


def test_a_passphrase_may_be_a_credential(tmp_path, credentials, outbox, vault, filled, clock):
    rotate(outbox.store, vault, tmp_path / "vault.key", WORD)
    outbox.close()
    (credentials / "vault.passphrase").write_text(WORD + "\n", encoding="utf-8")
    assert len(contents(tmp_path, clock)) == 5


def test_credentials_are_exchanged_for_the_next_credential(tmp_path, credentials, clock, make_bundle):
    (credentials / "vault.key").write_bytes(os.urandom(32).hex().encode())
    database = tmp_path / "kiosk.db"
    vault = open_vault(tmp_path / "vault.key", database)
    box = SqliteOutbox(database, vault, clock)
    box.put(make_bundle())
    with pytest.raises(VaultError, match=r"vault\.key\.new"):
        rotate(box.store, vault, tmp_path / "vault.key")
    (credentials / "vault.key.new").write_bytes(os.urandom(32).hex().encode())
    assert rotate(box.store, vault, tmp_path / "vault.key").sealed == 1
    box.close()
    assert None not in contents(tmp_path, clock).values()
    assert opening.find_key(tmp_path / "vault.key", database).path.name == "vault.key.new"


def test_every_place_where_something_is_sealed_is_known_to_the_rotation():
    """A column that is sealed and not listed would be lost with the old key."""
    import ast

    from offline_cache.schema import SEALED_COLUMNS

    elsewhere = {("key_file", "key"), ("stick", "record")}
    sealed = set()
    for path in (Path(__file__).parents[3] / "offline_cache").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "seal":
                words = [word.value for word in node.args[1:3] if isinstance(word, ast.Constant)]
                if len(words) == 2:
                    sealed.add(tuple(words))
    assert sealed - elsewhere == {(place.table, place.column) for place in SEALED_COLUMNS}
