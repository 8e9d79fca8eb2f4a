"""``kiosk journal stats``: what happened at this machine, in numbers, without anything about a person."""

from __future__ import annotations

import argparse
from collections.abc import Mapping
from dataclasses import asdict
from datetime import timedelta
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Any

from config.settings import SETTINGS_FILE, read_settings
from kiosk.cli.output import say, say_json, table
from kiosk.errors import UsageError

if TYPE_CHECKING:
    from offline_cache.journal import Statistics

KEPT_DAYS = 180
_ENDS = {"filed": "已提交", "kept": "已保存待提交", "number_only": "只取号", "papers_only": "只打清单",
         "at_window": "带表去窗口", "draft": "暂存离开", "dropped": "中途离开"}  # fmt: skip
_PAGES = {
    "home": "首页", "ask": "提问", "plan": "方案", "stopped": "不能办", "card": "刷身份证", "confirm": "确认身份证",
    "form": "填表", "materials": "材料", "photo": "拍材料", "review": "核对", "sending": "提交", "papers": "取号和打印",
    "things": "带好东西", "search": "搜索", "progress": "查进度", "pickup": "凭码继续", "draft": "暂存",
    "print": "打印清单", "tickets": "取号", "way": "找地方", "guide": "呼叫导办", "check": "核对材料",
    "item": "办事指南", "goodbye": "再见",
}  # fmt: skip
_KINDS = {"ticket": "排队号", "papers": "表格和清单", "slip": "方案小票", "code": "续办码"}
_DEVICES = {
    "id-reader": "读卡器", "ticket-printer": "小票打印机", "form-printer": "表格打印机", "camera": "高拍仪或扫描仪",
}


def add_commands(commands: Any) -> None:
    """Register the command."""
    journal = commands.add_parser("journal", help="运行记录").add_subparsers(required=True, metavar="动作")
    parser = journal.add_parser("stats", help="统计：办了什么、在哪一步离开、每一步多久、设备和打印")
    parser.add_argument("--settings", type=Path, default=SETTINGS_FILE, help="设置文件")
    parser.add_argument("--days", type=int, default=30, help=f"最近几天，1 到 {KEPT_DAYS}")
    parser.add_argument("--json", action="store_true", help="只输出一份 JSON")
    parser.set_defaults(do=stats)


def stats(chosen: argparse.Namespace) -> int:
    """Print the statistics of the last days."""
    from kiosk.cli.starting import HallClock
    from offline_cache.journal import Journal, statistics

    if not 1 <= chosen.days <= KEPT_DAYS:
        raise UsageError(f"--days {chosen.days}：不在 1 到 {KEPT_DAYS} 之间。", f"运行记录保存 {KEPT_DAYS} 天。")
    settings = read_settings(chosen.settings)
    clock = HallClock(settings.timezone)
    kept = [path for name in ("journal.log", "visits.log") if (path := settings.data / name).exists()]
    if not kept:
        raise UsageError(f"{settings.data}: 这台终端还没有运行记录。", "请先运行自助终端，或检查 [storage] data。")
    lines = chain.from_iterable(Journal(path, clock, keep_days=KEPT_DAYS).each() for path in kept)
    found = statistics(lines, clock.now() - timedelta(days=chosen.days))
    if chosen.json:
        say_json(asdict(found))
    else:
        say(*lines_of(found, chosen.days))
    return 0


def lines_of(found: Statistics, days: int) -> list[str]:
    """The statistics as lines for people."""
    tongues = f"，英文 {found.languages['en']} 次" if found.languages.get("en") else ""
    lines = [f"最近 {days} 天：{found.visits} 次办事，每次中位 {found.visit_seconds:g} 秒{tongues}"]
    rows = [("事项", "开始", *_ENDS.values())]
    rows += [
        (entry.scenario, str(entry.begun), *(str(entry.ended.get(end, 0)) for end in _ENDS))
        for entry in found.scenarios
    ]
    lines += ["", *table(rows)] if found.scenarios else []
    left = [(entry.scenario, _counted(entry.given_up_on, _PAGES)) for entry in found.scenarios if entry.given_up_on]
    lines += ["", "在哪一步离开", *table(left)] if left else []
    times = [(_PAGES.get(page.page, page.page), f"{page.count} 次", f"{page.seconds:g} 秒") for page in found.pages]
    lines += ["", "每一步的时间（中位）", *table(times)] if times else []
    printed = [
        (_KINDS.get(entry.kind, entry.kind), f"印好 {entry.printed}", f"没有确认 {entry.not_confirmed}",
         f"没印出 {entry.failed}", f"共 {entry.pages} 张")
        for entry in found.printed
    ]  # fmt: skip
    lines += ["", "打印", *table(printed)] if printed else []
    trouble = [(_DEVICES.get(device, device), _counted(reasons, {})) for device, reasons in found.devices.items()]
    return [*lines, *(["", "设备故障", *table(trouble)] if trouble else [])]


def _counted(counts: Mapping[str, int], names: Mapping[str, str]) -> str:
    return "、".join(f"{names.get(name, name)} {count}" for name, count in counts.items())
