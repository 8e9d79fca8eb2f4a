"""The slip with a pick-up code says the code, until when and where, and carries nothing that can be scanned."""

from dataclasses import replace
from datetime import datetime

import pytest

from hardware.ticket_printer.decoder import QrCode, TextLine, decode
from hardware.ticket_printer.layouts.code import render_code_slip
from hardware.ticket_printer.profiles import PAPER_58, PAPER_80, PaperProfile
from kiosk.draft import CodeSlip

SLIP = CodeSlip(
    "K7QM3-2XW9R", "我要开饭馆", datetime(2026, 11, 22, 10, 20), "示例市政务服务中心", "A03",
    datetime(2026, 11, 21, 10, 20),
)
BOTH = pytest.mark.parametrize("profile", [PAPER_80, PAPER_58], ids=lambda profile: profile.name)


@BOTH
def test_everything_needed_to_come_back_is_on_it_and_nothing_to_scan(profile: PaperProfile) -> None:
    slip = decode(render_code_slip(SLIP, profile))
    text = slip.to_text().replace("\n", "").replace(" ", "")
    for words in (
        SLIP.code, SLIP.matter, SLIP.hall, "11月22日10:20", "A03", "查进度", "不用身份证", "自动删除", "2026-11-2110:20"
    ):
        assert words in text
    assert not [op for op in slip.ops if isinstance(op, QrCode)]


@BOTH
def test_a_demonstration_says_so(profile: PaperProfile) -> None:
    assert "演示" in decode(render_code_slip(replace(SLIP, demo=True), profile)).to_text()
    assert "演示" not in decode(render_code_slip(SLIP, profile)).to_text()


@BOTH
def test_the_code_stands_on_one_line_and_is_the_largest_thing(profile: PaperProfile) -> None:
    lines = [op for op in decode(render_code_slip(SLIP, profile)).ops if isinstance(op, TextLine)]
    biggest = max(lines, key=lambda line: max(run.style.high for run in line.runs))
    assert biggest.text.strip() == SLIP.code
