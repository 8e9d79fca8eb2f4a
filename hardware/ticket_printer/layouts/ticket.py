"""A ticket as the bytes one printer kind understands. Pure: same ticket and profile, same bytes."""

from __future__ import annotations

from hardware.ticket_printer.layouts.writer import SEPARATOR, SlipWriter
from hardware.ticket_printer.profiles import PAPER_80, PaperProfile
from kiosk.slips.ticket import Ticket

NUMBER_SCALE = 6  # largest enlargement of the queue number: 144 dots, 18 mm high

DEMO_MARK = "演示小票 · 非真实排队号"
REPRINT_MARK = "补打 · 与原票同号"
AHEAD_UNKNOWN = "前方人数以大厅屏幕为准"
MISSED = "叫到号请尽快到窗口。过号请持本票找导办员处理，本票当日有效。"
QR_CAPTION = "扫码查看办理进度"


def render_ticket(ticket: Ticket, profile: PaperProfile = PAPER_80) -> bytes:
    """The whole slip: initialise, print, feed and cut.

    Raises SettingsError when a line beyond GBK needs a font that is not installed.
    """
    slip = SlipWriter(profile)
    _head(slip, ticket)
    _number(slip, ticket)
    _where(slip, ticket)
    _way(slip, ticket)
    _notes(slip, ticket)
    _code(slip, ticket)
    _foot(slip, ticket)
    return slip.finish()


def _head(slip: SlipWriter, ticket: Ticket) -> None:
    marks = ((DEMO_MARK, ticket.demo), (REPRINT_MARK, ticket.reprint))
    slip.masthead(ticket.hall, *(mark for mark, wanted in marks if wanted))


def _number(slip: SlipWriter, ticket: Ticket) -> None:
    slip.feed(14)
    slip.line("您的排队号", align="center")
    slip.feed(6)
    slip.line(ticket.number, align="center", scale=slip.fit(ticket.number, NUMBER_SCALE), bold=True)
    slip.line(ticket.matter, align="center", scale=slip.fit(ticket.matter, 2), bold=True)
    slip.feed(6)


def _where(slip: SlipWriter, ticket: Ticket) -> None:
    slip.rule(thick=2)
    slip.feed(14)
    slip.pair("办理窗口", ticket.window)
    if ticket.people_ahead is None:
        slip.line(AHEAD_UNKNOWN)
    else:
        slip.pair("前方等候", f"{ticket.people_ahead} 人")
    slip.feed(6)


def _way(slip: SlipWriter, ticket: Ticket) -> None:
    if not ticket.way:
        return
    slip.rule(thick=2, dash=6)
    slip.feed(12)
    slip.line("怎么走", bold=True)
    for number, leg in enumerate(ticket.way, 1):
        slip.item(f"{number}. ", leg)
    slip.feed(8)


def _notes(slip: SlipWriter, ticket: Ticket) -> None:
    if not ticket.notes:
        return
    slip.rule(thick=2, dash=6)
    slip.feed(12)
    slip.line("请留意", bold=True)
    for note in ticket.notes:
        slip.item("· ", note)
    slip.feed(8)


def _code(slip: SlipWriter, ticket: Ticket) -> None:
    if not ticket.qr and not ticket.case_code:
        return
    slip.rule(thick=2, dash=6)
    slip.feed(8)
    if ticket.qr:
        slip.qr(ticket.qr)
        slip.line(QR_CAPTION, align="center")
        slip.feed(8)
    if ticket.case_code:
        slip.line("办件编号", align="center")
        slip.line(ticket.case_code, align="center", scale=slip.fit(ticket.case_code, 2), bold=True)
    slip.feed(6)


def _foot(slip: SlipWriter, ticket: Ticket) -> None:
    slip.rule(thick=2)
    slip.feed(12)
    slip.item("过号说明" + SEPARATOR, MISSED)
    slip.item("取号时间" + SEPARATOR, f"{ticket.issued_at:%Y-%m-%d %H:%M}")
    slip.item("自助终端" + SEPARATOR, ticket.machine)
    if ticket.demo:
        slip.feed(6)
        slip.mark(DEMO_MARK)
