"""The stage of the demonstration: a real hall server on loopback and emulated devices on real ptys."""

from __future__ import annotations

import socket
import sqlite3
from contextlib import closing
from dataclasses import replace
from importlib.util import find_spec
from pathlib import Path

from backend.serve import Server
from backend.settings import BackendSettings
from config.pack_reader import PACKS, regions
from config.settings import CatalogueUpdates, PaperCamera, SerialDevice, Settings
from hardware.code_scanner.emulator import EmulatedScanner
from hardware.id_reader.emulator import EmulatedReader
from hardware.id_reader.specimens import specimen
from hardware.pty_host import PtyHost
from hardware.ticket_printer.decoder import decode
from hardware.ticket_printer.emulator import EmulatedTicketPrinter
from kiosk.cli.catalogue.releases.publishing import publish
from kiosk.forms.papers import code_payload
from offline_cache.releases.signing import make_key, read_key

CARDS = {
    "resident": "张样本（二代身份证）",
    "resident-rare": "生僻字姓名（二代身份证）",
    "resident-forever": "长期有效（二代身份证）",
    "foreigner-2017": "外国人永居证(2017)",
    "foreigner-2023": "外国人永居证(2023)",
    "permit": "港澳台居民居住证",
}

DESKS = {
    "light-desk": "一张纸",
    "no-page": "什么也没有",
    "two-pages": "两张纸",
    "cut-off": "纸放偏了",
    "glare": "反光",
    "blurred": "模糊",
    "dim": "太暗",
    "unplugged": "拔掉高拍仪",
}
HAS_CAMERA = all(find_spec(name) for name in ("cv2", "img2pdf"))
"""Whether the packages of the document camera are installed."""


class Stage:
    """Everything around the kiosk. ``server`` may be stopped and started again; devices obey the device desk."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.folder = folder
        self.database = folder / "hall.db"
        self.publisher = self._publish(folder / "releases")
        self.server = Server(
            BackendSettings(
                database_url=f"sqlite:///{self.database}", port=free_port(), devices="enrolled", loopback_enrols=True,
                releases=str(folder / "releases"),
            )
        )
        self.reader = EmulatedReader(card_seconds=0.4)
        self.printer = EmulatedTicketPrinter()
        self.scanner = EmulatedScanner()
        self._under_camera = folder / "under-the-camera"
        self.put_under_camera("light-desk")
        self._reader_host = PtyHost(self.reader, baudrate=115200)
        self._printer_host = PtyHost(self.printer)
        self._scanner_host = PtyHost(self.scanner)
        self.scanner.connect(self._scanner_host.say)

    def _publish(self, releases: Path) -> str:
        """The packs of the program as releases of a publisher of this stage; the public key."""
        key = self.folder / "publisher.key"
        key.unlink(missing_ok=True)
        public = make_key(key)
        for region in regions():
            publish(PACKS / region, read_key(key), releases)
        return public

    def start(self) -> Stage:
        """Open ptys and start the server."""
        self.server.start()
        self._reader_host.start()
        self._printer_host.start()
        self._scanner_host.start()
        return self

    def stop(self) -> None:
        """Close everything."""
        self._reader_host.stop()
        self._printer_host.stop()
        self._scanner_host.stop()
        self.server.stop()

    def settings(self, settings: Settings) -> Settings:
        """The kiosk's settings on this stage: its ports, its server, its folder, marked as demonstration."""
        on_stage = settings.with_devices(self._reader_host.url, self._printer_host.url)
        return replace(
            on_stage.at(self.folder / "kiosk"),
            demo=True,
            code_scanner=SerialDevice(self._scanner_host.url, 9600),
            camera=PaperCamera(self.camera_url, 1944, 1458) if HAS_CAMERA else None,
            form_queue=None,  # a demonstration uses up nobody's paper
            hall_server=replace(settings.hall_server, url=self.server.url),
            catalogue=CatalogueUpdates((self.publisher,), minutes=1),
        )

    @property
    def camera_url(self) -> str:
        """The drawn desk under the document camera."""
        return f"desk:{self._under_camera}"

    @property
    def under_camera(self) -> str:
        """What lies under the document camera now."""
        return self._under_camera.read_text(encoding="utf-8")

    def put_under_camera(self, name: str) -> None:
        """Lay something else under the document camera; names as in :data:`DESKS`."""
        self._under_camera.write_text(name, encoding="utf-8")

    def lay_card(self, name: str) -> None:
        """Lay a specimen card on the reader."""
        self.reader.lift()
        self.reader.lay(specimen(name))

    def scan_receipt(self) -> bool:
        """Hold the slip of the last case of the hall before the scanner; False when there is no case yet."""
        code = self.last_case()
        if code:
            self.scanner.scan(code_payload(code))
        return bool(code)

    def last_case(self) -> str:
        """Code of the case the hall took in last; empty when there is none."""
        with closing(sqlite3.connect(f"file:{self.database}?mode=ro", uri=True)) as database:
            found = database.execute("SELECT case_code FROM cases ORDER BY received_at DESC LIMIT 1").fetchone()
        return str(found[0]) if found else ""

    def draw_last_ticket(self, path: Path) -> bool:
        """Draw the last slip from the bytes the printer received; False when there is none."""
        jobs = self.printer.jobs
        if jobs:
            decode(jobs[-1]).to_png(path)
        return bool(jobs)


def free_port() -> int:
    """A loopback port nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
