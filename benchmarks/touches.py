"""Touch to handler and to the next screen, and the CPU of opening every screen without raster."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from typing import Any

from benchmarks.result import Result, median, percentile


def measure() -> list[Result]:
    opens = _run("benchmarks.screen_opens")
    firsts = {kind: times[0] for kind, times in opens.items()}
    seconds = [times[1] for times in opens.values()]
    slowest = max(firsts, key=lambda kind: firsts[kind])
    touch = _run("benchmarks.touch_latency")
    return [
        Result("第一次打开最慢的画面（CPU，不含绘制）", firsts[slowest], "ms", 120.0,
               f"{slowest}；中位 {median(list(firsts.values())):.0f} ms，{len(firsts)} 种"),
        Result("再次打开看过的画面（CPU）", max(seconds), "ms", 5.0, f"中位 {median(seconds):.2f} ms"),
        Result("触摸 → 处理 p95", percentile(touch["handler"], 0.95), "ms", 15.0,
               f"p50 {median(touch['handler']):.1f} ms，{len(touch['handler'])} 次"),
        Result("触摸 → 下一画面呈现 p95（软件绘制）", percentile(touch["presented"], 0.95), "ms", 200.0,
               f"p50 {median(touch['presented']):.0f} ms"),
    ]


def _run(module: str) -> dict[str, Any]:
    with tempfile.TemporaryDirectory() as folder:
        done = subprocess.run(
            [sys.executable, "-m", module], env={**os.environ, "BENCH_DATA": folder},
            capture_output=True, text=True, timeout=180, check=False,
        )
    if done.returncode or not done.stdout.strip():
        raise RuntimeError(f"{module}: {done.stderr[-800:]}")
    measured: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return measured
