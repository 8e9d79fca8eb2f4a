"""One running kiosk without its window."""

from __future__ import annotations

import threading
import weakref
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from config.last_good import keep_hall, keep_pack
from config.settings import Settings
from hardware.code_scanner.driver import SerialCodeScanner
from hardware.code_scanner.wedge import KeyboardWedge
from hardware.form_printer.folder_printer import FolderFormPrinter
from hardware.id_reader.driver import SerialCardReader
from hardware.ticket_printer.lines.choosing import printer_at
from hardware.ticket_printer.profiles import profile_of
from kiosk.cli.catalogue.keeping import CatalogueKeeper
from kiosk.cli.catalogue.releases.keeping import ReleaseKeeper
from kiosk.cli.output import warn
from kiosk.cli.starting import Data, HallClock
from kiosk.devices.keys import KeyListener
from kiosk.devices.listening import CodeListener
from kiosk.errands.doing import Devices, WorkerErrands
from kiosk.errands.worker import Worker
from kiosk.errors import KioskError, UsageError
from kiosk.filing.bundle import Fault
from kiosk.filing.following import Following
from kiosk.filing.receipt import Receipt
from kiosk.guide.explaining import is_old
from kiosk.inbox import Inbox, ServiceChanged
from kiosk.needs import Finder, HallUnreachable
from kiosk.service import Service
from kiosk.visit import Visit, World
from kiosk.wiring.devices import form_printer, light, paper_desk, paper_source, voice
from kiosk.wiring.disk import Disk
from kiosk.wiring.stores import Stores, hall_at
from offline_cache.courier import Courier
from offline_cache.drafts import SqliteDrafts
from offline_cache.journal import Journal, VisitDiary
from offline_cache.number_blocks import NumberBlocks
from offline_cache.outbox import SqliteOutbox
from offline_cache.outbox.health import health_of_folder

if TYPE_CHECKING:
    pass

_TOP_UP_SECONDS = 60.0
FONTS = Path("var") / "fonts"
"""Where the window's fonts are cut."""
_MOST_NOTICES = 20


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
            self._devices(), self.hall, self.disk, self._following, self.disk, self.inbox, data.hall.machine,
            self._drafts, self.disk, self.journal.note,
        )
        self._writing, self._upkeep, self._updating = Worker("journal"), Worker("upkeep"), Worker("catalogue")
        diary = VisitDiary(Journal(settings.data / "visits.log", self.clock, patient=True), self._writing.do)
        self.catalogue = CatalogueKeeper(settings.data, data, self.clock, self.journal.note, self._search_by)
        self.world = World(
            data.catalog, data.hall, self.errands, self.clock, settings.demo, self.catalogue.open(), data.holidays,
            diary, settings.code_scanner is not None, self.disk.service, paper_source(settings),
        )
        self._keys = KeyListener(KeyboardWedge(), self.inbox) if settings.types_codes else None
        self._codes = self._keys or self._serial_codes()
        self.voice = voice(settings)
        self.light = light(settings, lambda: self.journal.note("light_problem"))
        self._next_upkeep, self._room, self._enrolment_refused = 0.0, "ok", False
        self._latest: Callable[[], Visit | None] = lambda: None
        self.releases = ReleaseKeeper(
            settings, data, self.hall.fetch, self.clock, self.journal.note,
            lambda other: self._upkeep.do(lambda: self._work_with(other)), FONTS,
        )
        self._note_data()

    def _devices(self) -> Devices:
        settings = self.settings
        return Devices(
            SerialCardReader(settings.id_reader.url, baudrate=settings.id_reader.baudrate),
            printer_at(
                settings.ticket_printer.url, profile_of(settings.ticket_model), settings.ticket_printer.baudrate,
                f"kiosk-{self.data.hall.machine}",
            ),
            self.form_printer,
            paper_desk(settings),
        )

    def _note_data(self) -> None:
        for notice in self.data.notices[:_MOST_NOTICES]:
            self.journal.note("data_problem", reason=notice)
        if is_old(self.data.catalog.source, self.clock.now().date()):
            self.journal.note("data_old", reason=self.data.catalog.source.as_of)

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


def _warm_up() -> None:
    from hardware.form_printer.render import warm_up

    warm_up()
