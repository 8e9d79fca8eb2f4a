"""First useful frame and peak memory of the kiosk against an empty Kivy window, interleaved, fresh processes.

Both are measured as installed: with their bytecode written, and on a machine that has started before.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time

from benchmarks.result import Result, median

RUNS = 9


def measure() -> list[Result]:
    found: dict[str, list[dict[str, float]]] = {"empty": [], "kiosk": []}
    with tempfile.TemporaryDirectory() as folder:
        for what in found:
            _run(what, folder)
        for _ in range(RUNS):
            for what, seen in found.items():
                seen.append(_run(what, folder))
    seconds = {what: median([entry["seconds"] for entry in seen]) for what, seen in found.items()}
    peak = {what: median([entry["peak_mb"] for entry in seen]) for what, seen in found.items()}
    return [
        Result("第一个可用画面 ÷ 空的 Kivy 窗口", seconds["kiosk"] / seconds["empty"], "×", 1.3,
               f"{seconds['kiosk']:.2f} / {seconds['empty']:.2f} s，{RUNS} 次中位"),
        Result("内存峰值 ÷ 空的 Kivy 窗口", peak["kiosk"] / peak["empty"], "×", 1.4,
               f"{peak['kiosk']:.0f} / {peak['empty']:.0f} MB"),
    ]


def _run(what: str, folder: str) -> dict[str, float]:
    environment = {**os.environ, "PYTHONPYCACHEPREFIX": f"{folder}/bytecode", "PYTHONDONTWRITEBYTECODE": ""}
    environment |= {"BENCH_STARTED": repr(time.time()), "BENCH_DATA": folder}
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.first_frame", what],
        env=environment, capture_output=True, text=True, timeout=60, check=False,
    )
    if done.returncode or not done.stdout.strip():
        raise RuntimeError(f"{what} did not draw: {done.stderr[-800:]}")
    measured: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return measured
