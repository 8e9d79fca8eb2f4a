"""Emulated devices on ptys behind links named as udev names them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from hardware.pty_host import Device, PtyHost


class Bench:
    """A folder of links that stands in for /dev/serial/by-id; devices are plugged in under their USB numbers."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._hosts: dict[str, PtyHost] = {}

    def plug(self, device: Device, serial: str, model: str = "Acme_Adapter", baudrate: int | None = None) -> PtyHost:
        link = self.folder / f"usb-{model}_{serial}-if00-port0"
        self._hosts[serial] = PtyHost(device, baudrate=baudrate, link=link).start()
        return self._hosts[serial]

    def unplug(self, serial: str) -> None:
        self._hosts.pop(serial).stop()

    def path(self, serial: str) -> str:
        return str(Path(self._hosts[serial].url).resolve())

    def unplug_all(self) -> None:
        for serial in list(self._hosts):
            self.unplug(serial)


@pytest.fixture
def bench(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Bench]:
    folder = tmp_path / "by-id"
    folder.mkdir()
    monkeypatch.setenv("KIOSK_PORTS", str(folder))
    plugged = Bench(folder)
    yield plugged
    plugged.unplug_all()
