"""What can be asked of a reader, what it can answer, and what each answer asks of the host (GA/T 467)."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from hardware.id_reader.frames import Request, Response


class Action(Enum):
    """What the host does about a status."""

    GO_ON = "go_on"
    NOTHING_STORED = "nothing_stored"
    KEEP_POLLING = "keep_polling"
    SEND_AGAIN = "send_again"
    START_OVER = "start_over"
    PRESENT_AGAIN = "present_again"
    REFUSE_CARD = "refuse_card"
    TAKE_OTHER_CARD = "take_other_card"
    RESET_READER = "reset_reader"
    CALL_SERVICE = "call_service"
    FALL_BACK = "fall_back"


class Status(Enum):
    """SW3, the reader's state: code, then the action it needs."""

    DONE = (0x90, Action.GO_ON)
    FOUND = (0x9F, Action.GO_ON)
    NO_SUCH_ITEM = (0x91, Action.NOTHING_STORED)
    BAD_CHECKSUM_HEARD = (0x10, Action.SEND_AGAIN)
    BAD_LENGTH_HEARD = (0x11, Action.SEND_AGAIN)
    UNKNOWN_COMMAND = (0x21, Action.FALL_BACK)
    OUT_OF_ORDER = (0x23, Action.START_OVER)
    UNKNOWN_ERROR = (0x24, Action.PRESENT_AGAIN)
    CARD_REFUSED_READER = (0x31, Action.PRESENT_AGAIN)
    READER_REFUSED_CARD = (0x32, Action.REFUSE_CARD)
    INFORMATION_CHECK_FAILED = (0x33, Action.PRESENT_AGAIN)
    FINGERPRINT_CHECK_FAILED = (0x37, Action.PRESENT_AGAIN)
    INFORMATION_LENGTH_WRONG = (0x3F, Action.PRESENT_AGAIN)
    CARD_TYPE_UNKNOWN = (0x40, Action.TAKE_OTHER_CARD)
    READ_FAILED = (0x41, Action.PRESENT_AGAIN)
    RANDOM_NUMBER_FAILED = (0x47, Action.PRESENT_AGAIN)
    SELF_TEST_FAILED = (0x60, Action.RESET_READER)
    NOT_AUTHORISED = (0x66, Action.CALL_SERVICE)
    NOT_FOUND = (0x80, Action.KEEP_POLLING)
    NOT_SELECTED = (0x81, Action.KEEP_POLLING)

    def __init__(self, code: int, action: Action) -> None:
        self.code = code
        self.action = action

    def response(self, data: bytes = b"") -> Response:
        """The frame that carries this status, with the card's own status 00 00."""
        return Response(0, 0, self.code, data)

    @classmethod
    def of(cls, response: Response) -> Status | None:
        """By SW3 alone, since SW1 SW2 may hold the card's own words; None for a code not in the list."""
        return _BY_CODE.get(response.sw3)


_BY_CODE = {status.code: status for status in Status}
_BELONGS_TO_ONE_COMMAND = (Status.FOUND, Status.NO_SUCH_ITEM, Status.NOT_FOUND, Status.NOT_SELECTED)


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
        if status is Status.DONE:
            return False
        return status not in _BELONGS_TO_ONE_COMMAND or status in self.also


def _up_to(size: int) -> frozenset[int]:
    return frozenset(range(size + 1))


RESET = Command(Request(0x10, 0xFF), 1.0)
STATUS = Command(Request(0x11, 0xFF), 1.0)
SAM_ID = Command(Request(0x12, 0xFF), 0.5, frozenset({16}))
FIND = Command(Request(0x20, 0x01), 1.0, _up_to(8), Status.FOUND, (Status.NOT_FOUND,))
SELECT = Command(Request(0x20, 0x02), 1.0, _up_to(8), also=(Status.NOT_SELECTED,))
READ_BASE = Command(Request(0x30, 0x01), 3.0, frozenset({1284}), repeat_when_silent=False)
READ_BASE_AND_FINGERPRINT = Command(
    Request(0x30, 0x10), 3.0, frozenset({1286, 1798, 2310}), repeat_when_silent=False
)
READ_NEW_ADDRESS = Command(
    Request(0x30, 0x03), 1.5, frozenset(range(2, 281, 2)), also=(Status.NO_SUCH_ITEM,)
)
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
