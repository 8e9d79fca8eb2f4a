"""What can be asked of a reader, and which answers can belong to each question (GA/T 467)."""

from __future__ import annotations

from dataclasses import dataclass

from hardware.id_reader.wire.frames import Request, Response
from hardware.id_reader.wire.statuses import Status

_BELONGS_TO_ONE_COMMAND = (
    Status.FOUND, Status.NO_SUCH_ITEM, Status.NOT_FOUND, Status.NOT_SELECTED, Status.NO_CARD_YET,
)
_MOST_BESIDE_AN_ERROR = 8


@dataclass(frozen=True)
class Command:
    """One request with the answers that can belong to it.

    Answers name no command, so a late answer to the one before is told apart by status and data length.
    ``seconds`` is how long to wait for the first byte of the answer. ``repeat_when_silent`` is False where
    silence most likely means that the card was lifted.
    """

    request: Request
    seconds: float
    sizes: frozenset[int] = frozenset({0})
    done: Status = Status.DONE
    also: tuple[Status, ...] = ()
    repeat_when_silent: bool = True

    def answered_by(self, response: Response) -> bool:
        """False when the response can only be a late answer to another command."""
        status = Status.of(response)
        if status is self.done:
            return len(response.data) in self.sizes
        if status is Status.DONE or len(response.data) > _MOST_BESIDE_AN_ERROR:
            return False
        return status not in _BELONGS_TO_ONE_COMMAND or status in self.also


def _up_to(size: int) -> frozenset[int]:
    return frozenset(range(size + 1))


RESET = Command(Request(0x10, 0xFF), 1.0)
STATUS = Command(Request(0x11, 0xFF), 1.0)
SAM_ID = Command(Request(0x12, 0xFF), 0.5, frozenset({16}))
FIND = Command(Request(0x20, 0x01), 1.0, _up_to(8), Status.FOUND, (Status.NOT_FOUND, Status.NO_CARD_YET))
SELECT = Command(Request(0x20, 0x02), 1.0, _up_to(8), also=(Status.NOT_SELECTED, Status.NO_CARD_YET))
READ_BASE = Command(Request(0x30, 0x01), 3.0, frozenset({1284}), repeat_when_silent=False)
READ_BASE_AND_FINGERPRINT = Command(
    Request(0x30, 0x10), 3.0, frozenset({1286, 1798, 2310}), repeat_when_silent=False
)
READ_NEW_ADDRESS = Command(Request(0x30, 0x03), 1.5, frozenset(range(2, 281, 2)), also=(Status.NO_SUCH_ITEM,))
READ_CARD_NUMBERS = Command(Request(0x30, 0x05), 1.5, frozenset({28}))

BAUDRATES = {115200: 0, 57600: 1, 38400: 2, 19200: 3, 9600: 4}
PROBE_ORDER = (115200, 9600, 57600, 38400, 19200)


def set_baudrate(baudrate: int) -> Command:
    """Kept in the reader: wait 5 ms after its answer, then open anew. KeyError for a speed it cannot do."""
    return Command(Request(0x60, BAUDRATES[baudrate]), 1.0)


def set_radio_frame(size: int) -> Command:
    """Longest radio frame, 24…255 bytes (ValueError beyond); most readers need no such thing."""
    if not 24 <= size <= 255:
        raise ValueError("24 to 255 bytes")
    return Command(Request(0x61, 0xFF, bytes([size])), 1.0)
