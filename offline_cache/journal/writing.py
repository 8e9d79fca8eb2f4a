"""What technicians may know of the past: events in JSON lines, by a whitelist of keys, for half a year.

The term is that of 网络安全法 第二十一条第三项: network logs are kept for no less than six months.
"""

from __future__ import annotations

import json
import os
import re
import threading
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

from kiosk.errors import StoreError
from kiosk.needs import Clock

SAFE_KEYS = frozenset({
    "attempts", "bundle", "case", "count", "device", "error", "item", "kind", "language", "machine", "outcome", "pages",
    "port", "reason", "region", "scenario", "screen", "seconds", "state", "status", "step", "ticket", "version",
    "where",
})  # fmt: skip
"""Keys whose values are written; the value of any other key prints as ``<redacted>``."""

_REDACTED = "<redacted>"
_LOOKS_PERSONAL = re.compile(r"\d{17}[\dXx]|(?<!\d)1[3-9]\d{9}(?!\d)")
_LONGEST_TEXT = 200
_SPAN = timedelta(days=30)
_TAIL = 10_000


class Journal:
    """Append-only file ``path`` (mode 0600), turned over at ``max_bytes`` or when its first line is 30 days old.

    A file is deleted once its last line is older than ``keep_days``: every line is kept that long, and a month more at
    most.

    Thread-safe. Raises StoreError when the folder cannot be used, unless it is ``patient``; later write failures are
    counted in ``lost`` and reported by a line of their own as soon as the disk takes lines again.
    """

    def __init__(
        self, path: Path | str, clock: Clock, *, max_bytes: int = 1_000_000, keep_days: int = 180,
        patient: bool = False,
    ) -> None:
        self.path = Path(path)
        self.lost = 0
        self._clock = clock
        self._max_bytes = max_bytes
        self._keep = timedelta(days=keep_days)
        self._lock = threading.Lock()
        self._first: datetime | None = None
        try:
            os.close(self._open())
            self._prune()
        except OSError as error:
            if patient:
                return
            raise StoreError(
                f"{self.path}: 日志写不进去（{error.strerror}）。", "请检查目录是否存在、是否可写、磁盘是否已满。"
            ) from error

    def note(self, event: str, /, **values: object) -> None:
        """Write one line: time, event, and the values whose keys are whitelisted."""
        line = {"at": self._clock.now().isoformat(timespec="milliseconds"), "event": _safe("event", event)}
        line.update({key: _safe(key, value) for key, value in values.items() if key not in line})
        with self._lock:
            if self.lost:
                line["lost_before"] = self.lost
            try:
                self._turn_over()
                self._append(json.dumps(line, ensure_ascii=False, separators=(",", ":")).encode() + b"\n")
                self.lost = 0
            except OSError:
                self.lost += 1

    def lines(self) -> list[dict[str, object]]:
        """Every kept event, oldest first; a line torn by a power cut is left out."""
        return list(self.each())

    def each(self) -> Iterator[dict[str, object]]:
        """The same one by one, without holding them all."""
        for path in [*self._old_files(), self.path]:
            try:
                file = path.open("rb")
            except FileNotFoundError:  # turned over, or deleted by age, a moment ago
                continue
            with file:
                for line in file:
                    found = _read(line)
                    if found is not None:
                        yield found

    def _open(self) -> int:
        return os.open(self.path, os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_CLOEXEC, 0o600)

    def _append(self, line: bytes) -> None:
        handle = self._open()
        try:
            if os.write(handle, line) != len(line):
                raise OSError("short write")
        finally:
            os.close(handle)

    def _turn_over(self) -> None:
        try:
            size = self.path.stat().st_size
        except FileNotFoundError:
            return
        now = self._clock.now()
        if size >= self._max_bytes or (size and now - self._begun(now) >= _SPAN):
            moment = _last_moment(self.path, now)
            self._first = None
            while (old := self._old_name(moment)).exists():
                moment += timedelta(microseconds=1)
            self.path.rename(old)
            self._prune()

    def _begun(self, now: datetime) -> datetime:
        """When the first line of the file was written; read once for each file."""
        if self._first is None:
            with self.path.open("rb") as file:
                self._first = _moment(file.readline(), now)
        return self._first

    def _old_name(self, moment: datetime) -> Path:
        return self.path.with_name(f"{self.path.stem}-{moment:%Y%m%dT%H%M%S%f}{self.path.suffix}")

    def _old_files(self) -> list[Path]:
        return sorted(self.path.parent.glob(f"{self.path.stem}-*{self.path.suffix}"))

    def _prune(self) -> None:
        oldest = self._old_name(self._clock.now() - self._keep).name
        for path in self._old_files():
            if path.name < oldest:
                path.unlink(missing_ok=True)


def _read(line: bytes) -> dict[str, object] | None:
    try:
        found = json.loads(line)
    except ValueError:
        return None
    return found if isinstance(found, dict) else None


def _moment(line: bytes, otherwise: datetime) -> datetime:
    """When a line was written, in the clock's own kind of time; ``otherwise`` when that cannot be told."""
    try:
        moment = datetime.fromisoformat(str((_read(line) or {})["at"]))
    except (KeyError, ValueError):
        return otherwise
    if (moment.tzinfo is None) != (otherwise.tzinfo is None):
        return otherwise
    return moment.astimezone(otherwise.tzinfo) if otherwise.tzinfo else moment


def _last_moment(path: Path, otherwise: datetime) -> datetime:
    with path.open("rb") as file:
        file.seek(max(0, path.stat().st_size - _TAIL))
        lines = file.read().splitlines()
    return _moment(lines[-1] if lines else b"", otherwise)


def _safe(key: str, value: object) -> object:
    if key != "event" and key not in SAFE_KEYS:
        return _REDACTED
    if value is None or isinstance(value, (bool, int, float)):
        return _REDACTED if _LOOKS_PERSONAL.search(str(value)) else value
    if isinstance(value, str):
        return _LOOKS_PERSONAL.sub(_REDACTED, value)[:_LONGEST_TEXT]
    return _REDACTED
