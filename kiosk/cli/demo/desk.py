"""The demonstration with a display: the kiosk in one window, and beside it a desk that plays with its devices."""

from __future__ import annotations

import subprocess
import sys
import threading
from pathlib import Path
from typing import TYPE_CHECKING

from config.settings import Settings
from kiosk.cli.demo.stage import CARDS, DESKS, HAS_CAMERA, Stage
from kiosk.cli.starting import HallClock, window_size

if TYPE_CHECKING:
    from screens.device_desk import Group

CACHE = Path("var")
_DESK = (560, 860)
_DESK_PX_PER_MM = 2.2
_GOODS = "6900000000007"


def run_with_desk(settings: Settings, scale: float) -> int:
    """Start hall server, emulators, the kiosk as a process of its own, and the desk; ends when either is closed."""
    from screens.environment import prepare

    prepare(CACHE, size=_DESK, windowed=True, place=(window_size(settings, scale)[0] + 40, 40))
    stage = Stage(CACHE / "desk").start()
    kiosk = subprocess.Popen(kiosk_command(stage, settings, scale))
    try:
        _run_desk(stage, settings, kiosk)
    finally:
        kiosk.terminate()
        try:
            kiosk.wait(10)
        except subprocess.TimeoutExpired:
            kiosk.kill()
        stage.stop()
    return 0


def kiosk_command(stage: Stage, settings: Settings, scale: float) -> list[str]:
    """The command that runs the kiosk on this stage."""
    on_stage = stage.settings(settings)
    command = [
        sys.executable, "-m", "kiosk", "run", "--scale", str(scale),
        "--server", on_stage.hall_server.url,
        "--reader", on_stage.id_reader.url,
        "--printer", on_stage.ticket_printer.url,
        "--scanner", on_stage.code_scanner.url if on_stage.code_scanner else "",
        "--data", str(on_stage.data),
        "--publisher", *on_stage.catalogue.publisher_keys,
    ]
    if on_stage.camera:
        command += ["--camera", on_stage.camera.url]
    return [*command, "--landscape"] if settings.screen.orientation == "landscape" else command


def _run_desk(stage: Stage, settings: Settings, kiosk: subprocess.Popen[bytes]) -> None:
    from screens.device_desk import DeviceDeskApp
    from screens.look.fonts import ensure_fonts
    from screens.look.theme import ThemeSettings

    app = DeviceDeskApp(
        desk_groups(DeskHands(stage)), ensure_fonts(CACHE / "fonts"), ThemeSettings(*_DESK, _DESK_PX_PER_MM),
        HallClock(settings.timezone),
    )

    def watch() -> None:
        kiosk.wait()
        app.stop_soon()

    threading.Thread(target=watch, daemon=True).start()
    app.run()


class DeskHands:
    """What the desk can do to the stage, and what it remembers of it."""

    def __init__(self, stage: Stage) -> None:
        self.stage = stage
        self.card = ""
        self.online = True

    def lay(self, name: str) -> None:
        """Lay a specimen card down; the same again takes it away."""
        if self.card == name:
            self.stage.reader.lift()
            self.card = ""
        else:
            self.stage.lay_card(name)
            self.card = name

    def toggle_paper(self) -> None:
        """Ticket paper out, or in again."""
        self.stage.printer.paper_out = not self.stage.printer.paper_out

    def toggle_printer(self) -> None:
        """Ticket printer off, or on again."""
        if self.stage.printer.off:
            self.stage.printer.power_cycle()
        else:
            self.stage.printer.off = True

    def scan_other(self) -> None:
        """Hold the bar code of some goods before the scanner."""
        self.stage.scanner.scan(_GOODS)

    def toggle_network(self) -> None:
        """Hall server away, or back again."""
        self.online = not self.online
        threading.Thread(
            target=self.stage.server.start if self.online else self.stage.server.stop, daemon=True
        ).start()


def desk_groups(hands: DeskHands) -> tuple[Group, ...]:
    """The groups of switches the desk shows."""
    from screens.device_desk import Group, Switch

    def card(name: str, label: str) -> Switch:
        return Switch(label, "card-account-details", lambda: hands.lay(name), lambda: hands.card == name)

    def desk(name: str, label: str) -> Switch:
        stage = hands.stage
        return Switch(label, "camera", lambda: stage.put_under_camera(name), lambda: stage.under_camera == name)

    papers = (Group("高拍仪下面", tuple(desk(name, label) for name, label in DESKS.items())),) if HAS_CAMERA else ()
    return (
        Group("放上身份证件（再点一次取走）", tuple(card(name, label) for name, label in CARDS.items())),
        Group("小票打印机", (
            Switch("没有纸", "paper-roll", hands.toggle_paper, lambda: hands.stage.printer.paper_out),
            Switch("关机", "power", hands.toggle_printer, lambda: hands.stage.printer.off),
        )),
        Group("扫码口", (
            Switch("扫最近一张凭条", "qrcode-scan", hands.stage.scan_receipt, lambda: False),
            Switch("扫一个别的码", "barcode", hands.scan_other, lambda: False),
        )),
        *papers,
        Group("网络", (
            Switch("大厅断网", "lan-disconnect", hands.toggle_network, lambda: not hands.online),
        )),
    )
