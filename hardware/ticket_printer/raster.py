"""Pictures for a slip as GS v 0 bytes: text beyond the printer's own font, rules, and QR codes."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from typing import TYPE_CHECKING, Any, NamedTuple
from unicodedata import east_asian_width

from hardware.form_printer.fonts import font_folder

if TYPE_CHECKING:
    import qrcode
    from PIL import Image, ImageFont

BAND = 24  # rows of a picture sent at once
QUIET = 4  # light modules around a QR code
CELL = 24  # dots: height of font A and width of one Chinese character
MONO_SC = 7  # face of Noto Sans Mono CJK SC in the collection: Latin is exactly half a character wide
BASELINE = 0.87  # of the character height, from the top
INK = 112  # grey below which a dot is burnt; a little above the middle keeps thin strokes whole
_BURNT = tuple(255 if grey < 255 - INK else 0 for grey in range(256))


@lru_cache(maxsize=16)
def font(size: int, bold: bool) -> ImageFont.FreeTypeFont:
    """Noto Sans Mono CJK SC in ``size`` dots. Raises SettingsError when it is not installed."""
    from PIL import ImageFont

    name = "NotoSansCJK-Bold.ttc" if bold else "NotoSansCJK-Regular.ttc"
    return ImageFont.truetype(str(font_folder() / name), size, index=MONO_SC)


class Letter(NamedTuple):
    """The shape of a character, where it stands from the pen's place on the base line, and the dots to the next."""

    shape: Any
    offset: tuple[int, int]
    advance: float


def letter(text: str, size: int, bold: bool) -> Letter:
    """A single character is kept once drawn: shapes are most of the work, and one alone says nothing of anybody."""
    return _kept_letter(text, size, bold) if len(text) == 1 else _drawn_letter(text, size, bold)


def _drawn_letter(text: str, size: int, bold: bool) -> Letter:
    face = font(size, bold)
    shape, offset = face.getmask2(text, mode="L", anchor="ls", start=(0.0, size * BASELINE % 1))
    return Letter(shape, offset, face.getlength(text))


_kept_letter = lru_cache(maxsize=4096)(_drawn_letter)


def _shapes(text: str) -> Iterable[str]:
    """The characters of a text whose shapes do not depend on their neighbours, else the text as it is."""
    return text if all(char.isascii() or east_asian_width(char) in "WF" for char in text) else (text,)


def text_line(text: str, dots: int, *, align: str, scale: int, bold: bool) -> bytes:
    """One line of text on ``dots`` printable dots as one raster command, no wider than its last letter."""
    from PIL import Image, ImageDraw

    height = CELL * scale
    letters = [letter(shape, height, bold) for shape in _shapes(text)]
    length = min(dots, round(sum(one.advance for one in letters)))
    left = {"left": 0, "center": (dots - length) // 2, "right": dots - length}[align]
    width = min(dots, -(-(left + length) // 8) * 8 or 8)
    with Image.new("L", (width, height), 255) as picture:
        pen, at, line = ImageDraw.Draw(picture).draw, float(left), int(height * BASELINE)
        for one in letters:
            pen.draw_bitmap((round(at) + one.offset[0], line + one.offset[1]), one.shape, 0)
            at += one.advance
        return gs_v_0(picture)


@lru_cache(maxsize=16)
def bar(text: str, dots: int, edge: int) -> bytes:
    """Words in white on a black bar across the paper with ``edge`` dots of black above and below; kept, as they
    are the same for everybody.
    """
    from PIL import Image, ImageDraw

    with Image.new("L", (dots, CELL + 2 * edge), 0) as picture:
        pen = ImageDraw.Draw(picture)
        pen.text((dots / 2, edge + CELL * BASELINE), text, font=font(CELL, bold=True), fill=255, anchor="ms")
        return gs_v_0(picture)


@lru_cache(maxsize=16)
def rule(dots: int, *, thick: int, dash: int = 0) -> bytes:
    """A line across the paper, ``thick`` dots high; ``dash`` dots on and off, 0 for unbroken."""
    row = 0
    for x in range(dots):
        row = row << 1 | (not dash or x // dash % 2 == 0)
    return _command(dots // 8, thick, row.to_bytes(dots // 8, "big") * thick)


def qr_code(matrix: list[list[bool]], dots: int, module: int) -> bytes:
    """A QR code of ``qr_matrix``, ``module`` dots a module, as one raster command that starts at the left edge.

    It stands in the middle of ``dots``; the white right of it is not sent.
    """
    from PIL import Image

    side = len(matrix) * module
    width = min(dots, -(-((dots + side) // 2) // 8) * 8)
    light = bytes(0 if dark else 255 for line in matrix for dark in line)
    with (
        Image.frombytes("L", (len(matrix), len(matrix)), light) as code,
        code.resize((side, side), Image.Resampling.NEAREST) as drawn,
        Image.new("L", (width, side), 255) as picture,
    ):
        picture.paste(drawn, ((dots - side) // 2, 0))
        bands = range(0, side, BAND)  # in pieces: an end mark finds its place between two of them
        return b"".join(gs_v_0(picture.crop((0, top, width, min(side, top + BAND)))) for top in bands)


def qr_matrix(payload: str) -> list[list[bool]]:
    """Modules of the QR code (level M, ISO/IEC 18004) of ``payload`` with four light modules around; True is dark."""
    code = _code(payload)
    code.make(fit=True)
    return [[bool(dark) for dark in line] for line in code.get_matrix()]


@lru_cache(maxsize=32)
def kept_qr_matrix(payload: str) -> list[list[bool]]:
    """:func:`qr_matrix` kept for the next slip: only for a payload that is the same for everybody."""
    return qr_matrix(payload)


def qr_side(payload: str) -> int:
    """How many modules wide :func:`qr_matrix` is, without drawing it: 4 × version + 17 and the quiet zone."""
    return 4 * int(_code(payload).best_fit()) + 17 + 2 * QUIET


def _code(payload: str) -> qrcode.QRCode[Any]:
    import qrcode

    code = qrcode.QRCode(error_correction=qrcode.constants.ERROR_CORRECT_M, border=QUIET)
    code.add_data(payload.encode("utf-8"))
    return code


def gs_v_0(picture: Image.Image) -> bytes:
    """A grey picture (width a multiple of 8) as one raster command: dark dots burn."""
    with picture.point(_BURNT, mode="1") as burnt:
        return _command(picture.width // 8, picture.height, burnt.tobytes())


def _command(row_bytes: int, rows: int, data: bytes) -> bytes:
    return b"\x1dv0\x00" + row_bytes.to_bytes(2, "little") + rows.to_bytes(2, "little") + data
