"""The queue ticket: composing it, its bytes in native text and as pictures, and talking to the printer."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from benchmarks.result import Result, median, milliseconds, percentile
from hardware.port import wire_seconds
from hardware.ticket_printer.desk.bench import EmulatedPrinterDesk
from hardware.ticket_printer.driver import SerialTicketPrinter
from hardware.ticket_printer.layouts.ticket import render_ticket
from hardware.ticket_printer.profiles import profile_of
from kiosk.devices.outcomes import PrinterStatus
from kiosk.slips.model import SlipModel
from kiosk.slips.ticket import Ticket

TICKET = Ticket(
    "A023", "开办餐饮店", "3 号综合窗口", 5, ("从本机左转，沿蓝色地面线直行约 20 米", "到咨询台右转，右手第二个窗口"),
    datetime(2026, 11, 21, 10, 23), "示例市政务服务中心", "A03 号机", "onething:case:XN26-7K3M-4",
    case_code="XN26-7K3M-4", notes=("请带身份证原件", "营业执照由系统共享，不用再交"),
)


def measure() -> list[Result]:
    native, pictures = _composed("80mm"), _composed("80mm-nofont-noqr")
    own, drawn = _bytes("80mm"), _bytes("80mm-nofont-noqr")
    return [
        Result("排队号：排好并编成字节（汉字字库，80 毫米）", median(native), "ms", 5.0,
               f"p95 {percentile(native, 0.95):.1f} ms，{own} 字节，115200 线上 {_wire('80mm')} s"),
        Result("排队号：排好并编成字节（没有字库，全部画图）", median(pictures), "ms", 5.0,
               f"p95 {percentile(pictures, 0.95):.1f} ms，{drawn} 字节，115200 线上 {_wire('80mm-nofont-noqr')} s"),
        Result("排队号字节：字库和自带二维码 ÷ 全部画图", own / drawn, "×", 0.1,
               f"{own} ÷ {drawn} 字节；只有二维码画图时 {_bytes('80mm-noqr')}"),
        *_asked("串口", None),
        *_asked("网络", 0),
    ]


def _composed(model: str) -> list[float]:
    profile = profile_of(SlipModel.named(model))
    render_ticket(TICKET, profile)
    turn = iter(range(1000))
    return milliseconds(lambda: render_ticket(_another(next(turn)), profile), 60)


def _another(number: int) -> Ticket:
    return replace(TICKET, number=f"A{number:03}", qr=f"onething:case:XN26-{number:04}-4")


def _bytes(model: str) -> int:
    return len(render_ticket(TICKET, profile_of(SlipModel.named(model))))


def _wire(model: str) -> str:
    return f"{wire_seconds(_bytes(model)):.2f}"


def _asked(line: str, port: int | None) -> list[Result]:
    """One status: four questions and four answers."""
    with EmulatedPrinterDesk(port=port) as desk:
        printer = SerialTicketPrinter(desk.url)
        if printer.status() is not PrinterStatus.READY:
            raise RuntimeError("the printer does not answer")
        times = milliseconds(printer.status, 200)
        printed = milliseconds(lambda: printer.print_ticket(TICKET), 20)
        printer.close()
    return [
        Result(f"问打印机状态（{line}，四问四答）", median(times), "ms", 5.0, f"p95 {percentile(times, 0.95):.2f} ms"),
        Result(f"打一张排队号到打印机确认（{line}，不限速）", median(printed), "ms", 50.0,
               f"p95 {percentile(printed, 0.95):.1f} ms"),
    ]
