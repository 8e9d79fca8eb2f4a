"""The devices: every port asked who is there, every configured device judged by what its port said."""

from __future__ import annotations

import os
from collections.abc import Iterable
from dataclasses import dataclass

from config.hall_reader import read_hall
from config.settings import SerialDevice, Settings
from hardware.code_scanner.keyboards import keyboards
from hardware.form_printer.cups.driver import CupsFormPrinter
from hardware.id_reader.wire.statuses import Status
from hardware.ports.asking import Hearing
from hardware.ports.known import DeviceKind
from hardware.ports.listing import system_ports
from hardware.ports.resolving import AUTO, choose, is_sought, pinned, unlisted
from hardware.ports.survey import Seen, survey
from hardware.ticket_printer.driver import SerialTicketPrinter
from hardware.ticket_printer.lines.choosing import CUPS, printer_at
from hardware.ticket_printer.lines.opening import open_line
from hardware.ticket_printer.profiles import profile_of
from kiosk.cli.devices.a4 import WORDS as A4_WORDS
from kiosk.cli.doctor.findings import Finding, Verdict
from kiosk.devices.outcomes import PrinterStatus
from kiosk.errors import PortUnavailable

SECTIONS = {
    DeviceKind.ID_READER: "id_reader",
    DeviceKind.TICKET_PRINTER: "ticket_printer",
    DeviceKind.CODE_SCANNER: "code_scanner",
}
PRINTER_WORDS: dict[PrinterStatus, tuple[Verdict, str, str]] = {
    PrinterStatus.READY: (Verdict.PASS, "就绪", ""),
    PrinterStatus.PAPER_LOW: (Verdict.WARN, "纸快用完", "请备好新纸，尽快更换。"),
    PrinterStatus.PAPER_OUT: (Verdict.FAIL, "缺纸", "请装纸，合上盖子，再查一次。"),
    PrinterStatus.COVER_OPEN: (Verdict.FAIL, "盖子没有合上", "请合上盖子，听到“咔嗒”声为止，再查一次。"),
    PrinterStatus.JAM: (Verdict.FAIL, "卡纸", "请关电源、打开盖子、取出卡纸，再开电源。"),
    PrinterStatus.CUTTER: (Verdict.FAIL, "切刀卡住", "请关电源、打开盖子、取出碎纸，让切刀退回去，再开电源。"),
    PrinterStatus.OVERHEATED: (Verdict.FAIL, "打印头过热", "请等几分钟，凉下来会自己恢复；常常过热的，请清洁打印头。"),
    PrinterStatus.ERROR: (Verdict.FAIL, "报告故障", "请断电重启；仍报故障的，请报修。"),
    PrinterStatus.OFFLINE: (Verdict.FAIL, "脱机", "请按面板上的“联机/进纸”键，检查电源和数据线。"),
    PrinterStatus.UNKNOWN: (
        Verdict.UNKNOWN, "没有回答，不知道有没有纸",
        "请检查电源、数据线和波特率；打印一张样票看是否出纸：kiosk ticket print。",
    ),
}
_A4_VERDICTS = {
    PrinterStatus.READY: Verdict.PASS, PrinterStatus.PAPER_LOW: Verdict.WARN, PrinterStatus.UNKNOWN: Verdict.UNKNOWN,
}
_READER_FAULTS = {
    Status.SELF_TEST_FAILED: ("安全模块自检失败", "请断电重启读卡器；仍不行请报修。"),
    Status.NOT_AUTHORISED: ("安全模块未授权", "请联系厂家，不要反复重试。"),
}


@dataclass(frozen=True)
class Wanted:
    """A device the settings name."""

    kind: DeviceKind
    device: SerialDevice

    @property
    def key(self) -> str:
        """Stable name of the check."""
        return SECTIONS[self.kind]


def wanted_devices(settings: Settings) -> tuple[Wanted, ...]:
    """The serial devices this machine should have."""
    listed = [
        Wanted(DeviceKind.ID_READER, settings.id_reader),
        Wanted(DeviceKind.TICKET_PRINTER, settings.ticket_printer),
    ]
    if settings.code_scanner and not settings.types_codes:
        listed.append(Wanted(DeviceKind.CODE_SCANNER, settings.code_scanner))
    return tuple(listed)


def look_at_ports(settings: Settings) -> tuple[Seen, ...]:
    """Every port of the machine, and those only the settings know, asked side by side."""
    listed = list(system_ports())
    first: dict[str, int] = {}
    for wanted in wanted_devices(settings):
        url = wanted.device.url
        if is_sought(url) or _off_port(wanted):
            continue
        known = next((port for port in listed if same_place(port.path, url)), None)
        if known is None:
            known = unlisted(url)
            listed.append(known)
        first[known.path] = wanted.device.baudrate
    return survey(tuple(listed), first)


def look_at_devices(settings: Settings, seen: tuple[Seen, ...]) -> list[Finding]:
    """One finding for each serial device, configured or not."""
    wanted = wanted_devices(settings)
    found = [_printer_off_port(entry, settings) if _off_port(entry) else judge(entry, seen) for entry in wanted]
    if settings.types_codes:
        found.append(typing_scanner(keyboards()))
    elif not settings.code_scanner:
        found.append(_unused_scanner(seen))
    return found


def judge(wanted: Wanted, seen: tuple[Seen, ...]) -> Finding:
    """The device by what its port said. Raises nothing for what a device can do."""
    try:
        place = _place(wanted, seen)
    except PortUnavailable as error:
        return Finding(wanted.key, wanted.kind.chinese, Verdict.FAIL, error.message, error.remedy)
    if wanted.kind is DeviceKind.CODE_SCANNER:
        return _scanner(wanted, place)
    if place.heard.hearing is not Hearing.ANSWERED:
        return _not_answered(wanted, place, seen)
    if not place.is_a(wanted.kind):
        return _another_device(wanted, place, seen)
    heard, told = place.heard, wanted.device.baudrate
    if wanted.device.url.startswith("/dev/") and not place.port.printer_class and heard.baudrate != told:
        return _finding(
            wanted, place, Verdict.FAIL, f"在波特率 {heard.baudrate} 回答，而设置里是 {told}。",
            f"请把 [{wanted.key}] baudrate 改成 {heard.baudrate}。",
        )
    return _reader(wanted, place) if wanted.kind is DeviceKind.ID_READER else _printer(wanted, place)


def look_at_form_printer(settings: Settings) -> Finding:
    """Where A4 papers go: a print queue, or a folder."""
    from kiosk.wiring.devices import form_printer

    printer = form_printer(settings, f"{read_hall().machine}-service")  # never touches the running kiosk's jobs
    status = printer.status()
    said, remedy = A4_WORDS[status]
    if settings.form_queue is None:
        folder = settings.form_folder
        if status is PrinterStatus.READY:
            said, remedy = f"写到 {folder}，可以写入", ""
        elif status in (PrinterStatus.OFFLINE, PrinterStatus.ERROR):
            said = f"输出目录 {folder} {'建不了' if status is PrinterStatus.OFFLINE else '写不进去'}"
            remedy = "请检查 [form_printer] folder 写的目录：路径是否是目录、属主和权限、磁盘是否已满或只读。"
    elif isinstance(printer, CupsFormPrinter):
        why = printer.why()
        said = f"队列 {settings.form_queue.queue}：{said}{f'（{why}）' if why else ''}"
    facts = {"status": status.value, "queue": settings.form_queue.queue if settings.form_queue else None}
    return Finding("form_printer", "A4 打印机", _A4_VERDICTS.get(status, Verdict.FAIL), f"{said}。", remedy, facts)


def same_place(one: str, other: str) -> bool:
    """True when two paths are the same device."""
    return one == other or ("://" not in other and os.path.realpath(one) == os.path.realpath(other))


def _place(wanted: Wanted, seen: tuple[Seen, ...]) -> Seen:
    url = wanted.device.url
    if url.startswith(AUTO):
        return choose(wanted.kind, seen)
    if is_sought(url):
        url = pinned(url, (entry.port for entry in seen)).path
    return next(entry for entry in seen if same_place(entry.port.path, url))


def _finding(wanted: Wanted, place: Seen, verdict: Verdict, said: str, remedy: str = "") -> Finding:
    facts = {"port": place.port.path, "pin": place.pin, "baudrate": place.heard.baudrate}
    return Finding(wanted.key, wanted.kind.chinese, verdict, f"{place.port.path}：{said}", remedy, facts)


def _reader(wanted: Wanted, place: Seen) -> Finding:
    heard = place.heard
    if heard.reader_status is not Status.DONE:
        code = f"SW3 {heard.reader_status.code:02X}" if heard.reader_status else "未列出的状态码"
        said, remedy = _READER_FAULTS.get(
            heard.reader_status or Status.DONE, (f"报告异常（{code}）", "请断电重启读卡器；仍不行请报修。")
        )
        return _finding(wanted, place, Verdict.FAIL, f"{said}。", remedy)
    said = f"在波特率 {heard.baudrate} 回答正常，模块号 {heard.sam_id or '未知'}。"
    return _finding(wanted, place, Verdict.PASS, said)


def _printer(wanted: Wanted, place: Seen) -> Finding:
    printer = SerialTicketPrinter(place.port.path, baudrate=place.heard.baudrate or wanted.device.baudrate)
    try:
        status = printer.status()
    finally:
        printer.close()
    verdict, said, remedy = PRINTER_WORDS.get(status, PRINTER_WORDS[PrinterStatus.ERROR])
    return _finding(wanted, place, verdict, f"{said}（波特率 {place.heard.baudrate}）。", remedy)


def _off_port(wanted: Wanted) -> bool:
    """A slip printer on the network, held by the system's USB driver, or behind a print queue: no port to survey."""
    return wanted.kind is DeviceKind.TICKET_PRINTER and wanted.device.url.startswith(("socket:", "usb:", "cups:"))


def _printer_off_port(wanted: Wanted, settings: Settings) -> Finding:
    url, profile = wanted.device.url, profile_of(settings.ticket_model)
    facts = {"port": url}
    try:
        if not url.startswith(CUPS):
            open_line(url, wanted.device.baudrate, 0.5).close()
    except PortUnavailable as error:
        return Finding(wanted.key, wanted.kind.chinese, Verdict.FAIL, error.message, error.remedy, facts)
    printer = printer_at(url, profile, user="kiosk-service")
    try:
        status = printer.status()
    finally:
        printer.close()
    verdict, said, remedy = PRINTER_WORDS.get(status, PRINTER_WORDS[PrinterStatus.ERROR])
    return Finding(wanted.key, wanted.kind.chinese, verdict, f"{url}：{said}。", remedy, facts)


def _scanner(wanted: Wanted, place: Seen) -> Finding:
    hearing = place.heard.hearing
    if hearing in (Hearing.NOT_ASKED, Hearing.SILENT):
        return _finding(
            wanted, place, Verdict.WARN, "端口在；扫码器从不回话，只能扫一次看。",
            f"请运行 kiosk code read --port {place.pin}，扫一张凭条。",
        )
    if hearing is Hearing.ANSWERED:
        return _another_device(wanted, place, ())
    return _not_answered(wanted, place, ())


def _not_answered(wanted: Wanted, place: Seen, seen: tuple[Seen, ...]) -> Finding:
    name, heard = wanted.kind.chinese, place.heard
    silent = Verdict.UNKNOWN if wanted.kind is DeviceKind.TICKET_PRINTER else Verdict.FAIL
    elsewhere = _elsewhere(wanted, seen)
    words: dict[Hearing, tuple[Verdict, str, str]] = {
        Hearing.SILENT: (
            silent, f"{name}没有回答，各种波特率都试过。",
            elsewhere or "请检查设备电源是否打开、数据线两头是否插紧；仍无回答，换一根线再试。",
        ),
        Hearing.GARBLED: (
            Verdict.FAIL, f"有声音，但不是{name}的回答。",
            elsewhere or "请确认这个端口接的是什么设备，或更换数据线、远离干扰。",
        ),
        Hearing.IN_USE: (
            Verdict.UNKNOWN, "端口正被其他程序占用，没有去打扰它。", "自助终端正在运行的，请先停下它再查。",
        ),
        Hearing.MISSING: (
            Verdict.FAIL, "没有这个端口。",
            elsewhere or f"请插好设备；或在 [{wanted.key}] url 里改写成 auto，让它自己找。",
        ),
        Hearing.DENIED: (
            Verdict.FAIL, "没有权限打开。", "请把运行本程序的用户加入 dialout 和 lp 用户组，重新登录。",
        ),
    }
    verdict, said, remedy = words.get(
        heard.hearing, (Verdict.UNKNOWN, heard.detail or "端口打开后断开了。", "请检查数据线后再查一次。")
    )
    return _finding(wanted, place, verdict, said, remedy)


def _another_device(wanted: Wanted, place: Seen, seen: tuple[Seen, ...]) -> Finding:
    other = place.heard.kind.chinese if place.heard.kind else "别的设备"
    remedy = _elsewhere(wanted, seen) or f"请核对接线，或改 [{wanted.key}] url。"
    return _finding(wanted, place, Verdict.FAIL, f"这里回答的是{other}，不是{wanted.kind.chinese}。", remedy)


def _elsewhere(wanted: Wanted, seen: Iterable[Seen]) -> str:
    found = next((entry for entry in seen if entry.is_a(wanted.kind)), None)
    if found is None:
        return ""
    return f"{wanted.kind.chinese}在 {found.port.path} 上回答：请把 [{wanted.key}] url 改成 \"{found.pin}\"。"


def typing_scanner(names: tuple[str, ...] | None) -> Finding:
    """A scanner that is a keyboard to this computer, by the keyboards there are (None: that cannot be seen here)."""
    key, name = SECTIONS[DeviceKind.CODE_SCANNER], DeviceKind.CODE_SCANNER.chinese
    if names is None:
        return Finding(
            key, name, Verdict.UNKNOWN, "按键盘接入；这台电脑看不到有哪些键盘。", "请在“查进度”页扫一张凭条看。"
        )
    facts: dict[str, object] = {"keyboards": list(names)}
    if not names:
        return Finding(
            key, name, Verdict.FAIL, "按键盘接入，但没有接着任何 USB 键盘类设备。",
            "请插好扫码器的数据线；扫码器设在串口模式的，把 [code_scanner] url 改成 auto。", facts,
        )
    return Finding(
        key, name, Verdict.WARN, f"按键盘接入；接着 {len(names)} 个键盘类设备：{'、'.join(names)}。只能扫一次看。",
        "请在“查进度”页扫一张凭条；没有反应的，把扫码器设成英文（美式）键盘、以回车结尾。", facts,
    )


def _unused_scanner(seen: tuple[Seen, ...]) -> Finding:
    found = next((entry for entry in seen if entry.is_a(DeviceKind.CODE_SCANNER)), None)
    remedy = f"接着一台扫码器：请在设置里写 [code_scanner] url = \"{found.pin}\"。" if found else ""
    return Finding("code_scanner", DeviceKind.CODE_SCANNER.chinese, Verdict.SKIPPED, "设置里没有扫码器。", remedy)


def port_words(seen: Seen) -> str:
    """What a port said, for people."""
    heard = seen.heard
    name = " ".join(filter(None, (seen.port.maker, heard.kind.chinese if heard.kind else "")))
    match heard.hearing:
        case Hearing.ANSWERED:
            return name
        case Hearing.SILENT:
            return f"没有回答（像是{name}）" if name else "没有回答"
        case Hearing.NOT_ASKED:
            return f"{name}（按 USB 标识，没有询问）"
        case Hearing.GARBLED:
            return "有声音，不是认识的设备"
        case Hearing.IN_USE:
            return "被其他程序占用，没有询问"
        case Hearing.MISSING:
            return "没有这个端口"
        case Hearing.DENIED:
            return "没有权限打开"
        case _:
            return "打开后断开，或太慢"
