"""The devices of a machine, chosen from its settings."""

from __future__ import annotations

from collections.abc import Callable
from importlib.util import find_spec
from typing import TYPE_CHECKING

from config.settings import Settings
from hardware.form_printer.folder_printer import FolderFormPrinter
from hardware.light.driver import GuideLight, LedLamps, NoLight, RelayLamps
from hardware.voice.driver import EspeakVoice, SilentVoice
from kiosk.devices.pointing import Spot
from kiosk.errands.papers import PaperDesk
from kiosk.errors import SettingsError
from kiosk.needs import Light, Voice
from kiosk.steps.photographing import PaperSource

if TYPE_CHECKING:
    from hardware.form_printer.cups.driver import CupsFormPrinter

SANE = "sane:"
_SCAN_SECONDS = 40.0
_PACKAGES = {"camera": ("cv2", "img2pdf"), "scanner": ("cv2", "img2pdf", "sane")}


def form_printer(settings: Settings, machine: str) -> FolderFormPrinter | CupsFormPrinter:
    """The A4 printer of the settings; jobs in a queue belong to ``kiosk-<machine>``."""
    wanted = settings.form_queue
    if wanted is None:
        return FolderFormPrinter(settings.form_folder)
    from hardware.form_printer.cups.driver import CupsFormPrinter, PrintRules
    from hardware.form_printer.cups.paper_stock import PaperStock

    rules = PrintRules(
        wanted.duplex, wanted.copies, wanted.most_sheets,
        patience=wanted.patience_seconds, low_sheets=wanted.low_sheets,
    )
    return CupsFormPrinter(
        wanted.queue, server=wanted.server, user=f"kiosk-{machine}", rules=rules,
        stock=PaperStock(settings.data / "paper.json"),
    )


def paper_source(settings: Settings) -> PaperSource | None:
    """How papers are photographed at this machine, if they are."""
    if settings.camera is None:
        return None
    return "sheets" if settings.camera.url.startswith(SANE) else "camera"


def paper_desk(settings: Settings) -> PaperDesk | None:
    """The document camera or sheet scanner of the settings. Raises SettingsError when its packages are missing."""
    wanted = settings.camera
    if wanted is None:
        return None
    extra = "scanner" if paper_source(settings) == "sheets" else "camera"
    missing = [name for name in _PACKAGES[extra] if find_spec(name) is None]
    if missing:
        raise SettingsError(
            (f"[camera] url = {wanted.url!r}：缺少 Python 包 {'、'.join(missing)}。",),
            f"请运行 pip install 'onething-kiosk[{extra}]'，或删去 [camera] 这一段。",
        )
    from hardware.camera.binding import bind

    if extra == "scanner":
        from hardware.sheet_scanner.driver import SheetScanner

        return PaperDesk(SheetScanner(wanted.url.removeprefix(SANE), wanted.dpi), bind, _SCAN_SECONDS)
    from hardware.camera.driver import ProcessCamera

    return PaperDesk(ProcessCamera(wanted.url, (wanted.width, wanted.height)), bind)


def voice(settings: Settings) -> Voice:
    """The voice of the settings. Raises SettingsError naming every fault of the recordings."""
    wanted = settings.voice
    if wanted is None:
        return SilentVoice()
    from hardware.voice.clips import read_recorded
    from hardware.voice.player import Aplay

    return EspeakVoice(Aplay(wanted.device), recorded=read_recorded(wanted.clips), volume=wanted.volume)


def light(settings: Settings, on_problem: Callable[[], None]) -> Light:
    """The guide lamps of the settings."""
    wanted = settings.light
    if wanted is None:
        return NoLight()
    named = {
        Spot.READER: wanted.reader, Spot.TICKET: wanted.ticket, Spot.FORMS: wanted.forms, Spot.CAMERA: wanted.camera,
    }
    named = {spot: name for spot, name in named.items() if name}
    if wanted.kind == "led":
        return GuideLight(LedLamps(named), on_problem)
    return GuideLight(RelayLamps(wanted.url, {spot: int(name) for spot, name in named.items()}), on_problem)
