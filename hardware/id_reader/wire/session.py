"""What is asked of one reader while its port stays open: greeting, find, select, read, newest address, still there.

Every question ends in a value or in :class:`Stopped`, which carries the trouble and the code that caused it.
"""

from __future__ import annotations

import time
from collections.abc import Callable

from hardware.id_reader.base_info import BaseInformation
from hardware.id_reader.wire import commands
from hardware.id_reader.wire.commands import Command
from hardware.id_reader.wire.conversation import Conversation, NoAnswer, Patience
from hardware.id_reader.wire.frames import Response
from hardware.id_reader.wire.sam_id import SamId
from hardware.id_reader.wire.statuses import Action, Status, verdict
from hardware.port import Port
from kiosk.devices.outcomes import ReaderTrouble

_DOUBT_SECONDS = 600.0
_MOST_UNSELECTED_IN_A_ROW = 6
_ABOUT_THE_CARD = frozenset({Status.DONE, Status.NO_SUCH_ITEM})
_ABOUT_THE_READER = frozenset({
    Status.BAD_CHECKSUM_HEARD, Status.BAD_LENGTH_HEARD, Status.SELF_TEST_FAILED, Status.NOT_AUTHORISED,
    Status.LOGIN_FAILED,
})

Cancelled = Callable[[], bool]


class Stopped(Exception):
    """Ends one read with a trouble; never leaves the driver. ``detail`` names the reader's code, if it gave one."""

    def __init__(self, trouble: ReaderTrouble, detail: str = "") -> None:
        super().__init__(trouble.value)
        self.trouble = trouble
        self.detail = detail


class Session:
    """Lives as long as one open port. Raises Stopped, and PortUnavailable or DeviceSilent when the line fails.

    ``fingerprint`` reads with ``30 10`` and falls back to ``30 01`` on modules that do not know it.
    ``sam_id`` is "" until ``greet`` and on readers that do not tell. One thread at a time.
    """

    def __init__(
        self, port: Port, patience: Patience | None = None, *, fingerprint: bool = False,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self.port = port
        self.sam_id = ""
        self.greeted = False
        self._talk = Conversation(port, patience or Patience(), monotonic)
        self._read_command = commands.READ_BASE_AND_FINGERPRINT if fingerprint else commands.READ_BASE
        self._presence = [commands.READ_NEW_ADDRESS, commands.READ_CARD_NUMBERS]
        self._unselected = 0
        self._card_was_read = False

    def greet(self, cancelled: Cancelled) -> None:
        """Make sure that the reader works, with one reset if its self-test failed, and note its number."""
        answer = self._answer(commands.STATUS, cancelled)
        if Status.of(answer) is Status.SELF_TEST_FAILED:
            self._answer(commands.RESET, cancelled)
            answer = self._answer(commands.STATUS, cancelled)
        if Status.of(answer) is not Status.UNKNOWN_COMMAND:
            _go_on(answer)
        number = self._talk.ask(commands.SAM_ID, cancelled)
        if isinstance(number, Response) and Status.of(number) is Status.DONE:
            self.sam_id = str(SamId.from_bytes(number.data))
        self.greeted = True

    def find(self, cancelled: Cancelled) -> bool:
        """True when a card that was not read yet lies there."""
        self._card_was_read = False
        found = _go_on(self._answer(commands.FIND, cancelled))
        if not found:
            self._unselected = 0
        return found

    def select(self, cancelled: Cancelled) -> bool:
        """True when the card found was chosen. Found but never chosen means more than one card, or a phone."""
        if _go_on(self._answer(commands.SELECT, cancelled)):
            self._unselected = 0
            return True
        self._unselected += 1
        if self._unselected >= _MOST_UNSELECTED_IN_A_ROW:
            self._unselected = 0
            raise Stopped(ReaderTrouble.CROWDED, verdict(Status.NOT_SELECTED.code).named)
        return False

    def base(self, cancelled: Cancelled) -> BaseInformation | None:
        """The card's bytes; None when the reader wants the search begun anew.

        One check byte cannot tell every damage: on a line that showed any within the last ten minutes the card
        is read a second time and believed only if both readings are the same.
        """
        first = self._base_once(cancelled)
        if first is not None and self._talk.damaged_within(_DOUBT_SECONDS):
            second = self._base_once(cancelled)
            if second != first:
                raise Stopped(ReaderTrouble.PRESENT_AGAIN)
        self._card_was_read = first is not None
        return first

    def newest_address(self, cancelled: Cancelled) -> str:
        """The address written to the card after it was made (``30 03``); "" when there is none or it cannot be told.

        Only right after ``base``. A module that does not answer it is not asked again while the port stays open.
        """
        if commands.READ_NEW_ADDRESS not in self._presence:
            return ""
        answer = self._talk.ask(commands.READ_NEW_ADDRESS, cancelled, attempts=1)
        if isinstance(answer, NoAnswer):
            if answer is NoAnswer.SILENT:
                self._presence.remove(commands.READ_NEW_ADDRESS)
            return ""
        status = Status.of(answer)
        if status is Status.UNKNOWN_COMMAND:
            self._presence.remove(commands.READ_NEW_ADDRESS)
        if status is not Status.DONE:
            return ""
        if self._talk.damaged_within(_DOUBT_SECONDS):
            second = self._talk.ask(commands.READ_NEW_ADDRESS, cancelled, attempts=1)
            if second != answer:
                return ""
        return answer.data.decode("utf-16-le", errors="replace").rstrip(" \0")

    def still_there(self, cancelled: Cancelled | None = None) -> bool | None:
        """Whether the card last read still lies there; None when there was none or the reader cannot tell.

        Asks for the additional address, or for the card's numbers on modules that do not know that: an error
        about the card means that it is gone.
        """
        if not self._card_was_read:
            return None
        while self._presence:
            answer = self._talk.ask(self._presence[0], cancelled or _never, attempts=2)
            if isinstance(answer, NoAnswer):
                return None
            status = Status.of(answer)
            if status is not Status.UNKNOWN_COMMAND:
                return None if status is None or status in _ABOUT_THE_READER else status in _ABOUT_THE_CARD
            self._presence.pop(0)
        return None

    def _base_once(self, cancelled: Cancelled) -> BaseInformation | None:
        command = self._read_command
        answer = self._talk.ask(command, cancelled, attempts=2)
        if isinstance(answer, Response) and Status.of(answer) is Status.UNKNOWN_COMMAND:
            command = self._read_command = commands.READ_BASE
            answer = self._talk.ask(command, cancelled, attempts=2)
        if answer is NoAnswer.CANCELLED:
            raise Stopped(ReaderTrouble.CANCELLED)
        if isinstance(answer, NoAnswer):
            # a card lifted in the middle and a dead reader are both silent: the status tells them apart
            self._answer(commands.STATUS, cancelled)
            raise Stopped(ReaderTrouble.PRESENT_AGAIN)
        if not _go_on(answer):
            return None
        try:
            return BaseInformation.from_data(
                answer.data, with_fingerprint=command is commands.READ_BASE_AND_FINGERPRINT
            )
        except ValueError:
            raise Stopped(ReaderTrouble.PRESENT_AGAIN) from None

    def _answer(self, command: Command, cancelled: Cancelled) -> Response:
        answer = self._talk.ask(command, cancelled)
        if isinstance(answer, Response):
            return answer
        raise Stopped(ReaderTrouble.CANCELLED if answer is NoAnswer.CANCELLED else ReaderTrouble.NO_ANSWER)


def _go_on(answer: Response) -> bool:
    """False when the search should begin anew; raises Stopped when the status needs a person."""
    found = verdict(answer.sw3)
    if found.trouble is not None:
        raise Stopped(found.trouble, found.named)
    return found.action is Action.GO_ON


def _never() -> bool:
    return False
