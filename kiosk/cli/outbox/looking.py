"""``kiosk outbox status``, ``list`` and ``show``: what is not sent yet, without personal data."""

from __future__ import annotations

import argparse
import json
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from kiosk.cli.outbox.opening import (
    DONE,
    FELL_SHORT,
    Opened,
    common,
    database_path,
    meant,
    opened,
    settings_of,
    their_word,
)
from kiosk.cli.output import say, say_json, table
from kiosk.errors import StoreError, UsageError

if TYPE_CHECKING:
    from offline_cache.outbox import OutboxEntry, OutboxRow

_SHOWN = 20
_STATES = ("waiting", "sending", "refused", "set_aside", "accepted")


def add_commands(outbox: Any) -> None:
    """Register the commands."""
    common(outbox.add_parser("status", help="看还有什么没送出，磁盘够不够"), status)
    listing = outbox.add_parser("list", help="一件一行，最早的在前")
    listing.add_argument("--state", choices=_STATES, help="只看一种状态")
    listing.add_argument("--limit", type=int, default=1000, help="最多几件（默认 1000）")
    common(listing, list_entries)
    shown = outbox.add_parser("show", help="看一件：状态、期限、出路、工作人员的决定")
    shown.add_argument("bundle", help="编号，或凭条上的编号如 0A1B-2C3D")
    shown.add_argument("--reveal", action="store_true", help="连同个人信息；要先确认，并记录在案")
    shown.add_argument("--by", default="", metavar="工号", help="谁在看")
    common(shown, show)


def status(chosen: argparse.Namespace) -> int:
    """Print counts, the oldest entries and what the disk says; exit status 1 when nothing can be kept."""
    from offline_cache.outbox.health import health_of_folder
    from offline_cache.outbox.listing import counted
    from offline_cache.ownership import holder_of

    try:
        with opened(chosen) as machine:
            found = machine.outbox.status(None if chosen.json else _SHOWN)
            health = machine.outbox.health()
            holder = holder_of(database_path(machine.settings))
    except StoreError as error:
        health = health_of_folder(settings_of(chosen).data)
        raise StoreError(error.message, f"{error.remedy}{health.still_works}") from error
    if chosen.json:
        say_json({**asdict(found), "health": asdict(health), "owner": asdict(holder) if holder else None})
        return DONE if health.can_keep else FELL_SHORT
    say(counted(found))
    say(*table(_cells(row) for row in found.rows))
    if health.message:
        say(health.message + health.remedy + health.still_works)
    if holder:
        say(f"正由进程 {holder.pid}（{holder.program}）使用")
    return DONE if health.can_keep else FELL_SHORT


def list_entries(chosen: argparse.Namespace) -> int:
    """Print entries."""
    with opened(chosen) as machine:
        listing = machine.outbox.listing
        rows = listing.accepted(chosen.limit) if chosen.state == "accepted" else listing.rows(
            chosen.state, chosen.limit
        )
    if chosen.json:
        say_json([asdict(row) for row in rows])
    else:
        say(*table(_cells(row) for row in rows))
    return DONE


def _cells(row: OutboxRow) -> tuple[str, ...]:
    from offline_cache.outbox.states import chinese

    tries = f"试过 {row.attempts} 次" if row.attempts else "还没试"
    late = "逾期" if row.overdue else ""
    attached = f"附件 {row.attachments}" if row.attachments else ""
    return row.code, chinese(row.state), row.scenario, row.kept_at, tries, attached, late, row.case_code or row.reason


def show(chosen: argparse.Namespace) -> int:
    """Print one entry; with ``--reveal`` and the technician's word its content too, and record that."""
    with opened(chosen) as machine:
        (bundle_id,) = meant(machine.outbox, [chosen.bundle])
        entry = machine.outbox.listing.entry(bundle_id)
        if entry is None:  # sent and forgotten between the two looks
            raise UsageError(f"「{chosen.bundle}」：没有这一件", "请用 kiosk outbox list 查。")
        faults = [fault.where for fault in machine.outbox.faults_for(bundle_id)]
        content = _revealed(machine, entry, chosen.by) if chosen.reveal else None
    document = {**asdict(entry.row), **asdict(entry), "faults": faults}
    del document["row"]
    if chosen.reveal:
        document["content"] = content
    if chosen.json:
        say_json(document)
    else:
        say(*_lines(entry, faults), *([json.dumps(content, ensure_ascii=False, indent=2)] if content else []))
    return FELL_SHORT if chosen.reveal and content is None else DONE


def _revealed(machine: Opened, entry: OutboxEntry, by: str) -> dict[str, Any] | None:
    """The content, after the technician has typed the code of the slip; None when it is gone or unreadable."""
    code = entry.row.code
    if not their_word(f"将显示个人信息，并记录在案。请输入凭条编号 {code} 确认：", code):
        raise UsageError("没有确认，什么都没有显示。", "请输入屏幕上给出的凭条编号。")
    sealed = machine.outbox.sealed_bytes(entry.row.bundle_id)
    machine.outbox.decisions.note("reveal", entry.row.bundle_id, entry.row.state, "查看内容", by)
    if sealed is None:
        return None
    faults = machine.outbox.faults_for(entry.row.bundle_id)
    return {"bundle": json.loads(sealed), "faults": [asdict(fault) for fault in faults]}


def _lines(entry: OutboxEntry, faults: list[str]) -> list[str]:
    from offline_cache.outbox.states import chinese

    row = entry.row
    lines = [
        f"{row.code}  {chinese(row.state)}{'（逾期）' if row.overdue else ''}  {row.scenario}",
        f"编号 {row.bundle_id}",
        f"保存于 {row.kept_at}，本状态自 {entry.since}" + (f"，期限 {entry.until}" if entry.until else ""),
        f"试过 {row.attempts} 次" + (f"，下次 {row.next_at}" if row.next_at else ""),
        f"校验值 {entry.digest}" + (f"，{entry.size} 字节" if entry.size else ""),
    ]
    lines += [f"附件 {row.attachments} 份，{entry.attachment_bytes} 字节"] if row.attachments else []
    lines += [f"原因：{row.reason}"] if row.reason else []
    lines += [f"办件编号 {row.case_code}"] if row.case_code else []
    lines += [f"要更正：{'、'.join(faults)}"] if faults else []
    lines += [f"出路：{'、'.join(_exit(way) for way in entry.exits)}"] if entry.exits else []
    lines += [
        f"{made.at}  {made.action}（{made.by or '未记工号'}）：{made.reason}" for made in entry.decisions
    ]
    return lines


def _exit(way: str) -> str:
    from offline_cache.outbox.states import chinese

    staff = {"retry": "工作人员重发", "set_aside": "工作人员搁置", "discard": "工作人员作废"}
    return staff[way.removeprefix("staff:")] if way.startswith("staff:") else chinese(way)
