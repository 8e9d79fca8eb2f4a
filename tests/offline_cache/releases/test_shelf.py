"""Exactly one release is in use, whole; what does not come up goes back by itself and is not tried again."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

from kiosk.catalog.release import Manifest
from kiosk.errors import ReleaseRefused, StoreError, StoreInUse
from offline_cache.releases import Shelf, State
from tests.offline_cache.releases.publisher import Publisher, good


def take(publisher: Publisher, shelf: Shelf) -> Manifest:
    manifest = publisher.publish_changed()
    assert publisher.updates(shelf).update(good).outcome == "taken"
    return manifest


def come_up(shelf: Shelf) -> str:
    """A start that is seen through."""
    kept = shelf.begin().kept
    name = kept.name if kept else ""
    shelf.seen_through(name, started=True)
    return name


def started(shelf: Shelf) -> str:
    """A start of which nothing more is heard."""
    kept = shelf.begin().kept
    return kept.name if kept else ""


def test_a_machine_without_releases_begins_with_what_came_with_the_program_and_writes_nothing(shelf: Shelf) -> None:
    assert shelf.begin().kept is None
    assert not shelf.folder.exists()


def test_a_release_that_comes_up_stays(publisher: Publisher, shelf: Shelf) -> None:
    manifest = take(publisher, shelf)
    assert [come_up(shelf), started(shelf), started(shelf), started(shelf)] == [manifest.name] * 4


def test_one_that_does_not_come_up_goes_back_to_the_one_before_for_good(publisher: Publisher, shelf: Shelf) -> None:
    first = take(publisher, shelf)
    come_up(shelf)
    second = take(publisher, shelf)
    assert [started(shelf), started(shelf)] == [second.name] * 2
    begun = shelf.begin()
    assert begun.kept is not None and begun.kept.name == first.name
    assert second.name in begun.notes[0]
    assert [started(shelf), started(shelf)] == [first.name] * 2
    with pytest.raises(ReleaseRefused) as caught:
        publisher.updates(shelf).update(good)
    assert caught.value.kind == "refused"
    third = take(publisher, shelf)
    assert come_up(shelf) == third.name


def test_the_first_release_of_all_goes_back_to_the_packs_of_the_program(publisher: Publisher, shelf: Shelf) -> None:
    manifest = take(publisher, shelf)
    assert [started(shelf), started(shelf)] == [manifest.name] * 2
    assert shelf.begin().kept is None


def test_one_start_that_failed_for_another_reason_costs_a_good_release_nothing(
    publisher: Publisher, shelf: Shelf,
) -> None:
    manifest = take(publisher, shelf)
    assert [started(shelf), come_up(shelf), started(shelf), started(shelf)] == [manifest.name] * 4


def test_a_power_cut_and_a_failed_start_together_are_two(publisher: Publisher, tmp_path: Path) -> None:
    boot = "a"
    shelf = Shelf(tmp_path / "data" / "catalogue", lambda: boot)
    take(publisher, shelf)
    started(shelf)
    boot = "b"
    started(shelf)
    assert shelf.begin().kept is None


def test_a_release_on_trial_never_becomes_the_one_in_reserve(publisher: Publisher, shelf: Shelf) -> None:
    first = take(publisher, shelf)
    come_up(shelf)
    take(publisher, shelf)
    third = take(publisher, shelf)
    assert (shelf.state().current, shelf.state().previous) == (third.name, first.name)


def test_a_power_cut_during_the_first_start_is_forgiven_once(publisher: Publisher, tmp_path: Path) -> None:
    boots = iter("abc")
    shelf = Shelf(tmp_path / "data" / "catalogue", lambda: boot)
    boot = next(boots)
    manifest = take(publisher, shelf)
    assert started(shelf) == manifest.name
    boot = next(boots)
    assert started(shelf) == manifest.name
    boot = next(boots)
    assert shelf.begin().kept is None


def test_stopping_the_kiosk_in_order_is_no_failed_start(publisher: Publisher, shelf: Shelf) -> None:
    manifest = take(publisher, shelf)
    for _ in range(3):
        assert started(shelf) == manifest.name
        shelf.left_in_order(manifest.name)
    assert come_up(shelf) == manifest.name


def test_a_running_kiosk_that_dies_right_after_changing_over_tries_it_once_more(
    publisher: Publisher, shelf: Shelf,
) -> None:
    first = take(publisher, shelf)
    come_up(shelf)
    second = take(publisher, shelf)
    shelf.begin_live()
    assert [started(shelf), started(shelf)] == [second.name, first.name]


def test_one_that_ran_well_has_its_first_start_still_before_it(publisher: Publisher, shelf: Shelf) -> None:
    manifest = take(publisher, shelf)
    shelf.begin_live()
    shelf.seen_through(manifest.name, started=False)
    assert [started(shelf), started(shelf)] == [manifest.name] * 2
    assert shelf.begin().kept is None


@pytest.mark.parametrize("spoil", ["missing", "cut", "no list", "garbage list", "all gone"])
def test_a_torn_release_is_noticed_and_the_one_before_is_used(publisher: Publisher, shelf: Shelf, spoil: str) -> None:
    first = take(publisher, shelf)
    come_up(shelf)
    second = take(publisher, shelf)
    come_up(shelf)
    folder = shelf.folder / "releases" / second.name
    file = folder / "packs" / "small" / "items.toml"
    {
        "missing": file.unlink, "cut": lambda: os.truncate(file, 10), "no list": (folder / "release.json").unlink,
        "garbage list": lambda: (folder / "release.json").write_bytes(b"\0"), "all gone": lambda: shutil.rmtree(folder),
    }[spoil]()
    begun = shelf.begin()
    assert begun.kept is not None and begun.kept.name == first.name
    assert second.name in begun.notes[0]
    assert publisher.updates(shelf).update(good).outcome == "taken"
    assert come_up(shelf) == second.name


def test_content_changed_on_disk_is_told_by_its_bytes(publisher: Publisher, shelf: Shelf) -> None:
    take(publisher, shelf)
    kept = shelf.begin().kept
    assert kept is not None
    file = kept.packs / "small" / "items.toml"
    text = file.read_bytes()
    file.write_bytes(text[:-1] + b"#")
    assert kept.spoilt() == ("small/items.toml",)


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b'{"current": 7}', b'{"trial": 3, "current": ""}', b"\xff"])
def test_a_pointer_that_cannot_be_read_is_said_and_the_next_update_mends_it(
    publisher: Publisher, shelf: Shelf, content: bytes,
) -> None:
    take(publisher, shelf)
    (shelf.folder / "current.json").write_bytes(content)
    with pytest.raises(StoreError, match="kiosk catalog update --now"):
        shelf.begin()
    assert publisher.updates(shelf).update(good).outcome == "taken"


def test_a_disk_that_takes_no_mark_begins_with_the_release_before(publisher: Publisher, shelf: Shelf) -> None:
    from tests.faults.full_disk import files_end_at

    first = take(publisher, shelf)
    come_up(shelf)
    take(publisher, shelf)
    with files_end_at(0):
        begun = shelf.begin()
    assert begun.kept is not None and begun.kept.name == first.name
    assert begun.notes


def test_a_release_spoilt_on_this_disk_is_dropped_without_blame_and_fetched_again(
    publisher: Publisher, shelf: Shelf,
) -> None:
    manifest = take(publisher, shelf)
    come_up(shelf)
    shelf.drop(manifest.name)
    assert shelf.begin().kept is None and shelf.state().refused == {}
    assert publisher.updates(shelf).update(good).outcome == "taken"
    assert come_up(shelf) == manifest.name


def test_a_release_that_vanished_before_it_was_taken_is_not_taken(publisher: Publisher, shelf: Shelf) -> None:
    first = take(publisher, shelf)
    come_up(shelf)
    publisher.publish_changed()
    with pytest.raises(StoreError):
        publisher.updates(shelf).update(lambda kept: shutil.rmtree(kept.folder))
    assert started(shelf) == first.name


def test_two_programs_do_not_update_at_once(publisher: Publisher, shelf: Shelf) -> None:
    publisher.publish()
    with shelf.updating(), pytest.raises(StoreInUse):
        publisher.updates(Shelf(shelf.folder)).update(good)


def test_only_the_release_in_use_and_the_one_in_reserve_stay_on_disk(publisher: Publisher, shelf: Shelf) -> None:
    names = []
    for _ in range(4):
        names.append(take(publisher, shelf).name)
        come_up(shelf)
    assert sorted(path.name for path in (shelf.folder / "releases").iterdir()) == sorted(names[-2:])
    assert not shelf.files.exists()


def test_old_refusals_are_forgotten_so_that_the_pointer_stays_small(shelf: Shelf) -> None:
    for number in range(200):
        shelf.refuse(f"{number}-x", "为了测试")
    assert len(shelf.state().refused) == 20
    assert (shelf.folder / "current.json").stat().st_size < 4096
    assert State().to_bytes()
