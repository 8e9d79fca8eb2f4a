from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

WINDOW = "2楼 综合窗口 3、4号"


def wish(n: object, **changes: object) -> dict[str, object]:
    return {
        "request_id": f"request-{n}",
        "bundle_id": "0" * 32,
        "matter": "我要开饭馆",
        "machine": "kiosk-1",
        **changes,
    }


def issued(number: str, request: str = "request-x", day: str = "2026-11-21") -> dict[str, object]:
    return {
        "request_id": request,
        "bundle_id": "",
        "matter": "我要开饭馆",
        "day": day,
        "number": number,
        "issued_at": "2026-11-21T10:00:00",
    }


def set_counter(sql, given):
    sql(f"INSERT INTO number_counters VALUES ('2026-11-21', 'A', {given:d})")


def test_the_first_number_of_a_day_is_a001_and_nobody_is_ahead(ask):
    assert ask("tickets", wish(1)).json() == {
        "number": "A001",
        "window": WINDOW,
        "people_ahead": 0,
        "issued_at": "2026-11-21T10:15:30+08:00",
        "from_block": False,
    }


def test_people_ahead_counts_who_waits(ask):
    grants = [ask("tickets", wish(n)).json() for n in range(3)]
    assert [(g["number"], g["people_ahead"]) for g in grants] == [("A001", 0), ("A002", 1), ("A003", 2)]
    ask("queues/next", {"window": "3号"})
    assert ask("tickets", wish("next")).json()["people_ahead"] == 2


def test_the_same_request_gives_the_same_number(ask):
    first = ask("tickets", wish(1)).json()
    ask("tickets", wish(2))
    assert ask("tickets", wish(1)).json() == first


def test_fifty_impatient_taps_give_one_number(ask):
    with ThreadPoolExecutor(16) as pool:
        numbers = {answer.json()["number"] for answer in pool.map(lambda _: ask("tickets", wish(1)), range(50))}
    assert numbers == {"A001"}


def test_people_asking_at_once_get_different_numbers(ask):
    with ThreadPoolExecutor(16) as pool:
        numbers = {answer.json()["number"] for answer in pool.map(lambda n: ask("tickets", wish(n)), range(40))}
    assert numbers == {f"A{n:03d}" for n in range(1, 41)}


def test_a1000_follows_a999(ask, sql):
    set_counter(sql, 998)
    assert [ask("tickets", wish(n)).json()["number"] for n in range(2)] == ["A999", "A1000"]


def test_numbers_begin_again_at_midnight_and_yesterdays_do_not_wait(ask, clock):
    clock.moment = clock.moment.replace(hour=23, minute=59, second=59)
    assert ask("tickets", wish(1)).json()["number"] == "A001"
    clock.moment += timedelta(seconds=1)
    assert ask("tickets", wish(2)).json() | {"issued_at": ""} == {
        "number": "A001",
        "window": WINDOW,
        "people_ahead": 0,
        "issued_at": "",
        "from_block": False,
    }


def test_leased_blocks_never_overlap(ask):
    def lease(n):
        return ask("number-blocks", {"machine": f"kiosk-{n}", "size": 10}).json()

    with ThreadPoolExecutor(8) as pool:
        leased = list(pool.map(lease, range(12)))
    numbers = [n for block in leased for n in range(block["first"], block["last"] + 1)]
    assert sorted(numbers) == list(range(1, 121))
    assert {(block["prefix"], block["day"], block["window"]) for block in leased} == {("K", "2026-11-21", WINDOW)}


@pytest.mark.parametrize(
    ("day", "status"), [("2026-11-22", 200), ("2026-11-20", 422), ("2026-11-23", 422), ("2026-02-31", 422)]
)
def test_blocks_are_leased_for_today_and_tomorrow_only(ask, day, status):
    assert ask("number-blocks", {"machine": "kiosk-1", "size": 5, "day": day}).status_code == status


def test_leased_numbers_handed_out_are_recorded_once(ask):
    ask("number-blocks", {"machine": "kiosk-1", "size": 5})
    report = {"machine": "kiosk-1", "tickets": [issued("K001", "request-1"), issued("K002", "request-2")]}
    assert ask("tickets/issued", report).json() == {"recorded": 2, "refused": []}
    assert ask("tickets/issued", report).json() == {"recorded": 2, "refused": []}
    assert ask("queues").json()["queues"][0]["waiting"] == 2


@pytest.mark.parametrize("number", ["K006", "A001"])
def test_numbers_that_were_not_leased_to_the_machine_are_not_recorded(ask, number):
    ask("number-blocks", {"machine": "kiosk-1", "size": 5})
    answer = ask("tickets/issued", {"machine": "kiosk-1", "tickets": [issued(number)]})
    assert answer.json() == {"recorded": 0, "refused": [number]}


def test_another_machines_numbers_are_not_recorded(ask):
    ask("number-blocks", {"machine": "kiosk-1", "size": 5})
    answer = ask("tickets/issued", {"machine": "kiosk-2", "tickets": [issued("K001")]})
    assert answer.json()["refused"] == ["K001"]


def test_one_number_is_recorded_for_one_request_only(ask):
    ask("number-blocks", {"machine": "kiosk-1", "size": 5})
    report = {"machine": "kiosk-1", "tickets": [issued("K001", "request-1"), issued("K001", "request-2")]}
    assert ask("tickets/issued", report).json() == {"recorded": 1, "refused": ["K001"]}


def test_when_the_halls_answer_was_lost_the_number_in_the_citizens_hand_counts(ask):
    ask("tickets", wish(1))
    ask("number-blocks", {"machine": "kiosk-1", "size": 5})
    ask("tickets/issued", {"machine": "kiosk-1", "tickets": [issued("K001", "request-1")]})
    assert ask("queues").json()["queues"][0]["waiting"] == 1
    assert ask("tickets", wish(1)).json()["number"] == "K001"
    assert ask("tickets", wish(2)).json()["number"] == "A002"


def test_two_windows_never_call_the_same_number(ask):
    for n in range(12):
        ask("tickets", wish(n))
    with ThreadPoolExecutor(8) as pool:
        called = [a.json()["number"] for a in pool.map(lambda n: ask("queues/next", {"window": f"{n}号"}), range(12))]
    assert sorted(called) == [f"A{n:03d}" for n in range(1, 13)]
    assert ask("queues/next", {"window": "3号"}).json() == {"number": None}


def test_queues_tell_who_waits_and_the_last_number(ask):
    ask("tickets", wish(1))
    ask("tickets", wish(2))
    assert ask("queues").json() == {
        "day": "2026-11-21",
        "queues": [{"name": "综合窗口", "window": WINDOW, "waiting": 2, "last_number": "A002"}],
    }


@pytest.mark.parametrize(
    "broken",
    [{}, wish(1, request_id="short"), wish(1, matter=""), wish(1, bundle_id="not-an-id"), wish(1, machine=3)],
)
def test_a_malformed_wish_gets_no_number(ask, broken):
    assert ask("tickets", broken).status_code == 400
    assert ask("queues").json()["queues"][0]["last_number"] == ""


def test_a_call_for_a_guide_is_on_record_when_answered(ask, sql):
    assert ask("help", {"machine": "kiosk-1", "step": "FillForm"}).json() == {"noted": True}
    assert sql("SELECT machine, step FROM help_calls") == [("kiosk-1", "FillForm")]


def test_the_catalog_tells_the_version_of_each_region(ask):
    assert ask("catalog").json() == {"regions": {"hubei-xianning-2020": "2020.1"}}
