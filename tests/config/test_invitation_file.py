"""What is kept for the first frame equals what is read anew, and is believed only while nothing has changed."""

from __future__ import annotations

import json
import os
import shutil
import zlib
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from config import invitation_file
from config.invitation_file import INVITATION_FILE, drop_invitation, keep_invitation, marks_of, read_invitation
from config.pack_reader import PACKS
from config.settings import read_settings
from kiosk.cli.starting import read_data
from kiosk.errors import StoreError
from kiosk.invitation import Invitation, invitation_of

CONFIG = Path(invitation_file.__file__).parent
REGIONS = sorted(path.parent.name for path in PACKS.glob("*/region.toml"))
MARKS: list[list[object]] = [["here"], ["/a/b.toml", 3, 4, 5]]


def invitation_for(region: str) -> Invitation:
    data = read_data(replace(read_settings(), region=region))
    return invitation_of(data.hall, data.offers, data.locales, data.letters)


@pytest.fixture(scope="module")
def invitation() -> Invitation:
    return invitation_for(REGIONS[0])


@pytest.fixture
def shelf(tmp_path: Path) -> Path:
    """Everything an invitation comes from: a copy of the packs, the hall's file, the words and the readers."""
    return Path(shutil.copytree(CONFIG, tmp_path / "config", ignore=shutil.ignore_patterns("__pycache__")))


@pytest.mark.parametrize("region", REGIONS)
def test_what_is_kept_equals_what_is_read_anew(region: str, tmp_path: Path) -> None:
    fresh = invitation_for(region)
    assert fresh.offers and fresh.locales["en"]
    keep_invitation(tmp_path, MARKS, fresh)
    assert read_invitation(tmp_path, MARKS) == fresh


def test_an_invitation_of_other_marks_is_not_believed(tmp_path: Path, invitation: Invitation) -> None:
    keep_invitation(tmp_path, MARKS, invitation)
    assert read_invitation(tmp_path, [*MARKS, ["more"]]) is None
    assert read_invitation(tmp_path, MARKS[:1]) is None
    assert read_invitation(tmp_path / "elsewhere", MARKS) is None


def test_a_torn_invitation_is_not_believed_wherever_it_was_cut(tmp_path: Path, invitation: Invitation) -> None:
    keep_invitation(tmp_path, MARKS, invitation)
    whole = (tmp_path / INVITATION_FILE).read_bytes()
    for length in [*range(12), *range(12, len(whole), 997), len(whole) - 1]:
        (tmp_path / INVITATION_FILE).write_bytes(whole[:length])
        assert read_invitation(tmp_path, MARKS) is None, length
    for place in range(0, len(whole), 499):
        (tmp_path / INVITATION_FILE).write_bytes(whole[:place] + bytes([whole[place] ^ 1]) + whole[place + 1:])
        found = read_invitation(tmp_path, MARKS)
        assert found is None or found == invitation, place


@pytest.mark.parametrize(
    "document", [[], {}, {"marks": MARKS}, {"marks": MARKS, "invitation": {}},
                 {"marks": MARKS, "invitation": {"hall": 1}},
                 {"marks": MARKS, "invitation": {"hall": [], "offers": [], "locales": {}, "letters": ""}},
                 {"marks": MARKS, "invitation": {"hall": [[]] * 6, "offers": [], "locales": {}, "letters": ""}},
                 {"marks": MARKS, "invitation": {"hall": ["a"] * 6, "offers": [3], "locales": [], "letters": ""}}],
)
def test_a_whole_file_of_another_shape_is_not_believed(tmp_path: Path, document: object) -> None:
    body = json.dumps(document).encode()
    (tmp_path / INVITATION_FILE).write_bytes(b"%08x\n" % zlib.crc32(body) + body)
    assert read_invitation(tmp_path, MARKS) is None


def test_the_same_files_give_the_same_marks(shelf: Path) -> None:
    assert marks_of(["a"], [shelf]) == marks_of(["a"], [shelf])
    assert marks_of(["a"], [shelf]) != marks_of(["b"], [shelf])


def test_editing_any_file_of_data_or_code_shows(shelf: Path) -> None:
    files = [path for path in shelf.rglob("*") if path.suffix in (".toml", ".py")]
    assert {path.name for path in files} >= {"items.toml", "hall.toml", "zh.toml", "holidays.toml", "pack_reader.py"}
    before = marks_of([], [shelf])
    for path in files:
        path.write_bytes(path.read_bytes() + b"\n")
        after = marks_of([], [shelf])
        assert after != before, path
        before = after


def keep_times(path: Path, change: Callable[[bytes], bytes]) -> None:
    """Change the bytes, then set size and time of content back, as a copying tool would."""
    seen = path.stat()
    path.write_bytes(change(path.read_bytes()))
    os.utime(path, ns=(seen.st_atime_ns, seen.st_mtime_ns))


def test_an_edit_that_sets_its_time_back_shows_all_the_same(shelf: Path) -> None:
    path, before = shelf / "hall.toml", marks_of([], [shelf])
    keep_times(path, lambda content: content.replace(b"0", b"1", 1))
    assert marks_of([], [shelf]) != before


@pytest.mark.parametrize(
    "change", [lambda folder: (folder / "hall.toml").unlink(),
               lambda folder: (folder / "packs" / "new.toml").write_text(""),
               lambda folder: (folder / "hall.toml").rename(folder / "hall2.toml"),
               lambda folder: shutil.rmtree(folder / "packs"), lambda folder: shutil.rmtree(folder)],
    ids=["removed", "added", "renamed", "folder removed", "all removed"],
)
def test_a_file_that_comes_or_goes_shows(shelf: Path, change: Callable[[Path], object]) -> None:
    before = marks_of([], [shelf])
    change(shelf)
    assert marks_of([], [shelf]) != before


def test_what_reads_and_checks_the_data_is_marked_whatever_else_is_asked_for() -> None:
    marked = {str(mark[0]) for mark in marks_of([], [])}
    kiosk = CONFIG.parent / "kiosk"
    wanted = {CONFIG / "pack_reader.py", CONFIG / "kiosk.toml", kiosk / "invitation.py", kiosk / "hall.py"}
    assert set(map(str, wanted)) <= marked
    assert {str(path) for path in PACKS.rglob("*.toml")} <= marked


def test_writing_compiled_code_changes_nothing(shelf: Path) -> None:
    before = marks_of([], [shelf])
    (shelf / "__pycache__").mkdir()
    (shelf / "__pycache__" / "settings.py").write_text("")
    assert marks_of([], [shelf]) == before


def test_a_place_that_cannot_be_written_is_said(tmp_path: Path, invitation: Invitation) -> None:
    (tmp_path / "in the way").write_text("")
    with pytest.raises(StoreError, match=INVITATION_FILE):
        keep_invitation(tmp_path / "in the way", MARKS, invitation)
    (tmp_path / INVITATION_FILE).mkdir()
    with pytest.raises(StoreError, match=INVITATION_FILE):
        keep_invitation(tmp_path, MARKS, invitation)
    with pytest.raises(StoreError, match=INVITATION_FILE):
        drop_invitation(tmp_path)
    assert not list(tmp_path.glob("*.part"))


def test_dropping_it_twice_is_no_trouble(tmp_path: Path, invitation: Invitation) -> None:
    keep_invitation(tmp_path, MARKS, invitation)
    drop_invitation(tmp_path)
    drop_invitation(tmp_path)
    assert read_invitation(tmp_path, MARKS) is None
