"""Finds the one font family every paper is set in: Noto CJK as Debian's ``fonts-noto-cjk`` installs it."""

from __future__ import annotations

import os
from functools import lru_cache
from pathlib import Path

from kiosk.errors import SettingsError

FILES = (
    "NotoSansCJK-Regular.ttc",
    "NotoSansCJK-Bold.ttc",
    "NotoSerifCJK-Regular.ttc",
    "NotoSerifCJK-Bold.ttc",
)
PLACES = (
    "/usr/share/fonts/opentype/noto",
    "/usr/share/fonts/opentype/noto-cjk",
    "/usr/share/fonts/noto-cjk",
    "/usr/local/share/fonts/noto-cjk",
)
OVERRIDE = "KIOSK_FONT_DIR"


def find_fonts(places: tuple[str, ...]) -> Path:
    """The first of ``places`` that holds all four Noto CJK files.

    Raises SettingsError naming the places looked at and the package to install.
    """
    for place in places:
        folder = Path(place)
        if all((folder / name).is_file() for name in FILES):
            return folder
    raise SettingsError(
        (f"找不到中文字体 Noto CJK（{'、'.join(FILES)}），已查找：{'、'.join(places)}。",),
        f"请安装：apt-get install fonts-noto-cjk；字体装在别处时用环境变量 {OVERRIDE} 指明目录。",
    )


@lru_cache(maxsize=1)
def font_folder() -> Path:
    """The folder of the Noto CJK files on this machine; looked up once. Raises SettingsError."""
    chosen = os.environ.get(OVERRIDE)
    return find_fonts((chosen,) if chosen else PLACES)
