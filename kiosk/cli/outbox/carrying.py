"""``kiosk outbox export`` and ``import``: carry open entries to another machine on a stick, encrypted."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kiosk.cli.outbox.opening import DONE, FELL_SHORT, Opened, common, meant, opened
from kiosk.cli.output import say, say_json
from kiosk.errors import AttachmentDamaged, StoreError, UsageError
from kiosk.filing.receipt import kept_code

if TYPE_CHECKING:
    from kiosk.filing.attachment import Attachment
    from offline_cache.outbox.stick import Carried

_OPEN = ("waiting", "sending", "refused", "set_aside")


def add_commands(outbox: Any) -> None:
    """Register the commands."""
    out = outbox.add_parser("export", help="把没送出的导出成一个加密文件，带到另一台终端")
    out.add_argument("bundle", nargs="*", help="只导出这几件（默认全部没送出的）")
    out.add_argument("--output", type=Path, required=True, metavar="FILE", help="写到这个文件")
    out.add_argument("--take", action="store_true", help="导出的在本机搁置，并记录在案")
    out.add_argument("--by", default="", metavar="工号", help="谁导出的")
    _passphrase_option(out, "用这个文件里的口令（默认新生成一个，显示一次）")
    common(out, export)
    into = outbox.add_parser("import", help="导入另一台终端导出的文件")
    into.add_argument("file", type=Path, help="kiosk outbox export 写出的文件")
    _passphrase_option(into, "口令在这个文件里（默认从终端输入）")
    common(into, do_import)


def _passphrase_option(parser: Any, words: str) -> None:
    parser.add_argument("--passphrase-file", type=Path, metavar="FILE", help=words)


def export(chosen: argparse.Namespace) -> int:
    """Write the file; exit status 1 when some content could not be read and was left out."""
    from offline_cache.outbox.stick import new_passphrase, write_stick

    passphrase = _read_passphrase(chosen.passphrase_file) if chosen.passphrase_file else new_passphrase()
    with opened(chosen) as machine:
        ids = meant(machine.outbox, chosen.bundle) if chosen.bundle else [
            row.bundle_id for row in machine.outbox.listing.rows()
        ]
        written: list[str] = []
        count = write_stick(chosen.output, _entries(machine, ids, written), passphrase)
        for bundle_id in written:
            _record(machine, bundle_id, chosen)
    left_out = [bundle_id for bundle_id in ids if bundle_id not in set(written)]
    shown = None if chosen.passphrase_file else passphrase
    if chosen.json:
        say_json({"file": str(chosen.output), "count": count, "left_out": left_out, "passphrase": shown})
    else:
        say(f"{chosen.output}：{count} 件")
        say(*([f"口令 {shown}", "请抄在纸上，不要和存储盘放在一起；只显示这一次。"] if shown else []))
        say(*(f"{kept_code(bundle_id)}  内容已不在或读不出，没有导出" for bundle_id in left_out))
    return FELL_SHORT if left_out else DONE


def _entries(machine: Opened, ids: list[str], written: list[str]) -> Iterator[Carried]:
    from offline_cache.outbox.stick import Carried

    for bundle_id in ids:
        entry, sealed = machine.outbox.listing.entry(bundle_id), machine.outbox.sealed_bytes(bundle_id)
        attachments = None if sealed is None else _attachments(machine, bundle_id, sealed)
        if entry is not None and sealed is not None and attachments is not None:
            written.append(bundle_id)
            yield Carried(
                bundle_id, entry.row.scenario, entry.row.state, entry.row.kept_at, sealed, attachments
            )  # fmt: skip


def _attachments(machine: Opened, bundle_id: str, sealed: bytes) -> tuple[Attachment, ...] | None:
    """In whole, as they will be on the stick; None when they are not what was kept, so that nothing goes out half."""
    from offline_cache.attachments.beside import opened_whole

    try:
        return opened_whole(machine.outbox.attachments.kept(bundle_id, sealed))
    except AttachmentDamaged:
        return None


def _record(machine: Opened, bundle_id: str, chosen: argparse.Namespace) -> None:
    reason = f"已导出到 {chosen.output.name}"
    if not (chosen.take and machine.outbox.set_aside(bundle_id, reason, chosen.by)):
        entry = machine.outbox.listing.entry(bundle_id)
        machine.outbox.decisions.note("export", bundle_id, entry.row.state if entry else "", reason, chosen.by)


def do_import(chosen: argparse.Namespace) -> int:
    """Read the whole file first, then keep what is not there yet; exit status 1 when some could not be kept."""
    from offline_cache.outbox.stick import read_stick

    passphrase = _read_passphrase(chosen.passphrase_file) if chosen.passphrase_file else _typed()
    total = sum(1 for _ in read_stick(chosen.file, passphrase))
    kept, known, faults = 0, 0, []
    with opened(chosen, own=True) as machine:
        for entry in read_stick(chosen.file, passphrase):
            try:
                new = machine.outbox.put_sealed(entry.bundle_id, entry.scenario, entry.sealed, entry.attachments)
            except StoreError as error:
                faults.append(f"{kept_code(entry.bundle_id)}:{error.message}")
                continue
            kept, known = kept + new, known + (not new)
            if new and entry.state in ("refused", "set_aside"):
                machine.outbox.set_aside(entry.bundle_id, "从另一台终端转来，原来被退或搁置")
    if chosen.json:
        say_json({"file": str(chosen.file), "count": total, "kept": kept, "known": known, "faults": faults})
    else:
        say(f"{chosen.file}：{total} 件，新保存 {kept} 件，原来就有 {known} 件")
        say(*faults)
    return FELL_SHORT if faults else DONE


def _read_passphrase(path: Path) -> str:
    try:
        found = path.read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(f"{path}: 口令文件读不出。", "请检查文件名和编码。") from error
    if len(found) < 12:
        raise UsageError(f"{path}: 口令太短。", "至少 12 个字符；不给 --passphrase-file 时程序会生成一个。")
    return found


def _typed() -> str:
    if sys.stdin.isatty():
        from getpass import getpass

        return getpass("导出文件的口令：", stream=sys.stderr).strip().upper()
    return sys.stdin.readline().strip()
