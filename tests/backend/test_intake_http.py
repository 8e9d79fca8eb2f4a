from __future__ import annotations

import json
import re
from concurrent.futures import ThreadPoolExecutor

import msgspec
import pytest

from backend.intake.case_code import read_case_code
from kiosk.filing.bundle import BundleItem, digest_of
from kiosk.filing.receipt import CaseProgress, Receipt


def count_cases(sql):
    return sql("SELECT count(*) FROM cases")[0][0]


def test_a_bundle_handed_in_gets_a_receipt_that_repeats_its_digest(hand_in, make_bundle):
    bundle = make_bundle()
    answer = hand_in(bundle)
    receipt = msgspec.json.decode(answer.content, type=Receipt)
    assert answer.status_code == 201
    assert receipt.bundle_id == bundle.id
    assert receipt.digest == digest_of(bundle.to_bytes())
    assert receipt.received_at == "2026-11-21T10:15:30+08:00"
    assert re.fullmatch(r"XN26-\w{4}-\w", receipt.case_code)
    assert read_case_code(receipt.case_code) == receipt.case_code


def test_the_same_bundle_again_gets_the_same_receipt_with_status_200(hand_in, make_bundle, clock):
    bundle = make_bundle()
    first = hand_in(bundle)
    clock.moment = clock.moment.replace(hour=23)
    again = hand_in(bundle)
    assert (first.status_code, again.status_code) == (201, 200)
    assert first.json() == again.json()


def test_the_same_id_with_other_content_is_refused_as_a_conflict(hand_in, make_bundle):
    bundle = make_bundle()
    hand_in(bundle)
    other = make_bundle(id=bundle.id, title="我要开药店")
    answer = hand_in(other)
    assert answer.status_code == 409
    assert answer.json()["bundle_id"] == bundle.id
    assert [fault["where"] for fault in answer.json()["faults"]] == ["bundle"]


def test_fifty_posts_of_one_bundle_at_once_open_one_case(hand_in, make_bundle, sql):
    bundle = make_bundle()
    with ThreadPoolExecutor(16) as pool:
        answers = list(pool.map(lambda _: hand_in(bundle), range(50)))
    assert {answer.json()["case_code"] for answer in answers} == {answers[0].json()["case_code"]}
    assert sorted(answer.status_code for answer in answers) == [200] * 49 + [201]
    assert count_cases(sql) == 1


def test_everything_wrong_is_named_in_one_answer(hand_in, make_bundle):
    raw = json.loads(make_bundle().to_bytes())
    raw["items"].append(dict(raw["items"][0]))
    raw["items"][1]["stage"] = "two"
    raw["materials"][0]["status"] = "by pigeon"
    raw["fields"][0]["value"] = " "
    raw["fields"][0]["used_by"] = ["no-such-item"]
    raw["fields"][2]["value"] = "12345"
    del raw["fields"][1]
    del raw["title"]
    raw["surprise"] = 1
    answer = hand_in(json.dumps(raw).encode(), digest="0" * 64)
    assert answer.status_code == 422
    assert answer.json()["bundle_id"] == raw["id"]
    assert {fault["where"] for fault in answer.json()["faults"]} == {
        "digest",
        "title",
        "surprise",
        "items.licence",
        "items.food.stage",
        "materials.lease.status",
        "fields.applicant_name",
        "fields.applicant_name.used_by",
        "fields.id_number",
        "fields.phone",
    }


def test_a_refused_bundle_leaves_nothing_behind(hand_in, make_bundle, sql):
    assert hand_in(make_bundle(items=())).status_code == 422
    assert count_cases(sql) == 0


@pytest.mark.parametrize("body", [b"", b"[]", b"{", b"\xff\xfe", b"null", b"[" * 100_000])
def test_a_body_that_is_no_bundle_is_refused_in_words(hand_in, body):
    answer = hand_in(body)
    assert answer.status_code == 422
    assert [fault["where"] for fault in answer.json()["faults"]] == ["body"]


def test_a_body_beyond_the_limit_is_turned_away(hand_in, make_bundle):
    assert hand_in(make_bundle(title="长" * 1_000_000)).status_code == 413


def test_first_stage_items_are_received_and_later_ones_wait(hand_in, make_bundle, ask):
    code = hand_in(make_bundle()).json()["case_code"]
    answer = ask(f"cases/{code}")
    progress = msgspec.json.decode(answer.content, type=CaseProgress)
    assert progress.case_code == code
    assert progress.title == "我要开饭馆"
    assert [(item.name, item.stage, item.state) for item in progress.items] == [
        ("营业执照核发", 1, "received"),
        ("食品经营许可", 2, "waiting_for_earlier"),
        ("店招备案", 2, "waiting_for_earlier"),
    ]


def test_progress_holds_no_personal_data(hand_in, make_bundle, ask):
    bundle = make_bundle()
    code = hand_in(bundle).json()["case_code"]
    text = ask(f"cases/{code}").text
    assert not [field.value for field in bundle.fields if field.value in text]


def test_a_code_may_be_typed_the_way_people_type(hand_in, make_bundle, ask):
    code = hand_in(make_bundle()).json()["case_code"]
    assert ask(f"cases/{code.lower().replace('-', ' ')}").json()["case_code"] == code


@pytest.mark.parametrize("code", ["XN26-2222-2", "nonsense", "XN26-7K3M", "%27;--"])
def test_an_unknown_code_is_a_plain_404(ask, code):
    answer = ask(f"cases/{code}")
    assert (answer.status_code, answer.json()) == (404, {"error": "unknown_case"})


def test_the_earliest_stage_is_received_even_when_it_is_not_stage_one(hand_in, make_bundle, ask):
    late = make_bundle(
        items=(BundleItem("licence", "营业执照核发", "市场监管局", 2), BundleItem("food", "食品", "市场监管局", 3))
    )
    code = hand_in(late).json()["case_code"]
    assert [item["state"] for item in ask(f"cases/{code}").json()["items"]] == ["received", "waiting_for_earlier"]
