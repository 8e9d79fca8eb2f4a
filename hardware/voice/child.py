"""One child process at a time, bounded in time, ended at once from any thread."""

from __future__ import annotations

import subprocess
import threading
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Ended:
    """How a child ended: its exit status (negative: ended by a signal) and what it wrote."""

    status: int
    output: bytes = b""
    complaint: str = ""


NOT_FOUND = Ended(127)
TOO_LONG = Ended(124)
NOT_WANTED = Ended(-9)


class Child:
    """Runs a program on behalf of one thread; ``end`` may come from any other."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._ended = False

    def run(self, command: tuple[str, ...], data: bytes, seconds: float, wanted: Callable[[], bool]) -> Ended:
        """Feed ``data``, wait at most ``seconds``; a run no longer ``wanted`` is not begun. Never raises OSError.

        The text to be said goes through a pipe, since a command line can be read by every user of the machine.
        """
        with self._lock:
            self._ended = False
        if not wanted():
            return NOT_WANTED
        try:  # outside the lock: a disk may take its time with a program, and ``end`` waits for nothing
            process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        except OSError as error:
            return Ended(NOT_FOUND.status, complaint=error.strerror or type(error).__name__)
        with self._lock:
            self._process = process
            if self._ended:
                process.kill()
        try:
            output, complaint = process.communicate(data, timeout=seconds)
        except subprocess.TimeoutExpired:
            process.kill()
            process.communicate()
            return TOO_LONG
        finally:
            with self._lock:
                self._process = None
        return Ended(process.returncode, output, complaint.decode("utf-8", "replace").strip())

    def end(self) -> None:
        """Kill what runs or is just beginning, if anything; returns at once."""
        with self._lock:
            self._ended = True
            if self._process is not None:
                self._process.kill()
