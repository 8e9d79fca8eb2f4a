"""An emulated reader with its cable: every fault by name, those of the plug included."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import Self

from hardware.id_reader.emulator import EmulatedReader
from hardware.id_reader.faults import Fault, FaultScript
from hardware.pty_host import PtyHost

_PLUGGED_SECONDS = 8.0

Wait = Callable[[float], bool]


class EmulatedDesk:
    """A reader on a pty. ``reader`` takes the cards, ``host`` holds the port, ``url`` is what a driver opens.

    ``link`` is a stable path, as systems give by serial number; without it a port plugged in again has another name.
    """

    def __init__(
        self, reader: EmulatedReader | None = None, *, baudrate: int | None = None, link: Path | None = None
    ) -> None:
        self.reader = reader or EmulatedReader()
        self.host = PtyHost(self.reader, baudrate=baudrate, link=link)

    @property
    def url(self) -> str:
        """The path to open."""
        return self.host.url

    def play(self, script: FaultScript) -> None:
        """Begin the fault now. It lasts until ``end``; a power cut and a new name are over by themselves."""
        if script.fault is Fault.UNPLUGGED:
            self.host.stop()
        elif script.fault is Fault.RENAMED:
            self.host.rename()
        else:
            self.reader.misbehave(script.fault, amount=script.amount)

    def end(self, script: FaultScript) -> None:
        """The fault is over; nobody touches the driver."""
        if script.fault is Fault.UNPLUGGED:
            self.host.start()
        self.reader.behave()

    def disturb(self, script: FaultScript, wait: Wait, seconds: float = _PLUGGED_SECONDS) -> None:
        """Play a fault of the plug or a power cut again and again, ``seconds`` apart, until ``wait`` says True.

        ``wait`` takes seconds and gives True when it is time to stop (``threading.Event.wait``).
        """
        while not wait(seconds):
            self.play(script)
            stop = wait(script.amount)
            if script.fault is Fault.UNPLUGGED:
                self.host.start()
            if stop:
                return

    def __enter__(self) -> Self:
        self.host.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.host.stop()
