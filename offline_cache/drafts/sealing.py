"""A draft under its pick-up code: scrypt (RFC 7914) gives the name it is found by and the key that opens it.

The code itself is never stored. One derivation gives 64 bytes: 32 for the row's name, 32 for AES-256-GCM (NIST SP
800-38D), so that finding a draft costs a guesser as much as opening it. The salt belongs to the file.
"""

from __future__ import annotations

import os
from dataclasses import dataclass

from kiosk.errors import StoreError

SALT_BYTES = 16
_COST = {"n": 2**15, "r": 8, "p": 1}
_NONCE = 12
_PURPOSE = b"kiosk draft 1|"


@dataclass(frozen=True, repr=False)
class DraftKey:
    """What a code derives to: ``name`` finds the row, ``seal`` and ``open`` work on its content."""

    name: bytes
    _key: bytes

    def seal(self, plain: bytes) -> bytes:
        """Nonce, ciphertext and tag, bound to the row's name."""
        from cryptography.hazmat.primitives.ciphers.aead import AESGCM

        nonce = os.urandom(_NONCE)
        return nonce + AESGCM(self._key).encrypt(nonce, plain, _PURPOSE + self.name)

    def open(self, sealed: bytes) -> bytes:
        """The plain bytes. Raises StoreError when they are not what was sealed."""
        from cryptography.exceptions import InvalidTag
        from cryptography.hazmat.primitives.ciphers.aead import AESGCM

        try:
            return AESGCM(self._key).decrypt(sealed[:_NONCE], sealed[_NONCE:], _PURPOSE + self.name)
        except (InvalidTag, ValueError):
            raise StoreError("暂存的内容已损坏，打不开。", "请重新办理；损坏的内容到期自动删除。") from None


def derive(code: str, salt: bytes) -> DraftKey:
    """The key of a code; about 0.1 s and 32 MB."""
    from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

    both = Scrypt(salt=salt, length=64, **_COST).derive(code.encode())
    return DraftKey(both[:32], both[32:])
