"""A picture of the window as it stands."""

from __future__ import annotations

from pathlib import Path

from kivy.core.window import Window


class NoPixels(Exception):
    """The window has no real graphics (mock GL), so there is nothing to photograph."""


def save_picture(path: str | Path) -> Path:
    """Draw one frame and save it as PNG. Raises NoPixels under mock GL.

    The back buffer is read before it is shown: after the flip its content is undefined.
    """
    from kivy.graphics import opengl
    from kivy.graphics.cgl import cgl_get_initialized_backend_name
    from PIL import Image

    if cgl_get_initialized_backend_name() == "mock":
        raise NoPixels("画面没有真实图形，请去掉 KIVY_GL_BACKEND=mock 再截图")
    target = Path(path)
    target.parent.mkdir(parents=True, exist_ok=True)
    width, height = (int(side) for side in Window.system_size)
    Window.dispatch("on_draw")
    opengl.glFinish()
    data = opengl.glReadPixels(0, 0, width, height, opengl.GL_RGB, opengl.GL_UNSIGNED_BYTE)
    image = Image.frombytes("RGB", (width, height), bytes(data))
    image.transpose(Image.Transpose.FLIP_TOP_BOTTOM).save(target, compress_level=1)
    return target
