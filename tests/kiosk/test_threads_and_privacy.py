"""The door for threads, and values that cannot be printed by accident."""

import threading

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.errands.worker import Worker
from kiosk.filing.bundle import Bundle, GivenAnswer, digest_of, new_bundle_id
from kiosk.filing.following import Following
from kiosk.filing.receipt import Receipt, kept_code
from kiosk.inbox import BundleAccepted, BundleKept, Inbox
from kiosk.person.privacy import Private, mask_name, mask_number, mask_phone, mask_text


def test_a_message_for_a_visit_that_is_over_is_dropped():
    inbox = Inbox()
    inbox.put(BundleKept("old", "b1"))
    inbox.put(BundleKept("new", "b2"))
    assert [message.bundle_id for message in inbox.drain("new")] == ["b2"]
    assert list(inbox.drain("old")) == []


def test_messages_of_many_threads_all_arrive():
    inbox = Inbox()
    threads = [
        threading.Thread(target=lambda: [inbox.put(BundleKept("v", str(n))) for n in range(500)]) for _ in range(8)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(list(inbox.drain("v"))) == 4000


def test_news_of_a_bundle_reaches_the_visit_that_filed_it_once():
    inbox = Inbox()
    following = Following(inbox)
    following.expect("b1", "v1")
    receipt = Receipt("b1", "XN26-0000-0", "", "")
    following.sent("b1", receipt)
    following.sent("b1", receipt)
    assert list(inbox.drain("v1")) == [BundleAccepted("v1", receipt)]


def test_a_job_that_breaks_does_not_silence_its_device(caplog):
    worker = Worker("test-device")
    done = threading.Event()
    worker.do(lambda: 1 / 0)
    worker.do(done.set)
    assert done.wait(5)
    worker.stop()
    assert "ZeroDivisionError" in str([vars(record) for record in caplog.records])


@given(st.text(min_size=1))
def test_a_private_value_never_shows_in_text(value):
    private = Private("§" + value + "§")
    assert f"{private} {private!r} {private!s:>30}".count("§") == 0
    assert private.reveal() == "§" + value + "§"


@pytest.mark.parametrize(
    ("masked", "expected"),
    [(mask_name("张三"), "张*"), (mask_name("欧阳修远"), "欧***"), (mask_name(""), ""),
     (mask_number("42120019900101123X"), "421*************3X"), (mask_number("123"), "***"),
     (mask_phone("13812345678"), "138****5678"), (mask_phone("12"), "12"),
     (mask_text("湖北省咸宁市示例路123号"), "湖北省咸宁市******")],
)
def test_masks_keep_only_what_they_say(masked, expected):
    assert masked == expected


@given(st.text(min_size=8, alphabet="0123456789X"))
def test_a_masked_number_hides_all_but_five(number):
    assert sum(char != "*" for char in mask_number(number)) <= 5


def test_equal_bundles_give_equal_bytes_and_an_id_says_nothing():
    bundle = Bundle(
        id="a" * 32, scenario="s", title="t", region="r", catalog_version="v", machine="m", sealed_at="now",
        answers=(GivenAnswer("area", 400.0), GivenAnswer("x", None)), items=(), fields=(), materials=(),
    )
    assert bundle.to_bytes() == bundle.to_bytes()
    assert b'"answers":[{"key":"area","value":400.0},{"key":"x","value":null}]' in bundle.to_bytes()
    assert digest_of(bundle.to_bytes()) == digest_of(bundle.to_bytes())
    assert len({new_bundle_id() for _ in range(1000)}) == 1000
    assert kept_code("abcdef0123") == "ABCD-EF01"
