"""What the hall last said about a case is there when the hall is away, with its age, and tells nobody whose it is."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from kiosk.errands.doing import Devices, WorkerErrands
from kiosk.filing.following import Following
from kiosk.filing.receipt import CaseProgress, ItemProgress
from kiosk.inbox import Inbox, ProgressAnswered
from kiosk.needs import HallUnreachable
from offline_cache import progress as progress_room
from offline_cache.progress import KEPT, ProgressMemory
from offline_cache.store import Store
from offline_cache.vault import Vault
from offline_cache.vault.rotating import rotate

CASE = CaseProgress(
    "XN26-7K3M-4", "我要开饭馆", "2026-11-19T10:24:00",
    (
        ItemProgress("营业执照核发", "市场监管局", 1, "done"),
        ItemProgress("食品经营许可", "市场监管局", 2, "in_progress"),
    ),
)


class HandClock:
    """Stands still until a test moves it."""

    def __init__(self) -> None:
        self.moment = datetime(2026, 11, 21, 10, 15)

    def now(self) -> datetime:
        return self.moment

    def monotonic(self) -> float:
        return 0.0


class Hall:
    """Says what it is told to; None in ``says`` is no such case."""

    def __init__(self) -> None:
        self.away = False
        self.says: CaseProgress | None = CASE

    def progress(self, case_code: str) -> CaseProgress | None:
        if self.away:
            raise HallUnreachable("away")
        return self.says


@pytest.fixture
def clock() -> HandClock:
    return HandClock()


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = Store(tmp_path / "outbox.db")
    opened.bind(Vault(bytes(32)).fingerprint)
    yield opened
    opened.close()


@pytest.fixture
def memory(store: Store, clock: HandClock) -> ProgressMemory:
    return ProgressMemory(store, Vault(bytes(32)), clock)


def test_the_last_answer_comes_back_with_its_time_however_the_code_is_typed(
    memory: ProgressMemory, clock: HandClock
) -> None:
    memory.keep(replace(CASE, items=CASE.items[:1]))
    clock.moment += timedelta(hours=1)
    memory.keep(CASE)
    clock.moment += timedelta(hours=2)
    for typed in ("XN26-7K3M-4", "xn267k3m4", " ＸＮ26 7K3M 4 "):
        assert memory.last(typed) == (CASE, datetime(2026, 11, 21, 11, 15))
    assert memory.last("XN26-7K3M-5") is None


def test_neither_code_nor_content_is_in_the_file(memory: ProgressMemory, tmp_path: Path) -> None:
    memory.keep(CASE)
    files = b"".join(path.read_bytes() for path in tmp_path.iterdir())
    words = ("XN26", "7K3M", "XN267K3M4", "我要开饭馆", "营业执照", "2026-11-19")
    assert not [word for word in words if word.encode() in files]


def test_it_is_forgotten_after_a_month(memory: ProgressMemory, store: Store, clock: HandClock) -> None:
    memory.keep(CASE)
    clock.moment += KEPT + timedelta(seconds=1)
    assert memory.last(CASE.case_code) is None
    memory.keep(replace(CASE, case_code="XN26-0000-0"))
    assert _rows(store) == 1


def test_a_case_the_hall_no_longer_knows_is_forgotten(memory: ProgressMemory) -> None:
    memory.keep(CASE)
    memory.forget("xn26 7k3m 4")
    assert memory.last(CASE.case_code) is None


def test_the_oldest_go_first(
    memory: ProgressMemory, store: Store, clock: HandClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(progress_room, "MOST", 3)
    for number in range(5):
        memory.keep(replace(CASE, case_code=f"XN26-000{number}-0"))
        clock.moment += timedelta(minutes=1)
    assert _rows(store) == 3
    assert [memory.last(f"XN26-000{number}-0") is not None for number in range(5)] == [False, False, True, True, True]


def test_another_key_for_the_vault_keeps_it_readable(
    memory: ProgressMemory, store: Store, clock: HandClock, tmp_path: Path
) -> None:
    memory.keep(CASE)
    key = tmp_path / "vault.key"
    rotate(store, Vault(bytes(32)), key)
    again = ProgressMemory(store, Vault(bytes.fromhex(key.read_text("ascii").strip())), clock)
    assert again.last(CASE.case_code) == (CASE, clock.moment)


@pytest.fixture
def asked(memory: ProgressMemory) -> Iterator[tuple[WorkerErrands, Hall, Inbox]]:
    hall, inbox = Hall(), Inbox()
    errands = WorkerErrands(
        Devices(None, None, None), hall, None, Following(inbox), None, inbox, "A03", memory=memory,  # type: ignore[arg-type]
    )
    yield errands, hall, inbox
    errands._network.stop()
    for worker in (errands._reading, errands._tickets, errands._papers, errands._disk):
        worker.stop()


def test_while_the_hall_is_away_the_last_answer_is_given_as_old(
    asked: tuple[WorkerErrands, Hall, Inbox], clock: HandClock
) -> None:
    errands, hall, inbox = asked
    answers = []
    for away, says in ((True, CASE), (False, CASE), (True, CASE), (False, None), (True, CASE)):
        hall.away, hall.says = away, says
        errands.ask_progress("v", CASE.case_code)
        answers.append(_next(inbox, errands))
    moment = clock.moment
    assert answers == [
        ProgressAnswered("v", None, False),
        ProgressAnswered("v", CASE, True),
        ProgressAnswered("v", CASE, False, moment),
        ProgressAnswered("v", None, True),
        ProgressAnswered("v", None, False),
    ]


def _next(inbox: Inbox, errands: WorkerErrands) -> object:
    from threading import Event

    done = Event()
    errands._network.do(done.set)
    assert done.wait(5)
    (answer,) = inbox.drain("v")
    return answer


def _rows(store: Store) -> int:
    with store.reading() as db:
        return int(db.execute("SELECT count(*) FROM progress").fetchone()[0])
