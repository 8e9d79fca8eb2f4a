"""Which reader answers on a port, and at which speed. For setting up and for looking after a machine."""

from __future__ import annotations

from dataclasses import dataclass

from hardware.id_reader.wire import commands
from hardware.id_reader.wire.conversation import Conversation, Patience
from hardware.id_reader.wire.frames import Response
from hardware.id_reader.wire.sam_id import SamId
from hardware.id_reader.wire.statuses import Status, verdict
from hardware.port import open_port

IMPATIENT = Patience(answer_scale=0.4)


@dataclass(frozen=True)
class FoundReader:
    """Speed, the number of the security module ("" when it does not tell), and what it says of itself."""

    baudrate: int
    sam_id: str
    state: str

    @property
    def healthy(self) -> bool:
        """True when it says that it works."""
        return self.state == verdict(Status.DONE.code).named


def probe(url: str, patience: Patience = IMPATIENT) -> FoundReader | None:
    """The reader on ``url``; None when it answers at no speed (115200, 9600, 57600, 38400, 19200 are tried).

    At most 6 seconds with the usual ``patience``. Raises PortUnavailable when the port cannot be opened,
    DeviceSilent when it takes no bytes.
    """
    for baudrate in commands.PROBE_ORDER:
        with open_port(url, baudrate=baudrate, timeout=0.2, write_timeout=1.0) as port:
            talk = Conversation(port, patience)
            answer = talk.ask(commands.STATUS, _never, attempts=2)
            if not isinstance(answer, Response) or verdict(answer.sw3).status is None:
                continue
            number = talk.ask(commands.SAM_ID, _never, attempts=3)
            known = isinstance(number, Response) and Status.of(number) is Status.DONE
            sam_id = str(SamId.from_bytes(number.data)) if known and isinstance(number, Response) else ""
            return FoundReader(baudrate, sam_id, verdict(answer.sw3).named)
    return None


def probe_baudrate(url: str, patience: Patience = IMPATIENT) -> int | None:
    """The speed at which a reader answers on ``url``; see :func:`probe`."""
    found = probe(url, patience)
    return None if found is None else found.baudrate


def _never() -> bool:
    return False
