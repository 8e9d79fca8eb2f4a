"""A reader that exists only in memory but speaks the same bytes; it can be told, by name, to misbehave."""

from __future__ import annotations

import random
import threading
import time
from collections.abc import Callable

from hardware.id_reader.base_info import BaseInformation
from hardware.id_reader.faults import Fault
from hardware.id_reader.wire import commands
from hardware.id_reader.wire.frames import Request, RequestParser, Response
from hardware.id_reader.wire.sam_id import SamId
from hardware.id_reader.wire.statuses import Status
from hardware.pty_host import Later

__all__ = ["EMULATED_SAM_ID", "EmulatedReader", "Fault"]

EMULATED_SAM_ID = SamId(5, 3, 20120629, 202551, 1234567890)
_PIECE_GAP = 0.0002
_ADDRESS_SIZE = 70
_FOREIGN = bytes.fromhex("EAEBECED0500320D0A") + Response(0, 0, 0x90, bytes(33)).to_bytes()
_REFUSES_ALL = {
    Fault.SELF_TEST_FAILED: Status.SELF_TEST_FAILED,
    Fault.NOT_AUTHORISED: Status.NOT_AUTHORISED,
}


class EmulatedReader:
    """Bytes in, bytes out; serve it with ``hardware.pty_host.PtyHost``.

    ``lay`` and ``lift`` move a card on and off the reader, from any thread. After a good read the card is
    answered with 80 until it is lifted, as real readers do. ``card_seconds`` is the time the card itself
    takes to be read. ``monotonic`` is the time a power cut lasts in.
    """

    def __init__(
        self,
        sam_id: SamId = EMULATED_SAM_ID,
        *,
        card_seconds: float = 0.0,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._sam_id = sam_id
        self._card_seconds = card_seconds
        self._monotonic = monotonic
        self._parser = RequestParser()
        self._lock = threading.Lock()
        self._random = random.Random(467)
        self._card: BaseInformation | None = None
        self._new_address = ""
        self._found = self._selected = self._was_read = False
        self._fault: Fault | None = None
        self._amount = 0.0
        self._answers_left: int | None = None
        self._dark_until: float | None = None

    def lay(self, card: BaseInformation, *, new_address: str = "") -> None:
        """Put a card on the reader, in place of any other; ``new_address`` has at most 35 characters."""
        with self._lock:
            self._forget_progress()
            self._card, self._new_address = card, new_address

    def lift(self) -> None:
        """Take the card away; forgotten while the fault is CARD_LEFT_BEHIND."""
        with self._lock:
            if self._fault is not Fault.CARD_LEFT_BEHIND:
                self._take_away()

    def misbehave(self, fault: Fault, answers: int | None = None, *, amount: float | None = None) -> None:
        """Show ``fault`` from now on, for the next ``answers`` answers or until ``behave``.

        ``amount`` is in the fault's own unit (default: its usual amount). A power cut begins now and ends by
        itself. Faults of the plug (``at_the_plug``) show nothing here: stop and start the host instead.
        """
        with self._lock:
            self._fault, self._answers_left = fault, answers
            self._amount = fault.amount if amount is None else amount
            if fault is Fault.POWER_CYCLED:
                self._forget_progress()
                self._dark_until = self._monotonic() + self._amount
            if fault is Fault.CARD_LEFT_BEHIND:
                self._found = self._selected = self._was_read = self._card is not None

    def behave(self) -> None:
        """Be a healthy reader again."""
        with self._lock:
            self._fault = self._dark_until = None

    def receive(self, data: bytes) -> list[bytes | Later]:
        """The answers to the requests that ``data`` completes, as pieces to send."""
        with self._lock:
            if self._is_dark():
                return []
            rejected = self._parser.rejected
            requests = self._parser.feed(data)
            pieces: list[bytes | Later] = []
            for request in requests:
                pieces += self._spoken(request, self._answer(request))
            if self._parser.rejected > rejected and not requests:
                pieces += self._spoken(None, Status.BAD_CHECKSUM_HEARD.response())
            return pieces

    def _answer(self, request: Request) -> Response:
        if self._fault in _REFUSES_ALL:
            return _REFUSES_ALL[self._fault].response()
        if request == commands.FIND.request:
            return self._find()
        if request == commands.SELECT.request:
            return self._select()
        if request == commands.READ_BASE.request:
            return self._read(with_fingerprint=False)
        if request == commands.READ_BASE_AND_FINGERPRINT.request and self._fault is not Fault.OLD_MODULE:
            return self._read(with_fingerprint=True)
        if request in (commands.READ_NEW_ADDRESS.request, commands.READ_CARD_NUMBERS.request):
            return self._more(request)
        return self._about_itself(request)

    def _about_itself(self, request: Request) -> Response:
        if request in (commands.RESET.request, commands.STATUS.request):
            return Status.DONE.response()
        if request == commands.SAM_ID.request:
            return Status.DONE.response(self._sam_id.to_bytes())
        known_speed = request.command == 0x60 and request.parameter in commands.BAUDRATES.values()
        radio_frame = request.command == 0x61 and len(request.data) == 1 and request.data[0] >= 24
        return (Status.DONE if known_speed or radio_frame else Status.UNKNOWN_COMMAND).response()

    def _is_dark(self) -> bool:
        if self._dark_until is None or self._monotonic() < self._dark_until:
            return self._dark_until is not None
        self._fault = self._dark_until = None
        return False

    def _find(self) -> Response:
        self._found = self._card is not None and not self._was_read
        self._selected = False
        return Status.FOUND.response(bytes(4)) if self._found else Status.NOT_FOUND.response()

    def _select(self) -> Response:
        self._selected = self._found and self._fault is not Fault.TWO_CARDS
        return Status.DONE.response(bytes(8)) if self._selected else Status.NOT_SELECTED.response()

    def _read(self, *, with_fingerprint: bool) -> Response:
        if self._fault is Fault.CARD_LIFTED_MID_READ:
            self._take_away()
        if self._fault is Fault.UNKNOWN_STATUS:
            return Response(0, 0, int(self._amount))
        if self._card is None:
            return Status.READ_FAILED.response()
        if self._fault is Fault.NOT_GENUINE:
            return Status.READER_REFUSED_CARD.response()
        if not self._selected:
            return Status.OUT_OF_ORDER.response()
        self._was_read = True
        return Status.DONE.response(self._card.to_data(with_fingerprint=with_fingerprint))

    def _more(self, request: Request) -> Response:
        if self._card is None:
            return Status.READ_FAILED.response()
        if not self._selected:
            return Status.OUT_OF_ORDER.response()
        if request == commands.READ_CARD_NUMBERS.request:
            return Status.DONE.response(bytes(28))
        if not self._new_address:
            return Status.NO_SUCH_ITEM.response()
        address = self._new_address.ljust(_ADDRESS_SIZE // 2).encode("utf-16-le")[:_ADDRESS_SIZE]
        return Status.DONE.response(address)

    def _take_away(self) -> None:
        self._card = None
        self._forget_progress()

    def _forget_progress(self) -> None:
        self._found = self._selected = self._was_read = False

    def _spoken(self, request: Request | None, answer: Response) -> list[bytes | Later]:
        """The answer as it leaves the reader, with the fault that shows on the line, if any."""
        fault = self._fault
        if self._answers_left is not None:
            self._answers_left -= 1
            if self._answers_left <= 0:
                self._fault = self._answers_left = None
        frame = answer.to_bytes()
        pieces = self._distorted(fault, frame)
        if pieces and self._card_seconds and request is not None and len(answer.data) > _ADDRESS_SIZE:
            pieces = [Later(self._card_seconds, b""), *pieces]
        return pieces

    def _distorted(self, fault: Fault | None, frame: bytes) -> list[bytes | Later]:
        if fault is Fault.SILENT:
            return []
        if fault is Fault.NOISY:
            return [self._noise() + b"\xaa" + self._damaged(frame) + self._noise()]
        if fault is Fault.SPLIT:
            size = int(self._amount)
            return [Later(_PIECE_GAP, frame[at : at + size]) for at in range(0, len(frame), size)]
        if fault is Fault.WRONG_CHECKSUM:
            return [frame[:-1] + bytes([frame[-1] ^ 0x5A])]
        if fault is Fault.TRUNCATED:
            return [frame[: len(frame) // 2]]
        if fault in (Fault.LATE_ANSWER, Fault.SLOW):
            return [Later(self._amount, frame)]
        if fault is Fault.FOREIGN_FRAME:
            return [_FOREIGN, frame]
        return [frame]

    def _damaged(self, frame: bytes) -> bytes:
        """The frame, or in some of a hundred cases one with a byte changed inside."""
        if self._random.random() * 100 >= self._amount:
            return frame
        at = self._random.randrange(len(frame))
        return frame[:at] + bytes([frame[at] ^ self._random.randrange(1, 256)]) + frame[at + 1 :]

    def _noise(self) -> bytes:
        return self._random.randbytes(self._random.randrange(1, 12))
