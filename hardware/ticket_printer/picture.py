"""Draws what a slip printer burns: thermal paper, 8 dots a millimetre."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from hardware.ticket_printer.decoder import Align, Cut, Feed, Op, QrCode, Raster, Run, TextLine
from hardware.ticket_printer.lettering import display_width
from hardware.ticket_printer.raster import BASELINE, CELL, font

if TYPE_CHECKING:
    from PIL import Image

EDGE = 32  # dots of paper beside the printable width: an 80 mm roll is 640 dots
TOP, BOTTOM = 40, 40
PAPER, INK, SHADE = (253, 252, 249), (34, 32, 36), (214, 212, 206)
EC_LEVELS = {"L": 1, "M": 0, "Q": 3, "H": 2}


def draw(ops: tuple[Op, ...], dots: int, path: Path) -> None:
    """Write the slip as a PNG of ``dots`` + 64 pixels width. Raises SettingsError (no font)."""
    from PIL import Image, ImageDraw, ImageOps

    height = sum(_height(op) for op in ops)
    with Image.new("L", (dots + 2 * EDGE, TOP + height + BOTTOM), 255) as sheet:
        y = TOP
        for op in ops:
            _draw_op(sheet, op, dots, y)
            y += _height(op)
        with ImageOps.colorize(sheet, INK, PAPER) as slip:
            ImageDraw.Draw(slip).rectangle((0, 0, slip.width - 1, slip.height - 1), outline=SHADE)
            slip.save(path, optimize=True)


def _height(op: Op) -> int:
    if isinstance(op, TextLine):
        return max([op.spacing, *(CELL * run.style.high for run in op.runs)])
    if isinstance(op, Feed):
        return op.dots
    if isinstance(op, Raster):
        return op.rows
    if isinstance(op, QrCode):
        return len(_modules(op)) * op.module
    return 0


def _draw_op(sheet: Image.Image, op: Op, dots: int, y: int) -> None:
    if isinstance(op, TextLine):
        _draw_line(sheet, op, dots, y)
    elif isinstance(op, Raster):
        _draw_raster(sheet, op, dots, y)
    elif isinstance(op, QrCode):
        _draw_qr(sheet, op, dots, y)
    else:
        assert isinstance(op, Feed | Cut)


def _left(align: Align, length: int, dots: int) -> int:
    return EDGE + {"left": 0, "center": (dots - length) // 2, "right": dots - length}[align]


def _draw_line(sheet: Image.Image, line: TextLine, dots: int, y: int) -> None:
    high = max((CELL * run.style.high for run in line.runs), default=CELL)
    widths = [display_width(run.text) * CELL // 2 * run.style.wide for run in line.runs]
    x = _left(line.align, sum(widths), dots)
    for run, width in zip(line.runs, widths, strict=True):
        top = y + high - CELL * run.style.high
        if width:
            with _run_picture(run, width) as picture:
                sheet.paste(picture.crop((0, 0, min(width, EDGE + dots - x), picture.height)), (x, top))
        x += width


def _run_picture(run: Run, width: int) -> Image.Image:
    """One run of text, a cell at a time as the printer does, enlarged from 24 dots unless smoothed."""
    from PIL import Image, ImageDraw, ImageOps

    style = run.style
    size = CELL * style.high if style.smooth or style.wide == style.high == 1 else CELL
    picture = Image.new("L", (width * size // (CELL * style.wide), size), 255)
    pen = ImageDraw.Draw(picture)
    x = 0
    for char in run.text:
        cell = display_width(char) * size // 2
        pen.text((x + cell / 2, size * BASELINE), char, font=font(size, style.bold), fill=0, anchor="ms")
        x += cell
    if style.underline:
        pen.rectangle((0, size - 2, x, size), fill=0)
    target = (width, CELL * style.high)
    if picture.size != target:
        keep = Image.Resampling.LANCZOS if style.smooth else Image.Resampling.NEAREST
        picture = picture.point(lambda grey: 255 if grey > 128 else 0).resize(target, keep)
    return ImageOps.invert(picture) if style.invert else picture


def _draw_raster(sheet: Image.Image, op: Raster, dots: int, y: int) -> None:
    from PIL import Image

    width = op.row_bytes * 8
    with (
        Image.frombytes("1", (width, op.rows), op.bits) as burnt,
        burnt.point(lambda dot: 0 if dot else 255, mode="L") as picture,
    ):
        sheet.paste(picture.crop((0, 0, min(width, dots), op.rows)), (_left(op.align, width, dots), y))


def _modules(op: QrCode) -> list[list[bool]]:
    import qrcode

    code = qrcode.QRCode(error_correction=EC_LEVELS[op.level], border=0)
    code.add_data(op.payload.encode("utf-8"))
    code.make(fit=True)
    return [[bool(dark) for dark in line] for line in code.get_matrix()]


def _draw_qr(sheet: Image.Image, op: QrCode, dots: int, y: int) -> None:
    matrix = _modules(op)
    left = _left(op.align, len(matrix) * op.module, dots)
    for row, line in enumerate(matrix):
        for column, dark in enumerate(line):
            if dark:
                x, top = left + column * op.module, y + row * op.module
                sheet.paste(0, (x, top, x + op.module, top + op.module))
