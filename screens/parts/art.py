"""Textures baked once: round corners, rings, soft shadows and the hero gradient, as nine-patches to be tinted."""

from __future__ import annotations

import os
import struct
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

from kivy.graphics.texture import Texture

OVERSAMPLE = 8
RECIPE = 2
_HEAD = struct.Struct("<II")  # width and height, before four bytes a pixel


class Art:
    """Bakes on first use and keeps, in memory and as raw pixels under ``folder``; nothing depends on a visit."""

    def __init__(self, folder: Path | None = None) -> None:
        self._made: dict[tuple[object, ...], Any] = {}
        self._folder = folder

    def round(self, radius: int) -> Any:
        """A filled rounded square, border = ``radius`` + 1."""
        return self._keep(("round", radius), lambda: _white(_rounded(2 * radius + 4, radius)))

    def ring(self, radius: int, stroke: int) -> Any:
        """The outline alone, border = ``radius`` + 1."""
        return self._keep(("ring", radius, stroke), lambda: _white(_ring(2 * radius + 4, radius, stroke)))

    def shadow(self, radius: int, blur: int) -> Any:
        """A blurred rounded square; border = ``radius`` + 2 × ``blur``; it reaches ``blur`` × 2 beyond the shape."""
        return self._keep(("shadow", radius, blur), lambda: _white(_shadow(radius, blur)))

    def card(self, radius: int, blur: int, drop: int, tint: tuple[float, float, float, float]) -> Any:
        """A white rounded square on its shadow; border and reach as :meth:`shadow`, plus ``drop``."""
        return self._keep(("card", radius, blur, drop, tint), lambda: _card(radius, blur, drop, tint))

    def hero(self, radius: int, blur: int, drop: int, inks: tuple[tuple[float, ...], ...]) -> Any:
        """A rounded square with a calm diagonal gradient on its shadow; ``inks``: dark, bright, shadow."""
        return self._keep(("hero", radius, blur, drop, inks), lambda: _hero(radius, blur, drop, inks))

    def _keep(self, key: tuple[object, ...], bake: Callable[[], Any]) -> Any:
        if key not in self._made:
            self._made[key] = self._stored(key, bake)
        return self._made[key]

    def _stored(self, key: tuple[object, ...], bake: Callable[[], Any]) -> Any:
        if self._folder is None:
            image = bake()
            return _texture(image.size, _upside_down(image))
        path = self._folder / f"{_name((RECIPE, *key))}.rgba"
        data = _read_whole(path)
        if not data:
            image = bake()
            data = _HEAD.pack(*image.size) + _upside_down(image)
            _keep_for_next_time(path, data)
        wide, high = _HEAD.unpack_from(data)
        return _texture((wide, high), data[_HEAD.size:])


def _read_whole(path: Path) -> bytes:
    """A picture as it was kept; empty when there is none, or a power cut left half of one."""
    try:
        data = path.read_bytes()
    except OSError:
        return b""
    if len(data) < _HEAD.size:
        return b""
    wide, high = _HEAD.unpack_from(data)
    return data if len(data) == _HEAD.size + 4 * wide * high else b""


def _keep_for_next_time(path: Path, data: bytes) -> None:
    """A full disk makes the next start slower and nothing else."""
    part = path.with_suffix(f".{os.getpid()}.part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        part.write_bytes(data)
        part.replace(path)
    except OSError:
        with suppress(OSError):
            part.unlink(missing_ok=True)


def _name(key: object) -> str:
    """Words, numbers and colours of 0 to 1 (to 1/255) joined by dashes."""
    if isinstance(key, tuple):
        return "-".join(map(_name, key))
    return f"{round(key * 255):02x}" if isinstance(key, float) else str(key)


def _rounded(side: int, radius: int) -> Any:
    from PIL import Image, ImageDraw

    times = OVERSAMPLE if radius <= 60 else OVERSAMPLE // 2
    big = Image.new("L", (side * times, side * times), 0)
    edge = side * times - 1
    ImageDraw.Draw(big).rounded_rectangle((0, 0, edge, edge), radius * times, fill=255)
    return big.reduce(times)


def _ring(side: int, radius: int, stroke: int) -> Any:
    from PIL import ImageChops

    outer = _rounded(side, radius)
    inner = outer.copy()
    inner.paste(0, (0, 0, side, side))
    inner.paste(_rounded(side - 2 * stroke, max(1, radius - stroke)), (stroke, stroke))
    return ImageChops.subtract(outer, inner)


def _shadow(radius: int, blur: int, least: int = 0) -> Any:
    from PIL import Image, ImageFilter

    core = max(2 * (radius + blur * 2) + 4, least)
    side = core + 4 * blur
    image = Image.new("L", (side, side), 0)
    image.paste(_rounded(core, radius), (2 * blur, 2 * blur))
    return image.filter(ImageFilter.GaussianBlur(blur))


def _card(radius: int, blur: int, drop: int, tint: tuple[float, float, float, float], least: int = 0) -> Any:
    from PIL import Image

    soft = _shadow(radius, blur, least).point([round(v * tint[3]) for v in range(256)])
    side = soft.size[0]
    colour = tuple(round(c * 255) for c in tint[:3])
    image = Image.new("RGBA", (side, side + drop), (*colour, 0))
    shade = Image.new("RGBA", soft.size, (*colour, 0))
    shade.putalpha(soft)
    image.paste(shade, (0, drop))
    top = Image.new("RGBA", image.size, (255, 255, 255, 0))
    mask = Image.new("L", image.size, 0)
    mask.paste(_rounded(side - 4 * blur, radius), (2 * blur, 2 * blur))
    top.putalpha(mask)
    return Image.alpha_composite(image, top)


def _hero(radius: int, blur: int, drop: int, inks: tuple[tuple[float, ...], ...]) -> Any:
    from PIL import Image

    dark, bright, shade = inks
    card = _card(radius, blur, drop, (shade[0], shade[1], shade[2], shade[3]), least=256)
    side = card.size[0] - 4 * blur
    ramp = Image.linear_gradient("L").resize((side, side))
    diagonal = Image.blend(ramp.rotate(90), ramp, 0.55)
    ends = [tuple(round(c * 255) for c in colour[:3]) for colour in (dark, bright)]
    image = Image.composite(
        Image.new("RGB", (side, side), ends[1]), Image.new("RGB", (side, side), ends[0]), diagonal
    )
    whole = Image.new("RGBA", card.size, (0, 0, 0, 0))
    image.putalpha(_rounded(side, radius))
    whole.paste(image, (2 * blur, 2 * blur))
    return Image.alpha_composite(card, whole)


def _white(mask: Any) -> Any:
    from PIL import Image

    image = Image.new("RGBA", mask.size, (255, 255, 255, 0))
    image.putalpha(mask)
    return image


def _upside_down(image: Any) -> bytes:
    from PIL import Image

    return bytes(image.convert("RGBA").transpose(Image.Transpose.FLIP_TOP_BOTTOM).tobytes())


def _texture(size: tuple[int, int], pixels: bytes) -> Any:
    texture = Texture.create(size=size, colorfmt="rgba")
    texture.blit_buffer(pixels, colorfmt="rgba", bufferfmt="ubyte")
    return texture
