"""Every byte a reader can put into SW3 has a verdict."""

import pytest

from hardware.id_reader.wire.statuses import Action, Status, verdict
from kiosk.devices.outcomes import ReaderTrouble

PUBLISHED = {
    0x90: Action.GO_ON, 0x9F: Action.GO_ON, 0x91: Action.NOTHING_STORED, 0x10: Action.SEND_AGAIN,
    0x11: Action.SEND_AGAIN, 0x21: Action.FALL_BACK, 0x23: Action.START_OVER, 0x24: Action.PRESENT_AGAIN,
    0x31: Action.PRESENT_AGAIN, 0x32: Action.REFUSE_CARD, 0x33: Action.PRESENT_AGAIN, 0x34: Action.KEEP_POLLING,
    0x37: Action.PRESENT_AGAIN, 0x3F: Action.PRESENT_AGAIN, 0x40: Action.TAKE_OTHER_CARD, 0x41: Action.PRESENT_AGAIN,
    0x47: Action.PRESENT_AGAIN, 0x50: Action.CALL_SERVICE, 0x60: Action.RESET_READER, 0x61: Action.CALL_SERVICE,
    0x66: Action.STOP_FOR_SERVICE, 0x80: Action.KEEP_POLLING, 0x81: Action.KEEP_POLLING,
}


@pytest.mark.parametrize("code", range(256))
def test_every_byte_has_an_action_and_a_name_with_its_code(code: int) -> None:
    found = verdict(code)
    assert found.action is PUBLISHED.get(code, Action.CALL_SERVICE)
    assert f"SW3 {code:02X}" in found.named
    assert (found.status is None) == (code not in PUBLISHED)
    if found.status is None:
        assert found.trouble is ReaderTrouble.UNKNOWN_ANSWER


def test_what_is_no_byte_has_no_verdict() -> None:
    for code in (-1, 256):
        with pytest.raises(ValueError, match="one byte"):
            verdict(code)


def test_each_code_is_listed_once_and_each_action_is_used() -> None:
    assert len({status.code for status in Status}) == len(Status) == len(PUBLISHED)
    assert {verdict(code).action for code in range(256)} == set(Action)
