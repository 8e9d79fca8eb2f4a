"""AES-256-GCM (NIST SP 800-38D) with a random 96-bit nonce; the place of a value is bound as associated data."""

from __future__ import annotations

import hashlib
import os

from kiosk.errors import VaultError

KEY_BYTES = 32
_NONCE = 12


class Vault:
    """Seals and opens single values with one 32-byte key. Thread-safe; the key never leaves it."""

    def __init__(self, key: bytes) -> None:
        from cryptography.hazmat.primitives.ciphers.aead import AESGCM

        if len(key) != KEY_BYTES:
            raise VaultError("密钥长度不对。", "密钥应为 32 字节。")
        self._cipher = AESGCM(key)
        self.fingerprint = fingerprint_of(key)

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


def fingerprint_of(key: bytes) -> str:
    """16 hex digits that tell keys apart and say nothing about them."""
    return hashlib.sha256(b"kiosk vault fingerprint\0" + key).hexdigest()[:16]


def _bound(table: str, column: str, row: str) -> bytes:
    return f"{table}|{column}|{row}".encode()
