"""A scanner that exists only in memory; it can be told, by name, to misbehave."""

from __future__ import annotations

import random
from collections.abc import Callable

from hardware.fault_names import NamedFault
from hardware.pty_host import Later
from kiosk.devices.codes import LONGEST_CODE

_PIECE_GAP = 0.001


class Fault(NamedFault):
    """How the scanner misbehaves, until told otherwise."""

    SILENT = ("silent", 0, "", "扫不到码")
    SLOW = ("slow", 0, "", "每 20 毫秒才来一个字节")
    SPLIT = ("split", 0, "", "一个字节一个字节地来")
    NOISY = ("noisy", 0, "", "码的前后有杂字节")
    TRUNCATED = ("truncated", 0, "", "码只来一半就结束")
    NO_END = ("no-end", 0, "", "没有设成以回车结尾")
    TOO_LONG = ("too-long", 0, "", "超长的码")
    CONTROL = ("control", 0, "", "码里夹着控制字符和转义序列")
    REPEATING = ("repeating", 0, "", "同一个码连读五次")


class EmulatedScanner:
    """Serve it with ``hardware.pty_host.PtyHost`` and give it the host's ``say``: then ``scan`` speaks."""

    def __init__(self, end: bytes = b"\r") -> None:
        self._end = end
        self._fault: Fault | None = None
        self._random = random.Random(15424)
        self._say: Callable[[bytes | Later], None] | None = None

    def connect(self, say: Callable[[bytes | Later], None]) -> None:
        """Where the bytes go."""
        self._say = say

    def misbehave(self, fault: Fault) -> None:
        """Show ``fault`` from now on."""
        self._fault = fault

    def behave(self) -> None:
        """Be a healthy scanner again."""
        self._fault = None

    def receive(self, data: bytes) -> bytes:
        """A scanner never answers."""
        return b""

    def scan(self, code: str) -> None:
        """A code is held before the window. Raises RuntimeError before ``connect``."""
        if self._say is None:
            raise RuntimeError("connect first")
        for piece in self._spoken(code.encode("utf-8")):
            self._say(piece)

    def _spoken(self, code: bytes) -> list[bytes | Later]:
        whole = code + self._end
        match self._fault:
            case Fault.SILENT:
                return []
            case Fault.SLOW:
                return [Later(0.02, whole[at : at + 1]) for at in range(len(whole))]
            case Fault.SPLIT:
                return [Later(_PIECE_GAP, whole[at : at + 1]) for at in range(len(whole))]
            case Fault.NOISY:
                return [self._noise() + b"\r\n" + whole + self._noise() + b"\n"]
            case Fault.TRUNCATED:
                return [code[: len(code) // 2] + self._end]
            case Fault.NO_END:
                return [code]
            case Fault.TOO_LONG:
                return [b"9" * (4 * LONGEST_CODE) + self._end]
            case Fault.CONTROL:
                return [code[:4] + b"\x1b[2J\x00\x07" + code[4:] + self._end]
            case Fault.REPEATING:
                return [whole] * 5
        return [whole]

    def _noise(self) -> bytes:
        return bytes(self._random.randrange(0x80, 0x100) for _ in range(self._random.randrange(1, 12)))
