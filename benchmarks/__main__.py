"""``make bench``: run everything, print one table, save ``var/bench.json``."""

from __future__ import annotations

import argparse
import json
import platform
from datetime import datetime
from pathlib import Path

from benchmarks import (
    cards,
    papers,
    parsers,
    plans,
    printing,
    prompts_and_pictures,
    searching,
    slips,
    starts,
    storage,
    touches,
    window_gaps,
)
from benchmarks.result import Result
from kiosk.cli.output import table

ROOMS = {
    "plans": plans, "searching": searching, "papers": papers, "printing": printing, "cards": cards, "slips": slips,
    "parsers": parsers, "prompts": prompts_and_pictures, "storage": storage, "starts": starts, "touches": touches,
    "window": window_gaps,
}


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks")
    parser.add_argument("only", nargs="*", choices=[*ROOMS, []], help="measure only these")
    parser.add_argument("--output", type=Path, default=Path("var/bench.json"))
    chosen = parser.parse_args()
    results: list[Result] = []
    for name in chosen.only or ROOMS:
        print(f"… {name}", flush=True)
        results.extend(ROOMS[name].measure())
    rows = [("什么", "测得", "目标", "达到")]
    rows += [(found.what, found.shown, found.aim, "是" if found.met else "否") for found in results]
    print("\n".join(table(rows)))
    chosen.output.parent.mkdir(parents=True, exist_ok=True)
    document = {
        "at": datetime.now().astimezone().isoformat(timespec="seconds"),
        "machine": {"python": platform.python_version(), "system": platform.platform()},
        "results": [found.document() for found in results],
    }
    chosen.output.write_text(json.dumps(document, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
    print(f"已保存 {chosen.output}")


main()
