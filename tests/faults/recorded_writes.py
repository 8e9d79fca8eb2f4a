"""Writes down, below SQLite, everything it asks of the disk: writes, truncations, removals and syncs, in order.

SQLite's own file methods are replaced through an open connection, and the call by which it syncs a folder through the
door it keeps for tests (``xSetSystemCall``). The shared-memory file is not recorded: a power cut empties it.
"""

from __future__ import annotations

import ctypes
import mmap
import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

_WORD = ctypes.sizeof(ctypes.c_void_p)
_FILE_POINTER, _JOURNAL_POINTER = 7, 28  # SQLITE_FCNTL_…
_DB_OFFSET = 2 * _WORD  # of the handle in a Connection, after the object's reference count and type
_HANDLE_OFFSET = 3 * _WORD  # of the descriptor in a unixFile, after methods, vfs and inode
_WRITE, _TRUNCATE, _SYNC = 3, 4, 5  # words into sqlite3_io_methods
_DELETE, _SET_CALL, _GET_CALL = 1, 13, 14  # calls after xOpen
_XWRITE = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.c_void_p, ctypes.c_void_p, ctypes.c_int, ctypes.c_int64)
_XTRUNCATE = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.c_void_p, ctypes.c_int64)
_XSYNC = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.c_void_p, ctypes.c_int)
_XDELETE = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.c_void_p, ctypes.c_char_p, ctypes.c_int)
_OPEN_FOLDER = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.c_char_p, ctypes.c_void_p)
_SET = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.c_void_p, ctypes.c_char_p, ctypes.c_void_p)
_GET = ctypes.CFUNCTYPE(ctypes.c_void_p, ctypes.c_void_p, ctypes.c_char_p)


@dataclass(frozen=True)
class Op:
    """One request; ``file`` is a name in the folder, empty for ``folder`` (its names are synced)."""

    kind: Literal["write", "truncate", "sync", "remove", "folder"]
    file: str = ""
    at: int = 0
    data: bytes = b""


@dataclass
class Recorded:
    """What was asked of one folder, in order."""

    folder: Path
    ops: list[Op] = field(default_factory=list)

    def name(self, handle: int) -> str:
        """The file of a descriptor when it lies in the folder, else ''."""
        path = Path(f"/proc/self/fd/{handle}").readlink()
        return path.name if path.parent == self.folder else ""


class CannotRecord(Exception):
    """This Python does not load SQLite as a library of its own."""


@contextmanager
def recorded(folder: Path) -> Iterator[Recorded]:
    """Record what SQLite does in ``folder`` while the block runs. Raises CannotRecord."""
    seen = Recorded(folder.resolve())
    library = ctypes.CDLL(_library())
    probe = sqlite3.connect(folder.parent / "probe.db", isolation_level=None)
    probe.execute("PRAGMA journal_mode=WAL").fetchall()
    probe.execute("CREATE TABLE IF NOT EXISTS any (thing)")
    restores = []
    try:
        for table in {_methods(library, probe, kind) for kind in (_FILE_POINTER, _JOURNAL_POINTER)}:
            restores += _watch_files(table, seen)
        restores += _watch_names(library, seen)
        yield seen
    finally:
        for restore in reversed(restores):
            restore()
        probe.close()


def _watch_files(table: int, seen: Recorded) -> list[Any]:
    write, truncate, sync = (_original(table + word * _WORD) for word in (_WRITE, _TRUNCATE, _SYNC))
    original_write, original_truncate, original_sync = _XWRITE(write), _XTRUNCATE(truncate), _XSYNC(sync)

    def on_write(file: int, data: int, size: int, at: int) -> int:
        if name := seen.name(_handle(file)):
            seen.ops.append(Op("write", name, at, ctypes.string_at(data, size)))
        return int(original_write(file, data, size, at))

    def on_truncate(file: int, size: int) -> int:
        if name := seen.name(_handle(file)):
            seen.ops.append(Op("truncate", name, size))
        return int(original_truncate(file, size))

    def on_sync(file: int, flags: int) -> int:
        if name := seen.name(_handle(file)):
            seen.ops.append(Op("sync", name))
        return int(original_sync(file, flags))

    return [
        _replace(table + _WRITE * _WORD, _XWRITE(on_write)),
        _replace(table + _TRUNCATE * _WORD, _XTRUNCATE(on_truncate)),
        _replace(table + _SYNC * _WORD, _XSYNC(on_sync)),
    ]


def _watch_names(library: ctypes.CDLL, seen: Recorded) -> list[Any]:
    library.sqlite3_vfs_find.restype = ctypes.c_void_p
    vfs = library.sqlite3_vfs_find(None)
    calls = vfs + _calls_offset()
    original_delete = _XDELETE(_original(calls + _DELETE * _WORD))
    set_call, get_call = _SET(_original(calls + _SET_CALL * _WORD)), _GET(_original(calls + _GET_CALL * _WORD))
    open_folder = _OPEN_FOLDER(get_call(vfs, b"openDirectory"))

    def on_delete(self: int, name: bytes, sync: int) -> int:
        path = Path(os.fsdecode(name))
        if path.parent.resolve() == seen.folder:
            seen.ops.append(Op("remove", path.name))
        return int(original_delete(self, name, sync))

    def on_open_folder(name: bytes, handle: int) -> int:
        if Path(os.fsdecode(name)).parent.resolve() == seen.folder:
            seen.ops.append(Op("folder"))
        return int(open_folder(name, handle))

    watching = _OPEN_FOLDER(on_open_folder)
    set_call(vfs, b"openDirectory", ctypes.cast(watching, ctypes.c_void_p))
    kept = (watching,)

    def restore() -> None:
        assert kept
        set_call(vfs, b"openDirectory", None)

    return [_replace(calls + _DELETE * _WORD, _XDELETE(on_delete)), restore]


def _calls_offset() -> int:
    """Three ints, padded, then pNext, zName and pAppData."""
    ints = 3 * ctypes.sizeof(ctypes.c_int)
    return -(-ints // _WORD) * _WORD + 3 * _WORD


def _handle(file: int) -> int:
    return ctypes.c_int.from_address(file + _HANDLE_OFFSET).value


def _original(address: int) -> int:
    return ctypes.c_void_p.from_address(address).value or 0


def _replace(address: int, call: Any) -> Any:
    """Put a call in a table; what puts the old one back, and keeps the new one alive until then."""
    page = address & ~(mmap.PAGESIZE - 1)
    if ctypes.CDLL(None).mprotect(ctypes.c_void_p(page), mmap.PAGESIZE, mmap.PROT_READ | mmap.PROT_WRITE):
        raise CannotRecord("the methods of SQLite cannot be replaced here")
    place = ctypes.c_void_p.from_address(address)
    before = place.value
    place.value = ctypes.cast(call, ctypes.c_void_p).value

    def restore(_alive: Any = call) -> None:
        place.value = before

    return restore


def _methods(library: ctypes.CDLL, connection: sqlite3.Connection, kind: int) -> int:
    handle = ctypes.c_void_p.from_address(id(connection) + _DB_OFFSET)
    file = ctypes.c_void_p()
    if library.sqlite3_file_control(handle, b"main", kind, ctypes.byref(file)) or not file.value:
        raise CannotRecord("SQLite does not tell its file")
    return _original(file.value)


def _library() -> str:
    for line in Path("/proc/self/maps").read_text(encoding="ascii").splitlines():
        if "libsqlite3" in line:
            return line.split()[-1]
    raise CannotRecord("SQLite is not loaded as a library of its own here")
