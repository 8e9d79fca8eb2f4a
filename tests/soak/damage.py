"""Streams as a bad line makes them: random bytes, and good bytes flipped, lost, doubled, cut and mixed up."""

from __future__ import annotations

from random import Random

_SPOKEN = bytes.fromhex("AAAAAA9669000405080A90 9F80".replace(" ", ""))


def random_stream(random: Random, longest: int = 64) -> bytes:
    """Anything at all; every other time only bytes that frames are made of."""
    size = random.randrange(longest + 1)
    return random.randbytes(size) if random.random() < 0.5 else bytes(random.choices(_SPOKEN, k=size))


def damaged(random: Random, data: bytes) -> bytes:
    """``data`` with one to four faults."""
    hurt = bytearray(data)
    for _ in range(random.randrange(1, 5)):
        if hurt:
            _FAULTS[random.randrange(len(_FAULTS))](random, hurt)
    return bytes(hurt)


def split(random: Random, data: bytes) -> list[bytes]:
    """``data`` as it may arrive: whole, byte by byte, or in any pieces."""
    way = random.random()
    if way < 0.4 or not data:
        return [data]
    if way < 0.5 and len(data) < 200:
        return [data[at : at + 1] for at in range(len(data))]
    cuts = sorted(random.randrange(len(data) + 1) for _ in range(random.randrange(1, 6)))
    return [data[a:b] for a, b in zip([0, *cuts], [*cuts, len(data)], strict=True)]


def _flip(random: Random, hurt: bytearray) -> None:
    hurt[random.randrange(len(hurt))] ^= random.randrange(1, 256)


def _lose(random: Random, hurt: bytearray) -> None:
    at = random.randrange(len(hurt))
    del hurt[at : at + random.randrange(1, 5)]


def _insert(random: Random, hurt: bytearray) -> None:
    at = random.randrange(len(hurt) + 1)
    hurt[at:at] = random_stream(random, 12)


def _double(random: Random, hurt: bytearray) -> None:
    at = random.randrange(len(hurt))
    piece = hurt[at : at + random.randrange(1, 20)]
    hurt[at:at] = piece


def _cut(random: Random, hurt: bytearray) -> None:
    del hurt[random.randrange(len(hurt)) :]


def _lie(random: Random, hurt: bytearray) -> None:
    """Another length in the first head."""
    if len(hurt) > 7:
        hurt[5:7] = random.choice((b"\x00\x00", b"\x05\x08", b"\x09\x0a", b"\xff\xff", random.randbytes(2)))


def _swap(random: Random, hurt: bytearray) -> None:
    one, other = random.randrange(len(hurt)), random.randrange(len(hurt))
    hurt[one], hurt[other] = hurt[other], hurt[one]


_FAULTS = (_flip, _lose, _insert, _double, _cut, _lie, _swap)
