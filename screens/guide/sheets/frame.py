"""A dialog over the page: a heading, pages of content, and buttons that are always in view."""

from __future__ import annotations

from collections.abc import Sequence

from screens.parts.basic import Card
from screens.parts.flow import Column, Fixed, Part, Row
from screens.parts.pages import PageAt, Pages
from screens.parts.pen import Kit


def dialog(
    kit: Kit, head: Part, parts: Sequence[Part | None], at: PageAt, buttons: Sequence[Part], *, choices: bool = False
) -> Part:
    """As tall as its content; the whole height, with pages to turn, where the content is longer or reach is low.

    ``choices`` True: the content itself is there to be touched, so low reach keeps all of it in the lower half.
    """
    theme = kit.theme
    for button in buttons[:-1]:
        button.grow = button.grow or 1.0
    buttons[-1].grow = buttons[-1].grow or 1.5
    content = Pages(parts, at, gap=theme.mm(4))
    bar = Row(*buttons, gap=theme.space)
    column = Column(head, content, bar, gap=theme.mm(6))
    if choices and theme.low_reach and theme.landscape:
        column = Column(Row(head.growing(), bar, gap=theme.space, valign="center"), content, gap=theme.mm(5))
    sheet = Card(column, pad=theme.mm(10), pad_y=theme.mm(8))
    if choices and theme.low_reach:
        return Fixed(sheet, height=theme.height // 2 - theme.margin)
    wide = min(theme.width - 2 * theme.margin, theme.type(330) if theme.landscape else theme.width)
    if theme.low_reach or sheet.tall(kit, wide) > theme.height - 2 * theme.margin:
        sheet.grow = 1.0
    return sheet


def button_height(kit: Kit) -> int:
    """Height of the buttons of a dialog."""
    return kit.theme.button if kit.theme.low_reach or kit.theme.landscape else kit.theme.main_button
