"""Carries sealed bundles to the hall, one at a time, patiently, and never dies of a surprise."""

from __future__ import annotations

import random
import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from kiosk.errors import AttachmentDamaged, StoreError
from kiosk.filing.attachment import Wanted
from kiosk.filing.bundle import Fault, Refusal
from kiosk.filing.receipt import Receipt, kept_code
from kiosk.needs import Clock, Hall, HallUnreachable
from offline_cache.attachments.carrying import Carrier
from offline_cache.outbox import LONGEST_WAIT, Parcel, SqliteOutbox

_SHORTEST_HOLD = 1.0
_FRESH_TRIES = 8


@dataclass(frozen=True)
class Pace:
    """Back-off in seconds: ``first`` doubles with each failure up to ``ceiling``; ``doze`` bounds one sleep."""

    first: float = 5.0
    ceiling: float = 600.0
    doze: float = 30.0

    def delay(self, failures: int, rng: random.Random) -> float:
        """Seconds to wait after the n-th failure in a row: between half and all of the doubled step."""
        step: float = min(self.ceiling, self.first * 2.0 ** min(max(failures - 1, 0), 30))
        return step * rng.uniform(0.5, 1.0)


@dataclass(frozen=True)
class Sweep:
    """What one pass over the outbox achieved; an entry set aside counts as later too."""

    sent: int = 0
    refused: int = 0
    later: int = 0


OnSent = Callable[[str, Receipt], None]
OnRefused = Callable[[str, tuple[Fault, ...]], None]
OnLater = Callable[[str, str], None]
OnProblem = Callable[[str], None]


def _ignore(*_: object) -> None:
    """Nobody listens to this kind of event."""


class Courier:
    """Sends what is due in its own thread, woken by every put and by due times.

    A new bundle is tried at once, also while older ones wait out a failure, at most 8 in one such rest; a
    ``Retry-After`` of the hall holds everything. Trouble that every bundle would meet (no connection, a wrong
    certificate, a login page) leaves the bundle first in line and only rests the courier; trouble that may be the
    bundle's own makes that bundle wait by itself, and sets it aside when others keep getting through; a hall without
    room for attachments makes only the bundles that have some wait, and blames none of them. Callbacks run
    in the courier's thread and must be quick: ``on_sent(bundle_id, receipt)``, ``on_refused(bundle_id, faults)``,
    ``on_later(bundle_id, reason)``, ``on_problem(text)`` when somebody should look: this machine itself is at fault
    (disk, listener), waiting alone will not mend it (certificate, login page, not let in), or an entry was set aside.
    No text holds personal data except the hall's faults.
    """

    def __init__(
        self,
        outbox: SqliteOutbox,
        hall: Hall,
        clock: Clock,
        *,
        on_sent: OnSent = _ignore,
        on_refused: OnRefused = _ignore,
        on_later: OnLater = _ignore,
        on_problem: OnProblem = _ignore,
        pace: Pace | None = None,
        rng: random.Random | None = None,
    ) -> None:
        self._outbox = outbox
        self._hall = hall
        self._clock = clock
        self._on_sent, self._on_refused, self._on_later = on_sent, on_refused, on_later
        self._on_problem = on_problem
        self._pace = pace or Pace()
        self._rng = rng or random.Random()
        self._carrier = Carrier(hall, lambda: self._heeds_stop and self._stopping.is_set())
        self._heeds_stop = False
        self._one_at_a_time = threading.Lock()
        self._wake = threading.Event()
        self._stopping = threading.Event()
        self._thread: threading.Thread | None = None
        self._failures = 0
        self._fresh_left = _FRESH_TRIES
        self._untidy = False
        self._told_kind = ""
        self._hastened = outbox.times_hastened()
        self._rest_until = 0.0
        self._hold_until = 0.0
        outbox.on_put(self.wake)

    def start(self) -> None:
        """Start the thread; a second call while it runs changes nothing."""
        if self._thread is None or not self._thread.is_alive():
            self._stopping.clear()
            self._wake.set()
            self._thread = threading.Thread(target=self._run, name="courier", daemon=True)
            self._thread.start()

    def wake(self) -> None:
        """Look at the outbox now. Returns at once; callable from any thread."""
        self._wake.set()

    def stop(self, wait: float = 2.0) -> bool:
        """End the thread, waiting up to ``wait`` seconds; False when a send in progress (bounded) still runs on."""
        self._stopping.set()
        self._wake.set()
        if self._thread is not None and self._thread is not threading.current_thread():
            self._thread.join(wait)
            return not self._thread.is_alive()
        return True

    def send_due_now(self, everything: bool = False) -> Sweep:
        """Send what is due in the caller's thread and report; ``everything`` includes what waits for later.

        Raises StoreError when the outbox cannot be used.
        """
        with self._one_at_a_time:
            if everything:
                self._outbox.hasten()
                self._rest_until = 0.0
            return self._sweep(heed_stop=False)

    def _run(self) -> None:
        while not self._stopping.is_set():
            self._wake.clear()
            try:
                with self._one_at_a_time:
                    self._sweep(heed_stop=True)
                pause = self._pause()
            except Exception as error:  # noqa: BLE001 - the queue must keep moving after any surprise
                self._tell(self._on_problem, _named(error))
                pause = self._pace.first
            self._wake.wait(pause)

    def _pause(self) -> float:
        due_in = self._outbox.seconds_until_due(self._clock.now())
        if due_in is None:
            return self._pace.doze
        now = self._clock.monotonic()
        return min(self._pace.doze, max(due_in, self._rest_until - now, self._hold_until - now, 0.0))

    def _sweep(self, heed_stop: bool) -> Sweep:
        ends = {"sent": 0, "refused": 0, "later": 0}
        self._heeds_stop = heed_stop
        if (hastened := self._outbox.times_hastened()) != self._hastened:
            self._hastened, self._rest_until = hastened, 0.0
        while not (heed_stop and self._stopping.is_set()):
            resting = self._clock.monotonic() < max(self._rest_until, self._hold_until)
            if resting and self._fresh_left <= 0:
                break
            parcel = self._outbox.due(self._clock.now(), fresh_only=resting)
            if parcel is None:
                break
            self._fresh_left = self._fresh_left - 1 if resting else _FRESH_TRIES
            ends[self._deliver(parcel)] += 1
        if ends["sent"] or self._untidy:
            self._untidy = not self._outbox.tidy()
        return Sweep(**ends)

    def _deliver(self, parcel: Parcel) -> str:
        """Hand one parcel in, note the end durably, then tell; the word for what happened."""
        answer = self._ask(parcel)
        if isinstance(answer, Receipt):
            self._failures, self._rest_until, self._told_kind = 0, 0.0, ""
            self._outbox.mark_sent(answer)
            self._tell(self._on_sent, parcel.bundle_id, answer)
            return "sent"
        if isinstance(answer, Refusal):
            self._failures, self._rest_until = 0, 0.0
            self._outbox.mark_refused(parcel.bundle_id, answer.faults)
            self._tell(self._on_refused, parcel.bundle_id, answer.faults)
            return "refused"
        if isinstance(answer, AttachmentDamaged):
            self._outbox.mark_damaged(parcel.bundle_id, answer.message)
            self._tell(self._on_problem, f"申请包 {kept_code(parcel.bundle_id)} 已搁置：{answer.message}")
            self._tell(self._on_later, parcel.bundle_id, answer.message)
            return "later"
        self._postpone(parcel, answer)
        self._tell(self._on_later, parcel.bundle_id, answer.reason)
        return "later"

    def _ask(self, parcel: Parcel) -> Receipt | Refusal | HallUnreachable | AttachmentDamaged:
        held = self._hold_until - self._clock.monotonic()
        if held > 0:
            return HallUnreachable("大厅服务器要求稍后再试", retry_after=held, kind="busy")
        try:
            answer = self._hand_in(parcel)
        except (HallUnreachable, AttachmentDamaged) as stopped:
            return stopped
        except Exception as error:  # noqa: BLE001 - a surprise postpones this parcel, it never ends the courier
            return HallUnreachable(f"发送时出现意外：{type(error).__name__}", kind="unexpected")
        if isinstance(answer, Receipt) and (answer.bundle_id, answer.digest) != (parcel.bundle_id, parcel.digest):
            return HallUnreachable("大厅的回执与申请包不符", kind="garbage")
        return answer

    def _hand_in(self, parcel: Parcel) -> Receipt | Refusal:
        """The bundle; when attachments are wanted first, those and then the bundle again."""
        self._carrier.moved = False
        answer = self._hall.file_bundle(parcel.bundle_id, parcel.sealed)
        if isinstance(answer, Wanted):
            refusal = self._carrier.carry(parcel.bundle_id, parcel.attachments, answer)
            answer = refusal or self._hall.file_bundle(parcel.bundle_id, parcel.sealed)
        if isinstance(answer, Wanted):
            self._carrier.moved = False  # a hall that takes everything and keeps nothing gets no further
            raise HallUnreachable("附件都已送到，大厅还说没有", kind="garbage")
        return answer

    def _postpone(self, parcel: Parcel, unreachable: HallUnreachable) -> None:
        now = self._clock.monotonic()
        full = unreachable.kind == "full"
        if full:
            delay = max(unreachable.retry_after or 0.0, self._pace.delay(parcel.attempts, self._rng))
            delay = min(delay, LONGEST_WAIT.total_seconds())
        elif unreachable.retry_after is not None:
            delay = min(max(unreachable.retry_after, _SHORTEST_HOLD), LONGEST_WAIT.total_seconds())
            self._hold_until = max(self._hold_until, now + delay)
        else:
            delay = self._pace.delay(1 if self._carrier.moved else parcel.attempts, self._rng)
            if now >= self._rest_until:  # a new bundle that fails during a rest does not lengthen it
                self._failures += 1
                self._rest_until = now + self._pace.delay(self._failures, self._rng)
        own = unreachable.retry_after is not None or not unreachable.of_the_hall
        again = self._clock.now() + timedelta(seconds=delay) if own else None
        strike = not (full or unreachable.of_the_hall or self._carrier.moved)  # large ones may take many tries
        aside = self._outbox.mark_later(parcel.bundle_id, unreachable.reason, again, strike=strike)
        if aside:
            self._tell(self._on_problem, f"申请包 {kept_code(parcel.bundle_id)} 已搁置，请工作人员决定")
        if unreachable.needs_technician and unreachable.kind != self._told_kind:
            self._told_kind = unreachable.kind
            self._tell(self._on_problem, unreachable.reason)

    def _tell(self, listener: Callable[..., None], *event: object) -> None:
        try:
            listener(*event)
        except Exception as error:  # noqa: BLE001 - a listener's fault must not stop the queue
            if listener is not self._on_problem:
                self._tell(self._on_problem, _named(error))


def _named(error: Exception) -> str:
    """Store errors are written for technicians; of anything else only the class is safe to show."""
    return error.message if isinstance(error, StoreError) else type(error).__name__
