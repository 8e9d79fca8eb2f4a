"""The encrypted outbox and what stands on it, opened on first use."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from config.last_good import serve_hall
from config.settings import Settings
from kiosk.cli.starting import HallClock
from kiosk.errors import StoreError
from offline_cache.enrolment import DeviceKeys, DeviceSigner, Enrolment
from offline_cache.enrolment.signing import Signer
from offline_cache.hall_client import HttpHall
from offline_cache.outbox import SqliteOutbox
from offline_cache.progress import ProgressMemory
from offline_cache.store import Store
from offline_cache.vault import Vault, open_vault

if TYPE_CHECKING:
    pass


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


def hall_at(settings: Settings, machine: str, signer: Signer) -> HttpHall:
    """The hall server of the settings, for ``machine``."""
    server = settings.hall_server
    return HttpHall(server.url, machine, (server.connect_seconds, server.read_seconds), signer=signer)
