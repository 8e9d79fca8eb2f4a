"""The drawn picture of where the card goes: this screen, the plate below it, and a card coming down on it."""

from __future__ import annotations

from screens.look.theme import Colour, rgb
from screens.parts import Box, Column, Drawn, Kit, Part, Pen
from screens.parts.moving import Sliding


def card_picture(kit: Kit, *, moving: bool) -> Part:
    """A panel with the machine and the card; ``moving`` lets the card come down calmly."""
    theme = kit.theme
    high = theme.mm(96 if theme.landscape else 130 if theme.look.large else 146)
    if theme.landscape and theme.look.large:
        high = theme.mm(70)
    if not moving:
        high = theme.mm(70 if theme.landscape else 90)

    def paint(pen: Pen, box: Box) -> None:
        pen.hero(box)
        _machine(pen, box)
        place, drop = _card_box(box)
        face = Drawn(_card, lambda _kit, _width: place.h)
        if moving:
            Sliding(face, 0, -drop).draw(pen, place)
        else:
            face.draw(pen, Box(place.x, place.y - drop, place.w, place.h))

    return Column(Drawn(paint, lambda _kit, _width: high))


def _plate(box: Box) -> Box:
    wide = min(round(box.w * 0.62), round(box.h * 1.1))
    high = round(box.h * 0.30)
    return Box(box.x + (box.w - wide) // 2, box.y + round(box.h * 0.09), wide, high)


def _machine(pen: Pen, box: Box) -> None:
    colours, theme = pen.theme.colours, pen.theme
    loud = colours.outlines
    faint = rgb("#FFFFFF", 0.16)
    plate = _plate(box)
    screen = Box(plate.x - plate.w // 8, box.y + round(box.h * 0.52), plate.w + plate.w // 4, round(box.h * 0.40))
    if loud:
        pen.outline(screen, colours.line, theme.mm(3))
        pen.outline(plate, colours.line, theme.mm(4))
    else:
        pen.fill(screen, faint, theme.mm(3))
        pen.fill(plate, faint, theme.mm(4))
        pen.outline(plate, rgb("#FFFFFF", 0.75), theme.mm(4))
    _screen_lines(pen, screen, colours.line if loud else rgb("#FFFFFF", 0.28))
    mark = round(plate.h * 0.62)
    pen.icon("contactless-payment", plate, mark, colours.ink if loud else rgb("#FFFFFF", 0.85))


def _screen_lines(pen: Pen, screen: Box, colour: Colour) -> None:
    bar = max(4, screen.h // 14)
    left = screen.x + screen.w // 10
    for row, share in enumerate((0.45, 0.8)):
        top = screen.top - screen.h // 5 - row * round(bar * 2.2)
        pen.fill(Box(left, top, round(screen.w * 0.8 * share), bar), colour, bar // 2)


def _card_box(box: Box) -> tuple[Box, int]:
    plate = _plate(box)
    high = round(plate.h * 0.92)
    wide = round(high * 1.585)
    x = plate.x + (plate.w - wide) // 2
    start = box.y + round(box.h * 0.55)
    return Box(x, start, wide, high), start - (plate.y + (plate.h - high) // 2)


def _card(pen: Pen, box: Box) -> None:
    colours, theme = pen.theme.colours, pen.theme
    radius = theme.mm(3)
    pen.card(box, colours.card, radius)
    side = round(box.h * 0.5)
    left = Box(box.x + box.w // 12, box.y, side, box.h)
    pen.icon("account", left, round(box.h * 0.62), colours.brand.deep)
    bar = max(4, box.h // 11)
    x = left.right + box.w // 14
    for row, share in enumerate((0.62, 1.0, 0.8)):
        wide = round((box.right - x - box.w // 10) * share)
        pen.fill(
            Box(x, box.top - box.h // 4 - row * round(bar * 2.3), wide, bar),
            colours.line if not colours.outlines else colours.ink2, bar // 2,
        )
