"""The tables of a compiled catalogue, and what makes two of them equal."""

from __future__ import annotations

import hashlib
import sqlite3

APPLICATION_ID = 0x4F544B43
FORMAT = 2
"""Rises whenever a reader of the earlier format would go wrong."""

SCHEMA = """
CREATE TABLE part (
    id      INTEGER PRIMARY KEY,
    region  TEXT NOT NULL UNIQUE,
    version TEXT NOT NULL,
    digest  TEXT NOT NULL,
    entries INTEGER NOT NULL,
    ends    TEXT NOT NULL,
    starts  BLOB NOT NULL,
    owners  BLOB NOT NULL
);
CREATE TABLE name (
    part INTEGER NOT NULL, row INTEGER NOT NULL, shown TEXT NOT NULL, said TEXT NOT NULL,
    PRIMARY KEY (part, row)
) WITHOUT ROWID;
CREATE TABLE sign (
    part INTEGER NOT NULL, sign TEXT NOT NULL, places BLOB NOT NULL,
    PRIMARY KEY (part, sign)
) WITHOUT ROWID;
CREATE TABLE reading (char TEXT PRIMARY KEY, reading TEXT NOT NULL) WITHOUT ROWID;
"""
"""``said`` is all of a name and its entry, so that a hit is one look into one tree (see :mod:`.telling`).

``starts`` and ``owners`` (entry of each row) are little-endian 32-bit; ``places`` is a bitmap under zlib.
"""

_CONTENT = (
    "SELECT region, version, entries, ends, starts, owners FROM part WHERE id = ?",
    "SELECT * FROM name WHERE part = ? ORDER BY row",
    "SELECT sign, places FROM sign WHERE part = ? ORDER BY sign",
)


def digest_of(connection: sqlite3.Connection, part: int) -> str:
    """SHA-256 over all that a region's part says, whatever its place in the file."""
    made = hashlib.sha256()
    for statement in _CONTENT:
        for row in connection.execute(statement, (part,)):
            values = row[1:] if "part = ?" in statement and statement.startswith("SELECT *") else row
            made.update(repr(tuple(values)).encode())
    return made.hexdigest()
