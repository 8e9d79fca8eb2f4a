"""The device's Ed25519 key and token in the machine's store, sealed by its vault; a rotation seals them anew."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from kiosk.filing.signature import device_id
from kiosk.needs import Clock
from offline_cache.store import Store
from offline_cache.vault.sealing import Vault

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

_COLUMNS = "device, machine, hall, enrolled_at, renew_at, refused, private, token"


@dataclass(frozen=True)
class DeviceRecord:
    """What this machine is to the hall. Secrets are left out of ``repr``.

    ``enrolled_at`` is empty while the hall has not answered yet; ``renew_at`` is the Unix time by which the token
    should be changed; ``refused`` is the hall's word for not letting the device in, empty when it does.
    """

    device: str
    machine: str
    hall: str
    enrolled_at: str
    renew_at: float
    refused: str
    private: bytes = field(repr=False)
    token: str = field(repr=False)

    def key(self) -> Ed25519PrivateKey:
        """The key that signs."""
        from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

        return Ed25519PrivateKey.from_private_bytes(self.private)

    def public(self) -> bytes:
        """The raw public key, 32 bytes."""
        return self.key().public_key().public_bytes_raw()


class DeviceKeys:
    """Keeps one device. Safe to call from any thread; every call may raise StoreError or VaultError."""

    def __init__(self, store: Store, vault: Vault, clock: Clock) -> None:
        self._store, self._vault, self._clock = store, vault, clock

    def current(self) -> DeviceRecord | None:
        """The device of this machine; None when it never asked to be one."""
        with self._store.reading() as db:
            row = db.execute(f"SELECT {_COLUMNS} FROM device").fetchone()
        if row is None:
            return None
        device, machine, hall, enrolled_at, renew_at, refused, private, token = row
        opened = self._vault.open(private, "device", "private", device)
        held = self._vault.open(token, "device", "token", device).decode() if token else ""
        return DeviceRecord(device, machine, hall, enrolled_at, renew_at, refused, opened, held)

    def prepare(self, machine: str, hall: str, *, afresh: bool = False) -> DeviceRecord:
        """A key to ask with, on the disk before the hall hears of it; one still waiting for an answer is used again.

        ``afresh`` makes a new key in place of one that is enrolled.
        """
        known = self.current()
        if known is not None and not afresh and (known.machine, known.hall, known.enrolled_at) == (machine, hall, ""):
            return known
        from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

        key = Ed25519PrivateKey.generate()
        device = device_id(key.public_key().public_bytes_raw())
        sealed = self._vault.seal(key.private_bytes_raw(), "device", "private", device)
        with self._store.writing() as db:
            db.execute("DELETE FROM device")
            db.execute(
                "INSERT INTO device (id, device, machine, hall, private) VALUES (1, ?, ?, ?, ?)",
                (device, machine, hall, sealed),
            )
        made = self.current()
        assert made is not None, "what was just written is there"
        return made

    def enrolled(self, device: str, token: str, renew_after: float) -> None:
        """The hall let the device in, or gave it its next token."""
        now = self._clock.now()
        sealed = self._vault.seal(token.encode(), "device", "token", device)
        with self._store.writing() as db:
            db.execute(
                "UPDATE device SET token = ?, renew_at = ?, refused = '', "
                "enrolled_at = CASE enrolled_at WHEN '' THEN ? ELSE enrolled_at END WHERE device = ?",
                (sealed, now.timestamp() + renew_after, now.isoformat(timespec="seconds"), device),
            )

    def refused(self, device: str, word: str) -> None:
        """The hall's word for not letting the device in; empty when it does again."""
        with self._store.writing() as db:
            db.execute("UPDATE device SET refused = ? WHERE device = ? AND refused <> ?", (word, device, word))
