"""The pages taken so far: small, to be touched, and one of them large."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from kivy.graphics import Color, Rectangle

from kiosk.devices.camera import PagePicture, Pixels
from screens.filing.photo.pane import backing
from screens.filing.photo.pixels import UPRIGHT, PageTextures, fitted
from screens.parts import Badge, Box, Drawn, Kit, PageAt, Pages, Part, Pen, Row, Space, Tap
from screens.parts.pages import SIDE_MM

_WIDE_MM, _HIGH_MM = 25.0, 34.0


def thumbs(
    kit: Kit, pages: Sequence[PagePicture], textures: PageTextures, open_page: Callable[[int], object], at: PageAt,
    *, enabled: bool = True,
) -> Part:
    """Rows of small pages; what does not fit is turned to with the page buttons."""
    return _Thumbs(lambda width: Pages(_rows(kit, pages, textures, open_page, width, enabled), at, gap=kit.theme.gap))


class _Thumbs(Part):
    """As many side by side as the width takes."""

    def __init__(self, make: Callable[[int], Pages]) -> None:
        self.make = make
        self.grow = 1.0

    def wish(self, kit: Kit) -> int:
        return kit.theme.target

    def tall(self, kit: Kit, width: int) -> int:
        return self.make(width).tall(kit, width)

    def draw(self, pen: Pen, box: Box) -> None:
        whole = self.make(box.w)
        if whole.tall(pen.kit, box.w) > box.h and whole.beside(pen.kit, box):
            whole = self.make(box.w - pen.theme.type(SIDE_MM) - pen.theme.space)
        whole.draw(pen, box)


def _rows(
    kit: Kit, pages: Sequence[PagePicture], textures: PageTextures, open_page: Callable[[int], object], width: int,
    enabled: bool,
) -> list[Part]:
    theme = kit.theme
    wide = theme.type(_WIDE_MM)
    across = max(1, (width + theme.gap) // (wide + theme.gap))
    rows: list[Part] = []
    for start in range(0, len(pages), across):
        taps: list[Part] = []
        for number in range(start, min(start + across, len(pages))):
            label = kit.t("photo.page_label", n=number + 1)
            face = _thumb(kit, pages[number], textures, number, wide)
            taps.append(Tap(face, lambda number=number: open_page(number), label, name=f"page:{number}",
                            radius=theme.small_radius, enabled=enabled))
        rows.append(Row(*taps, Space(0, 1.0), gap=theme.gap))
    return rows


def _thumb(kit: Kit, page: PagePicture, textures: PageTextures, number: int, wide: int) -> Part:
    theme = kit.theme

    def paint(pen: Pen, box: Box) -> None:
        pen.fill(box, theme.colours.card, theme.small_radius)
        pen.outline(box, theme.colours.brand.deep if theme.colours.outlines else theme.colours.line, theme.small_radius)
        if page.thumb is not None:
            _lay(pen, textures, page.thumb, box.inset(theme.mm(1.6)))
        badge = Badge(str(number + 1), theme.colours.brand, solid=True)
        side = badge.wish(kit)
        badge.draw(pen, Box(box.x + theme.mm(1), box.y + theme.mm(1), side, badge.tall(kit, side)))

    return Drawn(paint, lambda _kit, _width: theme.type(_HIGH_MM), wish=wide)


def page_picture(page: PagePicture, textures: PageTextures) -> Part:
    """One page as large as the room allows, on the dark desk it was taken on."""

    def paint(pen: Pen, box: Box) -> None:
        backing(pen, box)
        if page.preview is not None:
            _lay(pen, textures, page.preview, box.inset(pen.theme.mm(3)))

    return Drawn(paint, lambda kit, _width: round(kit.theme.height * (0.66 if kit.theme.landscape else 0.46)))


def _lay(pen: Pen, textures: PageTextures, picture: Pixels, room: Box) -> None:
    place = fitted(room, picture.width, picture.height)
    pen.canvas.add(Color(1, 1, 1, 1))
    pen.canvas.add(Rectangle(pos=place[:2], size=place[2:], texture=textures.of(picture), tex_coords=UPRIGHT))
    pen.forget_tint()
