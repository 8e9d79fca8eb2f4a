"""Everything that must stand before the first import of Kivy: variables, trimmed data, window settings.

Kivy reads its environment at import, so :func:`prepare` has to be the first call of a program that draws.
"""

from __future__ import annotations

import importlib.util
import logging
import os
import shutil
import sys
from pathlib import Path

PORTRAIT = (1080, 1920)
LANDSCAPE = (1920, 1080)

_STYLE = "#:kivy 1.0\n"
_KEPT = ("fonts", "glsl", "images", "logo")


def scaled(size: tuple[int, int], scale: float) -> tuple[int, int]:
    """``size`` times ``scale`` in whole pixels, for a development window; scale px_per_mm by the same number."""
    return round(size[0] * scale), round(size[1] * scale)


def prepare(
    cache_dir: Path,
    *,
    size: tuple[int, int] = PORTRAIT,
    fullscreen: bool = False,
    windowed: bool = False,
    offscreen: bool = False,
    mock_gl: bool = False,
    fps: int = 120,
    place: tuple[int, int] | None = None,
) -> None:
    """Set every KIVY_* variable and the window configuration; ``size`` in pixels.

    ``windowed`` keeps the frame and the mouse pointer (development); ``offscreen`` needs no display;
    ``mock_gl`` draws nothing at all; ``place`` is the window's left and top. Raises RuntimeError when Kivy was
    imported before.
    """
    if "kivy" in sys.modules:
        raise RuntimeError("screens.environment.prepare must run before kivy is imported")
    home = cache_dir / "kivy-home"
    home.mkdir(parents=True, exist_ok=True)
    os.environ.update(
        KIVY_NO_ARGS="1",
        KIVY_LOG_MODE="PYTHON",
        KIVY_NO_CONFIG="1",
        KIVY_NO_ENV_CONFIG="1",
        KIVY_HOME=str(home),
        KIVY_DATA_DIR=str(trimmed_data(cache_dir / "kivy-data")),
        KIVY_WINDOW="sdl2",
        KIVY_TEXT="sdl2",
        KIVY_IMAGE="sdl2",
        KIVY_CLIPBOARD="dummy",
        KIVY_METRICS_DENSITY="1",
        KIVY_DPI="96",
        SDL_NO_SIGNAL_HANDLERS="1",
    )
    if offscreen:
        os.environ["SDL_VIDEODRIVER"] = "offscreen"
    if mock_gl:
        os.environ["KIVY_GL_BACKEND"] = "mock"
    logging.getLogger("kivy").addFilter(_worth_saying)
    _configure(size, fullscreen=fullscreen, windowed=windowed, fps=fps, place=place)


def _worth_saying(record: logging.LogRecord) -> bool:
    """Drop Kivy's start-up chatter; its traceback about an absent multitouch library we never use included."""
    return record.levelno >= logging.WARNING and "MTDev" not in record.getMessage()


def _configure(
    size: tuple[int, int], *, fullscreen: bool, windowed: bool, fps: int, place: tuple[int, int] | None
) -> None:
    from kivy.config import Config

    graphics = {
        "multisamples": "0",
        "maxfps": str(fps),
        "vsync": "1",
        "resizable": "0",
        "borderless": "0" if windowed else "1",
        "fullscreen": "auto" if fullscreen else "0",
        "show_cursor": "1" if windowed else "0",
        "allow_screensaver": "0",
        "width": str(size[0]),
        "height": str(size[1]),
    }
    if place is not None:
        graphics |= {"position": "custom", "left": str(place[0]), "top": str(place[1])}
    for key, value in graphics.items():
        Config.set("graphics", key, value)
    for key, value in {"exit_on_escape": "0", "desktop": "0", "log_enable": "0"}.items():
        Config.set("kivy", key, value)
    for option in list(Config.options("input")):
        Config.remove_option("input", option)
    Config.set("input", "mouse", "mouse,disable_multitouch")


def trimmed_data(folder: Path) -> Path:
    """A copy of Kivy's data without the style rules nobody uses here; cut once per Kivy version.

    Parsing the stock style sheet costs a quarter of Kivy's import time, and every widget of ours draws itself.
    """
    spec = importlib.util.find_spec("kivy")
    if spec is None or not spec.submodule_search_locations:
        raise RuntimeError("kivy is not installed; run: pip install kivy==2.3.1")
    source = Path(spec.submodule_search_locations[0]) / "data"
    stamp = folder / "cut-from"
    mark = f"{source} {int((source / 'style.kv').stat().st_mtime)}"
    if stamp.is_file() and stamp.read_text(encoding="utf-8") == mark:
        return folder
    folder.mkdir(parents=True, exist_ok=True)
    for name in _KEPT:
        shutil.copytree(source / name, folder / name, dirs_exist_ok=True)
    (folder / "style.kv").write_text(_STYLE, encoding="utf-8")
    stamp.write_text(mark, encoding="utf-8")
    return folder
