"""The machine itself: letters, picture, disk."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable, Mapping
from dataclasses import fields, is_dataclass
from enum import Enum
from pathlib import Path

from config.hall_reader import read_hall
from config.locale_reader import read_locales
from config.pack_reader import read_pack
from config.settings import Settings
from kiosk.cli.catalogue.releases.choosing import packs_in_use
from kiosk.cli.doctor.findings import Finding, Verdict
from kiosk.cli.running import has_display

_GL_SECONDS = 9.0
_SOFTWARE = ("llvmpipe", "softpipe", "swrast", "swiftshader", "software")
_LOW, _FULL = 1_000_000_000, 200_000_000  # bytes free: below the first somebody should look, below the second it fails
_SLOW_WRITE = 1.0


def look_at_fonts(settings: Settings) -> Finding:
    """Every character of the data has a shape, on paper and on the screen; the icon face is there."""
    from hardware.form_printer.printable import is_printable
    from screens.look.fonts import FontsMissing, icon_font

    title = "字体"
    try:
        icons = icon_font()
    except FontsMissing as error:
        return Finding("fonts", title, Verdict.FAIL, f"{error}。", "请安装后再查一次。")
    if not icons.is_file():
        said = f"图标字体不见了：{icons}。"
        return Finding("fonts", title, Verdict.FAIL, said, "请重装 fonticon-materialdesignicons7。")
    used = set("".join(_texts((read_pack(packs_in_use(settings) / settings.region), read_hall(), read_locales()))))
    missing = sorted(char for char in used if not is_printable(char))
    facts = {"characters": len(used), "missing": [f"U+{ord(char):04X}" for char in missing]}
    if missing:
        named = "、".join(f"{char if char.isprintable() else ''}（U+{ord(char):04X}）" for char in missing[:10])
        return Finding(
            "fonts", title, Verdict.FAIL, f"数据里有 {len(missing)} 个字没有字形：{named}。",
            "请在数据包、大厅资料或界面文字里换成别的写法。", facts,
        )
    return Finding("fonts", title, Verdict.PASS, f"数据用到的 {len(used)} 个字都有字形。", "", facts)


def look_at_picture() -> Finding:
    """Whether a window could draw, and who draws."""
    title, screen = "画面（OpenGL）", has_display()
    try:
        done = subprocess.run(
            [sys.executable, "-m", "kiosk.cli.doctor.gl_probe", *([] if screen else ["offscreen"])],
            capture_output=True, text=True, timeout=_GL_SECONDS, check=False,
        )
    except subprocess.TimeoutExpired:
        return Finding(
            "screen", title, Verdict.UNKNOWN, f"{_GL_SECONDS:g} 秒内没有画出来。",
            "请看显示服务是否卡住，重启图形界面后再查。",
        )
    try:
        said = json.loads(done.stdout.strip().splitlines()[-1])
    except (IndexError, ValueError):
        why = (done.stderr.strip().splitlines() or ["没有说明"])[-1]
        return Finding(
            "screen", title, Verdict.FAIL, f"建不了画面：{why}",
            "请检查显卡驱动（OpenGL ES 2 或更高）和显示服务；ssh 登录时请设 DISPLAY=:0。",
        )
    software = any(word in said["renderer"].lower() for word in _SOFTWARE)
    facts = {"renderer": said["renderer"], "software": software, "display": screen}
    by = f"由 {said['renderer']} 画"
    if not screen:
        return Finding(
            "screen", title, Verdict.WARN, f"这里没有接显示器，只在屏幕外画通了，{by}。",
            "请在终端的屏幕上（或设 DISPLAY=:0）再查一次。", facts,
        )
    if software:
        return Finding(
            "screen", title, Verdict.WARN, f"画得出来，但{by}，没有用上显卡。",
            "请安装显卡驱动；不装也能用，画面会慢。", facts,
        )
    return Finding("screen", title, Verdict.PASS, f"画得出来，{by}。", "", facts)


def look_at_disk(settings: Settings) -> Finding:
    """Room and a real write in the machine's data folder."""
    title, folder = "磁盘", settings.data
    try:
        folder.mkdir(parents=True, exist_ok=True)
        seconds = _write_something(folder)
        free = shutil.disk_usage(folder).free
    except OSError as error:
        return Finding(
            "disk", title, Verdict.FAIL, f"{folder} 写不进去（{error.strerror}）。",
            "请检查 [storage] data 所在目录的属主和权限，磁盘是否已满或以只读方式挂载。",
        )
    said = f"{folder} 可写，还有 {free / 1e9:.1f} GB"
    facts = {"free_bytes": free, "write_seconds": round(seconds, 3)}
    if free < _FULL:
        remedy = "请清理磁盘；不要删 outbox.db 和 vault.key。"
        return Finding("disk", title, Verdict.FAIL, f"{said}，快满了。", remedy, facts)
    if free < _LOW or seconds > _SLOW_WRITE:
        slow = f"，写一次要 {seconds:.1f} 秒" if seconds > _SLOW_WRITE else ""
        remedy = "请安排清理磁盘；写得慢的请检查磁盘健康。"
        return Finding("disk", title, Verdict.WARN, f"{said}{slow}。", remedy, facts)
    return Finding("disk", title, Verdict.PASS, f"{said}。", "", facts)


def _write_something(folder: Path) -> float:
    began = time.monotonic()
    with tempfile.NamedTemporaryFile(dir=folder, prefix=".doctor-") as file:
        file.write(b"x" * 4096)
        file.flush()
        os.fsync(file.fileno())
    return time.monotonic() - began


def _texts(value: object) -> Iterable[str]:
    """Every text inside the data, however deep."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for key, inside in value.items():
            yield from _texts(key)
            yield from _texts(inside)
    elif isinstance(value, Enum | bytes):
        return
    elif is_dataclass(value):
        for part in fields(value):
            yield from _texts(getattr(value, part.name))
    elif isinstance(value, Iterable):
        for inside in value:
            yield from _texts(inside)
