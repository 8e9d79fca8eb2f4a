"""Faults by name: what an emulated slip printer, its paper or its cable can be told to do wrong."""

from __future__ import annotations

from dataclasses import dataclass

from hardware.fault_names import NamedFault, UnknownFault, fault_table, read_fault


class Fault(NamedFault):
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


@dataclass(frozen=True)
class FaultScript:
    """A fault with its amount."""

    fault: Fault
    amount: float

    @classmethod
    def named(cls, written: str) -> FaultScript:
        """From ``slow``, ``slow:1``, ``slow=1`` or ``slow(1)``. Raises UnknownFault."""
        script = cls(*read_fault(written, Fault))
        if not script.fits():
            raise UnknownFault(written, Fault)
        return script

    def fits(self) -> bool:
        """True for an amount that can be played."""
        if self.fault.unit == "字节":
            return float(self.amount).is_integer() and 0 <= self.amount <= 100_000
        return 0 <= self.amount <= 3600


def table() -> tuple[tuple[str, str], ...]:
    """Every fault as it is written on the command line, with what it shows; for ``--help``."""
    return fault_table(Fault)
