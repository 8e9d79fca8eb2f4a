"""The start of the kiosk: the invitation first, everything behind it while nobody is looking.

The window needs the hall's facts, the names of the life events and the words; devices, stores and the planner are
loaded in a thread once the first frame is drawn. A touch before that waits for the thread.
"""

from __future__ import annotations

import hashlib
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from config.hall_reader import HALL_FILE, read_hall
from config.locale_reader import LOCALES, read_locales
from config.pack_reader import PACKS, read_pack
from config.settings import Settings
from kiosk.catalog.values import Catalog
from kiosk.errors import SettingsError
from kiosk.hall import HallFacts

if TYPE_CHECKING:
    from kiosk.inbox import Message
    from kiosk.steps import Step
    from kiosk.visit import Visit
    from kiosk.wiring import Machine
    from screens.app import KioskApp
    from screens.fonts import FontPaths

_FULL_SPEED = 20.0


@dataclass(frozen=True)
class Data:
    """What officials and the hall edit, read once."""

    catalog: Catalog
    hall: HallFacts
    locales: Mapping[str, Mapping[str, str]]


def read_data(settings: Settings) -> Data:
    """Read pack, hall and locales. Raises PackError or SettingsError naming every fault."""
    directory = PACKS / settings.region
    if not directory.is_dir():
        raise SettingsError((f"kiosk.toml machine.region：没有数据包「{settings.region}」",), "请改成已安装的地区。")
    return Data(read_pack(directory), read_hall(), read_locales())


class LateMachine:
    """The machine behind the window, built in a thread by :meth:`begin`; :meth:`get` waits for it."""

    def __init__(self, settings: Settings, data: Data) -> None:
        self._settings, self._data = settings, data
        self._on_failure: Callable[[], None] | None = None
        self._built = threading.Event()
        self._machine: Machine | None = None
        self._error: BaseException | None = None
        self._begun = False

    def on_failure(self, call: Callable[[], None]) -> None:
        """Have ``call`` made, in the building thread, when the machine cannot be built."""
        self._on_failure = call

    def begin(self) -> None:
        """Start building; further calls do nothing."""
        if not self._begun:
            self._begun = True
            threading.Thread(target=self._build, name="machine", daemon=True).start()

    def _build(self) -> None:
        try:
            from kiosk.wiring import Machine

            self._machine = Machine(self._settings, self._data)
            self._machine.start()
        except BaseException as error:  # noqa: BLE001 - handed to whoever asks for the machine
            self._error = error
            if self._on_failure:
                self._on_failure()
        finally:
            self._built.set()

    @property
    def error(self) -> BaseException | None:
        """What kept it from being built."""
        return self._error

    def get(self) -> Machine:
        """The machine, waited for. Raises what kept it from being built."""
        self.begin()
        self._built.wait(_FULL_SPEED)
        if self._error is not None:
            raise self._error
        assert self._machine is not None, "building ends with a machine or an error"
        return self._machine

    def new_visit(self) -> Visit:
        """A new visit."""
        return self.get().new_visit()

    def drain(self, visit_id: str | None) -> Iterator[Message]:
        """What the inbox holds for the visit."""
        return self._machine.inbox.drain(visit_id) if self._machine else iter(())

    def log(self, event: str, values: Mapping[str, object]) -> None:
        """One line in the technicians' journal."""
        if self._machine:
            self._machine.journal.note(event, **values)

    def beat(self) -> None:
        """Called every few seconds by the window."""
        if self._machine:
            self._machine.beat()

    def rehearse(self) -> Iterator[Step]:
        """Steps that hold nobody's data; needs no machine, so the window waits for none."""
        from kiosk.visit import World
        from kiosk.visit.rehearsing import SilentErrands, rehearsal

        clock = HallClock(self._settings.timezone)
        yield from rehearsal(World(self._data.catalog, self._data.hall, SilentErrands(), clock, self._settings.demo))

    def close(self) -> None:
        """Stop everything; what is waiting stays safe on disk."""
        if self._begun:
            self._built.wait(_FULL_SPEED)
        if self._machine:
            self._machine.close()


class HallClock:
    """Implements :class:`kiosk.needs.Clock` for the window: the machine's time in the hall's time zone."""

    def __init__(self, timezone: str) -> None:
        self._zone = ZoneInfo(timezone)

    def now(self) -> datetime:
        """Wall-clock time of the hall."""
        return datetime.now(self._zone)

    def monotonic(self) -> float:
        """Seconds that never jump."""
        return time.monotonic()


def window_size(settings: Settings, scale: float = 1.0) -> tuple[int, int]:
    """Width and height of the window in pixels."""
    wide, high = (1080, 1920) if settings.screen.orientation == "portrait" else (1920, 1080)
    return round(wide * scale), round(high * scale)


def build_app(settings: Settings, data: Data, machine: LateMachine, cache: Path, *, scale: float = 1.0) -> KioskApp:
    """The window. ``screens.environment.prepare`` must have run. ``scale`` shrinks a development window."""
    from screens.app import KioskApp
    from screens.shell import Shell
    from screens.texts import Texts
    from screens.theme import ThemeSettings

    width, height = window_size(settings, scale)
    shell = Shell(
        make_visit=machine.new_visit,
        drain=machine.drain,
        texts=Texts(data.locales),
        fonts=_fonts(data, cache / "fonts"),
        hall=data.hall,
        scenarios=tuple(data.catalog.scenarios.values()),
        clock=HallClock(settings.timezone),
        glass=ThemeSettings(width, height, settings.screen.px_per_mm * scale),
        demo=settings.demo,
        log=machine.log,
        beat=machine.beat,
        rehearse=machine.rehearse,
        idle_seconds=settings.screen.idle_seconds,
        warn_seconds=settings.screen.warning_seconds,
    )
    return KioskApp(shell)


def _fonts(data: Data, folder: Path) -> FontPaths:
    """Fonts that hold every character of the data; looked at closely only when the data has changed."""
    from screens.fonts import ensure_fonts

    words = hashlib.sha256(data.catalog.version.encode())
    for path in (*sorted(LOCALES.glob("*.toml")), HALL_FILE):
        words.update(path.read_bytes())
    mark = folder / f"holds-{words.hexdigest()[:16]}"
    if mark.exists():
        return ensure_fonts(folder)
    texts = (data.catalog, data.hall, *(dict(table) for table in data.locales.values()))
    fonts = ensure_fonts(folder, characters=map(str, texts))
    for old in folder.glob("holds-*"):
        old.unlink()
    mark.touch()
    return fonts
