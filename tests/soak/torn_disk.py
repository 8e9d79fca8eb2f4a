"""Disks as a power cut may leave them, by the thousand: outbox and drafts, honest disks and lying ones."""

from __future__ import annotations

import os
import tempfile
import time
from collections import Counter
from pathlib import Path

from kiosk.cli.output import say
from tests.faults.torn_disk import drafts_story, honest_disks, lying_disks, outbox_story
from tests.soak.report import Report

COUNT = {"short": 2_000, "full": 40_000}[os.environ.get("SOAK") or "full"]
_A_STORY, _TURNS = 500, 40


def run(times: int, seed: int) -> Report:
    """About ``times`` disks, 500 of each of four kinds a story, every story another one."""
    began, ends, failed, disks = time.monotonic(), Counter[str](), [], 0
    place = Path("/dev/shm") if os.access("/dev/shm", os.W_OK) else None
    with tempfile.TemporaryDirectory(dir=place) as name:
        folder = Path(name)
        while disks < times:
            for what, make in (("outbox", outbox_story), ("drafts", drafts_story)):
                story = make(folder / f"{what}-{seed}", seed, _TURNS)
                for kind, cut in (("honest", honest_disks), ("lying", lying_disks)):
                    found = cut(story, folder / "disk", min(_A_STORY, max(1, times // 4)), seed)
                    disks += found.disks
                    ends.update({f"{what}, {kind}: {end}": count for end, count in found.ends.items()})
                    failed += [f"{what}, {kind}: {fault}" for fault in found.faults]
            seed += 1
    say(f"断电后的磁盘：{disks} 种，不对的 {len(failed)} 种（{time.monotonic() - began:.0f} 秒）")
    return Report("torn_disk", disks, time.monotonic() - began, ends, {"wrong": len(failed)}, failed)
