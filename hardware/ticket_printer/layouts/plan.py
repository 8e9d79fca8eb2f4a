"""The plan in short as the bytes one printer kind understands. Pure: same slip and profile, same bytes."""

from __future__ import annotations

from hardware.ticket_printer.layouts.writer import SEPARATOR, SlipWriter
from hardware.ticket_printer.profiles import PAPER_80, PaperProfile
from kiosk.slips.plan import PlanSlip, SlipItem, SlipPaper

DEMO_MARK = "演示样张 · 不作办理依据"
QR_CAPTION = "给导办员扫：办的是哪件事"
BOX = "□ "


def render_plan_slip(slip: PlanSlip, profile: PaperProfile = PAPER_80) -> bytes:
    """The whole slip: initialise, print, feed and cut.

    Raises SettingsError when a line beyond GBK needs a font that is not installed.
    """
    paper = SlipWriter(profile)
    _head(paper, slip)
    for number, stage in enumerate(slip.stages):
        paper.feed(10 if number else 4)
        paper.line(f"【{stage.label}】", bold=True)
        for item in stage.items:
            _item(paper, item)
    paper.feed(8)
    _papers(paper, slip)
    _where(paper, slip)
    _foot(paper, slip)
    return paper.finish()


def _head(paper: SlipWriter, slip: PlanSlip) -> None:
    paper.masthead(slip.hall, *((DEMO_MARK,) if slip.demo else ()))
    paper.feed(12)
    paper.line(slip.title, align="center", scale=paper.fit(slip.title, 2), bold=True)
    paper.line("办事方案", align="center", scale=1)
    paper.feed(4)
    paper.line(slip.tally, align="center")
    paper.feed(6)
    paper.rule(thick=2)
    paper.feed(8)


def _item(paper: SlipWriter, item: SlipItem) -> None:
    paper.item(f"{item.mark} ", item.name, bold=True)
    paper.item_with_end("   ", item.department, item.time)
    if item.window:
        paper.item("   ", item.window)
    if item.held:
        paper.item("   ", f"★ {item.held}", bold=True)


def _papers(paper: SlipWriter, slip: PlanSlip) -> None:
    paper.rule(thick=2)
    paper.feed(12)
    paper.line(slip.bring_title, bold=True)
    paper.feed(4)
    for entry in slip.bring:
        _paper(paper, entry)
    if slip.not_to_bring:
        paper.feed(6)
        paper.item("不用带" + SEPARATOR, "、".join(slip.not_to_bring))
    paper.feed(8)


def _paper(paper: SlipWriter, entry: SlipPaper) -> None:
    paper.item_with_end(BOX, entry.name, entry.amount)
    if entry.remark:
        paper.item("   ", f"（{entry.remark}）")


def _where(paper: SlipWriter, slip: PlanSlip) -> None:
    paper.rule(thick=2)
    paper.feed(12)
    paper.line("到这里一次交齐", bold=True)
    paper.line(slip.window, bold=True)
    for number, leg in enumerate(slip.way, 1):
        paper.item(f"{number}. ", leg)
    paper.feed(6)
    paper.item("时间" + SEPARATOR, slip.hours)
    paper.item("电话" + SEPARATOR, slip.phone)
    paper.feed(6)
    if slip.notes:
        paper.rule(thick=2, dash=6)
        paper.feed(10)
        for note in slip.notes:
            paper.item("· ", note)
        paper.feed(6)


def _foot(paper: SlipWriter, slip: PlanSlip) -> None:
    if slip.qr:
        paper.rule(thick=2, dash=6)
        paper.feed(8)
        paper.qr(slip.qr, keep=True)
        paper.line(QR_CAPTION, align="center")
        paper.feed(8)
    paper.rule(thick=2)
    paper.feed(12)
    paper.item("依据" + SEPARATOR, slip.source)
    paper.line(slip.caveat, bold=True)
    paper.item("打印" + SEPARATOR, f"{slip.printed_at:%Y-%m-%d %H:%M}  {slip.machine}")
    if slip.demo:
        paper.feed(6)
        paper.mark(DEMO_MARK)
