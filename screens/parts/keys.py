"""Keypads: digits with a unit, and letters with digits. Keys answer fast repeated taps."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from screens.parts.basic import Icon, Text, surface
from screens.parts.flow import Part
from screens.parts.pen import Box, Kit, Pen
from screens.parts.touch import Tap

ERASE = "\b"
DIGITS = ("123", "456", "789")
LETTERS = ("1234567890", "QWERTYUIOP", "ASDFGHJKL", "ZXCVBNM")


class Key(Part):
    """The face of one key; ``mark`` is an icon instead of a character."""

    def __init__(self, text: str, mark: str = "", strong: bool = False) -> None:
        self.text = text
        self.mark = mark
        self.strong = strong

    def wish(self, kit: Kit) -> int:
        """See :class:`Part`."""
        return kit.theme.target

    def tall(self, kit: Kit, width: int) -> int:
        """See :class:`Part`."""
        return kit.theme.target

    def draw(self, pen: Pen, box: Box) -> None:
        """See :class:`Part`."""
        theme = pen.theme
        surface(pen, box, "brand" if self.strong else "card", radius=theme.small_radius)
        if self.mark:
            Icon(self.mark, round(theme.title * 1.0)).draw(pen, box)
            return
        size = theme.big if box.h > theme.mm(24) and len(self.text) == 1 else theme.title
        if len(self.text) > 1:
            Text(self.text, "body", "brand", bold=True, align="center", fit=True).draw(pen, box.inset(theme.mm(1.5), 0))
        else:
            Text(self.text, size, bold=True, align="center").draw(pen, box)


class Keypad(Part):
    """Rows of keys filling their box. ``rows`` are strings of characters; ``press`` gets a character or ERASE.

    The last row may hold words: pass them as tuples (key value, shown text).
    """

    def __init__(
        self, rows: Sequence[Sequence[str | tuple[str, str]]], press: Callable[[str], object], *, most: int = 0,
        grow: float = 1.0,
    ) -> None:
        self.rows = rows
        self.press = press
        self.most = most
        self.grow = grow

    def wish(self, kit: Kit) -> int:
        """See :class:`Part`."""
        columns = max(len(row) for row in self.rows)
        return columns * kit.theme.mm(20) + (columns - 1) * kit.theme.gap

    def tall(self, kit: Kit, width: int) -> int:
        """See :class:`Part`."""
        return len(self.rows) * kit.theme.target + (len(self.rows) - 1) * kit.theme.gap

    def draw(self, pen: Pen, box: Box) -> None:
        """See :class:`Part`."""
        gap = pen.theme.gap
        columns = max(len(row) for row in self.rows)
        high = (box.h - gap * (len(self.rows) - 1)) // len(self.rows)
        if self.most:
            high = min(high, self.most)
        wide = (box.w - gap * (columns - 1)) // columns
        bottom = box.y
        for index, row in enumerate(self.rows):
            y = bottom + (len(self.rows) - 1 - index) * (high + gap)
            x = box.x + (box.w - len(row) * wide - (len(row) - 1) * gap) // 2
            for entry in row:
                value, shown = entry if isinstance(entry, tuple) else (entry, entry)
                self._key(pen, value, shown, Box(x, y, wide, high))
                x += wide + gap

    def _key(self, pen: Pen, value: str, shown: str, box: Box) -> None:
        mark = "backspace-outline" if value == ERASE else ""
        label = pen.kit.t("part.erase") if value == ERASE else shown
        name = "key:erase" if value == ERASE else f"key:{value}"
        tap = Tap(
            Key(shown, mark), lambda: self.press(value), label, name=name, radius=pen.theme.small_radius, repeat=True
        )
        tap.draw(pen, box)


def number_pad(
    press: Callable[[str], object], *, point: bool = True, wide: bool = False, extra: str = "", most: int = 0
) -> Keypad:
    """Digits; ``point`` adds the decimal point, ``extra`` another character (such as X) in its place.

    ``wide`` lays them in two rows for a low landscape area.
    """
    left: str = extra or ("." if point else "")
    if wide:
        return Keypad(["12345" + left if left else "12345", [*"67890", ERASE] if left else [*"6789", "0", ERASE]],
                      press, most=most)
    last: list[str | tuple[str, str]] = [left, "0", ERASE] if left else ["0", ERASE]
    return Keypad([*DIGITS, last], press, most=most)


def letter_pad(press: Callable[[str], object], *, most: int = 0, tail: str = "") -> Keypad:
    """Digits and capital letters; ``tail`` adds characters such as ``-`` to the last row."""
    return Keypad([*LETTERS[:-1], [*LETTERS[-1], *tail, ERASE]], press, most=most)


def typed(before: str, key: str, longest: int = 40) -> str:
    """``before`` after one key: erased, or one character longer while there is room."""
    if key == ERASE:
        return before[:-1]
    return before + key if len(before) < longest else before


class Entry(Part):
    """The box that shows what is typed, with its unit and a caret; ``problem`` turns its edge red."""

    def __init__(
        self, raw: str, *, unit: str = "", hint: str = "", problem: bool = False, size: str = "big", icon: str = "",
        active: bool = True,
    ) -> None:
        self.raw = raw
        self.unit = unit
        self.hint = hint
        self.problem = problem
        self.size = size
        self.icon = icon
        self.active = active

    def wish(self, kit: Kit) -> int:
        """See :class:`Part`."""
        return kit.theme.mm(80)

    def tall(self, kit: Kit, width: int) -> int:
        """See :class:`Part`."""
        return round(int(getattr(kit.theme, self.size)) * 1.3) + kit.theme.mm(7)

    def draw(self, pen: Pen, box: Box) -> None:
        """See :class:`Part`."""
        theme, colours = pen.theme, pen.theme.colours
        pen.fill(box, colours.card)
        edge = colours.bad.deep if self.problem else colours.brand.deep if self.active else colours.line
        pen.outline(box, edge, stroke=theme.mm(1.1) if self.problem or self.active else theme.stroke)
        inner = box.inset(theme.mm(6), 0)
        size = getattr(theme, self.size)
        if self.icon:
            mark, inner = inner.cut_left(round(theme.title * 1.1), theme.mm(4))
            pen.icon(self.icon, mark, round(theme.title * 1.1), colours.brand.deep)
        if self.unit:
            wide = pen.kit.bank.width(self.unit, theme.title, True)
            pen.line(self.unit, inner, theme.title, colours.ink2, True, "right")
            inner = Box(inner.x, inner.y, inner.w - wide - theme.mm(3), inner.h)
        self._typed(pen, inner, size)

    def _typed(self, pen: Pen, box: Box, size: int) -> None:
        theme, colours = pen.theme, pen.theme.colours
        bank = pen.kit.bank
        caret = max(3, theme.mm(0.9))
        room = box.w - caret - theme.mm(1.5)
        if not self.raw:
            if self.active:
                pen.rect(Box(box.x, box.y + box.h // 4, caret, box.h // 2), colours.brand.deep)
            Text(self.hint, "lead", "ink2", fit=True).draw(pen, box.inset(caret + theme.mm(2.5), 0, 0, 0))
            return
        while size > theme.small and bank.width(self.raw, size, True) > room:
            size = max(theme.small, size - 4)
        shown = self.raw
        while bank.width(shown, size, True) > room and len(shown) > 1:
            shown = shown[1:]
        pen.line(shown, box, size, colours.ink, True)
        if self.active:
            x = box.x + bank.width(shown, size, True) + theme.mm(1.5)
            pen.rect(Box(x, box.y + box.h // 4, caret, box.h // 2), colours.brand.deep)
