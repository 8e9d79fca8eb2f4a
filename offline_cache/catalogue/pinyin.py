"""Readings of Chinese characters in their words. Needed to build a catalogue, never to search one."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any


def read_aloud(text: str) -> tuple[str, ...]:
    """Pinyin of every character as its word has it (银行 yin hang), without tones, ü as v; '' for what has none."""
    from pypinyin import Style, pinyin

    found = pinyin(text, style=Style.NORMAL, errors=_one_by_one)
    return tuple(
        readings[0] if _is_reading(readings[0], char) else ""
        for readings, char in zip(found, text, strict=True)
    )


def usual_readings() -> Iterator[tuple[str, str]]:
    """Every character of GBK with its most usual reading."""
    for number in range(0x4E00, 0x9FA6):
        reading = read_aloud(chr(number))[0]
        if reading:
            yield chr(number), reading


def _one_by_one(rest: str) -> Any:
    return list(rest)


def _is_reading(text: str, char: str) -> bool:
    return text != char and text.isascii() and text.isalpha()
