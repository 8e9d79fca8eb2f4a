"""The start of the kiosk: the invitation first, everything behind it while nobody is looking.

The window needs the hall's name and hours, the names of the life events and the words, and has them from the start
before while no file has changed; catalogue, devices, stores and the planner are loaded in a thread once the first
frame is drawn. The window asks :meth:`LateMachine.ready` and never stands still: a touch before is kept until then.
"""

from __future__ import annotations

import gc
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Protocol
from zoneinfo import ZoneInfo

from kiosk.errors import PackError, SettingsError, StoreError

if TYPE_CHECKING:
    from config.last_good import Served, ServedHall
    from config.settings import Settings
    from kiosk.catalog.values import Catalog
    from kiosk.cli.invitation import KeptInvitation
    from kiosk.devices.pointing import Spot
    from kiosk.guide.workdays import Holidays
    from kiosk.hall import HallFacts
    from kiosk.inbox import Message
    from kiosk.invitation import HallFace, Offer
    from kiosk.steps import Step
    from kiosk.visit import Visit
    from kiosk.wiring.machine import Machine
    from kiosk.words import Language
    from screens.app import KioskApp
    from screens.look.fonts import FontPaths
    from screens.paused import PausedApp

_FULL_SPEED = 20.0


class Shown(Protocol):
    """What the first frame is drawn from; fonts must hold all that ``letters`` stands for."""

    @property
    def hall(self) -> HallFace:
        """The hall."""
        ...

    @property
    def offers(self) -> tuple[Offer, ...]:
        """The life events, in the pack's order."""
        ...

    @property
    def locales(self) -> Mapping[str, Mapping[str, str]]:
        """Sentences by language and key."""
        ...

    @property
    def letters(self) -> str:
        """Digest of everything that can be written on the glass."""
        ...


def _no_holidays() -> Holidays:
    from kiosk.guide.workdays import NO_TABLE

    return NO_TABLE


@dataclass(frozen=True)
class Data:
    """What officials and the hall edit, read once.

    ``pack`` and ``hall_file`` say where catalogue and hall facts come from and what is wrong with the files as they
    are now; ``faults`` are those of the other files. Without a ``pack`` nothing is known of the catalogue's files.
    ``release`` names the hall's release that is served; empty for the packs that came with the program.
    """

    catalog: Catalog
    hall: HallFacts
    locales: Mapping[str, Mapping[str, str]]
    holidays: Holidays = field(default_factory=_no_holidays)
    pack: Served | None = None
    hall_file: ServedHall | None = None
    faults: tuple[str, ...] = ()
    release: str = ""

    @property
    def offers(self) -> tuple[Offer, ...]:
        """The life events in the pack's order."""
        from kiosk.invitation import offers_of

        return offers_of(self.catalog.scenarios.values())

    @cached_property
    def letters(self) -> str:
        """Digest of everything that can be written on the glass."""
        import hashlib

        words = hashlib.sha256(self.catalog.version.encode())
        words.update(repr((self.hall, self.locales)).encode())
        return words.hexdigest()[:16]

    @property
    def notices(self) -> tuple[str, ...]:
        """For technicians: what is served in the place of what, then every fault by file, line and key."""
        pack, hall = self.pack, self.hall_file
        return (
            *(served_words(pack) if pack else ()),
            *(("hall.toml 有错，先用上次的大厅资料。",) if hall and hall.faults else ()),
            *(pack.faults if pack else ()), *(hall.faults if hall else ()), *self.faults,
        )


def served_words(pack: Served) -> tuple[str, ...]:
    """What is served in the place of a broken pack, as sentences; empty when the pack is whole."""
    if pack.origin == "kept":
        return (f"数据包有错，先用上次完好的版本 {pack.pack.catalog.version}。",)
    under = (f"数据包有错，先用它的底包 {pack.pack.catalog.region}。",) if pack.origin == "base" else ()
    left_out = (f"情景 {'、'.join(pack.left_out)} 有错，先停用，其余照常。",) if pack.left_out else ()
    return under + left_out


def read_data(settings: Settings, packs: Path | None = None, hall_file: Path | None = None) -> Data:
    """Read pack, hall and locales (those shipped), and where one is broken what can be served in its place.

    Raises PackError or SettingsError naming every fault when there is nothing to serve.
    """
    from config.hall_reader import HALL_FILE
    from config.last_good import serve_hall, serve_pack
    from config.locale_reader import read_locales
    from config.pack_holidays import HOLIDAYS_FILE, read_holidays
    from config.pack_overlay import PACKS

    packs, hall_file = packs or PACKS, hall_file or HALL_FILE
    faults: tuple[str, ...] = ()
    try:
        holidays = read_holidays(packs / HOLIDAYS_FILE.name)
    except PackError as error:
        holidays, faults = _no_holidays(), ("节假日表有错，办结日期先不显示。", *error.faults)
    pack, hall = serve_pack(settings.region, settings.data, packs), serve_hall(settings.data, hall_file)
    return Data(pack.pack.catalog, hall.facts, read_locales(), holidays, pack, hall, faults)


class LateMachine:
    """The machine behind the window, built in a thread by :meth:`begin`; :meth:`get` waits for it.

    Without ``data`` the window was drawn from ``kept``, and the data are read in that thread too.
    """

    def __init__(self, settings: Settings, data: Data | None, kept: KeptInvitation | None = None) -> None:
        self._settings, self._data, self._kept = settings, data, kept
        self._on_failure: Callable[[], None] | None = None
        self._known, self._built = threading.Event(), threading.Event()
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
            self._data = data = self._data or self._read()
            self._known.set()
            from kiosk.wiring.machine import Machine

            self._machine = Machine(self._settings, data)
            self._machine.start()
            self.keep_invitation()
        except BaseException as error:  # noqa: BLE001 - handed to whoever asks for the machine
            self._error = error
            if self._on_failure:
                self._on_failure()
        finally:
            self._known.set()
            self._built.set()

    def _read(self) -> Data:
        """What the window was drawn without. Raises PackError or SettingsError; the next start then reads first."""
        from kiosk.cli.catalogue.releases.choosing import start_data

        try:
            data = start_data(self._settings)
        except Exception:
            if self._kept:
                self._kept.drop()
            raise
        if self._kept:
            self._kept.prove(data)
        return data

    def keep_invitation(self) -> None:
        """Leave for the next start what its first frame needs, when that is not there already."""
        if not (self._kept and self._data) or self._kept.invitation:
            return
        try:
            self._kept.keep(self._data)
        except StoreError as error:
            self.log("copy_problem", {"reason": str(error)})

    @property
    def error(self) -> BaseException | None:
        """What kept it from being built."""
        return self._error

    def ready(self) -> bool:
        """Whether :meth:`new_visit` would not wait; building begins if it had not."""
        self.begin()
        return self._built.is_set()

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
            self._machine.note(event, **values)

    def beat(self) -> None:
        """Called every few seconds by the window."""
        if self._machine:
            self._machine.beat()

    def speak(self, text: str, language: Language, *, loud: bool = False, keep: bool = True) -> None:
        """Say a prompt aloud."""
        if self._machine:
            self._machine.voice.speak(text, language, loud=loud, keep=keep)

    def hush(self) -> None:
        """Be silent at once."""
        if self._machine:
            self._machine.voice.stop()

    def can_speak(self) -> bool:
        """Whether a prompt would be heard."""
        from kiosk.devices.outcomes import VoiceStatus

        return self._machine is not None and self._machine.voice.status() is VoiceStatus.READY

    def point(self, spots: frozenset[Spot]) -> None:
        """Light these lamps and no other."""
        if self._machine:
            self._machine.light.point(spots)

    def press(self, key: str, at: float, earliest: float) -> None:
        """One key of the window."""
        if self._machine:
            self._machine.press(key, at, earliest)

    def offers(self) -> tuple[Offer, ...]:
        """The life events a new visit would be offered now."""
        from kiosk.invitation import offers_of

        if self._machine:
            return offers_of(self._machine.world.catalog.scenarios.values())
        if self._kept and self._kept.invitation:
            return self._kept.invitation.offers
        return self._data.offers if self._data else ()

    def rehearse(self) -> Iterator[Step | None]:
        """Steps that hold nobody's data; None as long as the catalogue is still being read."""
        from kiosk.visit import World
        from kiosk.visit.rehearsing import SilentErrands, rehearsal

        while self._data is None and not self._known.is_set():
            self.begin()
            yield None
        data = self._data
        if data is None:
            return
        clock = HallClock(self._settings.timezone)
        yield from rehearsal(World(data.catalog, data.hall, SilentErrands(), clock, self._settings.demo,
                                   holidays=data.holidays, scanner=self._settings.code_scanner is not None))

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


def build_app(settings: Settings, shown: Shown, machine: LateMachine, cache: Path, *, scale: float = 1.0) -> KioskApp:
    """The window. ``screens.environment.prepare`` must have run. ``scale`` shrinks a development window."""
    with _nothing_to_collect():  # classes and functions that stay: looking through them again and again finds nothing
        from screens.app import KioskApp
        from screens.look.texts import Texts
        from screens.look.theme import ThemeSettings
        from screens.shell import Shell

    width, height = window_size(settings, scale)
    shell = Shell(
        make_visit=machine.new_visit,
        ready=machine.ready,
        drain=machine.drain,
        texts=Texts(shown.locales),
        fonts=_fonts(shown, cache / "fonts"),
        hall=shown.hall,
        scenarios=shown.offers,
        clock=HallClock(settings.timezone),
        glass=ThemeSettings(width, height, settings.screen.px_per_mm * scale),
        demo=settings.demo,
        log=machine.log,
        beat=machine.beat,
        rehearse=machine.rehearse,
        speak=machine.speak,
        hush=machine.hush,
        can_speak=machine.can_speak,
        point=machine.point,
        press=machine.press if settings.types_codes else None,
        offers=machine.offers,
        idle_seconds=settings.screen.idle_seconds,
        warn_seconds=settings.screen.warning_seconds,
    )
    return KioskApp(shell)


def build_paused_app(settings: Settings, cache: Path, *, scale: float = 1.0) -> PausedApp:
    """The window that says 暂停服务. ``screens.environment.prepare`` must have run."""
    from config.last_good import serve_hall
    from screens.look.fonts import ensure_fonts
    from screens.look.theme import ThemeSettings
    from screens.paused import PausedApp, all_texts

    hall: HallFacts | None
    try:
        hall = serve_hall(settings.data).facts
    except SettingsError:
        hall = None
    width, height = window_size(settings, scale)
    return PausedApp(
        hall, ensure_fonts(cache / "fonts", characters=all_texts(hall)),
        ThemeSettings(width, height, settings.screen.px_per_mm * scale), HallClock(settings.timezone),
    )


@contextmanager
def _nothing_to_collect() -> Iterator[None]:
    collecting = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collecting:
            gc.enable()


def letters_mark(folder: Path, letters: str) -> Path:
    """The file that says the fonts in ``folder`` hold these ``letters``."""
    return folder / f"holds-{letters}"


def _fonts(shown: Shown, folder: Path) -> FontPaths:
    """Fonts that hold every character of the data; looked at closely only when the data has changed."""
    from screens.look.fonts import ensure_fonts

    mark = letters_mark(folder, shown.letters)
    if mark.exists() or not isinstance(shown, Data):
        return ensure_fonts(folder)
    texts = (shown.catalog, shown.hall, *(dict(table) for table in shown.locales.values()))
    fonts = ensure_fonts(folder, characters=map(str, texts))
    for old in folder.glob("holds-*"):
        old.unlink()
    mark.touch()
    return fonts
