"""A slip printer on a line in memory that dies, by name, at one chosen byte; time is its own."""

from __future__ import annotations

from hardware.ticket_printer.emulator import EmulatedTicketPrinter
from kiosk.errors import DeviceSilent, PortUnavailable

BOOT_SECONDS = 0.5
ANSWERING_AGAIN = 20.0

WAYS = ("silent", "unplugged", "torn", "full", "power-cycled", "paper-out", "cover-open", "cutter", "overheated")
"""How it dies: for ever silent; gone for ever; line broken and back at once; taking no more; off and on, line noise
and lost bytes included; or stopped by one of its own faults.
"""


class DyingPrinter:
    """``dies_at`` counts every byte the driver writes, questions too. ``open`` is the driver's opener."""

    def __init__(self, printer: EmulatedTicketPrinter, way: str, dies_at: int, baudrate: int = 115200) -> None:
        self.printer, self.way, self.dies_at = printer, way, dies_at
        self.now, self.written = 0.0, 0
        self.dead = False
        self._gone = False
        self._lost = int(BOOT_SECONDS * baudrate / 10)
        self._boots_until = 0.0
        self._said = bytearray()

    def monotonic(self) -> float:
        return self.now

    def open(self, url: str, baudrate: int, seconds: float) -> DyingPrinter:
        if self._gone and self.way == "unplugged":
            raise PortUnavailable("gone", "")
        self._gone = False
        return self

    def mend(self) -> None:
        """A person sees to it: power, cable, paper, cover, knife."""
        self.dies_at, self.dead, self._gone, self._boots_until = 1 << 30, False, False, 0.0
        self._said.clear()
        if self.way in ("silent", "unplugged"):
            self.printer.power_cycle()
        for state in ("paper_out", "cover_open", "cutter", "overheated"):
            setattr(self.printer, state, False)

    def write(self, data: bytes) -> None:
        if self._gone:
            raise PortUnavailable("gone", "")
        living = data[: max(0, self.dies_at - self.written)] if not self.dead else b""
        self.written += len(data)
        self._hear(living)
        if len(living) == len(data):
            return
        rest = data[len(living):]
        if not self.dead:
            self._die()
        if self.way in ("torn", "unplugged"):
            self._gone = True
            self._said.clear()
            if self.way == "torn":
                self.dies_at, self.dead = 1 << 30, False
            raise PortUnavailable("gone", "")
        if self.way == "full":
            raise DeviceSilent("full", "")
        if self.way == "silent":
            return
        if self.way == "power-cycled":
            rest = self._after_boot(rest)
        self._hear(rest)

    def read_available(self, wait: float | None = None) -> bytes:
        if self._gone:
            raise PortUnavailable("gone", "")
        if self._said:
            said, self._said = bytes(self._said), bytearray()
            self.now += 0.001
            return said
        self.now += wait if wait else 0.0
        return b""

    def close(self) -> None:
        self._said.clear()

    def _hear(self, data: bytes) -> None:
        if data:
            self._said += self.printer.receive(data)

    def _die(self) -> None:
        self.dead = True
        if self.way == "power-cycled":
            self.printer.power_cycle()
            self._said += b"\x00\x00"  # its line falls low, and once more when it comes back
            self._boots_until = self.now + BOOT_SECONDS
        elif self.way not in ("silent", "unplugged", "torn", "full"):
            setattr(self.printer, self.way.replace("-", "_"), True)

    def _after_boot(self, rest: bytes) -> bytes:
        """What a printer that is starting misses: so many bytes of a running job, and everything for so long."""
        lost, self._lost = rest[: self._lost], max(0, self._lost - len(rest))
        if self._lost and self.now >= self._boots_until:
            self._lost = 0
            return rest
        return rest[len(lost):]
