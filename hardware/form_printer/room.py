"""Which level of the template a paper bound to a number of pages is set at: the roomiest with which it fits.

Its height is reckoned from its words; only where that comes near the limit is the paper set once to count its pages.
"""

from __future__ import annotations

import math
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from typing import assert_never

from hardware.form_printer.layout import pair_rows
from kiosk.forms.document import (
    Block,
    CodeBlock,
    Document,
    Facts,
    FieldGrid,
    Notes,
    Signature,
    Stages,
    Table,
    Tally,
    Ticks,
)

PAGE = 257.0  # mm of height inside the margins of a bound page
_LOST = 38.0  # mm at most lost where a page ends: a row that does not fit, and the heads of its table once more
_LINE, _SMALL, _PAD, _GAP, _HEAD = 5.4, 4.75, 3.8, 5.0, 8.2  # mm of one line, padding, gap, heading before scaling


@dataclass(frozen=True)
class Level:
    """One level of the template: ``scale`` turns reckoned mm into set mm (never too small), and what is printed."""

    scale: float
    samples: bool = True
    rules: bool = True


# In the order of the template's own list.
LEVELS = (
    Level(0.775), Level(0.71), Level(0.66), Level(0.63), Level(0.67, samples=False), Level(0.602, samples=False),
    Level(0.558, samples=False), Level(0.543, samples=False, rules=False),
)
_ONE_PAGE = 1  # the level at which a short paper may go on a single page


def level_for(document: Document, fits: Callable[[int], bool]) -> int:
    """Index of the level for a paper with ``most_pages``. ``fits`` sets it at a level and counts; asked seldom."""
    heights = [level.scale * reckoned(document, level.samples, level.rules) for level in LEVELS]
    if heights[_ONE_PAGE] <= PAGE:
        return _ONE_PAGE
    whole = PAGE * document.most_pages
    surely = whole - _LOST * (document.most_pages - 1)
    for index, height in enumerate(heights):
        if height <= surely or (height <= whole and fits(index)):
            return index
    return len(LEVELS) - 1


def reckoned(document: Document, samples: bool = True, rules: bool = True) -> float:
    """Height in mm, before scaling, of the whole paper as one endless page."""
    return 32.0 + sum(_GAP + _block(block, samples, rules) for block in document.blocks)


def _lines(text: str, room: float, size: float) -> int:
    """Lines of ``text`` in ``room`` mm at ``size`` pt; half-width characters count 0.56 of a full one."""
    em = size * 0.3528
    wide = sum(1.0 if unicodedata.east_asian_width(char) in "WFA" else 0.56 for char in text)
    return max(1, math.ceil(wide * em / room))


def _block(block: Block, samples: bool, rules: bool) -> float:
    match block:
        case Tally():
            return (_LINE + _PAD) * (1 + len(block.rows))
        case Stages():
            return _HEAD * 2 + _stages(block, rules)
        case Ticks():
            return _HEAD * 2 + sum(
                _LINE + _PAD + sum(_PAD + max(
                    _LINE * _lines(row.name + row.tag, 68.0, 11.0)
                    + sum(_SMALL * _lines(said, 70.0, 9.0) for said in row.small) * samples,
                    _LINE * _lines(row.remark, 46.0, 10.5), _LINE * _lines(row.amount, 20.0, 10.5),
                    _LINE * _lines(row.users, 17.0, 11.0),
                ) for row in group.rows) for group in block.groups
            )
        case Facts():
            wide = 60.0 if any(len(label) > 6 for label, _ in block.rows) else 20.0
            return _HEAD + sum(
                _PAD + _LINE * max(_lines(said, 172.0 - wide, 10.5), _lines(label, wide - 4, 10.5))
                for label, said in block.rows
            )
        case Notes():
            return 6.5 + sum(2.7 + _LINE * _lines(line, 165.0, 10.5) for line in block.lines)
        case FieldGrid():
            return _HEAD + sum(
                _SMALL + _PAD + _LINE * max(_lines(row.value, 60.0 if len(line) == 2 else 148.0, 10.5) for row in line)
                for line in pair_rows(block.rows)
            )
        case Table():
            rooms = [170.0 * width / sum(block.widths) - 4.0 for width in block.widths]
            return _HEAD * 2 + sum(
                _PAD + _LINE * max(_lines(cell, room, 9.5) for cell, room in zip(row, rooms, strict=True))
                for row in block.rows
            )
        case CodeBlock():
            return 40.0
        case Signature():
            return 45.0
        case _:
            assert_never(block)


def _stages(block: Stages, rules: bool) -> float:
    arrows = sum(not stage.apart for stage in block.stages[1:]) * 4.6
    return arrows + sum(
        _PAD + 1.65 + max(_LINE * _lines(item.name + item.tag + item.held, 78.0, 12.5), _LINE)
        + max(_LINE * _lines(f"{item.department}　{item.place}", 82.0, 10.5),
              _LINE * _lines(f"{item.fee}　{item.result}", 68.0, 10.5))
        + (2.0 + _SMALL * _lines("　".join(item.small), 154.0, 9.0) if item.small and rules else 0.0)
        for stage in block.stages for item in stage.items
    )
