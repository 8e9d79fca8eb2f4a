"""The file of drafts: opens with the code alone, forgets for good, and answers guessers slowly."""

from __future__ import annotations

import os
import sqlite3
import stat
import subprocess
import sys
import threading
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from kiosk.draft import Draft, DraftField, NoDraft, TooManyTries, new_code
from kiosk.errors import StoreError
from kiosk.filing.bundle import GivenAnswer
from offline_cache.drafts import SqliteDrafts
from offline_cache.drafts.keeping import LARGEST, PER_SECONDS, TRIES
from offline_cache.drafts.sealing import derive

PHONE, STREET = "13800001234", "示例市示例区示例路七号"
ROOT = Path(__file__).resolve().parents[3]


class HandClock:
    """Stands still until a test moves it."""

    def __init__(self) -> None:
        self.moment, self.seconds = datetime(2026, 11, 21, 10, 15), 1000.0

    def now(self) -> datetime:
        return self.moment

    def monotonic(self) -> float:
        return self.seconds


def draft(**changes: object) -> Draft:
    plain: dict[str, object] = {
        "scenario": "open-restaurant", "catalog_version": "2020.1", "page": "form",
        "kept_at": datetime(2026, 11, 21, 10, 15), "answers": (GivenAnswer("area", 400.0),),
        "fields": (DraftField("phone", PHONE), DraftField("address", STREET)), "marks": (("lease", "paper"),),
    }
    return Draft(**{**plain, **changes})  # type: ignore[arg-type]


@pytest.fixture
def clock() -> HandClock:
    return HandClock()


@pytest.fixture
def drafts(tmp_path: Path, clock: HandClock) -> Iterator[SqliteDrafts]:
    kept = SqliteDrafts(tmp_path / "drafts.db", clock)
    yield kept
    kept.close()


def on_disk(folder: Path) -> bytes:
    return b"".join(path.read_bytes() for path in sorted(folder.iterdir()) if path.is_file())


def test_a_draft_opens_with_its_code_as_often_as_asked_until_it_is_forgotten(drafts: SqliteDrafts) -> None:
    code, other = new_code(), new_code()
    assert drafts.keep(code, draft()) == datetime(2026, 11, 22, 10, 15)
    drafts.keep(other, draft(scenario="open-hotel"))
    assert drafts.open(code) == drafts.open(code) == draft()
    drafts.forget(code)
    assert drafts.open(code) == NoDraft()
    assert drafts.open(other) == draft(scenario="open-hotel")


def test_it_survives_the_end_of_the_program(drafts: SqliteDrafts, clock: HandClock) -> None:
    code = new_code()
    drafts.keep(code, draft())
    again = SqliteDrafts(drafts.path, clock)
    assert again.open(code) == draft()
    again.close()


def test_neither_content_nor_code_is_on_the_disk_and_only_the_owner_may_read(drafts: SqliteDrafts) -> None:
    code = new_code()
    drafts.keep(code, draft())
    found = on_disk(drafts.path.parent)
    words = (PHONE, STREET, code, code[:5], "open-restaurant", "lease", "area")
    assert not [word for word in words if word.encode() in found]
    assert {stat.S_IMODE(path.stat().st_mode) for path in drafts.path.parent.iterdir()} == {0o600}


def test_nothing_in_the_file_opens_a_draft_without_the_code(drafts: SqliteDrafts) -> None:
    drafts.keep(new_code(), draft())
    with sqlite3.connect(drafts.path) as db:
        (salt,) = db.execute("SELECT bytes FROM salt").fetchone()
        name, sealed = db.execute("SELECT name, sealed FROM draft").fetchone()
    db.close()
    wrong = derive(new_code(), salt)
    assert wrong.name != name
    for key in (wrong, type(wrong)(name, name), type(wrong)(name, salt + salt)):
        with pytest.raises(StoreError):
            key.open(sealed)


@pytest.mark.parametrize("place", [0, 12, 40, -1])
def test_a_draft_tampered_with_does_not_open_and_can_still_be_deleted(drafts: SqliteDrafts, place: int) -> None:
    code = new_code()
    drafts.keep(code, draft())
    with sqlite3.connect(drafts.path) as db:
        sealed = bytearray(db.execute("SELECT sealed FROM draft").fetchone()[0])
        sealed[place] ^= 1
        db.execute("UPDATE draft SET sealed = ?", (bytes(sealed),))
    db.close()
    with pytest.raises(StoreError, match="损坏"):
        drafts.open(code)
    drafts.forget(code)
    assert drafts.waiting() == 0


def test_the_content_of_one_draft_does_not_open_under_the_name_of_another(drafts: SqliteDrafts) -> None:
    first, second = new_code(), new_code()
    drafts.keep(first, draft())
    drafts.keep(second, draft(scenario="open-hotel"))
    with sqlite3.connect(drafts.path) as db:
        rows = db.execute("SELECT name, sealed FROM draft").fetchall()
        for (name, _), (_, sealed) in zip(rows, reversed(rows), strict=True):
            db.execute("UPDATE draft SET sealed = ? WHERE name = ?", (sealed, name))
    db.close()
    for code in (first, second):
        with pytest.raises(StoreError):
            drafts.open(code)


@pytest.mark.parametrize("ended", ["forgotten", "expired"])
def test_what_is_deleted_is_gone_from_every_file(drafts: SqliteDrafts, clock: HandClock, ended: str) -> None:
    code = new_code()
    drafts.keep(code, draft())
    with sqlite3.connect(drafts.path) as db:
        name, sealed = db.execute("SELECT name, sealed FROM draft").fetchone()
    db.close()
    assert sealed[20:60] in on_disk(drafts.path.parent)
    if ended == "forgotten":
        drafts.forget(code)
    else:
        clock.moment += timedelta(hours=24)
        assert drafts.clear_expired() == 1
    found = on_disk(drafts.path.parent)
    assert name not in found and sealed[20:60] not in found and sealed[-40:] not in found


def test_a_draft_lives_a_day_and_not_a_minute_longer(drafts: SqliteDrafts, clock: HandClock) -> None:
    code = new_code()
    drafts.keep(code, draft())
    clock.moment += timedelta(hours=23, minutes=59)
    assert drafts.clear_expired() == 0 and drafts.open(code) == draft()
    clock.moment += timedelta(minutes=1)
    assert drafts.open(code) == NoDraft() and drafts.waiting() == 0


@pytest.mark.parametrize(("back", "left"), [(timedelta(minutes=90), 1), (timedelta(days=365), 0)])
def test_a_clock_set_back_does_not_keep_a_draft_for_a_year(
    drafts: SqliteDrafts, clock: HandClock, back: timedelta, left: int
) -> None:
    drafts.keep(new_code(), draft())
    clock.moment -= back
    drafts.clear_expired()
    assert drafts.waiting() == left


def test_five_wrong_codes_a_minute_are_looked_at_and_no_more(drafts: SqliteDrafts, clock: HandClock) -> None:
    code = new_code()
    drafts.keep(code, draft())
    for _ in range(TRIES):
        assert drafts.open(new_code()) == NoDraft()
        clock.seconds += 1
    assert drafts.open(code) == TooManyTries(PER_SECONDS - TRIES)
    clock.seconds += PER_SECONDS - TRIES
    assert drafts.open(code) == draft()
    assert drafts.open(new_code()) == NoDraft()
    assert isinstance(drafts.open(code), TooManyTries)


def test_right_codes_spend_no_tries(drafts: SqliteDrafts) -> None:
    code = new_code()
    drafts.keep(code, draft())
    assert [drafts.open(code) for _ in range(2 * TRIES)] == [draft()] * 2 * TRIES


def test_a_draft_beyond_all_measure_is_refused_and_nothing_is_written(drafts: SqliteDrafts) -> None:
    with pytest.raises(StoreError, match="太多"):
        drafts.keep(new_code(), draft(fields=(DraftField("address", "长" * LARGEST),)))
    assert drafts.waiting() == 0


def test_nothing_is_written_before_somebody_asks(tmp_path: Path, clock: HandClock) -> None:
    idle = SqliteDrafts(tmp_path / "drafts.db", clock)
    assert (idle.clear_expired(), idle.waiting()) == (0, 0)
    idle.close()
    assert not list(tmp_path.iterdir())


def test_a_folder_that_is_not_there_and_a_file_that_is_none_are_said_plainly(tmp_path: Path, clock: HandClock) -> None:
    (tmp_path / "junk.db").write_bytes(b"not a database" * 100)
    for place in (tmp_path / "nowhere" / "drafts.db", tmp_path / "junk.db"):
        with pytest.raises(StoreError) as caught:
            SqliteDrafts(place, clock).keep(new_code(), draft())
        assert place.name in caught.value.message and caught.value.remedy


def test_threads_may_keep_and_open_at_once(drafts: SqliteDrafts) -> None:
    codes = [new_code() for _ in range(4)]
    threads = [threading.Thread(target=drafts.keep, args=(code, draft())) for code in codes]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [drafts.open(code) for code in codes] == [draft()] * 4


def test_a_program_killed_at_once_after_keeping_has_kept(tmp_path: Path, clock: HandClock) -> None:
    code = new_code()
    program = (
        "import os, sys, datetime\n"
        "from tests.offline_cache.drafts.test_keeping_drafts import HandClock, draft\n"
        "from offline_cache.drafts import SqliteDrafts\n"
        "SqliteDrafts(sys.argv[1], HandClock()).keep(sys.argv[2], draft())\n"
        "os.kill(os.getpid(), 9)\n"
    )
    place = tmp_path / "drafts.db"
    ended = subprocess.run(
        [sys.executable, "-c", program, str(place), code], cwd=ROOT, env={**os.environ, "PYTHONPATH": str(ROOT)},
        timeout=30, check=False,
    )
    kept = SqliteDrafts(place, clock)
    assert ended.returncode == -9 and kept.open(code) == draft()
    kept.close()
