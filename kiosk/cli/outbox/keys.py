"""``kiosk vault status`` and ``rotate``: the key that opens this machine's kept data."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import Any

from kiosk.cli.outbox.opening import DONE, FELL_SHORT, common, database_path, key_path, opened, settings_of
from kiosk.cli.output import say, say_json
from kiosk.errors import UsageError


def add_commands(vault: Any) -> None:
    """Register the commands."""
    common(vault.add_parser("status", help="密钥从哪里来、是否与数据相符"), status)
    turn = vault.add_parser("rotate", help="换一把新密钥，全部内容重新加密；中途断电不丢")
    turn.add_argument("--passphrase", action="store_true", help="新密钥用口令保护（从终端或标准输入读）")
    turn.add_argument("--passphrase-file", type=Path, metavar="FILE", help="新密钥的口令在这个文件里")
    common(turn, rotate)


def status(chosen: argparse.Namespace) -> int:
    """Say where the key is and that it fits. Raises VaultError when it does not."""
    from offline_cache.vault.opening import find_key

    settings = settings_of(chosen)
    found = find_key(key_path(settings), database_path(settings))
    document = {"source": str(found.path), "fingerprint": found.fingerprint, "passphrase": found.key is None}
    if chosen.json:
        say_json(document)
    else:
        say(f"{found.path}：指纹 {found.fingerprint}，{'受口令保护' if found.key is None else '没有口令'}，与数据相符")
    return DONE


def rotate(chosen: argparse.Namespace) -> int:
    """Exchange the key; exit status 1 when some values could not be opened with the old one."""
    from offline_cache.vault.rotating import rotate as exchange

    passphrase = new_passphrase(chosen)
    with opened(chosen, own=True) as machine:
        made = exchange(machine.outbox.store, machine.vault, key_path(machine.settings), passphrase)
    if chosen.json:
        say_json({"sealed": made.sealed, "unreadable": made.unreadable, "fingerprint": made.fingerprint})
    else:
        say(f"已换新密钥（指纹 {made.fingerprint}），重新加密 {made.sealed} 项")
        say(*([f"{made.unreadable} 项用原密钥也读不出，没有动"] if made.unreadable else []))
    return FELL_SHORT if made.unreadable else DONE


def new_passphrase(chosen: argparse.Namespace) -> str | None:
    """What ``--passphrase`` or ``--passphrase-file`` says; None without either. Raises UsageError."""
    if chosen.passphrase_file:
        try:
            found = chosen.passphrase_file.read_text(encoding="utf-8").strip("\r\n")
        except (OSError, UnicodeDecodeError) as error:
            raise UsageError(f"{chosen.passphrase_file}: 口令文件读不出。", "请检查文件名和编码。") from error
    elif chosen.passphrase:
        found = _typed_twice()
    else:
        return None
    if len(found) < 12:
        raise UsageError("口令太短。", "至少 12 个字符。")
    return str(found)


def _typed_twice() -> str:
    if not sys.stdin.isatty():
        return sys.stdin.readline().rstrip("\r\n")
    from getpass import getpass

    first = getpass("新口令：", stream=sys.stderr)
    if getpass("再输一次：", stream=sys.stderr) != first:
        raise UsageError("两次输入的口令不同，没有改动。", "请再试一次。")
    return first
