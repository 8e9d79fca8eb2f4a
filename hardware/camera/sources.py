"""Where pictures come from: a UVC camera of the system, a folder of pictures, or a drawn desk.

Used inside the camera's own process only, so that a driver that hangs hangs nobody else.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from itertools import count
from pathlib import Path
from typing import Protocol

import cv2
import numpy as np

from hardware.camera.emulated_desk import Fault, draw, with_noise
from hardware.camera.page_finder import Picture
from hardware.fault_names import read_fault

_QUEUED = 5
_WAITED = 0.004  # seconds; a picture that came sooner lay in the queue
_PICTURES = (".jpg", ".jpeg", ".png")


class Source(Protocol):
    """Gives pictures; may block for ever, which its process is ended for."""

    def grab(self) -> bool:
        """Let the next picture come; False when the camera is gone."""
        ...

    def picture(self) -> Picture | None:
        """The picture grabbed last, BGR."""
        ...


class NoDevice(Exception):
    """There is no such camera, or another program has it; the message is for technicians."""


def open_source(name: str, width: int, height: int) -> Source:
    """``folder:<path>``, ``drawn:<fault>``, ``desk:<file that names one>``, or a camera.

    A camera is ``0``, ``/dev/video0`` or ``/dev/v4l/by-id/…``. Raises NoDevice.
    """
    kind, _, rest = name.partition(":")
    if kind == "folder":
        return FolderSource(Path(rest))
    if kind == "drawn":
        return DrawnSource(read_fault(rest, Fault)[0], (width, height))
    if kind == "desk":
        return DeskSource(Path(rest), (width, height))
    return UvcSource(name, width, height)


class UvcSource:
    """A USB video class camera through V4L2, asked for JPEG frames, since raw 5 MP frames do not fit USB 2."""

    def __init__(self, device: str, width: int, height: int, interface: int = cv2.CAP_V4L2) -> None:
        path = Path(f"/dev/video{device}") if device.isdigit() else Path(device)
        if not path.exists():
            raise NoDevice(f"{path} does not exist")
        self._camera = cv2.VideoCapture(str(path.resolve()), interface)
        if not self._camera.isOpened():
            raise NoDevice(f"{path} cannot be opened as a camera")
        self._camera.set(cv2.CAP_PROP_FOURCC, cv2.VideoWriter.fourcc(*"MJPG"))
        self._camera.set(cv2.CAP_PROP_FRAME_WIDTH, width)
        self._camera.set(cv2.CAP_PROP_FRAME_HEIGHT, height)
        self._camera.set(cv2.CAP_PROP_BUFFERSIZE, 1)

    def grab(self) -> bool:
        """See :class:`Source`. Pictures that had been waiting in the system's queue are old and passed over."""
        for _ in range(_QUEUED):
            asked = time.monotonic()
            if not self._camera.grab():
                return False
            if time.monotonic() - asked >= _WAITED:
                break
        return True

    def picture(self) -> Picture | None:
        """See :class:`Source`."""
        good, frame = self._camera.retrieve()
        return np.asarray(frame, dtype=np.uint8) if good else None


class FolderSource:
    """Pictures of a folder in the order of their names, one a grab, again from the start; noise on top."""

    def __init__(self, folder: Path) -> None:
        paths = sorted(path for path in folder.glob("*") if path.suffix.lower() in _PICTURES)
        pictures = [cv2.imread(str(path)) for path in paths]
        self._pictures = [np.asarray(picture, dtype=np.uint8) for picture in pictures if picture is not None]
        if not self._pictures:
            raise NoDevice(f"{folder} holds no pictures")
        self._turn = count()
        self._at = 0

    def grab(self) -> bool:
        """See :class:`Source`."""
        self._at = next(self._turn)
        return True

    def picture(self) -> Picture | None:
        """See :class:`Source`."""
        return with_noise(self._pictures[self._at % len(self._pictures)], self._at)


class DrawnSource:
    """A drawn desk with one of the faults by name."""

    def __init__(self, fault: Fault, size: tuple[int, int], wait: Callable[[], object] | None = None) -> None:
        if fault is Fault.UNPLUGGED:
            raise NoDevice("unplugged")
        self._fault = fault
        self._still = draw(Fault.DARK_DESK if fault in (Fault.FROZEN, Fault.STUCK) else fault, size=size).picture
        self._wait = wait or threading.Event().wait
        self._at = 0

    def grab(self) -> bool:
        """See :class:`Source`."""
        if self._fault is Fault.STUCK:
            self._wait()
        self._at += 1
        return True

    def picture(self) -> Picture | None:
        """See :class:`Source`."""
        return self._still if self._fault is Fault.FROZEN else with_noise(self._still, self._at)


class DeskSource:
    """A drawn desk changed while it is looked at: the file ``named`` holds the name of what lies there now."""

    def __init__(self, named: Path, size: tuple[int, int]) -> None:
        self._named, self._size = named, size
        self._now = self._wanted()
        self._desk = DrawnSource(self._now, size)

    def _wanted(self) -> Fault:
        try:
            return read_fault(self._named.read_text(encoding="utf-8").strip(), Fault)[0]
        except (OSError, ValueError) as error:
            raise NoDevice(f"{self._named} names no desk") from error

    def grab(self) -> bool:
        """See :class:`Source`; False once the desk is gone or the camera is pulled out."""
        try:
            wanted = self._wanted()
            if wanted is not self._now:
                self._now, self._desk = wanted, DrawnSource(wanted, self._size)
        except NoDevice:
            return False
        return self._desk.grab()

    def picture(self) -> Picture | None:
        """See :class:`Source`."""
        return self._desk.picture()
