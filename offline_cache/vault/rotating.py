"""Exchanging the key: everything sealed is sealed anew in one transaction; a cut at any instant leaves one that fits.

The next key is durable in ``vault.key.new`` before the transaction, the transaction changes content and fingerprint
together, and only then does the file take its place. ``open_vault`` picks whichever fits the data file.
"""

from __future__ import annotations

import secrets
import shutil
from dataclasses import dataclass
from pathlib import Path
from sqlite3 import Connection

from kiosk.errors import StoreError, VaultError
from offline_cache.schema import SEALED_COLUMNS, SealedColumn
from offline_cache.store import Store
from offline_cache.vault.key_file import key_text, read_key_file, sync_folder, write_key_file
from offline_cache.vault.opening import CREDENTIAL, asker, credential, new_key_path
from offline_cache.vault.sealing import KEY_BYTES, Vault, fingerprint_of

_SPARE = 20_000_000


@dataclass(frozen=True)
class Rotation:
    """How many values were sealed anew, and how many could not be opened with the old key and stayed as they were."""

    sealed: int
    unreadable: int
    fingerprint: str


def rotate(store: Store, vault: Vault, key_path: Path, passphrase: str | None = None) -> Rotation:
    """Seal everything in ``store`` with a fresh key and put that key in place of the old one.

    ``passphrase`` wraps the new key; without one it is kept in plain, readable by its owner only. The caller owns the
    data file. With keys from systemd credentials the new key is the credential ``vault.key.new``. Raises VaultError
    or StoreError; then the old key is still the right one and nothing has changed.
    """
    given = credential(CREDENTIAL)
    if given is None:
        key = secrets.token_bytes(KEY_BYTES)
        write_key_file(new_key_path(key_path), key_text(key, passphrase), replacing=True)
    else:
        key = _next_credential(given, vault)
    _check_room(store)
    changed = _seal_anew(store, vault, Vault(key))
    if given is None:
        new_key_path(key_path).replace(key_path)
        sync_folder(key_path.parent)
    store.tidy()
    return changed


def _next_credential(given: Path, vault: Vault) -> bytes:
    waiting = new_key_path(given)
    if not waiting.is_file():
        raise VaultError(
            "密钥由 systemd 凭据提供，程序不能替换它。",
            "请先用 systemd-creds 准备新密钥，作为凭据 vault.key.new 装入后再更换；完成后把它改名为 vault.key。",
        )
    key = read_key_file(waiting, checked=False).unlock(asker(None))
    if fingerprint_of(key) == vault.fingerprint:
        raise VaultError("凭据 vault.key.new 就是正在用的密钥。", "请准备一把新的密钥。")
    return key


def _check_room(store: Store) -> None:
    with store.reading() as db:
        sizes = [
            db.execute(f"SELECT coalesce(sum(length({place.column})), 0) FROM {place.table}").fetchone()[0]
            for place in SEALED_COLUMNS
        ]
    needed = 2 * sum(sizes) + _SPARE
    free = shutil.disk_usage(store.path.parent).free
    if free < needed:
        raise StoreError(
            f"{store.path}: 更换密钥需要 {needed // 1_000_000} MB 空间，只剩 {free // 1_000_000} MB，没有更换。",
            "请清理磁盘空间后重试。",
        )


def _seal_anew(store: Store, old: Vault, new: Vault) -> Rotation:
    sealed = unreadable = 0
    with store.writing() as db:
        for place in SEALED_COLUMNS:
            keys = db.execute(f"SELECT {place.key} FROM {place.table} WHERE {place.column} IS NOT NULL").fetchall()
            done = sum(_seal_one(db, old, new, place, key) for (key,) in keys)
            sealed += done
            unreadable += len(keys) - done
        db.execute("UPDATE vault_key SET fingerprint = ? WHERE id = 1", (new.fingerprint,))
    return Rotation(sealed, unreadable, new.fingerprint)


def _seal_one(db: Connection, old: Vault, new: Vault, place: SealedColumn, key: object) -> bool:
    before, row = db.execute(
        f"SELECT {place.column}, {place.bound_row} FROM {place.table} WHERE {place.key} = ?", (key,)
    ).fetchone()
    try:
        plain = old.open(before, place.table, place.column, str(row))
    except (VaultError, TypeError):
        return False
    after = new.seal(plain, place.table, place.column, str(row))
    db.execute(f"UPDATE {place.table} SET {place.column} = ? WHERE {place.key} = ?", (after, key))
    return True
