"""The ports of this machine, each with every stable name it has."""

from __future__ import annotations

import os
import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path

from hardware.ports.known import DeviceKind, kind_by_id, kind_by_words

BY_ID = Path("/dev/serial/by-id")
BY_PATH = Path("/dev/serial/by-path")
USB_PRINTERS = Path("/sys/class/usbmisc")
STAND_IN = "KIOSK_PORTS"
PIN = "serial:"
_SERIAL_IN_NAME = re.compile(r"_([^_]+?)-(?:if|port)\d+")


@dataclass(frozen=True)
class SerialPort:
    """One port as it stands now. ``path`` may change at the next plugging; the other names do not.

    ``socket`` names the USB socket it is plugged into (udev's by-path); ``link`` is udev's by-id name.
    ``printer_class`` marks a USB printer without line speed (``/dev/usb/lp0``).
    """

    path: str
    usb_serial: str = ""
    link: str = ""
    socket: str = ""
    vendor: int | None = None
    product: int | None = None
    model: str = ""
    printer_class: bool = False

    @property
    def claims(self) -> DeviceKind | None:
        """What its USB id or name says it is; an answer on the line counts more."""
        if self.printer_class:
            return DeviceKind.TICKET_PRINTER
        known = kind_by_id(self.vendor, self.product)
        return known.kind if known else kind_by_words(f"{self.model} {self.link}")

    @property
    def maker(self) -> str:
        """Who made the device, where its USB id is in the list."""
        known = kind_by_id(self.vendor, self.product)
        return known.name if known else ""

    @property
    def names(self) -> tuple[str, ...]:
        """All stable names."""
        return tuple(name for name in (self.usb_serial, self.link, self.socket) if name)


def system_ports() -> tuple[SerialPort, ...]:
    """Every serial port and USB printer that can be opened by path, in the order of their paths.

    The environment variable ``KIOSK_PORTS`` names a folder of links that stands in for ``/dev/serial/by-id`` and
    for everything else: for emulated devices, and for systems without udev.
    """
    stand_in = os.environ.get(STAND_IN)
    if stand_in:
        return linked_ports(Path(stand_in))
    return tuple(sorted((*_serial_ports(), *_usb_printers()), key=lambda port: port.path))


def linked_ports(folder: Path) -> tuple[SerialPort, ...]:
    """The ports a folder of links points at, named as udev names them: ``usb-Maker_Model_SERIAL-if00``."""
    return tuple(
        SerialPort(str(link.resolve()), _serial_in(link.name), link=link.name, model=link.name.replace("_", " "))
        for link in sorted(_links(folder))
        if link.exists()
    )


def pins(ports: Iterable[SerialPort]) -> dict[str, str]:
    """Port path → the setting that finds this very device again, ``serial:…``; the path where nothing is stable.

    The USB serial number where it is the only one of its kind, else the socket: cheap adapters carry no number,
    or all carry the same.
    """
    listed = tuple(ports)
    count = Counter(name for port in listed for name in set(port.names))
    return {
        port.path: next(
            (f"{PIN}{name}" for name in (port.usb_serial, port.socket, port.link) if name and count[name] == 1),
            port.path,
        )
        for port in listed
    }


def _serial_ports() -> Iterable[SerialPort]:
    from serial.tools.list_ports import comports

    by_id, by_path = _targets(BY_ID), _targets(BY_PATH)
    for port in comports():
        real = str(Path(port.device).resolve())
        seen = SerialPort(
            port.device,
            usb_serial=port.serial_number or "",
            vendor=port.vid,
            product=port.pid,
            model=" ".join(filter(None, (port.manufacturer, port.product))),
        )
        yield replace(seen, link=by_id.get(real, ""), socket=by_path.get(real, ""))


def _usb_printers() -> Iterable[SerialPort]:
    for entry in sorted(USB_PRINTERS.glob("lp*")):
        device = (entry / "device").resolve().parent  # the interface lies inside the device
        yield SerialPort(
            f"/dev/usb/{entry.name}",
            usb_serial=_text(device / "serial"),
            socket=device.name,
            vendor=_hex(_text(device / "idVendor")),
            product=_hex(_text(device / "idProduct")),
            model=f"{_text(device / 'manufacturer')} {_text(device / 'product')}".strip(),
            printer_class=True,
        )


def _targets(folder: Path) -> dict[str, str]:
    return {str(link.resolve()): link.name for link in _links(folder)}


def _links(folder: Path) -> list[Path]:
    try:
        return [entry for entry in folder.iterdir() if entry.is_symlink()]
    except OSError:
        return []  # no udev, or nothing plugged in: there are no stable names then


def _serial_in(name: str) -> str:
    found = _SERIAL_IN_NAME.search(name)
    return found.group(1) if found else ""


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8", errors="replace").strip()
    except OSError:
        return ""  # a device that does not say


def _hex(text: str) -> int | None:
    try:
        return int(text, 16)
    except ValueError:
        return None
