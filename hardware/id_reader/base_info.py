"""The container of a read: text, photo and perhaps fingerprint, each with its length in front."""

from __future__ import annotations

from dataclasses import dataclass

TEXT_SIZE = 256
PHOTO_SIZE = 1024
_FINGERPRINT_SIZES = (0, 512, 1024)
_FINGERPRINT_BLOCK = 512
_FINGER_AT = 5


@dataclass(frozen=True, repr=False)
class BaseInformation:
    """256 bytes of text, 1024 of photo (WLT, kept raw), 0, 512 or 1024 of fingerprint.

    ``repr`` shows sizes only. Raises ValueError for other sizes.
    """

    text: bytes
    photo: bytes
    fingerprint: bytes = b""

    def __post_init__(self) -> None:
        if len(self.text) != TEXT_SIZE or len(self.photo) != PHOTO_SIZE:
            raise ValueError("text has 256 bytes and photo 1024")
        if len(self.fingerprint) not in _FINGERPRINT_SIZES:
            raise ValueError("fingerprint has 0, 512 or 1024 bytes")

    def __repr__(self) -> str:
        return f"BaseInformation({len(self.text)}+{len(self.photo)}+{len(self.fingerprint)} bytes)"

    @classmethod
    def from_data(cls, data: bytes, *, with_fingerprint: bool = False) -> BaseInformation:
        """From the data of a ``30 01`` answer (``30 10``: ``with_fingerprint``); ValueError when it lies."""
        parts = 3 if with_fingerprint else 2
        if len(data) < 2 * parts:
            raise ValueError("the lengths are missing")
        sizes = [int.from_bytes(data[at : at + 2], "big") for at in range(0, 2 * parts, 2)]
        if sizes[:2] != [TEXT_SIZE, PHOTO_SIZE] or sum(sizes) + 2 * parts != len(data):
            raise ValueError("the lengths do not fit the data")
        body = data[2 * parts :]
        photo_end = TEXT_SIZE + PHOTO_SIZE
        return cls(body[:TEXT_SIZE], body[TEXT_SIZE:photo_end], body[photo_end:])

    def to_data(self, *, with_fingerprint: bool = False) -> bytes:
        """The data of the answer that carries it."""
        parts = [self.text, self.photo] + ([self.fingerprint] if with_fingerprint else [])
        return b"".join(len(part).to_bytes(2, "big") for part in parts) + b"".join(parts)

    def fingers(self) -> tuple[int, ...]:
        """The finger code of each fingerprint block: 0x0B…0x0F right, 0x10…0x14 left, thumb to little."""
        starts = range(0, len(self.fingerprint), _FINGERPRINT_BLOCK)
        return tuple(self.fingerprint[start + _FINGER_AT] for start in starts)
