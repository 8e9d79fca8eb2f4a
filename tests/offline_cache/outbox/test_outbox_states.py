"""The drawn machine is the one that runs: every state has a deadline and visible exits, every decision is recorded."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from kiosk.filing.bundle import Fault, digest_of
from kiosk.filing.receipt import Receipt
from offline_cache.outbox.states import BY_MACHINE, BY_STAFF, STAFF_DEADLINE, STATES, WAITING_DEADLINE, drawing, exits

ROOT = Path(__file__).parents[3]


def receipt_of(bundle) -> Receipt:
    return Receipt(bundle.id, "XN26-7K3M-4", digest_of(bundle.to_bytes()), "2026-11-21T10:16:00+08:00")


def state_of(outbox, bundle) -> str:
    entry = outbox.listing.entry(bundle.id)
    return entry.row.state if entry else "discarded"


def bring_to(outbox, bundle, state, clock):
    outbox.put(bundle)
    if state == "sending":
        outbox.due(clock.now())
    elif state == "refused":
        outbox.mark_refused(bundle.id, (Fault("fields.phone", "有误"),))
    elif state == "set_aside":
        outbox.set_aside(bundle.id, "核对")
    elif state == "accepted":
        outbox.mark_sent(receipt_of(bundle))
    assert state_of(outbox, bundle) == state


def test_the_documents_show_the_machine_that_runs():
    assert drawing() in (ROOT / "docs/durability.md").read_text(encoding="utf-8")


def test_every_state_is_final_or_has_a_deadline_and_a_way_out():
    for rule in STATES:
        final = not exits(rule.name)
        assert final == (rule.name in ("accepted", "discarded"))
        assert final or rule.name == "sealed" or rule.deadline is not None


STORED = ("waiting", "sending", "refused", "set_aside", "accepted")


@pytest.mark.parametrize("action", sorted(BY_STAFF))
@pytest.mark.parametrize("state", STORED)
def test_staff_may_do_what_is_drawn_and_nothing_else(outbox, make_bundle, clock, state, action):
    bundle = make_bundle()
    bring_to(outbox, bundle, state, clock)
    after = dict(BY_STAFF[action]).get(state)
    done = outbox.decisions.make(action, bundle.id, "核对过", "工号17")
    assert done == (after is not None or (state, action) == ("sending", "retry"))
    if after is not None:
        assert state_of(outbox, bundle) == after
        made = outbox.listing.decisions(bundle.id)[-1]
        assert (made.action, made.to_state, made.reason, made.by) == (action, after, "核对过", "工号17")


@pytest.mark.parametrize("state", ["waiting", "sending", "refused", "set_aside"])
def test_the_halls_acknowledgement_counts_in_every_state(outbox, make_bundle, clock, state):
    bundle = make_bundle()
    bring_to(outbox, bundle, state, clock)
    outbox.mark_sent(receipt_of(bundle))
    assert (state, "accepted") in BY_MACHINE
    assert state_of(outbox, bundle) == "accepted"


@pytest.mark.parametrize("state", ["refused", "set_aside", "accepted"])
def test_an_answer_that_comes_late_does_not_undo_a_decision(outbox, make_bundle, clock, state):
    bundle = make_bundle()
    bring_to(outbox, bundle, state, clock)
    outbox.mark_later(bundle.id, "连不上", clock.now())
    assert state_of(outbox, bundle) == state


@pytest.mark.parametrize(
    ("state", "term"), [("waiting", WAITING_DEADLINE), ("refused", STAFF_DEADLINE), ("set_aside", STAFF_DEADLINE)]
)
def test_what_stays_beyond_its_deadline_is_shown_as_overdue(outbox, make_bundle, clock, state, term):
    bundle = make_bundle()
    bring_to(outbox, bundle, state, clock)
    clock.wait(term.total_seconds())
    assert outbox.status().overdue == 0
    clock.wait(1)
    status = outbox.status()
    assert (status.overdue, status.rows[0].overdue) == (1, True)
    entry = outbox.listing.entry(bundle.id)
    assert entry.until < clock.now().isoformat()
    assert entry.exits


def test_a_tried_entry_counts_as_overdue_too(outbox, make_bundle, clock):
    bundle = make_bundle()
    outbox.put(bundle)
    outbox.due(clock.now())
    outbox.mark_later(bundle.id, "连不上", None)
    clock.wait(WAITING_DEADLINE.total_seconds() + 1)
    assert outbox.status().overdue == 1


def test_a_discarded_entry_leaves_its_decision_and_not_its_content(outbox, make_bundle, clock, tmp_path):
    bundle = make_bundle()
    bring_to(outbox, bundle, "set_aside", clock)
    with outbox.store.reading() as db:
        ciphertext = db.execute("SELECT payload FROM outbox").fetchone()[0]
    assert outbox.discard(bundle.id, "重复申请", "工号17")
    assert [made.action for made in outbox.listing.decisions(bundle.id)] == ["set_aside", "discard"]
    stored = b"".join(path.read_bytes() for path in tmp_path.glob("kiosk.db*"))
    assert ciphertext[-60:] not in stored


def test_receipts_go_after_half_a_year_and_decisions_of_open_entries_stay(outbox, make_bundle, clock):
    sent, kept = make_bundle(), make_bundle()
    bring_to(outbox, sent, "accepted", clock)
    bring_to(outbox, kept, "set_aside", clock)
    assert outbox.forget_receipts() == 0
    clock.wait(timedelta(days=181).total_seconds())
    assert outbox.forget_receipts() == 1
    assert outbox.receipt_for(sent.id) is None
    assert len(outbox.listing.decisions(kept.id)) == 1


def test_an_entry_is_found_by_its_slip_code_and_by_nothing_ambiguous(outbox, make_bundle):
    first, second = make_bundle(id="0a1b2c3d" + "0" * 24), make_bundle(id="0a1b2c3d" + "1" * 24)
    outbox.put(first)
    assert outbox.listing.find("0A1B-2C3D") == outbox.listing.find(first.id) == (first.id,)
    outbox.put(second)
    assert len(outbox.listing.find("0a1b2c3d")) == 2
    for word in ("", "0a1b", "示例·甲", "%", "0a1b2c3d%"):
        assert outbox.listing.find(word) == ()
