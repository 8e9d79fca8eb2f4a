from __future__ import annotations

import random
import sqlite3
import threading
from collections.abc import Callable

import pytest

from kiosk.errors import StoreError
from kiosk.filing.bundle import Fault, Refusal, digest_of
from kiosk.filing.receipt import Receipt
from kiosk.needs import HallUnreachable
from offline_cache.courier import Pace, Sweep
from offline_cache.hall_client import HttpHall


def filed(bundle_id: str, sealed: bytes) -> Receipt:
    return Receipt(bundle_id, "XN26-7K3M-4", digest_of(sealed), "2026-11-21T10:16:00+08:00")


class ScriptedHall:
    """Answers as told, in order, then files everything."""

    def __init__(self, *script: object) -> None:
        self.script = list(script)
        self.asked: list[str] = []

    def file_bundle(self, bundle_id: str, sealed: bytes) -> Receipt | Refusal:
        self.asked.append(bundle_id)
        answer = self.script.pop(0) if self.script else filed
        if isinstance(answer, Exception):
            raise answer
        return answer(bundle_id, sealed) if isinstance(answer, Callable) else answer


def test_a_put_wakes_the_courier_and_the_receipt_is_told(outbox, make_bundle, make_courier, listener):
    courier = make_courier(ScriptedHall())
    courier.start()
    bundle = make_bundle()
    outbox.put(bundle)
    assert listener.wait_for("sent") == [("sent", bundle.id, outbox.receipt_for(bundle.id))]
    assert outbox.receipt_for(bundle.id) == filed(bundle.id, bundle.to_bytes())
    assert courier.stop()


def test_what_waited_over_a_restart_is_sent_at_start(outbox, make_bundle, make_courier, listener):
    for _ in range(3):
        outbox.put(make_bundle())
    make_courier(ScriptedHall()).start()
    assert len(listener.wait_for("sent", 3)) == 3


def test_a_refusal_tells_all_faults_and_is_never_sent_again(outbox, make_bundle, make_courier, listener, clock):
    bundle = make_bundle()
    faults = (Fault("fields.phone", "联系电话有误"), Fault("items", "没有事项"))
    hall = ScriptedHall(Refusal(bundle.id, faults))
    outbox.put(bundle)
    courier = make_courier(hall)
    assert courier.send_due_now() == Sweep(refused=1)
    clock.wait(100_000)
    assert courier.send_due_now(everything=True) == Sweep()
    assert listener.events == [("refused", bundle.id, faults)]
    assert len(hall.asked) == 1


def test_waits_double_with_jitter_up_to_the_ceiling():
    pace = Pace(first=5, ceiling=600)
    rng = random.Random(1)
    waits = [pace.delay(n, rng) for n in range(1, 12)]
    steps = [min(600, 5 * 2 ** (n - 1)) for n in range(1, 12)]
    assert all(step / 2 <= wait <= step for wait, step in zip(waits, steps, strict=True))
    assert len(set(waits)) == len(waits)
    assert pace.delay(10_000, rng) <= 600


def test_an_unreachable_hall_is_asked_ever_less_often(outbox, make_bundle, make_courier, clock):
    hall = ScriptedHall(*[HallUnreachable("连不上") for _ in range(1000)])
    outbox.put(make_bundle())
    courier = make_courier(hall)
    for _ in range(3600):
        courier.send_due_now()
        clock.wait(1)
    assert 9 <= len(hall.asked) <= 20
    assert outbox.status().waiting == 1


def test_retry_after_is_obeyed_also_by_new_bundles(outbox, make_bundle, make_courier, listener, clock):
    hall = ScriptedHall(HallUnreachable("忙", retry_after=120))
    courier = make_courier(hall)
    outbox.put(make_bundle())
    courier.send_due_now()
    late = make_bundle()
    outbox.put(late)
    clock.wait(119)
    assert courier.send_due_now() == Sweep(later=1)
    assert len(hall.asked) == 1
    assert listener.events[-1] == ("later", late.id, "大厅服务器要求稍后再试")
    clock.wait(1)
    assert courier.send_due_now() == Sweep(sent=2)


def test_a_retry_after_of_years_is_cut_to_an_hour(outbox, make_bundle, make_courier, clock):
    courier = make_courier(ScriptedHall(HallUnreachable("忙", retry_after=1e9)))
    outbox.put(make_bundle())
    courier.send_due_now()
    clock.wait(3600)
    assert courier.send_due_now() == Sweep(sent=1)


def test_a_retry_after_of_nothing_does_not_hammer_the_hall(outbox, make_bundle, make_courier, clock):
    hall = ScriptedHall(*[HallUnreachable("忙", retry_after=0) for _ in range(50)])
    courier = make_courier(hall)
    outbox.put(make_bundle())
    for _ in range(10):
        courier.send_due_now()
        clock.wait(0.1)
    assert len(hall.asked) <= 2


def test_a_stopped_courier_still_sends_when_told_to_by_hand(outbox, make_bundle, make_courier):
    courier = make_courier(ScriptedHall())
    courier.start()
    courier.stop()
    outbox.put(make_bundle())
    assert courier.send_due_now() == Sweep(sent=1)


def test_one_failure_rests_the_old_ones_but_a_new_bundle_is_tried_at_once(outbox, make_bundle, make_courier, clock):
    hall = ScriptedHall(*[HallUnreachable("连不上") for _ in range(5)])
    courier = make_courier(hall)
    for _ in range(5):
        outbox.put(make_bundle())
    assert courier.send_due_now() == Sweep(later=5)
    hall.script = [HallUnreachable("连不上") for _ in range(9)]
    clock.wait(30)
    courier.send_due_now()
    assert len(hall.asked) == 6
    fresh = make_bundle()
    outbox.put(fresh)
    courier.send_due_now()
    assert hall.asked[-1] == fresh.id


def test_one_bundle_the_hall_chokes_on_does_not_hold_up_the_others(outbox, make_bundle, make_courier, clock):
    choking = make_bundle()

    class Choking(ScriptedHall):
        def file_bundle(self, bundle_id, sealed):
            if bundle_id == choking.id:
                raise HallUnreachable("大厅服务器出错（HTTP 500）")
            return super().file_bundle(bundle_id, sealed)

    outbox.put(choking)
    others = [make_bundle() for _ in range(5)]
    for bundle in others:
        outbox.put(bundle)
    make_courier(Choking()).send_due_now()
    assert all(outbox.receipt_for(bundle.id) for bundle in others)
    assert [row.bundle_id for row in outbox.status().rows] == [choking.id]


@pytest.mark.parametrize("surprise", [ValueError("示例·甲 13800001234"), MemoryError(), KeyError("x")])
def test_a_surprise_postpones_and_names_only_its_class(outbox, make_bundle, make_courier, listener, surprise):
    courier = make_courier(ScriptedHall(surprise))
    outbox.put(make_bundle())
    assert courier.send_due_now() == Sweep(later=1)
    assert listener.events[0][2] == f"发送时出现意外：{type(surprise).__name__}"
    assert outbox.status().rows[0].reason == f"发送时出现意外：{type(surprise).__name__}"
    assert courier.send_due_now(everything=True) == Sweep(sent=1)


def test_a_receipt_for_something_else_is_not_believed(outbox, make_bundle, make_courier, listener):
    bundle = make_bundle()
    wrong = Receipt(bundle.id, "XN26-7K3M-4", "0" * 64, "2026-11-21T10:16:00")
    outbox.put(bundle)
    assert make_courier(ScriptedHall(wrong)).send_due_now() == Sweep(later=1)
    assert outbox.receipt_for(bundle.id) is None


def test_a_listener_that_fails_does_not_stop_the_queue(outbox, make_bundle, make_courier, listener):
    def broken(*_):
        raise RuntimeError("screen gone")

    outbox.put(make_bundle())
    outbox.put(make_bundle())
    courier = make_courier(ScriptedHall(), on_sent=broken)
    assert courier.send_due_now() == Sweep(sent=2)
    assert listener.events == [("problem", "RuntimeError")] * 2


def test_a_failing_disk_is_told_and_the_thread_lives_on(outbox, make_bundle, make_courier, listener, tmp_path):
    db = sqlite3.connect(tmp_path / "kiosk.db", isolation_level=None)
    db.execute("ALTER TABLE outbox RENAME TO away")
    courier = make_courier(ScriptedHall(), pace=Pace(first=0.01, doze=0.01))
    courier.start()
    assert "kiosk.db" in listener.wait_for("problem", 2)[0][1]
    db.execute("ALTER TABLE away RENAME TO outbox")
    db.close()
    outbox.put(make_bundle())
    listener.wait_for("sent")


def test_a_disk_failing_in_the_callers_thread_is_raised(outbox, make_courier):
    outbox.close()
    with pytest.raises(StoreError):
        make_courier(ScriptedHall()).send_due_now()


def test_only_one_bundle_travels_at_a_time(outbox, make_bundle, make_courier, listener):
    travelling, most = 0, 0
    lock = threading.Lock()

    class Watching(ScriptedHall):
        def file_bundle(self, bundle_id, sealed):
            nonlocal travelling, most
            with lock:
                travelling += 1
                most = max(most, travelling)
            answer = super().file_bundle(bundle_id, sealed)
            with lock:
                travelling -= 1
            return answer

    courier = make_courier(Watching())
    courier.start()
    for _ in range(20):
        outbox.put(make_bundle())
        courier.send_due_now()
    listener.wait_for("sent", 20)
    assert most == 1


def test_stopping_does_not_wait_for_a_hall_that_never_answers(outbox, make_bundle, make_courier):
    asked, release = threading.Event(), threading.Event()

    class Silent(ScriptedHall):
        def file_bundle(self, bundle_id, sealed):
            asked.set()
            release.wait(10)
            raise HallUnreachable("大厅服务器没有回答")

    courier = make_courier(Silent())
    courier.start()
    outbox.put(make_bundle())
    assert asked.wait(10)
    assert not courier.stop(wait=0.05)
    release.set()
    assert courier.stop(wait=10)


def test_ten_lost_answers_still_end_in_one_case_and_one_receipt(
    outbox, make_bundle, make_courier, hall_server, losing_proxy, tmp_path
):
    proxy = losing_proxy(hall_server.url, lost=10)
    hall = HttpHall(proxy.url, "kiosk-1", (2.0, 5.0))
    bundle = make_bundle(fields=make_bundle().fields)
    outbox.put(bundle)
    courier = make_courier(hall)
    sweeps = [courier.send_due_now(everything=True) for _ in range(11)]
    hall.close()
    assert sweeps == [Sweep(later=1)] * 10 + [Sweep(sent=1)]
    db = sqlite3.connect(tmp_path / "hall.db")
    codes = [row[0] for row in db.execute("SELECT case_code FROM cases")]
    db.close()
    assert codes == [outbox.receipt_for(bundle.id).case_code]


def test_bundles_kept_while_the_hall_was_down_arrive_when_it_is_back(
    outbox, make_bundle, make_courier, listener, hall_server
):
    hall = HttpHall(hall_server.url, "kiosk-1", (2.0, 5.0))
    courier = make_courier(hall)
    hall_server.stop()
    bundles = [make_bundle() for _ in range(4)]
    for bundle in bundles:
        outbox.put(bundle)
    assert courier.send_due_now() == Sweep(later=4)
    hall_server.start()
    assert courier.send_due_now(everything=True) == Sweep(sent=4)
    hall.close()
    assert len({outbox.receipt_for(bundle.id).case_code for bundle in bundles}) == 4
