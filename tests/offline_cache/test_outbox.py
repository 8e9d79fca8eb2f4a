from __future__ import annotations

import sqlite3
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from kiosk.errors import StoreError
from kiosk.filing.bundle import Fault, digest_of
from kiosk.filing.receipt import Receipt
from offline_cache.outbox import LONGEST_WAIT, SENDING_DEADLINE, SqliteOutbox


def receipt_of(bundle) -> Receipt:
    return Receipt(bundle.id, "XN26-7K3M-4", digest_of(bundle.to_bytes()), "2026-11-21T10:16:00+08:00")


def test_what_was_put_comes_out_as_the_same_sealed_bytes(outbox, make_bundle, clock):
    bundle = make_bundle()
    outbox.put(bundle)
    parcel = outbox.due(clock.now())
    assert (parcel.bundle_id, parcel.sealed, parcel.attempts) == (bundle.id, bundle.to_bytes(), 1)
    assert outbox.due(clock.now()) is None


def test_putting_again_changes_nothing(outbox, make_bundle):
    bundle = make_bundle()
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda _: outbox.put(bundle), range(50)))
    assert outbox.status().waiting == 1


def test_sealed_content_cannot_be_changed(outbox, make_bundle, clock):
    bundle = make_bundle()
    outbox.put(bundle)
    with pytest.raises(StoreError, match="不能再改"):
        outbox.put(make_bundle(id=bundle.id, title="别的"))
    assert outbox.due(clock.now()).sealed == bundle.to_bytes()


def test_a_bundle_that_is_filed_is_not_filed_again(outbox, make_bundle, clock):
    bundle = make_bundle()
    outbox.put(bundle)
    outbox.mark_sent(receipt_of(bundle))
    outbox.put(bundle)
    assert outbox.due(clock.now()) is None
    with pytest.raises(StoreError, match="不能再改"):
        outbox.put(make_bundle(id=bundle.id, title="别的"))


def test_a_receipt_is_kept_and_the_content_is_gone(outbox, make_bundle):
    bundle = make_bundle()
    outbox.put(bundle)
    assert outbox.receipt_for(bundle.id) is None
    outbox.mark_sent(receipt_of(bundle))
    assert outbox.receipt_for(bundle.id) == receipt_of(bundle)
    status = outbox.status()
    assert (status.accepted, status.waiting, status.rows) == (1, 0, ())


def test_later_means_not_before_then(outbox, make_bundle, clock):
    outbox.put(make_bundle())
    parcel = outbox.due(clock.now())
    outbox.mark_later(parcel.bundle_id, "连不上", clock.now() + timedelta(seconds=60))
    assert outbox.seconds_until_due(clock.now()) == 60
    clock.wait(59)
    assert outbox.due(clock.now()) is None
    clock.wait(1)
    assert outbox.seconds_until_due(clock.now()) == 0
    assert outbox.due(clock.now()).attempts == 2


def test_never_tried_entries_go_before_those_that_failed(outbox, make_bundle, clock):
    old, new = make_bundle(), make_bundle()
    outbox.put(old)
    outbox.due(clock.now())
    outbox.mark_later(old.id, "连不上", clock.now())
    clock.wait(1)
    outbox.put(new)
    assert [outbox.due(clock.now()).bundle_id for _ in range(2)] == [new.id, old.id]


def test_a_send_cut_off_by_a_restart_waits_again(outbox, make_bundle, clock, tmp_path, vault):
    bundle = make_bundle()
    outbox.put(bundle)
    outbox.due(clock.now())
    assert outbox.status().sending == 1
    outbox.close()
    again = SqliteOutbox(tmp_path / "kiosk.db", vault, clock)
    assert (again.status().sending, again.status().waiting) == (0, 1)
    assert again.due(clock.now()).bundle_id == bundle.id
    again.close()


def test_sending_has_a_deadline(outbox, make_bundle, clock):
    outbox.put(make_bundle())
    outbox.due(clock.now())
    clock.wait(SENDING_DEADLINE.total_seconds() - 1)
    assert outbox.due(clock.now()) is None
    clock.wait(1)
    assert outbox.due(clock.now()).attempts == 2


def test_a_clock_set_back_by_years_does_not_strand_an_entry(outbox, make_bundle, clock):
    outbox.put(make_bundle())
    clock.moment -= timedelta(days=3650)
    assert outbox.seconds_until_due(clock.now()) == 0
    assert outbox.due(clock.now()) is not None
    clock.moment += timedelta(days=3650)
    assert outbox.due(clock.now()) is not None


def test_waits_are_bounded_by_design(outbox, make_bundle, clock):
    outbox.put(make_bundle())
    parcel = outbox.due(clock.now())
    outbox.mark_later(parcel.bundle_id, "连不上", clock.now() + LONGEST_WAIT)
    clock.wait(LONGEST_WAIT.total_seconds())
    assert outbox.due(clock.now()) is not None


@pytest.mark.parametrize(
    "damage",
    [
        "UPDATE outbox SET payload = zeroblob(40) WHERE seq = 1",
        "UPDATE outbox SET payload = x'' WHERE seq = 1",
        "UPDATE outbox SET payload = 'text' WHERE seq = 1",
        "UPDATE outbox SET digest = 'other' WHERE seq = 1",
        "UPDATE outbox SET payload = (SELECT payload FROM outbox WHERE seq = 2) WHERE seq = 1",
    ],
)
def test_a_poisoned_entry_is_set_aside_and_does_not_hold_up_the_next(outbox, make_bundle, clock, tmp_path, damage):
    poisoned, sound = make_bundle(), make_bundle()
    outbox.put(poisoned)
    outbox.put(sound)
    db = sqlite3.connect(tmp_path / "kiosk.db")
    with db:
        db.execute(damage)
    db.close()
    assert outbox.due(clock.now()).bundle_id == sound.id
    assert outbox.due(clock.now()) is None
    aside = [row for row in outbox.status().rows if row.state == "set_aside"]
    assert [(row.bundle_id, row.reason) for row in aside] == [(poisoned.id, "无法解密或内容已损坏")]


def test_a_refused_entry_keeps_its_faults_for_staff(outbox, make_bundle, clock):
    bundle = make_bundle()
    faults = (Fault("fields.phone", "联系电话有误"), Fault("items", "没有事项"))
    outbox.put(bundle)
    outbox.mark_refused(bundle.id, faults)
    assert outbox.faults_for(bundle.id) == faults
    assert outbox.status().rows[0].reason == "大厅退回，2 处需要更正"
    assert outbox.due(clock.now()) is None


def test_only_a_staff_decision_moves_an_entry_that_is_stuck(outbox, make_bundle, clock):
    bundle = make_bundle()
    outbox.put(bundle)
    assert not outbox.discard(bundle.id)
    outbox.set_aside(bundle.id, "工作人员核对")
    assert outbox.due(clock.now()) is None
    outbox.retry(bundle.id)
    assert outbox.due(clock.now()).bundle_id == bundle.id
    outbox.set_aside(bundle.id, "工作人员核对")
    assert outbox.discard(bundle.id)
    assert outbox.status().rows == ()


def test_the_staff_list_names_what_is_printed_on_the_kept_slip(outbox, make_bundle):
    bundle = make_bundle(id="0a1b2c3d" + "0" * 24)
    outbox.put(bundle)
    (row,) = outbox.status().rows
    assert (row.code, row.scenario, row.state, row.kept_at) == (
        "0A1B-2C3D", "open-restaurant", "waiting", "2026-11-21T10:15:30",
    )  # fmt: skip


def files_of(folder):
    return b"".join(path.read_bytes() for path in folder.glob("kiosk.db*"))


def test_nothing_personal_is_on_the_disk_in_clear(outbox, make_bundle, personal, tmp_path):
    bundle = make_bundle()
    outbox.put(bundle)
    outbox.mark_refused(bundle.id, (Fault("fields.address", personal["address"]),))
    stored = files_of(tmp_path)
    for value in personal.values():
        assert value.encode() not in stored
        assert value.encode("utf-16-le") not in stored
    assert not [value for value in personal.values() if value in repr(outbox.status())]


def test_once_accepted_not_even_the_ciphertext_stays_on_the_disk(outbox, make_bundle, clock, tmp_path):
    bundles = [make_bundle() for _ in range(5)]
    for bundle in bundles:
        outbox.put(bundle)
    with outbox.store.reading() as db:
        ciphertexts = [row[0] for row in db.execute("SELECT payload FROM outbox")]
    assert all(ciphertext[-500:] in files_of(tmp_path) for ciphertext in ciphertexts)
    for bundle in bundles:
        outbox.mark_sent(receipt_of(bundle))
    outbox.tidy()
    stored = files_of(tmp_path)
    assert not [ciphertext for ciphertext in ciphertexts if ciphertext[-60:] in stored or ciphertext[:60] in stored]


def test_a_parcel_shows_its_id_only(outbox, make_bundle, clock):
    bundle = make_bundle()
    outbox.put(bundle)
    assert repr(outbox.due(clock.now())) == f"Parcel({bundle.id})"
