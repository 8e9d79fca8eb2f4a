"""A program of its own: makes one OpenGL context as the kiosk's window does and says who draws.

``python -m kiosk.cli.doctor.gl_probe [offscreen]``: a crashing driver then takes nothing else along.
"""

from __future__ import annotations

import json
import sys
import tempfile
from pathlib import Path


def main(offscreen: bool) -> None:
    """Print ``{"renderer": …, "version": …}``."""
    from screens.environment import prepare

    with tempfile.TemporaryDirectory() as folder:
        prepare(Path(folder), size=(64, 64), windowed=True, offscreen=offscreen)
        from kivy.config import Config

        Config.set("graphics", "window_state", "hidden")
        from kivy.core.window import Window
        from kivy.graphics.opengl import GL_RENDERER, GL_VERSION, glGetString

        said = {name: _text(glGetString(what)) for name, what in (("renderer", GL_RENDERER), ("version", GL_VERSION))}
        Window.close()
        sys.stdout.write(json.dumps(said) + "\n")


def _text(value: bytes | str) -> str:
    return value.decode("utf-8", "replace") if isinstance(value, bytes) else str(value)


if __name__ == "__main__":
    main("offscreen" in sys.argv[1:])
