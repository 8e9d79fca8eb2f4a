"""``kiosk code read`` and ``kiosk emulate scanner``: the code scanner by itself."""

from __future__ import annotations

import argparse
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kiosk.cli.devices.fault_option import add_fault, asked_for
from kiosk.cli.output import say, say_json
from kiosk.devices.codes import CodeKind, ScannerTrouble
from kiosk.errors import DeviceRefused, DeviceSilent, KioskError, PortUnavailable, UsageError

if TYPE_CHECKING:
    from hardware.code_scanner.emulator import EmulatedScanner

_WORDS = {CodeKind.CASE: "凭条", CodeKind.PLAN: "办事清单", CodeKind.LICENCE: "其他码（如电子证照）"}
_TROUBLES: dict[ScannerTrouble, tuple[type[KioskError], str, str]] = {
    ScannerTrouble.NO_CODE: (
        DeviceSilent, "没有扫到码。", "请把码对准扫码窗；扫码器亮灯有“嘀”声却没有结果的，请改成串口模式、核对波特率。"
    ),
    ScannerTrouble.UNREADABLE: (
        DeviceRefused, "扫到的内容不能用。", "请把扫码器设成以回车结尾；码破损的请换一张再扫。"
    ),
    ScannerTrouble.PORT_MISSING: (PortUnavailable, "端口断开了。", "请检查数据线后再试。"),
}


def add_commands(commands: Any) -> None:
    """Register the command."""
    code = commands.add_parser("code", help="扫码器").add_subparsers(required=True, metavar="动作")
    read = code.add_parser("read", help="扫一个码")
    read.add_argument("--port", required=True, help="端口：/dev/ttyACM0、serial:编号、auto:code-scanner")
    read.add_argument("--baudrate", type=int, default=9600)
    read.add_argument("--timeout", type=float, default=30.0, help="最多等几秒")
    read.add_argument("--json", action="store_true", help="只输出一份 JSON")
    read.set_defaults(do=read_one)


def add_scanner(emulate: Any, until_interrupted: Callable[[], threading.Event]) -> None:
    """Register ``kiosk emulate scanner``."""
    from hardware.code_scanner.emulator import Fault
    from hardware.fault_names import fault_table

    parser = emulate.add_parser("scanner", help="扫码器：从标准输入一行读一个码")
    parser.add_argument("--code", help="每隔几秒扫一次这个码，不读标准输入")
    parser.add_argument("--every", type=float, default=1.0, help="隔几秒扫一次")
    add_fault(parser, fault_table(Fault))
    parser.add_argument("--link", type=Path, help="固定的端口名（符号链接），拔插后不变")
    parser.set_defaults(do=lambda chosen: serve(chosen, until_interrupted()))


def read_one(chosen: argparse.Namespace) -> int:
    """Print one checked code; somebody else's code is never printed, only its length."""
    from hardware.code_scanner.driver import SerialCodeScanner
    from hardware.port import open_port

    open_port(chosen.port, baudrate=chosen.baudrate).close()
    scanner = SerialCodeScanner(chosen.port, baudrate=chosen.baudrate)
    try:
        outcome = scanner.read(chosen.timeout, lambda: False)
    finally:
        scanner.close()
    if outcome.code is None:
        kind, message, remedy = _TROUBLES[outcome.trouble or ScannerTrouble.NO_CODE]
        raise kind(message, remedy)
    text = outcome.code.text.reveal()
    fields: dict[str, object] = {"kind": outcome.code.kind.value, "length": len(text)}
    if outcome.code.kind is not CodeKind.LICENCE:
        fields["code"] = text
    if chosen.json:
        say_json(fields)
    else:
        say(f"{_WORDS[outcome.code.kind]}：{fields.get('code', f'{len(text)} 个字符')}")
    return 0


def serve(chosen: argparse.Namespace, over: threading.Event) -> int:
    """Serve an emulated scanner on a pty until ``over``; prints the pty's path."""
    from hardware.code_scanner.emulator import EmulatedScanner, Fault
    from hardware.fault_names import read_fault
    from hardware.pty_host import PtyHost

    if chosen.every < 0.1:
        raise UsageError(f"--every {chosen.every:g} 太短。", "请写 0.1 秒以上。")
    emulated = EmulatedScanner()
    asked = asked_for(chosen.fault, lambda written: read_fault(written, Fault)[0])
    if asked:
        emulated.misbehave(asked)
    with PtyHost(emulated, link=chosen.link) as host:
        emulated.connect(host.say)
        say(host.url)
        if chosen.code:
            while not over.wait(chosen.every):
                emulated.scan(chosen.code)
        else:
            threading.Thread(target=_scan_lines, args=(emulated,), daemon=True).start()
            over.wait()
    return 0


def _scan_lines(emulated: EmulatedScanner) -> None:
    for line in sys.stdin:
        if line.strip():
            emulated.scan(line.strip())
