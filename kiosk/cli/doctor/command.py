"""The command: what to check, how long it may take, and where the result goes."""

from __future__ import annotations

import argparse
import time
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from config.hall_reader import read_hall
from config.settings import SETTINGS_FILE, SerialDevice, Settings
from hardware.ports.survey import Seen
from kiosk.cli.doctor import comfort, devices, hall, machine, report, stores
from kiosk.cli.doctor.camera import CAMERA, look_at_camera
from kiosk.cli.doctor.findings import Check, Finding, run_checks
from kiosk.cli.output import say, say_json
from kiosk.cli.running import settings_for
from kiosk.errors import UsageError

LONGEST = 13.0
"""Seconds after which every check is given up; starting and the paper come on top, some 2 s."""


def add_commands(commands: Any) -> None:
    """Register the command."""
    parser = commands.add_parser(
        "doctor", help="体检：端口、设备、语音、指示灯、字体、画面、磁盘、时钟、大厅、证书、密钥、待发箱、数据包",
        epilog="退出状态：0 可以开放；1 有失败或不明的项目；2 命令或设置写错。",
    )
    parser.add_argument("--settings", type=Path, default=SETTINGS_FILE, help="设置文件")
    parser.add_argument("--ports", action="store_true", help="只列端口：每个端口上是什么、怎样写进设置")
    parser.add_argument("--json", action="store_true", help="只输出一份 JSON（格式见 docs/doctor.md）")
    parser.add_argument("--report", type=Path, metavar="FILE.pdf", help="另写一份可以打印、签字的检查单")
    parser.add_argument("--server", help="大厅服务器地址，代替设置文件里的")
    parser.add_argument("--reader", help="读卡器端口，代替设置文件里的")
    parser.add_argument("--printer", help="排队号打印机端口，代替设置文件里的")
    parser.add_argument("--scanner", help="扫码器端口，代替设置文件里的")
    parser.add_argument("--camera", help="高拍仪或扫描仪，代替设置文件里的")
    parser.add_argument("--data", type=Path, help="本机数据目录，代替设置文件里的")
    parser.set_defaults(do=do, landscape=False)


def do(chosen: argparse.Namespace) -> int:
    """Examine; 0 when the machine is ready, 1 when not."""
    if chosen.report and not chosen.report.parent.is_dir():
        raise UsageError(f"没有目录「{chosen.report.parent}」。", "请先建好目录，或换一个 --report。")
    settings = _settings(chosen)
    if chosen.ports:
        return _only_ports(settings, as_json=chosen.json)
    found = examine(settings)
    if chosen.report:
        from hardware.form_printer.render import render_documents

        chosen.report.write_bytes(render_documents((report.paper(found, settings.demo),)))
    if chosen.json:
        say_json(report.as_json(found))
    else:
        say(*report.lines(found))
        if chosen.report:
            say(f"检查单：{chosen.report}")
    return 0 if found.is_ready else 1


def examine(settings: Settings, within: float = LONGEST) -> report.Examination:
    """All checks at once; bounded by ``within`` seconds, whatever hangs."""
    began = time.monotonic()
    ports: list[Seen] = []

    def look_at_devices() -> list[Finding]:
        ports.extend(devices.look_at_ports(settings))
        return [*devices.look_at_devices(settings, tuple(ports)), comfort.look_at_lamps(settings)]

    facts = read_hall()
    findings = run_checks(
        (
            Check("devices", "串口设备", look_at_devices),
            Check("form_printer", "A4 打印机", lambda: devices.look_at_form_printer(settings)),
            Check("voice", comfort.VOICE, lambda: comfort.look_at_voice(settings)),
            Check("camera", CAMERA, lambda: look_at_camera(settings)),
            Check("fonts", "字体", lambda: machine.look_at_fonts(settings)),
            Check("screen", "画面（OpenGL）", machine.look_at_picture),
            Check("disk", "磁盘", lambda: machine.look_at_disk(settings)),
            Check("hall", "大厅服务器", lambda: hall.look_at_hall_and_clock(settings)),
            Check("vault", "密钥", lambda: stores.look_at_key(settings)),
            Check("outbox", "待发箱", lambda: stores.look_at_outbox(settings)),
            Check("pack", "数据包", lambda: stores.look_at_pack(settings)),
            Check("releases", "目录更新", lambda: stores.look_at_releases(settings)),
            Check("catalogue", "目录数据库", lambda: stores.look_at_catalogue(settings)),
        ),
        within,
    )
    now = datetime.now(ZoneInfo(settings.timezone))
    return report.Examination(
        facts.machine, facts.name.zh, now, time.monotonic() - began, tuple(ports), findings
    )


def _only_ports(settings: Settings, *, as_json: bool) -> int:
    seen = devices.look_at_ports(settings)
    if as_json:
        say_json({"schema": report.SCHEMA, "ports": [report.port_json(entry) for entry in seen]})
    else:
        say(*report.port_lines(seen))
    return 0


def _settings(chosen: argparse.Namespace) -> Settings:
    settings = settings_for(chosen)
    if chosen.scanner:
        settings = replace(settings, code_scanner=SerialDevice(chosen.scanner, 9600))
    return settings
