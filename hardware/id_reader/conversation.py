"""One question, one answer over an open port, with every wait bounded."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum

from hardware.id_reader.commands import Action, Command, Status
from hardware.id_reader.frames import FrameParser, Response
from hardware.port import Port

_DRAIN_SECONDS = 1.0
_BEGUN_FRAME = 8  # preamble, length and one byte more: an answer is under way, not stray noise


class NoAnswer(Enum):
    """Why no response came."""

    SILENT = "silent"
    GARBLED = "garbled"
    CANCELLED = "cancelled"


@dataclass(frozen=True)
class Patience:
    """How long to wait, in seconds, and how often to ask.

    ``answer_scale`` multiplies every command's own time; ``quiet`` is the silence after which an unfinished
    answer is given up; ``slice`` is how often ``cancelled`` is looked at; ``attempts`` counts sendings.
    """

    answer_scale: float = 1.0
    quiet: float = 0.3
    slice: float = 0.2
    attempts: int = 3


class Conversation:
    """Asks over one port. Input is flushed before every request; a late answer is not taken for a new one."""

    def __init__(self, port: Port, patience: Patience) -> None:
        self._port = port
        self._patience = patience
        self._parser = FrameParser()
        self._unsettled = False

    def ask(
        self, command: Command, cancelled: Callable[[], bool], attempts: int | None = None
    ) -> Response | NoAnswer:
        """The answer to ``command``, sent again up to ``attempts`` times when lost on the line.

        Raises PortUnavailable or DeviceSilent when the line itself fails.
        """
        outcome: Response | NoAnswer = NoAnswer.SILENT
        for _ in range(self._patience.attempts if attempts is None else attempts):
            outcome = self._ask_once(command, cancelled)
            if outcome is NoAnswer.CANCELLED:
                break
            if outcome is NoAnswer.SILENT and not command.repeat_when_silent:
                break
            if isinstance(outcome, Response):
                status = Status.of(outcome)
                if status is None or status.action is not Action.SEND_AGAIN:
                    break
        return outcome

    def _ask_once(self, command: Command, cancelled: Callable[[], bool]) -> Response | NoAnswer:
        if cancelled():
            return NoAnswer.CANCELLED
        self._settle()
        self._parser.clear()
        self._port.flush_input()
        self._port.write(command.request.to_bytes())
        begun = heard = time.monotonic()
        patience = command.seconds * self._patience.answer_scale
        any_bytes = False
        while not cancelled():
            under_way = self._parser.pending >= _BEGUN_FRAME
            limit = heard + self._patience.quiet if under_way else begun + patience
            left = min(limit, begun + 2 * patience) - time.monotonic()
            if left <= 0:
                return self._give_up(command, any_bytes)
            data = self._port.read_available(min(left, self._patience.slice))
            if data:
                any_bytes, heard = True, time.monotonic()
                for response in self._parser.feed(data):
                    if command.answered_by(response):
                        return response
            elif self._parser.rejected:
                return self._give_up(command, any_bytes)
        self._unsettled = True
        return NoAnswer.CANCELLED

    def _give_up(self, command: Command, any_bytes: bool) -> Response | NoAnswer:
        for response in self._parser.finish():
            if command.answered_by(response):
                return response
        self._unsettled = True
        return NoAnswer.GARBLED if any_bytes else NoAnswer.SILENT

    def _settle(self) -> None:
        """After a failed question, let what is still on the line run out before the next one."""
        if not self._unsettled:
            return
        self._unsettled = False
        end = time.monotonic() + _DRAIN_SECONDS
        while self._port.read_available(min(0.05, self._patience.quiet)) and time.monotonic() < end:
            pass
