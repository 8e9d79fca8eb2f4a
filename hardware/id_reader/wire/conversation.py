"""One question, one answer over an open port, with every wait bounded."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum

from hardware.id_reader.wire.commands import Command
from hardware.id_reader.wire.frames import FrameParser, Response
from hardware.id_reader.wire.statuses import Action, verdict
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
    """Asks over one port. Input is flushed before every request; a late answer is not taken for a new one.

    ``monotonic`` is the time that waiting for bytes is measured in (seconds).
    """

    def __init__(self, port: Port, patience: Patience, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._port = port
        self._patience = patience
        self._monotonic = monotonic
        self._parser = FrameParser()
        self._unsettled = False
        self._damage_seen: float | None = None

    def damaged_within(self, seconds: float) -> bool:
        """True when the line showed damage that recently: stray bytes, a wrong check byte, a request heard wrongly."""
        return self._damage_seen is not None and self._monotonic() - self._damage_seen <= seconds

    def ask(
        self, command: Command, cancelled: Callable[[], bool], attempts: int | None = None
    ) -> Response | NoAnswer:
        """The answer to ``command``, sent again up to ``attempts`` times when lost on the line.

        Raises PortUnavailable or DeviceSilent when the line itself fails.
        """
        outcome: Response | NoAnswer = NoAnswer.SILENT
        for _ in range(self._patience.attempts if attempts is None else attempts):
            outcome = self._ask_once(command, cancelled)
            if self._parser.dropped or _heard_wrongly(outcome):
                self._damage_seen = self._monotonic()
            lost = _heard_wrongly(outcome) or (_unlisted(outcome) and self._damage_seen is not None)
            if outcome is NoAnswer.CANCELLED:
                break
            if outcome is NoAnswer.SILENT and not command.repeat_when_silent:
                break
            if isinstance(outcome, Response) and not lost:
                break
        return outcome

    def _ask_once(self, command: Command, cancelled: Callable[[], bool]) -> Response | NoAnswer:
        if cancelled():
            return NoAnswer.CANCELLED
        self._settle()
        self._parser.clear()
        self._port.flush_input()
        self._port.write(command.request.to_bytes())
        begun = heard = self._monotonic()
        patience = command.seconds * self._patience.answer_scale
        any_bytes = False
        while not cancelled():
            under_way = self._parser.pending >= _BEGUN_FRAME
            limit = heard + self._patience.quiet if under_way else begun + patience
            left = min(limit, begun + 2 * patience) - self._monotonic()
            if left <= 0:
                return self._give_up(command, any_bytes)
            data = self._port.read_available(min(left, self._patience.slice))
            if data:
                any_bytes, heard = True, self._monotonic()
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
        end = self._monotonic() + _DRAIN_SECONDS
        while self._port.read_available(min(0.05, self._patience.quiet)) and self._monotonic() < end:
            pass


def _heard_wrongly(outcome: Response | NoAnswer) -> bool:
    return isinstance(outcome, Response) and verdict(outcome.sw3).action is Action.SEND_AGAIN


def _unlisted(outcome: Response | NoAnswer) -> bool:
    """A code in no list: on a line with damage most likely a listed one that was hurt on the way."""
    return isinstance(outcome, Response) and verdict(outcome.sw3).status is None
