"""What the template needs to know about a document before it is set: which fields pair up, and the codes."""

from __future__ import annotations

import re
import unicodedata
from datetime import date
from typing import Any

from kiosk.forms.document import Document, FieldRow

LONG_VALUE = 26  # half-width columns that fit the value cell of a paired field at 10.5 pt
LONG_LABEL = 22
SHORT_CELL = 8  # half-width columns up to which all cells of a column are centred
TALL_CELL = 600  # characters from which a table row may break across pages
TITLE_SIZES = ((32, 22), (44, 18), (0, 15))  # half-width columns up to which a size (pt) keeps one line


def template_data(document: Document, level: int = 0) -> dict[str, Any]:
    """The document as the template reads it; ``level`` for one that is bound to a number of pages. Pure."""
    data = document.to_data()
    data["level"] = level
    data["date"] = _date(document.printed_at)
    data["title_size"] = next(size for limit, size in TITLE_SIZES if not limit or _width(document.title) <= limit)
    for source, block in zip(document.blocks, data["blocks"], strict=True):
        if source.type == "grid":
            block["lines"] = [[vars_of(row) for row in line] for line in pair_rows(source.rows)]
        elif source.type == "table":
            block["centred"] = [
                all(_width(cell) <= SHORT_CELL for cell in column) for column in zip(*source.rows, strict=True)
            ] or [False] * len(source.columns)
            block["tall"] = any(len(cell) > TALL_CELL for row in source.rows for cell in row)
        elif source.type == "code":
            block["svg"] = qr_svg(source.payload)
    return data


def vars_of(row: FieldRow) -> dict[str, Any]:
    """One field as plain data."""
    return {"label": row.label, "value": row.value, "note": row.note, "blank": row.blank}


def pair_rows(rows: tuple[FieldRow, ...]) -> list[tuple[FieldRow, ...]]:
    """Fields in their order, two to a line where both are short; a long or annotated one has its own line."""
    lines: list[tuple[FieldRow, ...]] = []
    waiting: FieldRow | None = None
    for row in rows:
        if _is_wide(row):
            if waiting is not None:
                lines.append((waiting,))
            lines.append((row,))
            waiting = None
        elif waiting is None:
            waiting = row
        else:
            lines.append((waiting, row))
            waiting = None
    if waiting is not None:
        lines.append((waiting,))
    return lines


def qr_svg(payload: str) -> str:
    """A QR code (level M, ISO/IEC 18004) with its quiet zone, as SVG in module units."""
    import qrcode

    code = qrcode.QRCode(error_correction=qrcode.constants.ERROR_CORRECT_M, border=4)
    code.add_data(payload.encode("utf-8"))
    code.make(fit=True)
    matrix = code.get_matrix()
    dots = "".join(f"M{x} {y}h1v1h-1z" for y, line in enumerate(matrix) for x, dark in enumerate(line) if dark)
    side = len(matrix)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {side} {side}" shape-rendering="crispEdges">'
        f'<path d="{dots}"/></svg>'
    )


def _is_wide(row: FieldRow) -> bool:
    return (
        _width(row.value) > LONG_VALUE
        or _width(row.label) > LONG_LABEL
        or "\n" in row.value
        or _width(row.note) > LONG_VALUE
    )


def _width(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(char) in "WFA" else 1 for char in text)


def _date(printed_at: str) -> dict[str, int] | None:
    """Year, month and day at the start of a printed time such as 2026-11-21 10:23 or 2026年11月21日."""
    found = re.match(r"\s*(\d{4})\D(\d{1,2})\D(\d{1,2})(?!\d)", printed_at)
    if not found:
        return None
    year, month, day = map(int, found.groups())
    try:
        date(year, month, day)
    except ValueError:
        return None
    return {"year": year, "month": month, "day": day}
