"""What one start leaves for the first frame of the next, and whether it may still be believed."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from config.invitation_file import drop_invitation, keep_invitation, marks_of, read_invitation
from kiosk.cli.starting import letters_mark
from kiosk.errors import StoreError
from kiosk.invitation import Invitation, invitation_of

if TYPE_CHECKING:
    from config.settings import Settings
    from kiosk.cli.starting import Data


class KeptInvitation:
    """Made before anything is read, so that a file edited meanwhile makes what is kept worthless.

    ``invitation`` is None when everything has to be read first: nothing is kept, a file has changed, or the fonts in
    ``<cache>/fonts`` are not known to hold its characters.
    """

    def __init__(self, settings: Settings, cache: Path) -> None:
        self._folder = settings.data
        releases = settings.data / "catalogue" / settings.region
        self._marks = marks_of([settings.region], [releases / "current.json", releases / "releases"])
        invitation = read_invitation(self._folder, self._marks)
        known = invitation is not None and letters_mark(cache / "fonts", invitation.letters).exists()
        self.invitation: Invitation | None = invitation if known else None

    def keep(self, data: Data) -> None:
        """Write it for the next start, unless something is wrong with the files. Raises StoreError."""
        if not data.notices:
            keep_invitation(self._folder, self._marks, _invitation_of(data))

    def prove(self, data: Data) -> None:
        """Raises StoreError when ``data`` say something else than the invitation did; the next start reads first."""
        if self.invitation is not None and self.invitation != _invitation_of(data):
            self.drop()
            raise StoreError("启动时资料正在修改，首页已经过时。", "请重新启动自助终端。")

    def drop(self) -> None:
        """Have the next start read everything before it draws. Raises StoreError."""
        drop_invitation(self._folder)


def _invitation_of(data: Data) -> Invitation:
    return invitation_of(data.hall, data.offers, data.locales, data.letters)
