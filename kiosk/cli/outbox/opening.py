"""Opens the outbox for one command: as its owner, or beside the kiosk that runs."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from config.settings import SETTINGS_FILE, Settings, read_settings
from kiosk.cli.starting import HallClock
from kiosk.errors import UsageError

if TYPE_CHECKING:
    from offline_cache.outbox import SqliteOutbox
    from offline_cache.vault import Vault
    from offline_cache.vault.key_file import AskPassphrase

DONE, FELL_SHORT = 0, 1


@dataclass(frozen=True)
class Opened:
    """The outbox and what it was opened with."""

    outbox: SqliteOutbox
    vault: Vault
    settings: Settings
    clock: HallClock


def key_path(settings: Settings) -> Path:
    """Where the key file of a machine is."""
    return settings.data / "vault.key"


def database_path(settings: Settings) -> Path:
    """Where the outbox of a machine is."""
    return settings.data / "outbox.db"


def settings_of(chosen: argparse.Namespace) -> Settings:
    """The settings a command was given. Raises SettingsError."""
    settings = read_settings(chosen.settings)
    return settings.at(chosen.data) if chosen.data else settings


@contextmanager
def opened(chosen: argparse.Namespace, *, own: bool = False) -> Iterator[Opened]:
    """The outbox of the chosen settings while the block runs. Raises SettingsError, VaultError or StoreError."""
    from kiosk.wiring.stores import Stores
    from offline_cache.outbox import SqliteOutbox
    from offline_cache.vault import open_vault

    settings = settings_of(chosen)
    clock = HallClock(settings.timezone)
    Stores(settings, clock)  # makes the data folder
    vault = open_vault(key_path(settings), database_path(settings), typed_passphrase())
    outbox = SqliteOutbox(database_path(settings), vault, clock, own=own)
    try:
        yield Opened(outbox, vault, settings, clock)
    finally:
        outbox.close()


def typed_passphrase() -> AskPassphrase | None:
    """Asks on the terminal; None without one."""
    if not sys.stdin.isatty():
        return None
    from getpass import getpass

    return lambda: getpass("密钥口令：", stream=sys.stderr)


def common(parser: Any, action: Any) -> None:
    """The options every command has."""
    parser.add_argument("--settings", type=Path, default=SETTINGS_FILE, help="设置文件")
    parser.add_argument("--data", type=Path, help="本机数据目录，代替设置文件里的")
    parser.add_argument("--json", action="store_true", help="只输出 JSON")
    parser.set_defaults(do=action)


def meant(outbox: SqliteOutbox, words: list[str]) -> list[str]:
    """The ids that words mean, each once. Raises UsageError naming every word that means none or several."""
    ids: list[str] = []
    faults: list[str] = []
    for word in words:
        found = outbox.listing.find(word)
        if len(found) == 1:
            ids.append(found[0])
        else:
            faults.append(f"「{word}」：" + ("没有这一件" if not found else f"有 {len(found)} 件都是这个开头"))
    if faults:
        raise UsageError("；".join(faults), "编号用 kiosk outbox list 查；可用凭条上的编号（如 0A1B-2C3D）或完整编号。")
    return list(dict.fromkeys(ids))


def their_word(prompt: str, expected: str) -> bool:
    """Whether the technician types ``expected`` after ``prompt``; asked on standard error, answered on input."""
    sys.stderr.write(prompt)
    sys.stderr.flush()
    return sys.stdin.readline().strip().upper() == expected.upper()
