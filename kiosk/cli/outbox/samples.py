"""``kiosk bundle sample``: a made-up application, marked as a demonstration, for trying out and testing."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from config.hall_reader import read_hall
from config.pack_reader import DEFAULT_REGION
from kiosk.cli.output import say, say_json
from kiosk.cli.planning import find_scenario, load
from kiosk.errors import UsageError
from kiosk.filing.attachment import Attachment
from kiosk.filing.bundle import Bundle


def add_commands(bundle: Any) -> None:
    """Register the command."""
    sample = bundle.add_parser("sample", help="写一个演示申请包（内容是编的，标明演示）")
    sample.add_argument("--output", type=Path, required=True, metavar="FILE", help="写到这个文件")
    sample.add_argument("--scenario", default="open-restaurant", help="情景编号（默认 open-restaurant）")
    sample.add_argument("--region", default=DEFAULT_REGION, help="地区数据包")
    sample.add_argument("--json", action="store_true", help="只输出 JSON")
    sample.set_defaults(do=do)


def do(chosen: argparse.Namespace) -> int:
    """Write it."""
    bundle = sample_bundle(chosen.region, chosen.scenario)
    sealed = bundle.to_bytes()
    try:
        chosen.output.write_bytes(sealed)
    except OSError as error:
        raise UsageError(f"{chosen.output}: 写不进去（{error.strerror}）。", "请换一个 --output。") from error
    if chosen.json:
        say_json({"file": str(chosen.output), "bundle": bundle.id, "scenario": bundle.scenario, "bytes": len(sealed)})
    else:
        say(f"{chosen.output}：演示申请包 {bundle.id}，{bundle.title}，{len(sealed)} 字节")
    return 0


def sample_bundle(region: str, scenario: str) -> Bundle:
    """A bundle of nobody, filled in the way a visit would, that the hall takes. Raises UnknownScenario."""
    from kiosk.cli.starting import HallClock
    from kiosk.steps import ShowPlan
    from kiosk.visit import Visit, World
    from kiosk.visit.rehearsing import SilentErrands, answer_questions, hand_in

    class Keeping(SilentErrands):
        def file(self, visit_id: str, bundle: Bundle, attachments: tuple[Attachment, ...] = ()) -> None:
            filed.append(bundle)

    filed: list[Bundle] = []
    catalog = load(region)
    visit = Visit(World(catalog, read_hall(), Keeping(), HallClock("Asia/Shanghai"), demo=True))
    visit.choose_scenario(find_scenario(catalog, scenario).id)
    answer_questions(visit)
    if isinstance(visit.step, ShowPlan):
        hand_in(visit)
    if not filed:
        raise UsageError(f"情景「{scenario}」没有可以提交的申请。", "请换一个 --scenario。")
    return filed[0]
