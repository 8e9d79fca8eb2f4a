"""The run over the real window: it reaches the page, keeps every frame, has its touches answered, and can fail."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.soak.window.surroundings import Fault, Surroundings
from tests.soak.window_faults import LONGEST_GAP_MS, Found, Met, broken_promises, measure


@pytest.fixture(scope="module")
def met() -> Found:
    return measure(0.8, lambda fault: (fault.device, fault.name, fault.page) == ("小票打印机", "line-full", "slip"))


@pytest.fixture
def faults(tmp_path: Path) -> Iterator[list[Fault]]:
    with Surroundings(tmp_path, "http://127.0.0.1:1") as around:
        yield around.faults()


def test_the_window_is_watched_on_the_page_that_uses_what_is_broken(met: Found) -> None:
    (broken,) = met.broken.values()
    assert broken.step == met.bare["slip"].step == "TakePapers"
    assert len(broken.gaps) > 10
    assert broken.touches
    assert broken.answered


def test_every_fault_has_a_name_of_its_own_and_every_kind_is_there(faults: list[Fault]) -> None:
    assert len({fault.told for fault in faults}) == len(faults)
    counted = {device: sum(fault.device == device for fault in faults) for device in {f.device for f in faults}}
    assert counted == {
        "读卡器": 19, "小票打印机": 18, "A4 打印机": 13, "扫码器": 10, "语音": 4, "指示灯": 2, "大厅": 26, "磁盘": 2,
    }


def test_a_frame_held_up_and_a_touch_nobody_answers_break_the_promise() -> None:
    fault = Fault("设备", "某种故障", "home")
    good = Met([(5.0, 1.0), (LONGEST_GAP_MS, 2.0)], [3.0], 1)
    held = Met([(5.0, 1.0), (LONGEST_GAP_MS + 1, 2.0)], [3.0], 1)
    deaf = Met([(5.0, 1.0)], [], 2)
    assert broken_promises({fault: good}) == []
    assert broken_promises({fault: held}) == [f"{fault.told}: 101 ms between two frames"]
    assert broken_promises({fault: deaf}) == [f"{fault.told}: 2 touches, none answered"]
