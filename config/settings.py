"""Settings of one machine: frozen, read once at start, every fault reported together."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from config.tables import Faults, Table, TomlFile
from kiosk.errors import SettingsError

SETTINGS_FILE = Path(__file__).parent / "kiosk.toml"
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
    """A device on any pyserial URL."""

    url: str
    baudrate: int = 115200


@dataclass(frozen=True)
class HallServer:
    """Where the hall server is and how long it may take (seconds)."""

    url: str = "http://127.0.0.1:8600"
    connect_seconds: float = 2.0
    read_seconds: float = 5.0


@dataclass(frozen=True)
class Settings:
    """Everything a technician can set."""

    region: str
    timezone: str
    demo: bool
    screen: Screen
    id_reader: SerialDevice
    ticket_printer: SerialDevice
    paper_mm: int
    form_folder: Path
    form_keep_minutes: int
    hall_server: HallServer
    data: Path

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
    data = Path(storage.text("data", "var/kiosk"))
    folder = Path(forms.text("folder", "forms"))
    settings = Settings(
        region=machine.text("region"),
        timezone=machine.text("timezone", "Asia/Shanghai"),
        demo=machine.flag("demo", False),
        screen=_screen(root.table("screen")),
        id_reader=_serial(reader),
        ticket_printer=_serial(printer),
        paper_mm=printer.whole("paper_mm", 80),
        form_folder=folder if folder.is_absolute() else data / folder,
        form_keep_minutes=forms.whole("keep_minutes", 10, low=1, high=1440),
        hall_server=_server(root.table("hall_server")),
        data=data,
    )
    if not _is_zone(settings.timezone):
        machine.wrong("timezone", f"现在是 {settings.timezone!r}，应是时区名，如 Asia/Shanghai")
    if settings.paper_mm not in (58, 80):
        printer.wrong("paper_mm", f"现在是 {settings.paper_mm}，应是 58 或 80")
    for table in (machine, storage, forms, reader, printer, root):
        table.finish()
    if faults.lines:
        raise SettingsError(tuple(faults.lines), "请按提示修改设置文件后重新启动。")
    return settings


def is_hall_address(url: str) -> bool:
    """True for an http or https address with a host and, if any, a usable port."""
    try:
        parts = urlsplit(url)
        return parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        return False


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


def _serial(table: Table) -> SerialDevice:
    bauds = (9600, 19200, 38400, 57600, 115200)
    device = SerialDevice(table.text("url"), table.whole("baudrate", 115200))
    if device.baudrate not in bauds:
        table.wrong("baudrate", f"现在是 {device.baudrate}，应是 {'、'.join(map(str, bauds))} 之一")
    return device


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
