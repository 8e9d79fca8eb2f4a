"""The ESC/POS commands this project speaks, cut one by one out of a byte stream. Anything else is an error.

Names and lengths: Epson ESC/POS command reference; Chinese text: GB 18030-2022 clause 4 (byte ranges).
"""

from __future__ import annotations

from dataclasses import dataclass

ESC, FS, GS, DLE, LF = 0x1B, 0x1C, 0x1D, 0x10, 0x0A

# Commands of fixed length: two bytes of name, then so many bytes of argument.
FIXED = {
    b"\x1b@": 0, b"\x1b!": 1, b"\x1ba": 1, b"\x1bE": 1, b"\x1b-": 1, b"\x1bM": 1, b"\x1b2": 0, b"\x1b3": 1,
    b"\x1bJ": 1, b"\x1bd": 1, b"\x1c&": 0, b"\x1c.": 0, b"\x1d!": 1, b"\x1dB": 1, b"\x1db": 1, b"\x1dr": 1,
}  # fmt: skip


class EscPosError(ValueError):
    """Bytes that are no known command; ``offset`` counts from the start of the stream."""

    def __init__(self, offset: int, reason: str) -> None:
        super().__init__(f"at byte {offset}: {reason}")
        self.offset = offset
        self.reason = reason


@dataclass(frozen=True)
class Command:
    """One command. ``name`` is its leading bytes, or ``b""`` for one character of text held in ``data``."""

    offset: int
    name: bytes
    data: bytes
    size: int


def next_command(stream: bytes, offset: int) -> Command | None:
    """The command that starts at ``offset``; None when the stream ends inside it. Raises EscPosError."""
    if offset >= len(stream):
        return None
    lead = stream[offset]
    if lead == LF:
        return Command(offset, b"\n", b"", 1)
    if lead >= 0x80:
        return _chinese(stream, offset)
    if 0x20 <= lead < 0x7F:
        return Command(offset, b"", stream[offset : offset + 1], 1)
    if lead not in (ESC, FS, GS, DLE):
        raise EscPosError(offset, f"control byte {lead:#04x}")
    name = stream[offset : offset + 2]
    if len(name) < 2:
        return None
    if name in FIXED:
        return _sized(stream, offset, name, FIXED[name])
    return _long(stream, offset, name)


def commands(stream: bytes) -> list[Command]:
    """The whole stream as commands. Raises EscPosError, also when it ends inside a command."""
    found: list[Command] = []
    offset = 0
    while offset < len(stream):
        command = next_command(stream, offset)
        if command is None:
            raise EscPosError(offset, "the stream ends inside a command")
        found.append(command)
        offset += command.size
    return found


def _long(stream: bytes, offset: int, name: bytes) -> Command | None:
    rest = stream[offset + 2 : offset + 8]
    if name == b"\x10\x04":
        if rest and not 1 <= rest[0] <= 4:
            raise EscPosError(offset, f"DLE EOT with n = {rest[0]}")
        return _sized(stream, offset, name, 1)
    if name == b"\x1dV":
        if not rest:
            return None
        if rest[0] not in (0, 1, 48, 49, 65, 66):
            raise EscPosError(offset, f"GS V with m = {rest[0]}")
        return _sized(stream, offset, name, 2 if rest[0] in (65, 66) else 1)
    if name == b"\x1dv":
        if len(rest) < 6:
            return None
        if rest[0] not in (0, 48) or rest[1] > 3:
            raise EscPosError(offset, f"GS v with {rest[:2].hex(' ')}")
        wide, high = int.from_bytes(rest[2:4], "little"), int.from_bytes(rest[4:6], "little")
        return _sized(stream, offset, name, 6 + wide * high)
    if name == b"\x1d(":
        if len(rest) < 3:
            return None
        if rest[0] != ord("k"):
            raise EscPosError(offset, f"GS ( {chr(rest[0])!r}")
        return _sized(stream, offset, name, 3 + int.from_bytes(rest[1:3], "little"))
    raise EscPosError(offset, f"unknown command {name.hex(' ')}")


def _sized(stream: bytes, offset: int, name: bytes, length: int) -> Command | None:
    start = offset + len(name)
    data = stream[start : start + length]
    return Command(offset, name, data, len(name) + length) if len(data) == length else None


def _chinese(stream: bytes, offset: int) -> Command | None:
    """One two- or four-byte character; its value is checked when it is decoded."""
    if stream[offset] in (0x80, 0xFF):
        raise EscPosError(offset, f"byte {stream[offset]:#04x} starts no character")
    if offset + 1 >= len(stream):
        return None
    size = 4 if 0x30 <= stream[offset + 1] <= 0x39 else 2
    data = stream[offset : offset + size]
    if len(data) < size:
        return None
    try:
        data.decode("gb18030")
    except UnicodeDecodeError:
        raise EscPosError(offset, f"{data.hex(' ')} is no GB18030 character") from None
    return Command(offset, b"", data, size)
