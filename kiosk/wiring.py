"""Joins the rooms: chooses devices, opens the stores, starts the courier. Nobody imports this but the command line."""

from __future__ import annotations

from functools import cached_property

from config.hall_reader import read_hall
from config.settings import Settings
from hardware.form_printer.folder_printer import FolderFormPrinter
from hardware.id_reader.driver import SerialCardReader
from hardware.ticket_printer.driver import SerialTicketPrinter
from hardware.ticket_printer.profiles import PROFILES
from kiosk.bundle import Fault
from kiosk.cli.starting import Data, HallClock
from kiosk.errands import Devices, Worker, WorkerErrands
from kiosk.errors import KioskError, StoreError
from kiosk.following import Following
from kiosk.inbox import Inbox
from kiosk.needs import Finder
from kiosk.receipt import Receipt
from kiosk.search import IndexFinder, memory_finder, standing_in
from kiosk.visit import Visit, World
from offline_cache.catalogue import CompiledIndex, open_index
from offline_cache.courier import Courier
from offline_cache.hall_client import HttpHall
from offline_cache.journal import Journal
from offline_cache.number_blocks import NumberBlocks
from offline_cache.outbox import SqliteOutbox
from offline_cache.vault import open_vault

_TOP_UP_SECONDS = 60.0


class Stores:
    """The encrypted outbox and what sends it; opened on first use, closed by :meth:`close`. Raises StoreError."""

    def __init__(self, settings: Settings, clock: HallClock) -> None:
        self._settings, self._clock = settings, clock
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
        return HttpHall(server.url, read_hall().machine, (server.connect_seconds, server.read_seconds))

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
        self._stores = Stores(settings, self.clock)
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
        self._index: CompiledIndex | None = None
        self.world = World(data.catalog, data.hall, self.errands, self.clock, settings.demo, self._finder())
        self._upkeep = Worker("upkeep")
        self._next_upkeep = 0.0

    def _finder(self) -> Finder:
        """Search in the compiled catalogue; without a usable one in the pack itself, indexed once for all visits."""
        catalog = self.data.catalog
        try:
            self._index = index = open_index(self.settings.data / "catalogue.db", catalog.region, catalog.version)
        except StoreError as error:
            self._note_catalogue(error)
            return memory_finder(catalog)
        return standing_in(IndexFinder(index), lambda: memory_finder(catalog), self._note_catalogue)

    def _note_catalogue(self, error: KioskError) -> None:
        self.journal.note("catalogue_problem", reason=str(error))

    def _sent(self, bundle_id: str, receipt: Receipt) -> None:
        self.journal.note("bundle_accepted", bundle=bundle_id)
        self._following.sent(bundle_id, receipt)

    def _refused(self, bundle_id: str, faults: tuple[Fault, ...]) -> None:
        self.journal.note("bundle_refused", bundle=bundle_id, count=len(faults))
        self._following.refused(bundle_id, faults)

    def start(self) -> None:
        """Start sending, lease numbers for bad times, and load what the first printing would wait for."""
        self.courier.start()
        self.beat()
        self.errands.before_first_papers(_warm_up)

    def beat(self) -> None:
        """Called every few seconds: keeps leased numbers in stock, off the window's thread."""
        now = self.clock.monotonic()
        if now >= self._next_upkeep:
            self._next_upkeep = now + _TOP_UP_SECONDS
            self._upkeep.do(self._keep_numbers)
            self._upkeep.do(self._clear_papers)

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
        self._upkeep.stop()
        self.errands.close()
        if self._index:
            self._index.close()
        self._stores.close()


def _warm_up() -> None:
    from hardware.form_printer.render import warm_up

    warm_up()
