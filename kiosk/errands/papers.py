"""The camera's worker: live pictures as they come, one page when asked, and nothing once the page is left."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

from kiosk.devices.camera import CameraOutcome, CameraTrouble, Corners, PagePicture
from kiosk.filing.attachment import attachment_of
from kiosk.inbox import Inbox, PagesBound, PageTaken, PaperSeen
from kiosk.needs import DocumentCamera
from kiosk.person.privacy import Private
from kiosk.steps.photographing import Scan

LOOK_SECONDS = 8.0
_BETWEEN_PICTURES = 0.06
BETWEEN_TROUBLES = 2.0
_USUAL = frozenset({CameraTrouble.NO_PAGE, CameraTrouble.CANCELLED})
"""What people do with papers, not what a technician must know."""


@dataclass(frozen=True)
class PaperDesk:
    """A camera or scanner for papers, and what binds its pages to one PDF (raises ValueError for too many).

    A page is waited for ``take_seconds`` at most: a camera needs one, a scanner may have to warm up its lamp.
    """

    camera: DocumentCamera
    bind: Callable[[Sequence[PagePicture]], Private[bytes]]
    take_seconds: float = 10.0


class Doer(Protocol):
    """A thread that does jobs in order."""

    def do(self, job: Callable[[], None]) -> None:
        """Queue a job; returns at once."""
        ...

    def stop(self) -> None:
        """Finish the job in hand and end, within a bounded time."""
        ...


class PaperErrands:
    """Looks, takes and binds on ``worker``. Thread-safe; holds nothing about a person beyond a running job.

    The camera lives while somebody is at the page and is closed once the page is left. ``note`` writes to the
    technicians' journal, once for each change of what is wrong.
    """

    def __init__(
        self, desk: PaperDesk, inbox: Inbox, worker: Doer, note: Callable[..., None], *,
        between_troubles: float = BETWEEN_TROUBLES,
    ) -> None:
        self._desk, self._inbox, self._worker, self._note = desk, inbox, worker, note
        self._between_troubles = between_troubles
        self._left: threading.Event | None = None  # of the citizen now at the page: set when the page is left
        self._looking: object = None               # the live picture is wanted
        self._noted: CameraTrouble | None = None

    def _here(self) -> threading.Event:
        self._left = self._left or threading.Event()
        return self._left

    def look(self, visit_id: str) -> None:
        """Live pictures, the newest only, until :meth:`take` or :meth:`leave`."""
        left = self._here()
        turn = self._looking = object()

        def job() -> None:
            while self._looking is turn and not left.is_set():
                outcome = self._answer(lambda: self._desk.camera.look(LOOK_SECONDS, left.is_set))
                if left.is_set():
                    return
                wait = self._between_troubles if outcome.trouble else _BETWEEN_PICTURES
                self._inbox.put_newest(PaperSeen(visit_id, outcome))
                del outcome  # the next picture may be a while, and this one is the window's now
                left.wait(wait)

        self._worker.do(job)

    def take(self, visit_id: str, corners: Corners | None) -> None:
        """One page; ends the live pictures."""
        left = self._here()
        self._looking = None

        def job() -> None:
            desk = self._desk
            outcome = self._answer(lambda: desk.camera.take(corners, desk.take_seconds, left.is_set))
            self._inbox.put(PageTaken(visit_id, outcome))

        self._worker.do(job)

    def bind(self, visit_id: str, material: str, pages: tuple[PagePicture, ...]) -> None:
        """One document of the pages; ends the live pictures."""
        self._looking = None

        def job() -> None:
            scan = None
            try:
                pdf = self._desk.bind(pages)
                scan = Scan(attachment_of(material, len(pages), pdf), pages)
            finally:
                self._inbox.put(PagesBound(visit_id, material, scan))

        self._worker.do(job)

    def leave(self) -> None:
        """Nobody is at the page any more: end what runs and close the camera."""
        self._let_go()
        self._worker.do(self._desk.camera.close)

    def close(self) -> None:
        """Stop the worker and let go of the camera."""
        self._let_go()
        self._worker.stop()
        self._desk.camera.close()

    def _let_go(self) -> None:
        left, self._left, self._looking = self._left, None, None
        if left is not None:
            left.set()

    def _answer(self, ask: Callable[[], CameraOutcome]) -> CameraOutcome:
        try:
            outcome = ask()
        except Exception as error:  # noqa: BLE001 - whatever broke, the citizen must hear that no picture comes
            outcome = CameraOutcome(trouble=CameraTrouble.NO_PICTURES, detail=type(error).__name__)
        trouble = outcome.trouble if outcome.trouble not in _USUAL else self._noted
        if trouble is not self._noted:
            self._noted = trouble
            if trouble is None:
                self._note("camera_ready", device="camera")
            else:
                self._note("camera_trouble", device="camera", kind=trouble.value, reason=outcome.detail)
        return outcome
