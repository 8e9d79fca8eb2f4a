"""The tables of the machine's store, as named migrations."""

from __future__ import annotations

from dataclasses import dataclass
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


_OUTBOX_TURNS = (
    """
    CREATE TABLE entry (
        seq       INTEGER PRIMARY KEY,
        bundle_id TEXT NOT NULL,
        scenario  TEXT NOT NULL,
        digest    TEXT NOT NULL,
        state     TEXT NOT NULL CHECK (state IN ('waiting', 'refused', 'set_aside')),
        kept_at   TEXT NOT NULL,
        since     REAL NOT NULL,
        attempts  INTEGER NOT NULL DEFAULT 0,
        next_at   REAL NOT NULL,
        strikes   INTEGER NOT NULL DEFAULT 0,
        seen      INTEGER NOT NULL DEFAULT 0,
        size      INTEGER NOT NULL,
        reason    TEXT NOT NULL DEFAULT '',
        faults    BLOB,
        payload   BLOB NOT NULL
    )""",
    """
    INSERT INTO entry (seq, bundle_id, scenario, digest, kept_at, since, attempts, reason, faults, payload,
        state, next_at, size)
    SELECT seq, bundle_id, scenario, digest, kept_at, next_at, attempts, reason, faults, payload,
        CASE state WHEN 'sending' THEN 'waiting' ELSE state END,
        CASE WHEN state <> 'waiting' THEN 1 WHEN attempts = 0 THEN 0 ELSE next_at END,
        max(length(payload) - 28, 0)
    FROM outbox""",
    "DROP TABLE outbox",
    "ALTER TABLE entry RENAME TO outbox",
    "CREATE UNIQUE INDEX outbox_bundle ON outbox (bundle_id)",
    "CREATE INDEX outbox_turn ON outbox (state, next_at, since) WHERE next_at > 0",
)
"""``next_at`` 0: waiting and never tried; 1: in line again, or waiting for staff; else a Unix time. The index leaves
out those never tried, found by their sequence, so that a put and its acknowledgement do not touch it. ``since``: Unix
time the state began. ``strikes``: failures while others got through, judged by ``seen``, the receipts there were at
the last one. The content comes last, so that reading a row's other columns does not read it."""

_DECISION = """
CREATE TABLE decision (
    seq        INTEGER PRIMARY KEY,
    bundle_id  TEXT NOT NULL,
    action     TEXT NOT NULL,
    from_state TEXT NOT NULL,
    to_state   TEXT NOT NULL,
    reason     TEXT NOT NULL,
    by         TEXT NOT NULL,
    at         TEXT NOT NULL
)"""


_DEVICE = """
CREATE TABLE device (
    id          INTEGER PRIMARY KEY CHECK (id = 1),
    device      TEXT NOT NULL,
    machine     TEXT NOT NULL,
    hall        TEXT NOT NULL,
    enrolled_at TEXT NOT NULL DEFAULT '',
    renew_at    REAL NOT NULL DEFAULT 0,
    refused     TEXT NOT NULL DEFAULT '',
    private     BLOB NOT NULL,
    token       BLOB
)"""


_PROGRESS = """
CREATE TABLE progress (
    code    TEXT PRIMARY KEY,
    seen_at REAL NOT NULL,
    body    BLOB NOT NULL
) WITHOUT ROWID"""


_ATTACHMENTS = """
CREATE TABLE attachments (
    bundle_id TEXT PRIMARY KEY REFERENCES outbox (bundle_id) ON DELETE CASCADE,
    count     INTEGER NOT NULL,
    size      INTEGER NOT NULL,
    file_key  BLOB NOT NULL
) WITHOUT ROWID"""
"""One row for a bundle with attachments. The key of their file goes with the bundle's row, whoever deletes it."""


@dataclass(frozen=True)
class SealedColumn:
    """An encrypted column, the key of its rows, and the column of the row id its values are bound to (see Vault)."""

    table: str
    column: str
    key: str
    bound_row: str


SEALED_COLUMNS = (
    SealedColumn("outbox", "payload", "seq", "bundle_id"),
    SealedColumn("outbox", "faults", "seq", "bundle_id"),
    SealedColumn("attachments", "file_key", "bundle_id", "bundle_id"),
    SealedColumn("device", "private", "id", "device"),
    SealedColumn("device", "token", "id", "device"),
    SealedColumn("progress", "body", "code", "code"),
)
"""Every encrypted column: what a new key must seal anew."""


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

    @steps()
    def m004_outbox_turns(database: Database) -> None:
        for statement in _OUTBOX_TURNS:
            database.execute(statement)
        database.execute(_DECISION)
        database.execute("CREATE INDEX decision_bundle ON decision (bundle_id)")

    @steps()
    def m005_device(database: Database) -> None:
        database.execute(_DEVICE)

    @steps()
    def m006_progress(database: Database) -> None:
        database.execute(_PROGRESS)
        database.execute("CREATE INDEX progress_age ON progress (seen_at)")

    @steps()
    def m007_attachments(database: Database) -> None:
        database.execute(_ATTACHMENTS)

    return steps
