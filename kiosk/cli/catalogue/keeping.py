"""Keeps the compiled catalogue of a running kiosk: opens it, and has it compiled anew when it does not fit.

Compiling is done by another process that gives way to this one: it takes two seconds of processor and a pinyin table
of tens of megabytes, and neither belongs beside a finger on the glass (docs/decisions/0010-keeping-what-is-whole.md).
"""

from __future__ import annotations

import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from kiosk.errands.worker import Note
from kiosk.errors import KioskError, StoreError
from kiosk.needs import Clock, Finder
from kiosk.search import IndexFinder, memory_finder, standing_in
from offline_cache.catalogue import CompiledIndex, open_index

if TYPE_CHECKING:
    from kiosk.cli.starting import Data

CATALOGUE = "catalogue.db"
"""Name of the compiled catalogue in the machine's data folder."""

_FIRST_AFTER, _AGAIN_AFTER = 15.0, 900.0
_LONGEST_BUILD = 300.0
_ROOT = Path(__file__).absolute().parents[2]


class CatalogueKeeper:
    """Search for one machine: from ``<folder>/catalogue.db`` when it fits the packs, else from memory.

    ``use`` is called, from the thread of :meth:`keep`, with a finder over a freshly compiled catalogue. Nothing here
    ends the kiosk: whatever is wrong goes to ``note``, once until it is mended.
    """

    def __init__(
        self, folder: Path, data: Data, clock: Clock, note: Note, use: Callable[[Finder], None],
    ) -> None:
        self.file = folder / CATALOGUE
        self._data, self._clock, self._note, self._use = data, clock, note, use
        self._opened: list[CompiledIndex] = []
        self._next: float | None = None
        self._in_use = False
        self._said: set[str] = set()
        self._running: subprocess.Popen[str] | None = None
        self._lock, self._stopped = threading.Lock(), False

    def open(self) -> Finder:
        """What to search with now. In a while :meth:`due` comes true, to prove the file or to compile it."""
        self._next = self._clock.monotonic() + _FIRST_AFTER
        try:
            finder = self._compiled()
        except StoreError as error:
            self._wrong(error)
            return memory_finder(self._data.catalog)
        self._in_use = True
        return finder

    def follow(self, data: Data) -> Finder:
        """What to search other data with from now on; callable from any thread. See :meth:`open`."""
        self._data, self._in_use = data, False
        return self.open()

    def due(self) -> bool:
        """Whether it is time for :meth:`keep`; true once for each time."""
        if self._next is None or self._clock.monotonic() < self._next:
            return False
        self._next = None
        return True

    def keep(self) -> None:
        """Prove the file; when it does not fit, compile, prove and use a new one. Takes seconds."""
        try:
            whole = self._is_whole()
            if not whole:
                self._build()
            if not self._stopped and not (whole and self._in_use):
                self._use(self._compiled())
                self._in_use = True
                self._said.clear()
                self._note("catalogue_ready", region=self._data.catalog.region, version=self._data.catalog.version)
        except KioskError as error:
            self._next = self._clock.monotonic() + _AGAIN_AFTER
            self._wrong(error)

    def stop(self) -> None:
        """Give up compiling; the file in use stays as it is."""
        with self._lock:
            self._stopped = True
            if self._running:
                self._running.terminate()

    def close(self) -> None:
        """Close every opened file."""
        self.stop()
        for index in self._opened:
            index.close()

    def _compiled(self) -> Finder:
        catalog = self._data.catalog
        index = open_index(self.file, catalog.region, catalog.version)
        self._opened.append(index)
        return standing_in(IndexFinder(index), lambda: memory_finder(catalog), self._failed)

    def _is_whole(self) -> bool:
        try:
            self._prove()
        except StoreError as error:
            self._wrong(error)
            return False
        return True

    def _prove(self) -> None:
        """Read the whole file through a connection of its own, so that no search waits. Raises StoreError."""
        index = open_index(self.file, self._data.catalog.region, self._data.catalog.version)
        try:
            index.verify()
        finally:
            index.close()

    def _failed(self, error: KioskError) -> None:
        """A damaged place was met while searching."""
        self._in_use, self._next = False, self._clock.monotonic() + _FIRST_AFTER
        self._wrong(error)

    def _wrong(self, error: KioskError) -> None:
        if str(error) not in self._said:
            self._said.add(str(error))
            self._note("catalogue_problem", reason=str(error))

    def _build(self) -> None:
        """Compile and prove. Raises StoreError with the last words of the builder."""
        pack = self._data.pack
        words = [sys.executable, "-m", "kiosk", "catalog", "build", "--gently", "--output", str(self.file.absolute())]
        words += ["--pack", str(pack.folder.absolute())] if pack else []
        said = self._outcome_of(words)
        if self._stopped:
            return
        try:
            self._prove()
        except StoreError as error:
            raise StoreError(f"{self.file}: 目录数据库没有生成，先在内存里查。{said}") from error

    def _outcome_of(self, words: list[str]) -> str:
        """Run to the end or to the limit; what it said on standard error, on one line."""
        try:
            with self._lock:
                if self._stopped:
                    return ""
                self._running = running = subprocess.Popen(
                    words, cwd=_ROOT, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE,
                    text=True, encoding="utf-8", errors="replace",
                )
        except OSError as error:
            return f"生成程序启动不了（{error.strerror}）。"
        with running:
            try:
                return " ".join(running.communicate(timeout=_LONGEST_BUILD)[1].split())
            except subprocess.TimeoutExpired:
                running.kill()
                return f"生成超过 {_LONGEST_BUILD:g} 秒，已停止。"
