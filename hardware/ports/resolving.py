"""Turns ``auto:…`` and ``serial:…`` into the port of the moment, at every opening anew."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable
from dataclasses import replace

from hardware.port import Port, open_port
from hardware.ports.asking import LONGEST, Hearing
from hardware.ports.known import DeviceKind
from hardware.ports.listing import PIN, SerialPort, pins, system_ports
from hardware.ports.survey import Seen, survey, unasked
from kiosk.errors import PortUnavailable

AUTO = "auto:"
_SECTIONS = {
    DeviceKind.ID_READER: "id_reader",
    DeviceKind.TICKET_PRINTER: "ticket_printer",
    DeviceKind.CODE_SCANNER: "code_scanner",
}


class PortFinder:
    """Finds a device by what it is or by its number, wherever it is plugged in.

    One search at a time: two devices that look for themselves do not talk into each other's line. A device once
    found by its answer is asked first at the next search, by its stable name. Safe from any thread.
    """

    def __init__(self, ports: Callable[[], tuple[SerialPort, ...]] = system_ports) -> None:
        self._ports = ports
        self._turn = threading.Lock()
        self._last: dict[DeviceKind, str] = {}

    def open(self, url: str, *, baudrate: int, timeout: float, write_timeout: float) -> Port:
        """Open what ``url`` means now. Raises PortUnavailable naming what was found and what to do."""
        if not self._turn.acquire(timeout=2 * LONGEST):
            raise PortUnavailable(f"{url}：另一个设备正在找端口，等得太久。", "请稍后再试。")
        try:
            path, speed = self._resolve(url, baudrate)
            return open_port(path, baudrate=speed, timeout=timeout, write_timeout=write_timeout)
        finally:
            self._turn.release()

    def resolve(self, url: str, baudrate: int = 115200) -> tuple[str, int]:
        """The path to open now and its speed; any other url comes back as it is. Raises PortUnavailable."""
        with self._turn:
            return self._resolve(url, baudrate)

    def _resolve(self, url: str, baudrate: int) -> tuple[str, int]:
        if url.startswith(PIN):
            return pinned(url, self._ports()).path, baudrate
        if url.startswith(AUTO):
            seen = self._search(kind_of(url), baudrate)
            return seen.port.path, seen.heard.baudrate or baudrate
        return url, baudrate

    def _search(self, kind: DeviceKind, baudrate: int) -> Seen:
        ports = self._ports()
        if kind is DeviceKind.CODE_SCANNER:  # never answers: asking would only disturb the other devices
            return choose(kind, unasked(ports))
        last = self._last.get(kind)
        known = tuple(port for port in ports if last and pins(ports)[port.path] == last)
        for candidates in filter(None, (known, ports)):
            seen = survey(candidates, {port.path: baudrate for port in candidates})
            if candidates is known and not any(entry.is_a(kind) for entry in seen):
                continue
            found = choose(kind, seen)
            self._last[kind] = found.pin if candidates is ports else str(last)
            return found
        raise PortUnavailable(*_nothing(kind, ()))


SYSTEM = PortFinder()
"""The finder of this machine."""


def is_sought(url: str) -> bool:
    """True for a url that names a device instead of a port."""
    return url.startswith((AUTO, PIN))


def kind_of(url: str) -> DeviceKind:
    """The kind in ``auto:<kind>``. Raises PortUnavailable naming the kinds there are."""
    try:
        return DeviceKind(url.removeprefix(AUTO))
    except ValueError:
        kinds = "、".join(f"{AUTO}{kind.value}" for kind in DeviceKind)
        raise PortUnavailable(f"不认识的端口写法：{url}。", f"可以写 {kinds}。") from None


def pinned(url: str, ports: Iterable[SerialPort]) -> SerialPort:
    """The one port that carries the number or name in ``serial:<name>``. Raises PortUnavailable."""
    name = url.removeprefix(PIN)
    listed = tuple(ports)
    found = [port for port in listed if name and name in port.names]
    if len(found) == 1:
        return found[0]
    if found:
        raise PortUnavailable(
            f"有 {len(found)} 个端口的编号都是 {name}：{_paths(found)}。",
            "这些转接线没有各自的编号，请改用插座名：运行 kiosk doctor，照“写进设置”一列填写。",
        )
    have = "、".join(pins(listed).values())
    raise PortUnavailable(
        f"没有找到编号为 {name} 的设备。",
        f"请插好它的 USB 线、打开电源；换过设备的，请改设置。现在有：{have}。" if have
        else "请插好它的 USB 线、打开电源；现在一个端口也没有。",
    )


def choose(kind: DeviceKind, seen: Iterable[Seen]) -> Seen:
    """The one port with a device of the kind. Raises PortUnavailable when there is none, or more than one."""
    listed = tuple(seen)
    found = [entry for entry in listed if entry.is_a(kind)]
    if len(found) == 1:
        return found[0]
    if not found:
        raise PortUnavailable(*_nothing(kind, listed))
    devices = "、".join(f"{entry.pin}（{entry.port.path}）" for entry in found)
    raise PortUnavailable(
        f"找到 {len(found)} 台{kind.chinese}：{devices}，不替您选。",
        f"请在设置的 [{_SECTIONS[kind]}] 里写明用哪一台，如 url = \"{found[0].pin}\"。",
    )


def with_kind(url: str, kind: DeviceKind) -> str:
    """``auto`` as settings write it, completed by the kind of device; any other url as it is."""
    return f"{AUTO}{kind.value}" if url == "auto" else url


def _nothing(kind: DeviceKind, seen: tuple[Seen, ...]) -> tuple[str, str]:
    busy = [entry.port for entry in seen if entry.heard.hearing is Hearing.IN_USE]
    denied = [entry.port for entry in seen if entry.heard.hearing is Hearing.DENIED]
    message = f"没有找到{kind.chinese}：看了 {len(seen)} 个端口。"
    if denied:
        return message, f"{_paths(denied)} 没有权限打开：请把运行本程序的用户加入 dialout 和 lp 用户组后重新登录。"
    if busy:
        return message, f"{_paths(busy)} 正被其他程序占用，请先关闭该程序。"
    if kind is DeviceKind.CODE_SCANNER:
        return message, f"扫码器不回话，认不出来：请在设置的 [{_SECTIONS[kind]}] url 里写明端口。"
    return message, "请打开设备电源、插好数据线；仍找不到，请看 kiosk doctor --ports 列出的每个端口上是什么。"


def _paths(ports: Iterable[SerialPort]) -> str:
    return "、".join(port.path for port in ports)


def unlisted(path: str) -> SerialPort:
    """A port that no list has, such as a pseudo terminal named in the settings."""
    return replace(SerialPort(path), printer_class=path.startswith("/dev/usb/lp"))
