"""Disks a power cut may leave, made from recorded writes: what was promised is there, what was forgotten is not."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from offline_cache.store import bound_key
from tests.faults.recorded_writes import CannotRecord, recorded
from tests.faults.torn_disk import Story, drafts_story, honest_disks, lying_disks, outbox_story

SEED = 467
STORIES = {"outbox": (outbox_story, 16), "drafts": (drafts_story, 8)}


@pytest.fixture(scope="module", autouse=True)
def can_record(tmp_path_factory: pytest.TempPathFactory) -> None:
    place = tmp_path_factory.mktemp("can") / "it"
    place.mkdir()
    try:
        with recorded(place):
            pass
    except CannotRecord as reason:
        pytest.skip(str(reason))


@pytest.fixture(scope="module", params=STORIES)
def told(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Story:
    make, turns = STORIES[request.param]
    return make(tmp_path_factory.mktemp("told") / "story", SEED, turns)


def test_a_disk_that_syncs_holds_what_was_promised_whatever_else_it_lost(told: Story, tmp_path: Path) -> None:
    found = honest_disks(told, tmp_path / "disk", 150, SEED)
    assert found.faults == []
    assert found.disks == 150
    assert len(found.ends) == 2, "some calls under way came through and some did not"


def test_a_disk_that_lies_loses_its_tail_or_is_said_to_be_damaged(told: Story, tmp_path: Path) -> None:
    found = lying_disks(told, tmp_path / "disk", 120, SEED)
    assert found.faults == []
    assert found.ends["an earlier state"] > 0 < found.ends["said to be damaged"]


def test_the_judge_notices_when_syncs_are_missing(told: Story, tmp_path: Path) -> None:
    careless = Story([op for op in told.ops if op.kind != "sync"], told.moments, told.read)
    assert honest_disks(careless, tmp_path / "disk", 60, SEED).faults


def test_a_first_write_that_was_cut_off_is_undone_and_the_file_opens(tmp_path: Path) -> None:
    path = tmp_path / "outbox.db"
    with recorded(tmp_path) as seen, sqlite3.connect(path, isolation_level=None) as connection:
        connection.execute("PRAGMA journal_mode=WAL").fetchall()
    connection.close()
    journal = b"".join(op.data for op in seen.ops if op.file.endswith("-journal") and len(op.data) == 512)
    page = next(op.data for op in seen.ops if op.file == path.name and op.kind == "write")
    path.write_bytes(page)
    path.with_name("outbox.db-journal").write_bytes(journal)
    assert bound_key(path) is None
