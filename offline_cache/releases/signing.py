"""A publisher's Ed25519 key (RFC 8032), and whether a release was signed with one a machine knows."""

from __future__ import annotations

import base64
import binascii
import os
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from kiosk.catalog.release import (
    MANIFEST_LIMIT,
    Manifest,
    SignedRelease,
    publisher_id,
    read_manifest,
    read_signed,
    signed_bytes,
)
from kiosk.errors import ReleaseRefused, UsageError, VaultError
from offline_cache.vault.key_file import AskPassphrase, key_text, read_key_file

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey


def make_key(path: Path, passphrase: str | None = None) -> str:
    """Make a publisher's key in a new file (mode 0600); the public key in base64. Raises UsageError.

    The file is PEM (PKCS 8) or, with a passphrase, a key file wrapped with scrypt as those of machines are.
    """
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
    from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

    key = Ed25519PrivateKey.generate()
    if passphrase is None:
        text = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    else:
        text = key_text(key.private_bytes_raw(), passphrase)
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
        with os.fdopen(handle, "wb") as file:
            file.write(text)
            file.flush()
            os.fsync(handle)
    except FileExistsError:
        raise UsageError(f"{path}：文件已存在，没有改动。", "发布密钥不能覆盖，请换一个文件名。") from None
    except OSError as error:
        raise UsageError(f"{path}：写不进去（{error.strerror}）。", "请换一个能写的目录。") from error
    return public_key(key)


def read_key(path: Path, ask: AskPassphrase | None = None) -> Ed25519PrivateKey:
    """Read a publisher's key; ``ask`` gives the passphrase of a wrapped one.

    Raises UsageError, also for a file that others may read, and VaultError for a passphrase that is wrong or missing.
    """
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
    from cryptography.hazmat.primitives.serialization import load_pem_private_key

    try:
        if path.stat().st_mode & 0o077:
            raise UsageError(f"{path}：密钥文件对其他用户开放。", f"请执行 chmod 600 {path} 后重试。")
        text = path.read_bytes()
        if text.lstrip().startswith(b"{"):
            return Ed25519PrivateKey.from_private_bytes(_unwrapped(path, ask))
        key = load_pem_private_key(text, None)
    except OSError as error:
        raise UsageError(f"{path}：密钥文件读不出（{error.strerror}）。", "新建密钥：kiosk catalog keygen。") from error
    except (ValueError, TypeError):
        key = None
    if not isinstance(key, Ed25519PrivateKey):
        raise UsageError(f"{path}：不是发布密钥。", "新建密钥：kiosk catalog keygen --output 文件。")
    return key


def _unwrapped(path: Path, ask: AskPassphrase | None) -> bytes:
    wrapped = read_key_file(path)
    if ask is None:
        raise VaultError(
            f"{path}：发布密钥受口令保护，现在没有口令。", "请用 --passphrase-file，或在终端上运行并输入口令。"
        )
    return wrapped.unlock(ask)


def public_key(key: Ed25519PrivateKey) -> str:
    """The public half in base64, as kiosk.toml takes it."""
    return base64.b64encode(key.public_key().public_bytes_raw()).decode()


def sign(manifest: Manifest, key: Ed25519PrivateKey) -> bytes:
    """The signed release. Raises ReleaseRefused when the manifest is none a kiosk would take."""
    text = manifest.to_bytes()
    read_manifest(text)
    signed = SignedRelease(text, publisher_id(key.public_key().public_bytes_raw()), key.sign(signed_bytes(text)))
    document = signed.to_bytes()
    if len(document) > MANIFEST_LIMIT:
        raise ReleaseRefused("size", "发布单太大。", "请减少数据包里的文件。")
    return document


def open_release(document: bytes, keys: Sequence[str]) -> Manifest:
    """The manifest of a release signed by the publisher of one of ``keys`` (base64). Raises ReleaseRefused.

    Nothing of the manifest is read before the signature is found good.
    """
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

    signed = read_signed(document)
    known = {publisher_id(raw): raw for raw in map(_raw, keys)}
    raw = known.get(signed.key)
    if raw is None:
        raise ReleaseRefused(
            "key", "发布单不是本机认得的发布者签的。", "请核对 kiosk.toml [catalogue] publisher_keys 与发布者的公钥。"
        )
    try:
        Ed25519PublicKey.from_public_bytes(raw).verify(signed.signature, signed_bytes(signed.manifest))
    except InvalidSignature:
        raise ReleaseRefused(
            "signature", "发布单的签名不对，内容可能被改动过。", "请联系发布者核对；在此之前继续用现在的版本。"
        ) from None
    return read_manifest(signed.manifest)


def _raw(key: str) -> bytes:
    try:
        return base64.b64decode(key, validate=True)
    except (binascii.Error, ValueError):
        return b""
