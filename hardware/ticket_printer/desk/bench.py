"""An emulated slip printer with its cable: every fault by name, those of the plug included."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from random import Random
from types import TracebackType
from typing import Self

from hardware.pty_host import Answer, Later, PtyHost
from hardware.ticket_printer.desk.faults import STATES, Fault, FaultScript
from hardware.ticket_printer.desk.network_host import NetworkHost
from hardware.ticket_printer.emulator import EmulatedTicketPrinter

_PLUGGED_SECONDS = 8.0

Wait = Callable[[float], bool]


class EmulatedPrinterDesk:
    """A slip printer on a pty, or with ``port`` on the network (0: any free one). ``url`` is what a driver opens.

    ``printer`` keeps the slips, ``host`` holds the line. ``baudrate`` and ``link`` as for :class:`PtyHost`.
    """

    def __init__(
        self, printer: EmulatedTicketPrinter | None = None, *, baudrate: int | None = None, link: Path | None = None,
        port: int | None = None,
    ) -> None:
        self.printer = printer or EmulatedTicketPrinter()
        self.host: PtyHost | NetworkHost = (
            PtyHost(self, baudrate=baudrate, link=link) if port is None else NetworkHost(self, port)
        )
        self._script: FaultScript | None = None
        self._random = Random(9100)

    @property
    def url(self) -> str:
        """The line to open."""
        return self.host.url

    def receive(self, data: bytes) -> Answer:
        """What the line brings, and what it carries back: the printer's answer, spoilt by the fault in play."""
        answer = self.printer.receive(data)
        script = self._script
        if script is None or not answer:
            return answer
        if script.fault is Fault.SILENT:
            return b""
        if script.fault is Fault.GARBAGE:
            around = [self._random.randbytes(int(script.amount)) for _ in range(2)]
            return around[0] + answer + around[1]
        return (Later(script.amount, answer),) if script.fault in (Fault.SLOW, Fault.LATE_ANSWER) else answer

    def play(self, script: FaultScript) -> None:
        """Begin the fault now. It lasts until ``end``; a new name is over by itself."""
        state = STATES.get(script.fault)
        if state and script.fault.unit:
            self.printer.fail_at(int(script.amount), state)
        elif state:
            setattr(self.printer, state, True)
        elif script.fault is Fault.UNPLUGGED:
            self.host.stop()
        elif script.fault is Fault.RENAMED:
            self.host.rename()
        elif script.fault is Fault.POWER_CYCLED:
            self.printer.off = True
        else:
            self._script = script

    def end(self, script: FaultScript) -> None:
        """The fault is over; nobody touches the driver."""
        state = STATES.get(script.fault)
        if state:
            setattr(self.printer, state, False)
        elif script.fault is Fault.UNPLUGGED:
            self.host.start()
        elif script.fault is Fault.POWER_CYCLED:
            self.printer.power_cycle()
        self._script = None

    def disturb(self, script: FaultScript, wait: Wait, seconds: float = _PLUGGED_SECONDS) -> None:
        """Play a fault that passes again and again, ``seconds`` apart, until ``wait`` says True.

        ``wait`` takes seconds and gives True when it is time to stop (``threading.Event.wait``).
        """
        while not wait(seconds):
            self.play(script)
            stop = wait(script.amount)
            self.end(script)
            if stop:
                return

    def __enter__(self) -> Self:
        self.host.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.host.stop()
