"""Joins the rooms: chooses devices, opens the stores, starts the courier. Nobody imports this but the command line."""

from __future__ import annotations

import threading
import weakref
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from functools import cached_property
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from config.last_good import keep_hall, keep_pack, serve_hall
from config.settings import Settings
from hardware.code_scanner.driver import SerialCodeScanner
from hardware.code_scanner.wedge import KeyboardWedge
from hardware.form_printer.folder_printer import FolderFormPrinter
from hardware.id_reader.driver import SerialCardReader
from hardware.light.driver import GuideLight, LedLamps, NoLight, RelayLamps
from hardware.ticket_printer.lines.choosing import printer_at
from hardware.ticket_printer.profiles import profile_of
from hardware.voice.driver import EspeakVoice, SilentVoice
from kiosk.bundle import Fault
from kiosk.cli.disk import Disk
from kiosk.cli.keeping import CatalogueKeeper
from kiosk.cli.output import warn
from kiosk.cli.releases.keeping import ReleaseKeeper
from kiosk.cli.starting import Data, HallClock
from kiosk.errands import Devices, Worker, WorkerErrands
from kiosk.errors import KioskError, SettingsError, StoreError, UsageError
from kiosk.following import Following
from kiosk.guide.explaining import is_old
from kiosk.inbox import Inbox, ServiceChanged
from kiosk.listening import CodeListener
from kiosk.listening_keys import KeyListener
from kiosk.needs import Finder, HallUnreachable, Light, Voice
from kiosk.paper_errands import PaperDesk
from kiosk.photographing import PaperSource
from kiosk.pointing import Spot
from kiosk.receipt import Receipt
from kiosk.service import Service
from kiosk.visit import Visit, World
from offline_cache.courier import Courier
from offline_cache.drafts import SqliteDrafts
from offline_cache.enrolment import DeviceKeys, DeviceSigner, Enrolment
from offline_cache.enrolment.signing import Signer
from offline_cache.hall_client import HttpHall
from offline_cache.journal import Journal, VisitDiary
from offline_cache.number_blocks import NumberBlocks
from offline_cache.outbox import SqliteOutbox
from offline_cache.outbox.health import health_of_folder
from offline_cache.progress import ProgressMemory
from offline_cache.store import Store
from offline_cache.vault import Vault, open_vault

if TYPE_CHECKING:
    from hardware.form_printer.cups.driver import CupsFormPrinter

_TOP_UP_SECONDS = 60.0
FONTS = Path("var") / "fonts"
"""Where the window's fonts are cut."""
_MOST_NOTICES = 20
SANE = "sane:"
_SCAN_SECONDS = 40.0
_PACKAGES = {"camera": ("cv2", "img2pdf"), "scanner": ("cv2", "img2pdf", "sane")}


class Stores:
    """The encrypted outbox and what sends it; opened on first use, closed by :meth:`close`. Raises StoreError.

    ``machine`` is the machine's number at the hall; without it, that of hall.toml. ``vault`` is the machine's, when it
    is open already; else it is opened from its key file. A ``hall`` that is given is not closed here.
    """

    def __init__(
        self, settings: Settings, clock: HallClock, machine: str = "", vault: Vault | None = None,
        hall: HttpHall | None = None,
    ) -> None:
        self._settings, self.clock, self._machine = settings, clock, machine
        self._database = settings.data / "outbox.db"
        self._given_vault, self._given_hall = vault, hall
        try:
            settings.data.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise StoreError(
                f"{settings.data}: 本机数据目录建不了（{error.strerror}）。",
                "请检查 [storage] data 所在的目录是否存在、是否可写、磁盘是否已满。",
            ) from error

    @cached_property
    def vault(self) -> Vault:
        """What everything kept here is sealed with. Raises VaultError or StoreError."""
        return self._given_vault or open_vault(self._settings.data / "vault.key", self._database)

    @cached_property
    def outbox(self) -> SqliteOutbox:
        """The outbox. Raises VaultError or StoreError."""
        return SqliteOutbox(self._database, self.vault, self.clock)

    @cached_property
    def _beside(self) -> Store:
        """The outbox's file for what needs no ownership of it."""
        store = Store(self._database)
        store.bind(self.vault.fingerprint)
        return store

    @cached_property
    def progress(self) -> ProgressMemory:
        """What the hall last said about cases. Raises VaultError or StoreError."""
        return ProgressMemory(self.outbox.store, self.vault, self.clock)

    @cached_property
    def hall(self) -> HttpHall:
        """The hall server."""
        return self._given_hall or hall_at(self._settings, self.machine, self.signer)

    @cached_property
    def machine(self) -> str:
        """The machine's number at the hall. Raises SettingsError when no hall file can be served."""
        return self._machine or serve_hall(self._settings.data).facts.machine

    @cached_property
    def device_keys(self) -> DeviceKeys:
        """This machine as a device of the hall. Raises VaultError or StoreError."""
        store = self.outbox.store if "outbox" in self.__dict__ else self._beside
        return DeviceKeys(store, self.vault, self.clock)

    @cached_property
    def signer(self) -> DeviceSigner:
        """Signs what this machine sends. Raises VaultError or StoreError."""
        return DeviceSigner(self.device_keys, self.clock)

    @cached_property
    def enrolment(self) -> Enrolment:
        """Asks the hall to know this machine. Raises VaultError or StoreError."""
        url = self._settings.hall_server.url
        return Enrolment(self.device_keys, self.signer, self.hall.exchange, self.clock, self.machine, url)

    def close(self) -> None:
        """Close what was opened."""
        if "outbox" in self.__dict__:
            self.outbox.close()
        if "_beside" in self.__dict__:
            self._beside.close()
        if "hall" in self.__dict__ and self._given_hall is None:
            self.hall.close()


class Machine:
    """One running kiosk without its window: devices, stores, courier, inbox and the world of every visit."""

    def __init__(self, settings: Settings, data: Data) -> None:
        self.settings, self.data = settings, data
        self.clock = HallClock(settings.timezone)
        self.inbox = Inbox()
        self._visit_id, self._world_lock = "", threading.Lock()
        self._following = Following(self.inbox)
        self._drafts = SqliteDrafts(settings.data / "drafts.db", self.clock)
        self.disk = Disk(
            settings.data, self._drafts,
            lambda: Stores(settings, self.clock, data.hall.machine, hall=self.hall), self._courier, self._serve,
        )
        self.hall = hall_at(settings, data.hall.machine, self.disk)
        with suppress(OSError):  # where it cannot be made, lines are counted as lost and people are served
            settings.data.mkdir(parents=True, exist_ok=True)
        self.journal = Journal(settings.data / "journal.log", self.clock, patient=True)
        if reason := self.disk.begin():
            self._tell(self.disk.service, reason)
        self.form_printer = form_printer(settings, data.hall.machine)
        self.errands = WorkerErrands(
            Devices(
                SerialCardReader(settings.id_reader.url, baudrate=settings.id_reader.baudrate),
                printer_at(
                    settings.ticket_printer.url, profile_of(settings.ticket_model),
                    settings.ticket_printer.baudrate, f"kiosk-{data.hall.machine}",
                ),
                self.form_printer,
                paper_desk(settings),
            ),
            self.hall,
            self.disk,
            self._following,
            self.disk,
            self.inbox,
            data.hall.machine,
            self._drafts,
            self.disk,
            self.journal.note,
        )
        self._writing = Worker("journal")
        diary = VisitDiary(Journal(settings.data / "visits.log", self.clock, patient=True), self._writing.do)
        self.catalogue = CatalogueKeeper(settings.data, data, self.clock, self.journal.note, self._search_by)
        self.world = World(
            data.catalog, data.hall, self.errands, self.clock, settings.demo, self.catalogue.open(), data.holidays,
            diary, settings.code_scanner is not None, self.disk.service, paper_source(settings),
        )
        for notice in data.notices[:_MOST_NOTICES]:
            self.journal.note("data_problem", reason=notice)
        self._keys = KeyListener(KeyboardWedge(), self.inbox) if settings.types_codes else None
        self._codes = self._keys or self._serial_codes()
        self.voice = voice(settings)
        self.light = light(settings, lambda: self.journal.note("light_problem"))
        if is_old(data.catalog.source, self.clock.now().date()):
            self.journal.note("data_old", reason=data.catalog.source.as_of)
        self._upkeep = Worker("upkeep")
        self._next_upkeep = 0.0
        self._room = "ok"
        self._enrolment_refused = False
        self._latest: Callable[[], Visit | None] = lambda: None
        self._updating = Worker("catalogue")
        self.releases = ReleaseKeeper(
            settings, data, self.hall.fetch, self.clock, self.journal.note,
            lambda other: self._upkeep.do(lambda: self._work_with(other)), FONTS,
        )

    def _work_with(self, data: Data) -> None:
        """New visits work with ``data``; a running one ends on what it began with. On the thread of the search."""
        finder = self.catalogue.follow(data)
        self.data = replace(data, hall=self.data.hall, locales=self.data.locales)
        with self._world_lock:
            self.world = replace(self.world, catalog=data.catalog, holidays=data.holidays, finder=finder)
        self._upkeep.do(self._keep_copies)

    def _in_visit(self) -> bool:
        return self._latest() is not None

    def _serial_codes(self) -> CodeListener | None:
        scanner = self.settings.code_scanner
        if scanner is None:
            return None
        return CodeListener(SerialCodeScanner(scanner.url, baudrate=scanner.baudrate), self.inbox)

    def press(self, key: str, at: float, earliest: float) -> None:
        """One key of the window, for a scanner that types what it reads."""
        if self._keys:
            self._keys.press(key, at, earliest)

    @property
    def outbox(self) -> SqliteOutbox:
        """The outbox. Raises StoreError or VaultError while it cannot be opened."""
        return self.disk.held.outbox

    @property
    def numbers(self) -> NumberBlocks:
        """The leased numbers. Raises as :attr:`outbox`."""
        return self.disk.held.numbers

    @property
    def courier(self) -> Courier:
        """What sends. Raises as :attr:`outbox`."""
        return self.disk.held.courier

    def _courier(self, outbox: SqliteOutbox) -> Courier:
        return Courier(
            outbox,
            self.hall,
            self.clock,
            on_sent=self._sent,
            on_refused=self._refused,
            on_later=lambda _id, reason: self.journal.note("bundle_later", reason=reason),
            on_problem=lambda text: self.journal.note("courier_problem", reason=text),
        )

    def _search_by(self, finder: Finder) -> None:
        """New visits search with ``finder``; a running one keeps its own."""
        with self._world_lock:
            self.world = replace(self.world, finder=finder)

    def _serve(self, service: Service, reason: str) -> None:
        """What the disk allows has changed: technicians read why, the running visit and every later one know what."""
        self._tell(service, reason)
        with self._world_lock:
            self.world = replace(self.world, service=service)
        self.inbox.put(ServiceChanged(self._visit_id, service))

    def _tell(self, service: Service, reason: str) -> None:
        self.journal.note("service", state=service.lack or "ok", reason=reason)
        if service.lack:
            warn(f"本机现在不能{'、'.join(service.closed)}，其余照常。{reason}")

    def _sent(self, bundle_id: str, receipt: Receipt) -> None:
        self.journal.note("bundle_accepted", bundle=bundle_id)
        self._following.sent(bundle_id, receipt)

    def _refused(self, bundle_id: str, faults: tuple[Fault, ...]) -> None:
        self.journal.note("bundle_refused", bundle=bundle_id, count=len(faults))
        self._following.refused(bundle_id, faults)

    def start(self) -> None:
        """Start sending, lease numbers for bad times, and load what the first printing would wait for."""
        self.disk.start()
        self._upkeep.do(self._keep_copies)
        self.voice.start()
        if self._codes:
            self._codes.start()
        self.beat()
        self.errands.before_first_papers(_warm_up)

    def beat(self) -> None:
        """Called every few seconds: keeps leased numbers and the catalogue in stock, off the window's thread."""
        now = self.clock.monotonic()
        if now >= self._next_upkeep:
            self._next_upkeep = now + _TOP_UP_SECONDS
            self._upkeep.do(self._keep_device)
            self._upkeep.do(self._keep_numbers)
            self._upkeep.do(self._clear_papers)
            self._upkeep.do(self._keep_outbox)
            self._upkeep.do(self._clear_drafts)
        self.disk.beat(now)
        if self.catalogue.due():
            self._upkeep.do(self.catalogue.keep)
        if self.releases.due(in_visit=self._in_visit()):
            self._updating.do(self.releases.keep)

    def _keep_copies(self) -> None:
        """Put whole files aside for the day an edit goes wrong."""
        keeps: list[Callable[[], None]] = []
        if pack := self.data.pack:
            keeps.append(lambda: keep_pack(pack, self.settings.data))
        if hall := self.data.hall_file:
            keeps.append(lambda: keep_hall(hall, self.settings.data))
        for keep in keeps:
            try:
                keep()
            except KioskError as error:
                self.journal.note("copy_problem", reason=str(error))

    def _keep_device(self) -> None:
        """Change the token in time; a demonstration makes itself known to the hall on the same computer."""
        if not self.disk.is_open:
            return
        try:
            stores = self.disk.held.stores
            known = stores.device_keys.current()
            if known is not None and known.enrolled_at:
                stores.enrolment.renew()
            elif self.settings.demo and not self._enrolment_refused:
                stores.enrolment.enrol("")
        except UsageError as error:
            self._enrolment_refused = True
            self.journal.note("device_problem", reason=error.message)
        except (KioskError, HallUnreachable) as error:
            self.journal.note("device_problem", reason=str(error))

    def _keep_outbox(self) -> None:
        """Old receipts go; a disk that fills up is noted before anything is closed."""
        room = health_of_folder(self.settings.data)
        if room.condition != self._room:
            self._room = room.condition
            self.journal.note("disk", state=room.condition, reason=room.message)
        try:
            if self.disk.is_open:
                self.outbox.forget_receipts()
        except KioskError as error:
            self.journal.note("outbox_problem", reason=type(error).__name__)

    def _keep_numbers(self) -> None:
        try:
            if self.disk.is_open:
                numbers = self.numbers
                numbers.report()
                numbers.top_up()
        except KioskError as error:
            self.journal.note("numbers_problem", reason=type(error).__name__)

    def _clear_papers(self) -> None:
        if isinstance(self.form_printer, FolderFormPrinter):
            self.form_printer.clear_older(self.settings.form_keep_minutes * 60, self.clock.now().timestamp())

    def _clear_drafts(self) -> None:
        try:
            self._drafts.clear_expired()
        except KioskError as error:
            self.journal.note("drafts_problem", reason=error.message)

    def new_visit(self) -> Visit:
        """A new visit; what is scanned from now on is held before the window by this person."""
        visit = Visit(self.world)
        self._visit_id, self._latest = visit.id, weakref.ref(visit)
        self.disk.look_soon()
        if self._codes:
            self._codes.serve(visit.id)
        return visit

    def note(self, event: str, /, **values: object) -> None:
        """One line in the technicians' journal, written a little later: the window waits for no disk."""
        self._writing.do(lambda: self.journal.note(event, **values))

    def close(self) -> None:
        """Stop threads and close stores; what is waiting stays safe on disk."""
        self.disk.stop()
        self.releases.close()
        self._updating.stop()
        self.catalogue.stop()
        self._upkeep.stop()
        self.voice.close()
        self.light.close()
        self.errands.close()
        self.catalogue.close()
        if self._codes:
            self._codes.close()
        self._writing.stop()
        self.disk.close()
        self.hall.close()


def hall_at(settings: Settings, machine: str, signer: Signer) -> HttpHall:
    """The hall server of the settings, for ``machine``."""
    server = settings.hall_server
    return HttpHall(server.url, machine, (server.connect_seconds, server.read_seconds), signer=signer)


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
    named = {Spot.READER: wanted.reader, Spot.TICKET: wanted.ticket, Spot.FORMS: wanted.forms}
    named = {spot: name for spot, name in named.items() if name}
    if wanted.kind == "led":
        return GuideLight(LedLamps(named), on_problem)
    return GuideLight(RelayLamps(wanted.url, {spot: int(name) for spot, name in named.items()}), on_problem)


def _warm_up() -> None:
    from hardware.form_printer.render import warm_up

    warm_up()
