"""GA 467 frames: pure bytes, no port, no time.

A frame is ``AA AA AA 96 69``, a big-endian length of all that follows it, a body, and one check byte,
the XOR of length and body (GA/T 467-2019, serial transmission).
"""

from __future__ import annotations

from dataclasses import dataclass

PREAMBLE = bytes.fromhex("AAAAAA9669")
MAX_RESPONSE_LENGTH = 0x090A  # base information with 1024 bytes of fingerprint
MAX_REQUEST_LENGTH = 0x40
_HEAD = len(PREAMBLE) + 2


def checksum(data: bytes | bytearray) -> int:
    """XOR of all bytes; over everything after the preamble, check byte included, it is 0.

    The bytes are folded in halves as one number, which is some twenty times faster than byte by byte.
    """
    folded, width = int.from_bytes(data, "big"), 8
    while width < len(data) * 8:
        width *= 2
    while width > 8:
        width //= 2
        folded = (folded >> width) ^ (folded & ((1 << width) - 1))
    return folded


def frame(body: bytes) -> bytes:
    """The whole frame around ``body`` (at most 65534 bytes; ValueError beyond)."""
    if len(body) + 1 > 0xFFFF:
        raise ValueError("a frame body holds at most 65534 bytes")
    counted = (len(body) + 1).to_bytes(2, "big") + body
    return PREAMBLE + counted + bytes([checksum(counted)])


@dataclass(frozen=True)
class Request:
    """Host to reader: command, parameter (None for the two one-byte commands), data."""

    command: int
    parameter: int | None = None
    data: bytes = b""

    def to_bytes(self) -> bytes:
        """The frame to write."""
        parameter = b"" if self.parameter is None else bytes([self.parameter])
        return frame(bytes([self.command]) + parameter + self.data)

    @classmethod
    def from_body(cls, body: bytes) -> Request:
        """From a checked body of at least one byte."""
        return cls(body[0], body[1] if len(body) > 1 else None, body[2:])


@dataclass(frozen=True, repr=False)
class Response:
    """Reader to host: ``sw1 sw2`` are the card's own status, ``sw3`` the reader's, which decides.

    ``repr`` leaves the data out: it may be a person's.
    """

    sw1: int
    sw2: int
    sw3: int
    data: bytes = b""

    def to_bytes(self) -> bytes:
        """The frame as it crosses the line."""
        return frame(bytes([self.sw1, self.sw2, self.sw3]) + self.data)

    @classmethod
    def from_body(cls, body: bytes) -> Response:
        """From a checked body of at least three bytes."""
        return cls(body[0], body[1], body[2], body[3:])

    def __repr__(self) -> str:
        return f"Response({self.sw1:02X} {self.sw2:02X} {self.sw3:02X}, {len(self.data)} bytes)"


class BodyCutter:
    """Cuts checked bodies out of a stream with any split and noise; holds less than one longest frame.

    Only a right check byte makes a body. A preamble with an impossible length, or a frame whose check byte
    is wrong, costs one byte: the search goes on right behind it, so a good frame inside is still found.
    ``rejected`` counts frames dropped for a wrong check byte or length, ``dropped`` the bytes outside of bodies'
    frames that were thrown away: both stay 0 on a clean line.
    """

    def __init__(self, shortest: int, longest: int) -> None:
        self._shortest = shortest
        self._longest = longest
        self._held = bytearray()
        self.rejected = self.dropped = 0

    @property
    def pending(self) -> int:
        """Bytes held back because they may begin a frame; below 7 + the longest length."""
        return len(self._held)

    def cut(self, data: bytes) -> list[bytes]:
        """The bodies that ``data`` completes, in order."""
        bodies: list[bytes] = []
        room = _HEAD + self._longest
        for start in range(0, len(data), room):
            self._held += data[start : start + room]
            bodies += self._cut_held()
        return bodies

    def cut_rest(self) -> list[bytes]:
        """The line has gone quiet: give up unfinished frames and look for whole ones inside what is held."""
        bodies: list[bytes] = []
        while self._held.startswith(PREAMBLE):
            self._skip_preamble()
            bodies += self._cut_held()
        self.dropped += len(self._held)
        self._held.clear()
        return bodies

    def clear(self) -> None:
        """Forget everything held and the counts."""
        self._held.clear()
        self.rejected = self.dropped = 0

    def _cut_held(self) -> list[bytes]:
        bodies: list[bytes] = []
        while self._seek_preamble() and len(self._held) >= _HEAD:
            length = int.from_bytes(self._held[len(PREAMBLE) : _HEAD], "big")
            if not self._shortest <= length <= self._longest:
                self._skip_preamble()
                continue
            end = _HEAD + length
            if len(self._held) < end:
                break
            if checksum(self._held[len(PREAMBLE) : end]):
                self._skip_preamble()
                continue
            bodies.append(bytes(self._held[_HEAD : end - 1]))
            del self._held[:end]
        return bodies

    def _seek_preamble(self) -> bool:
        at = self._held.find(PREAMBLE)
        if at < 0:
            keep = next(n for n in range(len(PREAMBLE) - 1, -1, -1) if self._held.endswith(PREAMBLE[:n]))
            self._drop(len(self._held) - keep)
            return False
        self._drop(at)
        return True

    def _skip_preamble(self) -> None:
        self.rejected += 1
        self._drop(1)

    def _drop(self, count: int) -> None:
        self.dropped += count
        del self._held[:count]


class FrameParser:
    """Finds the reader's responses in what the line delivers."""

    def __init__(self) -> None:
        self._cutter = BodyCutter(4, MAX_RESPONSE_LENGTH)

    @property
    def pending(self) -> int:
        """Bytes held back because they may begin a frame; at most 2320."""
        return self._cutter.pending

    @property
    def rejected(self) -> int:
        """Frames dropped for a wrong check byte or length since the last ``clear``."""
        return self._cutter.rejected

    @property
    def dropped(self) -> int:
        """Bytes thrown away since the last ``clear`` because they belonged to no good frame."""
        return self._cutter.dropped

    def feed(self, data: bytes) -> list[Response]:
        """The responses that ``data`` completes, in order; any split of the stream gives the same list."""
        return [Response.from_body(body) for body in self._cutter.cut(data)]

    def finish(self) -> list[Response]:
        """Call when the line is quiet: gives whole responses behind an unfinished one, then holds nothing."""
        return [Response.from_body(body) for body in self._cutter.cut_rest()]

    def clear(self) -> None:
        """Forget what is held."""
        self._cutter.clear()


class RequestParser:
    """Finds the host's requests; the emulator's ear."""

    def __init__(self) -> None:
        self._cutter = BodyCutter(2, MAX_REQUEST_LENGTH)

    @property
    def rejected(self) -> int:
        """Frames dropped for a wrong check byte or length so far."""
        return self._cutter.rejected

    def feed(self, data: bytes) -> list[Request]:
        """The requests that ``data`` completes, in order."""
        return [Request.from_body(body) for body in self._cutter.cut(data)]
