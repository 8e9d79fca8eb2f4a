from __future__ import annotations

import stat
from concurrent.futures import ThreadPoolExecutor

import pytest
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from hypothesis import given
from hypothesis import strategies as st

from kiosk.errors import StoreError, VaultError
from offline_cache.outbox import SqliteOutbox
from offline_cache.vault import Vault, open_vault

KEY = bytes(range(32))


@given(st.binary(max_size=300), st.text(max_size=20))
def test_what_was_sealed_opens_in_its_place_only(plain, row):
    vault = Vault(KEY)
    sealed = vault.seal(plain, "outbox", "payload", row)
    assert vault.open(sealed, "outbox", "payload", row) == plain
    for place in (("other", "payload", row), ("outbox", "faults", row), ("outbox", "payload", row + "x")):
        with pytest.raises(VaultError):
            vault.open(sealed, *place)


@given(st.binary(min_size=1, max_size=100), st.data())
def test_one_changed_bit_is_noticed(plain, data):
    vault = Vault(KEY)
    sealed = bytearray(vault.seal(plain, "t", "c", "r"))
    sealed[data.draw(st.integers(0, len(sealed) - 1))] ^= 1 << data.draw(st.integers(0, 7))
    with pytest.raises(VaultError):
        vault.open(bytes(sealed), "t", "c", "r")


@given(st.binary(max_size=27))
def test_bytes_too_short_to_be_sealed_are_a_vault_error(sealed):
    with pytest.raises(VaultError):
        Vault(KEY).open(sealed, "t", "c", "r")


def test_sealing_twice_never_gives_the_same_bytes():
    vault = Vault(KEY)
    assert len({vault.seal(b"same", "t", "c", "r") for _ in range(100)}) == 100


def test_the_layout_is_nonce_ciphertext_tag_under_table_column_row():
    sealed = Vault(KEY).seal(b"content", "outbox", "payload", "7")
    assert len(sealed) == 12 + len(b"content") + 16
    assert AESGCM(KEY).decrypt(sealed[:12], sealed[12:], b"outbox|payload|7") == b"content"


def test_a_missing_key_is_made_for_an_empty_store_and_is_private(tmp_path):
    first = open_vault(tmp_path / "vault.key", tmp_path / "kiosk.db")
    mode = stat.S_IMODE((tmp_path / "vault.key").stat().st_mode)
    assert mode == 0o600
    assert open_vault(tmp_path / "vault.key", tmp_path / "kiosk.db").fingerprint == first.fingerprint
    assert [path.name for path in tmp_path.iterdir()] == ["vault.key"]


def test_all_who_start_at_once_get_the_same_key(tmp_path):
    with ThreadPoolExecutor(8) as pool:
        vaults = list(pool.map(lambda _: open_vault(tmp_path / "vault.key", tmp_path / "kiosk.db"), range(16)))
    assert len({vault.fingerprint for vault in vaults}) == 1


@pytest.fixture
def sealed_store(tmp_path, vault, clock, make_bundle):
    box = SqliteOutbox(tmp_path / "kiosk.db", vault, clock)
    box.put(make_bundle())
    box.close()
    return tmp_path / "kiosk.db"


def test_a_missing_key_is_never_replaced_once_something_is_sealed(sealed_store, tmp_path):
    (tmp_path / "vault.key").unlink()
    before = sealed_store.read_bytes()
    with pytest.raises(VaultError, match="找不到密钥文件"):
        open_vault(tmp_path / "vault.key", sealed_store)
    assert not (tmp_path / "vault.key").exists()
    assert sealed_store.read_bytes() == before


def test_a_wrong_key_is_named_and_the_store_stays_untouched(sealed_store, tmp_path, clock):
    before = sealed_store.read_bytes()
    (tmp_path / "vault.key").write_text("ab" * 32)
    with pytest.raises(VaultError, match="密钥与数据文件不符"):
        open_vault(tmp_path / "vault.key", sealed_store)
    with pytest.raises(VaultError, match="密钥与数据文件不符"):
        SqliteOutbox(sealed_store, Vault(KEY), clock)
    assert sealed_store.read_bytes() == before


@pytest.mark.parametrize("content", ["", "ab" * 31, "zz" * 32, "ab" * 33, "密钥"])
def test_a_torn_or_foreign_key_file_is_named(tmp_path, content):
    key = tmp_path / "vault.key"
    key.write_text(content, "utf-8")
    key.chmod(0o600)
    with pytest.raises(VaultError, match="内容不完整"):
        open_vault(key, tmp_path / "kiosk.db")
    assert key.read_text("utf-8") == content


def test_a_key_open_to_others_is_refused_with_the_command_to_run(tmp_path):
    key = tmp_path / "vault.key"
    key.write_text("ab" * 32)
    key.chmod(0o644)
    with pytest.raises(VaultError, match="chmod 600"):
        open_vault(key, tmp_path / "kiosk.db")


def test_a_file_that_is_no_database_is_a_store_error(tmp_path):
    (tmp_path / "kiosk.db").write_bytes(b"not a database at all" * 100)
    with pytest.raises(StoreError, match="不要删除"):
        open_vault(tmp_path / "vault.key", tmp_path / "kiosk.db")
    assert not (tmp_path / "vault.key").exists()


def test_a_vault_shows_nothing_of_its_key():
    assert repr(Vault(KEY)) == "Vault(<redacted>)"
