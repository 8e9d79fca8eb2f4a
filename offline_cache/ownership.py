"""One program at a time may send from a data file: a lock the kernel holds, with a card that names its holder."""

from __future__ import annotations

import errno
import fcntl
import json
import mmap
import os
import sys
import time
from contextlib import suppress
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path

from kiosk.errors import StoreError, StoreInUse

_CARD_SIZE, _DOING_SIZE = 1024, 32
_LOCK_TRIES, _LOCK_PAUSE = 6, 0.03
_BOOT_ID = Path("/proc/sys/kernel/random/boot_id")


@dataclass(frozen=True)
class Holder:
    """Who owns a data file: process number, start of the machine it runs in, since when, and which command.

    ``doing`` is what the owner is busy with at this moment, such as the id of the bundle it is sending.
    """

    pid: int
    boot: str
    since: str
    program: str
    doing: str = ""


def _lock(handle: int) -> None:
    """Take the lock; tried again for a moment, since whoever only asks who holds it touches it too."""
    for tries_left in range(_LOCK_TRIES, 0, -1):
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return
        except BlockingIOError:
            if tries_left == 1:
                raise
            time.sleep(_LOCK_PAUSE)


def lock_path(database: Path) -> Path:
    """The lock file that belongs to a database; it stays for good and is locked, not removed."""
    return database.with_name(database.name + ".lock")


class Ownership:
    """The right to send from ``database``, held until :meth:`release` or the end of the process, however it ends.

    Raises StoreInUse naming the process that has it. ``left_behind`` is the card of an owner that never released it:
    still there although nobody held the lock, with what that owner was doing when it was killed.
    """

    def __init__(self, database: Path) -> None:
        path = lock_path(database)
        try:
            self._handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        except OSError as error:
            raise StoreError(
                f"{path}: 锁文件打不开（{error.strerror}）。", "请检查目录是否存在、权限以及磁盘是否只读。"
            ) from error
        try:
            _lock(self._handle)
        except OSError as error:
            holder = _read(self._handle)
            os.close(self._handle)
            if error.errno not in (errno.EWOULDBLOCK, errno.EACCES):
                raise StoreError(f"{path}: 不能加锁（{error.strerror}）。", "请把数据目录放在本机磁盘上。") from error
            raise _in_use(database, holder) from None
        self.left_behind = _read(self._handle)
        since = datetime.now().astimezone().isoformat(timespec="seconds")
        card = json.dumps(asdict(Holder(os.getpid(), _boot(), since, _program()[:200], " " * _DOING_SIZE)))
        self._doing_at = len(card) - _DOING_SIZE - 2
        self._card: mmap.mmap | None = None
        with suppress(OSError):  # a full disk leaves the card blank; the lock itself holds all the same
            os.pwrite(self._handle, card.encode().ljust(_CARD_SIZE), 0)
            self._card = mmap.mmap(self._handle, _CARD_SIZE)

    def note(self, doing: str) -> None:
        """Write down what the owner is busy with, in at most 32 signs: seen by others at once, kept over kill -9."""
        if self._card is not None:
            self._card[self._doing_at : self._doing_at + _DOING_SIZE] = f"{doing:{_DOING_SIZE}}".encode()

    def release(self) -> None:
        """Give the right back; further calls do nothing."""
        if self._handle >= 0:
            if self._card is not None:
                self._card.close()
                self._card = None
            with suppress(OSError):  # a card left behind only looks like a crash to the next owner
                os.ftruncate(self._handle, 0)
            os.close(self._handle)
            self._handle = -1


def holder_of(database: Path) -> Holder | None:
    """Who owns the database now; None when nobody does. Changes nothing."""
    try:
        handle = os.open(lock_path(database), os.O_RDONLY | os.O_CLOEXEC)
    except OSError:
        return None
    try:
        fcntl.flock(handle, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except OSError:
        return _read(handle) or Holder(0, "", "", "")
    else:
        return None
    finally:
        os.close(handle)


def _read(handle: int) -> Holder | None:
    """The card, also when it is the only trace of an owner that was killed; None when there is none."""
    try:
        found = json.loads(os.pread(handle, _CARD_SIZE, 0))
        words = (str(found[name]).strip() for name in ("boot", "since", "program", "doing"))
        return Holder(int(found["pid"]), *words)
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _in_use(database: Path, holder: Holder | None) -> StoreInUse:
    named = f"进程 {holder.pid}（{holder.program}，自 {holder.since}）" if holder else "另一个程序"
    return StoreInUse(
        f"{database}: 正由{named}使用，没有做任何改动。", "请先结束那个程序，或由它来完成；不要删除文件。"
    )


def _boot() -> str:
    with suppress(OSError):
        return _BOOT_ID.read_text(encoding="ascii").strip()
    return ""


def _program() -> str:
    """The command without its arguments' values: its first two plain words."""
    words = [word for word in sys.argv[1:3] if word.replace("-", "").isalpha() and not word.startswith("-")]
    name = Path(sys.argv[0]).name
    return " ".join(["kiosk" if name in ("__main__.py", "kiosk") else name or "python", *words])
