"""A disk that is bad at start or turns bad: the kiosk serves what needs no disk, says so, and heals by itself."""

from __future__ import annotations

import json
import os
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from config.settings import read_settings
from kiosk.cli.starting import HallClock
from kiosk.errors import StoreError, StoreInUse
from kiosk.service import FULL_SERVICE, Service
from kiosk.steps import Home, KeepDraft, Outcome, Review, ShowPlan, TakePapers
from kiosk.wiring.disk import Disk
from kiosk.wiring.stores import Stores, hall_at
from offline_cache.courier import Courier
from offline_cache.drafts import SqliteDrafts
from offline_cache.outbox import SqliteOutbox
from offline_cache.ownership import Ownership
from tests.faults.full_disk import files_end_at
from tests.faults.night import Night

GARBAGE = b"\xa5" * 8192
CLOSED = "本机现在不能提交申请"


def events(night: Night, name: str) -> list[dict[str, object]]:
    return [line for line in night.machine.journal.lines() if line["event"] == name]


def data_of(night: Night) -> Path:
    folder = night.settings.data
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def look(night: Night) -> Service:
    found: Service = night.machine.disk.look()
    night.walker.advance(1.2)
    return found


# -- at start -----------------------------------------------------------------------------------------------------


def test_a_damaged_file_at_start_closes_handing_in_alone_and_heals_when_it_is_put_right(
    dark: Night, switch_on: Callable[[Night], Night]
) -> None:
    database = data_of(dark) / "outbox.db"
    database.write_bytes(GARBAGE)
    dark.printer_plug.start()
    night = switch_on(dark)
    before = night.all_cases()
    night.enter()
    night.walker.see(CLOSED, "综合窗口", "旁边的机器")
    night.to_plan()
    assert not night.walker.can_tap("start")
    night.walker.see(CLOSED)
    night.walker.tap("number")
    papers = night.wait_for_papers()
    assert papers.outcome is Outcome.NUMBER_ONLY
    assert papers.number is not None
    night.go_away()
    assert database.read_bytes() == GARBAGE
    (told,) = events(night, "service")
    assert told["state"] == "broken" and "不要删除" in str(told["reason"])

    database.rename(database.with_name("outbox.db.damaged"))
    assert look(night) == FULL_SERVICE
    night.enter()
    night.walker.see_not(CLOSED)
    night.to_review()
    bundle = night.submit()
    assert night.wait_for_papers().outcome is Outcome.FILED
    assert (night.all_cases(), len(night.cases(bundle))) == (before + 1, 1)
    assert [line["state"] for line in events(night, "service")] == ["broken", "ok"]


def test_a_key_that_does_not_fit_touches_nothing_and_what_waits_is_sent_when_it_is_back(
    dark: Night, switch_on: Callable[[Night], Night], whole_bundle: Any
) -> None:
    data = data_of(dark)
    stores = Stores(dark.settings, HallClock(dark.settings.timezone), "A03")
    stores.outbox.put(whole_bundle)
    stores.close()
    key, right = data / "vault.key", (data / "vault.key").read_bytes()
    key.write_bytes(b"0" * 64 + b"\n")
    files = {name: (data / name).read_bytes() for name in ("vault.key", "outbox.db")}
    night = switch_on(dark)
    night.enter()
    night.walker.see(CLOSED)
    (told,) = events(night, "service")
    assert told["state"] == "key" and "密钥与数据文件不符" in str(told["reason"])
    assert {name: (data / name).read_bytes() for name in files} == files

    key.write_bytes(right)
    assert look(night) == FULL_SERVICE
    night.walker.see_not(CLOSED)
    night.until(lambda: night.machine.outbox.status().accepted == 1)
    assert len(night.cases(whole_bundle.id)) == 1


def test_a_data_folder_that_cannot_be_made_is_no_reason_to_stay_dark(
    dark: Night, switch_on: Callable[[Night], Night]
) -> None:
    dark.settings.data.parent.mkdir(parents=True, exist_ok=True)
    dark.settings.data.write_text("a file where a folder should be")
    night = switch_on(dark)
    night.enter()
    night.walker.see(CLOSED)
    assert not night.machine.disk.service.can_keep
    night.to_plan()
    night.walker.tap("looks")
    night.walker.tap("looks:done")
    night.walker.tap("home")
    assert not night.walker.can_tap("home:keep"), "nothing can be kept, so nothing is offered to be kept"
    dark.settings.data.unlink()
    assert look(night) == FULL_SERVICE
    assert events(night, "service")[-1]["state"] == "ok"


def test_a_second_kiosk_on_the_same_data_refuses_and_names_the_first(dark: Night, shipped_data: Any) -> None:
    from kiosk.wiring.machine import Machine

    owner = Ownership(data_of(dark) / "outbox.db")
    try:
        with pytest.raises(StoreInUse, match=str(os.getpid())):
            Machine(dark.settings, shipped_data)
    finally:
        owner.release()


# -- while running ------------------------------------------------------------------------------------------------


def outcomes(night: Night) -> set[str | None]:
    """How matters ended, as statistics are told behind the window's back."""
    lines = (night.settings.data / "visits.log").read_text(encoding="utf-8").splitlines()
    return {json.loads(line).get("outcome") for line in lines}


def test_a_file_that_vanishes_under_a_citizen_is_told_at_the_review_with_papers_and_a_number(night: Night) -> None:
    before, database = night.all_cases(), night.settings.data / "outbox.db"
    night.enter()
    night.to_review()
    assert night.machine.outbox.tidy(), "else the log still holds the whole file"
    database.rename(night.folder / "aside.db")
    database.write_bytes(GARBAGE)
    night.walker.tap("submit")
    night.until(lambda: night.walker.sees("还没有提交成功"))
    night.walker.tap("to_window")
    papers = night.wait_for_papers()
    assert papers.outcome is Outcome.AT_WINDOW
    assert papers.number is not None
    assert papers.documents == 2
    night.walker.see("还没有提交", "带打印的申请表到窗口交")
    assert night.all_cases() == before
    assert "请带打印的申请表" in "".join(night.printed()[-1].split())
    assert database.read_bytes() == GARBAGE
    night.go_away()
    night.until(lambda: "at_window" in outcomes(night))
    (night.folder / "aside.db").replace(database)
    assert look(night) == FULL_SERVICE
    assert night.machine.outbox.status().waiting == 0


def test_doors_close_and_open_under_a_running_visit(night: Night) -> None:
    night.enter()
    night.to_card()
    with files_end_at(1):
        assert look(night) == Service(False, True, "broken")
        assert isinstance(night.step, ShowPlan), "nobody lays a card for what cannot be handed in"
        night.walker.see(CLOSED)
        assert night.walker.can_tap("number")
    assert look(night) == FULL_SERVICE
    assert night.walker.can_tap("start")


def test_a_review_offers_the_window_while_the_disk_is_full_and_handing_in_when_it_is_not(night: Night) -> None:
    night.enter()
    night.to_review()
    with files_end_at(1):
        look(night)
        night.walker.see("取个号到窗口交")
        assert night.walker.can_tap("to_window")
    look(night)
    assert isinstance(night.step, Review)
    assert not night.walker.can_tap("to_window")
    night.submit()
    assert night.wait_for_papers().outcome is Outcome.FILED


def test_a_damaged_drafts_file_closes_keeping_and_nothing_else(night: Night) -> None:
    (night.settings.data / "drafts.db").write_bytes(GARBAGE)
    assert look(night) == Service(True, False, "broken")
    night.enter()
    night.walker.see_not(CLOSED)
    night.to_form()
    night.walker.tap("home")
    assert not night.walker.can_tap("home:keep")
    night.walker.tap("home:stay")
    (night.settings.data / "drafts.db").unlink()
    look(night)
    night.walker.tap("home")
    night.walker.tap("home:keep")
    night.until(lambda: isinstance(night.step, KeepDraft) and night.step.can_leave)
    assert night.step.kept


def test_a_broken_page_inside_is_found_by_reading_the_whole_file_once(night: Night) -> None:
    database = night.settings.data / "outbox.db"
    night.machine.outbox.tidy()
    data = bytearray(database.read_bytes())
    data[len(data) // 2 : len(data) // 2 + 6000] = b"\x5a" * 6000
    assert look(night) == FULL_SERVICE
    night.machine.disk._let_go()
    database.write_bytes(data)
    assert look(night).lack == "broken"
    assert database.read_bytes() == data
    assert look(night).lack == "broken", "the same damaged file is not opened again"


# -- the disk by itself -------------------------------------------------------------------------------------------


SETTINGS = read_settings()


class Alone:
    """A disk without a kiosk around it."""

    def __init__(self, folder: Path) -> None:
        self.settings = SETTINGS.at(folder)
        self.clock = HallClock("Asia/Shanghai")
        self.changes: list[tuple[Service, str]] = []
        self.disk = Disk(
            folder, SqliteDrafts(folder / "drafts.db", self.clock),
            lambda: Stores(self.settings, self.clock, "A03", hall=self.hall), self.courier,
            lambda service, reason: self.changes.append((service, reason)),
        )
        self.hall = hall_at(self.settings, "A03", self.disk)

    def courier(self, outbox: SqliteOutbox) -> Courier:
        return Courier(outbox, self.hall, self.clock)


@pytest.fixture
def nobody(tmp_path: Path) -> Iterator[None]:
    """Not root, who may write anywhere; everything is loaded before, since nobody may not read every checkout."""
    root = os.geteuid() == 0
    if root:
        known = Alone(tmp_path / "loads-everything")
        known.disk.begin()
        known.disk.held.stores.device_keys.prepare("A03", SETTINGS.hall_server.url)
        known.disk.headers("GET", "/v1/tickets", b"")
        known.disk.close()
        known.hall.close()
        os.seteuid(65534)
    yield
    if root:
        os.seteuid(0)


def test_a_read_only_folder_still_signs_by_a_copy_in_memory_and_keeps_nothing(nobody: None) -> None:
    def copies() -> set[Path]:
        return set(Path(tempfile.gettempdir()).glob("kiosk-*"))

    with tempfile.TemporaryDirectory() as name:
        folder, before = Path(name), copies()
        first = Alone(folder)
        assert first.disk.begin() == ""
        stores = first.disk.held.stores
        device = stores.device_keys.prepare("A03", first.settings.hall_server.url)
        with stores.outbox.store.writing() as db:
            db.execute("UPDATE device SET enrolled_at = '2026-01-05T12:00:00'")
        first.disk.close()
        folder.chmod(0o555)
        try:
            second = Alone(folder)
            reason = second.disk.begin()
            assert second.disk.service == Service(False, False, "read_only") and reason
            assert device.device in second.disk.headers("GET", "/v1/tickets", b"").values()
            assert copies() == before, "a crash now would leave nothing behind"
            assert second.disk.take("request", "", "饭馆") is None
            with pytest.raises(StoreError):
                second.disk.last("XN26-7K3M-4")
        finally:
            folder.chmod(0o755)
        assert second.disk.look() == FULL_SERVICE
        assert [service for service, _ in second.changes] == [FULL_SERVICE]
        second.disk.close()
        second.hall.close()
        first.hall.close()


def test_an_outbox_in_the_hands_of_a_technician_is_waited_for(tmp_path: Path) -> None:
    (tmp_path / "outbox.db").write_bytes(GARBAGE)
    alone = Alone(tmp_path)
    assert alone.disk.begin()
    (tmp_path / "outbox.db").unlink()
    owner = Ownership(tmp_path / "outbox.db")
    assert alone.disk.look() == Service(False, True, "in_use")
    owner.release()
    assert alone.disk.look() == FULL_SERVICE
    alone.disk.close()
    alone.hall.close()


def test_home_says_what_a_visit_knows(shipped_data: Any) -> None:
    from kiosk.inbox import ServiceChanged
    from kiosk.visit import Visit, World
    from kiosk.visit.rehearsing import SilentErrands, answer_questions

    closed = Service(False, False, "full")
    visit = Visit(World(shipped_data.catalog, shipped_data.hall, SilentErrands(), HallClock("Asia/Shanghai"),
                        service=closed))
    assert isinstance(visit.step, Home) and visit.step.service == closed
    visit.choose_scenario("open-restaurant")
    answer_questions(visit)
    visit.start_application()
    assert isinstance(visit.step, ShowPlan) and not visit.step.can_file
    assert not visit.can_keep
    visit.receive(ServiceChanged(visit.id, FULL_SERVICE))
    assert visit.can_keep
    visit.start_application()
    assert not isinstance(visit.step, ShowPlan | TakePapers)
