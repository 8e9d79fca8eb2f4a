"""Text on a slip: what may be sent, how wide it is, and where a line may break."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator

# No line starts with these (closing marks) or ends with those (opening marks): GB/T 15834 §5.1.
NOT_FIRST = frozenset("，。、；：？！）》」』】〕〉”’…·—%％℃,.;:?!)]}")
NOT_LAST = frozenset("（《「『【〔〈“‘([{￥¥")


def clean(text: str) -> str:
    """``text`` without anything a printer could take for a command or that has no shape on paper.

    Line ends and tabs become spaces; other control, format and surrogate code points are removed.
    """
    kept: list[str] = []
    for char in text:
        if char in "\t\n\r\v\f\x85\u2028\u2029":
            kept.append(" ")
        elif unicodedata.category(char) not in ("Cc", "Cf", "Cs", "Cn"):
            kept.append(char)
    return "".join(kept)


def is_native(text: str) -> bool:
    """True when every character is in GBK, the repertoire of the fonts built into slip printers."""
    try:
        text.encode("gbk")
    except UnicodeEncodeError:
        return False
    return True


def char_width(char: str) -> int:
    """Columns of one character: 1 for ASCII, 0 for a combining mark, else 2."""
    if char < "\x7f":
        return 1
    return 0 if unicodedata.category(char) in ("Mn", "Me") else 2


def display_width(text: str) -> int:
    """Columns of a text at single size."""
    return sum(char_width(char) for char in text)


def wrap(text: str, columns: int) -> list[str]:
    """Break ``text`` into lines of at most ``columns`` columns (at least 2); words and marks stay whole.

    Spaces at a break are dropped; nothing else is. An empty text gives no lines.
    """
    lines: list[str] = []
    line, used = "", 0
    for unit in _pieces(text, columns):
        width = display_width(unit)
        if used + width <= columns:
            line, used = line + unit, used + width
            continue
        if line.strip():
            lines.append(line.rstrip())
        line, used = ("", 0) if unit == " " else (unit, width)
    if line.strip():
        lines.append(line.rstrip())
    return lines


def wrap_evenly(text: str, columns: int) -> list[str]:
    """As ``wrap``, in the same number of lines, but with lines of like length: for centred text."""
    lines = wrap(text, columns)
    while len(lines) > 1 and columns > 2:
        tighter = wrap(text, columns - 1)
        if len(tighter) != len(lines):
            break
        lines, columns = tighter, columns - 1
    return lines


def _pieces(text: str, columns: int) -> Iterator[str]:
    for unit in _units(text):
        if display_width(unit) <= columns:
            yield unit
            continue
        piece = ""
        for char in unit:
            if piece and display_width(piece) + char_width(char) > columns:
                yield piece
                piece = ""
            piece += char
        yield piece


def _units(text: str) -> Iterator[str]:
    """Unbreakable stretches: a space, a Latin word or number, or a character with its marks."""
    unit = ""
    for char in text:
        if char == " ":
            if unit:
                yield unit
            yield " "
            unit = ""
        elif unit and not _joined(unit[-1], char):
            yield unit
            unit = char
        else:
            unit += char
    if unit:
        yield unit


def _joined(before: str, after: str) -> bool:
    if after in NOT_FIRST or before in NOT_LAST or char_width(after) == 0:
        return True
    if before in ":." and after.isdigit():
        return True  # a time or an amount
    return before < "\x7f" and after < "\x7f" and before not in NOT_FIRST
