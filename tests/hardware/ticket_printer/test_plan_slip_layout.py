import dataclasses
from datetime import datetime
from pathlib import Path

import pytest
import zxingcpp
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from hardware.ticket_printer.decoder import Cut, QrCode, Raster, TextLine, decode
from hardware.ticket_printer.layouts.plan import render_plan_slip
from hardware.ticket_printer.lettering import display_width
from hardware.ticket_printer.profiles import PAPER_58, PAPER_80, PaperProfile
from kiosk.slips.plan import PlanSlip, SlipItem, SlipPaper, SlipStage

BOTH = pytest.mark.parametrize("profile", [PAPER_80, PAPER_58], ids=lambda profile: profile.name)
LEFT, CENTRE = b"\x1ba\x00", b"\x1ba\x01"
BOLD, PLAIN, UPRIGHT = b"\x1bE\x01", b"\x1bE\x00", b"\x1dB\x00"


def rule(rows: int) -> bytes:
    return b"\x1dv0\x00" + bytes([72, 0, rows, 0]) + b"\xff" * 72 * rows


def line(text: str, *, bold: bool = False, align: bytes = LEFT, scale: int = 0) -> bytes:
    size = b"\x1d!" + bytes([scale * 0x11])
    return size + (BOLD if bold else PLAIN) + align + UPRIGHT + text.encode("gb18030") + b"\n"


def test_a_small_plan_is_exactly_these_bytes() -> None:
    slip = PlanSlip(
        title="开店", hall="甲厅", machine="K1",
        stages=(SlipStage("第 1 步", (SlipItem("①", "执照", "市监局", "", "1个工作日"),)),),
        bring_title="要带的材料", bring=(SlipPaper("身份证", "原件1", "核对后退回"),), not_to_bring=(),
        tally="跑 1 次", window="2楼", way=(), notes=(), hours="9:00", phone="1", source="示例",
        caveat="以窗口核实为准。", qr="", printed_at=datetime(2026, 1, 2, 3, 4),
    )  # fmt: skip
    assert render_plan_slip(slip, PAPER_80) == b"".join(
        (
            b"\x1b@", b"\x1c&", b"\x1b3\x22", b"\x1db\x01",
            line("甲厅", bold=True, align=CENTRE, scale=1), b"\x1bJ\x0a", b"\x1bJ\x04", rule(4), b"\x1bJ\x0c",
            line("开店", bold=True, align=CENTRE, scale=1), b"\x1bJ\x0a",
            line("办事方案", align=CENTRE), b"\x1bJ\x04", line("跑 1 次", align=CENTRE), b"\x1bJ\x06",
            rule(2), b"\x1bJ\x08", b"\x1bJ\x04",
            line("【第 1 步】", bold=True), line("① 执照", bold=True), line("   市监局" + " " * 30 + "1个工作日"),
            b"\x1bJ\x08", rule(2), b"\x1bJ\x0c",
            line("要带的材料", bold=True), b"\x1bJ\x04",
            line("□ 身份证" + " " * 34 + "原件1"), line("   （核对后退回）"), b"\x1bJ\x08",
            rule(2), b"\x1bJ\x0c", line("到这里一次交齐", bold=True), line("2楼", bold=True), b"\x1bJ\x06",
            line("时间：9:00"), line("电话：1"), b"\x1bJ\x06",
            rule(2), b"\x1bJ\x0c", line("依据：示例"), line("以窗口核实为准。", bold=True),
            line("打印：2026-01-02 03:04  K1"), b"\x1bJ\x18", b"\x1dVB\x00",
        )
    )  # fmt: skip


@BOTH
def test_everything_of_the_plan_comes_back_from_the_bytes(plan_in_short: PlanSlip, profile: PaperProfile) -> None:
    text = decode(render_plan_slip(plan_in_short, profile)).to_text().replace("\n", "").replace(" ", "")
    for words in (
        "海州区政务服务中心", "演示样张", "开办餐饮店", "第1步", "①营业执照", "市场监督管理局", "1个工作日",
        "③公众聚集场所", "2楼消防窗口", "材料补齐后办", "□房屋租赁合同", "复印件1", "（最迟2026-12-04补交）", "不用带",
        "营业执照、", "从本机左转", "周一至周五", "0000-000000", "示例依据", "以窗口核实为准", "2026-11-2110:23",
        "A03号机",
    ):  # fmt: skip
        assert words.replace(" ", "") in text


@BOTH
def test_no_line_of_a_plan_leaves_the_paper(plan_in_short: PlanSlip, profile: PaperProfile) -> None:
    item = SlipItem("⑫", "很长的事项" * 9, "很长的部门" * 7, "很长的窗口" * 9, "很长的时限" * 6, "很长" * 30)
    long = dataclasses.replace(
        plan_in_short, title="很长的标题" * 9, hall="很长的大厅" * 9, tally="很长" * 40, window="很长" * 40,
        stages=(SlipStage("很长的步骤" * 9, (item,)),),
        bring=(SlipPaper("很长的材料" * 9, "很长的数量" * 9, "长" * 90),),
    )  # fmt: skip
    for op in decode(render_plan_slip(long, profile)).ops:
        if isinstance(op, TextLine):
            assert sum(display_width(run.text) * run.style.wide for run in op.runs) <= profile.columns
        elif isinstance(op, Raster):
            assert op.row_bytes * 8 <= profile.dots


def test_a_number_beyond_ten_is_still_printed(plan_in_short: PlanSlip) -> None:
    stage = SlipStage("第 1 步", (SlipItem("⑫", "事项", "部门", "", "当场办"),))
    ops = decode(render_plan_slip(dataclasses.replace(plan_in_short, stages=(stage,)))).ops
    assert any(isinstance(op, Raster) and op.rows == 24 for op in ops)


ANY_TEXT = st.text(st.characters(max_codepoint=0x3FFF), max_size=20) | st.binary(max_size=20).map(
    lambda raw: raw.decode("latin-1")
)


@settings(max_examples=60, deadline=None)
@given(ANY_TEXT, ANY_TEXT, ANY_TEXT, ANY_TEXT)
def test_no_text_of_a_plan_can_speak_to_the_printer(name: str, other: str, window: str, note: str) -> None:
    slip = PlanSlip(
        name, other, window, (SlipStage(note, (SlipItem(note, name, other, window, note, name),)),), other,
        (SlipPaper(name, other, note),), (window,), note, window, (name,), (note,), other, name, window, note, "",
        datetime(2026, 1, 2),
    )  # fmt: skip
    ops = decode(render_plan_slip(slip, PAPER_58)).ops
    assert [op for op in ops if isinstance(op, Cut)] == [ops[-1]]
    assert not any(isinstance(op, QrCode) for op in ops)


@BOTH
def test_the_code_of_a_plan_is_read_by_a_scanner_and_names_nobody(
    plan_in_short: PlanSlip, profile: PaperProfile, tmp_path: Path
) -> None:
    decode(render_plan_slip(plan_in_short, profile)).to_png(tmp_path / "plan.png", dots=profile.dots)
    with Image.open(tmp_path / "plan.png") as picture:
        assert [code.text for code in zxingcpp.read_barcodes(picture)] == ["onething:plan:open-restaurant:0123abcd"]


def test_only_a_demonstration_plan_is_marked_as_one(plan_in_short: PlanSlip) -> None:
    real = decode(render_plan_slip(dataclasses.replace(plan_in_short, demo=False))).to_text()
    assert "演示" not in real


def test_the_same_plan_gives_the_same_bytes(plan_in_short: PlanSlip) -> None:
    assert render_plan_slip(plan_in_short) == render_plan_slip(plan_in_short)
