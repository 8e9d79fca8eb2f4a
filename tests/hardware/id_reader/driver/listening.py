"""A reader that can be listened to and given other answers, and a time that moves only when somebody waits."""

import threading
from collections.abc import Callable

from hardware.id_reader.emulator import EmulatedReader
from hardware.id_reader.wire.commands import Command
from hardware.id_reader.wire.conversation import Patience
from hardware.id_reader.wire.frames import RequestParser
from hardware.pty_host import Answer, Later

SHORT = Patience(answer_scale=0.15, quiet=0.08, slice=0.02)


def never() -> bool:
    return False


class Timeline:
    """Time that moves only when somebody waits."""

    def __init__(self) -> None:
        self.now = 0.0
        self.on_wait: Callable[[], None] = lambda: None

    def monotonic(self) -> float:
        return self.now

    def wait(self, seconds: float) -> None:
        assert 0 < seconds <= 0.5
        self.now += seconds
        self.on_wait()


class ListeningReader:
    """An emulated reader that notes what it is asked and can be given other answers."""

    def __init__(self) -> None:
        self.inner = EmulatedReader()
        self.asked: list[bytes] = []
        self.scripted: dict[bytes, list[Answer]] = {}
        self.heard: dict[bytes, threading.Event] = {}
        self._parser = RequestParser()

    def say(self, command: Command, *answers: Answer) -> None:
        self.scripted[command.request.to_bytes()] = list(answers)

    def count(self, command: Command) -> int:
        return self.asked.count(command.request.to_bytes())

    def receive(self, data: bytes) -> Answer:
        pieces: list[bytes | Later] = []
        for request in self._parser.feed(data):
            frame = request.to_bytes()
            self.asked.append(frame)
            answers = self.scripted.get(frame)
            said = answers.pop(0) if answers else self.inner.receive(frame)
            pieces += [said] if isinstance(said, bytes) else said
            if frame in self.heard:
                self.heard[frame].set()
        return pieces
