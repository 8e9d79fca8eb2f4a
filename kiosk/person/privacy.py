"""Personal values that cannot be printed by accident, and the one way to show them masked."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Generic, TypeVar

T = TypeVar("T")


@dataclass(frozen=True, repr=False)
class Private(Generic[T]):
    """Wraps a personal value: ``repr``, ``str`` and formatting give ``<redacted>``; ``reveal()`` gives it."""

    _value: T

    def reveal(self) -> T:
        """The value itself, for the form, the sealed bundle and the masked display only."""
        return self._value

    def __repr__(self) -> str:
        return "<redacted>"

    __str__ = __repr__

    def __format__(self, spec: str) -> str:
        return "<redacted>"

    def __bool__(self) -> bool:
        return bool(self._value)


def mask_name(name: str) -> str:
    """Keeps the first character: 张三 → 张*, 欧阳修远 → 欧***."""
    return name[:1] + "*" * max(0, len(name) - 1)


def mask_number(number: str) -> str:
    """Keeps the first 3 and last 2 characters of a document number; shorter than 8: all stars."""
    if len(number) < 8:
        return "*" * len(number)
    return number[:3] + "*" * (len(number) - 5) + number[-2:]


def mask_phone(number: str) -> str:
    """138****1234; anything else but 11 digits: all stars but the last two."""
    if len(number) == 11:
        return f"{number[:3]}****{number[-4:]}"
    return "*" * max(0, len(number) - 2) + number[-2:]


def mask_text(text: str) -> str:
    """Keeps the first 6 characters of an address-like text."""
    return text if len(text) <= 2 else text[:6] + "*" * min(6, max(1, len(text) - 6))
