"""The outbox through deaths, torn writes and bad wires: nothing lost, nothing twice, the file opens every time."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import tempfile
import time
from collections import Counter
from dataclasses import asdict
from pathlib import Path
from typing import Any

from kiosk.cli.output import say, table
from tests.faults.hall_process import hall_process
from tests.faults.torn_writes import header_states, tear
from tests.soak.hall_deaths import survive
from tests.soak.kills import Kills
from tests.soak.report import Report
from tests.soak.wires import pass_through

LENGTHS = {"short": (500, 40.0, 100, 30.0), "full": (10_000, 900.0, 1_000, 400.0)}
COUNT = LENGTHS[os.environ.get("SOAK") or "full"][0]


def run(times: int, seed: int) -> Report:
    """Kill ``times`` times, tear every disk state, pass bundles through bad wires; shorter with ``SOAK=short``."""
    _, kill_seconds, bundles, wire_seconds = LENGTHS[os.environ.get("SOAK") or "full"]
    began = time.monotonic()
    place = Path.cwd() / "var"
    place.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(dir=place) as name:
        folder = Path(name)
        bundle = _sample(folder)
        parts = {
            "kills": _kills(folder, bundle, times, kill_seconds, seed),
            "torn": _torn(folder),
            "wires": _wires(folder, bundle, bundles, wire_seconds, seed),
            "hall": _hall_deaths(folder, bundle, bundles // 20, wire_seconds, seed),
        }
    kills, torn, wires = parts["kills"], parts["torn"], parts["wires"]
    return Report(
        "storage", kills["kills"], time.monotonic() - began,
        Counter({f"killed during {name}": count for name, count in kills["during"].items()}),
        {"promised": kills["promised"], "attachments": kills["attachments"], "lost": kills["lost"],
         "doubled": kills["doubled"], "deaths of the hall": parts["hall"]["deaths"], "torn states": torn["states"],
         "bundles over bad wires": wires["bundles"]},
        [str(fault) for part in parts.values() for fault in part["faults"]],
    )


def _kills(folder: Path, bundle: dict[str, Any], times: int, seconds: float, seed: int) -> dict[str, Any]:
    place = folder / "kills"
    place.mkdir()
    with hall_process(place) as (url, cases):
        tally = Kills(place, url, cases, bundle, seed).run(times, seconds)
    struck = "、".join(f"{name} {count}" for name, count in tally.during.items())
    say(f"kill -9 共 {tally.kills} 次（{tally.seconds:.0f} 秒）：{struck}")
    lost = sum(fault.startswith(("lost", "never accepted")) for fault in tally.faults)
    doubled = sum("case codes" in fault or "the hall holds" in fault for fault in tally.faults)
    say(f"  落盘承诺 {tally.promised} 件，附件 {tally.attachments} 份，回执 {tally.receipts} 张；"
          f"丢失 {lost}，重复 {doubled}，其他 {len(tally.faults) - lost - doubled}，搁置后由人重发 {tally.set_aside}")
    return {**asdict(tally), "lost": lost, "doubled": doubled}


def _torn(folder: Path) -> dict[str, Any]:
    place = folder / "torn"
    place.mkdir()
    began = time.monotonic()
    found = tear(place)
    faults = found.faults + header_states(place)
    say(f"撕裂与截断的写入：{found.states} 种磁盘状态（{time.monotonic() - began:.0f} 秒），不对的 {len(faults)} 种")
    return {"states": found.states, "faults": faults}


def _wires(folder: Path, bundle: dict[str, Any], bundles: int, seconds: float, seed: int) -> dict[str, Any]:
    place = folder / "wires"
    place.mkdir()
    with hall_process(place) as (url, cases):
        passage = pass_through(place, url, cases, bundle, bundles, seconds, seed)
    rows = [("故障", "次数", "结果", "最久（秒）")]
    rows += [
        (name, str(met.times), "、".join(met.outcomes), f"{met.longest:.2f}") for name, met in passage.by_fault.items()
    ]
    say(*table(rows))
    say(f"  {passage.bundles} 件经过，恢复后大厅各有一案 {passage.accepted} 件（{passage.seconds:.0f} 秒），"
          f"不对的 {len(passage.faults)}")
    return asdict(passage)


def _hall_deaths(folder: Path, bundle: dict[str, Any], deaths: int, seconds: float, seed: int) -> dict[str, Any]:
    place = folder / "hall-deaths"
    place.mkdir()
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    began = time.monotonic()
    found = survive(place, port, bundle, deaths, seconds, seed)
    say(f"收附件时大厅被 kill -9 共 {found.deaths} 次（{time.monotonic() - began:.0f} 秒），"
        f"打断发送 {found.cut_off} 次；{found.bundles} 件各有一案、附件逐字节相符，不对的 {len(found.faults)}")
    return asdict(found)


def _sample(folder: Path) -> dict[str, Any]:
    path = folder / "bundle.json"
    subprocess.run([sys.executable, "-m", "kiosk", "bundle", "sample", "--output", str(path), "--json"], check=True,
                   stdout=subprocess.DEVNULL)
    return dict(json.loads(path.read_bytes()))
