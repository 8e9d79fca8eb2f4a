"""A ticket as the bytes one printer kind understands. Pure: same ticket and profile, same bytes."""

from __future__ import annotations

from typing import Literal

from hardware.ticket_printer import raster
from hardware.ticket_printer.lettering import clean, display_width, is_native, wrap, wrap_evenly
from hardware.ticket_printer.profiles import PAPER_80, PaperProfile
from kiosk.ticket import Ticket

Align = Literal["left", "center", "right"]

LEADING = 10  # dots of white between two lines
BAR = 6  # dots of black above and below the words of a mark
NUMBER_SCALE = 6  # largest enlargement of the queue number: 144 dots, 18 mm high
QR_MODULE = {576: 7, 384: 5}  # dots a module where it fits: 0.88 and 0.63 mm, enough for any phone
SEPARATOR = "："

DEMO_MARK = "演示小票 · 非真实排队号"
REPRINT_MARK = "补打 · 与原票同号"
AHEAD_UNKNOWN = "前方人数以大厅屏幕为准"
MISSED = "叫到号请尽快到窗口。过号请持本票找导办员处理，本票当日有效。"
QR_CAPTION = "扫码查看办理进度"


def render_ticket(ticket: Ticket, profile: PaperProfile = PAPER_80) -> bytes:
    """The whole slip: initialise, print, feed and cut.

    Text is GB18030 in the printer's Chinese mode (FS &); a line with any character beyond GBK goes as raster.
    Control characters in any text are dropped. Raises SettingsError when a raster line needs a font that is
    not installed. Commands: Epson ESC/POS reference.
    """
    slip = _Slip(profile)
    _head(slip, ticket)
    _number(slip, ticket)
    _where(slip, ticket)
    _way(slip, ticket)
    _notes(slip, ticket)
    _code(slip, ticket)
    _foot(slip, ticket)
    return slip.finish()


def _head(slip: _Slip, ticket: Ticket) -> None:
    slip.line(ticket.hall, align="center", scale=slip.fit(ticket.hall, 2), bold=True)
    slip.feed(4)
    if ticket.demo:
        slip.mark(DEMO_MARK)
    if ticket.reprint:
        slip.mark(REPRINT_MARK)
    if not ticket.demo and not ticket.reprint:
        slip.rule(thick=4)


def _number(slip: _Slip, ticket: Ticket) -> None:
    slip.feed(14)
    slip.line("您的排队号", align="center")
    slip.feed(6)
    slip.line(ticket.number, align="center", scale=slip.fit(ticket.number, NUMBER_SCALE), bold=True)
    slip.line(ticket.matter, align="center", scale=slip.fit(ticket.matter, 2), bold=True)
    slip.feed(6)


def _where(slip: _Slip, ticket: Ticket) -> None:
    slip.rule(thick=2)
    slip.feed(14)
    slip.pair("办理窗口", ticket.window)
    if ticket.people_ahead is None:
        slip.line(AHEAD_UNKNOWN)
    else:
        slip.pair("前方等候", f"{ticket.people_ahead} 人")
    slip.feed(6)


def _way(slip: _Slip, ticket: Ticket) -> None:
    if not ticket.way:
        return
    slip.rule(thick=2, dash=6)
    slip.feed(12)
    slip.line("怎么走", bold=True)
    for number, leg in enumerate(ticket.way, 1):
        slip.item(f"{number}. ", leg)
    slip.feed(8)


def _notes(slip: _Slip, ticket: Ticket) -> None:
    if not ticket.notes:
        return
    slip.rule(thick=2, dash=6)
    slip.feed(12)
    slip.line("请留意", bold=True)
    for note in ticket.notes:
        slip.item("· ", note)
    slip.feed(8)


def _code(slip: _Slip, ticket: Ticket) -> None:
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


def _foot(slip: _Slip, ticket: Ticket) -> None:
    slip.rule(thick=2)
    slip.feed(12)
    slip.item("过号说明" + SEPARATOR, MISSED)
    slip.item("取号时间" + SEPARATOR, f"{ticket.issued_at:%Y-%m-%d %H:%M}")
    slip.item("自助终端" + SEPARATOR, ticket.machine)
    if ticket.demo:
        slip.feed(6)
        slip.mark(DEMO_MARK)


class _Slip:
    """Collects the bytes of one slip through python-escpos; made anew for each ticket, as its modes stick."""

    def __init__(self, profile: PaperProfile) -> None:
        from escpos.printer import Dummy

        self._profile = profile
        self._printer = Dummy(profile=profile.commands)
        self._printer.hw("INIT")
        self._printer._raw(b"\x1c&")
        self._printer.line_spacing(raster.CELL + LEADING)
        if profile.smooth:
            self._printer.set(smooth=True)

    def finish(self) -> bytes:
        self.feed(24)
        self._printer.cut(feed=False)
        return bytes(self._printer.output)

    def feed(self, dots: int) -> None:
        self._printer._raw(b"\x1bJ" + bytes([dots]))

    def rule(self, *, thick: int, dash: int = 0) -> None:
        self._printer._raw(raster.rule(self._profile.dots, thick=thick, dash=dash))

    def fit(self, text: str, largest: int) -> int:
        """The largest enlargement at which ``text`` still fits on one line, at least 1."""
        width = max(1, display_width(clean(text)))
        return max(1, min(largest, self._profile.columns // width))

    def line(self, text: str, *, align: Align = "left", scale: int = 1, bold: bool = False) -> None:
        lay = wrap_evenly if align == "center" else wrap
        for line in lay(clean(text), self._profile.columns // scale):
            if is_native(line):
                self._style(align=align, scale=scale, bold=bold)
                self._printer._raw(line.encode("gb18030") + b"\n")
                if scale > 1:  # such a line is as high as its characters: no white below
                    self.feed(LEADING)
            else:
                self._raster(line, align, scale, bold)

    def mark(self, text: str) -> None:
        """A notice on a black bar across the paper."""
        self.feed(6)
        self.rule(thick=BAR)
        self._printer.line_spacing(raster.CELL)
        self._style(align="left", scale=1, bold=True, invert=True)
        left = (self._profile.columns - display_width(text)) // 2
        right = self._profile.columns - display_width(text) - left
        self._printer._raw((" " * left + text + " " * right).encode("gb18030") + b"\n")
        self._printer.line_spacing(raster.CELL + LEADING)
        self.rule(thick=BAR)

    def pair(self, label: str, value: str) -> None:
        """A label and its value at double size, on one line where it fits."""
        value = clean(value)
        room = (self._profile.columns - display_width(label) - 2) // 2
        if is_native(value) and display_width(value) <= room:
            self._style(align="left", scale=1, bold=False)
            self._printer._raw(f"{label}  ".encode("gb18030"))
            self._style(align=None, scale=2, bold=True)
            self._printer._raw(value.encode("gb18030") + b"\n")
            self.feed(LEADING)
        else:
            self.line(label)
            self.line(value, scale=2, bold=True)

    def item(self, mark: str, text: str) -> None:
        """A paragraph whose later lines hang under the first character after ``mark``."""
        indent = display_width(mark)
        lines = wrap(clean(text), self._profile.columns - indent) or [""]
        for number, line in enumerate(lines):
            self._hanging((mark if number == 0 else " " * indent) + line)

    def _hanging(self, line: str) -> None:
        if is_native(line):
            self._style(align="left", scale=1, bold=False)
            self._printer._raw(line.encode("gb18030") + b"\n")
        else:
            self._raster(line, "left", 1, False)

    def qr(self, payload: str) -> None:
        module = min(QR_MODULE[self._profile.dots], self._profile.dots // len(raster.qr_matrix(payload)))
        if not self._profile.native_qr:
            self._printer._raw(raster.qr_code(payload, self._profile.dots, module))
            return
        self._style(align="center", scale=1, bold=False)
        self.feed(module * 2)
        self._printer.qr(payload, ec=1, size=module, native=True)
        self.feed(module * 2)

    def _raster(self, line: str, align: Align, scale: int, bold: bool) -> None:
        picture = raster.text_line(line, self._profile.dots, align=align, scale=scale, bold=bold)
        self._printer._raw(picture)
        self.feed(LEADING)

    def _style(self, *, align: Align | None, scale: int, bold: bool, invert: bool = False) -> None:
        self._printer.set(align=align, bold=bold, invert=invert, custom_size=True, width=scale, height=scale)
