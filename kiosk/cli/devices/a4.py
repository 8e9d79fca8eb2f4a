"""``kiosk devices a4|paper`` and ``kiosk emulate a4``: the A4 printer by itself."""

from __future__ import annotations

import argparse
import uuid
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from config.settings import SETTINGS_FILE, Settings, read_settings
from kiosk.cli.devices.fault_option import add_fault, asked_for
from kiosk.cli.output import say, say_json
from kiosk.devices.outcomes import PrintEnd, PrinterStatus, PrintOutcome
from kiosk.errors import DeviceRefused, UsageError

if TYPE_CHECKING:
    import threading

    from hardware.form_printer.ipp_emulator.printer import Paper
    from kiosk.forms.document import Document

WORDS = {
    PrinterStatus.READY: ("正常", ""),
    PrinterStatus.PAPER_LOW: ("纸快用完了", "请加纸，然后运行：kiosk devices paper --refilled 纸盒里的张数"),
    PrinterStatus.PAPER_OUT: ("没有纸了", "请加纸，然后运行：kiosk devices paper --refilled 纸盒里的张数"),
    PrinterStatus.COVER_OPEN: ("盖子或门没有关好", "请关好盖子。"),
    PrinterStatus.JAM: ("卡纸", "请按面板提示取出卡住的纸。"),
    PrinterStatus.TONER_OUT: ("没有墨粉了", "请更换墨粉盒。"),
    PrinterStatus.ERROR: ("不能打印", "请看下面的原因；队列的名字和状态用 lpstat -t 查看。"),
    PrinterStatus.OFFLINE: ("没有连上", "请检查打印机电源、网线；队列的打印服务用 systemctl status cups 查看。"),
    PrinterStatus.UNKNOWN: ("没有回答", "请检查打印机面板，必要时断电重启。"),
}


def add_commands(commands: Any) -> None:
    """Register ``kiosk devices``."""
    actions = commands.add_parser("devices", help="A4 打印机和纸张").add_subparsers(required=True, metavar="动作")
    a4 = actions.add_parser("a4", help="A4 打印机现在怎样；--print 打一张样张")
    a4.add_argument("--print", action="store_true", dest="sample", help="打印一张样张")
    a4.set_defaults(do=look_at_a4)
    paper = actions.add_parser("paper", help="A4 纸还剩多少；加纸后用 --refilled 记下")
    paper.add_argument("--refilled", type=int, metavar="张数", help="加纸后纸盒里一共多少张")
    paper.set_defaults(do=count_paper)
    for parser in (a4, paper):
        parser.add_argument("--settings", type=Path, default=SETTINGS_FILE, help="设置文件")
        parser.add_argument("--data", type=Path, help="本机数据目录，代替设置文件里的")
        parser.add_argument("--json", action="store_true", help="只输出一份 JSON")


def _settings(chosen: argparse.Namespace) -> Settings:
    settings = read_settings(chosen.settings)
    return settings.at(chosen.data) if chosen.data else settings


def look_at_a4(chosen: argparse.Namespace) -> int:
    """Say how the configured A4 printer is; with ``--print`` put a specimen on paper."""
    from config.hall_reader import read_hall
    from hardware.form_printer.folder_printer import FolderFormPrinter
    from kiosk.wiring.devices import form_printer

    settings = _settings(chosen)
    printer = form_printer(settings, f"{read_hall().machine}-service")  # never touches the running kiosk's jobs
    if chosen.sample:
        return _print_sample(chosen, printer.print_documents((_sample(),), f"sample-{uuid.uuid4().hex[:8]}"))
    status = printer.status()
    why = str(settings.form_folder) if isinstance(printer, FolderFormPrinter) else printer.why()
    words, remedy = WORDS[status]
    if chosen.json:
        say_json({"status": status.value, "reason": why, "remedy": remedy})
    else:
        say(*(line for line in (f"A4 打印机：{words}。", f"原因：{why}" if why else "", remedy) if line))
    return 0 if status.can_print else 1


def _print_sample(chosen: argparse.Namespace, outcome: PrintOutcome) -> int:
    if chosen.json:
        say_json({
            "end": outcome.end.value, "status": outcome.status.value, "pages": outcome.pages, "detail": outcome.detail,
        })
    if outcome.end is PrintEnd.FAILED:
        words, remedy = WORDS[outcome.status]
        raise DeviceRefused(f"没有打印出来：{words}。{outcome.detail}", remedy)
    if not chosen.json:
        sure = outcome.end is PrintEnd.PRINTED
        say(f"已打印 {outcome.pages} 张。" if sure else "已交给打印机，但它不回报结果，请看一眼出纸口。")
    return 0


def _sample() -> Document:
    from kiosk.forms.document import Document, Notes

    lines = ("能看到这一页，说明 A4 打印机已经接好。", "本页不含任何个人信息。")
    printed = datetime.now().strftime("%Y-%m-%d %H:%M")
    return Document("sample", "A4 打印机样张", "", (), (Notes("打印正常", lines),), "", printed, demo=True)


def count_paper(chosen: argparse.Namespace) -> int:
    """Say how much paper should be left, or note a refill."""
    from hardware.form_printer.cups.paper_stock import PaperStock

    settings = _settings(chosen)
    if settings.form_queue is None:
        raise UsageError("文书现在写成文件，没有纸可数。", "请先在 kiosk.toml [form_printer] 里设 kind = \"cups\"。")
    if chosen.refilled is not None and not 0 < chosen.refilled <= 10000:
        raise UsageError(f"--refilled {chosen.refilled}：应是 1 到 10000。", "写加纸后纸盒里一共多少张，如 250。")
    stock, queue = PaperStock(settings.data / "paper.json"), settings.form_queue.queue
    tray = stock.tray(queue) if chosen.refilled is None else stock.refill(queue, chosen.refilled)
    if chosen.json:
        say_json({"printer": queue, "filled": tray.filled, "used": tray.used, "left": tray.left})
    elif tray.left is None:
        say(f"从开始计数起打印了 {tray.used} 张。加纸后请运行：kiosk devices paper --refilled 纸盒里的张数")
    else:
        say(f"估计还剩 {tray.left} 张（上次加纸后共 {tray.filled} 张，已用 {tray.used} 张）。")
    return 0


def add_emulator(emulate: Any, wait: Any) -> None:
    """Register ``kiosk emulate a4``; ``wait`` gives the event that ends it."""
    from hardware.fault_names import fault_table
    from hardware.form_printer.ipp_emulator.printer import Fault

    parser = emulate.add_parser("a4", help="A4 打印机（IPP）")
    parser.add_argument("--port", type=int, default=8631, help="本机端口")
    parser.add_argument("--output", type=Path, default=Path("a4"), help="打印好的 PDF 放在这个目录")
    add_fault(parser, fault_table(Fault))
    parser.set_defaults(do=lambda chosen: emulate_a4(chosen, wait()))


def emulate_a4(chosen: argparse.Namespace, over: threading.Event) -> int:
    """Serve an emulated IPP printer until interrupted; prints its address."""
    from hardware.fault_names import read_fault
    from hardware.form_printer.ipp_emulator.host import IppPrinterHost
    from hardware.form_printer.ipp_emulator.printer import EmulatedA4Printer, Fault

    def keep(paper: Paper) -> None:
        chosen.output.mkdir(parents=True, exist_ok=True)
        name = "".join(char if char.isalnum() or char in "-_" else "_" for char in paper.name)[:80] or "paper"
        place = chosen.output / f"{name}.pdf"
        place.write_bytes(paper.pdf)
        say(f"打印了 {paper.sheets} 张：{place}")

    printer = EmulatedA4Printer(sheet_seconds=0.5, on_paper=keep)
    asked = asked_for(chosen.fault, lambda written: read_fault(written, Fault)[0])
    if asked:
        printer.misbehave(asked)
    host = IppPrinterHost(printer, port=chosen.port)
    try:
        host.start()
    except OSError as error:
        raise UsageError(f"端口 {chosen.port} 用不了（{error.strerror}）。", "请用 --port 换一个端口。") from error
    say(host.uri)
    over.wait()
    host.stop()
    return 0
