"""``make soak``: run the long runs, print what they found, save ``var/soak.json``; status 1 when a promise broke.

``SOAK=short`` shortens the storage run from a quarter of an hour to about a minute, and the window's from ten
minutes to five.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
from importlib import import_module
from pathlib import Path

from kiosk.cli.output import say_json

RUNS = (
    "reader_streams", "reader_cards", "reader_plugs", "ticket_streams", "ticket_deaths", "ticket_plugs", "other_plugs",
    "storage", "window_faults", "torn_disk", "memory_kills", "catalogue_swap",
)
LENGTHS = ("full", "short")


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.soak")
    parser.add_argument("only", nargs="*", choices=[*RUNS, []], help="run only these")
    parser.add_argument("--times", type=int, help="how often, instead of each run's own number")
    parser.add_argument("--seed", type=int, default=467)
    parser.add_argument("--output", type=Path, default=Path("var/soak.json"))
    chosen = parser.parse_args()
    if (os.environ.get("SOAK") or "full") not in LENGTHS:
        parser.error("SOAK: short or full")
    found = []
    for name in chosen.only or RUNS:
        room = import_module(f"tests.soak.{name}")
        report = room.run(chosen.times or room.COUNT, chosen.seed)
        found.append(report.document())
        say_json(found[-1])
    chosen.output.parent.mkdir(parents=True, exist_ok=True)
    chosen.output.write_text(json.dumps(found, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
    return 0 if all(one["met"] for one in found) else 1


sys.exit(main())
