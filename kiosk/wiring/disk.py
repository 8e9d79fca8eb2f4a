"""The disk of a running kiosk: what stands on it is opened when it can be, let go when it fails, and opened again.

A kiosk whose disk is full, read-only or broken, or whose key does not fit, starts all the same and serves what needs
no disk. Nothing here deletes, moves or repairs a data file.
"""

from __future__ import annotations

import shutil
import tempfile
import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from kiosk.errands.worker import Worker
from kiosk.errors import KioskError, StoreError, StoreInUse, VaultError
from kiosk.filing.attachment import Attachment
from kiosk.filing.bundle import Bundle
from kiosk.filing.receipt import CaseProgress
from kiosk.service import FULL_SERVICE, Lack, Service
from kiosk.slips.ticket import TicketGrant
from offline_cache.enrolment import DeviceKeys, DeviceSigner
from offline_cache.looking import PROVABLE, damage_of
from offline_cache.number_blocks import NumberBlocks
from offline_cache.outbox.health import health_of_folder
from offline_cache.store import Store
from offline_cache.vault import open_vault

if TYPE_CHECKING:
    from kiosk.wiring.stores import Stores
    from offline_cache.courier import Courier
    from offline_cache.drafts import SqliteDrafts
    from offline_cache.outbox import SqliteOutbox
    from offline_cache.progress import ProgressMemory

T = TypeVar("T")
_OPEN_AGAIN_AFTER = 3
"""So many looks in a row at which a real write fails: then the file is opened anew."""
_LOOK_SECONDS, _LOOK_AGAIN_SECONDS = 60.0, 10.0
_SPARE_FOR_COPY = 50_000_000
_MOVED = "数据文件被移走或换掉了。"


@dataclass(frozen=True)
class OnDisk:
    """Everything that stands on one opened outbox."""

    stores: Stores
    outbox: SqliteOutbox
    numbers: NumberBlocks
    progress: ProgressMemory
    courier: Courier
    file: tuple[int, int]


class Disk:
    """Outbox, leased numbers, remembered progress and signatures of the machine, as far as ``folder`` allows.

    Implements ``Outbox``, ``ProgressMemory`` and ``SpareNumbers`` of a visit's errands and the ``Signer`` of the hall:
    while nothing is open the first two raise StoreError, no number is spare and nothing is signed. ``open_stores``
    opens; ``courier`` makes what sends; ``on_change(service, reason)`` is told every change of what works, with words
    for technicians. Safe to call from any thread.
    """

    def __init__(
        self, folder: Path, drafts: SqliteDrafts, open_stores: Callable[[], Stores],
        courier: Callable[[SqliteOutbox], Courier], on_change: Callable[[Service, str], None],
    ) -> None:
        self._database, self._drafts = folder / "outbox.db", drafts
        self._open_stores, self._make_courier, self._on_change = open_stores, courier, on_change
        self._lock = threading.RLock()
        self._looking, self._queued, self._next_look = Worker("disk"), threading.Event(), 0.0
        self._held: OnDisk | None = None
        self._signer: DeviceSigner | None = None
        self._copy: Store | None = None
        self._running = self._proven = self._closed = False
        self._failed_looks = 0
        self._damaged: tuple[int, int, int] | None = None
        self._fault: KioskError | None = None
        self.service = FULL_SERVICE

    @property
    def held(self) -> OnDisk:
        """What stands on the opened outbox. Raises StoreError or VaultError while it cannot be opened."""
        with self._lock:
            if self._held is None:
                raise self._fault or StoreError(f"{self._database}: 数据文件没有打开。", "请看磁盘和密钥。")
            return self._held

    @property
    def is_open(self) -> bool:
        """Whether there is an opened outbox now."""
        return self._held is not None

    def begin(self) -> str:
        """The first opening; what is wrong, in words for technicians, "" when nothing is.

        Raises StoreInUse: two kiosks on one data folder are a mistake, not a bad disk.
        """
        with self._lock:
            self.service, reason = self._look(prove=False)
            if isinstance(self._fault, StoreInUse):
                raise self._fault
            return "" if self.service == FULL_SERVICE else reason

    def start(self) -> None:
        """Start sending, now and after every later opening."""
        with self._lock:
            self._running = True
            if self._held:
                self._held.courier.start()

    def look(self) -> Service:
        """How it stands now: opens what is closed and can be opened, closes what cannot be relied on any more."""
        with self._lock:
            if not self._closed:
                service, reason = self._look(prove=True)
                if service != self.service:
                    self.service = service
                    self._on_change(service, reason)
            return self.service

    def look_soon(self) -> None:
        """Have it looked at in a thread of its own; returns at once."""
        if not self._queued.is_set():
            self._queued.set()
            self._looking.do(self._look_now)

    def _look_now(self) -> None:
        self._queued.clear()
        self.look()

    def beat(self, now: float) -> None:
        """Called every few seconds with monotonic seconds: looks in time, sooner while something is closed."""
        if now >= self._next_look:
            self._next_look = now + (_LOOK_SECONDS if self.service == FULL_SERVICE else _LOOK_AGAIN_SECONDS)
            self.look_soon()

    def stop(self) -> None:
        """Stop sending and looking; what is open stays open for what still runs."""
        self._looking.stop()
        with self._lock:
            self._closed = True
            if self._held:
                self._held.courier.stop()

    def close(self) -> None:
        """Close what is open; what waits stays safe."""
        with self._lock:
            self._closed = True
            self._let_go()
            self._drop_copy()
            self._drafts.close()

    # -- what a visit's errands and the hall ask of it --------------------------------------------------------------

    def put(self, bundle: Bundle, attachments: tuple[Attachment, ...] = ()) -> None:
        """Keep a bundle durably, with its attachments; a disk that has just been mended takes it.

        Raises StoreError or VaultError.
        """
        if self._held is None or self._moved(self._held):
            self.look()
        try:
            self.held.outbox.put(bundle, attachments)
        except KioskError:
            self.look()
            raise

    def take(self, request_id: str, bundle_id: str, matter: str) -> TicketGrant | None:
        """A leased number; None when there is none or nothing to note it in."""
        held = self._held
        return held.numbers.take(request_id, bundle_id, matter) if held else None

    def keep(self, progress: CaseProgress) -> None:
        """Remember an answer of the hall. Raises StoreError or VaultError."""
        self.held.progress.keep(progress)

    def last(self, case_code: str) -> tuple[CaseProgress, datetime] | None:
        """The hall's last answer about a case. Raises StoreError or VaultError."""
        return self.held.progress.last(case_code)

    def forget(self, case_code: str) -> None:
        """The hall knows no such case. Raises StoreError or VaultError."""
        self.held.progress.forget(case_code)

    def headers(self, method: str, path: str, body: bytes) -> dict[str, str]:
        """The device's signature; empty when its key cannot be read."""
        signer = self._signer
        return (_try(lambda: signer.headers(method, path, body)) or {}) if signer else {}

    def denied(self, body: bytes) -> str:
        """Why the hall refused, for technicians."""
        signer = self._signer
        why = _try(lambda: signer.denied(body)) if signer else None
        return "大厅服务器不认这台终端" if why is None else why

    # -- looking ------------------------------------------------------------------------------------------------------

    def _look(self, *, prove: bool) -> tuple[Service, str]:
        lack, reason = self._stands(prove)
        folder = self._database.parent
        roomy = folder.is_dir() and health_of_folder(folder).can_keep
        can_keep = roomy and _try(self._drafts.clear_expired) is not None
        if lack:
            return Service(False, can_keep, lack), reason
        roomy = self.held.outbox.takes_attachments()
        return Service(True, can_keep, "broken" if not can_keep else "" if roomy else "full", roomy), reason

    def _stands(self, prove: bool) -> tuple[Lack, str]:
        """What keeps bundles from being kept, and why in words for technicians; both empty when nothing does."""
        if self._held and self._moved(self._held):
            self._let_go()
            self._fault = StoreError(f"{self._database}: {_MOVED}")
        if self._held is None:
            self._open()
        if self._held is None:
            fault = self._fault
            return _lack_of(fault, self._database.parent), str(fault or "")
        if prove and not self._proven and (damage := self._prove()):
            return "broken", damage
        health = self._held.outbox.health()
        self._failed_looks = self._failed_looks + 1 if health.condition == "broken" else 0
        if self._failed_looks >= _OPEN_AGAIN_AFTER:
            self._let_go()
        if health.can_keep:
            return "", f"{health.message}{health.remedy}"
        lack: Lack = "broken"
        if health.condition == "full" or health.condition == "read_only":
            lack = health.condition
        return lack, f"{health.message}{health.remedy}"

    def _open(self) -> None:
        if self._damaged is not None and self._damaged == _mark_of(self._database):
            return
        stores: Stores | None = None
        try:
            stores = self._open_stores()
            outbox = stores.outbox
            found = self._database.stat()
            self._held = OnDisk(
                stores, outbox, NumberBlocks(outbox.store, stores.hall, stores.clock), stores.progress,
                self._make_courier(outbox), (found.st_dev, found.st_ino),
            )
            self._signer = stores.signer
        except (KioskError, OSError) as error:
            self._fault = error if isinstance(error, KioskError) else StoreError(
                f"{self._database}: 数据目录用不了（{error.strerror}）。", "请检查目录和磁盘。"
            )
            if stores:
                self._sign_by_copy(stores)
                stores.close()
            return
        self._drop_copy()
        self._fault, self._damaged, self._failed_looks = None, None, 0
        self._proven = self._damaged is None and _size_of(self._database) > PROVABLE
        if self._running:
            self._held.courier.start()

    def _prove(self) -> str:
        """Read the whole file once after each opening; a damaged one is closed as it is. What is wrong, or ''."""
        try:
            damage = damage_of(self._database)
        except StoreError as error:
            damage = (error.message,)
        if damage:
            self._let_go()
            self._damaged = _mark_of(self._database)
            self._fault = StoreError(
                f"{self._database}: 数据文件已损坏（{damage[0][:80]}）。", "请保留原文件并从备份恢复；不要删除。"
            )
            return str(self._fault)
        self._proven = True
        return ""

    def _let_go(self) -> None:
        held, self._held, self._proven, self._failed_looks = self._held, None, False, 0
        if held:
            held.courier.stop()
            with suppress(KioskError):
                held.stores.close()

    def _moved(self, held: OnDisk) -> bool:
        try:
            found = self._database.stat()
        except OSError:
            return True
        return (found.st_dev, found.st_ino) != held.file

    # -- signing where nothing can be written -------------------------------------------------------------------------

    def _sign_by_copy(self, stores: Stores) -> None:
        """The device's key from a copy of what can still be read, so that the hall knows this machine all the same."""
        if self._signer is not None or not self._database.exists():
            return
        try:
            if shutil.disk_usage(tempfile.gettempdir()).free < 2 * _size_of(self._database) + _SPARE_FOR_COPY:
                return
            folder = tempfile.TemporaryDirectory(prefix="kiosk-")
        except OSError:
            return
        copy = Path(folder.name) / self._database.name
        try:
            for end in ("", "-wal"):
                with suppress(FileNotFoundError):
                    shutil.copyfile(f"{self._database}{end}", f"{copy}{end}")
            vault = open_vault(self._database.with_name("vault.key"), copy)
            store = self._copy = Store(copy)
            self._signer = DeviceSigner(DeviceKeys(store, vault, stores.clock), stores.clock)
        except (KioskError, OSError):  # why nothing opens is told already, by the original
            return
        finally:
            folder.cleanup()  # the open copy lives on without a name, so that no crash leaves it behind

    def _drop_copy(self) -> None:
        copy, self._copy = self._copy, None
        if copy:
            copy.close()


def _lack_of(fault: KioskError | None, folder: Path) -> Lack:
    """Why an opening failed, as the one word that tells technicians where to look first."""
    if isinstance(fault, StoreInUse):
        return "in_use"
    condition = health_of_folder(folder).condition
    if condition == "full" or condition == "read_only":
        return condition
    return "key" if isinstance(fault, VaultError) else "broken"


def _mark_of(path: Path) -> tuple[int, int, int] | None:
    """Tells whether a file was exchanged or mended since; None when it is not there."""
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_ino, found.st_size, found.st_mtime_ns


def _size_of(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:
        return 0


def _try(call: Callable[[], T]) -> T | None:
    """What a call gives; None when disk or key do not let it."""
    try:
        return call()
    except KioskError:
        return None
