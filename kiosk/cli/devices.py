"""``kiosk card read``, ``kiosk ticket print`` and ``kiosk emulate``: devices by themselves."""

from __future__ import annotations

import argparse
import signal
import threading
from datetime import datetime
from pathlib import Path
from typing import Any

from kiosk.cli.a4 import add_emulator
from kiosk.cli.comfort import add_camera
from kiosk.cli.fault_option import add_fault, asked_for
from kiosk.cli.output import say, say_json
from kiosk.cli.scanner import add_scanner
from kiosk.devices import CardOutcome, PrintEnd, PrinterStatus, ReaderTrouble
from kiosk.errors import DeviceRefused, DeviceSilent, PortUnavailable, UsageError
from kiosk.identity import IdentityCard, Sex
from kiosk.slip_model import WIDTHS, WORDS, SlipModel
from kiosk.ticket import Ticket

_READER_REMEDY: dict[ReaderTrouble, tuple[type[Exception], str, str]] = {
    ReaderTrouble.NO_CARD: (DeviceSilent, "没有读到卡。", "请把证件平放在读卡区再试；已放着的卡请拿起后重新放置。"),
    ReaderTrouble.PRESENT_AGAIN: (DeviceRefused, "读卡中断。", "请拿起证件，重新平放，读完再取走。"),
    ReaderTrouble.NOT_GENUINE: (DeviceRefused, "证件没有通过安全模块核验。", "请换证件或到人工窗口。"),
    ReaderTrouble.UNKNOWN_CARD: (
        DeviceRefused, "不是能识别的证件类型。", "请使用身份证、外国人永久居留证或港澳台居民居住证。"
    ),
    ReaderTrouble.LIFT_FIRST: (DeviceRefused, "读卡区上还放着读过的证件。", "请拿起来，再放一次。"),
    ReaderTrouble.CROWDED: (DeviceRefused, "读卡区上不止一样东西。", "请拿开手机、卡包和别的卡，只放一张证件。"),
    ReaderTrouble.NO_ANSWER: (DeviceSilent, "读卡器没有回答。", "请检查电源、数据线和波特率。"),
    ReaderTrouble.UNKNOWN_ANSWER: (DeviceRefused, "读卡器回答了未列出的状态码。", "请把这个状态码报给厂家。"),
    ReaderTrouble.READER_FAULT: (DeviceRefused, "读卡器安全模块自检失败。", "请断电重启读卡器；仍不行请报修。"),
    ReaderTrouble.NOT_AUTHORISED: (DeviceRefused, "读卡器安全模块未授权。", "请联系厂家，不要反复重试。"),
}
_SEX = {Sex.UNKNOWN: "未知", Sex.MALE: "男", Sex.FEMALE: "女", Sex.NOT_STATED: "未说明"}
BAUDRATES = (115200, 57600, 38400, 19200, 9600)
_AMOUNTS = "（冒号后的数可以改；拔线、换名、断电会反复发生，每次隔 8 秒）"
CARDS = ("resident", "resident-rare", "resident-forever", "foreigner-2017", "foreigner-2023", "permit")


def add_commands(commands: Any) -> None:
    """Register the commands."""
    card = commands.add_parser("card", help="身份证读卡器").add_subparsers(required=True, metavar="动作")
    read = card.add_parser("read", help="读一张证件")
    read.add_argument("--port", required=True, help="任何 pyserial 地址：/dev/ttyUSB0、socket://主机：端口")
    read.add_argument("--baudrate", type=int, choices=BAUDRATES, help="不写就逐个速度试出来")
    read.add_argument("--timeout", type=float, default=30.0, help="最多等几秒")
    read.add_argument("--json", action="store_true", help="只输出一份 JSON")
    read.set_defaults(do=read_card)
    probe = card.add_parser("probe", help="看端口上是不是读卡器、速度多少、安全模块号")
    probe.add_argument("--port", required=True, help="任何 pyserial 地址")
    probe.add_argument("--json", action="store_true", help="只输出一份 JSON")
    probe.set_defaults(do=probe_reader)

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


def read_card(chosen: argparse.Namespace) -> int:
    """Read one document and print its fields."""
    from hardware.id_reader.driver import SerialCardReader
    from hardware.port import open_port

    open_port(chosen.port).close()
    reader = SerialCardReader(chosen.port, baudrate=chosen.baudrate)
    try:
        outcome = reader.read(chosen.timeout, lambda: False)
    finally:
        reader.close()
    if outcome.card is None:
        raise _trouble(outcome, chosen.port)
    fields = {**card_document(outcome.card), "sam_id": outcome.sam_id, "seconds": round(outcome.seconds, 4)}
    if chosen.json:
        say_json(fields)
    else:
        say(*(f"{key}: {value}" for key, value in fields.items() if value not in ("", None, [])))
    return 0


def _trouble(outcome: CardOutcome, port: str) -> Exception:
    if outcome.trouble is ReaderTrouble.PORT_MISSING or outcome.trouble not in _READER_REMEDY:
        return PortUnavailable(f"端口 {port} 不可用。", "请检查设备是否插好，或用 --port 换一个端口。")
    kind, message, remedy = _READER_REMEDY[outcome.trouble]
    return kind(f"{message}{outcome.detail}" if outcome.detail.startswith("SW3") else message, remedy)


def probe_reader(chosen: argparse.Namespace) -> int:
    """Say which reader answers on a port and at which speed."""
    from hardware.id_reader.driver import probe

    found = probe(chosen.port)
    if found is None:
        raise DeviceSilent(f"端口 {chosen.port} 上没有读卡器回答，五种速度都试过。", "请检查电源和数据线，或换端口。")
    fields = {"baudrate": found.baudrate, "sam_id": found.sam_id, "state": found.state, "healthy": found.healthy}
    if chosen.json:
        say_json(fields)
    else:
        say(*(f"{key}: {value}" for key, value in fields.items()))
    return 0


def card_document(card: IdentityCard) -> dict[str, Any]:
    """The fields of a document as the published JSON (dates ISO; 长期 for cards that never expire)."""
    birth = card.birth.reveal() if card.birth else None
    return {
        "kind": card.kind.value,
        "name": card.name.reveal(),
        "english_name": card.english_name.reveal(),
        "sex": _SEX[card.sex],
        "ethnic_group": card.ethnic_group,
        "birth": birth.isoformat() if birth else None,
        "address": card.address.reveal(),
        "number": card.number.reveal(),
        "issuer": card.issuer,
        "valid_from": card.valid_from.isoformat() if card.valid_from else None,
        "valid_to": "长期" if card.valid_forever else card.valid_to.isoformat() if card.valid_to else None,
        "nationality": card.nationality,
        "pass_number": card.pass_number.reveal(),
        "issue_count": card.issue_count,
        "photo_bytes": len(card.photo),
        "warnings": list(card.warnings),
    }


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
