"""A compiled catalogue opened for reading: the index of one region, fetched sign by sign as people type."""

from __future__ import annotations

import json
import sqlite3
import sys
import threading
import zlib
from array import array
from collections import OrderedDict
from collections.abc import Sequence
from functools import cached_property
from pathlib import Path
from typing import Any
from urllib.parse import quote

from kiosk.errors import StoreError
from kiosk.search.entries import Entry, Name
from kiosk.search.index import AFTER, FIRST
from offline_cache.catalogue.tables import APPLICATION_ID, FORMAT, digest_of
from offline_cache.catalogue.telling import told
from offline_cache.store import store_error

_REBUILD = "请运行 kiosk catalog build 重新生成。"
_KEPT_BYTES, _KEPT_ROWS = 6_000_000, 500


class CompiledIndex:
    """Implements :class:`kiosk.search.index.Index` over the file. Use from any thread; raises StoreError."""

    def __init__(self, path: Path, connection: sqlite3.Connection, region: str) -> None:
        self._path, self._connection, self._lock = path, connection, threading.Lock()
        row = self._one("SELECT id, version, digest, entries, ends, starts, owners FROM part WHERE region = ?", region)
        if row is None:
            raise StoreError(f"{path}: 里面没有地区「{region}」。", _REBUILD)
        self._part, self.version, self.digest, self.entries = int(row[0]), str(row[1]), str(row[2]), int(row[3])
        self._starts, self._owners = _unpacked(row[5]), _unpacked(row[6])
        self._ends: tuple[int, int, int] = tuple(json.loads(row[4]))
        self._kept: OrderedDict[str, int] = OrderedDict()
        self._rows: dict[int, tuple[Name, Entry]] = {}
        self._most_kept = max(8, _KEPT_BYTES // (self._ends[-1] // 8 + 40))

    @property
    def starts(self) -> Sequence[int]:
        """First places of the rows."""
        return self._starts

    @property
    def ends(self) -> tuple[int, int, int]:
        """Where scenarios, departments and items end."""
        return self._ends

    @cached_property
    def _signs(self) -> frozenset[str]:
        return frozenset(row[0] for row in self._all("SELECT sign FROM sign WHERE part = ?", self._part))

    def has(self, sign: str) -> bool:
        """Whether any name holds the sign."""
        return sign in self._signs

    def bits(self, sign: str) -> int:
        """Places of the sign; the ones used last are kept in memory."""
        with self._lock:
            if sign in self._kept:
                self._kept.move_to_end(sign)
                return self._kept[sign]
        row = self._one("SELECT places FROM sign WHERE part = ? AND sign = ?", self._part, sign)
        try:
            bits = int.from_bytes(zlib.decompress(row[0]), "little") if row else 0
        except (zlib.error, TypeError) as error:
            raise self._damaged() from error
        with self._lock:
            self._kept[sign] = bits
            while len(self._kept) > self._most_kept:
                self._kept.popitem(last=False)
        return bits

    def entry_number(self, row: int) -> int:
        """The entry a row belongs to."""
        try:
            return self._owners[row]
        except IndexError as error:
            raise self._damaged() from error

    def rows(self, numbers: Sequence[int]) -> list[tuple[Name, Entry]]:
        """Names and their entries."""
        with self._lock:
            found = {number: self._rows[number] for number in numbers if number in self._rows}
        missing = [number for number in numbers if number not in found]
        if missing:
            found.update(self._read_rows(missing))
            with self._lock:
                if len(self._rows) > _KEPT_ROWS:
                    self._rows.clear()
                self._rows.update(found)
        return [found[number] for number in numbers]

    def _read_rows(self, numbers: Sequence[int]) -> dict[int, tuple[Name, Entry]]:
        marks = ",".join("?" * len(numbers))
        asked = f"SELECT row, shown, said FROM name WHERE part = ? AND row IN ({marks})"
        found = self._all(asked, self._part, *numbers)
        try:
            made = {row: told(shown, said) for row, shown, said in found}
            return {number: made[number] for number in numbers}
        except (LookupError, TypeError, ValueError, AttributeError) as error:
            raise self._damaged() from error

    def reading(self, char: str) -> str:
        """How a character is usually read."""
        row = self._one("SELECT reading FROM reading WHERE char = ?", char)
        return str(row[0]) if row else ""

    def verify(self) -> None:
        """Read everything. Raises StoreError when it is not what was written."""
        try:
            with self._lock:
                found = digest_of(self._connection, self._part)
        except sqlite3.Error as error:
            raise store_error(self._path, error) from error
        if found != self.digest:
            raise StoreError(f"{self._path}: 内容与校验值不符，文件已损坏。", _REBUILD)

    def close(self) -> None:
        """Close the file."""
        with self._lock:
            self._connection.close()

    def _damaged(self) -> StoreError:
        return StoreError(f"{self._path}: 目录数据库已损坏。", _REBUILD)

    def _one(self, statement: str, *values: object) -> tuple[Any, ...] | None:
        found = self._all(statement, *values)
        return found[0] if found else None

    def _all(self, statement: str, *values: object) -> list[tuple[Any, ...]]:
        try:
            with self._lock:
                return self._connection.execute(statement, values).fetchall()
        except sqlite3.Error as error:
            raise StoreError(f"{self._path}: 目录数据库读不出来（{error}）。", _REBUILD) from error


def open_index(path: Path, region: str, version: str | None = None) -> CompiledIndex:
    """Open a region of a compiled catalogue, read-only and without locks: the file is replaced, never changed.

    Raises StoreError, naming what to do, when the file is missing, cut short, of another format, without the region,
    or compiled from another ``version`` of its pack.
    """
    if not path.is_file():
        raise StoreError(f"{path}: 没有这个目录数据库。", _REBUILD)
    connection = sqlite3.connect(
        f"file:{quote(str(path.absolute()))}?mode=ro&immutable=1", uri=True, check_same_thread=False
    )
    try:
        _check(path, connection)
        index = CompiledIndex(path, connection, region)
        if version is not None and index.version != version:
            raise StoreError(
                f"{path}: 由数据包 {region} 的版本 {index.version} 生成，现在的版本是 {version}。", _REBUILD
            )
        if FIRST not in index._signs or AFTER not in index._signs:
            raise StoreError(f"{path}: 目录数据库不完整。", _REBUILD)
    except BaseException as error:
        connection.close()
        if isinstance(error, sqlite3.Error | ValueError | TypeError):
            raise StoreError(f"{path}: 不是目录数据库，或已损坏（{error}）。", _REBUILD) from error
        raise
    return index


def _check(path: Path, connection: sqlite3.Connection) -> None:
    made_by, found, pages, size = (
        connection.execute(f"PRAGMA {name}").fetchone()[0]
        for name in ("application_id", "user_version", "page_count", "page_size")
    )
    if made_by != APPLICATION_ID:
        raise StoreError(f"{path}: 不是目录数据库。", _REBUILD)
    if found != FORMAT:
        raise StoreError(f"{path}: 目录数据库的格式是 {found}，本程序用 {FORMAT}。", _REBUILD)
    if pages * size != path.stat().st_size:
        raise StoreError(f"{path}: 文件不完整。", _REBUILD)


def _unpacked(packed: object) -> array[int]:
    numbers = array("I")
    if not isinstance(packed, bytes):
        raise TypeError("not a list of numbers")
    numbers.frombytes(packed)
    if sys.byteorder == "big":
        numbers.byteswap()
    return numbers
