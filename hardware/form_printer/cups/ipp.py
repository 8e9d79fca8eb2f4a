"""Internet Printing Protocol messages as bytes (RFC 8010 section 3), read strictly, written plainly.

Values are ``int`` (integer, enum), ``bool``, ``str`` (keyword, name, text, uri …), ``bytes`` (octetString, dateTime),
``(low, high)`` (rangeOfInteger), ``(across, down, unit)`` (resolution), ``None`` (out-of-band) and ``dict``
(collection).
"""

from __future__ import annotations

import struct
from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import IntEnum
from typing import Any

OPERATION_GROUP, JOB_GROUP, END, PRINTER_GROUP, UNSUPPORTED_GROUP = 1, 2, 3, 4, 5
_LAST_DELIMITER = 0x0F
_BEGIN, _FINISH, _MEMBER = 0x34, 0x37, 0x4A
_DEEPEST = 8  # collections inside collections; media-col needs two
_LONGEST = 0x7FFF  # of a name or a value (RFC 8010 section 3.1.4: signed short)


class Tag(IntEnum):
    """Value tags this house uses (RFC 8010 section 3.5.2)."""

    UNSUPPORTED = 0x10
    UNKNOWN = 0x12
    NO_VALUE = 0x13
    INTEGER = 0x21
    BOOLEAN = 0x22
    ENUM = 0x23
    OCTETS = 0x30
    DATE = 0x31
    RESOLUTION = 0x32
    RANGE = 0x33
    COLLECTION = 0x34
    TEXT_LANG = 0x35
    NAME_LANG = 0x36
    TEXT = 0x41
    NAME = 0x42
    KEYWORD = 0x44
    URI = 0x45
    SCHEME = 0x46
    CHARSET = 0x47
    LANGUAGE = 0x48
    MIME = 0x49


class IppError(Exception):
    """Bytes that are no IPP message; ``reason`` says where they break."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True)
class Attribute:
    """One attribute; ``tag`` is that of its first value."""

    tag: int
    values: tuple[Any, ...]


Attributes = dict[str, Attribute]


@dataclass(frozen=True)
class Message:
    """A request (``code`` is the operation) or an answer (``code`` is the status); ``groups`` in their order."""

    code: int
    request_id: int = 1
    groups: tuple[tuple[int, Attributes], ...] = field(default=())
    version: tuple[int, int] = (2, 0)

    def group(self, tag: int) -> Attributes:
        """The first group of a kind; empty when there is none."""
        return next((attributes for kind, attributes in self.groups if kind == tag), {})

    def all_groups(self, tag: int) -> list[Attributes]:
        """Every group of a kind (one a job in the answer to Get-Jobs)."""
        return [attributes for kind, attributes in self.groups if kind == tag]


def one(tag: int, *values: Any) -> Attribute:
    """An attribute of one or more values of one kind."""
    return Attribute(tag, values)


def first(attributes: Attributes, name: str, kind: type, default: Any) -> Any:
    """The first value of ``name`` when it is of ``kind``, else ``default``: answers may hold anything."""
    found = attributes.get(name)
    if found is None or not found.values:
        return default
    value = found.values[0]
    return value if type(value) is kind else default


def texts(attributes: Attributes, name: str) -> tuple[str, ...]:
    """All values of ``name`` that are text; empty when it is missing."""
    found = attributes.get(name)
    return tuple(value for value in found.values if isinstance(value, str)) if found else ()


def encode(message: Message) -> bytes:
    """The message without document data. Raises IppError when a name or value is too long."""
    parts = [struct.pack(">BBHI", *message.version, message.code, message.request_id)]
    for kind, attributes in message.groups:
        parts.append(bytes((kind,)))
        for name, attribute in attributes.items():
            for position, value in enumerate(attribute.values):
                parts.append(_field(attribute.tag, "" if position else name, value))
    parts.append(bytes((END,)))
    return b"".join(parts)


def _field(tag: int, name: str, value: Any) -> bytes:
    if tag == Tag.COLLECTION:
        return _triple(_BEGIN, name, b"") + _members(value) + _triple(_FINISH, "", b"")
    return _triple(tag, name, _raw(tag, value))


def _members(collection: Attributes) -> bytes:
    parts = []
    for name, attribute in collection.items():
        parts.append(_triple(_MEMBER, "", name.encode("utf-8")))
        parts.extend(_field(attribute.tag, "", value) for value in attribute.values)
    return b"".join(parts)


def _triple(tag: int, name: str, raw: bytes) -> bytes:
    label = name.encode("utf-8")
    if len(label) > _LONGEST or len(raw) > _LONGEST:
        raise IppError(f"attribute too long: {name[:40]!r}")
    return struct.pack(">BH", tag, len(label)) + label + struct.pack(">H", len(raw)) + raw


def _raw(tag: int, value: Any) -> bytes:
    match tag:
        case Tag.INTEGER | Tag.ENUM:
            return struct.pack(">i", value)
        case Tag.BOOLEAN:
            return b"\x01" if value else b"\x00"
        case Tag.RANGE:
            return struct.pack(">ii", *value)
        case Tag.RESOLUTION:
            return struct.pack(">iib", *value)
        case Tag.OCTETS | Tag.DATE:
            return bytes(value)
    return b"" if value is None else str(value).encode("utf-8")


def decode(data: bytes) -> tuple[Message, bytes]:
    """The message and the document data behind it. Raises IppError for anything RFC 8010 does not allow."""
    if len(data) < 9:
        raise IppError(f"message ends after {len(data)} bytes")
    major, minor, code, request_id = struct.unpack_from(">BBHI", data)
    reader = _Reader(data, 8)
    groups: list[tuple[int, Attributes]] = []
    while (tag := reader.byte()) != END:
        if tag <= _LAST_DELIMITER:
            groups.append((tag, {}))
            continue
        name = reader.text()
        if not groups:
            raise IppError("an attribute before any group")
        attributes = groups[-1][1]
        value = reader.value(tag, 0)
        if name:
            if name in attributes:
                raise IppError(f"attribute twice: {name[:40]!r}")
            attributes[name] = Attribute(tag, (value,))
        elif attributes:
            _append(attributes, value)
        else:
            raise IppError("a further value without an attribute")
    return Message(code, request_id, tuple(groups), (major, minor)), data[reader.offset :]


def _append(attributes: Attributes, value: Any) -> None:
    last = next(reversed(attributes))
    known = attributes[last]
    attributes[last] = Attribute(known.tag, (*known.values, value))


class _Reader:
    """Walks over the bytes of one message."""

    def __init__(self, data: bytes, offset: int) -> None:
        self._data, self.offset = data, offset

    def byte(self) -> int:
        return self._take(1)[0]

    def text(self) -> str:
        return _text(self._sized())

    def value(self, tag: int, depth: int) -> Any:
        raw = self._sized()
        return self._collection(depth + 1) if tag == _BEGIN else _value(tag, raw)

    def _collection(self, depth: int) -> Attributes:
        if depth > _DEEPEST:
            raise IppError("collections nested too deep")
        found: Attributes = {}
        member = ""
        while (tag := self.byte()) != _FINISH:
            if self.text():
                raise IppError("a named attribute inside a collection")
            if tag == _MEMBER:
                member = _text(self._sized())
                continue
            if tag <= _LAST_DELIMITER or not member:
                raise IppError("a collection without a member name")
            value = self.value(tag, depth)
            known = found.get(member)
            found[member] = Attribute(known.tag, (*known.values, value)) if known else Attribute(tag, (value,))
        self.text()
        self._sized()
        return found

    def _sized(self) -> bytes:
        (size,) = struct.unpack(">H", self._take(2))
        return self._take(size)

    def _take(self, size: int) -> bytes:
        piece = self._data[self.offset : self.offset + size]
        if len(piece) < size:
            raise IppError(f"message ends after {len(self._data)} bytes")
        self.offset += size
        return piece


def _text(raw: bytes) -> str:
    return raw.decode("utf-8", errors="replace")


_SIZES = {Tag.INTEGER: 4, Tag.ENUM: 4, Tag.BOOLEAN: 1, Tag.RANGE: 8, Tag.RESOLUTION: 9}


def _value(tag: int, raw: bytes) -> Any:
    if tag < 0x20:
        return None
    if tag in _SIZES and len(raw) != _SIZES[Tag(tag)]:
        raise IppError(f"a value of kind 0x{tag:02x} with {len(raw)} bytes")
    match tag:
        case Tag.INTEGER | Tag.ENUM:
            return struct.unpack(">i", raw)[0]
        case Tag.BOOLEAN:
            return raw != b"\x00"
        case Tag.RANGE:
            return struct.unpack(">ii", raw)
        case Tag.RESOLUTION:
            return struct.unpack(">iib", raw)
        case Tag.TEXT_LANG | Tag.NAME_LANG:
            return _without_language(raw)
    return bytes(raw) if 0x30 <= tag <= 0x3F else _text(raw)


def _without_language(raw: bytes) -> str:
    """The text of a textWithLanguage (RFC 8010 section 3.9): two sized pieces."""
    reader = _Reader(raw, 0)
    reader.text()
    return reader.text()


def names(values: Iterable[str]) -> Attribute:
    """Keywords, as ``requested-attributes`` wants them."""
    return Attribute(Tag.KEYWORD, tuple(values))
