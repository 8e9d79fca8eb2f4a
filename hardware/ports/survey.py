"""All ports asked at the same time, each in its own thread, so that one dead port delays nothing."""

from __future__ import annotations

import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass

from hardware.ports.asking import LONGEST, Heard, Hearing, ask, held_ports
from hardware.ports.known import DeviceKind
from hardware.ports.listing import SerialPort, pins


@dataclass(frozen=True)
class Seen:
    """One port with what it said; ``pin`` is the setting that finds this device again."""

    port: SerialPort
    pin: str
    heard: Heard

    def is_a(self, kind: DeviceKind) -> bool:
        """True when it answered as ``kind``; a code scanner, which never answers, by its USB id."""
        if kind is DeviceKind.CODE_SCANNER:
            return self.heard.hearing is Hearing.NOT_ASKED and self.heard.kind is kind
        return self.heard.hearing is Hearing.ANSWERED and self.heard.kind is kind


def unasked(ports: tuple[SerialPort, ...]) -> tuple[Seen, ...]:
    """The ports with what their USB ids claim; nobody is spoken to."""
    pinned = pins(ports)
    return tuple(Seen(port, pinned[port.path], Heard(Hearing.NOT_ASKED, port.claims)) for port in ports)


def survey(
    ports: tuple[SerialPort, ...], first: Mapping[str, int] | None = None, within: float = LONGEST + 1.0
) -> tuple[Seen, ...]:
    """Ask every port; at most ``within`` seconds in all. ``first``: port path → the speed to try first."""
    held = held_ports()
    answers: dict[str, Heard] = {}

    def look(port: SerialPort) -> None:
        speed = (first or {}).get(port.path)
        answers[port.path] = ask(port, () if speed is None else (speed,), held)

    threads = [threading.Thread(target=look, args=(port,), name="port-survey", daemon=True) for port in ports]
    for thread in threads:
        thread.start()
    deadline = time.monotonic() + within
    for thread in threads:
        thread.join(max(0.0, deadline - time.monotonic()))
    pinned = pins(ports)
    late = Heard(Hearing.FAILED, detail="没有在限定时间内探完。")
    return tuple(Seen(port, pinned[port.path], answers.get(port.path, late)) for port in ports)
