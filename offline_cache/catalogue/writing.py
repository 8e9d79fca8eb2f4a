"""Compile what can be found into one file, and put it in the place of the old one in a single step."""

from __future__ import annotations

import json
import os
import sqlite3
import sys
import time
import zlib
from array import array
from collections.abc import Iterable, Sequence
from contextlib import closing, suppress
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

from kiosk.errors import StoreError
from kiosk.search.entries import Entry
from kiosk.search.index import Layout, bitmap, lay_out
from offline_cache.catalogue.pinyin import usual_readings
from offline_cache.catalogue.tables import APPLICATION_ID, FORMAT, SCHEMA, digest_of
from offline_cache.catalogue.telling import tell
from offline_cache.store import store_error

_WORTH_IT, _ABANDONED = 10, 3600.0


@dataclass(frozen=True)
class Part:
    """One region: its entries and the version of the pack they come from."""

    region: str
    version: str
    entries: tuple[Entry, ...]


@dataclass(frozen=True)
class Built:
    """What was written for one region."""

    region: str
    version: str
    digest: str
    entries: int
    names: int


def build_catalogue(path: Path, parts: Iterable[Part]) -> tuple[Built, ...]:
    """Write all parts to ``path``. Until the very end whoever reads ``path`` has the old file, afterwards the new one.

    Any number of processes may build the same path at once: each writes a file of its own, the last one stays.
    Needs pypinyin. Raises StoreError when the file cannot be written; the old one is then untouched.
    """
    fresh = path.with_name(f".{path.name}.{uuid4().hex}.new")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        _sweep(path)
        with closing(sqlite3.connect(fresh, isolation_level=None)) as connection:
            built = _write(connection, parts)
        _sync(fresh)
        fresh.replace(path)
        _sync(path.parent)
    except sqlite3.Error as error:
        raise store_error(path, error) from error
    except OSError as error:
        raise StoreError(
            f"{path}: 目录数据库写不进去（{error.strerror}）。", "请检查目录权限和磁盘空间，或用 --output 指定别处。"
        ) from error
    finally:
        with suppress(OSError):
            fresh.unlink(missing_ok=True)
    return built


def _sweep(path: Path) -> None:
    """Remove what builds cut short by a power cut left behind; those still running keep their young files."""
    for left in path.parent.glob(f".{path.name}.*.new"):
        with suppress(FileNotFoundError):
            if time.time() - left.stat().st_mtime > _ABANDONED:
                left.unlink()


def _write(connection: sqlite3.Connection, parts: Iterable[Part]) -> tuple[Built, ...]:
    connection.executescript(
        f"PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF; PRAGMA application_id={APPLICATION_ID};"
        f"PRAGMA user_version={FORMAT}; {SCHEMA}"
    )
    connection.execute("BEGIN")
    built = tuple(_write_part(connection, number, part) for number, part in enumerate(parts, 1))
    connection.executemany("INSERT INTO reading VALUES (?, ?)", usual_readings())
    connection.execute("COMMIT")
    return built


def _write_part(connection: sqlite3.Connection, number: int, part: Part) -> Built:
    layout = lay_out(part.entries)
    connection.execute(
        "INSERT INTO part VALUES (?, ?, ?, '', ?, ?, ?, ?)",
        (number, part.region, part.version, len(layout.entries), json.dumps(layout.ends),
         _packed(layout.starts), _packed([row.entry for row in layout.rows])),
    )
    _write_rows(connection, number, layout)
    connection.executemany(
        "INSERT INTO sign VALUES (?, ?, ?)",
        (
            (number, sign, _pressed(bitmap(layout.places[sign], layout.size)))
            for sign in sorted(layout.places)
        ),
    )
    digest = digest_of(connection, number)
    connection.execute("UPDATE part SET digest = ? WHERE id = ?", (digest, number))
    return Built(part.region, part.version, digest, len(layout.entries), len(layout.rows))


def _write_rows(connection: sqlite3.Connection, number: int, layout: Layout) -> None:
    connection.executemany(
        "INSERT INTO name VALUES (?, ?, ?, ?)",
        (
            (number, index, row.name.shown, tell(row.name, layout.entries[row.entry]))
            for index, row in enumerate(layout.rows)
        ),
    )


def _pressed(places: bytearray) -> bytes:
    """The bitmap under zlib; a crowded one is only framed, because opening it again would take longer than reading."""
    small = zlib.compress(places, 6)
    return small if len(small) < len(places) // _WORTH_IT else zlib.compress(places, 0)


def _packed(numbers: Sequence[int]) -> bytes:
    packed = array("I", numbers)
    if sys.byteorder == "big":
        packed.byteswap()
    return packed.tobytes()


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
