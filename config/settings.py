"""Settings of one machine: frozen, read once at start, every fault reported together."""

from __future__ import annotations

import base64
import binascii
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from config.tables import Faults, Table, TomlFile
from kiosk.errors import SettingsError
from kiosk.slips.model import WIDTHS, WORDS, SlipModel

SETTINGS_FILE = Path(__file__).parent / "kiosk.toml"
KEYBOARD = "keyboard"  # written as the scanner's url: it types what it reads
_PRETENDED = ("folder", "drawn", "desk")
_KEY_BYTES = 32
Orientation = Literal["portrait", "landscape"]


@dataclass(frozen=True)
class Screen:
    """The panel. ``px_per_mm`` turns millimetres of DESIGN into pixels; times in seconds."""

    orientation: Orientation = "portrait"
    px_per_mm: float = 4.03
    idle_seconds: float = 60.0
    warning_seconds: float = 20.0


@dataclass(frozen=True)
class SerialDevice:
    """A device on any pyserial URL, ``serial:<number>``, or ``auto:<kind>`` (written ``auto`` in the file)."""

    url: str
    baudrate: int = 115200


@dataclass(frozen=True)
class FormQueue:
    """A CUPS queue (or an ``ipp://`` printer) for A4 papers. Seconds and sheets."""

    queue: str
    server: str = "localhost:631"
    duplex: bool = False
    copies: int = 1
    most_sheets: int = 40
    patience_seconds: float = 30.0
    low_sheets: int = 30


@dataclass(frozen=True)
class VoicePrompts:
    """Spoken prompts. ``device`` is an ALSA name, ``volume`` 0.1 to 1, ``clips`` a folder with ``clips.toml``."""

    device: str = "default"
    volume: float = 0.6
    clips: Path | None = None


@dataclass(frozen=True)
class GuideLamps:
    """Lamps at the devices: a relay board on ``url`` or LEDs of the system; lamp names are channel numbers or LEDs."""

    kind: Literal["relay", "led"]
    url: str
    reader: str = ""
    ticket: str = ""
    forms: str = ""
    camera: str = ""


@dataclass(frozen=True)
class PaperCamera:
    """What takes pictures of papers: a document camera (``/dev/…``), a sheet scanner (``sane:…``), a drawn desk.

    ``width`` and ``height`` are the pixels asked of a camera, ``dpi`` the resolution asked of a scanner.
    """

    url: str
    width: int = 2592
    height: int = 1944
    dpi: int = 200


@dataclass(frozen=True)
class HallServer:
    """Where the hall server is and how long it may take (seconds)."""

    url: str = "http://127.0.0.1:8600"
    connect_seconds: float = 2.0
    read_seconds: float = 5.0


@dataclass(frozen=True)
class CatalogueUpdates:
    """Who may sign releases of the catalogue (Ed25519 public keys in base64; none: no updates), and how often to ask.

    ``minutes`` is the time between two questions to the hall.
    """

    publisher_keys: tuple[str, ...] = ()
    minutes: float = 60.0


@dataclass(frozen=True)
class Settings:
    """Everything a technician can set."""

    region: str
    timezone: str
    demo: bool
    screen: Screen
    id_reader: SerialDevice
    ticket_printer: SerialDevice
    ticket_model: SlipModel
    form_folder: Path
    form_keep_minutes: int
    hall_server: HallServer
    data: Path
    code_scanner: SerialDevice | None = None
    form_queue: FormQueue | None = None
    voice: VoicePrompts | None = VoicePrompts()
    light: GuideLamps | None = None
    camera: PaperCamera | None = None
    catalogue: CatalogueUpdates = CatalogueUpdates()

    @property
    def types_codes(self) -> bool:
        """True where the scanner is a keyboard to this computer."""
        return self.code_scanner is not None and self.code_scanner.url == KEYBOARD

    def at(self, data: Path) -> Settings:
        """The same settings with all of this machine's data under another folder."""
        return replace(self, data=data, form_folder=data / "forms")

    def with_devices(self, id_reader: str, ticket_printer: str) -> Settings:
        """The same settings on other ports (used by the demonstration)."""
        return replace(
            self,
            id_reader=replace(self.id_reader, url=id_reader),
            ticket_printer=replace(self.ticket_printer, url=ticket_printer),
        )


def read_settings(path: Path = SETTINGS_FILE) -> Settings:
    """Read and check. Raises SettingsError naming every fault by file, line, key, value and expectation."""
    faults = Faults()
    file = TomlFile(path, faults)
    if faults.lines:  # what cannot be read at all would be reported again key by key
        raise SettingsError(tuple(faults.lines), "请按提示修改设置文件后重新启动。")
    root = Table(file, (), file.data, faults)
    machine, storage, forms = root.table("machine"), root.table("storage"), root.table("form_printer")
    reader, printer = root.table("id_reader"), root.table("ticket_printer")
    scanner = root.table("code_scanner")
    data = Path(storage.text("data", "var/kiosk"))
    folder = Path(forms.text("folder", "forms"))
    demo = machine.flag("demo", False)
    settings = Settings(
        region=machine.text("region"),
        timezone=machine.text("timezone", "Asia/Shanghai"),
        demo=demo,
        screen=_screen(root.table("screen")),
        id_reader=_serial(reader, "id-reader"),
        ticket_printer=_ticket_line(printer),
        ticket_model=_ticket_model(printer),
        form_folder=folder if folder.is_absolute() else data / folder,
        form_keep_minutes=forms.whole("keep_minutes", 10, low=1, high=1440),
        hall_server=_server(root.table("hall_server")),
        data=data,
        code_scanner=_serial(scanner, "code-scanner", 9600) if scanner.has("url") else None,
        form_queue=_form_queue(forms),
        voice=_voice(root.table("voice")),
        light=_light(root.table("light")),
        camera=_camera(root.table("camera"), demo),
        catalogue=_catalogue(root.table("catalogue")),
    )
    if not _is_zone(settings.timezone):
        machine.wrong("timezone", f"现在是 {settings.timezone!r}，应是时区名，如 Asia/Shanghai")
    for table in (machine, storage, forms, reader, printer, scanner, root):
        table.finish()
    if faults.lines:
        raise SettingsError(tuple(faults.lines), "请按提示修改设置文件后重新启动。")
    return settings


def is_publisher_key(text: str) -> bool:
    """True for a raw Ed25519 public key (32 bytes) in base64, as ``kiosk catalog keygen`` shows it."""
    try:
        return len(base64.b64decode(text, validate=True)) == _KEY_BYTES
    except (binascii.Error, ValueError):
        return False


def is_hall_address(url: str) -> bool:
    """True for an http or https address with a host and, if any, a usable port."""
    try:
        parts = urlsplit(url)
        return parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        return False


def is_print_queue(queue: str) -> bool:
    """True for a queue name as lpadmin takes it (no spaces, ``/``, ``#``, quotes) or an ipp:// address with a host."""
    if "://" in queue:
        return queue.startswith("ipp://") and is_host(queue.removeprefix("ipp://").partition("/")[0])
    return 0 < len(queue) <= 127 and not any(
        char.isspace() or not char.isprintable() or char in "/\\?'\"#" for char in queue
    )


def is_host(text: str) -> bool:
    """True for ``host`` or ``host:port``."""
    try:
        parts = urlsplit(f"//{text}")
        plain = parts.netloc == text and "@" not in text and not any(char.isspace() for char in text)
        return bool(parts.hostname) and plain and parts.port != 0
    except ValueError:
        return False


def is_usb_printer(url: str) -> bool:
    """True for ``usb:VVVV:PPPP`` (hexadecimal, as lsusb prints them), with or without ``:serial-number``."""
    kind, *parts = url.split(":")
    numbers = [len(part) == 4 and all(char in "0123456789abcdefABCDEF" for char in part) for part in parts[:2]]
    return kind == "usb" and numbers == [True, True] and len(parts) <= 3 and all(parts) and "/" not in url


def _is_zone(name: str) -> bool:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError):
        return False
    return True


def _screen(table: Table) -> Screen:
    screen = Screen(
        orientation=table.one_of("orientation", ("portrait", "landscape"), "portrait"),
        px_per_mm=table.number("px_per_mm", 4.03, low=1.5, high=12),
        idle_seconds=table.number("idle_seconds", 60, low=10, high=600),
        warning_seconds=table.number("warning_seconds", 20, low=20, high=120),
    )
    table.finish()
    return screen


def _ticket_line(table: Table) -> SerialDevice:
    device = _serial(table, "ticket-printer")
    scheme, mark, rest = device.url.partition(":")
    if scheme == "socket" and not (rest.startswith("//") and is_host(rest[2:])):
        table.wrong("url", f"现在是 {device.url!r}，网络打印机应写成 socket://地址:9100")
    if scheme == "usb" and mark and not is_usb_printer(device.url):
        table.wrong("url", f"现在是 {device.url!r}，USB 打印机应写成 usb:厂商号:产品号，如 usb:0483:5743")
    if scheme == "cups" and mark and not is_print_queue(rest):
        table.wrong("url", f"现在是 {device.url!r}，打印队列应写成 cups:队列名")
    return device


def _ticket_model(table: Table) -> SlipModel:
    name = table.text("model", "80mm")
    try:
        return SlipModel.named(name)
    except ValueError:
        words = "、".join(f"-{word}" for word in WORDS)
        table.wrong("model", f"现在是 {name!r}，应是 {' 或 '.join(WIDTHS)}，后面可加 {words}（一件事只说一次）")
        return SlipModel()


def _serial(table: Table, kind: str, baudrate: int = 115200) -> SerialDevice:
    bauds = (9600, 19200, 38400, 57600, 115200)
    url = table.text("url")
    device = SerialDevice(f"auto:{kind}" if url == "auto" else url, table.whole("baudrate", baudrate))
    if device.baudrate not in bauds:
        table.wrong("baudrate", f"现在是 {device.baudrate}，应是 {'、'.join(map(str, bauds))} 之一")
    return device


def _form_queue(table: Table) -> FormQueue | None:
    """The queue's settings are read and checked also while ``kind`` is still the folder."""
    kind = table.one_of("kind", ("folder", "cups"), "folder")
    found = FormQueue(
        queue=table.text("queue", ""),
        server=table.text("server", "localhost:631"),
        duplex=table.flag("duplex", False),
        copies=table.whole("copies", 1, low=1, high=5),
        most_sheets=table.whole("most_sheets", 40, low=1, high=500),
        patience_seconds=table.number("patience_seconds", 30, low=5, high=300),
        low_sheets=table.whole("low_sheets", 30, low=0, high=500),
    )
    if kind == "cups" and not is_print_queue(found.queue):
        table.wrong("queue", f"现在是 {found.queue!r}，应是 CUPS 队列名（lpstat -e 会列出）或 ipp:// 地址")
    if not is_host(found.server):
        table.wrong("server", f"现在是 {found.server!r}，应是 主机:端口，如 localhost:631")
    return found if kind == "cups" else None


def _voice(table: Table) -> VoicePrompts | None:
    on = table.flag("on", True)
    clips = table.text("clips", "")
    voice = VoicePrompts(
        device=table.text("device", "default"),
        volume=table.number("volume", 0.6, low=0.1, high=1),
        clips=Path(clips) if clips else None,
    )
    if voice.clips and not (voice.clips / "clips.toml").is_file():
        table.wrong("clips", f"现在是 {clips!r}，那里没有录音清单 clips.toml")
    table.finish()
    return voice if on else None


def _light(table: Table) -> GuideLamps | None:
    lamps = GuideLamps(
        kind=table.one_of("kind", ("relay", "led"), "relay"),
        url=table.text("url", ""),
        reader=table.text("reader", ""),
        ticket=table.text("ticket", ""),
        forms=table.text("forms", ""),
        camera=table.text("camera", ""),
    )
    named = {"reader": lamps.reader, "ticket": lamps.ticket, "forms": lamps.forms, "camera": lamps.camera}
    for key, name in named.items():
        if lamps.kind == "relay" and name and not (name.isascii() and name.isdigit() and 1 <= int(name) <= 16):
            table.wrong(key, f"现在是 {name!r}，应是继电器板上的路号 1 到 16")
        if lamps.kind == "led" and ("/" in name or name.startswith(".")):
            table.wrong(key, f"现在是 {name!r}，应是 /sys/class/leds 里的名字")
    table.finish()
    return lamps if lamps.url or (lamps.kind == "led" and any(named.values())) else None


def _camera(table: Table, demo: bool) -> PaperCamera | None:
    """A drawn desk is for demonstrations alone: elsewhere it would hand in papers that nobody brought."""
    camera = PaperCamera(
        url=table.text("url", ""),
        width=table.whole("width", 2592, low=640, high=8192),
        height=table.whole("height", 1944, low=480, high=8192),
        dpi=table.whole("dpi", 200, low=100, high=600),
    )
    kind, mark, rest = camera.url.partition(":")
    real = kind.isdigit() or kind.startswith("/") or (kind == "sane" and mark)
    if camera.url and not (real or (kind in _PRETENDED and rest)):
        table.wrong("url", f"现在是 {camera.url!r}，应是 /dev/video0、/dev/v4l/by-id/… 里的名字，或 sane:扫描仪名")
    if kind in _PRETENDED and mark and not demo:
        table.wrong("url", f"现在是 {camera.url!r}，模拟的高拍仪只能用于演示（[machine] demo = true）")
    table.finish()
    return camera if camera.url else None


def _catalogue(table: Table) -> CatalogueUpdates:
    updates = CatalogueUpdates(table.texts("publisher_keys", ()), table.number("minutes", 60, low=1, high=10080))
    for key in updates.publisher_keys:
        if not is_publisher_key(key):
            table.wrong("publisher_keys", f"其中 {key!r} 不是发布者公钥，应是 kiosk catalog keygen 显示的那一行")
    table.finish()
    return updates


def _server(table: Table) -> HallServer:
    server = HallServer(
        url=table.text("url", "http://127.0.0.1:8600"),
        connect_seconds=table.number("connect_seconds", 2.0, low=0.1, high=30),
        read_seconds=table.number("read_seconds", 5.0, low=0.1, high=60),
    )
    if not is_hall_address(server.url):
        table.wrong("url", f"现在是 {server.url!r}，应是 http:// 或 https:// 开头的地址")
    table.finish()
    return server
