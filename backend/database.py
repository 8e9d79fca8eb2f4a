"""Connections and transactions; the one place that knows which database it is."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from typing import Any

from sqlalchemy import Connection, create_engine, event, text
from sqlalchemy.engine import make_url

from backend.tables import metadata

_PRAGMAS = ("journal_mode=WAL", "synchronous=FULL", "busy_timeout=10000", "foreign_keys=ON")


class Database:
    """A pool of connections to ``url``, opened when first used. Errors never show statement values."""

    def __init__(self, url: str) -> None:
        place = make_url(url)
        self._sqlite = place.get_backend_name() == "sqlite"
        self._engine = create_engine(
            place, hide_parameters=True, pool_size=8, max_overflow=40, pool_pre_ping=not self._sqlite
        )
        self._one_writer: AbstractContextManager[Any] = threading.Lock() if self._sqlite else nullcontext()
        if self._sqlite:
            event.listen(self._engine, "connect", _prepare_sqlite)
            event.listen(self._engine, "begin", _begin_sqlite)

    def create(self) -> None:
        """Make the tables that are missing."""
        with self.writing() as connection:
            metadata.create_all(connection)

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """One consistent view."""
        with self._engine.connect() as connection:
            yield connection

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """One transaction, on disk when the block ends; undone when it raises.

        SQLite has one writer at a time anyway: queueing for it here is fair, its own busy wait is not.
        """
        with self._one_writer, self._engine.connect() as bare:
            connection = bare.execution_options(writes=True)
            with connection.begin():
                yield connection

    def answers(self) -> bool:
        """Whether the database can be asked. Raises SQLAlchemy's errors when it cannot."""
        with self.reading() as connection:
            return connection.execute(text("SELECT 1")).scalar() == 1

    def close(self) -> None:
        """Let go of all connections."""
        self._engine.dispose()


def _prepare_sqlite(connection: Any, _record: object) -> None:
    connection.isolation_level = None
    cursor = connection.cursor()
    for pragma in _PRAGMAS:
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _begin_sqlite(connection: Connection) -> None:
    writes = connection.get_execution_options().get("writes")
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")
