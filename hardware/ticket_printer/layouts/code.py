"""The slip with a pick-up code as the bytes one printer kind understands. Pure: same slip and profile, same bytes."""

from __future__ import annotations

from hardware.ticket_printer.layouts.writer import SEPARATOR, SlipWriter
from hardware.ticket_printer.profiles import PAPER_80, PaperProfile
from kiosk.draft import CodeSlip

DEMO_MARK = "演示小票 · 不存真实信息"
CODE_SCALE = 4
HOW = (
    "回到大厅的这台自助终端，点“查进度”，输入上面的续办码。",
    "不用身份证。谁拿着这张纸都能打开，请收好，不要拍照转发。",
    "取回一次后，或超过有效时间，存下的内容自动删除。",
)


def render_code_slip(slip: CodeSlip, profile: PaperProfile = PAPER_80) -> bytes:
    """The whole slip: initialise, print, feed and cut. No QR code: a code that opens something is typed, not scanned.

    Raises SettingsError when a line beyond GBK needs a font that is not installed.
    """
    paper = SlipWriter(profile)
    paper.masthead(slip.hall, *((DEMO_MARK,) if slip.demo else ()))
    paper.feed(14)
    paper.line("续办码", align="center")
    paper.feed(6)
    paper.line(slip.code, align="center", scale=paper.fit(slip.code, CODE_SCALE), bold=True)
    paper.line(slip.matter, align="center", scale=paper.fit(slip.matter, 2), bold=True)
    paper.feed(6)
    paper.rule(thick=2)
    paper.feed(14)
    paper.pair("有效至", f"{slip.until.month}月{slip.until.day}日 {slip.until:%H:%M}")
    paper.pair("自助终端", slip.machine)
    paper.feed(6)
    paper.rule(thick=2, dash=6)
    paper.feed(12)
    paper.line("怎么接着办", bold=True)
    for number, sentence in enumerate(HOW, 1):
        paper.item(f"{number}. ", sentence)
    paper.feed(8)
    paper.rule(thick=2)
    paper.feed(12)
    paper.item("暂存时间" + SEPARATOR, f"{slip.kept_at:%Y-%m-%d %H:%M}")
    return paper.finish()
