"""The printing half of the emulated A4 printer: takes jobs, works them off sheet by sheet, stops when told to."""

from __future__ import annotations

import re
import threading
import zlib
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from enum import IntEnum
from typing import Any

from hardware.fault_names import NamedFault


class Fault(NamedFault):
    """What may be wrong, by the name ``kiosk emulate a4 --fault`` takes."""

    PAPER_OUT = ("paper-out", 0, "", "没有纸")
    PAPER_LOW = ("paper-low", 0, "", "纸快用完，还能打")
    JAM = ("jam", 0, "", "卡纸")
    TONER = ("toner", 0, "", "没有墨粉了")
    DOOR = ("door", 0, "", "门开着")
    OFFLINE = ("offline", 0, "", "关机：没有人接连接")
    SLOW = ("slow", 0, "", "每个回答都晚一秒")
    HANGS = ("hangs", 0, "", "接了连接，一句也不答")
    RENAMED = ("renamed", 0, "", "换到了另一个路径")
    GARBLED = ("garbled", 0, "", "回答的不是 IPP")
    REFUSES = ("refuses", 0, "", "不收新任务")
    ABORTS = ("aborts", 0, "", "收下任务又放弃")
    DAWDLES = ("dawdles", 0, "", "收下任务，说自己正常，就是不打")


STOPPING = {
    Fault.PAPER_OUT: "media-empty-error",
    Fault.JAM: "media-jam-error",
    Fault.TONER: "toner-empty-error",
    Fault.DOOR: "door-open-error",
}
"""Faults that hold the job in hand until they are mended, and the reason (RFC 8011 section 5.4.12) each gives."""


class State(IntEnum):
    """Job states of RFC 8011 section 5.3.7."""

    PENDING = 3
    HELD = 4
    PROCESSING = 5
    STOPPED = 6
    CANCELED = 7
    ABORTED = 8
    COMPLETED = 9

    @property
    def over(self) -> bool:
        """True when nothing will happen to the job any more."""
        return self >= State.CANCELED


@dataclass
class Job:
    """One job. ``options`` are the job template attributes as they arrived; the document is dropped at the end."""

    id: int
    name: str
    user: str
    options: dict[str, Any]
    document: bytes = b""
    state: State = State.PENDING
    sheets: int = 0
    total: int = 0


@dataclass(frozen=True)
class Paper:
    """What lies in the output tray: the PDF as it arrived, its name, options and number of sheets."""

    name: str
    pdf: bytes
    options: dict[str, Any]
    sheets: int


class EmulatedA4Printer:
    """Takes PDF jobs and puts finished ones into ``papers``, oldest first; ``on_paper`` is told of each.

    One fault at a time: :meth:`misbehave` and :meth:`repair`. With paper out, a jam, no toner or an open door the
    job in hand waits and goes on when mended; ``run_out_after(n)`` ends the paper n sheets from now. All of it may
    be used from any thread. ``sheet_seconds`` is how long one sheet takes. ``on_power`` is told when the plug is
    pulled and put back: the host that serves the printer hangs on it.
    """

    def __init__(
        self, *, sheet_seconds: float = 0.02, keep: int = 20, on_paper: Callable[[Paper], None] | None = None
    ) -> None:
        self.changed = threading.Condition(threading.RLock())
        self._sheet_seconds, self._on_paper = sheet_seconds, on_paper
        self.on_power: Callable[[bool], None] | None = None
        self._fault: Fault | None = None
        self._sheets_left: int | None = None
        self._jobs: dict[int, Job] = {}
        self._papers: deque[Paper] = deque(maxlen=keep)
        self._next = 1
        self._running = False
        self._thread: threading.Thread | None = None

    # -- told by people -------------------------------------------------------------------------------------------

    @property
    def fault(self) -> Fault | None:
        """What is wrong now."""
        with self.changed:
            return self._fault

    def misbehave(self, fault: Fault) -> None:
        """Have this fault from now on; ``offline`` is complete on return."""
        with self.changed:
            self._fault = fault
            self.changed.notify_all()
        self._power(fault is not Fault.OFFLINE)

    def repair(self) -> None:
        """Fill paper, close the door, switch on: everything is well again."""
        with self.changed:
            self._fault = self._sheets_left = None
            self.changed.notify_all()
        self._power(True)

    def _power(self, on: bool) -> None:
        if self.on_power is not None:
            self.on_power(on)

    def run_out_after(self, sheets: int) -> None:
        """Let the paper end after so many sheets."""
        with self.changed:
            self._sheets_left = sheets
            self.changed.notify_all()

    @property
    def papers(self) -> tuple[Paper, ...]:
        """The finished papers, oldest first."""
        with self.changed:
            return tuple(self._papers)

    @property
    def jobs(self) -> tuple[Job, ...]:
        """Every job taken, oldest first."""
        with self.changed:
            return tuple(self._jobs.values())

    def wait_until(self, held: Callable[[], bool], timeout: float) -> bool:
        """True once ``held()``; it is asked after every change, for at most ``timeout`` seconds."""
        with self.changed:
            return self.changed.wait_for(held, timeout)

    # -- told over the wire ---------------------------------------------------------------------------------------

    def take(self, name: str, user: str, options: dict[str, Any]) -> Job:
        """A new job without a document."""
        with self.changed:
            job = Job(self._next, name, user, options, state=State.HELD)
            self._next += 1
            self._jobs[job.id] = job
            return job

    def feed(self, job: Job, document: bytes) -> None:
        """The document of a job; its work begins."""
        with self.changed:
            copies = job.options.get("copies", 1)
            sides = 2 if str(job.options.get("sides", "one-sided")).startswith("two-sided") else 1
            job.total = -(-pages_of(document) // sides) * (copies if isinstance(copies, int) else 1)
            job.document, job.state = document, State.PENDING
            if self._fault is Fault.ABORTS:
                self._finish(job, State.ABORTED)
            self.changed.notify_all()

    def cancel(self, job: Job) -> bool:
        """End a job; False when it is over already."""
        with self.changed:
            if job.state.over:
                return False
            self._finish(job, State.CANCELED)
            return True

    @property
    def working(self) -> bool:
        """True while a job is in hand."""
        with self.changed:
            return any(job.state in (State.PENDING, State.PROCESSING, State.STOPPED) for job in self._jobs.values())

    # -- working --------------------------------------------------------------------------------------------------

    def start(self) -> None:
        """Begin working jobs off in a thread."""
        with self.changed:
            self._running = True
        self._thread = threading.Thread(target=self._work, name="a4-printer", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Stop working; jobs stay as they are."""
        with self.changed:
            self._running = False
            self.changed.notify_all()
        if self._thread is not None:
            self._thread.join(5)

    def _work(self) -> None:
        with self.changed:
            while self._running:
                job = next((job for job in self._jobs.values() if not job.state.over and job.document), None)
                if job is None:
                    self.changed.wait()
                else:
                    self._sheet(job)

    def _sheet(self, job: Job) -> None:
        """Bring one job one step on: a sheet, a wait, or the end. Called with the lock held."""
        if self._sheets_left == 0:
            self._fault = Fault.PAPER_OUT
        if self._fault in STOPPING or self._fault in (Fault.OFFLINE, Fault.DAWDLES):
            job.state = State.PROCESSING if self._fault is Fault.DAWDLES else State.STOPPED
            self.changed.notify_all()
            self.changed.wait()
            return
        job.state = State.PROCESSING
        held = (self._fault, self._running)
        if self.changed.wait_for(
            lambda: job.state.over or (self._fault, self._running) != held, self._sheet_seconds
        ):
            return
        job.sheets += 1
        if self._sheets_left is not None:
            self._sheets_left -= 1
        if job.sheets >= job.total:
            paper = Paper(job.name, job.document, job.options, job.sheets)
            self._papers.append(paper)
            self._finish(job, State.COMPLETED)
            if self._on_paper is not None:
                self._on_paper(paper)

    def _finish(self, job: Job, state: State) -> None:
        job.state, job.document = state, b""
        self.changed.notify_all()


_COUNT = re.compile(rb"/Count\s+(\d+)")
_PACKED = re.compile(rb"/ObjStm.*?stream\r?\n(.*?)\r?\nendstream", re.DOTALL)


def pages_of(pdf: bytes) -> int:
    """Pages of a PDF by the count of its page tree (ISO 32000-1 section 7.7.3), packed or not; at least one."""
    counts = _COUNT.findall(pdf)
    for packed in _PACKED.findall(pdf):
        try:
            counts += _COUNT.findall(zlib.decompress(packed))
        except zlib.error:
            continue
    return max((int(count) for count in counts), default=1) or 1
