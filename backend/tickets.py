"""Queue numbers: never the same twice in a day, whoever asks, however often."""

from __future__ import annotations

from datetime import date, timedelta

from sqlalchemy import Connection, and_, func, insert, select, update
from sqlalchemy.exc import IntegrityError

from backend.database import Database
from backend.hall_time import HallTime
from backend.settings import BackendSettings
from backend.tables import blocks, counters, help_calls, tickets
from backend.wire import (
    Block,
    BlockRequest,
    HelpRequest,
    IssuedAnswer,
    IssuedReport,
    IssuedTicket,
    Queues,
    QueueState,
    TicketRequest,
)
from kiosk.slips.ticket import TicketGrant

_TRIES = 5


class Tickets:
    """Numbers of today, leased blocks and calls. Raises SQLAlchemy's errors when the database fails."""

    def __init__(self, database: Database, time: HallTime, settings: BackendSettings) -> None:
        self._database = database
        self._time = time
        self._settings = settings

    def take(self, request: TicketRequest) -> TicketGrant:
        """The next number of today; the number already given when ``request_id`` was seen before."""
        for _ in range(_TRIES):
            try:
                with self._database.writing() as connection:
                    known = _by_request(connection, request.request_id)
                    return known or self._give(connection, request)
            except IntegrityError:  # the same request, or the day's first number, at the same moment
                continue
        raise RuntimeError("no queue number could be given")

    def _give(self, connection: Connection, request: TicketRequest) -> TicketGrant:
        day = self._time.today().isoformat()
        prefix = self._settings.ticket_prefix
        grant = TicketGrant(
            number=_number(prefix, _advance(connection, day, prefix, 1)),
            window=self._settings.window,
            people_ahead=_waiting(connection, day),
            issued_at=self._time.stamp(),
        )
        connection.execute(
            insert(tickets).values(
                request_id=request.request_id,
                day=day,
                number=grant.number,
                bundle_id=request.bundle_id,
                matter=request.matter,
                machine=request.machine,
                window=grant.window,
                people_ahead=grant.people_ahead,
                issued_at=grant.issued_at,
                from_block=False,
                state="waiting",
            )
        )
        return grant

    def lease(self, request: BlockRequest) -> Block | None:
        """A block for one machine; None when ``day`` is neither today nor tomorrow."""
        today = self._time.today()
        day = today if request.day is None else _day(request.day)
        if day not in (today, today + timedelta(days=1)):
            return None
        size = min(request.size, self._settings.block_limit)
        for _ in range(_TRIES):
            try:
                with self._database.writing() as connection:
                    return self._lease(connection, day.isoformat(), size, request.machine)
            except IntegrityError:  # the day's first block at the same moment
                continue
        raise RuntimeError("no number block could be leased")

    def _lease(self, connection: Connection, day: str, size: int, machine: str) -> Block:
        prefix = self._settings.block_prefix
        last = _advance(connection, day, prefix, size)
        block = Block(day, last - size + 1, last, prefix, self._settings.window)
        connection.execute(
            insert(blocks).values(
                day=day,
                prefix=prefix,
                first=block.first,
                last=last,
                machine=machine,
                leased_at=self._time.stamp(),
            )
        )
        return block

    def record(self, report: IssuedReport) -> IssuedAnswer:
        """Put leased numbers that were handed out on record, once each."""
        refused = []
        with self._database.writing() as connection:
            for ticket in report.tickets:
                if not self._record(connection, report.machine, ticket):
                    refused.append(ticket.number)
        return IssuedAnswer(len(report.tickets) - len(refused), tuple(refused))

    def _record(self, connection: Connection, machine: str, ticket: IssuedTicket) -> bool:
        leased = connection.execute(
            select(blocks.c.first).where(
                and_(
                    blocks.c.day == ticket.day,
                    blocks.c.prefix == ticket.number[0],
                    blocks.c.first <= int(ticket.number[1:]),
                    blocks.c.last >= int(ticket.number[1:]),
                    blocks.c.machine == machine,
                )
            )
        ).first()
        holder = connection.execute(
            select(tickets.c.request_id).where(and_(tickets.c.day == ticket.day, tickets.c.number == ticket.number))
        ).scalar_one_or_none()
        if leased is None or holder not in (None, ticket.request_id):
            return False
        if holder is not None:
            return True
        values = {
            "day": ticket.day,
            "number": ticket.number,
            "window": self._settings.window,
            "people_ahead": 0,
            "issued_at": ticket.issued_at,
            "from_block": True,
        }
        if _by_request(connection, ticket.request_id):
            # the hall's own answer was lost on its way: the citizen holds the leased number, so that one counts
            connection.execute(update(tickets).where(tickets.c.request_id == ticket.request_id).values(**values))
            return True
        connection.execute(
            insert(tickets).values(
                request_id=ticket.request_id,
                bundle_id=ticket.bundle_id,
                matter=ticket.matter,
                machine=machine,
                state="waiting",
                **values,
            )
        )
        return True

    def call_next(self, window: str) -> str | None:
        """Call whoever waits longest to ``window``; None when nobody waits. No number is called twice."""
        day = self._time.today().isoformat()
        with self._database.writing() as connection:
            row = connection.execute(
                select(tickets.c.request_id, tickets.c.number)
                .where(and_(tickets.c.day == day, tickets.c.state == "waiting"))
                .order_by(tickets.c.issued_at, tickets.c.number)
                .limit(1)
                .with_for_update(skip_locked=True)  # a number another window is calling at this moment is taken
            ).first()
            if row is None:
                return None
            connection.execute(
                update(tickets)
                .where(tickets.c.request_id == row.request_id)
                .values(state="called", window=window)
            )
            return str(row.number)

    def queues(self) -> Queues:
        """How many wait today and which number was given last."""
        day = self._time.today().isoformat()
        prefix = self._settings.ticket_prefix
        with self._database.reading() as connection:
            waiting = _waiting(connection, day)
            given = connection.execute(
                select(counters.c.given).where(and_(counters.c.day == day, counters.c.prefix == prefix))
            ).scalar_one_or_none()
        last = _number(prefix, given) if given else ""
        return Queues(day, (QueueState(self._settings.queue, self._settings.window, waiting, last),))

    def note_help(self, request: HelpRequest) -> None:
        """Put a call for a guide on record."""
        with self._database.writing() as connection:
            connection.execute(
                insert(help_calls).values(machine=request.machine, step=request.step, called_at=self._time.stamp())
            )


def _advance(connection: Connection, day: str, prefix: str, by: int) -> int:
    """Move the day's counter on and say where it stands; the update holds the row until commit."""
    where = and_(counters.c.day == day, counters.c.prefix == prefix)
    moved = connection.execute(update(counters).where(where).values(given=counters.c.given + by))
    if moved.rowcount == 0:
        connection.execute(insert(counters).values(day=day, prefix=prefix, given=by))
    return int(connection.execute(select(counters.c.given).where(where)).scalar_one())


def _waiting(connection: Connection, day: str) -> int:
    return int(
        connection.execute(
            select(func.count()).select_from(tickets).where(and_(tickets.c.day == day, tickets.c.state == "waiting"))
        ).scalar_one()
    )


def _by_request(connection: Connection, request_id: str) -> TicketGrant | None:
    row = connection.execute(select(tickets).where(tickets.c.request_id == request_id)).mappings().one_or_none()
    if row is None:
        return None
    ahead = None if row["from_block"] else row["people_ahead"]
    return TicketGrant(row["number"], row["window"], ahead, row["issued_at"], bool(row["from_block"]))


def _number(prefix: str, count: int) -> str:
    """A001 … A999, A1000."""
    return f"{prefix}{count:03d}"


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
