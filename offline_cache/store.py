"""One SQLite file that survives a power cut: WAL, ``synchronous=FULL``, secure delete, one lock, plain errors."""

from __future__ import annotations

import os
import sqlite3
import threading
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from urllib.parse import quote

from kiosk.errors import KioskError, StoreError, VaultError

_ADVICE: dict[int, tuple[str, str]] = {
    sqlite3.SQLITE_FULL: ("磁盘已满，数据没有保存。", "请清理磁盘空间后重试；不要删除数据文件。"),
    sqlite3.SQLITE_READONLY: ("数据文件只读，不能保存。", "请检查文件属主、权限以及磁盘是否以只读方式挂载。"),
    sqlite3.SQLITE_CANTOPEN: ("数据文件打不开。", "请检查所在目录是否存在、是否可写。"),
    sqlite3.SQLITE_PERM: ("没有权限使用数据文件。", "请检查文件属主和权限。"),
    sqlite3.SQLITE_BUSY: ("数据文件被另一个程序占用。", "请关闭占用它的程序后重试。"),
    sqlite3.SQLITE_NOTADB: ("这不是本机的数据文件，或已损坏。", "请保留原文件并从备份恢复；不要删除。"),
    sqlite3.SQLITE_CORRUPT: ("数据文件已损坏。", "请保留原文件并从备份恢复；不要删除。"),
    sqlite3.SQLITE_IOERR: ("读写磁盘失败。", "请检查磁盘空间与磁盘健康状况后重试。"),
}


def store_error(path: Path, error: sqlite3.Error) -> StoreError:
    """The plain-words StoreError for what SQLite said about ``path``; names the file and what to do."""
    code = getattr(error, "sqlite_errorcode", sqlite3.SQLITE_ERROR)
    message, remedy = _ADVICE.get(
        code & 0xFF, ("数据文件读写出错。", "请重启程序；若仍出现，请保留原文件并联系维护人员。")
    )
    name = getattr(error, "sqlite_errorname", "SQLITE_ERROR")
    return StoreError(f"{path}: {message}（{name}）", remedy)


def bound_key(path: Path) -> str | None:
    """Fingerprint of the key the file's secrets are sealed with; None when it holds none. Changes nothing.

    Only a file whose very first write was cut off is finished: it cannot be read before SQLite has undone that write.
    Raises StoreError when the file is there but cannot be read as a database.
    """
    if not path.exists() or path.stat().st_size == 0:
        return None
    try:
        return _bound_key(path, "ro")
    except sqlite3.Error as error:
        if getattr(error, "sqlite_errorcode", 0) != sqlite3.SQLITE_READONLY_ROLLBACK:
            raise store_error(path, error) from error
    try:
        return _bound_key(path, "rw")
    except sqlite3.Error as error:
        raise store_error(path, error) from error


def _bound_key(path: Path, mode: str) -> str | None:
    with closing(sqlite3.connect(f"file:{quote(str(path))}?mode={mode}", uri=True)) as connection:
        table = connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'vault_key'").fetchone()
        row = connection.execute("SELECT fingerprint FROM vault_key").fetchone() if table else None
    return str(row[0]) if row else None


class Store:
    """The open database of the machine, shared by threads through one connection and one lock.

    ``path`` is created with mode 0600 when missing. Raises StoreError when the file cannot be used or was
    written by a newer program.
    """

    def __init__(self, path: Path | str, busy_timeout: float = 5.0) -> None:
        self.path = Path(path)
        self._lock = threading.RLock()
        try:
            os.close(os.open(self.path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600))
        except OSError as error:
            raise StoreError(
                f"{self.path}: 数据文件打不开（{error.strerror}）。", "请检查目录是否存在、权限以及磁盘是否只读。"
            ) from error
        self._connection = sqlite3.connect(
            self.path, timeout=busy_timeout, isolation_level=None, check_same_thread=False
        )
        try:
            self._prepare()
        except sqlite3.Error as error:
            self._connection.close()
            raise store_error(self.path, error) from error
        except KioskError:
            self._connection.close()
            raise
        except Exception as error:
            self._connection.close()
            raise StoreError(
                f"{self.path}: 数据文件已损坏（{type(error).__name__}）。", "请保留原文件并从备份恢复；不要删除。"
            ) from error

    def _prepare(self) -> None:
        from sqlite_utils import Database

        from offline_cache.schema import migrations

        for pragma in ("journal_mode=WAL", "synchronous=FULL", "secure_delete=ON", "foreign_keys=ON"):
            self._connection.execute(f"PRAGMA {pragma}").fetchall()
        database = Database(self._connection)
        steps = migrations()
        with closing(Database(memory=True)) as blank:
            known = {step.name for step in steps.pending(blank)}
        with self.writing():
            newer = {step.name for step in steps.applied(database)} - known
            if not newer:
                steps.apply(database)
        if newer:
            raise StoreError(f"{self.path}: 数据文件由更新的版本写成。", "请安装同样新或更新的程序版本。")

    @contextmanager
    def noting(self) -> Iterator[sqlite3.Connection]:
        """A write transaction without its own fsync, for notes that may be lost with the power but not with a crash.

        Later durable writes make it durable too, in order. SQLite errors leave as StoreError.
        """
        with self._lock:
            self._set_synchronous("NORMAL")
            try:
                with self.writing() as connection:
                    yield connection
            finally:
                self._set_synchronous("FULL")

    def _set_synchronous(self, level: str) -> None:
        try:
            self._connection.execute(f"PRAGMA synchronous={level}")
        except sqlite3.Error as error:
            raise store_error(self.path, error) from error

    @contextmanager
    def writing(self) -> Iterator[sqlite3.Connection]:
        """One write transaction: committed with one fsync when the block ends, undone when it raises.

        SQLite errors leave as StoreError.
        """
        with self._lock:
            try:
                self._connection.execute("BEGIN IMMEDIATE")
                try:
                    yield self._connection
                    self._connection.execute("COMMIT")
                except BaseException:
                    with suppress(sqlite3.Error):  # a failed COMMIT may already have ended the transaction
                        self._connection.execute("ROLLBACK")
                    raise
            except sqlite3.Error as error:
                raise store_error(self.path, error) from error

    def write_one(self, statement: str, values: Sequence[object]) -> int | None:
        """One inserting statement as its own transaction, one fsync; the row's number, None when it wrote none."""
        with self._lock:
            try:
                done = self._connection.execute(statement, values)
                return done.lastrowid if done.rowcount == 1 else None
            except sqlite3.Error as error:
                raise store_error(self.path, error) from error

    @contextmanager
    def reading(self) -> Iterator[sqlite3.Connection]:
        """Statements that only read. SQLite errors leave as StoreError."""
        with self._lock:
            try:
                yield self._connection
            except sqlite3.Error as error:
                raise store_error(self.path, error) from error

    def bind(self, fingerprint: str) -> None:
        """Tie the file to one key for good. Raises VaultError when it is tied to another; then nothing changes."""
        with self.reading() as connection:
            row = connection.execute("SELECT fingerprint FROM vault_key").fetchone()
        if row is None:
            with self.writing() as connection:
                connection.execute("INSERT OR IGNORE INTO vault_key (id, fingerprint) VALUES (1, ?)", (fingerprint,))
                row = connection.execute("SELECT fingerprint FROM vault_key").fetchone()
        if row[0] != fingerprint:
            raise wrong_key(self.path)

    def tidy(self) -> bool:
        """Empty the write-ahead log, so that what was deleted is gone from the disk's files too.

        False when another program was reading at that moment; then it is worth trying again later.
        """
        with self.reading() as connection:
            return bool(connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0] == 0)

    def sound(self) -> tuple[str, ...]:
        """What SQLite finds wrong with the whole file; empty when it is sound. Reads everything."""
        with self.reading() as connection:
            found = tuple(str(row[0]) for row in connection.execute("PRAGMA integrity_check").fetchall())
        return () if found == ("ok",) else found

    def close(self) -> None:
        """Close the file; the store cannot be used afterwards."""
        with self._lock:
            self._connection.close()


def wrong_key(path: Path) -> VaultError:
    """The error for a key that is not the one the file was sealed with."""
    return VaultError(
        f"{path}: 密钥与数据文件不符，数据未改动。", "请把原来的密钥文件放回；没有原密钥，已保存的内容无法读出。"
    )
