"""Letters kept from earlier slips give the very dots that drawing the whole line gives."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageDraw

from hardware.ticket_printer.raster import BASELINE, CELL, font, gs_v_0, text_line

DOTS = 576
WRITTEN = st.text(st.sampled_from("一件事办餐饮店，。：（）“”…—·A023 xyz%￥éñ①㎡鱻𠮷\u0301"), max_size=20)


def drawn_whole(text: str, scale: int, bold: bool) -> bytes:
    face = font(CELL * scale, bold)
    length = min(DOTS, round(face.getlength(text)))
    with Image.new("L", (min(DOTS, -(-length // 8) * 8 or 8), CELL * scale), 255) as picture:
        ImageDraw.Draw(picture).text((0, CELL * scale * BASELINE), text, font=face, fill=0, anchor="ls")
        return gs_v_0(picture)


@settings(max_examples=150, deadline=None)
@given(WRITTEN, st.integers(1, 4), st.booleans())
def test_a_line_of_kept_letters_is_the_line_drawn_at_once(text: str, scale: int, bold: bool) -> None:
    assert text_line(text, DOTS, align="left", scale=scale, bold=bold) == drawn_whole(text, scale, bold)
