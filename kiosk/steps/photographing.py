"""Papers photographed at the machine: how many pages, what a paper's pages are, and the step that takes them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum
from typing import Literal

from kiosk.devices.camera import CameraTrouble, PagePicture, PageWarning, View
from kiosk.filing.attachment import Attachment
from kiosk.filing.limits import LIMITS
from kiosk.guide.plan import PlannedMaterial

#: A camera from above with a live picture, or a scanner that draws sheets in.
PaperSource = Literal["camera", "sheets"]

MOST_PAGES = 20
_LARGEST_PAGE = 5_000_000
MOST_BYTES = LIMITS.one - _LARGEST_PAGE
"""Of one paper: no further page once so many bytes are there, so that the largest holds one page more."""
MOST_BYTES_TOGETHER = LIMITS.together - _LARGEST_PAGE
"""Of all papers of one matter, counted the same way."""
_USUAL_PAGE = 1_000_000


class PhotoPhase(Enum):
    """Where photographing a paper stands."""

    LIVE = "live"          # the live picture, or the empty scanner
    CORNERS = "corners"    # the four corners are set by hand on the live picture
    TAKEN = "taken"        # one page was taken: is it clear?
    KEPT = "kept"          # a page kept earlier is looked at again
    BINDING = "binding"    # the pages become one document
    TROUBLE = "trouble"    # no picture comes


@dataclass(frozen=True)
class Scan:
    """One paper as photographed: its pages, to be looked at again, and the document they were bound to.

    ``source`` is what took them.
    """

    attachment: Attachment
    pages: tuple[PagePicture, ...]
    source: PaperSource = "camera"

    @property
    def size(self) -> int:
        """Bytes of its document."""
        return self.attachment.facts.size


@dataclass(frozen=True)
class PhotographPaper:
    """Photograph one paper page by page.

    ``hint`` is the one thing to do about the live picture. ``page`` is the one asked about (TAKEN) or looked at again
    (KEPT, number ``at`` from 0). ``again``: the next page taken replaces page ``at``. ``room`` more pages fit.
    """

    material: PlannedMaterial
    source: PaperSource
    phase: PhotoPhase
    view: View | None = None
    hint: PageWarning | None = None
    pages: tuple[PagePicture, ...] = ()
    page: PagePicture | None = None
    at: int = -1
    again: bool = False
    trouble: CameraTrouble | None = None
    busy: bool = False
    room: int = MOST_PAGES

    @property
    def trouble_name(self) -> str:
        """What is wrong, as the texts name it: a citizen can help a sheet or a cover, nothing else."""
        mends = {CameraTrouble.JAMMED: "jammed", CameraTrouble.COVER_OPEN: "cover_open"}
        return mends.get(self.trouble, self.source) if self.trouble else self.source


def room_left(pages: tuple[PagePicture, ...], elsewhere: Iterable[Scan] = ()) -> int:
    """How many pages more this paper may have beside those of the other papers ``elsewhere``."""
    sizes = [len(page.jpeg.reveal()) for page in pages]
    each = max((_USUAL_PAGE, *sizes))
    sizes_elsewhere = [scan.size for scan in elsewhere]
    if len(sizes_elsewhere) >= LIMITS.most:
        return 0
    used, others = sum(sizes), sum(sizes_elsewhere)
    left = min(MOST_BYTES - used, MOST_BYTES_TOGETHER - used - others)
    return max(0, min(MOST_PAGES - len(pages), -(-left // each)))
