"""``kiosk ticket print``: the ticket printer by itself."""

from __future__ import annotations

import argparse
from datetime import datetime
from pathlib import Path
from typing import Any

from kiosk.cli.output import say, say_json
from kiosk.devices.outcomes import PrintEnd, PrinterStatus
from kiosk.errors import DeviceRefused, UsageError
from kiosk.slips.model import WIDTHS, WORDS, SlipModel
from kiosk.slips.ticket import Ticket


def add_commands(commands: Any) -> None:
    """Register the commands."""
    ticket = commands.add_parser("ticket", help="排队号打印机").add_subparsers(required=True, metavar="动作")
    printing = ticket.add_parser(
        "print", help="打印样票", formatter_class=argparse.RawDescriptionHelpFormatter, epilog=_model_help(),
    )
    printing.add_argument("--port", help="串口、socket://地址:9100、usb:厂商号:产品号、/dev/usb/lp0、auto:ticket-printer")
    printing.add_argument("--baudrate", type=int, default=115200)
    printing.add_argument("--model", type=slip_model, default="80mm", metavar="型号", help="打印机会什么，写法见下")
    printing.add_argument("--dry-run", action="store_true", help="不打印，只写出字节")
    printing.add_argument("--output", type=Path, help="--dry-run 时字节写到这个文件")
    printing.add_argument("--json", action="store_true", help="只输出一份 JSON")
    printing.set_defaults(do=print_ticket)


def sample_ticket() -> Ticket:
    """The specimen that ``kiosk ticket print`` prints."""
    from config.hall_reader import read_hall

    hall = read_hall()
    return Ticket(
        number="A023",
        matter="我要开饭馆",
        window=f"{hall.place(hall.combined_window).floor} {hall.place(hall.combined_window).name.zh}",
        people_ahead=3,
        way=tuple(leg.zh for leg in hall.place(hall.combined_window).way),
        issued_at=datetime.now(),
        hall=hall.name.zh,
        machine=hall.machine,
        qr="onething:case:XN26-DEMO",
        case_code="XN26-DEMO",
        notes=("一个号办全部事项，材料只交一次。",),
        demo=True,
    )


def print_ticket(chosen: argparse.Namespace) -> int:
    """Print the specimen, or write its bytes."""
    from hardware.ticket_printer.layouts.ticket import render_ticket
    from hardware.ticket_printer.profiles import profile_of

    profile = profile_of(chosen.model)
    if chosen.dry_run:
        if chosen.output is None:
            raise UsageError("--dry-run 要和 --output 一起用。", "例如 --dry-run --output ticket.bin")
        data = render_ticket(sample_ticket(), profile)
        chosen.output.write_bytes(data)
        document: dict[str, Any] = {"output": str(chosen.output), "bytes": len(data)}
        say_json(document) if chosen.json else say(f"已写出 {len(data)} 字节：{chosen.output}")
        return 0
    if not chosen.port:
        raise UsageError("没有说打印机在哪个端口。", "加上 --port，或用 --dry-run --output 文件。")
    return _print_on(chosen, profile)


def _print_on(chosen: argparse.Namespace, profile: Any) -> int:
    from hardware.ticket_printer.lines.choosing import CUPS, printer_at
    from hardware.ticket_printer.lines.opening import open_line

    if not chosen.port.startswith(CUPS):
        open_line(chosen.port, chosen.baudrate, 0.5).close()
    printer = printer_at(chosen.port, profile, chosen.baudrate)
    try:
        outcome = printer.print_ticket(sample_ticket())
    finally:
        printer.close()
    document = {"end": outcome.end.value, "status": outcome.status.value, "detail": outcome.detail}
    if chosen.json:
        say_json(document)
    if outcome.end is PrintEnd.FAILED:
        raise DeviceRefused(f"没有打印出来：打印机状态 {outcome.status.value}。", _printer_remedy(outcome.status))
    if not chosen.json:
        say("已打印。" if outcome.end is PrintEnd.PRINTED else "字节已发出，但打印机没有回话，请看一眼出纸口。")
    return 0


def _printer_remedy(status: PrinterStatus) -> str:
    return {
        PrinterStatus.PAPER_OUT: "请装纸后再试。",
        PrinterStatus.COVER_OPEN: "请合上盖子后再试。",
        PrinterStatus.JAM: "请清除卡纸后再试。",
        PrinterStatus.CUTTER: "请关电源，取出切刀处的碎纸，再开电源。",
        PrinterStatus.OVERHEATED: "请等几分钟，凉下来会自己恢复。",
        PrinterStatus.OFFLINE: "请检查电源和数据线。",
    }.get(status, "请检查打印机面板上的指示灯。")


def slip_model(name: str) -> SlipModel:
    """A model by its name on the command line."""
    try:
        return SlipModel.named(name)
    except ValueError:
        raise argparse.ArgumentTypeError(f"没有型号 {name!r}，写法见 --help") from None


def _model_help() -> str:
    rows = [f"  -{word:<10}{shows}" for word, (_, _, shows) in WORDS.items()]
    widths = "、".join(f"{name}（{'会' if model.native_qr else '不会'}画二维码）" for name, model in WIDTHS.items())
    return "\n".join([f"型号先写纸宽：{widths}，都半切、有汉字字库、会答 GS r。不是这样的再加：", *rows])
