"""Attachments on the disk: durable before their row, unreadable without it, never half."""

from __future__ import annotations

import signal
import sqlite3
from contextlib import closing

import pytest

from kiosk.errors import AttachmentDamaged, StoreError
from kiosk.filing.attachment import Attachment, AttachmentFacts
from kiosk.filing.limits import LIMITS, PIECE, SPARE, Limits, limits_in_words, room_for, too_much
from kiosk.filing.receipt import Receipt
from offline_cache.attachments.beside import opened_whole
from offline_cache.outbox import SqliteOutbox
from offline_cache.vault import open_vault
from offline_cache.vault.rotating import rotate
from tests.faults.full_disk import files_end_at
from tests.offline_cache.attachments.made_up import bytes_of, paper


@pytest.fixture
def folder(tmp_path):
    return tmp_path / "attachments"


@pytest.fixture
def kept(outbox, papers, with_papers):
    bundle = with_papers(*papers)
    outbox.put(bundle, papers)
    return bundle


def reopened(tmp_path, clock):
    return SqliteOutbox(tmp_path / "kiosk.db", open_vault(tmp_path / "vault.key", tmp_path / "kiosk.db"), clock)


def read_back(outbox, bundle):
    return bytes_of(*opened_whole(outbox.attachments.kept(bundle.id, bundle.to_bytes())))


def receipt_of(bundle):
    return Receipt(bundle.id, "XN26-7K3M-4", "0" * 64, "2026-11-21T10:16:00+08:00")


def test_what_was_kept_is_read_back_after_a_restart(tmp_path, outbox, kept, papers, clock):
    outbox.close()
    again = reopened(tmp_path, clock)
    parcel = again.due(clock.now())
    assert {sha: b"".join(parcel.attachments.pieces(sha)) for sha in bytes_of(*papers)} == bytes_of(*papers)
    again.close()


def test_any_byte_of_an_attachment_can_be_asked_for(outbox, kept, papers):
    sealed = outbox.attachments.kept(kept.id, kept.to_bytes())
    content = papers[2].content.reveal()
    for start in (0, 1, PIECE - 1, PIECE, PIECE + 16, len(content)):
        end = min(len(content), (start // PIECE + 1) * PIECE)
        assert sealed.read(papers[2].facts.sha256, start) == content[start:end]


def test_nothing_of_an_attachment_is_on_the_disk_in_clear_and_the_file_is_the_owners(outbox, kept, papers, folder):
    (file,) = folder.iterdir()
    on_disk = file.read_bytes()
    assert file.name == f"{kept.id}.sealed"
    assert (file.stat().st_mode & 0o777, folder.stat().st_mode & 0o777) == (0o600, 0o700)
    for content in bytes_of(*papers).values():
        assert b"%PDF" not in on_disk
        assert not any(content[at : at + 32] in on_disk for at in range(0, 60_000, 997))


def test_a_bundle_without_attachments_is_sealed_as_before_and_makes_no_file(outbox, make_bundle, folder, clock):
    bundle = make_bundle()
    outbox.put(bundle)
    assert b"attachments" not in bundle.to_bytes()
    assert not folder.exists()
    assert outbox.due(clock.now()).attachments is None


def test_the_same_bundle_again_changes_nothing(outbox, kept, papers, folder):
    before = (folder / f"{kept.id}.sealed").read_bytes()
    outbox.put(kept, papers)
    assert (folder / f"{kept.id}.sealed").read_bytes() == before
    assert outbox.status().waiting == 1


@pytest.mark.parametrize("wrong", ["fewer", "more", "order", "content", "none named"])
def test_attachments_that_are_not_those_the_bundle_names_are_not_kept(
    outbox, papers, with_papers, make_bundle, folder, wrong
):
    first, second, third = papers
    bundle = make_bundle() if wrong == "none named" else with_papers(first, second)
    given = {
        "fewer": (first,), "more": papers, "order": (second, first), "none named": (third,),
        "content": (first, Attachment(second.facts, paper(2 * PIECE, 9).content)),
    }[wrong]  # fmt: skip
    with pytest.raises(StoreError, match="不符"):
        outbox.put(bundle, given)
    assert not folder.exists()
    assert outbox.status().waiting == 0


def test_too_much_is_refused_before_anything_is_written(tmp_path, vault, clock, with_papers, folder):
    outbox = SqliteOutbox(tmp_path / "kiosk.db", vault, clock, limits=Limits(100_000, 150_000, 2))
    for sizes, said in (((100_001,), "太大"), ((90_000, 90_000), "合计"), ((9_000,) * 3, "最多拍 2 份")):
        attached = tuple(paper(size, number) for number, size in enumerate(sizes))
        with pytest.raises(StoreError, match=said):
            outbox.put(with_papers(*attached), attached)
    assert not folder.exists()
    outbox.close()


def test_limits_and_room_are_said_before_anybody_begins():
    def facts(size):
        return AttachmentFacts("lease", 1, size, "0" * 64)

    assert too_much([facts(LIMITS.one)] * 2) is None
    words = [too_much(given) for given in ([facts(LIMITS.one + 1)], [facts(1)] * 31, [facts(LIMITS.one)] * 4)]
    assert all("窗口" in said.zh and "window" in said.en for said in words)
    assert "25 MB" in limits_in_words().zh
    assert (room_for(LIMITS.together + SPARE), room_for(LIMITS.together + SPARE - 1)) == (True, False)


def test_the_outbox_says_whether_there_is_room(outbox):
    assert outbox.takes_attachments() is room_for(outbox.health().free)


@pytest.mark.parametrize("size", [0, 1, 4_000, 70_016, 100_000, PIECE, 2 * PIECE, 3 * PIECE + 70_000])
def test_a_disk_that_fills_up_at_any_write_keeps_nothing_half(outbox, kept, papers, with_papers, folder, size):
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    bundle = with_papers(*papers)
    with files_end_at(size), pytest.raises(StoreError):
        outbox.put(bundle, papers)
    assert [path.name for path in folder.iterdir()] == [f"{kept.id}.sealed"]
    assert outbox.status().waiting == 1
    outbox.put(bundle, papers)
    assert read_back(outbox, bundle) == bytes_of(*papers)


def test_a_row_that_the_disk_refuses_leaves_no_file(outbox, kept, papers, with_papers, folder):
    bundle = with_papers(*papers)
    with outbox.store.reading() as db:
        db.execute("PRAGMA query_only = ON")
    with pytest.raises(StoreError):
        outbox.put(bundle, papers)
    with outbox.store.reading() as db:
        db.execute("PRAGMA query_only = OFF")
    assert [path.name for path in folder.iterdir()] == [f"{kept.id}.sealed"]


def test_what_a_crash_leaves_without_a_row_is_swept_at_the_next_start(tmp_path, outbox, kept, papers, folder, clock):
    outbox.attachments.shelf.keep("1" * 32, [one.facts for one in papers], [one.content.reveal() for one in papers])
    (folder / f"{'2' * 32}.part").write_bytes(b"half")
    (folder / "README").write_text("not ours")
    outbox.close()
    again = reopened(tmp_path, clock)
    assert {path.name for path in folder.iterdir()} == {f"{kept.id}.sealed", "README"}
    assert read_back(again, kept) == bytes_of(*papers)
    again.close()


def test_whoever_only_looks_sweeps_nothing(tmp_path, outbox, vault, clock, folder, kept):
    (folder / f"{'2' * 32}.part").write_bytes(b"the owner is writing this")
    SqliteOutbox(tmp_path / "kiosk.db", vault, clock, own=False).close()
    assert (folder / f"{'2' * 32}.part").exists()


def swap(data, one, other, length):
    data[one : one + length], data[other : other + length] = (
        data[other : other + length], data[one : one + length],
    )  # fmt: skip


def damage(path, how):
    data, piece, first = bytearray(path.read_bytes()), PIECE + 16, 70_016
    if how in ("gone", "a folder in its place"):
        path.unlink()
        if how != "gone":
            path.mkdir()
        return
    if how == "cut short":
        del data[-1:]
    elif how == "cut at a piece":
        del data[first + piece :]
    elif how == "longer":
        data += b"x"
    elif how == "one bit":
        data[first + piece + 5] ^= 1
    elif how == "pieces swapped":
        swap(data, first, first + piece, piece)
    elif how == "pieces of two attachments swapped":
        swap(data, first, first + 2 * piece, piece)
    elif how == "a piece repeated":
        data[first + piece : first + 2 * piece] = data[first : first + piece]
    path.write_bytes(data)


HOW = (
    "gone", "a folder in its place", "cut short", "cut at a piece", "longer", "one bit", "pieces swapped",
    "pieces of two attachments swapped", "a piece repeated",
)  # fmt: skip


@pytest.mark.parametrize("how", HOW)
def test_damage_is_noticed_and_set_aside_with_its_reason(
    how, outbox, kept, folder, make_courier, hall_server, tmp_path, listener, make_bundle
):
    from offline_cache.hall_client import HttpHall

    damage(folder / f"{kept.id}.sealed", how)
    other = make_bundle()
    outbox.put(other)
    hall = HttpHall(hall_server.url, "kiosk-1", (2, 10))
    swept = make_courier(hall).send_due_now()
    assert swept.sent == 1, "it does not hold up the others"
    (row,) = outbox.status().rows
    assert (row.bundle_id, row.state, row.attachments) == (kept.id, "set_aside", 3)
    assert "附件" in row.reason
    with closing(sqlite3.connect(tmp_path / "hall.db")) as connection:
        assert connection.execute("SELECT bundle_id FROM cases").fetchall() == [(other.id,)]
    assert outbox.retry(kept.id)
    make_courier(hall).send_due_now()
    assert outbox.status().set_aside == 1
    hall.close()


def test_a_file_of_another_bundle_does_not_open_under_this_one(outbox, kept, papers, with_papers, folder):
    bundle = with_papers(*papers)
    outbox.put(bundle, papers)
    (folder / f"{kept.id}.sealed").write_bytes((folder / f"{bundle.id}.sealed").read_bytes())
    with pytest.raises(AttachmentDamaged):
        read_back(outbox, kept)


def test_after_the_acknowledgement_file_and_key_are_gone(tmp_path, outbox, kept, folder):
    with outbox.store.reading() as db:
        key = db.execute("SELECT file_key FROM attachments").fetchone()[0]
    outbox.mark_sent(receipt_of(kept))
    outbox.tidy()
    assert list(folder.iterdir()) == []
    assert not any(key[:32] in path.read_bytes() for path in tmp_path.glob("kiosk.db*"))


def test_a_file_left_behind_after_the_acknowledgement_is_swept(tmp_path, outbox, kept, folder, clock):
    left = (folder / f"{kept.id}.sealed").read_bytes()
    outbox.mark_sent(receipt_of(kept))
    (folder / f"{kept.id}.sealed").write_bytes(left)
    outbox.close()
    reopened(tmp_path, clock).close()
    assert list(folder.iterdir()) == []


def test_discarding_beside_the_owner_removes_file_and_key(tmp_path, outbox, kept, vault, clock, folder):
    beside = SqliteOutbox(tmp_path / "kiosk.db", vault, clock, own=False)
    assert beside.set_aside(kept.id, "试")
    assert [path.name for path in folder.iterdir()] == [f"{kept.id}.sealed"]
    assert beside.discard(kept.id, "试")
    with beside.store.reading() as db:
        assert db.execute("SELECT count(*) FROM attachments").fetchone()[0] == 0
    beside.close()
    assert list(folder.iterdir()) == []


def test_a_new_key_for_the_machine_opens_them_and_leaves_the_files_as_they_are(
    tmp_path, outbox, kept, papers, vault, clock, folder
):
    before = (folder / f"{kept.id}.sealed").read_bytes()
    rotate(outbox.store, vault, tmp_path / "vault.key")
    outbox.close()
    again = reopened(tmp_path, clock)
    assert read_back(again, kept) == bytes_of(*papers)
    assert (folder / f"{kept.id}.sealed").read_bytes() == before
    again.close()


def test_staff_see_how_many_and_how_large(outbox, kept, papers):
    entry = outbox.listing.entry(kept.id)
    assert (entry.row.attachments, entry.attachment_bytes) == (3, sum(one.facts.size for one in papers))


def test_an_attachment_never_shows_its_content(papers, outbox, kept):
    assert "PDF" not in repr(papers) + repr(outbox.attachments.kept(kept.id, kept.to_bytes()))


def test_an_id_that_leads_elsewhere_is_never_a_file(outbox, papers, with_papers, tmp_path):
    bundle = with_papers(*papers, id="../../evil")
    with pytest.raises(StoreError, match="编号"):
        outbox.put(bundle, papers)
    assert not list(tmp_path.parent.rglob("evil*"))
