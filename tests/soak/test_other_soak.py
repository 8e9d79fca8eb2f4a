"""The long run of the smaller devices, shortened."""

from __future__ import annotations

from tests.soak import other_plugs


def test_scanner_printer_lamps_and_camera_come_back_by_themselves() -> None:
    report = other_plugs.run(1, away=0.1)
    assert report.failed == []
    assert report.runs == sum(report.counted.values()) == 5
