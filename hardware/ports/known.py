"""What a USB id or a device's own name says about what it is, before it is asked."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from enum import Enum
from functools import lru_cache
from pathlib import Path
from typing import Any

FILE = Path(__file__).with_name("known_devices.toml")


class DeviceKind(Enum):
    """A kind of device that hangs on a port; the value is the word in settings and on the command line."""

    ID_READER = "id-reader"
    TICKET_PRINTER = "ticket-printer"
    CODE_SCANNER = "code-scanner"

    @property
    def chinese(self) -> str:
        """Its name for people."""
        return _CHINESE[self]


_CHINESE = {
    DeviceKind.ID_READER: "身份证读卡器",
    DeviceKind.TICKET_PRINTER: "排队号打印机",
    DeviceKind.CODE_SCANNER: "扫码器",
}


@dataclass(frozen=True)
class Known:
    """One line of the list; ``product`` None stands for all products of the vendor."""

    kind: DeviceKind
    vendor: int
    product: int | None
    name: str


def kind_by_id(vendor: int | None, product: int | None) -> Known | None:
    """The line that fits, the one with the product first; None for a bare serial chip or an unknown id."""
    fitting = [entry for entry in _devices() if entry.vendor == vendor and entry.product in (None, product)]
    return min(fitting, key=lambda entry: entry.product is None, default=None)


def kind_by_words(text: str) -> DeviceKind | None:
    """The kind a device claims in its own name."""
    said = set(re.findall(r"[a-z]+", text.lower()))
    return next((kind for kind, words in _words().items() if said & words), None)


@lru_cache(maxsize=1)
def _data() -> dict[str, Any]:
    return tomllib.loads(FILE.read_text(encoding="utf-8"))


@lru_cache(maxsize=1)
def _devices() -> tuple[Known, ...]:
    return tuple(
        Known(DeviceKind(entry["kind"]), entry["vendor"], entry.get("product"), entry["name"])
        for entry in _data()["device"]
    )


@lru_cache(maxsize=1)
def _words() -> dict[DeviceKind, frozenset[str]]:
    return {DeviceKind(kind): frozenset(words) for kind, words in _data()["words"].items()}
