"""Keys that a scanner types into the window reach whoever stands there; without such a scanner nobody listens."""

from __future__ import annotations

from typing import Any

import pytest

from hardware.code_scanner.wedge import KeyboardWedge
from kiosk.devices.codes import CodeKind
from kiosk.devices.keys import KeyListener
from kiosk.inbox import CodeScanned, Inbox
from kiosk.steps import Home
from tests.screens import samples
from tests.screens.test_shell import Hand

RECEIPT = "onething:case:XN26-7K3M-4"


@pytest.fixture
def heard() -> list[tuple[str, float, float]]:
    return []


def start(walk: Any, press: Any) -> tuple[Hand, Any]:
    hand = Hand(samples.home(), press=press)
    return hand, walk(hand.app)


def type_in(window: Any, text: str, each: Any = None) -> None:
    for key in text:
        window.dispatch("on_key_down", ord(key), 0, key, [])
        window.dispatch("on_textinput", key)
        if each:
            each()
    window.dispatch("on_key_down", 13, 0, "\r", [])


def test_every_character_and_the_end_are_handed_on_in_order(walk: Any, window: Any, heard: list[Any]) -> None:
    start(walk, lambda *key: heard.append(key))
    type_in(window, RECEIPT)
    assert [key for key, _, _ in heard] == [*RECEIPT, "enter"]
    assert all(earliest <= at for _, at, earliest in heard)


def test_a_scan_at_a_frame_a_key_comes_through_the_window_and_a_hand_does_not(walk: Any, window: Any) -> None:
    inbox = Inbox()
    listener = KeyListener(KeyboardWedge(), inbox)
    hand, walker = start(walk, listener.press)
    assert isinstance(hand.first, Home)
    listener.serve("a")
    type_in(window, RECEIPT, walker.frame)
    (message,) = inbox.drain("a")
    assert isinstance(message, CodeScanned) and message.code is not None and message.code.kind is CodeKind.CASE
    walker.advance(5)
    type_in(window, RECEIPT, lambda: walker.advance(0.12))
    assert list(inbox.drain("a")) == []


def test_after_the_window_is_closed_nothing_is_handed_on(walk: Any, window: Any, heard: list[Any]) -> None:
    _, walker = start(walk, lambda *key: heard.append(key))
    walker.close()
    type_in(window, RECEIPT)
    assert heard == []
