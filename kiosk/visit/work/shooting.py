"""Photographing one paper as far as it has come; dropped with its page."""

from __future__ import annotations

from dataclasses import dataclass

from kiosk.devices.camera import CameraOutcome, CameraTrouble, PagePicture, PageWarning, View
from kiosk.steps.photographing import PhotoPhase

_TRIES = 2


@dataclass(repr=False)
class Shooting:
    """State of the page. ``again`` is the number of the page the next one replaces; ``at`` the one looked at.

    ``fed``: the scanner has drawn in at least one sheet since it was started.
    """

    material: str
    pages: tuple[PagePicture, ...] = ()
    phase: PhotoPhase = PhotoPhase.LIVE
    view: View | None = None
    hint: PageWarning | None = None
    page: PagePicture | None = None
    at: int = -1
    again: bool = False
    busy: bool = False
    trouble: CameraTrouble | None = None
    fed: bool = False
    _said: PageWarning | None = None
    _failed: int = 0

    def seen(self, outcome: CameraOutcome) -> None:
        """A live picture came, or none. A hint is said once two pictures in a row agree, so that it stands still."""
        if self.phase not in (PhotoPhase.LIVE, PhotoPhase.CORNERS, PhotoPhase.TROUBLE):
            return
        if outcome.view is None:
            self._nothing_seen(outcome.trouble)
            return
        self.view, self._failed = outcome.view, 0
        if self.phase is PhotoPhase.TROUBLE:
            self.phase, self.trouble = PhotoPhase.LIVE, None
        first = next(iter(outcome.view.warnings), None)
        if first is self._said:
            self.hint = first
        self._said = first

    def _nothing_seen(self, trouble: CameraTrouble | None) -> None:
        """A camera that falls silent once is started anew by the next look; only then it is said."""
        if trouble in (None, CameraTrouble.CANCELLED):
            return
        self._failed += 1
        self.view = self.hint = self._said = None
        if trouble is CameraTrouble.NO_DEVICE or self._failed >= _TRIES:
            self.phase, self.trouble = PhotoPhase.TROUBLE, trouble

    def taken(self, outcome: CameraOutcome) -> None:
        """A page came to be asked about, or why none came."""
        self.busy = False
        if outcome.page is not None:
            self.page, self.view, self.phase = outcome.page, None, PhotoPhase.TAKEN
        elif outcome.trouble is CameraTrouble.NO_PAGE:
            self.phase, self.hint = PhotoPhase.CORNERS, PageWarning.NO_PAGE
        elif outcome.trouble is not CameraTrouble.CANCELLED:
            self.phase, self.trouble, self.view = PhotoPhase.TROUBLE, outcome.trouble, None

    def keep(self) -> None:
        """The page asked about belongs to the paper, in place of the one it was taken for."""
        if self.page is not None:
            before, after = (self.pages[:self.at], self.pages[self.at + 1:]) if self.again else (self.pages, ())
            self.pages = (*before, self.page, *after)
        self.to_live()

    def drop(self) -> None:
        """The page looked at again goes."""
        self.pages = self.pages[:self.at] + self.pages[self.at + 1:]
        self.to_live()

    def to_live(self, *, again: bool = False) -> None:
        """The live picture; the next page is one more, or replaces the one looked at."""
        self.phase, self.page, self.trouble, self.again = PhotoPhase.LIVE, None, None, again
        self.view = self.hint = self._said = None
        self._failed, self.busy = 0, False
        if not again:
            self.at = -1
