"""Pages bound to one PDF in memory. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from kiosk.devices.camera import PagePicture
from kiosk.person.privacy import Private

MOST_PAGES = 20


def bind(pages: Sequence[PagePicture]) -> Private[bytes]:
    """One PDF, a page each on upright or lying A4, the JPEG bytes untouched, no date and no producer's mark.

    Raises ValueError for no page or more than twenty.
    """
    if not 0 < len(pages) <= MOST_PAGES:
        raise ValueError(f"{len(pages)} pages: 1 to {MOST_PAGES} can be bound")
    import img2pdf

    a4 = img2pdf.mm_to_pt(210), img2pdf.mm_to_pt(297)
    layout = img2pdf.get_layout_fun(pagesize=a4, fit=img2pdf.FitMode.into, auto_orient=True)
    pictures = [page.jpeg.reveal() for page in pages]
    return Private(bytes(img2pdf.convert(pictures, layout_fun=layout, nodate=True, engine=img2pdf.Engine.internal)))
