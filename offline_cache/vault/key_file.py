"""Keys in files: 64 hex digits, or the same key wrapped by an operator's passphrase (scrypt, RFC 7914)."""

from __future__ import annotations

import json
import os
import secrets
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from kiosk.errors import VaultError
from offline_cache.vault.sealing import KEY_BYTES, Vault, fingerprint_of

AskPassphrase = Callable[[], str]
_FORMAT = "kiosk-key-1"
_COST = {"n": 1 << 15, "r": 8, "p": 1}
_MOST_N, _MOST_R, _MOST_P = 1 << 20, 32, 16


@dataclass(frozen=True, repr=False)
class KeyFile:
    """A key file as read. ``fingerprint`` is known without the passphrase; ``repr`` shows the path only."""

    path: Path
    fingerprint: str
    key: bytes | None
    wrapped: dict[str, object] | None = None

    def unlock(self, ask: AskPassphrase | None) -> bytes:
        """The key; ``ask`` gives the passphrase of a wrapped one. Raises VaultError."""
        if self.key is not None:
            return self.key
        if ask is None:
            raise VaultError(
                f"{self.path}: 密钥受口令保护，现在没有口令。",
                "请在终端上运行并输入口令，或把口令放进 systemd 凭据 vault.passphrase。",
            )
        return _unwrap(self, ask())

    def __repr__(self) -> str:
        return f"KeyFile({self.path})"


def read_key_file(path: Path, *, checked: bool = True) -> KeyFile:
    """Read a key file. ``checked`` refuses one that others may read. Raises VaultError naming what is wrong."""
    try:
        if checked and path.stat().st_mode & 0o077:
            raise VaultError(f"{path}: 密钥文件对其他用户开放。", f"请执行 chmod 600 {path} 后重试。")
        text = path.read_bytes().strip()
    except OSError as error:
        raise VaultError(f"{path}: 密钥文件读不出（{error.strerror}）。", "请检查文件属主和权限。") from error
    return _wrapped(path, text) if text.startswith(b"{") else _plain(path, text)


def _plain(path: Path, text: bytes) -> KeyFile:
    try:
        key = bytes.fromhex(text.decode("ascii"))
    except ValueError:
        key = b""
    if len(text) != 2 * KEY_BYTES or len(key) != KEY_BYTES:
        raise _incomplete(path)
    return KeyFile(path, fingerprint_of(key), key)


def _wrapped(path: Path, text: bytes) -> KeyFile:
    try:
        found = json.loads(text)
        fits = found["format"] == _FORMAT and all(isinstance(found[name], int) for name in _COST)
        fits = fits and 1 < found["n"] <= _MOST_N and 0 < found["r"] <= _MOST_R and 0 < found["p"] <= _MOST_P
        bytes.fromhex(found["salt"]), bytes.fromhex(found["wrapped"])
        fingerprint = str(found["fingerprint"])
    except (ValueError, KeyError, TypeError):
        raise _incomplete(path) from None
    if not fits:
        raise _incomplete(path)
    return KeyFile(path, fingerprint, None, found)


def _incomplete(path: Path) -> VaultError:
    return VaultError(f"{path}: 密钥文件内容不完整。", "密钥应为 64 位十六进制数字；请从备份恢复原密钥。")


def derive(passphrase: str, salt: bytes, n: int, r: int, p: int) -> bytes:
    """32 bytes from a passphrase by scrypt; about 0.1 s and 32 MB with the usual cost."""
    from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

    return Scrypt(salt=salt, length=KEY_BYTES, n=n, r=r, p=p).derive(passphrase.encode())


def _unwrap(file: KeyFile, passphrase: str) -> bytes:
    found = file.wrapped or {}
    n, r, p = (int(str(found[name])) for name in ("n", "r", "p"))
    vault = Vault(derive(passphrase, bytes.fromhex(str(found["salt"])), n, r, p))
    try:
        return vault.open(bytes.fromhex(str(found["wrapped"])), "key_file", "key", file.fingerprint)
    except VaultError:
        raise VaultError(f"{file.path}: 口令不对，或密钥文件已损坏；什么都没有改动。", "请核对口令后重试。") from None


def key_text(key: bytes, passphrase: str | None) -> bytes:
    """What a key file holds: the key in hex, or wrapped when there is a passphrase."""
    if passphrase is None:
        return key.hex().encode() + b"\n"
    salt, fingerprint = secrets.token_bytes(16), fingerprint_of(key)
    wrapped = Vault(derive(passphrase, salt, **_COST)).seal(key, "key_file", "key", fingerprint)
    document = {"format": _FORMAT, "kdf": "scrypt", **_COST, "salt": salt.hex(), "wrapped": wrapped.hex(),
                "fingerprint": fingerprint}  # fmt: skip
    return json.dumps(document).encode() + b"\n"


def write_key_file(path: Path, text: bytes, *, replacing: bool) -> None:
    """Put a key file in place, durable and at once complete. Without ``replacing`` one already there stays.

    Raises VaultError when the folder cannot be written.
    """
    draft = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
    try:
        handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
        try:
            os.write(handle, text)
            os.fsync(handle)
        finally:
            os.close(handle)
        try:
            if replacing:
                draft.replace(path)
            else:
                with suppress(FileExistsError):  # another process was first; its key is the key
                    os.link(draft, path)
        finally:
            draft.unlink(missing_ok=True)
        sync_folder(path.parent)
    except OSError as error:
        raise VaultError(f"{path}: 不能写入密钥文件（{error.strerror}）。", "请检查目录是否存在、是否可写。") from error


def sync_folder(folder: Path) -> None:
    """Make names created, renamed or removed in ``folder`` durable."""
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
