"""Pictures from the camera as textures: one texture for the live picture, one a page, all gone with the page."""

from __future__ import annotations

from typing import Any

from kivy.graphics.texture import Texture

from kiosk.devices.camera import Pixels, View
from screens.parts import Box

#: Rows come from the top, a texture's from the bottom.
UPRIGHT = (0.0, 1.0, 1.0, 1.0, 1.0, 0.0, 0.0, 0.0)


class LiveTexture:
    """The newest live picture in the same texture as long as its size stays."""

    def __init__(self) -> None:
        self.texture: Any = None

    def show(self, view: View) -> bool:
        """Copy the picture; True when the texture is another one now and whoever draws it must draw again."""
        size = (view.width, view.height)
        fresh = self.texture is None or tuple(self.texture.size) != size
        if fresh:
            self.texture = Texture.create(size=size, colorfmt="rgb")
        self.texture.blit_buffer(view.rgb.reveal(), colorfmt="rgb", bufferfmt="ubyte")
        return fresh


class PageTextures:
    """Textures of pages taken, made when first shown; :meth:`forget` lets all of them go."""

    def __init__(self) -> None:
        self._made: dict[int, tuple[Pixels, Any]] = {}

    def of(self, picture: Pixels) -> Any:
        """The texture of a page's small picture."""
        known = self._made.get(id(picture))
        if known is None:
            texture = Texture.create(size=(picture.width, picture.height), colorfmt="rgb")
            texture.blit_buffer(picture.rgb.reveal(), colorfmt="rgb", bufferfmt="ubyte")
            texture.mag_filter = texture.min_filter = "linear"
            known = self._made[id(picture)] = (picture, texture)
        return known[1]

    def keep_only(self, pictures: tuple[Pixels, ...]) -> None:
        """Let go of what is not among ``pictures``."""
        wanted = {id(picture) for picture in pictures}
        self._made = {key: made for key, made in self._made.items() if key in wanted}

    def forget(self) -> None:
        """Let all go."""
        self._made.clear()


def fitted(box: Box, wide: int, high: int) -> Box:
    """The largest box of the proportions ``wide`` to ``high`` in the middle of ``box``."""
    scale = min(box.w / max(1, wide), box.h / max(1, high))
    w, h = max(1, int(wide * scale)), max(1, int(high * scale))
    return Box(box.x + (box.w - w) // 2, box.y + (box.h - h) // 2, w, h)
