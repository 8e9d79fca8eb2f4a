"""``kiosk catalog check``: prove a data pack before it is used."""

from __future__ import annotations

import argparse
import time
from pathlib import Path
from typing import Any

from config.pack_reader import PACKS, read_pack, regions
from kiosk.cli.output import say, say_json
from kiosk.errors import PackError, UsageError
from kiosk.guide.proving import prove


def add_commands(commands: Any) -> None:
    """Register the command."""
    catalog = commands.add_parser("catalog", help="数据包").add_subparsers(required=True, metavar="动作")
    check = catalog.add_parser("check", help="检查数据包：每一种回答都排一遍方案")
    check.add_argument("--region", help="只检查这个地区")
    check.add_argument("--pack", type=Path, help="检查这个目录里的数据包")
    check.add_argument("--json", action="store_true", help="只输出一份 JSON")
    check.set_defaults(do=do)


def do(chosen: argparse.Namespace) -> int:
    """Check the packs; exit status 2 with every fault when one is broken."""
    if chosen.pack and not chosen.pack.is_dir():
        raise UsageError(f"没有目录「{chosen.pack}」。", "请用 --pack 指向数据包目录。")
    if chosen.region and chosen.region not in regions():
        raise UsageError(f"没有地区「{chosen.region}」。", f"可用：{'、'.join(regions())}。")
    names = [chosen.region] if chosen.region else regions()
    folders = [chosen.pack] if chosen.pack else [PACKS / name for name in names]
    reports = []
    for folder in folders:
        started = time.perf_counter()
        catalog = read_pack(folder)
        proof = prove(catalog)
        if proof.faults:
            raise PackError(proof.faults, "请按提示修改数据包后重试。")
        reports.append(
            {
                "region": catalog.region,
                "version": catalog.version,
                "scenarios": len(catalog.scenarios),
                "items": len(catalog.items),
                "materials": len(catalog.materials),
                "answer_sets": proof.answer_sets,
                "seconds": round(time.perf_counter() - started, 3),
            }
        )
    if chosen.json:
        say_json({"ok": True, "packs": reports})
    else:
        say(*(
            f"{report['region']} {report['version']}:{report['scenarios']} 个情景、{report['items']} 个事项、"
            f"{report['materials']} 份材料，{report['answer_sets']} 种回答全部排通，用时 {report['seconds']} 秒"
            for report in reports
        ))
    return 0
