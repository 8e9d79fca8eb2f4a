"""Guide lamps follow the newest wish, come back after a power cut, and never matter when they are missing."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from hardware.light.driver import GuideLight, LedLamps, NoLight, RelayLamps
from hardware.light.emulator import EmulatedRelayBoard
from hardware.light.relay import command
from hardware.pty_host import PtyHost
from kiosk.devices.pointing import Spot

ALL = frozenset(Spot)
CHANNELS = {Spot.READER: 1, Spot.TICKET: 2, Spot.FORMS: 4}


def until(true, seconds=3.0):
    deadline = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < deadline, "the lamps did not follow in time"
        time.sleep(0.002)


@pytest.fixture
def board():
    return EmulatedRelayBoard()


@pytest.fixture
def light(board):
    host = PtyHost(board).start()
    driver = GuideLight(RelayLamps(host.url, CHANNELS), try_again=0.05)
    yield driver
    driver.close()
    host.stop()


def test_the_commands_are_those_of_the_board():
    assert command(1, True) == bytes.fromhex("A00101A2")
    assert command(1, False) == bytes.fromhex("A00100A1")
    assert command(4, True) == bytes.fromhex("A00401A5")
    for channel in (0, 17):
        with pytest.raises(ValueError):
            command(channel, True)


def test_the_lamps_show_the_newest_wish(light, board):
    for spots, lit in (({Spot.READER}, {1}), ({Spot.TICKET, Spot.FORMS}, {2, 4}), (set(), set())):
        light.point(frozenset(spots))
        until(lambda lit=lit: board.lit == lit)


def test_closing_leaves_no_lamp_on(light, board):
    light.point(ALL)
    until(lambda: board.lit == {1, 2, 4})
    light.close()
    until(lambda: board.lit == frozenset())


def test_noise_and_wrong_sums_switch_nothing(board):
    board.receive(b"\x01\x02" + command(1, True)[:3] + b"\x00")
    assert board.lit == frozenset()
    board.receive(b"\xa0\xa0" + command(2, True))
    assert board.lit == {2}


def test_a_board_that_lost_its_power_is_right_again_at_the_next_wish(light, board):
    light.point(frozenset({Spot.READER}))
    until(lambda: board.lit == {1})
    board.power_cycle()
    light.point(frozenset({Spot.TICKET}))
    until(lambda: board.lit == {2})


def test_a_missing_board_is_reported_once_and_found_when_it_comes(tmp_path, board):
    problems: list[int] = []
    link = tmp_path / "lamps"
    driver = GuideLight(RelayLamps(str(link), CHANNELS), lambda: problems.append(1), try_again=0.02)
    begun = time.monotonic()
    driver.point(ALL)
    assert time.monotonic() - begun < 0.05
    assert not driver.wait_until_done(0.15)
    assert problems == [1]
    host = PtyHost(board, link=link).start()
    assert driver.wait_until_done(3)
    until(lambda: board.lit == {1, 2, 4})
    driver.close()
    host.stop()


def led(folder: Path, name: str) -> Path:
    (folder / name).mkdir()
    (folder / name / "max_brightness").write_text("255\n")
    (folder / name / "brightness").write_text("0\n")
    return folder / name / "brightness"


def test_leds_of_the_system_shine_at_full_brightness(tmp_path):
    reader, ticket = led(tmp_path, "reader"), led(tmp_path, "ticket")
    lamps = LedLamps({Spot.READER: "reader", Spot.TICKET: "ticket"}, tmp_path)
    assert lamps.light(frozenset({Spot.READER, Spot.FORMS}))
    assert (reader.read_text(), ticket.read_text()) == ("255", "0")
    assert lamps.light(frozenset())
    assert reader.read_text() == "0"


def test_a_missing_led_does_not_keep_the_others_dark(tmp_path):
    ticket = led(tmp_path, "ticket")
    lamps = LedLamps({Spot.READER: "gone", Spot.TICKET: "ticket"}, tmp_path)
    assert not lamps.light(ALL)
    assert ticket.read_text() == "255"


def test_a_machine_without_lamps_takes_every_wish():
    light = NoLight()
    light.point(ALL)
    light.close()
