"""Whose turn it is: oldest first, nobody starves, and the size of the queue does not matter."""

from __future__ import annotations

import os
from datetime import timedelta

import pytest

from kiosk.errors import StoreError
from kiosk.filing.bundle import new_bundle_id
from offline_cache.outbox import SqliteOutbox
from offline_cache.outbox.states import STRIKES


def put_many(outbox, count) -> list[str]:
    ids = [new_bundle_id() for _ in range(count)]
    for bundle_id in ids:
        outbox.put_sealed(bundle_id, "open-restaurant", bundle_id.encode())
    return ids


def taken(outbox, clock) -> list[str]:
    found = []
    while parcel := outbox.due(clock.now()):
        found.append(parcel.bundle_id)
    return found


def test_the_oldest_goes_first_also_after_a_restart(outbox, clock, tmp_path, vault):
    ids = put_many(outbox, 30)
    outbox.close()
    again = SqliteOutbox(tmp_path / "kiosk.db", vault, clock)
    assert taken(again, clock) == ids
    again.close()


def test_what_went_back_in_line_keeps_its_place(outbox, clock):
    ids = put_many(outbox, 5)
    for bundle_id in ids:
        assert outbox.due(clock.now()).bundle_id == bundle_id
    for bundle_id in reversed(ids):
        outbox.mark_later(bundle_id, "连不上", None)
        clock.wait(1)
    assert taken(outbox, clock) == ids


def test_new_ones_after_everything_was_sent_are_found(outbox, clock):
    for _ in range(3):
        ids = put_many(outbox, 2)
        assert taken(outbox, clock) == ids
        for bundle_id in ids:
            outbox.set_aside(bundle_id, "核对")
            assert outbox.discard(bundle_id)
            outbox._ended(bundle_id)


def test_the_next_one_is_found_through_an_index(outbox):
    put_many(outbox, 3)
    with outbox.store.reading() as db:
        plan = db.execute(
            "EXPLAIN QUERY PLAN SELECT seq FROM outbox WHERE state = 'waiting' AND next_at > 0 AND next_at <= 5 "
            "ORDER BY next_at, since, seq"
        ).fetchall()
    assert [row[3] for row in plan] == [
        "SEARCH outbox USING COVERING INDEX outbox_turn (state=? AND next_at>? AND next_at<?)"
    ]


def test_a_bundle_that_is_too_large_is_refused_before_anything_is_written(outbox, tmp_path, vault, clock):
    outbox.close()
    small = SqliteOutbox(tmp_path / "kiosk.db", vault, clock, largest=100)
    small.put_sealed(new_bundle_id(), "open-restaurant", bytes(100))
    with pytest.raises(StoreError, match="超过 100 字节"):
        small.put_sealed(new_bundle_id(), "open-restaurant", bytes(101))
    assert small.status().waiting == 1
    small.close()


def test_strikes_count_only_when_others_got_through(outbox, clock):
    from kiosk.filing.receipt import Receipt

    (poison,) = put_many(outbox, 1)
    for _ in range(3 * STRIKES):
        assert not outbox.mark_later(poison, "出错", clock.now(), strike=True)
    aside = []
    for _ in range(STRIKES):
        (other,) = put_many(outbox, 1)
        outbox.mark_sent(Receipt(other, "XN26-7K3M-4", "", "2026-11-21T10:16:00+08:00"))
        aside.append(outbox.mark_later(poison, "出错", clock.now(), strike=True))
    assert aside == [False] * (STRIKES - 2) + [True, False]
    assert outbox.status().rows[0].state == "set_aside"


def test_what_kills_the_program_again_and_again_is_set_aside(outbox, clock, tmp_path, vault):
    (deadly,) = put_many(outbox, 1)
    outbox.close()
    for turn in range(STRIKES):
        box = SqliteOutbox(tmp_path / "kiosk.db", vault, clock)
        assert box.due(clock.now()).bundle_id == deadly, turn
        box.store.close()
        box._ownership._card.close()
        os.close(box._ownership._handle)  # the process is gone: nothing is released, nothing is written
    box = SqliteOutbox(tmp_path / "kiosk.db", vault, clock)
    assert box.after_crash
    assert box.due(clock.now()) is None
    (row,) = box.status().rows
    assert (row.state, row.reason, row.attempts) == ("set_aside", "发送时程序多次中断", STRIKES)
    box.close()


def test_a_clock_set_forward_and_back_strands_nothing(outbox, clock):
    ids = put_many(outbox, 3)
    for bundle_id in ids:
        outbox.due(clock.now())
        outbox.mark_later(bundle_id, "连不上", clock.now() + timedelta(minutes=50))
    for jump in (timedelta(days=365), timedelta(days=-730)):
        clock.moment += jump
        assert outbox.seconds_until_due(clock.now()) == 0
        found = taken(outbox, clock)
        assert found == ids
        for bundle_id in found:
            outbox.mark_later(bundle_id, "连不上", clock.now() + timedelta(minutes=50))
