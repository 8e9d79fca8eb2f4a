"""The devices of the hall in its database. Private keys never come here; codes and tokens are kept as digests."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from typing import Literal

from sqlalchemy import Connection, insert, select, update

from backend.database import Database
from backend.hall_time import HallTime
from backend.tables import devices, enrol_codes
from backend.wire import DeviceToken
from kiosk.draft import new_code, read_code, shown_code
from kiosk.filing.signature import device_id

TokenWord = Literal["", "token", "device_revoked"]
ROTATE_AFTER = 12 * 3600
TOKEN_LIFE = 3 * 24 * 3600
"""Seconds. A device that was off for longer signs its way to a new token."""


@dataclass(frozen=True)
class KnownDevice:
    """One device as the hall sees it. ``revoked_at`` and ``why`` are empty while it is let in."""

    device: str
    machine: str
    enrolled_at: str
    revoked_at: str
    why: str


class Devices:
    """Codes, keys and tokens. Raises SQLAlchemy's errors when the database fails."""

    def __init__(self, database: Database, time: HallTime) -> None:
        self._database = database
        self._time = time

    @property
    def now(self) -> int:
        """The hall's Unix time in whole seconds."""
        return int(self._time.now().timestamp())

    def issue_code(self, machine: str, hours: float = 24.0) -> str:
        """A one-time code for one machine, as it is read out; made like a pick-up code, so that a slip is noticed."""
        code = new_code()
        with self._database.writing() as connection:
            connection.execute(
                insert(enrol_codes).values(
                    code=_digest(code), machine=machine, until=self.now + int(hours * 3600), used_by=""
                )
            )
        return shown_code(code)

    def enrol(
        self, code: str, machine: str, public_key: bytes, asked_at: int, *, without_code: bool = False
    ) -> DeviceToken | str:
        """Take a key in, or the word for why not: ``code`` or ``machine``. Earlier keys of the machine are revoked.

        The same key with the same code is answered again, so that a lost answer costs nothing; ``asked_at`` is the
        time the device signed, and a recorded request gives no token. ``without_code`` is for a kiosk on the same
        computer.
        """
        device = device_id(public_key)
        with self._database.writing() as connection:
            if not without_code:
                word = self._use_code(connection, code, machine, device)
                if word:
                    return word
            return self._take_in(connection, device, machine, public_key, asked_at)

    def _use_code(self, connection: Connection, code: str, machine: str, device: str) -> str:
        plain = read_code(code)
        if not isinstance(plain, str):
            return "code"
        row = connection.execute(select(enrol_codes).where(enrol_codes.c.code == _digest(plain))).one_or_none()
        if row is None or row.until < self.now or row.used_by not in ("", device):
            return "code"
        if row.machine != machine:
            return "machine"
        connection.execute(update(enrol_codes).where(enrol_codes.c.code == row.code).values(used_by=device))
        return ""

    def _take_in(
        self, connection: Connection, device: str, machine: str, public_key: bytes, asked_at: int
    ) -> DeviceToken | str:
        known = connection.execute(select(devices).where(devices.c.device == device)).one_or_none()
        if known is not None and (known.revoked_at or asked_at <= known.token_time):
            return "code"  # a revoked key never comes back; the machine makes a new one
        connection.execute(
            update(devices)
            .where(devices.c.machine == machine, devices.c.device != device, devices.c.revoked_at.is_(None))
            .values(revoked_at=self._time.stamp(), why_revoked="replaced")
        )
        token = secrets.token_hex(32)
        if known is None:
            connection.execute(
                insert(devices).values(
                    device=device, machine=machine, public_key=public_key, enrolled_at=self._time.stamp(),
                    revoked_at=None, why_revoked="", token=_digest(token), token_before="", token_time=asked_at,
                )
            )
        else:
            self._set_token(connection, device, token, known.token, asked_at)
        return DeviceToken(device, token, ROTATE_AFTER)

    def rotate(self, device: str, asked_at: int) -> DeviceToken | None:
        """The next token; the one before stays good beside it, because the answer may get lost.

        None when the request is not newer than the last one: a recorded request gives no token.
        """
        token = secrets.token_hex(32)
        with self._database.writing() as connection:
            row = connection.execute(select(devices).where(devices.c.device == device)).one()
            if asked_at <= row.token_time:
                return None
            self._set_token(connection, device, token, row.token, asked_at)
        return DeviceToken(device, token, ROTATE_AFTER)

    def _set_token(self, connection: Connection, device: str, token: str, before: str, asked_at: int) -> None:
        connection.execute(
            update(devices)
            .where(devices.c.device == device)
            .values(token=_digest(token), token_before=before, token_time=asked_at)
        )

    def key_of(self, device: str) -> tuple[bytes, bool] | None:
        """Public key and whether it is revoked; None when the hall does not know the device."""
        with self._database.reading() as connection:
            row = connection.execute(
                select(devices.c.public_key, devices.c.revoked_at).where(devices.c.device == device)
            ).one_or_none()
        return (bytes(row.public_key), row.revoked_at is not None) if row else None

    def check_token(self, token: str) -> TokenWord:
        """Empty when a device that is let in holds this token, or held it just before; else why not."""
        wanted = _digest(token)
        with self._database.reading() as connection:
            row = connection.execute(
                select(devices).where((devices.c.token == wanted) | (devices.c.token_before == wanted))
            ).first()
        if row is None or self.now - row.token_time > TOKEN_LIFE:
            return "token"
        return "device_revoked" if row.revoked_at else ""

    def revoke(self, device: str, why: str = "staff") -> bool:
        """Let a device in no more; False when it is not known or was revoked before."""
        with self._database.writing() as connection:
            changed = connection.execute(
                update(devices)
                .where(devices.c.device == device, devices.c.revoked_at.is_(None))
                .values(revoked_at=self._time.stamp(), why_revoked=why[:100])
            )
        return changed.rowcount == 1

    def listed(self) -> tuple[KnownDevice, ...]:
        """All devices, by machine and the time they came."""
        with self._database.reading() as connection:
            rows = connection.execute(select(devices).order_by(devices.c.machine, devices.c.enrolled_at)).all()
        return tuple(
            KnownDevice(row.device, row.machine, row.enrolled_at, row.revoked_at or "", row.why_revoked) for row in rows
        )


def _digest(secret: str) -> str:
    return hashlib.sha256(b"kiosk device secret|" + secret.encode()).hexdigest()


