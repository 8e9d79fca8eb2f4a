"""Looks at key, outbox and hall without changing anything: what ``kiosk doctor`` asks this room."""

from __future__ import annotations

import socket
import sqlite3
import ssl
import time
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from pathlib import Path
from urllib.parse import quote, urlsplit

from kiosk.errors import StoreError, VaultError
from kiosk.needs import HallUnreachable
from offline_cache.store import bound_key, store_error
from offline_cache.vault import open_vault

PROVABLE = 256_000_000
"""Bytes up to which a whole data file is read to prove it: about a second."""
_TOTAL = 6.0
_STATES = ("waiting", "refused", "set_aside")


@dataclass(frozen=True)
class OutboxCounts:
    """What is kept on this machine; ``waiting`` holds also what is being sent at this moment.

    ``oldest_hours`` is the age of the oldest bundle not yet sent.
    """

    waiting: int
    refused: int
    set_aside: int
    oldest_hours: float | None


@dataclass(frozen=True)
class HallLook:
    """One answer of the hall: its clock minus ours in seconds (None: it told no time), and how long it took."""

    ahead_seconds: float | None
    seconds: float


@dataclass(frozen=True)
class Certificate:
    """The certificate a server shows. ``trusted`` is "" when it is, else why not."""

    expires: datetime
    distrust: str


def check_key(key_file: Path, database: Path) -> bool:
    """True when the key opens the database, False when there is neither yet. Raises VaultError or StoreError."""
    if not key_file.exists() and bound_key(database) is None:
        return False
    if not key_file.exists():
        raise VaultError(f"{key_file}: 找不到密钥文件，待发箱里的内容打不开。", "请把原来的密钥文件放回原处。")
    open_vault(key_file, database)
    return True


def count_outbox(database: Path, now: datetime) -> OutboxCounts | None:
    """Counts of the outbox, read-only; None when there is none yet. Raises StoreError."""
    if not database.exists():
        return None
    try:
        with closing(sqlite3.connect(f"file:{quote(str(database))}?mode=ro", uri=True, timeout=2.0)) as connection:
            counts = dict(connection.execute("SELECT state, count(*) FROM outbox GROUP BY state").fetchall())
            oldest = connection.execute("SELECT min(kept_at) FROM outbox WHERE state = 'waiting'").fetchone()[0]
    except sqlite3.Error as error:
        raise store_error(database, error) from error
    waiting, refused, set_aside = (counts.get(name, 0) for name in _STATES)
    return OutboxCounts(waiting, refused, set_aside, _hours_since(oldest, now, database))


def damage_of(database: Path) -> tuple[str, ...]:
    """What SQLite finds wrong with a whole file, read through a connection of its own; empty when it is sound.

    Raises StoreError when it cannot be read at all.
    """
    try:
        with closing(sqlite3.connect(f"file:{quote(str(database))}?mode=ro", uri=True, timeout=2.0)) as connection:
            found = tuple(str(row[0]) for row in connection.execute("PRAGMA integrity_check(5)").fetchall())
    except sqlite3.Error as error:
        raise store_error(database, error) from error
    return () if found == ("ok",) else found


def look_at_hall(base_url: str, timeout: tuple[float, float]) -> HallLook:
    """Ask the hall for anything and read its clock (RFC 9110 §6.6.1). Raises HallUnreachable."""
    import requests

    from offline_cache.bounded_http import Deadline, open_session

    began = time.monotonic()
    with Deadline(_TOTAL).running(), open_session(None) as session:
        try:
            with session.get(
                f"{base_url.rstrip('/')}/v1/catalog", timeout=timeout, allow_redirects=False, stream=True
            ) as answer:
                told = answer.headers.get("Date")
        except requests.RequestException as error:
            raise HallUnreachable(f"没有连通（{type(error).__name__}）") from None
    took = time.monotonic() - began
    return HallLook(_ahead(told, took), took)


def look_at_certificate(base_url: str, timeout: float) -> Certificate | None:
    """The certificate of an https address; None for http. Raises HallUnreachable."""
    parts = urlsplit(base_url)
    if parts.scheme != "https" or not parts.hostname:
        return None
    place = (parts.hostname, parts.port or 443)
    shown = _shown(place, ssl._create_unverified_context(), timeout)
    distrust = ""
    try:
        _shown(place, ssl.create_default_context(), timeout)
    except ssl.SSLCertVerificationError as error:
        distrust = str(error.verify_message)
    from cryptography.x509 import load_der_x509_certificate

    return Certificate(load_der_x509_certificate(shown).not_valid_after_utc, distrust)


def _shown(place: tuple[str, int], context: ssl.SSLContext, timeout: float) -> bytes:
    try:
        with socket.create_connection(place, timeout) as line, context.wrap_socket(
            line, server_hostname=place[0]
        ) as secure:
            return secure.getpeercert(binary_form=True) or b""
    except ssl.SSLCertVerificationError:
        raise
    except OSError as error:
        raise HallUnreachable(f"没有连通（{type(error).__name__}）") from None


def _ahead(told: str | None, took: float) -> float | None:
    if told is None:
        return None
    try:
        moment = parsedate_to_datetime(told)
    except ValueError:
        return None
    aware = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return (aware - datetime.now(UTC)).total_seconds() + took / 2


def _hours_since(kept_at: object, now: datetime, database: Path) -> float | None:
    if kept_at is None:
        return None
    try:
        kept = datetime.fromisoformat(str(kept_at))
    except ValueError as error:
        raise StoreError(f"{database}: 待发箱里有一条时间读不懂。", "请保留原文件并联系维护人员。") from error
    return ((now if kept.tzinfo else now.replace(tzinfo=None)) - kept).total_seconds() / 3600
