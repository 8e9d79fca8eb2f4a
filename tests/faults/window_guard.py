"""Watches the window's thread: whatever can wait for a device, a network, a disk or a program is written down."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
_OURS = tuple(f"{ROOT / room}/" for room in ("kiosk", "screens", "hardware", "offline_cache", "config"))
_VISITOR = f"{ROOT / 'screens' / 'walk'}/"
_WAITS_IN = {"_socket", "_ssl", "_sqlite3", "sqlite3", "select", "_posixsubprocess", "termios", "fcntl", "_io", "io"}
_WAITS = {
    ("posix", name)
    for name in ("open", "read", "write", "fsync", "fdatasync", "stat", "rename", "replace", "unlink", "mkdir",
                 "listdir", "scandir", "posix_spawn", "waitpid", "system")
} | {("time", "sleep")}
_OWN_PICTURES = "screens/parts/art.py"
_MEMORY = {"BytesIO", "StringIO", "text_encoding"}


class WindowGuard:
    """``found`` holds every such call as ``line of ours: call``; ``calls`` counts all calls looked at.

    The program's own parts, read when a page opens for the first time, are not meant: they are rehearsed before
    anybody comes.
    """

    def __init__(self) -> None:
        self.found: set[str] = set()
        self.calls = 0

    @contextmanager
    def watching(self) -> Iterator[None]:
        """Watch the thread that enters."""
        before = sys.getprofile()
        sys.setprofile(self._called)
        try:
            yield
        finally:
            sys.setprofile(before)

    def _called(self, frame: FrameType, event: str, called: Any) -> None:
        if event != "c_call":
            return
        self.calls += 1
        name = waits(called)
        if name and (line := _line_of_ours(frame)):
            self.found.add(f"{line}: {name}")


def waits(called: Any) -> str:
    """The name of a built-in call that can wait for something outside; empty for every other."""
    owner = getattr(called, "__self__", None)
    inside = None if owner is None or isinstance(owner, type(sys)) else type(owner)
    module = (inside.__module__ if inside else getattr(called, "__module__", "")) or ""
    name = getattr(called, "__name__", "")
    if (module, name) in _WAITS or (module == "_thread" and name == "acquire_lock"):
        return f"{module}.{name}"
    if module in _WAITS_IN and name not in _MEMORY and (inside is None or inside.__name__ not in _MEMORY):
        return f"{module}.{inside.__name__ if inside else ''}.{name}"
    return ""


def _line_of_ours(frame: FrameType | None) -> str:
    """The innermost line of the program itself; empty for the visitor's hand, the test and the program's own parts."""
    line = ""
    while frame is not None:
        place = frame.f_code.co_filename
        if place.startswith("<frozen importlib") or place.endswith(_OWN_PICTURES):
            return ""
        if not line and place.startswith(_OURS) and not place.startswith(_VISITOR):
            line = f"{Path(place).relative_to(ROOT)}:{frame.f_lineno}"
        if place.endswith("screens/app.py"):
            return line
        frame = frame.f_back
    return ""


