import pytest
from hypothesis import given
from hypothesis import strategies as st

from hardware.ticket_printer.commands import EscPosError, next_command
from hardware.ticket_printer.decoder import Cut, Feed, QrCode, Raster, Run, Style, TextLine, decode
from hardware.ticket_printer.layouts.ticket import render_ticket
from kiosk.slips.ticket import Ticket

QR = b"".join(
    b"\x1d(k" + len(body).to_bytes(2, "little") + body for body in (b"1A2\x00", b"1C\x05", b"1E1", b"1P0HELLO", b"1Q0")
)


def test_every_known_command_is_drawn_as_the_reference_says() -> None:
    stream = b"\x1b@\x1c&\x1ba\x01\x1bE\x01\x1d!\x12" + "张A".encode("gb18030") + b"\n"
    stream += b"\x1bJ\x07\x1dv0\x00\x01\x00\x02\x00\xf0\x0f" + QR + b"\x1dV\x00"
    assert decode(stream).ops == (
        TextLine((Run("张A", Style(wide=2, high=3, bold=True)),), "center", 30),
        Feed(7),
        Raster(1, 2, b"\xf0\x0f", "center"),
        QrCode("HELLO", 5, "M", "center"),
        Cut(partial=False),
    )


@given(st.text(st.characters(exclude_categories=("C", "Z"), exclude_characters="\x7f\x80"), min_size=1))
def test_any_text_sent_as_gb18030_comes_back(text: str) -> None:
    assert decode(b"\x1c&" + text.encode("gb18030") + b"\n").to_text() == text


@pytest.mark.parametrize(
    ("stream", "offset"),
    [
        (b"AB\x07\n", 2),
        (b"\x1b@\x1bZ", 2),
        (b"A\n\x1dV\x05", 2),
        (b"\x1c&\xff\n", 2),
        (b"\x1c&\x81\x20\n", 2),
        ("张\n".encode("gb18030"), 0),
        (b"A\n\x1dv0\x00\x02\x00\x02\x00\x00", 2),
        (b"\x1d(L\x02\x00", 0),
        (b"\x10\x04\x09", 0),
        (b"AB", 2),
        (b"AB\x1dV\x00", 2),
        (b"\x1ba\x07", 0),
        (b"\x1d!\x88", 0),
    ],
)
def test_what_is_not_understood_is_an_error_at_its_offset(stream: bytes, offset: int) -> None:
    with pytest.raises(EscPosError, match=f"at byte {offset}: ") as caught:
        decode(stream)
    assert caught.value.offset == offset


@given(st.binary())
def test_no_bytes_break_the_reader(stream: bytes) -> None:
    try:
        decode(stream)
    except EscPosError as error:
        assert 0 <= error.offset <= len(stream)


def test_a_command_cut_short_waits_for_its_rest(ticket: Ticket) -> None:
    stream = render_ticket(ticket)
    offset = 0
    while offset < len(stream):
        whole = next_command(stream, offset)
        assert whole is not None
        for end in range(offset, min(offset + whole.size, offset + 12)):
            assert next_command(stream[:end], offset) is None
        offset += whole.size
