"""Finds the printer device file of a USB printer by vendor, product and serial number (Linux, usblp)."""

from __future__ import annotations

import re
from pathlib import Path

from kiosk.errors import PortUnavailable

SYSTEM = Path("/sys/class/usbmisc")
DEVICES = Path("/dev/usb")
_WRITTEN = re.compile(r"usb:(?P<vendor>[0-9a-f]{4}):(?P<product>[0-9a-f]{4})(?::(?P<number>[^\s:/]+))?", re.I)


def device_of(url: str, system: Path = SYSTEM, devices: Path = DEVICES) -> str:
    """The path of the printer ``usb:VVVV:PPPP[:number]`` (hexadecimal, as lsusb prints them) at this moment.

    The kernel's usblp driver reads and writes with time limits and needs no further library. Raises
    PortUnavailable: badly written, no such printer, more than one, or no usblp.
    """
    wanted = _WRITTEN.fullmatch(url)
    if wanted is None:
        raise PortUnavailable(f"地址写得不对：{url}。", "应写成 usb:厂商号:产品号，如 usb:0483:5743；lsusb 会列出。")
    there = list(system.glob("lp*")) if system.is_dir() else []
    found = [entry for entry in there if _is_it(entry, wanted)]
    if len(found) == 1:
        return str(devices / found[0].name)
    if found:
        raise PortUnavailable(
            f"有 {len(found)} 台一样的打印机：{url}。",
            f"请在后面再加编号，如 usb:{wanted['vendor']}:{wanted['product']}:{_said(found[0], 'serial') or '编号'}。",
        )
    listed = "、".join(f"usb:{_said(entry, 'idVendor')}:{_said(entry, 'idProduct')}" for entry in there)
    raise PortUnavailable(
        f"没有找到 USB 打印机：{url}。",
        f"现在接着的是：{listed}。" if listed
        else "请插好 USB 线、打开电源；lsusb 里有它而这里没有的，请运行 modprobe usblp，并确认没有被 CUPS 占用。",
    )


def _is_it(entry: Path, wanted: re.Match[str]) -> bool:
    ids = (_said(entry, "idVendor"), _said(entry, "idProduct"))
    number = wanted["number"]
    return ids == (wanted["vendor"].lower(), wanted["product"].lower()) and number in (None, _said(entry, "serial"))


def _said(entry: Path, name: str) -> str:
    """One attribute of the USB device above the interface that ``lpN`` belongs to."""
    try:
        return (entry / "device" / ".." / name).resolve().read_text(encoding="ascii", errors="replace").strip()
    except OSError:
        return ""
