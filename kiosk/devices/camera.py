"""What a document camera can say: what lies under it, what is wrong with the picture, one page, or why nothing came.

Pictures hold personal data: they are :class:`kiosk.person.privacy.Private` bytes in memory, never written to disk.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from kiosk.person.privacy import Private

#: Across and down, each from 0 (left, top) to 1 of the picture.
Corner = tuple[float, float]
#: Clockwise from the page's upper left.
Corners = tuple[Corner, Corner, Corner, Corner]


class PageWarning(Enum):
    """Why a picture should be taken again; each has one thing to do about it."""

    NO_PAGE = "no_page"      # lay the page down, or draw the four corners by hand
    TWO_PAGES = "two_pages"  # one page at a time
    CUT_OFF = "cut_off"      # the page reaches over the edge
    BLURRED = "blurred"      # hold still, flatten the page
    GLARE = "glare"          # move the page out of the lamp's reflection
    DARK = "dark"            # turn on the camera's lamp


class CameraTrouble(Enum):
    """Why no picture or page came."""

    NO_DEVICE = "no_device"      # not plugged in, or used by another program
    NO_PICTURES = "no_pictures"  # plugged in, but silent or frozen: started anew by the next call
    JAMMED = "jammed"            # a scanner: a sheet is stuck
    COVER_OPEN = "cover_open"    # a scanner: its cover is open
    NO_PAGE = "no_page"          # a page was to be taken and none was found: corners by hand
    CANCELLED = "cancelled"      # the citizen left the page


@dataclass(frozen=True)
class View:
    """The live picture: ``rgb`` rows from the top, three bytes a pixel. ``corners`` are a proposal unless ``found``."""

    width: int
    height: int
    rgb: Private[bytes]
    corners: Corners
    found: bool
    warnings: tuple[PageWarning, ...] = ()


@dataclass(frozen=True)
class Pixels:
    """A small picture for the screen: ``rgb`` rows from the top, three bytes a pixel."""

    width: int
    height: int
    rgb: Private[bytes]


@dataclass(frozen=True)
class PagePicture:
    """One page, straightened, as JPEG; for the screen also ``preview`` (1000 pixels at most) and ``thumb`` (260)."""

    width: int
    height: int
    jpeg: Private[bytes]
    warnings: tuple[PageWarning, ...] = ()
    preview: Pixels | None = None
    thumb: Pixels | None = None


@dataclass(frozen=True)
class CameraOutcome:
    """Exactly one of the three. ``detail`` is for technicians and holds nothing personal."""

    view: View | None = None
    page: PagePicture | None = None
    trouble: CameraTrouble | None = None
    detail: str = ""
