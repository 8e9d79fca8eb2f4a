"""Faults by name: what an emulated slip printer, its paper or its cable can be told to do wrong."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum

_WRITTEN = re.compile(r"(?P<name>[a-z0-9-]+?)(?:[:=](?P<plain>[0-9.]+)|\((?P<inside>[0-9.]+)\))?")


class Fault(Enum):
    """How the printer misbehaves: name, usual amount, unit of the amount ("" for none), what it shows."""

    SILENT = ("silent", 0, "", "照样打印，一句也不答")
    SLOW = ("slow", 0.3, "秒", "每次都晚一点才答，但还在限时内")
    LATE_ANSWER = ("late-answer", 1.5, "秒", "超时以后才答，答给了后面的问题")
    GARBAGE = ("garbage", 6, "字节", "每个回答前后有这么多杂字节")
    PAPER_LOW = ("paper-low", 0, "", "纸快用完，还能打")
    PAPER_OUT = ("paper-out", 0, "", "没有纸")
    PAPER_OUT_AT = ("paper-out-at", 300, "字节", "打到第几个字节时没有纸了")
    COVER_OPEN = ("cover-open", 0, "", "盖子开着")
    COVER_OPEN_MID_PRINT = ("cover-open-mid-print", 300, "字节", "打到第几个字节时盖子被打开")
    OVERHEATED = ("overheated", 0, "", "打印头过热")
    CUTTER_JAM = ("cutter-jam", 0, "", "切刀卡住")
    JAM = ("jam", 0, "", "卡纸")
    OFFLINE = ("offline", 0, "", "有人按了脱机键")
    POWER_CYCLED = ("power-cycled", 1.5, "秒", "断电这么久再来电，打到一半的都忘了")
    UNPLUGGED = ("unplugged", 1.5, "秒", "拔掉这么久再插回，端口名不变")
    RENAMED = ("renamed", 0, "", "换了系统端口名，固定名字指向新的")

    def __init__(self, word: str, amount: float, unit: str, shows: str) -> None:
        self.word = word
        self.amount = amount
        self.unit = unit
        self.shows = shows

    @property
    def passes(self) -> bool:
        """True for what is over by itself and is played again and again."""
        return self in (Fault.POWER_CYCLED, Fault.UNPLUGGED, Fault.RENAMED)


STATES = {
    Fault.PAPER_LOW: "paper_low", Fault.PAPER_OUT: "paper_out", Fault.PAPER_OUT_AT: "paper_out",
    Fault.COVER_OPEN: "cover_open", Fault.COVER_OPEN_MID_PRINT: "cover_open", Fault.OVERHEATED: "overheated",
    Fault.CUTTER_JAM: "cutter", Fault.JAM: "jam", Fault.OFFLINE: "offline",
}
"""Faults that are a state of the emulated printer; those with an amount begin at that byte of a job."""


class UnknownFault(ValueError):
    """No fault of that name, or an amount where none fits. ``names`` lists how each may be written."""

    def __init__(self, written: str) -> None:
        super().__init__(f"no such fault: {written}")
        self.written = written
        self.names = tuple(_shown(fault) for fault in Fault)


@dataclass(frozen=True)
class FaultScript:
    """A fault with its amount."""

    fault: Fault
    amount: float

    @classmethod
    def named(cls, written: str) -> FaultScript:
        """From ``slow``, ``slow:1``, ``slow=1`` or ``slow(1)``. Raises UnknownFault."""
        found = _WRITTEN.fullmatch(written.strip())
        fault = next((one for one in Fault if found and one.word == found["name"]), None)
        if found is None or fault is None:
            raise UnknownFault(written)
        amount = found["plain"] or found["inside"]
        try:
            script = cls(fault, float(amount) if amount else fault.amount)
        except ValueError:
            raise UnknownFault(written) from None
        if (amount and not fault.unit) or not script.fits():
            raise UnknownFault(written)
        return script

    def fits(self) -> bool:
        """True for an amount that can be played."""
        if self.fault.unit == "字节":
            return float(self.amount).is_integer() and 0 <= self.amount <= 100_000
        return 0 <= self.amount <= 3600


def table() -> tuple[tuple[str, str], ...]:
    """Every fault as it is written on the command line, with what it shows; for ``--help``."""
    return tuple((_shown(fault), fault.shows) for fault in Fault)


def _shown(fault: Fault) -> str:
    return f"{fault.word}:{fault.amount:g}" if fault.unit else fault.word
