"""Finds the key that fits the data file: a systemd credential, or the key file beside the data.

A rotation that was cut off leaves two keys, ``vault.key`` and ``vault.key.new``; the data file says which one it is
sealed with, so that there is always exactly one that fits.
"""

from __future__ import annotations

import os
import secrets
from contextlib import suppress
from pathlib import Path

from kiosk.errors import VaultError
from offline_cache.store import bound_key, wrong_key
from offline_cache.vault.key_file import AskPassphrase, KeyFile, key_text, read_key_file, sync_folder, write_key_file
from offline_cache.vault.sealing import KEY_BYTES, Vault

CREDENTIAL, PASSPHRASE_CREDENTIAL = "vault.key", "vault.passphrase"


def new_key_path(path: Path) -> Path:
    """Where the next key waits while a rotation is under way."""
    return path.with_name(path.name + ".new")


def credential(name: str) -> Path | None:
    """The file of a systemd credential (``LoadCredential=``, ``LoadCredentialEncrypted=``); None when not given."""
    folder = os.environ.get("CREDENTIALS_DIRECTORY", "")
    path = Path(folder) / name
    return path if folder and path.is_file() else None


def open_vault(key_file: Path | str, database: Path | str, ask: AskPassphrase | None = None) -> Vault:
    """The vault of ``database``, checked against it before anything is written.

    The key is the systemd credential ``vault.key`` when there is one, else ``key_file``: 64 hex digits, or wrapped by
    a passphrase, which comes from the credential ``vault.passphrase`` or from ``ask``. The file must be readable by
    its owner only. It is created, at once complete, when it is missing *and* the database holds nothing sealed.
    Raises VaultError when the key is missing, open to others, malformed or not the one the database was sealed with;
    both files stay as they are.
    """
    return Vault(find_key(Path(key_file), Path(database)).unlock(asker(ask)))


def find_key(key_path: Path, database: Path) -> KeyFile:
    """The key file that fits ``database``, not unlocked yet. Raises as :func:`open_vault`."""
    bound = bound_key(database)
    given = credential(CREDENTIAL)
    if given is not None:
        return _fitting(given, new_key_path(given), bound, database, checked=False)
    waiting = new_key_path(key_path)
    if bound is None and not key_path.exists():
        write_key_file(key_path, key_text(secrets.token_bytes(KEY_BYTES), None), replacing=False)
    found = _fitting(key_path, waiting, bound, database, checked=True)
    if found.path == waiting:
        _finish(waiting, key_path)
    return found


def asker(ask: AskPassphrase | None) -> AskPassphrase | None:
    """Where a passphrase comes from: the credential before ``ask``."""
    path = credential(PASSPHRASE_CREDENTIAL)
    return (lambda: path.read_text(encoding="utf-8").strip("\r\n")) if path else ask


def _fitting(first: Path, second: Path, bound: str | None, database: Path, *, checked: bool) -> KeyFile:
    """``first``, or ``second`` when only that one is what the database was sealed with."""
    if bound is not None and second.is_file():
        with suppress(VaultError):  # a next key that cannot be read was never used; the first one must fit
            late = read_key_file(second, checked=checked)
            if late.fingerprint == bound:
                return late
    if not first.exists():
        raise VaultError(
            f"{first}: 找不到密钥文件，已保存的内容无法读出，数据未改动。", "请把原来的密钥文件放回原处。"
        )
    found = read_key_file(first, checked=checked)
    if bound is not None and found.fingerprint != bound:
        raise wrong_key(database)
    return found


def _finish(waiting: Path, path: Path) -> None:
    """The last step of a rotation that was cut off; whoever else does it at this moment does the same."""
    with suppress(FileNotFoundError):
        waiting.replace(path)
        sync_folder(path.parent)
