"""The security module's number, printed on the reader and quoted in service calls."""

from __future__ import annotations

import struct
from dataclasses import dataclass

_LAYOUT = struct.Struct("<HHIII")


@dataclass(frozen=True)
class SamId:
    """Type ``.`` maker ``-`` date ``-`` two serial numbers; ``str`` gives the usual five groups."""

    kind: int
    maker: int
    date: int
    serial: int
    serial_two: int

    @classmethod
    def from_bytes(cls, data: bytes) -> SamId:
        """From the 16 little-endian bytes of the reader; ValueError for another length."""
        if len(data) != _LAYOUT.size:
            raise ValueError("a SAM number has 16 bytes")
        return cls(*_LAYOUT.unpack(data))

    def to_bytes(self) -> bytes:
        """The 16 bytes."""
        return _LAYOUT.pack(self.kind, self.maker, self.date, self.serial, self.serial_two)

    def __str__(self) -> str:
        return f"{self.kind:02d}.{self.maker:02d}-{self.date:08d}-{self.serial:010d}-{self.serial_two:010d}"
