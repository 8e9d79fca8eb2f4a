"""The demonstration without a display: a scripted visitor plays the journey online and with the hall away."""

from __future__ import annotations

import json
import logging
import shutil
import sqlite3
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from config.settings import Settings
from kiosk.cli.catalogue.releases.choosing import start_data
from kiosk.cli.demo.stage import Stage
from kiosk.cli.output import say, table, warn
from kiosk.cli.starting import LateMachine, build_app, window_size
from kiosk.devices.outcomes import PrintEnd
from kiosk.steps import Outcome, TakePapers

if TYPE_CHECKING:
    from kiosk.cli.demo.journey import Trip
    from kiosk.wiring.machine import Machine

CACHE = Path("var")
_IDLE_FOR_SHOW = 20.0


@dataclass(frozen=True)
class Check:
    """One thing the demonstration promises, and whether it held."""

    what: str
    found: str
    held: bool


def run_headless(settings: Settings, output: Path) -> int:
    """Play everything, leave the results in ``output``, print a table; exit status 1 when anything fell short."""
    from screens.environment import prepare

    logging.basicConfig(level=logging.WARNING)
    shutil.rmtree(output, ignore_errors=True)
    output.mkdir(parents=True)
    settings = replace(settings, screen=replace(settings.screen, idle_seconds=_IDLE_FOR_SHOW))
    prepare(CACHE, size=window_size(settings), offscreen=True)
    stage = Stage(output / "stage").start()
    started = time.monotonic()
    try:
        checks = _play(stage, stage.settings(settings), output)
    finally:
        stage.stop()
    return _report(checks, output, time.monotonic() - started)


def _play(stage: Stage, settings: Settings, output: Path) -> list[Check]:
    from kiosk.cli.demo.journey import Trip
    from screens.walk import Walker

    data = start_data(settings)
    warn(*data.notices)
    late = LateMachine(settings, data)
    machine = late.get()
    try:
        app = build_app(settings, data, late, CACHE)
        with Walker(app, virtual=False, draw=True) as walker:
            trip = Trip(walker, stage, output, say)
            checks: list[Check] = []
            try:
                _all_walks(trip, machine, output, checks)
            except AssertionError as error:
                trip.picture("fell-short")
                checks.append(Check("访客走完全程", str(error), False))
            checks.append(Check("画面", f"{trip.shots} 张", trip.shots > 0))
    finally:
        late.close()
    checks.append(_personal_data_is_gone(settings.data))
    return checks


def _all_walks(trip: Trip, machine: Machine, output: Path, checks: list[Check]) -> None:
    stage = trip.stage
    say("一、联网办理“我要开饭馆”")
    checks += _after_online(stage, machine, trip.walk_restaurant("400"), output)
    say("二、断网办理，恢复后自动提交")
    checks += _after_offline(stage, machine, trip.walk_restaurant("600", away=stage.server.stop), output)
    say("三、扫凭条查进度")
    found = trip.scan_receipt()
    checks.append(Check("扫凭条：查到这件事的进度", found, found == stage.last_case()))
    say("四、长时间不操作")
    trip.idle_warning()
    checks.append(Check("空闲提醒后回到待机", "已结束", True))


def _after_online(stage: Stage, machine: Machine, papers: TakePapers, output: Path) -> list[Check]:
    from kiosk.cli.demo.journey import looks_like_case_code

    stored = _stored(stage)
    (output / "bundle.json").write_text(json.dumps(stored[-1] if stored else {}, ensure_ascii=False, indent=2), "utf-8")
    return [
        Check("联网：大厅收到申请", papers.code, papers.outcome is Outcome.FILED and looks_like_case_code(papers.code)),
        Check("联网：50 次点击只成一件", f"{len(stored)} 件", len(stored) == 1),
        *_printing(stage, machine, papers, output, "online"),
        Check("联网：待发箱已清空", f"待发 {machine.outbox.status().waiting}", machine.outbox.status().waiting == 0),
    ]


def _after_offline(stage: Stage, machine: Machine, papers: TakePapers, output: Path) -> list[Check]:
    waiting = machine.outbox.status().waiting
    checks = [
        Check("断网：申请保存在本机", papers.code, papers.outcome is Outcome.KEPT and waiting == 1),
        *_printing(stage, machine, papers, output, "offline"),
    ]
    say("  大厅服务器重新启动")
    stage.server.start()
    sent = _wait(lambda: machine.outbox.status().accepted == 2, 60)
    stored = _stored(stage)
    checks.append(Check("断网：恢复后自动提交，只一次", f"大厅共 {len(stored)} 件", sent and len(stored) == 2))
    return checks


def _printing(stage: Stage, machine: Machine, papers: TakePapers, output: Path, name: str) -> list[Check]:
    ticket = output / ("ticket.png" if name == "online" else f"ticket-{name}.png")
    drawn = stage.draw_last_ticket(ticket)
    pdfs = sorted(machine.settings.form_folder.glob("*.pdf"), key=lambda path: path.stat().st_mtime)
    if pdfs:
        shutil.copy(pdfs[-1], output / f"papers-{name}.pdf")
    number = papers.number.number if papers.number else "没有"
    label = "联网" if name == "online" else "断网"
    ends = (papers.ticket.end if papers.ticket else None, papers.papers.end if papers.papers else None)
    return [
        Check(f"{label}：排队号", number, papers.number is not None),
        Check(f"{label}：小票已打印", ticket.name, drawn and ends[0] is PrintEnd.PRINTED),
        Check(f"{label}：三份表格已打印", f"papers-{name}.pdf", bool(pdfs) and ends[1] is PrintEnd.PRINTED),
    ]


def _stored(stage: Stage) -> list[Any]:
    with sqlite3.connect(f"file:{stage.database}?mode=ro", uri=True) as database:
        rows = database.execute("SELECT sealed FROM cases ORDER BY received_at").fetchall()
    database.close()
    return [json.loads(sealed) for (sealed,) in rows]


def _personal_data_is_gone(folder: Path) -> Check:
    from kiosk.cli.demo.journey import PHONE

    found = [
        path.name
        for path in folder.rglob("*")
        if path.is_file() and path.suffix != ".pdf" and PHONE.encode() in path.read_bytes()
    ]
    return Check("隐私：本机文件里没有个人信息", "、".join(found) or "没有", not found)


def _wait(held: Callable[[], bool], seconds: float) -> bool:
    end = time.monotonic() + seconds
    while not held():
        if time.monotonic() > end:
            return False
        time.sleep(0.1)
    return True


def _report(checks: list[Check], output: Path, seconds: float) -> int:
    lines = table(("通过" if check.held else "没有做到", check.what, check.found) for check in checks)
    failed = [check for check in checks if not check.held]
    verdict = f"{len(failed)} 项没有做到。" if failed else "全部做到。"
    summary = [*lines, "", f"用时 {seconds:.0f} 秒；结果在 {output}/", verdict]
    (output / "summary.txt").write_text("\n".join(summary) + "\n", encoding="utf-8")
    say("", *summary)
    return 1 if failed else 0
