"""Scanner, A4 printer, guide lamps and document camera gone and back, again and again: how fast without a touch."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from random import Random
from statistics import median

from hardware.camera.driver import ProcessCamera
from hardware.code_scanner.driver import SerialCodeScanner
from hardware.code_scanner.emulator import EmulatedScanner
from hardware.form_printer.cups.driver import CupsFormPrinter
from hardware.form_printer.ipp_emulator.host import IppPrinterHost
from hardware.form_printer.ipp_emulator.printer import EmulatedA4Printer
from hardware.light.driver import GuideLight, RelayLamps
from hardware.light.emulator import EmulatedRelayBoard
from hardware.pty_host import PtyHost
from kiosk.devices.listening import CodeListener
from kiosk.devices.outcomes import PrinterStatus
from kiosk.devices.pointing import Spot
from kiosk.inbox import Inbox
from tests.soak.report import Report

COUNT = 100
_MOST_SECONDS = 3.0
_CODE = "onething:case:XN26-7K3M-4"
_PICTURE = (864, 648)
Gone = Callable[[], None]
Back = Callable[[], None]
Works = Callable[[], bool]
Desk = tuple[dict[str, tuple[Gone, Back]], Works]


def run(count: int = COUNT, seed: int = 467, away: float = 1.5) -> Report:
    """``count`` times each device and each way, for up to ``away`` seconds, as the kiosk itself uses the device."""
    desks: dict[str, Callable[[Path], AbstractContextManager[Desk]]] = {
        "scanner": _scanner, "a4": _a4, "lamps": _lamps, "camera": _camera,
    }
    report, random = Report("扫码器、A4 打印机、指示灯、高拍仪：拔插与换名", 0), Random(seed)
    begun = time.perf_counter()
    for device, made in desks.items():
        with tempfile.TemporaryDirectory() as folder, made(Path(folder)) as (ways, works):
            _wait(works)
            for way, (gone, back) in ways.items():
                found = [seconds for _ in range(count) if (seconds := _once(gone, back, works, random, away))]
                report.runs += count
                report.counted[f"{device} {way}"] += len(found)
                report.figures[f"{device} {way}: works again after, s, median"] = round(median(found or [0.0]), 3)
                report.figures[f"{device} {way}: works again after, s, slowest"] = round(max(found, default=0.0), 3)
                if len(found) < count:
                    report.failed.append(f"{device}: {way}: {count - len(found)} times not back")
                report.failed += [f"{device}: {way}: back after {s:.2f} s" for s in found if s > _MOST_SECONDS]
    report.seconds = time.perf_counter() - begun
    return report


def _once(gone: Gone, back: Back, works: Works, random: Random, away: float) -> float | None:
    gone()
    time.sleep(random.uniform(0, away))
    back()
    began = time.monotonic()
    return time.monotonic() - began if _wait(works) else None


def _wait(works: Works, seconds: float = 20.0) -> bool:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if works():
            return True
        time.sleep(0.02)
    return False


@contextmanager
def _scanner(folder: Path) -> Iterator[Desk]:
    emulated, inbox = EmulatedScanner(), Inbox()
    with PtyHost(emulated, link=folder / "scanner") as host:
        emulated.connect(host.say)
        listener = CodeListener(SerialCodeScanner(host.url, repeat=0.0), inbox)
        listener.serve("visit")
        listener.start()

        def works() -> bool:
            emulated.scan(_CODE)
            time.sleep(0.05)
            return bool(list(inbox.drain("visit")))

        try:
            yield {"unplugged": (host.stop, lambda: _start(host)), "renamed": (host.rename, lambda: None)}, works
        finally:
            listener.close()


@contextmanager
def _a4(folder: Path) -> Iterator[Desk]:
    with IppPrinterHost(EmulatedA4Printer()) as host:
        printer = CupsFormPrinter(host.uri)
        yield {"switched off": (host.stop, host.start)}, lambda: printer.status() is PrinterStatus.READY


@contextmanager
def _lamps(folder: Path) -> Iterator[Desk]:
    board = EmulatedRelayBoard()
    with PtyHost(board, link=folder / "lamps") as host:
        light = GuideLight(RelayLamps(host.url, {Spot.READER: 1, Spot.FORMS: 2}))
        light.point(frozenset({Spot.READER}))

        def pull() -> None:
            host.stop()
            board.power_cycle()

        try:
            yield {"unplugged": (pull, lambda: _start(host))}, lambda: board.lit == {1}
        finally:
            light.close()


@contextmanager
def _camera(folder: Path) -> Iterator[Desk]:
    under = folder / "under"
    under.write_text("dark-desk", encoding="utf-8")
    camera = ProcessCamera(f"desk:{under}", _PICTURE)

    def works() -> bool:
        return camera.look(8.0, lambda: False).view is not None

    def pull() -> None:
        under.write_text("unplugged", encoding="utf-8")
        camera.look(1.0, lambda: False)

    try:
        yield {"unplugged": (pull, lambda: _lay(under))}, works
    finally:
        camera.close()


def _start(host: PtyHost) -> None:
    host.start()


def _lay(under: Path) -> None:
    under.write_text("dark-desk", encoding="utf-8")
