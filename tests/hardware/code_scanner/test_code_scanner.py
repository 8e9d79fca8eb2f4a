"""The scanner driver and its parts: every code is untrusted, every wait ends, noise is survived."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hardware.code_scanner.driver import SerialCodeScanner
from hardware.code_scanner.emulator import EmulatedScanner, Fault
from hardware.code_scanner.lines import LONGEST_LINE, UNREADABLE, LineCutter
from hardware.code_scanner.wedge import KeyboardWedge
from hardware.pty_host import PtyHost
from kiosk.devices.codes import CodeKind, ScannedCode, ScannerTrouble, ScanOutcome, read_code
from kiosk.person.privacy import Private

RECEIPT = "onething:case:XN26-7K3M-4"
CASE = ScanOutcome(code=ScannedCode(CodeKind.CASE, Private("XN26-7K3M-4")))


def never() -> bool:
    return False


@contextmanager
def scanner_on_pty(link: Path | None = None) -> Iterator[tuple[SerialCodeScanner, EmulatedScanner, PtyHost]]:
    emulated = EmulatedScanner()
    host = PtyHost(emulated, link=link).start()
    emulated.connect(host.say)
    driver = SerialCodeScanner(host.url, quiet=0.15)
    try:
        assert driver.read(0.0, never).trouble is ScannerTrouble.NO_CODE  # opens the port
        yield driver, emulated, host
    finally:
        driver.close()
        host.stop()


@pytest.mark.parametrize(
    ("scanned", "kind", "text"),
    [
        (RECEIPT, CodeKind.CASE, "XN26-7K3M-4"),
        ("ONETHING:CASE:xn26-7k3m-4", CodeKind.CASE, "XN26-7K3M-4"),
        ("]Q1" + RECEIPT + " ", CodeKind.CASE, "XN26-7K3M-4"),
        ("onething:plan:open-restaurant;area=400", CodeKind.PLAN, "open-restaurant;area=400"),
        ("https://licence.example/q?d=MTIz", CodeKind.LICENCE, "https://licence.example/q?d=MTIz"),
        ("6901234567892", CodeKind.LICENCE, "6901234567892"),
    ],
)
def test_codes_are_told_apart(scanned, kind, text):
    code = read_code(scanned)
    assert (code.kind, code.text.reveal()) == (kind, text)
    assert text not in repr(code)


@pytest.mark.parametrize(
    "scanned",
    [
        "", " ", "onething:case:", "onething:case:AB1", "onething:case:" + "A" * 17, "onething:case:XN26--7K3M",
        "onething:case:XN26-7K3M-4; rm -rf", "onething:case:ＸＮ26-7K3M", "onething:other:XN26", "onething:plan:",
        "一件事", "a\x00b", "a\x1b[2J", "x" * 1025,
    ],
)
def test_what_cannot_be_a_code_is_refused(scanned):
    assert read_code(scanned) is None


@given(st.binary(max_size=3000), st.lists(st.integers(0, 3000), max_size=6))
def test_any_bytes_in_any_split_give_the_same_bounded_lines(data, cuts):
    whole, parts = LineCutter(), LineCutter()
    places = [0, *sorted(min(cut, len(data)) for cut in cuts), len(data)]
    split = [found for a, b in pairwise(places) for found in parts.feed(data[a:b])]
    assert whole.feed(data) == split
    assert len(parts._held) <= LONGEST_LINE
    assert parts.feed(b"\r" + RECEIPT.encode() + b"\r")[-1] == CASE


def test_a_start_mark_drops_the_noise_before_it():
    assert LineCutter().feed(b"\xff\xfe\x02" + RECEIPT.encode() + b"\x03") == [CASE]


def test_a_line_beyond_all_bounds_is_one_refusal_and_the_next_is_read():
    assert LineCutter().feed(b"9" * 100_000 + b"\r\n" + RECEIPT.encode() + b"\n") == [UNREADABLE, CASE]


@pytest.mark.parametrize("fault", [None, Fault.SPLIT, Fault.SLOW])
def test_a_receipt_is_read_whole(fault):
    with scanner_on_pty() as (driver, emulated, _):
        if fault:
            emulated.misbehave(fault)
        emulated.scan(RECEIPT)
        assert driver.read(3.0, never) == CASE


@pytest.mark.parametrize("fault", [Fault.TRUNCATED, Fault.NO_END, Fault.TOO_LONG, Fault.CONTROL])
def test_a_spoilt_code_is_refused_and_the_next_is_read(fault):
    with scanner_on_pty() as (driver, emulated, _):
        emulated.misbehave(fault)
        emulated.scan(RECEIPT)
        assert driver.read(3.0, never) == UNREADABLE
        emulated.behave()
        emulated.scan(RECEIPT)
        assert driver.read(3.0, never) == CASE


def test_noise_between_codes_costs_no_code():
    with scanner_on_pty() as (driver, emulated, _):
        emulated.misbehave(Fault.NOISY)
        emulated.scan(RECEIPT)
        emulated.scan("6901234567892")
        heard = [driver.read(0.5, never) for _ in range(7)]
        assert [outcome.code.kind for outcome in heard if outcome.code] == [CodeKind.CASE, CodeKind.LICENCE]


def test_a_slip_held_still_counts_once():
    with scanner_on_pty() as (driver, emulated, _):
        emulated.misbehave(Fault.REPEATING)
        emulated.scan(RECEIPT)
        assert driver.read(3.0, never) == CASE
        assert driver.read(0.3, never).trouble is ScannerTrouble.NO_CODE


def test_a_silent_scanner_and_a_page_that_is_left_end_the_wait():
    with scanner_on_pty() as (driver, emulated, _):
        emulated.misbehave(Fault.SILENT)
        emulated.scan(RECEIPT)
        assert driver.read(0.1, never).trouble is ScannerTrouble.NO_CODE
        assert driver.read(60.0, lambda: True).trouble is ScannerTrouble.CANCELLED


def test_unplugged_is_said_and_plugged_in_again_is_read(tmp_path):
    with scanner_on_pty(tmp_path / "scanner") as (driver, emulated, host):
        for _ in range(100):
            host.stop()
            assert driver.read(1.0, never).trouble is ScannerTrouble.PORT_MISSING
            host.start()
            assert driver.read(0.0, never).trouble is ScannerTrouble.NO_CODE
            emulated.scan(RECEIPT)
            assert driver.read(3.0, never) == CASE


def test_a_keyboard_scanner_is_told_from_a_hand():
    wedge = KeyboardWedge()
    at = 100.0
    for key in RECEIPT:
        assert wedge.press(key, at) is None
        at += 0.005
    assert wedge.press("enter", at) == CASE
    for key in "by hand":
        at += 0.2
        assert wedge.press(key, at) is None
    assert wedge.press("enter", at + 0.2) is None
    for key in "凭条" * 5:
        at += 0.005
        wedge.press(key, at)
    assert wedge.press("enter", at) == UNREADABLE


def test_a_storm_of_noise_crowds_out_no_code():
    with scanner_on_pty() as (driver, _, host):
        host.say((b"\xff\r" * 500) + RECEIPT.encode() + b"\r" + (b"\xfe\r" * 500))
        outcomes = [driver.read(2.0, never)]
        while outcomes[-1].code is None and len(outcomes) < 12:
            outcomes.append(driver.read(2.0, never))
        assert outcomes[-1] == CASE
