"""How much paper lies in the tray: counted from what was printed since a technician filled it."""

from __future__ import annotations

import fcntl
import json
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path

from kiosk.errors import StoreError


@dataclass(frozen=True)
class Tray:
    """``filled`` sheets lay in the tray at the last refill, 0 when nobody ever said; ``used`` were printed since."""

    filled: int = 0
    used: int = 0

    @property
    def left(self) -> int | None:
        """Sheets that should still be there; None when no refill was ever told."""
        return max(0, self.filled - self.used) if self.filled else None


class PaperStock:
    """The trays of this machine's printers in one small file, by printer name; safe between processes.

    Every change is whole or not made. A damaged file counts as never told. Raises StoreError when the disk refuses.
    """

    def __init__(self, path: Path) -> None:
        self._path = path

    def tray(self, printer: str) -> Tray:
        """What is known of a printer's paper."""
        return self._read().get(printer, Tray())

    def add_used(self, printer: str, sheets: int) -> Tray:
        """Count sheets that left the printer."""
        with self._alone():
            old = self.tray(printer)
            return self._write(printer, Tray(old.filled, old.used + sheets))

    def refill(self, printer: str, sheets: int) -> Tray:
        """A technician filled the tray: it now holds ``sheets`` in all."""
        with self._alone():
            return self._write(printer, Tray(sheets, 0))

    @contextmanager
    def _alone(self) -> Iterator[None]:
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            with self._path.with_suffix(".lock").open("w") as lock:
                fcntl.flock(lock, fcntl.LOCK_EX)
                yield
        except OSError as error:
            raise StoreError(
                f"{self._path}: 纸张计数写不进去（{error.strerror}）。", "请检查磁盘空间和目录权限。"
            ) from error

    def _read(self) -> dict[str, Tray]:
        try:
            found = json.loads(self._path.read_text(encoding="utf-8"))
            return {str(name): Tray(int(tray["filled"]), int(tray["used"])) for name, tray in found.items()}
        except (OSError, ValueError, TypeError, KeyError, AttributeError):
            return {}

    def _write(self, printer: str, tray: Tray) -> Tray:
        trays = {**self._read(), printer: tray}
        handle, name = tempfile.mkstemp(dir=self._path.parent, prefix=".", suffix=".part")
        try:
            with os.fdopen(handle, "w", encoding="utf-8") as file:
                json.dump({known: asdict(value) for known, value in trays.items()}, file)
            Path(name).replace(self._path)
        except OSError:
            Path(name).unlink(missing_ok=True)
            raise
        return tray
