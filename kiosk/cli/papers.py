"""``kiosk form render``: the papers of a plan as PDF, without any device."""

from __future__ import annotations

import argparse
from datetime import datetime
from pathlib import Path
from typing import Any

from config.hall_reader import read_hall
from config.pack_reader import DEFAULT_REGION
from kiosk.cli.output import say, say_json
from kiosk.cli.planning import find_scenario, load, parse_answers
from kiosk.forms.papers import Imprint, checklist
from kiosk.guide.planner import plan


def add_commands(commands: Any) -> None:
    """Register the command."""
    form = commands.add_parser("form", help="表格与清单").add_subparsers(required=True, metavar="动作")
    render = form.add_parser("render", help="把一次性告知单排成 PDF")
    render.add_argument("scenario", help="情景编号，如 open-restaurant")
    render.add_argument("-a", "--answer", action="append", default=[], metavar="键=值", help="一个回答，如 area=400")
    render.add_argument("--region", default=DEFAULT_REGION)
    render.add_argument("--output", type=Path, default=Path("checklist.pdf"), help="PDF 写到哪里")
    render.add_argument("--json", action="store_true", help="只输出一份 JSON")
    render.set_defaults(do=do)


def do(chosen: argparse.Namespace) -> int:
    """Write the PDF."""
    from hardware.form_printer.render import page_count, render_documents

    catalog = load(chosen.region)
    scenario = find_scenario(catalog, chosen.scenario)
    made = plan(catalog, scenario, parse_answers(catalog, scenario, chosen.answer))
    pdf = render_documents((checklist(made, (), Imprint(read_hall(), datetime.now(), demo=True)),))
    chosen.output.write_bytes(pdf)
    document = {"output": str(chosen.output), "bytes": len(pdf), "pages": page_count(pdf)}
    if chosen.json:
        say_json(document)
    else:
        say(f"已写出 {chosen.output}({document['pages']} 页)")
    return 0
