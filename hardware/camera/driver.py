"""A document camera served by a process of its own, which is ended when it hangs and started anew when it is gone."""

from __future__ import annotations

import json
import os
import select
import subprocess
import sys
import time
from collections.abc import Callable
from typing import Any

from kiosk.devices.camera import CameraOutcome, CameraTrouble, Corners, PagePicture, PageWarning, Pixels, View
from kiosk.person.privacy import Private

_LOOK = 0.2
_MOST_BYTES = 64_000_000
_SIZE = (2592, 1944)


class _Failed(Exception):
    def __init__(self, outcome: CameraOutcome) -> None:
        super().__init__(outcome.detail)
        self.outcome = outcome


_CANCELLED = CameraOutcome(trouble=CameraTrouble.CANCELLED)
_GONE = CameraOutcome(trouble=CameraTrouble.NO_PICTURES, detail="the camera's process ended")
_SILENT = CameraOutcome(trouble=CameraTrouble.NO_PICTURES, detail="no picture in time")


class ProcessCamera:
    """Obeys ``kiosk.needs.DocumentCamera``. The constructor opens nothing; ``close`` ends the process.

    ``source`` is a camera (``/dev/video0``, ``/dev/v4l/by-id/…``), ``folder:<path>`` or ``drawn:<fault>``; ``size``
    the pixels asked of it. A camera that is gone is looked for at most every ``pause`` seconds. The process holds
    the pictures and the picture library, so that neither stays when the page is left. One thread at a time.
    """

    def __init__(self, source: str, size: tuple[int, int] = _SIZE, *, pause: float = 0.5) -> None:
        self._source, self._size, self._pause = source, size, pause
        self._process: subprocess.Popen[bytes] | None = None
        self._read = bytearray()
        self._not_before = 0.0

    def look(self, timeout: float, cancelled: Callable[[], bool]) -> CameraOutcome:
        """The newest picture, page and warnings, within ``timeout`` seconds. Never raises for what a camera can do."""
        return self._ask({"do": "look"}, timeout, cancelled)

    def take(self, corners: Corners | None, timeout: float, cancelled: Callable[[], bool]) -> CameraOutcome:
        """One page inside ``corners``, or the page found when None; NO_PAGE when there is none."""
        wish = {"do": "take", "corners": [list(corner) for corner in corners] if corners else None}
        return self._ask(wish, timeout, cancelled)

    def close(self) -> None:
        """End the process; the next call starts it again."""
        process, self._process = self._process, None
        self._read.clear()
        if process is not None:
            process.kill()
            process.wait()
            for stream in (process.stdin, process.stdout):
                if stream is not None:
                    _close(stream)

    def _ask(self, wish: dict[str, Any], timeout: float, cancelled: Callable[[], bool]) -> CameraOutcome:
        deadline = time.monotonic() + timeout
        try:
            self._opened(deadline, cancelled)
            self._tell(json.dumps(wish).encode() + b"\n")
            return self._outcome(*self._answer(deadline, cancelled))
        except _Failed as failed:
            if failed.outcome is not _CANCELLED:
                self._not_before = time.monotonic() + self._pause
            self.close()
            return failed.outcome

    def _opened(self, deadline: float, cancelled: Callable[[], bool]) -> None:
        if self._process is not None and self._process.poll() is None:
            return
        self.close()
        while (left := self._not_before - time.monotonic()) > 0:
            if cancelled():
                raise _Failed(_CANCELLED)
            if time.monotonic() >= deadline:
                raise _Failed(_SILENT)
            time.sleep(min(left, _LOOK, max(0.0, deadline - time.monotonic())))
        self._process = subprocess.Popen(
            self._command(), stdin=subprocess.PIPE, stdout=subprocess.PIPE, bufsize=0,
            env={**os.environ, "OPENCV_LOG_LEVEL": "ERROR"},
        )
        self._outcome(*self._answer(deadline, cancelled), opening=True)

    def _command(self) -> tuple[str, ...]:
        wide, high = self._size
        return sys.executable, "-m", "hardware.camera.eye", self._source, str(wide), str(high)

    def _tell(self, line: bytes) -> None:
        assert self._process is not None, "opened before"
        assert self._process.stdin is not None, "asked for a pipe"
        try:
            self._process.stdin.write(line)
        except OSError as error:
            raise _Failed(_GONE) from error

    def _answer(self, deadline: float, cancelled: Callable[[], bool]) -> tuple[dict[str, Any], bytes]:
        while (end := self._read.find(b"\n")) < 0:
            self._more(deadline, cancelled)
        head = json.loads(bytes(self._read[:end]))
        size = int(head["bytes"])
        if not 0 <= size <= _MOST_BYTES:
            raise _Failed(_GONE)
        while len(self._read) < end + 1 + size:
            self._more(deadline, cancelled)
        picture = bytes(self._read[end + 1 : end + 1 + size])
        del self._read[: end + 1 + size]
        return head, picture

    def _more(self, deadline: float, cancelled: Callable[[], bool]) -> None:
        assert self._process is not None, "opened before"
        assert self._process.stdout is not None, "asked for a pipe"
        handle = self._process.stdout.fileno()
        while True:
            if cancelled():
                raise _Failed(_CANCELLED)
            left = deadline - time.monotonic()
            if left <= 0:
                raise _Failed(_SILENT)
            if select.select([handle], [], [], min(left, _LOOK))[0]:
                break
        data = os.read(handle, 1 << 20)
        if not data:
            raise _Failed(_GONE)
        self._read += data

    def _outcome(self, head: dict[str, Any], picture: bytes, *, opening: bool = False) -> CameraOutcome:
        match head["kind"]:
            case "open" if opening:
                return CameraOutcome()
            case "view":
                first, second, third, fourth = ((float(x), float(y)) for x, y in head["corners"])
                corners: Corners = (first, second, third, fourth)
                return CameraOutcome(view=View(
                    head["width"], head["height"], Private(picture), corners, head["found"], _warnings(head)
                ))
            case "page":
                return CameraOutcome(page=_page(head, picture))
            case "no_page":
                return CameraOutcome(trouble=CameraTrouble.NO_PAGE)
            case "jammed" | "cover_open":
                trouble = CameraTrouble(head["kind"])
                return CameraOutcome(trouble=trouble, detail=head["detail"])
            case "no_device":
                raise _Failed(CameraOutcome(trouble=CameraTrouble.NO_DEVICE, detail=head["detail"]))
            case _:
                raise _Failed(CameraOutcome(trouble=CameraTrouble.NO_PICTURES, detail=str(head.get("detail", ""))))


def _page(head: dict[str, Any], answer: bytes) -> PagePicture:
    """The small pictures for the screen come first, the page itself last."""
    small, start = [], 0
    for wide, high in head["small"]:
        small.append(Pixels(wide, high, Private(answer[start : start + 3 * wide * high])))
        start += 3 * wide * high
    preview, thumb = small
    return PagePicture(head["width"], head["height"], Private(answer[start:]), _warnings(head), preview, thumb)


def _warnings(head: dict[str, Any]) -> tuple[PageWarning, ...]:
    return tuple(PageWarning(name) for name in head["warnings"])


def _close(stream: Any) -> None:
    try:
        stream.close()
    except OSError:
        return  # the process took its end with it, which is what close wants
