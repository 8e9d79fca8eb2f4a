"""A GA 467 reader on a serial port as the kiosk's card reader: find, select, read, and a closed outcome."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass

from hardware.id_reader import commands
from hardware.id_reader.base_info import BaseInformation
from hardware.id_reader.commands import Action, Command, Status
from hardware.id_reader.conversation import Conversation, NoAnswer, Patience
from hardware.id_reader.frames import Response
from hardware.id_reader.layouts import UnknownCardKind, read_card
from hardware.id_reader.sam_id import SamId
from hardware.port import Port, open_port, wire_seconds
from kiosk.devices import CardOutcome, ReaderTrouble
from kiosk.errors import DeviceError, DeviceSilent

_TROUBLES = {
    Action.PRESENT_AGAIN: ReaderTrouble.PRESENT_AGAIN,
    Action.REFUSE_CARD: ReaderTrouble.NOT_GENUINE,
    Action.TAKE_OTHER_CARD: ReaderTrouble.UNKNOWN_CARD,
    Action.RESET_READER: ReaderTrouble.READER_FAULT,
    Action.CALL_SERVICE: ReaderTrouble.NOT_AUTHORISED,
    Action.FALL_BACK: ReaderTrouble.READER_FAULT,
    Action.SEND_AGAIN: ReaderTrouble.READER_FAULT,
}
_REFUSALS_THAT_MEAN_A_FAULT = 3
_LONGEST_NAP = 0.4
_ABOUT_THE_READER = (
    Status.BAD_CHECKSUM_HEARD,
    Status.BAD_LENGTH_HEARD,
    Status.UNKNOWN_COMMAND,
    Status.SELF_TEST_FAILED,
    Status.NOT_AUTHORISED,
)


@dataclass
class _Line:
    """What lives as long as one open port."""

    port: Port
    talk: Conversation
    sam_id: str = ""
    greeted: bool = False
    card_was_read: bool = False


class _Stop(Exception):
    """Ends one read with a trouble; never leaves this module."""

    def __init__(self, trouble: ReaderTrouble) -> None:
        super().__init__(trouble.value)
        self.trouble = trouble


class SerialCardReader:
    """Obeys ``kiosk.needs.CardReader``. The constructor opens nothing; ``read`` opens the port if needed.

    ``url`` is anything ``hardware.port.open_port`` takes. ``poll_gap`` is the pause between two searches
    (seconds; vendors ask for more than 0.3). ``fingerprint=True`` reads with ``30 10`` first and falls back
    to ``30 01`` on modules that do not know it. ``monotonic`` and ``wait`` are the time of the search for a
    card; waiting for bytes always uses real time, scaled by ``patience``. One thread at a time.
    """

    def __init__(
        self,
        url: str,
        *,
        baudrate: int = 115200,
        poll_gap: float = 0.35,
        fingerprint: bool = False,
        patience: Patience | None = None,
        monotonic: Callable[[], float] = time.monotonic,
        wait: Callable[[float], None] = time.sleep,
    ) -> None:
        self._url = url
        self._baudrate = baudrate
        self._poll_gap = poll_gap
        self._read_command = (
            commands.READ_BASE_AND_FINGERPRINT if fingerprint else commands.READ_BASE
        )
        self._patience = patience or Patience()
        self._monotonic = monotonic
        self._wait = wait
        self._line: _Line | None = None
        self._refusals_in_a_row = 0

    def read(self, timeout: float, cancelled: Callable[[], bool]) -> CardOutcome:
        """Wait up to ``timeout`` seconds for a card and read it. Never raises for what a reader can do.

        ``seconds`` runs from the answer that found the card to the last byte of the card, parsed.
        A line that broke since the last call (unplugged, plugged in again) is opened anew at once; one that
        fails now is closed, so that the next call opens it.
        """
        deadline = self._monotonic() + timeout
        kept_open = self._line is not None
        outcome = self._read_once(deadline, cancelled)
        if kept_open and outcome.trouble is ReaderTrouble.PORT_MISSING:
            outcome = self._read_once(deadline, cancelled)
        return outcome

    def _read_once(self, deadline: float, cancelled: Callable[[], bool]) -> CardOutcome:
        try:
            if cancelled():
                raise _Stop(ReaderTrouble.CANCELLED)
            line = self._line = self._line or self._open()
            line.card_was_read = False
            return self._read_on(line, deadline, cancelled)
        except _Stop as stop:
            outcome = CardOutcome(trouble=stop.trouble, sam_id=self._line.sam_id if self._line else "")
            if stop.trouble in (ReaderTrouble.NO_ANSWER, ReaderTrouble.READER_FAULT):
                self.close()
            return outcome
        except DeviceSilent:
            self.close()
            return CardOutcome(trouble=ReaderTrouble.NO_ANSWER)
        except DeviceError:
            self.close()
            return CardOutcome(trouble=ReaderTrouble.PORT_MISSING)

    def still_there(self) -> bool | None:
        """Ask for the additional address; an error about the card means that it is gone.

        None before a good read, after ``close``, and when the reader is silent or speaks of itself only.
        """
        line = self._line
        if line is None or not line.card_was_read:
            return None
        try:
            answer = line.talk.ask(commands.READ_NEW_ADDRESS, _never, attempts=2)
        except DeviceError:
            self.close()
            return None
        if isinstance(answer, NoAnswer):
            return None
        status = Status.of(answer)
        if status in _ABOUT_THE_READER:
            return None
        return status in (Status.DONE, Status.NO_SUCH_ITEM)

    def close(self) -> None:
        """Let go of the port; a later ``read`` opens it again."""
        line, self._line = self._line, None
        if line is not None:
            line.port.close()

    def _open(self) -> _Line:
        port = open_port(self._url, baudrate=self._baudrate, timeout=0.2, write_timeout=1.0)
        return _Line(port, Conversation(port, self._patience))

    def _read_on(self, line: _Line, deadline: float, cancelled: Callable[[], bool]) -> CardOutcome:
        if not line.greeted:
            self._greet(line, cancelled)
        while True:
            if self._took(line, commands.FIND, cancelled):
                found = self._monotonic()
                if self._took(line, commands.SELECT, cancelled):
                    base = self._fetch(line, cancelled)
                    if base is not None:
                        return self._finish(line, base, found)
            self._nap(deadline, cancelled)

    def _greet(self, line: _Line, cancelled: Callable[[], bool]) -> None:
        """Make sure that the reader works, with one reset if its self-test failed, and note its number."""
        answer = self._answer(line, commands.STATUS, cancelled)
        if Status.of(answer) is Status.SELF_TEST_FAILED:
            self._answer(line, commands.RESET, cancelled)
            answer = self._answer(line, commands.STATUS, cancelled)
        if Status.of(answer) in (Status.SELF_TEST_FAILED, Status.NOT_AUTHORISED):
            raise _Stop(_trouble(answer))
        number = line.talk.ask(commands.SAM_ID, cancelled)
        if isinstance(number, Response) and Status.of(number) is Status.DONE:
            line.sam_id = str(SamId.from_bytes(number.data))
        line.greeted = True

    def _fetch(self, line: _Line, cancelled: Callable[[], bool]) -> BaseInformation | None:
        """The card's bytes; None when the reader wants the sequence begun anew."""
        command = self._read_command
        answer = line.talk.ask(command, cancelled, attempts=2)
        if isinstance(answer, Response) and Status.of(answer) is Status.UNKNOWN_COMMAND:
            command = self._read_command = commands.READ_BASE
            answer = line.talk.ask(command, cancelled, attempts=2)
        if answer is NoAnswer.CANCELLED:
            raise _Stop(ReaderTrouble.CANCELLED)
        if isinstance(answer, NoAnswer):
            # a card lifted in the middle and a dead reader are both silent: the status tells them apart
            self._answer(line, commands.STATUS, cancelled)
            raise _Stop(ReaderTrouble.PRESENT_AGAIN)
        if not self._good(answer):
            return None
        try:
            with_fingerprint = command is commands.READ_BASE_AND_FINGERPRINT
            return BaseInformation.from_data(answer.data, with_fingerprint=with_fingerprint)
        except ValueError:
            raise _Stop(ReaderTrouble.PRESENT_AGAIN) from None

    def _finish(self, line: _Line, base: BaseInformation, found: float) -> CardOutcome:
        self._refusals_in_a_row = 0
        line.card_was_read = True
        try:
            card = read_card(base)
        except UnknownCardKind:
            return CardOutcome(trouble=ReaderTrouble.UNKNOWN_CARD, sam_id=line.sam_id)
        return CardOutcome(card=card, sam_id=line.sam_id, seconds=self._monotonic() - found)

    def _took(self, line: _Line, command: Command, cancelled: Callable[[], bool]) -> bool:
        """False when the search should go on."""
        return self._good(self._answer(line, command, cancelled))

    def _good(self, answer: Response) -> bool:
        """False when the search should begin anew; ends the read when the status needs a person."""
        status = Status.of(answer)
        action = Action.PRESENT_AGAIN if status is None else status.action
        if action is Action.GO_ON:
            return True
        if action in (Action.KEEP_POLLING, Action.START_OVER):
            return False
        if status is Status.CARD_REFUSED_READER:
            self._refusals_in_a_row += 1
            if self._refusals_in_a_row >= _REFUSALS_THAT_MEAN_A_FAULT:
                raise _Stop(ReaderTrouble.READER_FAULT)
        raise _Stop(_trouble(answer))

    def _answer(self, line: _Line, command: Command, cancelled: Callable[[], bool]) -> Response:
        answer = line.talk.ask(command, cancelled)
        if isinstance(answer, Response):
            return answer
        raise _Stop(
            ReaderTrouble.CANCELLED if answer is NoAnswer.CANCELLED else ReaderTrouble.NO_ANSWER
        )

    def _nap(self, deadline: float, cancelled: Callable[[], bool]) -> None:
        """Pause between two searches, in short naps; ends the read when cancelled or out of time."""
        until = min(self._monotonic() + self._poll_gap, deadline)
        while True:
            if cancelled():
                raise _Stop(ReaderTrouble.CANCELLED)
            now = self._monotonic()
            if now >= deadline:
                raise _Stop(ReaderTrouble.NO_CARD)
            if now >= until:
                return
            self._wait(min(_LONGEST_NAP, until - now))


def card_wire_seconds(baudrate: int = 115200) -> float:
    """Wire time of what ``CardOutcome.seconds`` spans: select and read, both ways, without fingerprint."""
    asked = len(commands.SELECT.request.to_bytes()) + len(commands.READ_BASE.request.to_bytes())
    selected = len(Status.DONE.response(bytes(8)).to_bytes())
    card = len(Status.DONE.response(bytes(max(commands.READ_BASE.sizes))).to_bytes())
    return wire_seconds(asked + selected + card, baudrate)


def probe_baudrate(url: str) -> int | None:
    """The speed at which a reader answers on ``url``; None when it answers at none. At most 5 seconds.

    For setting up a reader whose speed is not known. Raises PortUnavailable.
    """
    for baudrate in commands.PROBE_ORDER:
        with open_port(url, baudrate=baudrate, timeout=0.2, write_timeout=1.0) as port:
            talk = Conversation(port, Patience(answer_scale=0.4))
            answer = talk.ask(commands.STATUS, _never, attempts=2)
            if isinstance(answer, Response):
                return baudrate
    return None


def _trouble(answer: Response) -> ReaderTrouble:
    status = Status.of(answer)
    return ReaderTrouble.PRESENT_AGAIN if status is None else _TROUBLES.get(
        status.action, ReaderTrouble.PRESENT_AGAIN
    )


def _never() -> bool:
    return False
