import dataclasses
from datetime import datetime
from pathlib import Path

import pytest
import zxingcpp
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from hardware.ticket_printer.decoder import Cut, QrCode, Raster, Slip, TextLine, decode
from hardware.ticket_printer.layouts.ticket import render_ticket
from hardware.ticket_printer.lettering import display_width
from hardware.ticket_printer.profiles import PAPER_58, PAPER_80, PaperProfile
from kiosk.slips.ticket import Ticket

BOTH = pytest.mark.parametrize("profile", [PAPER_80, PAPER_58], ids=lambda profile: profile.name)
LEFT, CENTRE = b"\x1ba\x00", b"\x1ba\x01"
BOLD, PLAIN, UPRIGHT = b"\x1bE\x01", b"\x1bE\x00", b"\x1dB\x00"


def rule(rows: int, row: bytes) -> bytes:
    return b"\x1dv0\x00" + bytes([72, 0, rows, 0]) + row * rows


def gb(text: str) -> bytes:
    return text.encode("gb18030") + b"\n"


def test_a_small_ticket_is_exactly_these_bytes() -> None:
    ticket = Ticket("A1", "落户", "2", 0, (), datetime(2026, 1, 2, 3, 4), "甲厅", "K1", "")
    solid = b"\xff" * 72
    assert render_ticket(ticket, PAPER_80) == b"".join(
        (
            b"\x1b@", b"\x1c&", b"\x1b3\x22", b"\x1db\x01",
            b"\x1d!\x11", BOLD, CENTRE, UPRIGHT, gb("甲厅"), b"\x1bJ\x0a",
            b"\x1bJ\x04", rule(4, solid), b"\x1bJ\x0e",
            b"\x1d!\x00", PLAIN, CENTRE, UPRIGHT, gb("您的排队号"), b"\x1bJ\x06",
            b"\x1d!\x55", BOLD, CENTRE, UPRIGHT, gb("A1"), b"\x1bJ\x0a",
            b"\x1d!\x11", BOLD, CENTRE, UPRIGHT, gb("落户"), b"\x1bJ\x0a", b"\x1bJ\x06",
            rule(2, solid), b"\x1bJ\x0e",
            b"\x1d!\x00", PLAIN, LEFT, UPRIGHT, "办理窗口  ".encode("gb18030"),
            b"\x1d!\x11", BOLD, UPRIGHT, gb("2"), b"\x1bJ\x0a",
            b"\x1d!\x00", PLAIN, LEFT, UPRIGHT, "前方等候  ".encode("gb18030"),
            b"\x1d!\x11", BOLD, UPRIGHT, gb("0 人"), b"\x1bJ\x0a", b"\x1bJ\x06",
            rule(2, solid), b"\x1bJ\x0c",
            b"\x1d!\x00", PLAIN, LEFT, UPRIGHT, gb("过号说明：叫到号请尽快到窗口。过号请持本票找导办"),
            b"\x1d!\x00", PLAIN, LEFT, UPRIGHT, gb("          员处理，本票当日有效。"),
            b"\x1d!\x00", PLAIN, LEFT, UPRIGHT, gb("取号时间：2026-01-02 03:04"),
            b"\x1d!\x00", PLAIN, LEFT, UPRIGHT, gb("自助终端：K1"),
            b"\x1bJ\x18", b"\x1dVB\x00",
        )
    )  # fmt: skip


@BOTH
def test_everything_a_citizen_needs_is_on_the_slip(ticket: Ticket, profile: PaperProfile) -> None:
    text = decode(render_ticket(ticket, profile)).to_text().replace("\n", "").replace(" ", "")
    for words in (
        "海州区政务服务中心", "演示小票", "A023", "开办餐饮店一件事", "3号综合窗口", "5人", "从本机左转",
        "2026-11-2110:23", "A03号机", "HZ-2026-004217", "请带身份证原件", "扫码查看办理进度", "过号说明",
    ):  # fmt: skip
        assert words in text


def test_an_unknown_queue_says_where_to_look(ticket: Ticket) -> None:
    text = decode(render_ticket(dataclasses.replace(ticket, people_ahead=None))).to_text()
    assert "前方人数以大厅屏幕为准" in text
    assert "None" not in text


def test_marks_appear_only_when_they_are_true(ticket: Ticket) -> None:
    real = decode(render_ticket(dataclasses.replace(ticket, demo=False))).to_text()
    copy = decode(render_ticket(dataclasses.replace(ticket, demo=False, reprint=True))).to_text()
    assert "演示" not in real
    assert "补打" not in real
    assert "补打" in copy


@BOTH
def test_the_number_is_the_largest_thing_on_the_slip(ticket: Ticket, profile: PaperProfile) -> None:
    lines = [op for op in decode(render_ticket(ticket, profile)).ops if isinstance(op, TextLine)]
    sizes = {line.text: max(run.style.high for run in line.runs) for line in lines}
    assert sizes.pop("A023") >= 5
    assert max(sizes.values()) == 2


@pytest.mark.parametrize("number", ["1", "A023", "A1000", "ZH-12345678"])
@BOTH
def test_a_number_of_any_length_stays_on_one_line(ticket: Ticket, number: str, profile: PaperProfile) -> None:
    ops = decode(render_ticket(dataclasses.replace(ticket, number=number), profile)).ops
    assert number in [op.text for op in ops if isinstance(op, TextLine)]


def columns_of(line: TextLine) -> int:
    return sum(display_width(run.text) * run.style.wide for run in line.runs)


@BOTH
def test_no_line_leaves_the_paper(ticket: Ticket, profile: PaperProfile) -> None:
    long = dataclasses.replace(
        ticket, hall="很长的大厅名称" * 5, matter="很长的事项" * 9, window="很长的窗口名称" * 4, machine="X" * 90
    )
    for op in decode(render_ticket(long, profile)).ops:
        if isinstance(op, TextLine):
            assert columns_of(op) <= profile.columns
        elif isinstance(op, Raster):
            assert op.row_bytes * 8 <= profile.dots


def test_a_character_beyond_gbk_turns_its_line_into_a_picture(ticket: Ticket) -> None:
    slip = decode(render_ticket(dataclasses.replace(ticket, window="㛃𬭎窗口", way=("到 𰻝 厅",), notes=("备好✓",))))
    tall = [op for op in slip.ops if isinstance(op, Raster) and op.rows > 8]
    assert [op.rows for op in tall] == [48, 24, 24]
    assert all(any(op.bits) for op in tall)
    assert "㛃" not in slip.to_text()


ANY_TEXT = st.text(st.characters(max_codepoint=0x3FFF), max_size=20) | st.binary(max_size=20).map(
    lambda raw: raw.decode("latin-1")
)


@settings(max_examples=60, deadline=None)
@given(ANY_TEXT, ANY_TEXT, ANY_TEXT, ANY_TEXT)
def test_no_text_can_speak_to_the_printer(matter: str, window: str, leg: str, note: str) -> None:
    ticket = Ticket("A1", matter, window, 1, (leg,), datetime(2026, 1, 2), leg, note, "", notes=(note,))
    slip = decode(render_ticket(ticket, PAPER_58))
    assert [op for op in slip.ops if isinstance(op, Cut)] == [slip.ops[-1]]
    assert not any(isinstance(op, QrCode) for op in slip.ops)


@BOTH
def test_the_code_on_the_picture_of_the_slip_is_read_by_a_scanner(
    ticket: Ticket, profile: PaperProfile, tmp_path: Path
) -> None:
    slip = decode(render_ticket(ticket, profile))
    assert any(isinstance(op, QrCode) for op in slip.ops) is profile.native_qr
    slip.to_png(tmp_path / "slip.png", dots=profile.dots)
    with Image.open(tmp_path / "slip.png") as picture:
        assert picture.width == profile.dots + 64
        assert [code.text for code in zxingcpp.read_barcodes(picture)] == [ticket.qr]


def test_the_picture_is_white_paper_with_ink(ticket: Ticket, tmp_path: Path) -> None:
    decode(render_ticket(ticket)).to_png(tmp_path / "slip.png")
    with Image.open(tmp_path / "slip.png") as picture, picture.convert("L") as grey:
        dark = sum(grey.histogram()[:128]) / (grey.width * grey.height)
    assert 0.05 < dark < 0.25


def test_the_same_ticket_gives_the_same_bytes(ticket: Ticket) -> None:
    assert render_ticket(ticket) == render_ticket(ticket)


def test_a_slip_without_text_is_still_a_slip() -> None:
    assert Slip(()).to_text() == ""
