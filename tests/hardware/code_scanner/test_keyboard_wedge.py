"""A scanner that types: its pace tells it from a hand, whatever the window was busy with; keyboards are named."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hardware.code_scanner.keyboards import keyboards
from hardware.code_scanner.wedge import FASTEST_HAND, KeyboardWedge
from kiosk.devices.codes import LONGEST_CODE, ScannerTrouble, ScanOutcome

RECEIPT = "onething:case:XN26-7K3M-4"


def scan(wedge: KeyboardWedge, text: str, at: float, pace: float = 0.004) -> ScanOutcome | None:
    for key in text:
        assert wedge.press(key, at) is None
        at += pace
    return wedge.press("enter", at)


def code_in(outcome: ScanOutcome | None) -> str:
    assert outcome is not None and outcome.code is not None
    return outcome.code.text.reveal()


@pytest.mark.parametrize("pace", [0.0, 0.001, 0.02])
def test_every_pace_of_a_scanner_is_a_scan(pace: float) -> None:
    assert code_in(scan(KeyboardWedge(), RECEIPT, 100.0, pace)) == "XN26-7K3M-4"


@given(st.lists(st.floats(FASTEST_HAND + 0.01, 2.0), min_size=1, max_size=40))
def test_a_hand_is_never_a_scan(gaps: list[float]) -> None:
    wedge, at = KeyboardWedge(), 100.0
    for gap in gaps:
        at += gap
        assert wedge.press("a", at) is None
    assert wedge.press("enter", at + gaps[-1]) is None


def test_a_code_that_a_busy_window_heard_late_is_whole() -> None:
    wedge, at = KeyboardWedge(), 100.0
    for number, key in enumerate(RECEIPT):
        late = 0.4 if number == 9 else 0.0  # a page was drawn; the key had come right behind the one before
        at += 0.003 + late
        assert wedge.press(key, at, at - late) is None
    assert code_in(wedge.press("enter", at)) == "XN26-7K3M-4"


def test_a_slow_beginning_by_hand_is_not_part_of_the_scan() -> None:
    wedge = KeyboardWedge()
    for number, key in enumerate("abc"):
        wedge.press(key, 100.0 + number / 5)
    assert code_in(scan(wedge, RECEIPT, 101.0)) == "XN26-7K3M-4"


def test_a_slip_held_still_counts_once_and_again_when_it_comes_back() -> None:
    wedge = KeyboardWedge()
    assert code_in(scan(wedge, RECEIPT, 100.0))
    assert scan(wedge, RECEIPT, 100.5) is None
    assert code_in(scan(wedge, RECEIPT, 103.0))
    wedge.clear()
    assert code_in(scan(wedge, RECEIPT, 103.2)), "the next person may hold the same slip"


def test_a_second_end_and_a_code_too_long_do_no_harm() -> None:
    wedge = KeyboardWedge()
    assert code_in(scan(wedge, RECEIPT, 100.0))
    assert wedge.press("enter", 100.12) is None
    unreadable = scan(wedge, "9" * (2 * LONGEST_CODE), 110.0, 0.001)
    assert unreadable is not None and unreadable.trouble is ScannerTrouble.UNREADABLE


def test_keyboards_are_named_and_other_inputs_are_not(tmp_path: Path) -> None:
    folder = tmp_path / "by-id"
    assert keyboards(tmp_path / "none" / "by-id") is None
    assert keyboards(folder) == ()
    folder.mkdir()
    for name in ("usb-Scan_Co_HS200-event-kbd", "usb-Acme_Mouse-event-mouse", "usb-Acme_Keys-event-kbd"):
        (folder / name).touch()
    assert keyboards(folder) == ("Acme_Keys", "Scan_Co_HS200")
