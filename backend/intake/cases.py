"""One case a bundle, however often and however many at once it is handed in."""

from __future__ import annotations

from dataclasses import dataclass
from typing import cast

from sqlalchemy import Connection, bindparam, func, insert, select
from sqlalchemy.exc import IntegrityError

from backend.database import Database
from backend.hall_time import HallTime
from backend.intake.case_code import new_case_code, read_case_code
from backend.intake.papers import Papers
from backend.tables import case_attachments, case_devices, case_items, cases
from kiosk.filing.attachment import Wanted
from kiosk.filing.bundle import Bundle
from kiosk.filing.receipt import CaseProgress, ItemProgress, ItemState, Receipt

_TRIES = 20
_OPEN_CASE = insert(cases)
_DISPATCH = insert(case_items)
_FIND_RECEIPT = select(cases.c.bundle_id, cases.c.case_code, cases.c.digest, cases.c.received_at).where(
    cases.c.bundle_id == bindparam("id")
)

_COUNT_ATTACHMENTS = select(func.count()).where(case_attachments.c.bundle_id == bindparam("id"))


@dataclass(frozen=True)
class Filed:
    """``receipt`` of the case; ``new`` when this call made it. None means: same id, other content."""

    receipt: Receipt | None
    new: bool = False


class Cases:
    """The hall's cases. Raises SQLAlchemy's errors when the database fails."""

    def __init__(self, database: Database, time: HallTime, region_prefix: str, papers: Papers) -> None:
        self._database = database
        self._time = time
        self._prefix = region_prefix
        self._papers = papers

    def file(self, bundle: Bundle, sealed: bytes, digest: str, device: str = "") -> Filed | Wanted:
        """Open the case, or find the one this bundle has; on disk before this returns.

        Without all its attachments there is no case, and the answer names those wanted. ``device`` is who signed.
        """
        for _ in range(_TRIES):
            try:
                with self._database.writing() as connection:
                    known = _receipt(connection, bundle.id)
                    if known is None:
                        with self._papers.held(bundle.id, bundle.attachments) as wanted:
                            if wanted is not None:
                                return wanted
                            receipt = self._open(connection, bundle, sealed, digest)
                            _note_sender(connection, bundle, device)
                        return Filed(receipt, new=True)
                return Filed(known if known.digest == digest else None)
            except IntegrityError:  # another post of the same bundle was first, or the code is taken
                continue
        raise RuntimeError("no free case code found")

    def _open(self, connection: Connection, bundle: Bundle, sealed: bytes, digest: str) -> Receipt:
        code = new_case_code(self._prefix, self._time.today().year)
        receipt = Receipt(bundle.id, code, digest, self._time.stamp())
        connection.execute(
            _OPEN_CASE,
            {
                "bundle_id": bundle.id,
                "digest": digest,
                "case_code": code,
                "region": bundle.region,
                "scenario": bundle.scenario,
                "title": bundle.title,
                "machine": bundle.machine,
                "demo": bundle.demo,
                "received_at": receipt.received_at,
                "sealed": sealed,
            },
        )
        first = min(item.stage for item in bundle.items)
        connection.execute(
            _DISPATCH,
            [
                {
                    "bundle_id": bundle.id,
                    "position": position,
                    "item_id": item.id,
                    "name": item.name,
                    "department": item.department,
                    "stage": item.stage,
                    "state": "received" if item.stage == first else "waiting_for_earlier",
                }
                for position, item in enumerate(bundle.items)
            ],
        )
        return receipt

    def progress(self, typed: str) -> CaseProgress | None:
        """Where the case stands, by its code as a person may type it; None when there is no such case."""
        code = read_case_code(typed)
        if code is None:
            return None
        with self._database.reading() as connection:
            case = connection.execute(
                select(cases.c.bundle_id, cases.c.title, cases.c.received_at).where(cases.c.case_code == code)
            ).one_or_none()
            if case is None:
                return None
            attached = connection.execute(_COUNT_ATTACHMENTS, {"id": case.bundle_id}).scalar_one()
            items = connection.execute(
                select(case_items.c.name, case_items.c.department, case_items.c.stage, case_items.c.state)
                .where(case_items.c.bundle_id == case.bundle_id)
                .order_by(case_items.c.stage, case_items.c.position)
            ).all()
        return CaseProgress(
            code,
            case.title,
            case.received_at,
            tuple(ItemProgress(i.name, i.department, i.stage, cast(ItemState, i.state)) for i in items),
            int(attached),
        )


def _note_sender(connection: Connection, bundle: Bundle, device: str) -> None:
    """Which device handed the case in, and which attachments are its own from now on."""
    if device:
        connection.execute(insert(case_devices).values(bundle_id=bundle.id, device=device))
    if bundle.attachments:
        rows = [
            {"bundle_id": bundle.id, "position": position, **vars(facts)}
            for position, facts in enumerate(bundle.attachments)
        ]
        connection.execute(insert(case_attachments), rows)


def _receipt(connection: Connection, bundle_id: str) -> Receipt | None:
    row = connection.execute(_FIND_RECEIPT, {"id": bundle_id}).one_or_none()
    return Receipt(*row) if row else None
