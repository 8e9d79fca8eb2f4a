"""Counts how often SQLite asks the disk to sync, below every library that uses Python's ``sqlite3``.

SQLite calls ``xSync`` of its file methods for each fsync of a database or write-ahead log. The table of those methods
is found through an open connection and its entry replaced by one that counts and goes on to the real one. Syncs of
directories, made only when files are created or removed, are not seen.
"""

from __future__ import annotations

import ctypes
import mmap
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_DATABASE, _LOG = 7, 28  # SQLITE_FCNTL_FILE_POINTER, SQLITE_FCNTL_JOURNAL_POINTER
_SYNC_OFFSET = 5 * ctypes.sizeof(ctypes.c_void_p)
_DB_OFFSET = 2 * ctypes.sizeof(ctypes.c_void_p)  # after the object's reference count and type
_SYNC = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.c_void_p, ctypes.c_int)


class Syncs:
    """How many there were since the block began."""

    count = 0


@contextmanager
def counted(folder: Path) -> Iterator[Syncs]:
    """Count while the block runs; ``folder`` takes a database to find SQLite's methods by."""
    seen = Syncs()
    library = ctypes.CDLL(_library())
    connection = sqlite3.connect(folder / "any.db", isolation_level=None)
    connection.execute("PRAGMA journal_mode=WAL").fetchall()
    connection.execute("CREATE TABLE IF NOT EXISTS any (thing)")
    slots = {slot: _Slot(slot) for slot in (_slot(library, connection, kind) for kind in (_DATABASE, _LOG))}
    try:
        for slot in slots.values():
            slot.count_into(seen)
        yield seen
    finally:
        for slot in slots.values():
            slot.restore()
        connection.close()


class _Slot:
    """One entry for ``xSync``, and what stood there."""

    def __init__(self, address: int) -> None:
        self._place = ctypes.c_void_p.from_address(address)
        self._before = self._place.value or 0

    def count_into(self, seen: Syncs) -> None:
        original = _SYNC(self._before)

        def sync(file: int, flags: int) -> int:
            seen.count += 1
            return int(original(file, flags))

        self._counting = _SYNC(sync)
        self._place.value = ctypes.cast(self._counting, ctypes.c_void_p).value

    def restore(self) -> None:
        self._place.value = self._before


def _library() -> str:
    """The SQLite that Python has loaded."""
    for line in Path("/proc/self/maps").read_text(encoding="ascii").splitlines():
        if "libsqlite3" in line:
            return line.split()[-1]
    raise RuntimeError("SQLite is not loaded as a library of its own here")


def _slot(library: ctypes.CDLL, connection: sqlite3.Connection, kind: int) -> int:
    """The address of the entry for ``xSync`` in the methods of a connection's file, made writable."""
    handle = ctypes.c_void_p.from_address(id(connection) + _DB_OFFSET)
    file = ctypes.c_void_p()
    if library.sqlite3_file_control(handle, b"main", kind, ctypes.byref(file)) or not file.value:
        raise RuntimeError("SQLite does not tell its file")
    methods = ctypes.c_void_p.from_address(file.value).value or 0
    address = methods + _SYNC_OFFSET
    page = address & ~(mmap.PAGESIZE - 1)
    if ctypes.CDLL(None).mprotect(ctypes.c_void_p(page), mmap.PAGESIZE, mmap.PROT_READ | mmap.PROT_WRITE):
        raise RuntimeError("the methods of SQLite cannot be replaced here")
    return address
