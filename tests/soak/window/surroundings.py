"""Everything around one kiosk process: emulated devices on ptys and sockets, a hall behind a bad door, faults by name.

Devices live in this process, so that only the kiosk's own work can hold its window up.
"""

from __future__ import annotations

import json
import os
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from hardware.code_scanner.emulator import EmulatedScanner
from hardware.code_scanner.emulator import Fault as ScannerFault
from hardware.form_printer.ipp_emulator.host import IppPrinterHost
from hardware.form_printer.ipp_emulator.printer import EmulatedA4Printer
from hardware.form_printer.ipp_emulator.printer import Fault as PaperFault
from hardware.id_reader import desk as reader_desk
from hardware.id_reader import faults as reader_faults
from hardware.id_reader.emulator import EmulatedReader
from hardware.id_reader.specimens import specimen
from hardware.light.emulator import EmulatedRelayBoard
from hardware.pty_host import PtyHost
from hardware.ticket_printer.desk import bench as slip_desk
from hardware.ticket_printer.desk import faults as slip_faults
from tests.faults.bad_server import FAULTS as HALL_FAULTS
from tests.faults.bad_server import PASS_ON, BadServer

_VOICES = {
    "no-device": "echo 'aplay: audio open error' >&2; exit 1",
    "unplugged": "sleep 0.2; echo 'aplay: No such device' >&2; exit 1",
    "stuck": "exec sleep 60",
}
_WELL = "cat >/dev/null; sleep 0.5"
_HALL_LONGER = 2.0  # the page waits for the hall first


@dataclass(frozen=True)
class Fault:
    """One fault: which device, its name, the page that uses the device, and how it begins and ends.

    ``while_there``: it begins while the page shows, not before. ``address``: it lives in the hall's address.
    ``for_ever``: whatever is asked of the device never comes back. ``longer``: the page takes so many times as long.
    """

    device: str
    name: str
    page: str
    begin: Callable[[], object] = lambda: None
    end: Callable[[], object] = lambda: None
    while_there: bool = False
    address: str = PASS_ON
    file_limit: int = 0
    voice: bool = False
    for_ever: bool = False
    longer: float = 1.0

    @property
    def told(self) -> str:
        """For people: the device, the fault and the page."""
        return f"{self.device}: {self.name} @ {self.page}"


class Surroundings:
    """Opened by ``with``. ``kiosk`` starts a kiosk process that knows the hall by an address of ``door``."""

    def __init__(self, folder: Path, hall_url: str) -> None:
        self.folder = folder
        self.door = BadServer(hall_url, folder)
        self.reader = reader_desk.EmulatedDesk(EmulatedReader(card_seconds=0.4), link=folder / "reader")
        self.slips = slip_desk.EmulatedPrinterDesk(link=folder / "printer")
        self.scanner = EmulatedScanner()
        self.scanner_host = PtyHost(self.scanner, link=folder / "scanner")
        self.lamps_host = PtyHost(EmulatedRelayBoard(), link=folder / "lamps")
        self.paper = EmulatedA4Printer(sheet_seconds=0.2)
        self.paper_host = IppPrinterHost(self.paper)
        self._lock: sqlite3.Connection | None = None
        self._full = _Deaf()
        self._mended: tuple[PtyHost, Any] | None = None

    def __enter__(self) -> Surroundings:
        self.scanner.connect(self.scanner_host.say)
        for host in (self.reader.host, self.slips.host, self.scanner_host, self.lamps_host, self.paper_host):
            host.start()
        self._programs(_WELL)
        return self

    def __exit__(self, *_: object) -> None:
        for host in (self.reader.host, self.slips.host, self.scanner_host, self.lamps_host, self.paper_host):
            host.stop()
        self.door.close()

    # -- the kiosk ------------------------------------------------------------------------------------------------

    @contextmanager
    def kiosk(self, address: str = PASS_ON) -> Iterator[Kiosk]:
        """A kiosk with a window, until the end of ``with``."""
        settings = self.folder / "kiosk.toml"
        settings.write_text(self._settings(address), encoding="utf-8")
        command = [sys.executable, "-m", "tests.soak.window.kiosk_process", str(settings)]
        environment = {**os.environ, "PATH": f"{self.folder / 'bin'}:{os.environ['PATH']}"}
        process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
            env=environment,
        )
        try:
            yield Kiosk(process)
        finally:
            process.kill()
            process.communicate()

    def _settings(self, address: str) -> str:
        parts: dict[str, dict[str, object]] = {
            "machine": {"region": "hubei-xianning-2020", "demo": True},
            "screen": {"idle_seconds": 600},
            "id_reader": {"url": str(self.folder / "reader")},
            "ticket_printer": {"url": str(self.folder / "printer")},
            "code_scanner": {"url": str(self.folder / "scanner")},
            "form_printer": {"kind": "cups", "queue": self.paper_host.uri},
            "voice": {"on": True},
            "light": {"url": str(self.folder / "lamps"), "reader": "1", "ticket": "2", "forms": "3"},
            "hall_server": {"url": self.door.url_for(address), "connect_seconds": 2.0, "read_seconds": 5.0},
            "storage": {"data": str(self.folder / "data")},
        }
        return "\n".join(
            f"[{name}]\n" + "\n".join(f"{key} = {json.dumps(value)}" for key, value in values.items())
            for name, values in parts.items()
        ) + "\n"

    # -- what can go wrong ----------------------------------------------------------------------------------------

    def faults(self) -> list[Fault]:
        """Every fault of every device, of the hall and of the disk."""
        return [
            *self._of_the_reader(), *self._of_the_slips(), *self._of_the_papers(), *self._of_the_scanner(),
            *self._of_the_voice(), *self._of_the_lamps(), *self._of_the_hall(), *self._of_the_disk(),
        ]

    def _of_the_reader(self) -> Iterator[Fault]:
        for kind in reader_faults.Fault:
            script = reader_faults.FaultScript(kind, kind.amount)
            cut = kind.at_the_plug or kind is reader_faults.Fault.POWER_CYCLED

            def end(script: reader_faults.FaultScript = script) -> None:
                self.reader.end(script)
                self.reader.reader.lift()

            def begin(script: reader_faults.FaultScript = script) -> None:
                self.reader.reader.lay(specimen("resident"))
                self.reader.play(script)

            mute = kind is reader_faults.Fault.SILENT
            yield Fault("读卡器", kind.word, "card", begin, end, while_there=cut, for_ever=mute)

    def _of_the_slips(self) -> Iterator[Fault]:
        for kind in slip_faults.Fault:
            script = slip_faults.FaultScript(kind, kind.amount)
            yield Fault(
                "小票打印机", kind.word, "slip", lambda script=script: self.slips.play(script),  # type: ignore[misc]
                lambda script=script: self.slips.end(script), while_there=kind.passes,  # type: ignore[misc]
            )
        host = self.slips.host
        yield Fault("小票打印机", "line-full", "slip", lambda: self._deaf(host), self._hears_again, for_ever=True)
        yield Fault("小票打印机", "silent", "papers", *self._slip("silent"), for_ever=True)

    def _slip(self, name: str) -> tuple[Callable[[], object], Callable[[], object]]:
        script = slip_faults.FaultScript.named(name)
        return lambda: self.slips.play(script), lambda: self.slips.end(script)

    def _of_the_papers(self) -> Iterator[Fault]:
        for kind in PaperFault:
            yield Fault(
                "A4 打印机", kind.word, "papers", lambda kind=kind: self.paper.misbehave(kind),  # type: ignore[misc]
                self.paper.repair, for_ever=kind is PaperFault.HANGS,
            )

    def _of_the_scanner(self) -> Iterator[Fault]:
        for kind in ScannerFault:

            def begin(kind: ScannerFault = kind) -> None:
                self.scanner.misbehave(kind)
                self.scanner.scan("onething:case:XN26-7K3M-4")

            yield Fault("扫码器", kind.word, "pick_up", begin, self.scanner.behave, while_there=True)
        yield Fault(
            "扫码器", "unplugged", "pick_up", self.scanner_host.stop, self.scanner_host.start, while_there=True
        )

    def _of_the_voice(self) -> Iterator[Fault]:
        for name, script in _VOICES.items():
            yield Fault(
                "语音", name, "home", lambda script=script: self._programs(script),  # type: ignore[misc]
                lambda: self._programs(_WELL), voice=True, while_there=True,
            )
        yield Fault(
            "语音", "stuck-speech", "home", lambda: self._programs(_WELL, _VOICES["stuck"]),
            lambda: self._programs(_WELL), voice=True, for_ever=True,
        )

    def _of_the_lamps(self) -> Iterator[Fault]:
        host = self.lamps_host
        yield Fault("指示灯", "unplugged", "card", host.stop, host.start)
        yield Fault("指示灯", "line-full", "card", lambda: self._deaf(host), self._hears_again, for_ever=True)

    def _of_the_hall(self) -> Iterator[Fault]:
        def be(mode: str) -> None:
            self.door.mode = mode

        for kind in HALL_FAULTS:
            own = self.door.url_for(kind.name) != self.door.url_for(PASS_ON)
            yield Fault(
                "大厅", kind.name, "papers", lambda kind=kind: be(kind.name),  # type: ignore[misc]
                lambda: be(PASS_ON), address=kind.name if own else PASS_ON, for_ever=kind.name == "never answers",
                longer=_HALL_LONGER,
            )
        for page in ("progress", "guide"):
            yield Fault("大厅", "never answers", page, lambda: be("never answers"), lambda: be(PASS_ON))

    def _of_the_disk(self) -> Iterator[Fault]:
        yield Fault("磁盘", "full", "papers", file_limit=4096)
        yield Fault("磁盘", "outbox-locked", "papers", self._hold_outbox, self._free_outbox, for_ever=True)

    # -- hands ----------------------------------------------------------------------------------------------------

    def _deaf(self, host: Any) -> None:
        """The port stays there and nobody ever takes a byte from it."""
        host.stop()
        self._full = _Deaf()
        deaf = PtyHost(self._full, link=Path(host.url)).start()
        self._mended = (deaf, host)

    def _hears_again(self) -> None:
        assert self._mended is not None, "only a port made deaf hears again"
        deaf, host = self._mended
        self._full.let_go()
        deaf.stop()
        host.start()

    def _programs(self, aplay: str, espeak: str = "") -> None:
        """Stand-ins for the programs that speak; without words of its own espeak-ng is the real one."""
        place = self.folder / "bin"
        place.mkdir(exist_ok=True)
        for name, script in (("aplay", aplay), ("espeak-ng", espeak)):
            if not script:
                (place / name).unlink(missing_ok=True)
                continue
            (place / f"{name}.new").write_text(f"#!/bin/sh\n{script}\n")
            (place / f"{name}.new").chmod(0o755)
            (place / f"{name}.new").replace(place / name)

    def _hold_outbox(self) -> None:
        self._lock = sqlite3.connect(self.folder / "data" / "outbox.db", isolation_level=None, check_same_thread=False)
        self._lock.execute("BEGIN IMMEDIATE")

    def _free_outbox(self) -> None:
        if self._lock is not None:
            self._lock.close()
            self._lock = None


class _Deaf:
    """Takes the first bytes and no more until it is let go."""

    def __init__(self) -> None:
        self._over = threading.Event()
        self.let_go = self._over.set

    def receive(self, _data: bytes) -> bytes:
        self._over.wait()
        return b""


class Kiosk:
    """The kiosk process, spoken to in lines of JSON."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self._process = process
        self.ready = self._hear()

    def ask(self, **words: Any) -> None:
        """Send it to a page."""
        assert self._process.stdin is not None, "started with a pipe"
        self._process.stdin.write(json.dumps(words) + "\n")
        self._process.stdin.flush()

    def answer(self) -> dict[str, Any]:
        """What it met there. Raises RuntimeError when the process has died."""
        return self._hear()

    def _hear(self) -> dict[str, Any]:
        assert self._process.stdout is not None, "started with a pipe"
        line = self._process.stdout.readline()
        if not line:
            raise RuntimeError(f"the kiosk process ended with {self._process.wait(10)}")
        return dict(json.loads(line))
