"""A finished restaurant visit on no devices, for benchmarks that need its papers or its bundle."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from config.hall_reader import read_hall
from config.pack_reader import DEFAULT_REGION, PACKS, read_pack
from kiosk.filing.attachment import Attachment
from kiosk.filing.bundle import Bundle
from kiosk.filing.receipt import Receipt
from kiosk.forms.document import Document
from kiosk.inbox import BundleAccepted, BundleKept, NumberGranted
from kiosk.slips.ticket import TicketGrant
from kiosk.visit import Visit, World
from kiosk.visit.rehearsing import SilentErrands, answer_questions, hand_in


@dataclass
class KeepingErrands(SilentErrands):
    bundles: list[Bundle] = field(default_factory=list)
    papers: list[tuple[Document, ...]] = field(default_factory=list)

    def file(self, visit_id: str, bundle: Bundle, attachments: tuple[Attachment, ...] = ()) -> None:
        self.bundles.append(bundle)

    def print_papers(self, visit_id: str, documents: tuple[Document, ...], job_name: str) -> None:
        self.papers.append(documents)


class NoonClock:
    def now(self) -> datetime:
        return datetime(2026, 1, 5, 12, 0)

    def monotonic(self) -> float:
        return 0.0


def finished_visit() -> KeepingErrands:
    errands = KeepingErrands()
    visit = Visit(World(read_pack(PACKS / DEFAULT_REGION), read_hall(), errands, NoonClock(), demo=True))
    visit.choose_scenario("open-restaurant")
    answer_questions(visit)
    hand_in(visit)
    visit.receive(BundleKept(visit.id, visit.filed_as))
    visit.receive(BundleAccepted(visit.id, Receipt(visit.filed_as, "XN26-7K3M-4", "", "2026-01-05T12:00:00")))
    visit.receive(NumberGranted(visit.id, TicketGrant("A001", "综合窗口", 0, "2026-01-05T12:00:00")))
    return errands


def restaurant_papers() -> tuple[Document, ...]:
    return finished_visit().papers[0]


def restaurant_bundle() -> Bundle:
    return finished_visit().bundles[0]
