"""``kiosk backend device-code``, ``devices`` and ``revoke``: the hall's side of enrolment, on its database."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from kiosk.cli.output import say, say_json, table
from kiosk.errors import UsageError

if TYPE_CHECKING:
    from backend.devices import Devices


def add_commands(backend: Any) -> None:
    """Register the commands beside ``kiosk backend serve``."""
    code = _common(backend.add_parser("device-code", help="发一个一次性登记码"), issue)
    code.add_argument("machine", metavar="终端编号", help="与那台终端 hall.toml 里的编号一致，如 A03")
    code.add_argument("--hours", type=float, default=24.0, help="几小时内有效")
    _common(backend.add_parser("devices", help="登记过的终端"), listed)
    gone = _common(backend.add_parser("revoke", help="停用一台终端"), revoke)
    gone.add_argument("device", metavar="设备", help="设备编号，或它的前 8 位以上")
    gone.add_argument("--why", default="staff", help="原因，记录在案")


def _common(parser: argparse.ArgumentParser, action: Any) -> argparse.ArgumentParser:
    parser.add_argument("--database", default="sqlite:///hall.db", help="大厅数据库的 SQLAlchemy 地址")
    parser.add_argument("--json", action="store_true", help="只输出一份 JSON")
    parser.set_defaults(do=action)
    return parser


@contextmanager
def _devices(chosen: argparse.Namespace) -> Iterator[Devices]:
    from backend.database import Database
    from backend.devices import Devices
    from backend.hall_time import HallTime, SystemClock
    from backend.settings import BackendSettings

    settings = BackendSettings(database_url=chosen.database)
    database = Database(settings.database_url)
    try:
        database.create()
        yield Devices(database, HallTime(SystemClock(), settings.timezone))
    finally:
        database.close()


def issue(chosen: argparse.Namespace) -> int:
    """Print a one-time code; it is shown once and kept as a digest only."""
    if not 0 < chosen.hours <= 24 * 30:
        raise UsageError(f"--hours {chosen.hours:g}：有效时间不合适。", "请写 0 到 720 之间的小时数。")
    with _devices(chosen) as devices:
        code = devices.issue_code(chosen.machine, chosen.hours)
    if chosen.json:
        say_json({"machine": chosen.machine, "code": code, "hours": chosen.hours})
    else:
        say(f"终端 {chosen.machine} 的登记码：{code}（{chosen.hours:g} 小时内用一次）",
            f"在那台终端上运行：kiosk device enrol {code}")
    return 0


def listed(chosen: argparse.Namespace) -> int:
    """Print every device and whether it is let in."""
    with _devices(chosen) as devices:
        found = devices.listed()
    if chosen.json:
        say_json([asdict(entry) for entry in found])
    else:
        say(*table(
            (entry.machine, entry.device[:8], entry.enrolled_at,
             f"已停用 {entry.revoked_at}（{entry.why}）" if entry.revoked_at else "可用")
            for entry in found
        ))
    return 0


def revoke(chosen: argparse.Namespace) -> int:
    """Let one device in no more. Its bundles wait on the machine until it is enrolled again."""
    with _devices(chosen) as devices:
        head = chosen.device.strip().lower()
        meant = [entry for entry in devices.listed() if len(head) >= 8 and entry.device.startswith(head)]
        if len(meant) != 1:
            raise UsageError(f"{chosen.device}：没有这个设备，或不止一个。", "请先运行 kiosk backend devices 查看。")
        changed = devices.revoke(meant[0].device, chosen.why)
    if chosen.json:
        say_json({"device": meant[0].device, "machine": meant[0].machine, "revoked": changed})
    else:
        say(f"终端 {meant[0].machine} 的设备 {meant[0].device[:8]} {'已停用' if changed else '早已停用'}。")
    return 0
