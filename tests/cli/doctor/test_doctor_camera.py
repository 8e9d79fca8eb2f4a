"""The doctor says whether a picture of papers can be taken, and what to do when not."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from config.settings import PaperCamera, read_settings
from kiosk.cli.doctor.camera import look_at_camera
from kiosk.cli.doctor.findings import Finding, Verdict


def found(url: str, plugged: Path) -> Finding:
    return look_at_camera(replace(read_settings(), camera=PaperCamera(url, 864, 648) if url else None), plugged)


def test_a_machine_without_a_camera_is_not_blamed(tmp_path: Path) -> None:
    finding = found("", tmp_path)
    assert (finding.verdict, finding.remedy) == (Verdict.SKIPPED, "")


def test_cameras_plugged_in_are_named_with_how_to_try_them(tmp_path: Path) -> None:
    (tmp_path / "usb-Maker_Desk-video-index0").touch()
    (tmp_path / "usb-Maker_Desk-video-index1").touch()
    finding = found("", tmp_path)
    assert finding.facts["plugged"] == [str(tmp_path / "usb-Maker_Desk-video-index0")]
    assert "kiosk doctor --camera" in finding.remedy


@pytest.mark.parametrize(
    ("url", "verdict", "said"),
    [
        ("drawn:dark-desk", Verdict.PASS, "看到一张纸"), ("drawn:no-page", Verdict.PASS, "没有放纸"),
        ("drawn:dim", Verdict.WARN, "太暗"),
    ],
)
def test_a_camera_is_judged_by_one_picture(url: str, verdict: Verdict, said: str, tmp_path: Path) -> None:
    finding = found(url, tmp_path)
    assert (finding.verdict, said in finding.said) == (verdict, True)
    assert finding.facts["source"] == "camera"
    assert finding.verdict is Verdict.PASS or finding.remedy.endswith("。")


@pytest.mark.parametrize("url", ["drawn:unplugged", "/dev/no-such-camera"])
def test_a_camera_that_cannot_be_opened_fails_with_what_to_do(url: str, tmp_path: Path) -> None:
    finding = found(url, tmp_path)
    assert finding.verdict is Verdict.FAIL
    assert "打不开" in finding.said
    assert "[camera] url" in finding.remedy
