"""Faults by name: what an emulated reader, its card, its cable or its desk can be told to do wrong."""

from __future__ import annotations

from dataclasses import dataclass

from hardware.fault_names import NamedFault, UnknownFault, fault_table, read_fault


class Fault(NamedFault):
    """How the reader misbehaves: name, usual amount, unit of the amount ("" for none), what it shows."""

    SILENT = ("silent", 0, "", "一句也不答")
    SLOW = ("slow", 0.3, "秒", "每次都晚一点才答，但还在限时内")
    NOISY = ("noisy", 20, "%", "每个回答前后有杂字节，其中百分之这么多里面还坏一个字节")
    SPLIT = ("split", 1, "字节", "回答被切成一块一块，每块这么多字节")
    WRONG_CHECKSUM = ("wrong-checksum", 0, "", "回答的校验字节都是错的")
    TRUNCATED = ("truncated", 0, "", "回答只来一半")
    LATE_ANSWER = ("late-answer", 1.5, "秒", "超时以后才答，答给了后面的命令")
    FOREIGN_FRAME = ("foreign-frame", 0, "", "回答前先来别的设备的帧和不属于任何命令的帧")
    POWER_CYCLED = ("power-cycled", 1.5, "秒", "断电这么久再来电，读到一半的都忘了")
    UNPLUGGED = ("unplugged", 1.5, "秒", "拔掉这么久再插回，端口名不变")
    RENAMED = ("renamed", 0, "", "换了系统端口名，固定名字指向新的")
    CARD_LIFTED_MID_READ = ("card-lifted-mid-read", 0, "", "读到一半证件被拿走")
    CARD_LEFT_BEHIND = ("card-left-behind", 0, "", "上一个人读过的证件没有拿走")
    TWO_CARDS = ("two-cards", 0, "", "读卡区上叠着两张卡，找得到、选不中")
    NOT_GENUINE = ("not-genuine", 0, "", "证件没有通过安全模块核验")
    SELF_TEST_FAILED = ("self-test-failed", 0, "", "安全模块自检失败")
    NOT_AUTHORISED = ("not-authorised", 0, "", "安全模块未经授权")
    UNKNOWN_STATUS = ("unknown-status", 0x77, "号", "对读证命令回答一个未列出的状态码")
    OLD_MODULE = ("old-module", 0, "", "不认识 30 10 的旧模块")

    @property
    def at_the_plug(self) -> bool:
        """True when it happens to the cable or port, not to the reader: whoever holds the port must play it."""
        return self in (Fault.UNPLUGGED, Fault.RENAMED)


@dataclass(frozen=True)
class FaultScript:
    """A fault with its amount."""

    fault: Fault
    amount: float

    @classmethod
    def named(cls, written: str) -> FaultScript:
        """From ``noisy``, ``noisy:40``, ``noisy=40`` or ``noisy(40)``. Raises UnknownFault."""
        script = cls(*read_fault(written, Fault))
        if not script.fits():
            raise UnknownFault(written, Fault)
        return script

    def fits(self) -> bool:
        """True for an amount that can be played."""
        if self.fault is Fault.NOISY:
            return 0 <= self.amount <= 100
        if self.fault is Fault.UNKNOWN_STATUS:
            return float(self.amount).is_integer() and 0 <= self.amount <= 255
        return self.amount >= 1 if self.fault is Fault.SPLIT else 0 <= self.amount <= 3600


def table() -> tuple[tuple[str, str], ...]:
    """Every fault as it is written on the command line, with what it shows; for ``--help``."""
    return fault_table(Fault)
