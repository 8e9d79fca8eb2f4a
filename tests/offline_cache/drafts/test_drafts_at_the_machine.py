"""A whole visit left and taken up again through the machine's own threads, file and printer."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from threading import Event
from typing import Any

import pytest

from config.hall_reader import read_hall
from config.pack_reader import DEFAULT_REGION, PACKS, read_pack
from hardware.pty_host import PtyHost
from hardware.ticket_printer.decoder import decode
from hardware.ticket_printer.driver import SerialTicketPrinter
from hardware.ticket_printer.emulator import EmulatedTicketPrinter
from kiosk.devices.outcomes import PrinterStatus
from kiosk.draft import new_code
from kiosk.errands.doing import Devices, WorkerErrands
from kiosk.filing.following import Following
from kiosk.inbox import Inbox
from kiosk.steps import FillForm, KeepDraft, PickUp
from kiosk.visit import Visit, World
from offline_cache.drafts import SqliteDrafts

PHONE = "13800001234"


class StillClock:
    def now(self) -> datetime:
        return datetime(2026, 11, 21, 10, 15)

    def monotonic(self) -> float:
        return 1000.0


class NoForms:
    def status(self) -> Any:
        return PrinterStatus.READY


class Bench:
    """One machine as far as drafts need it; ``settle`` waits until its threads have nothing to do."""

    def __init__(self, drafts: SqliteDrafts, printer: SerialTicketPrinter) -> None:
        self.inbox = Inbox()
        self.errands = WorkerErrands(
            Devices(None, printer, NoForms()), None, None, Following(self.inbox), None, self.inbox, "A03",  # type: ignore[arg-type]
            drafts,
        )
        catalog = read_pack(PACKS / DEFAULT_REGION)
        self.world = World(catalog, read_hall(), self.errands, StillClock())

    def settle(self, visit: Visit) -> None:
        for worker in (self.errands._disk, self.errands._tickets, self.errands._disk):
            done = Event()
            worker.do(done.set)
            assert done.wait(10)
            for message in self.inbox.drain(visit.id):
                visit.receive(message)
        done = Event()
        self.errands._tickets.do(done.set)
        assert done.wait(10)
        for message in self.inbox.drain(visit.id):
            visit.receive(message)

    def close(self) -> None:
        for worker in (self.errands._reading, self.errands._tickets, self.errands._papers, self.errands._network,
                       self.errands._disk):
            worker.stop()


@pytest.fixture
def emulator() -> EmulatedTicketPrinter:
    return EmulatedTicketPrinter()


@pytest.fixture
def bench(tmp_path: Path, emulator: EmulatedTicketPrinter) -> Iterator[Bench]:
    drafts = SqliteDrafts(tmp_path / "drafts.db", StillClock())
    with PtyHost(emulator) as host:
        printer = SerialTicketPrinter(host.url, answer_timeout=1.0)
        made = Bench(drafts, printer)
        yield made
        made.close()
        printer.close()
    drafts.close()


def typed_form(bench: Bench) -> Visit:
    visit = Visit(bench.world)
    visit.choose_scenario("open-restaurant")
    for answer in ("400", "false", "false"):
        visit.answer(answer)
    visit.start_application()
    visit.without_card()
    visit.type_field("phone", PHONE)
    return visit


def test_what_was_typed_comes_back_with_the_code_on_the_paper_and_is_then_gone(
    bench: Bench, emulator: EmulatedTicketPrinter, tmp_path: Path
) -> None:
    visit = typed_form(bench)
    visit.keep_draft()
    bench.settle(visit)
    kept = visit.step
    assert isinstance(kept, KeepDraft) and kept.can_leave
    on_paper = next(
        line.strip() for line in decode(emulator.jobs[-1]).to_text().splitlines() if line.strip() == kept.code
    )
    visit.leave_with_code()
    assert PHONE.encode() not in b"".join(path.read_bytes() for path in tmp_path.iterdir())

    back = Visit(bench.world)
    back.open_pick_up()
    back.type_pick_up(on_paper)
    back.pick_up()
    bench.settle(back)
    back.resume()
    bench.settle(back)
    form = back.step
    assert isinstance(form, FillForm)
    assert {state.field.key: state.raw for state in form.fields}["phone"] == PHONE

    third = Visit(bench.world)
    third.open_pick_up(on_paper)
    bench.settle(third)
    step = third.step
    assert isinstance(step, PickUp) and step.problem is not None and step.problem.key == "pick_up.nothing"


def test_staying_after_all_at_once_leaves_no_draft(bench: Bench, tmp_path: Path) -> None:
    visit = typed_form(bench)
    visit.keep_draft()
    visit.go_on_working()
    bench.settle(visit)
    assert isinstance(visit.step, FillForm)
    assert SqliteDrafts(tmp_path / "drafts.db", StillClock()).waiting() == 0


def test_a_folder_that_cannot_be_written_is_said_and_the_work_goes_on(
    bench: Bench, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "drafts.db").mkdir()
    visit = typed_form(bench)
    visit.keep_draft()
    bench.settle(visit)
    step = visit.step
    assert isinstance(step, KeepDraft) and step.kept is False
    visit.back()
    assert isinstance(visit.step, FillForm)
    assert PHONE not in caplog.text and step.code not in caplog.text


def test_a_file_that_cannot_be_read_is_said_to_whoever_comes_back(bench: Bench, tmp_path: Path) -> None:
    (tmp_path / "drafts.db").write_bytes(b"no database at all" * 50)
    visit = Visit(bench.world)
    visit.open_pick_up(new_code())
    bench.settle(visit)
    step = visit.step
    assert isinstance(step, PickUp) and step.problem is not None and step.problem.key == "pick_up.unreadable"
