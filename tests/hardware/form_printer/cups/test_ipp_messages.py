"""Messages against the bytes of RFC 8010 appendix A, there and back, and broken ones refused."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hardware.form_printer.cups.ipp import (
    JOB_GROUP,
    OPERATION_GROUP,
    Attribute,
    IppError,
    Message,
    Tag,
    decode,
    encode,
    first,
    one,
    texts,
)

PRINT_JOB = bytes.fromhex("0101 0002 00000001 01") + (
    b"\x47\x00\x12attributes-charset\x00\x05utf-8"
    b"\x48\x00\x1battributes-natural-language\x00\x05en-us"
    b"\x45\x00\x0bprinter-uri\x00\x2cipp://printer.example.com/ipp/print/pinetree"
    b"\x42\x00\x08job-name\x00\x06foobar"
    b"\x22\x00\x16ipp-attribute-fidelity\x00\x01\x01"
    b"\x02\x21\x00\x06copies\x00\x04\x00\x00\x00\x14"
    b"\x44\x00\x05sides\x00\x13two-sided-long-edge\x03"
)
"""RFC 8010 appendix A.1, up to the document."""


def test_the_example_of_the_standard_is_read_and_written_byte_for_byte() -> None:
    message, document = decode(PRINT_JOB + b"%PDF")
    assert (message.version, message.code, message.request_id, document) == ((1, 1), 2, 1, b"%PDF")
    head, job = message.group(OPERATION_GROUP), message.group(JOB_GROUP)
    assert head["job-name"] == one(Tag.NAME, "foobar")
    assert head["ipp-attribute-fidelity"].values == (True,)
    assert job == {"copies": one(Tag.INTEGER, 20), "sides": one(Tag.KEYWORD, "two-sided-long-edge")}
    assert encode(message) == PRINT_JOB


VALUES = st.one_of(
    st.tuples(st.sampled_from([Tag.INTEGER, Tag.ENUM]), st.integers(-(2**31), 2**31 - 1)),
    st.tuples(st.just(Tag.BOOLEAN), st.booleans()),
    st.tuples(st.sampled_from([Tag.KEYWORD, Tag.NAME, Tag.TEXT, Tag.URI]), st.text(max_size=40)),
    st.tuples(st.just(Tag.OCTETS), st.binary(max_size=40)),
    st.tuples(st.just(Tag.RANGE), st.tuples(st.integers(0, 99), st.integers(0, 99))),
    st.tuples(st.just(Tag.RESOLUTION), st.tuples(st.integers(1, 1200), st.integers(1, 1200), st.integers(3, 4))),
    st.tuples(st.just(Tag.NO_VALUE), st.none()),
)
NAMES = st.text("abcdefghijklmnopqrstuvwxyz-", min_size=1, max_size=20)
PLAIN = st.dictionaries(NAMES, VALUES.map(lambda pair: Attribute(pair[0], (pair[1],))), max_size=5)
NESTED = st.recursive(
    PLAIN,
    lambda inner: st.dictionaries(
        NAMES,
        st.lists(inner, min_size=1, max_size=3).map(lambda found: Attribute(Tag.COLLECTION, tuple(found))),
        max_size=3,
    ),
    max_leaves=8,
)


@settings(deadline=None, max_examples=100, suppress_health_check=[HealthCheck.too_slow])
@given(NESTED, PLAIN)
def test_every_message_comes_back(first_group: dict[str, Attribute], second: dict[str, Attribute]) -> None:
    message = Message(0x0B, 7, ((OPERATION_GROUP, first_group), (JOB_GROUP, second)))
    assert decode(encode(message)) == (message, b"")


@settings(deadline=None)
@given(st.binary(max_size=200), st.integers(0, len(PRINT_JOB)), st.integers(0, 255))
def test_broken_bytes_are_refused_by_name_and_never_crash(noise: bytes, place: int, byte: int) -> None:
    bent = PRINT_JOB[:place] + bytes((byte,)) + PRINT_JOB[place + 1 :]
    for data in (noise, bytes.fromhex("0200000000000001 01") + noise, bent, PRINT_JOB[:place]):
        try:
            decode(data)
        except IppError as error:
            assert error.reason


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (b"\x44\x00\x01a\x00\x00\x03", "before any group"),
        (b"\x01\x44\x00\x00\x00\x01x\x03", "without an attribute"),
        (b"\x01\x21\x00\x01a\x00\x03\x00\x00\x01\x03", "with 3 bytes"),
        (b"\x01\x44\x00\x01a\x00\x00\x44\x00\x01a\x00\x00\x03", "twice"),
        (b"\x01" + b"\x34\x00\x01a\x00\x00" + b"\x4a\x00\x00\x00\x01m\x34\x00\x00\x00\x00" * 20, "too deep"),
        (b"\x01\x44\x7f\xff", "ends after"),
    ],
)
def test_what_the_standard_forbids_is_refused(body: bytes, reason: str) -> None:
    with pytest.raises(IppError, match=reason):
        decode(bytes.fromhex("0200000000000001") + body)


def test_answers_of_the_wrong_kind_are_as_if_missing() -> None:
    odd = {"printer-state": one(Tag.TEXT, "idle"), "copies": one(Tag.BOOLEAN, True), "x": one(Tag.INTEGER, 1, 2)}
    assert first(odd, "printer-state", int, 0) == 0
    assert first(odd, "copies", int, 0) == 0
    assert texts(odd, "x") == ()


def test_a_value_too_long_for_its_length_is_refused_not_cut() -> None:
    with pytest.raises(IppError, match="too long"):
        encode(Message(2, 1, ((OPERATION_GROUP, {"a": one(Tag.TEXT, "x" * 0x8000)}),)))
