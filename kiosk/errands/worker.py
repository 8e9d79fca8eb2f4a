"""One daemon thread that does jobs in order, and the journal it may be told to write in."""

from __future__ import annotations

import logging
import queue
import threading
from collections.abc import Callable
from typing import Protocol

_log = logging.getLogger(__name__)


class Note(Protocol):
    """The technicians' journal: an event and values under its whitelisted keys; nothing personal."""

    def __call__(self, event: str, /, **values: object) -> None:
        """Write one line."""
        ...


def unnoted(event: str, /, **values: object) -> None:
    """Where there is no journal."""


class Worker:
    """One daemon thread that does jobs in order; a job that raises is logged by type and does not end it."""

    def __init__(self, name: str) -> None:
        self._jobs: queue.SimpleQueue[Callable[[], None] | None] = queue.SimpleQueue()
        self._thread = threading.Thread(target=self._run, name=name, daemon=True)
        self._thread.start()

    def do(self, job: Callable[[], None]) -> None:
        """Queue a job; returns at once."""
        self._jobs.put(job)

    def stop(self, timeout: float = 2.0) -> None:
        """Finish the job in hand and end; waits at most ``timeout`` seconds."""
        self._jobs.put(None)
        self._thread.join(timeout)

    def _run(self) -> None:
        while (job := self._jobs.get()) is not None:
            try:
                job()
            except Exception as error:  # noqa: BLE001 - one broken job must not silence a device for ever
                _log.error("job failed", extra={"device": self._thread.name, "error": type(error).__name__})
            finally:
                del job  # a job done holds a person's bundle or papers, and the next one may be hours away
