"""``kiosk catalog check`` and ``draw``: prove a data pack before it is used, and picture its order."""

from __future__ import annotations

import argparse
import time
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

from config.pack_reader import DEFAULT_REGION, PACKS, regions
from config.pack_whole import open_whole
from kiosk.catalog.values import Catalog
from kiosk.cli.catalogue.releases.publishing import add_publishing
from kiosk.cli.catalogue.releases.updating import add_updating
from kiosk.cli.catalogue.searching import add_build, add_search
from kiosk.cli.catalogue.status import add_status, fault_document
from kiosk.cli.output import say, say_json
from kiosk.cli.planning import find_scenario, load, parse_answers
from kiosk.errors import PackError, UsageError
from kiosk.guide.drawing import draw
from kiosk.guide.planner import plan
from kiosk.guide.proving import prove

_REMEDY = "请按提示修改数据包后重试。"


def add_commands(commands: Any) -> None:
    """Register the command."""
    catalog = commands.add_parser("catalog", help="数据包").add_subparsers(required=True, metavar="动作")
    check = catalog.add_parser("check", help="检查数据包：每一种回答都排一遍方案")
    check.add_argument("--region", help="只检查这个地区")
    check.add_argument("--pack", type=Path, help="检查这个目录里的数据包")
    check.add_argument("--packs", type=Path, metavar="DIR", help="检查这个目录下的所有数据包")
    check.add_argument("--on", type=_day, metavar="日期", help="规定在这一天是否还有效，如 2026-11-21（默认今天）")
    check.add_argument("--json", action="store_true", help="只输出一份 JSON")
    check.set_defaults(do=do)
    picture = catalog.add_parser("draw", help="画出一件事的办理顺序图（SVG），供核对")
    picture.add_argument("scenario", help="情景编号，如 open-hotel")
    picture.add_argument("-a", "--answer", action="append", default=[], metavar="键=值", help="一个回答，如 area=600")
    picture.add_argument("--region", default=DEFAULT_REGION, help="地区数据包")
    picture.add_argument("--output", type=Path, required=True, metavar="FILE", help="写到这个 .svg 文件")
    picture.set_defaults(do=do_draw)
    add_status(catalog)
    add_build(catalog)
    add_search(catalog)
    add_publishing(catalog)
    add_updating(catalog)


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(f"「{text}」应如 2026-11-21") from error


def do(chosen: argparse.Namespace) -> int:
    """Report the whole packs, then refuse the others by name with every fault; exit status 2 when one is broken."""
    reports: list[dict[str, Any]] = []
    faults: list[str] = []
    for folder in _folders(chosen):
        try:
            report, found = proven(folder, chosen.on or date.today())
        except PackError as error:
            faults.extend(error.faults)
        else:
            reports.append(report)
            faults.extend(found)
    if chosen.json:
        refused = {"refused": [fault_document(fault) for fault in faults]} if faults else {}
        say_json({"ok": not faults, "packs": reports, **refused})
    else:
        say(*(
            f"{report['region']} {report['version']}:{report['scenarios']} 个情景、{report['items']} 个事项、"
            f"{report['materials']} 份材料，{report['answer_sets']} 种回答全部排通，用时 {report['seconds']} 秒"
            + (f"；停用 {'、'.join(report['left_out'])}" if report["left_out"] else "")
            for report in reports
        ))
    if faults:
        raise PackError(tuple(faults), _REMEDY)
    return 0


def _folders(chosen: argparse.Namespace) -> list[Path]:
    for folder in filter(None, (chosen.pack, chosen.packs)):
        if not folder.is_dir():
            raise UsageError(f"没有目录「{folder}」。", "请用 --pack 指向数据包目录，或用 --packs 指向它的上一级。")
    if chosen.region is not None and chosen.region not in regions():
        raise UsageError(f"没有地区「{chosen.region}」。", f"可用：{'、'.join(regions())}。")
    if chosen.pack:
        return [chosen.pack]
    if chosen.packs:
        return sorted(path for path in chosen.packs.iterdir() if path.is_dir())
    return [PACKS / name for name in (regions() if chosen.region is None else [chosen.region])]


def proven(folder: Path, today: date) -> tuple[dict[str, Any], tuple[str, ...]]:
    """What is whole of a pack, proven, and the faults of the scenarios that are left out. Raises PackError."""
    started = time.perf_counter()
    whole = open_whole(folder)
    pack = whole.pack
    catalog = _in_use(pack.catalog) if whole.left_out else pack.catalog
    proof = prove(catalog, today)
    if proof.findings:
        said = tuple(f"{pack.place(found.file, found.path)}:{found.message}" for found in proof.findings)
        raise PackError((*whole.faults, *said), _REMEDY)
    return {
        "region": catalog.region,
        "version": catalog.version,
        "scenarios": len(catalog.scenarios),
        "items": len(catalog.items),
        "materials": len(catalog.materials),
        "answer_sets": proof.answer_sets,
        "by_scenario": proof.by_scenario,
        "left_out": list(whole.left_out),
        "seconds": round(time.perf_counter() - started, 3),
    }, whole.faults


def _in_use(catalog: Catalog) -> Catalog:
    """The catalogue without what only a life event that was left out asks for."""
    used = {key for scenario in catalog.scenarios.values()
            for key in (*scenario.items, *scenario.questions, *scenario.fields)}
    items = {key: item for key, item in catalog.items.items() if key in used}
    papers = {paper for item in items.values() for paper in (*item.produces, *(need.material for need in item.needs))}
    return replace(
        catalog,
        items=items,
        materials={key: material for key, material in catalog.materials.items() if key in papers},
        questions={key: question for key, question in catalog.questions.items() if key in used},
        fields={key: field for key, field in catalog.fields.items() if key in used},
    )


def do_draw(chosen: argparse.Namespace) -> int:
    """Write the stage graph."""
    catalog = load(chosen.region)
    scenario = find_scenario(catalog, chosen.scenario)
    made = plan(catalog, scenario, parse_answers(catalog, scenario, chosen.answer))
    if made.stop:
        raise UsageError(f"这样回答不能办理：{made.stop[0].zh}（{made.stop[1]}）", "请换一个回答再画。")
    if not chosen.output.parent.is_dir():
        raise UsageError(f"没有目录「{chosen.output.parent}」。", "请先建好目录，或换一个 --output。")
    chosen.output.write_text(draw(made), encoding="utf-8")
    say(f"{chosen.output}：{len(made.items)} 个事项，{len(made.stages)} 步")
    return 0
