"""``kiosk form render`` and ``kiosk form slip``: the papers of a plan without any device."""

from __future__ import annotations

import argparse
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from config.hall_reader import read_hall
from config.pack_holidays import read_holidays
from config.pack_reader import DEFAULT_REGION
from kiosk.catalog.values import Catalog, Scenario
from kiosk.cli.output import say, say_json
from kiosk.cli.planning import Calendar, find_scenario, load, parse_answers, told_for
from kiosk.forms.document import Document
from kiosk.forms.papers import Imprint, checklist, plan_slip, specimen
from kiosk.guide.noticing import Notice
from kiosk.guide.plan import Plan
from kiosk.guide.planner import plan


def add_commands(commands: Any) -> None:
    """Register the commands."""
    form = commands.add_parser("form", help="表格与清单").add_subparsers(required=True, metavar="动作")
    render = form.add_parser("render", help="把办事方案、一次性告知单或示范文本排成 PDF")
    _arguments(render)
    render.add_argument("--sample", action="store_true", help="排填好的示范文本，不排办事方案")
    render.add_argument("--output", type=Path, default=Path("checklist.pdf"), help="PDF 写到哪里")
    render.set_defaults(do=do)

    slip = form.add_parser("slip", help="把办事方案画成热敏小票")
    _arguments(slip)
    slip.add_argument("--paper", type=int, choices=(58, 80), default=80, help="纸宽（毫米）")
    slip.add_argument("--output", type=Path, default=Path("plan.png"), help=".png 画成图片，其他写打印机字节")
    slip.set_defaults(do=do_slip)


def _arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("scenario", help="情景编号，如 open-restaurant")
    parser.add_argument("-a", "--answer", action="append", default=[], metavar="键=值", help="一个回答，如 area=400")
    parser.add_argument("--have", metavar="编号,…", help="手里已有的材料编号：改排一次性告知单，写明还缺什么")
    parser.add_argument("--region", default=DEFAULT_REGION)
    parser.add_argument("--json", action="store_true", help="只输出一份 JSON")


@dataclass(frozen=True)
class _Asked:
    catalog: Catalog
    scenario: Scenario
    made: Plan
    told: Notice | None
    imprint: Imprint


def _asked(chosen: argparse.Namespace) -> _Asked:
    catalog = load(chosen.region)
    scenario = find_scenario(catalog, chosen.scenario)
    today = date.today()
    made = plan(catalog, scenario, parse_answers(catalog, scenario, chosen.answer), today)
    told = None if chosen.have is None else told_for(made, chosen.have, Calendar(today, read_holidays()))
    return _Asked(catalog, scenario, made, told, Imprint(read_hall(), datetime.now(), demo=True))


def _document(asked: _Asked, sample: bool) -> Document:
    if sample:
        return specimen(asked.catalog, asked.scenario, asked.imprint)
    return checklist(asked.made, (), asked.imprint, told=asked.told, remedy=asked.catalog.remedy)


def do(chosen: argparse.Namespace) -> int:
    """Write the PDF."""
    from hardware.form_printer.render import page_count, render_documents

    pdf = render_documents((_document(_asked(chosen), chosen.sample),))
    chosen.output.write_bytes(pdf)
    document = {"output": str(chosen.output), "bytes": len(pdf), "pages": page_count(pdf)}
    if chosen.json:
        say_json(document)
    else:
        say(f"已写出 {chosen.output}({document['pages']} 页)")
    return 0


def do_slip(chosen: argparse.Namespace) -> int:
    """Draw the slip, or write its bytes."""
    from hardware.ticket_printer.decoder import decode
    from hardware.ticket_printer.layouts.plan import render_plan_slip
    from hardware.ticket_printer.profiles import PROFILES

    asked = _asked(chosen)
    profile = PROFILES[f"{chosen.paper}mm"]
    job = render_plan_slip(plan_slip(asked.made, asked.imprint, asked.told), profile)
    if chosen.output.suffix == ".png":
        decode(job).to_png(chosen.output, dots=profile.dots)
    else:
        chosen.output.write_bytes(job)
    if chosen.json:
        say_json({"output": str(chosen.output), "bytes": len(job), "paper": chosen.paper})
    else:
        say(f"已写出 {chosen.output}（{chosen.paper} 毫米纸，{len(job)} 字节）")
    return 0
