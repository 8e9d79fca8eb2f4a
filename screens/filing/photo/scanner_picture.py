"""The drawn picture of a sheet scanner: pages standing in its feeder."""

from __future__ import annotations

from screens.look.theme import rgb
from screens.parts import Box, Drawn, Kit, Part, Pen


def scanner_picture(kit: Kit) -> Part:
    """A panel with the scanner and two sheets in it, as tall as the live picture of a camera would be."""
    high = round(kit.theme.height * (0.6 if kit.theme.landscape else 0.3))
    return Drawn(_paint, lambda _kit, _width: high)


def _paint(pen: Pen, box: Box) -> None:
    colours, theme = pen.theme.colours, pen.theme
    pen.hero(box)
    loud = colours.outlines
    sheet_high = round(box.h * 0.56)
    sheet_wide = round(sheet_high / 1.25)
    middle = box.x + box.w // 2
    foot = box.y + round(box.h * 0.30)
    for shift in (theme.mm(5), 0):
        sheet = Box(middle - sheet_wide // 2 + shift, foot + shift, sheet_wide, sheet_high)
        pen.card(sheet, colours.card, theme.mm(1.5))
        for row in range(5):
            bar = Box(sheet.x + sheet.w // 8, sheet.top - (row + 1) * sheet.h // 8, sheet.w * (6 if row else 4) // 8,
                      max(3, sheet.h // 40))
            pen.fill(bar, colours.ink2 if loud else colours.line, 2)
    wide = round(sheet_wide * 1.6)
    body = Box(middle - wide // 2, box.y + round(box.h * 0.12), wide, round(box.h * 0.26))
    pen.card(body, colours.card if loud else rgb("#DCE6FA"), theme.mm(4))
    slot = Box(body.x + body.w // 10, body.top - theme.mm(4), body.w * 8 // 10, theme.mm(1.6))
    pen.fill(slot, colours.ink, theme.mm(0.8))
    pen.icon("arrow-down-bold", Box(body.x, body.y, body.w, body.h - theme.mm(4)), round(body.h * 0.5),
             colours.brand.deep)
