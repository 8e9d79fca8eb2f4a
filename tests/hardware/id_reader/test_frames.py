"""Frames against the published bytes, and the parser against any stream."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hardware.id_reader.base_info import BaseInformation
from hardware.id_reader.wire import commands
from hardware.id_reader.wire.commands import Command
from hardware.id_reader.wire.frames import FrameParser, Request, RequestParser, Response, checksum
from hardware.id_reader.wire.sam_id import SamId
from hardware.id_reader.wire.statuses import Status

PREAMBLE = "AA AA AA 96 69 "

REQUESTS = [
    (commands.RESET, "00 03 10 FF EC"),
    (commands.STATUS, "00 03 11 FF ED"),
    (commands.SAM_ID, "00 03 12 FF EE"),
    (commands.FIND, "00 03 20 01 22"),
    (commands.SELECT, "00 03 20 02 21"),
    (commands.READ_BASE, "00 03 30 01 32"),
    (commands.READ_BASE_AND_FINGERPRINT, "00 03 30 10 23"),
    (commands.READ_NEW_ADDRESS, "00 03 30 03 30"),
    (commands.READ_CARD_NUMBERS, "00 03 30 05 36"),
    (commands.set_baudrate(115200), "00 03 60 00 63"),
    (commands.set_baudrate(57600), "00 03 60 01 62"),
    (commands.set_baudrate(38400), "00 03 60 02 61"),
    (commands.set_baudrate(19200), "00 03 60 03 60"),
    (commands.set_baudrate(9600), "00 03 60 04 67"),
    (commands.set_radio_frame(0x50), "00 04 61 FF 50 CA"),
    (commands.set_radio_frame(0x18), "00 04 61 FF 18 82"),
]

STATUSES = [
    (Status.DONE, "90 94"),
    (Status.NO_SUCH_ITEM, "91 95"),
    (Status.BAD_CHECKSUM_HEARD, "10 14"),
    (Status.BAD_LENGTH_HEARD, "11 15"),
    (Status.UNKNOWN_COMMAND, "21 25"),
    (Status.OUT_OF_ORDER, "23 27"),
    (Status.UNKNOWN_ERROR, "24 20"),
    (Status.CARD_REFUSED_READER, "31 35"),
    (Status.READER_REFUSED_CARD, "32 36"),
    (Status.INFORMATION_CHECK_FAILED, "33 37"),
    (Status.CARD_TYPE_UNKNOWN, "40 44"),
    (Status.READ_FAILED, "41 45"),
    (Status.RANDOM_NUMBER_FAILED, "47 43"),
    (Status.SELF_TEST_FAILED, "60 64"),
    (Status.NOT_AUTHORISED, "66 62"),
    (Status.NOT_FOUND, "80 84"),
    (Status.NOT_SELECTED, "81 85"),
]

SAM_FRAME = bytes.fromhex(
    PREAMBLE + "00 14 00 00 90 05 00 03 00 35 04 33 01 37 17 03 00 D2 02 96 49 AD"
)


@pytest.mark.parametrize(("command", "golden"), REQUESTS, ids=lambda value: str(value)[:24])
def test_every_request_has_the_published_bytes(command: Command, golden: str) -> None:
    frame = bytes.fromhex(PREAMBLE + golden)
    assert command.request.to_bytes() == frame
    assert RequestParser().feed(frame) == [command.request]


def test_the_one_byte_commands_have_the_published_bytes() -> None:
    assert Request(0x00).to_bytes() == bytes.fromhex(PREAMBLE + "00 02 00 02")
    assert Request(0x01).to_bytes() == bytes.fromhex(PREAMBLE + "00 02 01 03")


@pytest.mark.parametrize(("status", "tail"), STATUSES)
def test_every_status_frame_has_the_published_bytes(status: Status, tail: str) -> None:
    frame = bytes.fromhex(PREAMBLE + "00 04 00 00" + tail)
    assert status.response().to_bytes() == frame
    assert [Status.of(found) for found in FrameParser().feed(frame)] == [status]


def test_find_and_select_answers_have_the_published_bytes() -> None:
    found = bytes.fromhex(PREAMBLE + "00 08 00 00 9F 00 00 00 00 97")
    selected = bytes.fromhex(PREAMBLE + "00 0C 00 00 90 00 00 00 00 00 00 00 00 9C")
    short = bytes.fromhex(PREAMBLE + "00 04 00 00 9F 9B")
    assert Status.FOUND.response(bytes(4)).to_bytes() == found
    assert Status.DONE.response(bytes(8)).to_bytes() == selected
    for frame, command in ((found, commands.FIND), (short, commands.FIND), (selected, commands.SELECT)):
        (response,) = FrameParser().feed(frame)
        assert command.answered_by(response)


def test_the_sam_number_is_printed_as_on_the_reader() -> None:
    (response,) = FrameParser().feed(SAM_FRAME)
    number = SamId.from_bytes(response.data)
    assert str(number) == "05.03-20120629-0000202551-1234567890"
    assert Status.DONE.response(number.to_bytes()).to_bytes() == SAM_FRAME
    with pytest.raises(ValueError, match="16 bytes"):
        SamId.from_bytes(bytes(15))


@pytest.mark.parametrize(
    ("fingerprint", "head", "total"),
    [
        (None, "05 08 00 00 90 01 00 04 00", 1295),
        (0, "05 0A 00 00 90 01 00 04 00 00 00", 1297),
        (512, "07 0A 00 00 90 01 00 04 00 02 00", 1809),
        (1024, "09 0A 00 00 90 01 00 04 00 04 00", 2321),
    ],
)
def test_base_information_has_the_published_head_and_size(
    fingerprint: int | None, head: str, total: int
) -> None:
    base = BaseInformation(b"t" * 256, b"p" * 1024, b"\x0b" * (fingerprint or 0))
    with_fingerprint = fingerprint is not None
    frame = Status.DONE.response(base.to_data(with_fingerprint=with_fingerprint)).to_bytes()
    assert len(frame) == total
    assert frame.startswith(bytes.fromhex(PREAMBLE + head))
    (response,) = FrameParser().feed(frame)
    assert BaseInformation.from_data(response.data, with_fingerprint=with_fingerprint) == base
    assert base.fingers() == (0x0B,) * ((fingerprint or 0) // 512)


def test_base_information_with_lying_lengths_is_refused() -> None:
    good = BaseInformation(bytes(256), bytes(1024)).to_data()
    for bad in (b"", good[:-1], good + b"\0", b"\x02\0" + good[2:], good[:2] + b"\x03\xff" + good[4:]):
        with pytest.raises(ValueError):
            BaseInformation.from_data(bad)


def test_published_noise_is_survived() -> None:
    error = bytes.fromhex(PREAMBLE + "00 04 00 00 10 14")
    found = Status.FOUND.response(bytes(4)).to_bytes()
    assert len(FrameParser().feed(error + b"\0" + found)) == 2
    assert len(FrameParser().feed(b"\xaa\xaa" + found)) == 1
    assert FrameParser().feed(bytes.fromhex("AA 00 AA AA 96 69 00 04 00 00 10 14")) == []


def test_a_frame_behind_a_lying_length_is_found_when_the_line_is_quiet() -> None:
    parser = FrameParser()
    good = Status.NOT_FOUND.response()
    assert parser.feed(bytes.fromhex(PREAMBLE + "05 08") + good.to_bytes()) == []
    assert parser.finish() == [good]
    assert parser.pending == 0


@pytest.mark.parametrize("length", [0, 3, 0x090B, 0xFFFF])
def test_an_impossible_length_does_not_hide_the_next_frame(length: int) -> None:
    good = Status.NOT_FOUND.response()
    stream = bytes.fromhex(PREAMBLE) + length.to_bytes(2, "big") + good.to_bytes()
    assert FrameParser().feed(stream) == [good]


def test_a_response_never_shows_its_data() -> None:
    assert "00 00 90, 3 bytes" in repr(Response(0, 0, 0x90, b"abc"))
    assert "abc" not in repr(Response(0, 0, 0x90, b"abc"))
    assert "616263" not in repr(BaseInformation(b"abc".ljust(256), bytes(1024)))


RESPONSES = st.builds(
    Response,
    st.integers(0, 255),
    st.integers(0, 255),
    st.integers(0, 255),
    st.binary(max_size=60) | st.just(bytes.fromhex(PREAMBLE + "00 04 00 00 80 84")),
)
QUIET_NOISE = st.binary(max_size=20).map(lambda noise: noise.replace(b"\xaa", b"\x55"))
NOISE = st.one_of(
    st.binary(max_size=20),
    st.sampled_from([bytes.fromhex(PREAMBLE), bytes.fromhex(PREAMBLE + "00 10"), b"\xaa" * 7]),
    RESPONSES.map(lambda response: response.to_bytes()[:-2]),
)
SPLITS = st.lists(st.integers(1, 40), max_size=60)


def split(stream: bytes, sizes: list[int]) -> list[bytes]:
    pieces, at = [], 0
    for size in sizes:
        pieces.append(stream[at : at + size])
        at += size
    return [*pieces, stream[at:]]


@settings(deadline=None)
@given(st.lists(st.tuples(QUIET_NOISE, RESPONSES), max_size=8), QUIET_NOISE, SPLITS)
def test_all_frames_are_found_in_order_between_noise_however_it_is_split(
    parts: list[tuple[bytes, Response]], tail: bytes, sizes: list[int]
) -> None:
    stream = b"".join(noise + response.to_bytes() for noise, response in parts) + tail
    parser = FrameParser()
    found = [response for piece in split(stream, sizes) for response in parser.feed(piece)]
    assert found == [response for _, response in parts]


@settings(deadline=None)
@given(st.lists(st.one_of(NOISE, RESPONSES.map(Response.to_bytes)), max_size=12), SPLITS)
def test_whatever_arrives_only_checked_frames_come_out_and_little_is_held(
    parts: list[bytes], sizes: list[int]
) -> None:
    stream = b"".join(parts)
    parser = FrameParser()
    found = []
    for piece in split(stream, sizes):
        found += parser.feed(piece)
        assert parser.pending <= 2320
    assert found == FrameParser().feed(stream)
    at = 0
    for response in [*found, *parser.finish()]:
        frame = response.to_bytes()
        assert checksum(frame[5:]) == 0
        at = stream.index(frame, at) + len(frame)


@settings(deadline=None)
@given(RESPONSES, st.integers(min_value=0), st.integers(1, 255))
def test_a_frame_with_one_wrong_byte_is_never_believed(response: Response, place: int, flip: int) -> None:
    frame = bytearray(response.to_bytes())
    body_at = 7 + place % (len(frame) - 7)
    frame[body_at] ^= flip
    parser = FrameParser()
    assert response not in parser.feed(bytes(frame))
    assert parser.rejected >= 1


def test_a_megabyte_of_noise_holds_less_than_one_frame() -> None:
    parser = FrameParser()
    assert parser.feed(b"\xaa" * 1_000_000) == []
    assert parser.pending <= 2320
    good = Status.NOT_FOUND.response()
    assert parser.feed(good.to_bytes()) == [good]
