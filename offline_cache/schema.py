"""The tables of the machine's store, as named migrations."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sqlite_utils import Database, Migrations

_OUTBOX = """
CREATE TABLE outbox (
    seq       INTEGER PRIMARY KEY,
    bundle_id TEXT NOT NULL UNIQUE,
    scenario  TEXT NOT NULL,
    digest    TEXT NOT NULL,
    state     TEXT NOT NULL CHECK (state IN ('waiting', 'sending', 'refused', 'set_aside')),
    kept_at   TEXT NOT NULL,
    attempts  INTEGER NOT NULL DEFAULT 0,
    next_at   REAL NOT NULL,
    reason    TEXT NOT NULL DEFAULT '',
    faults    BLOB,
    payload   BLOB NOT NULL
)"""

_RECEIPT = """
CREATE TABLE receipt (
    bundle_id   TEXT PRIMARY KEY,
    scenario    TEXT NOT NULL,
    digest      TEXT NOT NULL,
    case_code   TEXT NOT NULL,
    received_at TEXT NOT NULL,
    kept_at     TEXT NOT NULL,
    attempts    INTEGER NOT NULL
) WITHOUT ROWID"""

_NUMBER_BLOCK = """
CREATE TABLE number_block (
    day    TEXT NOT NULL,
    prefix TEXT NOT NULL,
    first  INTEGER NOT NULL,
    last   INTEGER NOT NULL CHECK (last >= first),
    next   INTEGER NOT NULL,
    window TEXT NOT NULL,
    PRIMARY KEY (day, prefix, first)
) WITHOUT ROWID"""

_NUMBER_USED = """
CREATE TABLE number_used (
    request_id TEXT PRIMARY KEY,
    day        TEXT NOT NULL,
    number     TEXT NOT NULL,
    bundle_id  TEXT NOT NULL,
    matter     TEXT NOT NULL,
    window     TEXT NOT NULL,
    issued_at  TEXT NOT NULL,
    reported   INTEGER NOT NULL DEFAULT 0,
    UNIQUE (day, number)
) WITHOUT ROWID"""


def migrations() -> Migrations:
    """All migrations in order; names are never reused. Accepted bundles leave ``outbox`` for ``receipt``."""
    from sqlite_utils import Migrations

    steps = Migrations("offline_cache")

    @steps()
    def m001_vault_key(database: Database) -> None:
        database.execute("CREATE TABLE vault_key (id INTEGER PRIMARY KEY CHECK (id = 1), fingerprint TEXT NOT NULL)")

    @steps()
    def m002_outbox(database: Database) -> None:
        database.execute(_OUTBOX)
        database.execute(_RECEIPT)

    @steps()
    def m003_numbers(database: Database) -> None:
        database.execute(_NUMBER_BLOCK)
        database.execute(_NUMBER_USED)

    return steps
