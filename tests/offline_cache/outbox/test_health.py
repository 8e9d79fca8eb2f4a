"""Full, read-only or broken: said before anybody works on an application, with what still works."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

import pytest

from offline_cache.outbox.health import health_of, health_of_folder
from tests.faults.full_disk import files_end_at


def test_a_sound_disk_keeps(outbox):
    found = outbox.health()
    assert found.can_keep
    assert found.condition in ("ok", "low")


@pytest.mark.parametrize(("reserve", "low", "condition"), [(1 << 62, 1 << 62, "full"), (0, 1 << 62, "low")])
def test_little_room_is_said_before_there_is_none(outbox, reserve, low, condition):
    found = health_of(outbox.store, reserve, low)
    assert (found.condition, found.can_keep) == (condition, condition == "low")
    assert "MB" in found.message and "清理" in found.remedy
    assert bool(found.still_works) == (not found.can_keep)


def test_a_disk_that_takes_no_write_is_noticed_by_writing(outbox):
    with files_end_at(1):
        found = outbox.health()
    assert (found.condition, found.can_keep) == ("broken", False)
    assert "办事方案" in found.still_works
    assert outbox.health().can_keep


@pytest.fixture
def folder_of_nobody():
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        folder.chmod(0o555)
        root = os.geteuid() == 0
        if root:
            os.seteuid(65534)
        try:
            yield folder
        finally:
            if root:
                os.seteuid(0)


def test_a_folder_that_cannot_be_written_is_read_only(folder_of_nobody):
    found = health_of_folder(folder_of_nobody)
    assert (found.condition, found.can_keep) == ("read_only", False)
    assert "权限" in found.remedy


def test_a_folder_that_is_gone_is_broken(tmp_path):
    found = health_of_folder(tmp_path / "gone")
    assert (found.condition, found.can_keep) == ("broken", False)
