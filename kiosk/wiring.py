"""Joins the rooms: chooses devices, opens the stores, starts the courier. Nobody imports this but the command line."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import cached_property

from config.last_good import keep_hall, keep_pack, serve_hall
from config.settings import Settings
from hardware.form_printer.folder_printer import FolderFormPrinter
from hardware.id_reader.driver import SerialCardReader
from hardware.ticket_printer.driver import SerialTicketPrinter
from hardware.ticket_printer.profiles import PROFILES
from kiosk.bundle import Fault
from kiosk.cli.keeping import CatalogueKeeper
from kiosk.cli.starting import Data, HallClock
from kiosk.errands import Devices, Worker, WorkerErrands
from kiosk.errors import KioskError, StoreError
from kiosk.following import Following
from kiosk.guide.explaining import is_old
from kiosk.inbox import Inbox
from kiosk.needs import Finder
from kiosk.receipt import Receipt
from kiosk.visit import Visit, World
from offline_cache.courier import Courier
from offline_cache.hall_client import HttpHall
from offline_cache.journal import Journal
from offline_cache.number_blocks import NumberBlocks
from offline_cache.outbox import SqliteOutbox
from offline_cache.vault import open_vault

_TOP_UP_SECONDS = 60.0
_MOST_NOTICES = 20


class Stores:
    """The encrypted outbox and what sends it; opened on first use, closed by :meth:`close`. Raises StoreError.

    ``machine`` is the machine's number at the hall; without it, that of hall.toml.
    """

    def __init__(self, settings: Settings, clock: HallClock, machine: str = "") -> None:
        self._settings, self._clock, self._machine = settings, clock, machine
        try:
            settings.data.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise StoreError(
                f"{settings.data}: 本机数据目录建不了（{error.strerror}）。",
                "请检查 [storage] data 所在的目录是否存在、是否可写、磁盘是否已满。",
            ) from error

    @cached_property
    def outbox(self) -> SqliteOutbox:
        """The outbox. Raises VaultError or StoreError."""
        database = self._settings.data / "outbox.db"
        return SqliteOutbox(database, open_vault(self._settings.data / "vault.key", database), self._clock)

    @cached_property
    def journal(self) -> Journal:
        """Technicians' log."""
        return Journal(self._settings.data / "journal.log", self._clock)

    @cached_property
    def hall(self) -> HttpHall:
        """The hall server."""
        server = self._settings.hall_server
        machine = self._machine or serve_hall(self._settings.data).facts.machine
        return HttpHall(server.url, machine, (server.connect_seconds, server.read_seconds))

    def close(self) -> None:
        """Close what was opened."""
        if "outbox" in self.__dict__:
            self.outbox.close()
        if "hall" in self.__dict__:
            self.hall.close()


class Machine:
    """One running kiosk without its window: devices, stores, courier, inbox and the world of every visit."""

    def __init__(self, settings: Settings, data: Data) -> None:
        self.settings, self.data = settings, data
        self.clock = HallClock(settings.timezone)
        self.inbox = Inbox()
        self._stores = Stores(settings, self.clock, data.hall.machine)
        self.outbox, self.journal = self._stores.outbox, self._stores.journal
        self._following = Following(self.inbox)
        hall = self._stores.hall
        self.numbers = NumberBlocks(self.outbox.store, hall, self.clock)
        self.courier = Courier(
            self.outbox,
            hall,
            self.clock,
            on_sent=self._sent,
            on_refused=self._refused,
            on_later=lambda _id, reason: self.journal.note("bundle_later", reason=reason),
            on_problem=lambda text: self.journal.note("courier_problem", reason=text),
        )
        self.form_printer = FolderFormPrinter(settings.form_folder)
        self.errands = WorkerErrands(
            Devices(
                SerialCardReader(settings.id_reader.url, baudrate=settings.id_reader.baudrate),
                SerialTicketPrinter(
                    settings.ticket_printer.url,
                    profile=PROFILES[f"{settings.paper_mm}mm"],
                    baudrate=settings.ticket_printer.baudrate,
                ),
                self.form_printer,
            ),
            hall,
            self.outbox,
            self._following,
            self.numbers,
            self.inbox,
            data.hall.machine,
        )
        self.catalogue = CatalogueKeeper(settings.data, data, self.clock, self.journal.note, self._search_by)
        self.world = World(
            data.catalog, data.hall, self.errands, self.clock, settings.demo, self.catalogue.open(), data.holidays
        )
        for notice in data.notices[:_MOST_NOTICES]:
            self.journal.note("data_problem", reason=notice)
        if is_old(data.catalog.source, self.clock.now().date()):
            self.journal.note("data_old", reason=data.catalog.source.as_of)
        self._upkeep = Worker("upkeep")
        self._next_upkeep = 0.0

    def _search_by(self, finder: Finder) -> None:
        """New visits search with ``finder``; a running one keeps its own."""
        self.world = replace(self.world, finder=finder)

    def _sent(self, bundle_id: str, receipt: Receipt) -> None:
        self.journal.note("bundle_accepted", bundle=bundle_id)
        self._following.sent(bundle_id, receipt)

    def _refused(self, bundle_id: str, faults: tuple[Fault, ...]) -> None:
        self.journal.note("bundle_refused", bundle=bundle_id, count=len(faults))
        self._following.refused(bundle_id, faults)

    def start(self) -> None:
        """Start sending, lease numbers for bad times, and load what the first printing would wait for."""
        self.courier.start()
        self._upkeep.do(self._keep_copies)
        self.beat()
        self.errands.before_first_papers(_warm_up)

    def beat(self) -> None:
        """Called every few seconds: keeps leased numbers and the catalogue in stock, off the window's thread."""
        now = self.clock.monotonic()
        if now >= self._next_upkeep:
            self._next_upkeep = now + _TOP_UP_SECONDS
            self._upkeep.do(self._keep_numbers)
            self._upkeep.do(self._clear_papers)
        if self.catalogue.due():
            self._upkeep.do(self.catalogue.keep)

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

    def _keep_numbers(self) -> None:
        try:
            self.numbers.report()
            self.numbers.top_up()
        except KioskError as error:
            self.journal.note("numbers_problem", reason=type(error).__name__)

    def _clear_papers(self) -> None:
        self.form_printer.clear_older(self.settings.form_keep_minutes * 60, self.clock.now().timestamp())

    def new_visit(self) -> Visit:
        """A new visit."""
        return Visit(self.world)

    def close(self) -> None:
        """Stop threads and close stores; what is waiting stays safe on disk."""
        self.courier.stop()
        self.catalogue.stop()
        self._upkeep.stop()
        self.errands.close()
        self.catalogue.close()
        self._stores.close()


def _warm_up() -> None:
    from hardware.form_printer.render import warm_up

    warm_up()
