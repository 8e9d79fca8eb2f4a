"""The card's photo: 1024 bytes of WLT, kept in memory as they are, and the hook for a licensed decoder.

No open decoder of WLT exists; the codec is closed and patented. A program that has a licensed one registers it
under the entry point group ``hardware.id_reader.photo`` as a callable from 1024 bytes to 38,556 bytes (102 × 126
pixels, blue-green-red, top row first, no padding), or hands it to :func:`picture` itself. Nothing is ever written
to a file.
"""

from __future__ import annotations

import struct
from collections.abc import Callable
from importlib.metadata import entry_points

from hardware.id_reader.base_info import PHOTO_SIZE

WIDTH, HEIGHT = 102, 126
PIXELS_SIZE = WIDTH * HEIGHT * 3
GROUP = "hardware.id_reader.photo"
_WLT = b"WLf"
_PADDING = -WIDTH * 3 % 4

PhotoDecoder = Callable[[bytes], bytes]


class PhotoUnreadable(ValueError):
    """There is no picture: not a WLT photo, or the decoder failed. Says why; holds no byte of the photo."""


def installed_decoders() -> tuple[str, ...]:
    """Names of the decoders that other packages have registered; sorted."""
    return tuple(sorted(point.name for point in entry_points(group=GROUP)))


def installed_decoder(name: str) -> PhotoDecoder:
    """The decoder registered as ``name``. KeyError, naming those there are, for another name."""
    for point in entry_points(group=GROUP):
        if point.name == name:
            decoder: PhotoDecoder = point.load()
            return decoder
    raise KeyError(f"{name}: {', '.join(installed_decoders()) or 'none installed'}")


def is_wlt(photo: bytes) -> bool:
    """True for 1024 bytes with the head that all cards carry."""
    return len(photo) == PHOTO_SIZE and photo.startswith(_WLT)


def picture(photo: bytes, decoder: PhotoDecoder) -> bytes:
    """The photo as a BMP file in memory (38,862 bytes). Raises PhotoUnreadable, whatever the decoder raises."""
    if not is_wlt(photo):
        raise PhotoUnreadable("not a WLT photo")
    try:
        pixels = decoder(photo)
    except Exception as error:  # noqa: BLE001 - a closed library may raise anything
        raise PhotoUnreadable(f"the decoder failed: {type(error).__name__}") from None
    if len(pixels) != PIXELS_SIZE:
        raise PhotoUnreadable(f"the decoder gave {len(pixels)} bytes instead of {PIXELS_SIZE}")
    return _bmp(pixels)


def _bmp(pixels: bytes) -> bytes:
    row = WIDTH * 3
    rows = (pixels[at : at + row] + bytes(_PADDING) for at in range(PIXELS_SIZE - row, -1, -row))
    body = b"".join(rows)
    head = struct.pack("<2sIHHI", b"BM", 54 + len(body), 0, 0, 54)
    info = struct.pack("<IiiHHIIiiII", 40, WIDTH, HEIGHT, 1, 24, 0, len(body), 0, 0, 0, 0)
    return head + info + body
