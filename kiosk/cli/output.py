"""One way to print: a JSON document, or lines for people."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable
from typing import Any


def say(*lines: str) -> None:
    """Print lines for people on standard output."""
    for line in lines:
        sys.stdout.write(line + "\n")
    sys.stdout.flush()


def say_json(document: Any) -> None:
    """Print one JSON document and nothing else."""
    sys.stdout.write(json.dumps(document, ensure_ascii=False, indent=2) + "\n")
    sys.stdout.flush()


def warn(*lines: str) -> None:
    """Print lines for technicians on standard error."""
    for line in lines:
        sys.stderr.write(f"kiosk: {line}\n")
    sys.stderr.flush()


def table(rows: Iterable[tuple[str, ...]]) -> list[str]:
    """Rows as aligned lines; Chinese characters count as two columns."""
    listed = list(rows)
    if not listed:
        return []
    widths = [max(_width(row[column]) for row in listed) for column in range(len(listed[0]))]
    return [
        "  ".join(cell + " " * (width - _width(cell)) for cell, width in zip(row, widths, strict=True)).rstrip()
        for row in listed
    ]


def _width(text: str) -> int:
    return sum(2 if ord(char) > 0x2E7F else 1 for char in text)
