"""``kiosk emulate``: devices without the devices."""

from __future__ import annotations

import argparse
import signal
import threading
from pathlib import Path
from typing import Any

from kiosk.cli.devices.a4 import add_emulator
from kiosk.cli.devices.card import BAUDRATES
from kiosk.cli.devices.comfort import add_camera
from kiosk.cli.devices.fault_option import add_fault, asked_for
from kiosk.cli.devices.scanner import add_scanner
from kiosk.cli.output import say

_AMOUNTS = "（冒号后的数可以改；拔线、换名、断电会反复发生，每次隔 8 秒）"
CARDS = ("resident", "resident-rare", "resident-forever", "foreigner-2017", "foreigner-2023", "permit")


def add_commands(commands: Any) -> None:
    """Register the commands."""
    from hardware.id_reader.faults import table as reader_faults
    from hardware.ticket_printer.desk.faults import table as printer_faults

    emulate = commands.add_parser("emulate", help="设备模拟器").add_subparsers(required=True, metavar="设备")
    reader = emulate.add_parser("reader", help="身份证读卡器")
    reader.add_argument("--card", choices=CARDS, help="放上的样卡；不写表示没有放卡")
    add_fault(reader, reader_faults(), _AMOUNTS)
    reader.add_argument("--baudrate", type=int, choices=BAUDRATES, default=115200, help="按这个速度走字节")
    reader.add_argument("--link", type=Path, help="固定的端口名（符号链接），拔插后不变")
    reader.set_defaults(do=emulate_reader)
    printer = emulate.add_parser("ticket-printer", help="热敏打印机")
    add_fault(printer, printer_faults(), _AMOUNTS)
    printer.add_argument("--tcp", type=int, metavar="端口", help="不用串口，在本机这个 TCP 端口上（如 9100）")
    printer.add_argument("--no-cutter", action="store_true", help="没有切刀的机型")
    printer.add_argument("--output", type=Path, default=Path("ticket.png"), help="每打一张就画成图片")
    printer.add_argument("--link", type=Path, help="固定的端口名（符号链接），拔插后不变")
    printer.set_defaults(do=emulate_ticket_printer)
    add_emulator(emulate, _until_interrupted)
    add_scanner(emulate, _until_interrupted)
    add_camera(emulate)


def emulate_reader(chosen: argparse.Namespace) -> int:
    """Serve an emulated reader on a pty until interrupted; prints the pty's path."""
    from hardware.id_reader.desk import EmulatedDesk
    from hardware.id_reader.faults import Fault, FaultScript
    from hardware.id_reader.specimens import specimen

    script = asked_for(chosen.fault, FaultScript.named)
    over = _until_interrupted()
    with EmulatedDesk(baudrate=chosen.baudrate, link=chosen.link) as desk:
        if chosen.card:
            desk.reader.lay(specimen(chosen.card))
        say(desk.url)
        if script and (script.fault.at_the_plug or script.fault is Fault.POWER_CYCLED):
            desk.disturb(script, over.wait)
        elif script:
            desk.play(script)
        over.wait()
    return 0


def emulate_ticket_printer(chosen: argparse.Namespace) -> int:
    """Serve an emulated ticket printer on a pty until interrupted; draws every ticket."""
    from hardware.ticket_printer.commands import EscPosError
    from hardware.ticket_printer.decoder import decode
    from hardware.ticket_printer.desk.bench import EmulatedPrinterDesk
    from hardware.ticket_printer.desk.faults import FaultScript
    from hardware.ticket_printer.emulator import EmulatedTicketPrinter

    def draw(slip: bytes) -> None:
        try:
            decode(slip).to_png(chosen.output)
        except EscPosError as error:
            say(f"出了一张残缺的（{len(slip)} 字节），没有画：{error.reason}")
            return
        say(f"打印了一张：{chosen.output}")

    script = asked_for(chosen.fault, FaultScript.named)
    over = _until_interrupted()
    printer = EmulatedTicketPrinter(on_slip=draw, knife=not chosen.no_cutter)
    with EmulatedPrinterDesk(printer, link=chosen.link, port=chosen.tcp) as desk:
        say(desk.url)
        if script and script.fault.passes:
            desk.disturb(script, over.wait)
        elif script:
            desk.play(script)
        over.wait()
    return 0


def _until_interrupted() -> threading.Event:
    over = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: over.set())
    return over
