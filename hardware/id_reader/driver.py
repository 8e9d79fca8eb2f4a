"""A GA 467 reader on a serial port as the kiosk's card reader: find, select, read, and a closed outcome."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace

from hardware.id_reader.base_info import BaseInformation
from hardware.id_reader.layouts import UnknownCardKind, read_card
from hardware.id_reader.wire import commands
from hardware.id_reader.wire.conversation import Patience
from hardware.id_reader.wire.probing import IMPATIENT, probe, probe_baudrate
from hardware.id_reader.wire.session import Session, Stopped
from hardware.id_reader.wire.statuses import Status, verdict
from hardware.port import open_port, wire_seconds
from kiosk.devices.outcomes import CardOutcome, ReaderTrouble
from kiosk.errors import DeviceError, DeviceSilent
from kiosk.person.identity import CardKind, IdentityCard
from kiosk.person.privacy import Private

__all__ = ["SerialCardReader", "card_wire_seconds", "probe", "probe_baudrate"]

_REFUSALS_THAT_MEAN_A_FAULT = 3
_REFUSED = verdict(Status.CARD_REFUSED_READER.code).named
_LONGEST_NAP = 0.4
_REOPEN_GAP = 0.25
_LIFT_SECONDS = 2.0
_WITH_ADDRESS = frozenset({CardKind.RESIDENT, CardKind.PERMIT})
_LINE_IN_DOUBT = frozenset({ReaderTrouble.NO_ANSWER, ReaderTrouble.READER_FAULT, ReaderTrouble.UNKNOWN_ANSWER})

Cancelled = Callable[[], bool]


class SerialCardReader:
    """Obeys ``kiosk.needs.CardReader``. The constructor opens nothing; ``read`` opens the port if needed.

    ``url`` is anything ``hardware.port.open_port`` takes; ``baudrate`` None finds the speed when the port is
    opened. ``poll_gap`` is the pause between two searches (seconds; vendors ask for more than 0.3).
    ``fingerprint=True`` reads with ``30 10`` first and falls back to ``30 01`` on modules that do not know it.
    ``newest_address=False`` leaves the address as printed. ``comeback`` is how long a line that broke during a
    read is waited for (seconds) before that is reported. ``monotonic`` and ``wait`` are the time of the search
    for a card; waiting for bytes always uses real time, scaled by ``patience``. One thread at a time.
    """

    def __init__(
        self,
        url: str,
        *,
        baudrate: int | None = 115200,
        poll_gap: float = 0.35,
        fingerprint: bool = False,
        newest_address: bool = True,
        comeback: float = 3.0,
        patience: Patience | None = None,
        monotonic: Callable[[], float] = time.monotonic,
        wait: Callable[[float], None] = time.sleep,
    ) -> None:
        self._url = url
        self._baudrate = baudrate
        self._poll_gap = poll_gap
        self._fingerprint = fingerprint
        self._newest_address = newest_address
        self._comeback = comeback
        self._patience = patience or Patience()
        self._monotonic = monotonic
        self._wait = wait
        self._session: Session | None = None
        self._refusals_in_a_row = 0
        self._told_to_lift = False

    def read(self, timeout: float, cancelled: Cancelled, *, unlike: IdentityCard | None = None) -> CardOutcome:
        """Wait up to ``timeout`` seconds for a card and read it. Never raises for what a reader can do.

        The address is the newest one on the card. ``seconds`` runs from the answer that found the card to its
        last byte, parsed. ``detail`` names the reader's own code behind a trouble, for technicians.
        ``unlike`` is a card read before (one person acts for another): the same document again is SAME_CARD,
        and the first one may stay where it is until it is changed. Without it, a card that was read and lies
        there for some seconds is LIFT_FIRST, because a reader answers for it again only once it was lifted.
        A line that breaks (unplugged, plugged in again, renamed) is opened anew, during the read if it comes
        back within ``comeback`` seconds, and by the next call at the latest.
        """
        deadline = self._monotonic() + timeout
        give_up: float | None = None
        while True:
            left_open = self._session is not None  # by an earlier call: its line is opened anew at once
            outcome = self._read_once(deadline, cancelled, unlike)
            if outcome.trouble is not ReaderTrouble.PORT_MISSING:
                return outcome
            broke, self._session = self._session is not None, None
            now = self._monotonic()
            if broke:
                give_up = min(now + self._comeback, deadline)
            if not left_open:
                if give_up is None or now >= give_up:
                    return outcome
                self._wait(min(_REOPEN_GAP, give_up - now))
            if cancelled():
                return CardOutcome(trouble=ReaderTrouble.CANCELLED)

    def still_there(self) -> bool | None:
        """Whether the card last read still lies there.

        None before a good read, after ``close``, and when the reader is silent or speaks of itself only.
        """
        if self._session is None:
            return None
        try:
            return self._session.still_there()
        except DeviceError:
            self.close()
            return None

    def close(self) -> None:
        """Let go of the port; a later ``read`` opens it again."""
        session, self._session = self._session, None
        if session is not None:
            session.port.close()

    def _read_once(self, deadline: float, cancelled: Cancelled, unlike: IdentityCard | None) -> CardOutcome:
        try:
            if cancelled():
                raise Stopped(ReaderTrouble.CANCELLED)
            session = self._session = self._session or self._open()
            if not session.greeted:
                session.greet(cancelled)
            self._wait_until_lifted(session, deadline, cancelled, patient=unlike is not None)
            return self._search(session, deadline, cancelled, unlike)
        except Stopped as stopped:
            return self._stopped(stopped)
        except DeviceSilent as silent:
            self.close()
            return CardOutcome(trouble=ReaderTrouble.NO_ANSWER, detail=silent.message)
        except DeviceError as missing:
            if self._session is not None:
                self._session.port.close()
            return CardOutcome(trouble=ReaderTrouble.PORT_MISSING, detail=missing.message)

    def _stopped(self, stopped: Stopped) -> CardOutcome:
        trouble = stopped.trouble
        sam_id = self._session.sam_id if self._session else ""
        if stopped.detail == _REFUSED:
            self._refusals_in_a_row += 1
            if self._refusals_in_a_row >= _REFUSALS_THAT_MEAN_A_FAULT:
                trouble = ReaderTrouble.READER_FAULT
        if trouble is ReaderTrouble.LIFT_FIRST:
            self._told_to_lift = True
        if trouble in _LINE_IN_DOUBT:
            self.close()
        return CardOutcome(trouble=trouble, sam_id=sam_id, detail=stopped.detail)

    def _open(self) -> Session:
        baudrate = self._baudrate
        if baudrate is None:
            shorter = self._patience.answer_scale * IMPATIENT.answer_scale
            baudrate = probe_baudrate(self._url, replace(self._patience, answer_scale=shorter))
            if baudrate is None:
                raise Stopped(ReaderTrouble.NO_ANSWER)
        port = open_port(self._url, baudrate=baudrate, timeout=0.2, write_timeout=1.0)
        return Session(port, self._patience, fingerprint=self._fingerprint)

    def _wait_until_lifted(self, session: Session, deadline: float, cancelled: Cancelled, *, patient: bool) -> None:
        """Return once no card that was read before lies there.

        Said once for each card read: afterwards every search goes on as usual, so that a module that calls an
        empty desk occupied does not keep the next card out.
        """
        if self._told_to_lift:
            return
        end = deadline if patient else min(deadline, self._monotonic() + _LIFT_SECONDS)
        while session.still_there(cancelled):
            self._nap(end, cancelled, ReaderTrouble.LIFT_FIRST)

    def _search(
        self, session: Session, deadline: float, cancelled: Cancelled, unlike: IdentityCard | None
    ) -> CardOutcome:
        while True:
            if session.find(cancelled):
                found = self._monotonic()
                if session.select(cancelled):
                    base = session.base(cancelled)
                    if base is not None:
                        return self._finish(session, base, found, cancelled, unlike)
            self._nap(deadline, cancelled, ReaderTrouble.LIFT_FIRST if self._told_to_lift else ReaderTrouble.NO_CARD)

    def _finish(
        self, session: Session, base: BaseInformation, found: float, cancelled: Cancelled,
        unlike: IdentityCard | None,
    ) -> CardOutcome:
        self._refusals_in_a_row = 0
        self._told_to_lift = False
        try:
            card = read_card(base)
        except UnknownCardKind:
            return CardOutcome(trouble=ReaderTrouble.UNKNOWN_CARD, sam_id=session.sam_id)
        if unlike is not None and _same_document(card, unlike):
            return CardOutcome(trouble=ReaderTrouble.SAME_CARD, sam_id=session.sam_id)
        if self._newest_address and card.kind in _WITH_ADDRESS:
            address = session.newest_address(cancelled)
            card = replace(card, address=Private(address)) if address else card
        return CardOutcome(card=card, sam_id=session.sam_id, seconds=self._monotonic() - found)

    def _nap(self, deadline: float, cancelled: Cancelled, too_late: ReaderTrouble) -> None:
        """Pause between two searches, in short naps; ends the read when cancelled or out of time."""
        until = min(self._monotonic() + self._poll_gap, deadline)
        while True:
            if cancelled():
                raise Stopped(ReaderTrouble.CANCELLED)
            now = self._monotonic()
            if now >= deadline:
                raise Stopped(too_late)
            if now >= until:
                return
            self._wait(min(_LONGEST_NAP, until - now))


def _same_document(one: IdentityCard, other: IdentityCard) -> bool:
    return (one.kind, one.number) == (other.kind, other.number)


def card_wire_seconds(baudrate: int = 115200) -> float:
    """Wire time of what ``CardOutcome.seconds`` spans, both ways, without fingerprint and newer address."""
    asked = (commands.SELECT, commands.READ_BASE, commands.READ_NEW_ADDRESS)
    questions = sum(len(command.request.to_bytes()) for command in asked)
    selected = len(Status.DONE.response(bytes(8)).to_bytes())
    card = len(Status.DONE.response(bytes(max(commands.READ_BASE.sizes))).to_bytes())
    none = len(Status.NO_SUCH_ITEM.response().to_bytes())
    return wire_seconds(questions + selected + card + none, baudrate)
