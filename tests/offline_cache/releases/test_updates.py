"""Only what a known publisher signed, whole and newer, is ever used; and only what is missing is fetched."""

from __future__ import annotations

import json
import shutil
from collections.abc import Mapping
from dataclasses import asdict, replace
from pathlib import Path

import pytest

from backend.releases.shelf import ReleaseShelf
from kiosk.catalog.release import read_manifest, read_signed
from kiosk.errors import ReleaseRefused, StoreError
from kiosk.needs import HallUnreachable
from offline_cache.hall_client import HallFile
from offline_cache.releases import Kept, Shelf
from offline_cache.releases.asking import Rules, Updates
from offline_cache.releases.signing import make_key, open_release
from tests.faults.full_disk import files_end_at
from tests.offline_cache.releases.publisher import REGION, Noon, Publisher, good


def refused(publisher: Publisher, shelf: Shelf) -> str:
    before = shelf.state()
    with pytest.raises(ReleaseRefused) as caught:
        publisher.updates(shelf).update(good)
    assert caught.value.remedy
    state = shelf.state()
    assert (state.current, state.trial) == (before.current, before.trial)
    return caught.value.kind


def signed_file(publisher: Publisher) -> Path:
    return publisher.out / f"{REGION}.json"


def test_all_is_fetched_once_and_then_nothing_but_an_unchanged_answer(publisher: Publisher, shelf: Shelf) -> None:
    manifest = publisher.publish()
    done = publisher.updates(shelf).update(good)
    assert (done.outcome, done.fetched, done.bytes) == ("taken", len(manifest.files), manifest.size)
    publisher.asked.clear()
    assert publisher.updates(shelf).update(good).outcome == "unchanged"
    assert publisher.asked == [f"/v1/catalog/{REGION}/manifest"]


def test_of_a_changed_release_only_the_changed_file_is_fetched(publisher: Publisher, shelf: Shelf) -> None:
    publisher.publish()
    publisher.updates(shelf).update(good)
    publisher.asked.clear()
    publisher.publish_changed()
    assert publisher.updates(shelf).update(good).fetched == 1
    assert len(publisher.asked) == 2


def test_what_came_with_the_program_is_not_fetched(publisher: Publisher, shelf: Shelf, tmp_path: Path) -> None:
    shipped = tmp_path / "shipped"
    shutil.copytree(publisher.pack, shipped / REGION)
    publisher.edit("items", "name", "name")
    publisher.publish_changed()
    assert publisher.updates(shelf, shipped).update(good).fetched == 2  # the changed file and the holidays


def test_a_release_of_what_came_with_the_program_is_noted_and_not_taken_again(
    publisher: Publisher, shelf: Shelf, tmp_path: Path,
) -> None:
    manifest = publisher.publish()
    shipped = tmp_path / "shipped"
    shutil.copytree(publisher.pack, shipped / REGION)
    shutil.copy(Path("config/packs/holidays.toml"), shipped)
    assert publisher.updates(shelf, shipped).update(good).outcome == "same"
    assert shelf.begin().kept is None
    assert shelf.state().newest == manifest.number
    publisher.asked.clear()
    assert publisher.updates(shelf, shipped).update(good).outcome == "unchanged"
    assert len(publisher.asked) == 1


def test_a_file_removed_by_the_publisher_is_no_longer_the_same_data(
    publisher: Publisher, shelf: Shelf, tmp_path: Path,
) -> None:
    shipped = tmp_path / "shipped"
    shutil.copytree(publisher.pack, shipped / REGION)
    shutil.copy(publisher.pack / "scenarios" / "open-shop.toml", shipped / REGION / "scenarios" / "close-shop.toml")
    shutil.copy(Path("config/packs/holidays.toml"), shipped)
    publisher.publish()
    assert publisher.updates(shelf, shipped).update(good).outcome == "taken"


def test_an_interrupted_fetch_goes_on_where_it_ended(publisher: Publisher, shelf: Shelf) -> None:
    manifest = publisher.publish()

    def tearing(path: str, headers: object, limit: int) -> HallFile:
        if len(publisher.asked) == 4:
            raise HallUnreachable("断了", kind="silent")
        return publisher.fetch(path, {}, limit)

    torn = Updates(shelf, tearing, Rules(REGION, (publisher.public,)), Noon(), publisher.folder / "nothing")
    with pytest.raises(HallUnreachable):
        torn.update(good)
    last = torn.last()
    assert last is not None and (last.outcome, last.wrong) == ("unreachable", "断了")
    assert publisher.updates(shelf).update(good).fetched == len(manifest.files) - 3


def test_a_fetch_that_takes_too_long_ends_and_goes_on_later(publisher: Publisher, shelf: Shelf) -> None:
    publisher.publish()
    clock = Noon()

    def slow(path: str, headers: object, limit: int) -> HallFile:
        clock.seconds += 50
        return publisher.fetch(path, {}, limit)

    with pytest.raises(HallUnreachable, match="120 秒"):
        Updates(shelf, slow, Rules(REGION, (publisher.public,)), clock, publisher.folder / "nothing").update(good)
    assert len(publisher.asked) == 4


def test_a_kiosk_that_is_stopped_stops_fetching(publisher: Publisher, shelf: Shelf) -> None:
    publisher.publish()
    rules = Rules(REGION, (publisher.public,))
    with pytest.raises(StoreError, match="停机"):
        Updates(shelf, publisher.fetch, rules, Noon(), publisher.folder, lambda: True).update(good)
    assert len(publisher.asked) == 1


def test_another_publishers_key_is_not_taken(publisher: Publisher, shelf: Shelf, tmp_path: Path) -> None:
    publisher.publish()
    publisher.public = make_key(tmp_path / "other.key")
    assert refused(publisher, shelf) == "key"


def test_a_second_known_key_may_sign_so_that_keys_can_be_changed(publisher: Publisher, tmp_path: Path) -> None:
    manifest = publisher.publish()
    keys = (make_key(tmp_path / "next.key"), publisher.public)
    assert open_release(signed_file(publisher).read_bytes(), keys) == manifest


def test_a_changed_list_is_not_taken(publisher: Publisher, shelf: Shelf) -> None:
    publisher.publish()
    file = signed_file(publisher)
    file.write_bytes(file.read_bytes().replace(b"2026-01", b"2026-02"))
    assert refused(publisher, shelf) == "signature"


def test_every_flipped_bit_of_the_list_is_noticed(publisher: Publisher) -> None:
    publisher.publish()
    signed = read_signed(signed_file(publisher).read_bytes())
    for at in range(0, len(signed.manifest), 37):
        hurt = bytearray(signed.manifest)
        hurt[at] ^= 1
        with pytest.raises(ReleaseRefused):
            open_release(replace(signed, manifest=bytes(hurt)).to_bytes(), (publisher.public,))


def test_another_regions_release_is_not_taken(publisher: Publisher, shelf: Shelf) -> None:
    manifest = publisher.publish()
    files = tuple(replace(file, path=file.path.replace("small/", "other/")) for file in manifest.files)
    publisher.sign(manifest, region="other", files=tuple(sorted(files, key=lambda file: file.path)))
    assert refused(publisher, shelf) == "region"


def test_an_older_number_is_not_taken_and_neither_is_the_same_number_with_other_content(
    publisher: Publisher, shelf: Shelf,
) -> None:
    old = publisher.publish()
    new = publisher.publish_changed()
    publisher.updates(shelf).update(good)
    publisher.sign(old)
    assert refused(publisher, shelf) == "older"
    publisher.sign(old, number=new.number)
    assert refused(publisher, shelf) == "older"


def test_older_data_under_a_new_number_is_taken_only_when_the_publisher_says_why(
    publisher: Publisher, shelf: Shelf,
) -> None:
    publisher.publish()
    publisher.updates(shelf).update(good)
    publisher.edit("region", "2026-01", "2025-12")
    publisher.publish()
    assert refused(publisher, shelf) == "older"
    back = publisher.publish(withdraws="一月的资料有误")
    publisher.updates(shelf).update(good)
    assert shelf.state().current == back.name
    publisher.edit("region", "2025-12", "2026-01")
    publisher.publish()
    assert publisher.updates(shelf).update(good).outcome == "taken"


@pytest.mark.parametrize("spoil", ["changed", "cut", "longer", "empty", "gone"])
def test_a_file_that_is_not_what_was_signed_is_never_used(publisher: Publisher, shelf: Shelf, spoil: str) -> None:
    manifest = publisher.publish()
    file = publisher.out / "files" / manifest.files[2].sha256
    content = file.read_bytes()
    if spoil == "gone":
        file.unlink()
        with pytest.raises(HallUnreachable):
            publisher.updates(shelf).update(good)
    else:
        file.write_bytes({
            "changed": b"#" + content[1:], "cut": content[:-1], "longer": content + b"#", "empty": b"",
        }[spoil])
        assert refused(publisher, shelf) == "content"
    file.write_bytes(content)
    assert publisher.updates(shelf).update(good).outcome == "taken"


def test_what_lies_half_written_among_the_fetched_files_is_fetched_again(publisher: Publisher, shelf: Shelf) -> None:
    manifest = publisher.publish()
    shelf.files.mkdir(parents=True)
    for file in manifest.files:
        (shelf.files / file.sha256).write_bytes(b"half")
    assert publisher.updates(shelf).update(good).fetched == len(manifest.files)


def test_a_release_with_faults_is_given_up_for_good_and_said(publisher: Publisher, shelf: Shelf) -> None:
    def faulty(kept: Kept) -> None:
        raise ReleaseRefused("faults", "items.toml 第3行 有错")

    manifest = publisher.publish()
    with pytest.raises(ReleaseRefused):
        publisher.updates(shelf).update(faulty)
    assert shelf.state().current == "" and shelf.kept(manifest.name) is None
    assert "第3行" in shelf.state().refused[manifest.name]
    publisher.asked.clear()
    assert refused(publisher, shelf) == "refused"
    assert len(publisher.asked) == 1
    shelf.forgive(manifest.name)
    assert publisher.updates(shelf).update(good).outcome == "taken"


def test_a_proof_that_could_not_be_done_is_tried_again(publisher: Publisher, shelf: Shelf) -> None:
    def unable(kept: Kept) -> None:
        raise StoreError("没有检查完。")

    publisher.publish()
    with pytest.raises(StoreError):
        publisher.updates(shelf).update(unable)
    publisher.asked.clear()
    assert publisher.updates(shelf).update(good).outcome == "taken"
    assert len(publisher.asked) == 1, "every file was here already"


def test_looking_changes_nothing(publisher: Publisher, shelf: Shelf) -> None:
    manifest = publisher.publish()
    offer = publisher.updates(shelf).look()
    assert offer is not None and offer.manifest == manifest and len(offer.missing) == len(manifest.files)
    assert not shelf.folder.exists()


def test_a_disk_full_at_any_write_leaves_the_old_release_in_use_and_the_next_attempt_takes_the_new_one(
    publisher: Publisher, shelf: Shelf,
) -> None:
    old = publisher.publish()
    publisher.updates(shelf).update(good)
    shelf.seen_through(old.name, started=True)
    new = publisher.publish_changed()
    sizes = sorted({0, 1, 100, *(file.size - 1 for file in new.files), *(file.size for file in new.files)})
    failed = 0
    for size in sizes:
        with files_end_at(size):
            try:
                publisher.updates(shelf).update(good)
            except StoreError:
                failed += 1
                assert shelf.state().current == old.name
                kept = shelf.in_use()
                assert kept is not None and kept.spoilt() == ()
            else:
                break
    assert failed >= 3
    if shelf.state().current == old.name:
        publisher.updates(shelf).update(good)
    assert shelf.state().current == new.name


@pytest.mark.parametrize("mark", ["*", "no-quotes", '"a", "b"', '"a"\r\n b', '"' + "x" * 101 + '"', '"é"'])
def test_a_mark_that_would_match_everything_or_break_asking_is_not_kept(
    publisher: Publisher, shelf: Shelf, mark: str,
) -> None:
    def marking(path: str, headers: Mapping[str, str], limit: int) -> HallFile:
        sent.append(headers.get("If-None-Match", ""))
        found = publisher.fetch(path, {}, limit)
        return HallFile(found.status, found.body, mark)

    sent = list[str]()
    publisher.publish()
    updates = Updates(shelf, marking, Rules(REGION, (publisher.public,)), Noon(), publisher.folder / "nothing")
    assert updates.update(good).outcome == "taken"
    updates.update(good)
    assert set(sent) == {""}
    newer = publisher.publish_changed()
    assert publisher.updates(shelf).update(good).name == newer.name


def test_going_back_by_hand_during_an_update_ends_neither_the_update_nor_the_release(
    publisher: Publisher, shelf: Shelf,
) -> None:
    first = publisher.publish()
    publisher.updates(shelf).update(good)
    second = publisher.publish_changed()

    def rolled_back(kept: Kept) -> None:
        Shelf(shelf.folder).refuse(first.name, "技术人员退回")
        assert kept.spoilt() == ()

    assert publisher.updates(shelf).update(rolled_back).outcome == "taken"
    assert shelf.state().current == second.name and list(shelf.state().refused) == [first.name]


def test_files_that_vanish_while_a_release_is_put_together_are_said_and_fetched_again(
    publisher: Publisher, shelf: Shelf,
) -> None:
    manifest = publisher.publish()
    with pytest.raises(StoreError, match="不在了"):
        shelf.put(signed_file(publisher).read_bytes(), manifest, {})
    assert publisher.updates(shelf).update(good).outcome == "taken"


@pytest.mark.parametrize("word", ["\ud800", "line\nline", "\x1b[2J", "\x9b2J"])
def test_words_that_cannot_be_shown_are_refused(publisher: Publisher, word: str) -> None:
    manifest = publisher.publish()
    text = json.dumps({**asdict(manifest), "withdraws": word}, sort_keys=True, separators=(",", ":")).encode()
    with pytest.raises(ReleaseRefused) as caught:
        read_manifest(text)
    assert caught.value.kind == "format"


def test_one_release_file_full_of_half_characters_does_not_silence_the_hall(publisher: Publisher) -> None:
    publisher.publish()
    signed = json.loads(signed_file(publisher).read_bytes())
    signed["manifest"] = signed["manifest"].replace('"withdraws":""', '"withdraws":"\\ud800"')
    (publisher.out / "other.json").write_text(json.dumps(signed), encoding="utf-8")
    assert list(ReleaseShelf(str(publisher.out)).versions()) == [REGION]
