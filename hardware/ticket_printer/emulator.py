"""A slip printer made of software: speaks the real bytes, keeps its slips, and misbehaves when told to."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable

from hardware.ticket_printer.commands import Command, EscPosError, next_command

FIXED_BITS = 0x12
NUL = 0x00
_STOPS = ("paper_out", "cover_open", "jam", "cutter", "overheated", "offline", "off")


class EmulatedTicketPrinter:
    """Serve it on a pty or socket: ``receive`` takes what the line brings and gives what the printer says.

    Told by name: ``paper_out``, ``paper_low``, ``cover_open``, ``jam``, ``cutter`` (stuck), ``overheated``,
    ``offline`` (its key was pressed) and ``off`` (takes everything, says and prints nothing) may be set at any time;
    ``run_out_at(k)`` ends the roll inside a job, ``fail_at(k, name)`` does the like with any of them.
    With a fault it stops and keeps what arrives; when the fault is gone it goes on, as real printers do.
    ``knife`` False is a printer without cutter: its slips end where it is asked how it is (GS r), or by ``tear_off``.
    ``jobs`` are the last finished slips as bytes, oldest first, without status questions. ``faults`` are
    bytes it did not understand. ``on_slip`` is called with each finished slip, from the thread that feeds it.
    All of it may be used from any thread.
    """

    def __init__(
        self, *, keep: int = 20, on_slip: Callable[[bytes], None] | None = None, knife: bool = True
    ) -> None:
        self._knife = knife
        self._changed = threading.Condition(threading.RLock())
        self._on_slip = on_slip
        self._unread = b""
        self._waiting: deque[Command] = deque()
        self._job = bytearray()
        self._jobs: deque[bytes] = deque(maxlen=keep)
        self._finished = 0
        self._faults: deque[str] = deque(maxlen=keep)
        self._answers = bytearray()
        self._fail_at: tuple[int, str] | None = None
        self._state = dict.fromkeys((*_STOPS, "paper_low"), False)

    def receive(self, data: bytes) -> bytes:
        """Take bytes in any split; the answer to DLE EOT comes at once, also inside or between jobs."""
        with self._changed:
            if self._state["off"]:
                return b""
            self._unread += data
            self._cut_up()
            self._work()
            answers, self._answers = bytes(self._answers), bytearray()
            return answers

    @property
    def jobs(self) -> tuple[bytes, ...]:
        """The last finished slips, oldest first."""
        with self._changed:
            return tuple(self._jobs)

    @property
    def half_done(self) -> bytes:
        """Bytes of the slip that has begun and is not yet cut."""
        with self._changed:
            return bytes(self._job)

    @property
    def faults(self) -> tuple[str, ...]:
        """What it could not read, newest last."""
        with self._changed:
            return tuple(self._faults)

    def wait_for_jobs(self, count: int, timeout: float) -> bool:
        """True once ``count`` slips were finished since the start; waits at most ``timeout`` seconds."""
        with self._changed:
            return self._changed.wait_for(lambda: self._finished >= count, timeout)

    def run_out_at(self, byte: int) -> None:
        """Let the paper end once ``byte`` bytes of a job (the one begun, or else the next) are worked off."""
        self.fail_at(byte, "paper_out")

    def fail_at(self, byte: int, name: str) -> None:
        """Let the state ``name`` begin once ``byte`` bytes of a job are worked off."""
        if name not in self._state:
            raise ValueError(f"no such state: {name}")
        with self._changed:
            self._fail_at = (byte, name)

    def tear_off(self) -> None:
        """Somebody tears off what has come out."""
        with self._changed:
            if self._job:
                self._finish()

    def power_cycle(self) -> None:
        """Switch off and on: what was not printed is forgotten, faults of the paper stay."""
        with self._changed:
            self._unread = b""
            self._waiting.clear()
            self._job.clear()
            self._answers.clear()
            self._fail_at = None
            self._state["off"] = False

    def _get(self, name: str) -> bool:
        with self._changed:
            return self._state[name]

    def _set(self, name: str, value: bool) -> None:
        with self._changed:
            self._state[name] = value
            self._work()

    paper_out = property(lambda self: self._get("paper_out"), lambda self, on: self._set("paper_out", on))
    paper_low = property(lambda self: self._get("paper_low"), lambda self, on: self._set("paper_low", on))
    cover_open = property(lambda self: self._get("cover_open"), lambda self, on: self._set("cover_open", on))
    cutter = property(lambda self: self._get("cutter"), lambda self, on: self._set("cutter", on))
    overheated = property(lambda self: self._get("overheated"), lambda self, on: self._set("overheated", on))
    offline = property(lambda self: self._get("offline"), lambda self, on: self._set("offline", on))
    jam = property(lambda self: self._get("jam"), lambda self, on: self._set("jam", on))
    off = property(lambda self: self._get("off"), lambda self, on: self._set("off", on))

    @property
    def _stopped(self) -> bool:
        return any(self._state[name] for name in _STOPS)

    def _cut_up(self) -> None:
        """Turn arrived bytes into commands; answer the real-time ones at once."""
        offset = 0
        while offset < len(self._unread):
            if self._unread[offset] == NUL:  # ignored between commands, as printers do
                offset += 1
                continue
            try:
                command = next_command(self._unread, offset)
            except EscPosError as error:
                self._faults.append(error.reason)
                command = Command(offset, b"?", self._unread[offset : offset + 1], 1)
            if command is None:
                break
            raw = self._unread[offset : offset + command.size]
            offset += command.size
            if command.name == b"\x10\x04":
                self._answers.append(self._answer(command.data[0]))
            else:
                self._waiting.append(Command(0, command.name, raw, command.size))
        self._unread = self._unread[offset:]

    def _work(self) -> None:
        while self._waiting and not self._stopped:
            command = self._waiting.popleft()
            if command.name == b"\x1dr":
                self._answers.append(0x03 if self._state["paper_low"] else 0x00)
                if not self._knife and self._job.strip(b"\x1b@"):
                    self._finish()
                continue
            self._job += command.data
            if self._fail_at is not None and len(self._job) >= self._fail_at[0]:
                self._state[self._fail_at[1]] = True
                self._fail_at = None
            if command.name == b"\x1dV":
                self._finish()

    def _finish(self) -> None:
        slip = bytes(self._job)
        self._job.clear()
        self._jobs.append(slip)
        self._finished += 1
        self._changed.notify_all()
        if self._on_slip is not None:
            self._on_slip(slip)

    def _answer(self, n: int) -> int:
        """DLE EOT n as the Epson reference lays out its bits."""
        state = self._state
        bits = {
            1: 0x08 if self._stopped else 0,
            2: 0x04 * state["cover_open"] | 0x20 * state["paper_out"]
            | 0x40 * (state["jam"] or state["cutter"] or state["overheated"]),
            3: 0x04 * state["jam"] | 0x08 * state["cutter"] | 0x40 * state["overheated"],
            4: 0x0C * (state["paper_low"] or state["paper_out"]) | 0x60 * state["paper_out"],
        }
        return FIXED_BITS | bits[n]
