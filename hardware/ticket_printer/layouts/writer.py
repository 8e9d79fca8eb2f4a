"""Writes one slip as the bytes one printer kind understands: lines, rules, marks, codes."""

from __future__ import annotations

from typing import Literal

from hardware.ticket_printer import raster
from hardware.ticket_printer.lettering import clean, display_width, is_native, wrap, wrap_evenly
from hardware.ticket_printer.profiles import PaperProfile
from kiosk.slips.model import Cutter

Align = Literal["left", "center", "right"]

CUTS = {Cutter.PARTIAL: b"\x1dVB\x00", Cutter.FULL: b"\x1dVA\x00", Cutter.NONE: b""}  # GS V
TO_KNIFE, TO_EDGE = 24, 120  # dots of paper after the last line: before a cut, and to tear it off by hand
FROM_LEFT = b"\x1ba\x00"  # ESC a 0: a picture brings the white left of it
LEADING = 10  # dots of white between two lines
BAR = 6  # dots of black above and below the words of a mark
QR_MODULE = {576: 7, 384: 5}  # dots a module where it fits: 0.88 and 0.63 mm, enough for any phone
SEPARATOR = "："


class SlipWriter:
    """Collects the bytes of one slip through python-escpos; made anew for each job, as its modes stick.

    Text is GB18030 in the printer's Chinese mode (FS &); a line with any character beyond GBK goes as raster, and
    on a printer without Chinese font every line beyond ASCII.
    Control characters in any text are dropped. Commands: Epson ESC/POS reference.
    """

    def __init__(self, profile: PaperProfile) -> None:
        from escpos.printer import Dummy

        self._profile = profile
        self._printer = Dummy(profile=profile.commands)
        self._printer.hw("INIT")
        if profile.chinese:
            self._printer._raw(b"\x1c&")
        self._printer.line_spacing(raster.CELL + LEADING)
        if profile.smooth:
            self._printer.set(smooth=True)

    def finish(self) -> bytes:
        """Feed, cut (GS V) or feed to the edge, and the bytes of the whole slip."""
        self.feed(TO_EDGE if self._profile.cutter is Cutter.NONE else TO_KNIFE)
        self._printer._raw(CUTS[self._profile.cutter])
        return bytes(self._printer.output)

    def masthead(self, hall: str, *marks: str) -> None:
        """The hall's name, and under it the marks, or a thick rule where there is none."""
        self.line(hall, align="center", scale=self.fit(hall, 2), bold=True)
        self.feed(4)
        for mark in marks:
            self.mark(mark)
        if not marks:
            self.rule(thick=4)

    def feed(self, dots: int) -> None:
        """Move the paper by ``dots`` (at most 255)."""
        self._printer._raw(b"\x1bJ" + bytes([dots]))

    def rule(self, *, thick: int, dash: int = 0) -> None:
        """A line across the paper, ``thick`` dots high; ``dash`` dots on and off, 0 for unbroken."""
        self._printer._raw(raster.rule(self._profile.dots, thick=thick, dash=dash))

    def fit(self, text: str, largest: int) -> int:
        """The largest enlargement at which ``text`` still fits on one line, at least 1."""
        width = max(1, display_width(clean(text)))
        return max(1, min(largest, self._profile.columns // width))

    def line(self, text: str, *, align: Align = "left", scale: int = 1, bold: bool = False) -> None:
        """Lines of text at ``scale``; centred ones are of like length."""
        lay = wrap_evenly if align == "center" else wrap
        for line in lay(clean(text), self._profile.columns // scale):
            if self._is_native(line):
                self._style(align=align, scale=scale, bold=bold)
                self._printer._raw(line.encode("gb18030") + b"\n")
                if scale > 1:  # such a line is as high as its characters: no white below
                    self.feed(LEADING)
            else:
                self._raster(line, align, scale, bold)

    def mark(self, text: str) -> None:
        """A notice on a black bar across the paper."""
        self.feed(6)
        if not self._is_native(text):
            self._printer._raw(raster.bar(text, self._profile.dots, BAR))
            return
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
        if self._is_native(label + value) and display_width(value) <= room:
            self._style(align="left", scale=1, bold=False)
            self._printer._raw(f"{label}  ".encode("gb18030"))
            self._style(align=None, scale=2, bold=True)
            self._printer._raw(value.encode("gb18030") + b"\n")
            self.feed(LEADING)
        else:
            self.line(label)
            self.line(value, scale=2, bold=True)

    def item(self, mark: str, text: str, *, bold: bool = False) -> None:
        """A paragraph whose later lines hang under the first character after ``mark``."""
        mark = clean(mark)
        indent = display_width(mark)
        lines = wrap(clean(text), self._profile.columns - indent) or [""]
        for number, line in enumerate(lines):
            self._hanging((mark if number == 0 else " " * indent) + line, bold)

    def item_with_end(self, mark: str, text: str, end: str, *, bold: bool = False) -> None:
        """As :meth:`item`, with ``end`` at the right edge of the last line where it fits, else on its own."""
        mark, end = clean(mark), clean(end)
        indent, columns = display_width(mark), self._profile.columns
        lines = wrap(clean(text), columns - indent) or [""]
        room = columns - indent - display_width(lines[-1]) - display_width(end)
        if end and room >= 2:
            lines[-1] += " " * room + end
        elif end:
            lines += [" " * (columns - indent - display_width(part)) + part for part in wrap(end, columns - indent)]
        for number, line in enumerate(lines):
            self._hanging((mark if number == 0 else " " * indent) + line, bold)

    def _is_native(self, line: str) -> bool:
        return is_native(line) if self._profile.chinese else line.isascii()

    def _hanging(self, line: str, bold: bool) -> None:
        if self._is_native(line):
            self._style(align="left", scale=1, bold=bold)
            self._printer._raw(line.encode("gb18030") + b"\n")
        else:
            self._raster(line, "left", 1, bold)

    def qr(self, payload: str, *, keep: bool = False) -> None:
        """A QR code of ``payload`` in the middle of the paper; ``keep`` one that is the same for everybody."""
        dots, payload = self._profile.dots, clean(payload)
        if not self._profile.native_qr:
            matrix = raster.kept_qr_matrix(payload) if keep else raster.qr_matrix(payload)
            self._printer._raw(FROM_LEFT)
            self._printer._raw(raster.qr_code(matrix, dots, min(QR_MODULE[dots], dots // len(matrix))))
            return
        module = min(QR_MODULE[dots], dots // raster.qr_side(payload))
        self._style(align="center", scale=1, bold=False)
        self.feed(module * 2)
        self._printer.qr(payload, ec=1, size=module, native=True)
        self.feed(module * 2)

    def _raster(self, line: str, align: Align, scale: int, bold: bool) -> None:
        self._printer._raw(FROM_LEFT)
        picture = raster.text_line(line, self._profile.dots, align=align, scale=scale, bold=bold)
        self._printer._raw(picture)
        self.feed(LEADING)

    def _style(self, *, align: Align | None, scale: int, bold: bool, invert: bool = False) -> None:
        self._printer.set(align=align, bold=bold, invert=invert, custom_size=True, width=scale, height=scale)
