"""Encryption at rest: AES-256-GCM (NIST SP 800-38D) with a random 96-bit nonce; the row is bound as associated data."""

from __future__ import annotations

import hashlib
import os
import secrets
from contextlib import suppress
from pathlib import Path

from kiosk.errors import VaultError
from offline_cache.store import bound_key, wrong_key

_NONCE = 12
_KEY_HEX = 64


class Vault:
    """Seals and opens single values with one 32-byte key. Thread-safe; the key never leaves it."""

    def __init__(self, key: bytes) -> None:
        from cryptography.hazmat.primitives.ciphers.aead import AESGCM

        if len(key) != 32:
            raise VaultError("密钥长度不对。", "密钥应为 32 字节。")
        self._cipher = AESGCM(key)
        self.fingerprint = hashlib.sha256(b"kiosk vault fingerprint\0" + key).hexdigest()[:16]

    def seal(self, plain: bytes, table: str, column: str, row: str) -> bytes:
        """Nonce, ciphertext and tag; opens again only under the same table, column and row id."""
        nonce = os.urandom(_NONCE)
        return nonce + self._cipher.encrypt(nonce, plain, _bound(table, column, row))

    def open(self, sealed: bytes, table: str, column: str, row: str) -> bytes:
        """The plain bytes. Raises VaultError when key, place or content is not what was sealed."""
        from cryptography.exceptions import InvalidTag

        try:
            return self._cipher.decrypt(sealed[:_NONCE], sealed[_NONCE:], _bound(table, column, row))
        except (InvalidTag, ValueError) as error:
            raise VaultError("内容无法解密：密钥不符或数据已损坏。", "请核对密钥文件；原数据未改动。") from error

    def __repr__(self) -> str:
        return "Vault(<redacted>)"


def _bound(table: str, column: str, row: str) -> bytes:
    return f"{table}|{column}|{row}".encode()


def open_vault(key_file: Path | str, database: Path | str) -> Vault:
    """The vault of ``database``, checked against it before anything is written.

    The key file holds 64 hex digits and is readable by its owner only. It is created, at once complete, when it is
    missing *and* the database holds nothing sealed. Raises VaultError when the key is missing, open to others,
    malformed or not the one the database was sealed with; both files stay as they are.
    """
    key_path, database_path = Path(key_file), Path(database)
    bound = bound_key(database_path)
    if not key_path.exists():
        if bound is not None:
            raise VaultError(
                f"{key_path}: 找不到密钥文件，已保存的内容无法读出，数据未改动。", "请把原来的密钥文件放回原处。"
            )
        _create_key(key_path)
    vault = Vault(_read_key(key_path))
    if bound is not None and bound != vault.fingerprint:
        raise wrong_key(database_path)
    return vault


def _create_key(path: Path) -> None:
    """Write a fresh key beside ``path`` and link it into place: others see all of it or nothing."""
    draft = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
    try:
        handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
        try:
            os.write(handle, secrets.token_hex(32).encode() + b"\n")
            os.fsync(handle)
        finally:
            os.close(handle)
        try:
            with suppress(FileExistsError):  # another process was first; its key is the key
                os.link(draft, path)
        finally:
            draft.unlink()
        _sync_folder(path.parent)
    except OSError as error:
        raise VaultError(f"{path}: 不能写入密钥文件（{error.strerror}）。", "请检查目录是否存在、是否可写。") from error


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _read_key(path: Path) -> bytes:
    try:
        if path.stat().st_mode & 0o077:
            raise VaultError(f"{path}: 密钥文件对其他用户开放。", f"请执行 chmod 600 {path} 后重试。")
        text = path.read_bytes().strip()
    except OSError as error:
        raise VaultError(f"{path}: 密钥文件读不出（{error.strerror}）。", "请检查文件属主和权限。") from error
    try:
        key = bytes.fromhex(text.decode("ascii"))
    except ValueError:
        key = b""
    if len(text) != _KEY_HEX or len(key) != 32:
        raise VaultError(f"{path}: 密钥文件内容不完整。", "密钥应为 64 位十六进制数字；请从备份恢复原密钥。")
    return key
