"""Faults by name, written the same way for every emulated device: ``slow``, ``slow:1``, ``slow=1`` or ``slow(1)``."""

from __future__ import annotations

import re
from collections.abc import Iterable
from enum import Enum
from typing import TypeVar

_WRITTEN = re.compile(r"(?P<name>[a-z0-9-]+?)(?:[:=](?P<plain>[0-9.]+)|\((?P<inside>[0-9.]+)\))?")


class NamedFault(Enum):
    """One member a fault: name, usual amount, unit of the amount ("" for none), what it shows."""

    def __init__(self, word: str, amount: float, unit: str, shows: str) -> None:
        self.word = word
        self.amount = amount
        self.unit = unit
        self.shows = shows

    @property
    def written(self) -> str:
        """How it is written on the command line, with its usual amount."""
        return f"{self.word}:{self.amount:g}" if self.unit else self.word


F = TypeVar("F", bound=NamedFault)


class UnknownFault(ValueError):
    """No fault of that name, or an amount that does not fit. ``names`` lists how each of ``faults`` may be written."""

    def __init__(self, written: str, faults: Iterable[NamedFault]) -> None:
        super().__init__(f"no such fault: {written}")
        self.written = written
        self.names = tuple(fault.written for fault in faults)


def read_fault(written: str, faults: type[F]) -> tuple[F, float]:
    """The fault and its amount as written, the usual one where none is. Raises UnknownFault."""
    found = _WRITTEN.fullmatch(written.strip())
    fault = next((one for one in faults if found and one.word == found["name"]), None)
    if found is None or fault is None:
        raise UnknownFault(written, faults)
    amount = found["plain"] or found["inside"]
    if not amount:
        return fault, fault.amount
    try:
        number = float(amount)
    except ValueError:
        raise UnknownFault(written, faults) from None
    if not fault.unit:
        raise UnknownFault(written, faults)
    return fault, number


def fault_table(faults: Iterable[NamedFault]) -> tuple[tuple[str, str], ...]:
    """Every fault as it is written on the command line, with what it shows; for ``--help``."""
    return tuple((fault.written, fault.shows) for fault in faults)
