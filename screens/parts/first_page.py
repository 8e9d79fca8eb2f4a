"""The written lines of the invitation as pixels on disk: the next start need not open a font for every size.

Nobody has begun a visit when these lines are drawn, so nothing of a person can be among them.
"""

from __future__ import annotations

import json
import os
import struct
from pathlib import Path
from typing import Any

from kivy.graphics.texture import Texture

Key = tuple[str, int, str]
CHANGING = 2  # the time and the date are new at every start; for them alone nothing is written


class FirstPage:
    """Textures by (text, size, face); ``faces`` are the font files, whose change makes the file worthless."""

    def __init__(self, path: Path, faces: tuple[Path, ...]) -> None:
        self._path = path
        self._stamp = [[face.name, face.stat().st_size, face.stat().st_mtime_ns] for face in faces]
        self._found: dict[Key, tuple[int, int, bytes]] = self._read()
        self._drawn: dict[Key, Any] = {}
        self._missing = 0

    def _read(self) -> dict[Key, tuple[int, int, bytes]]:
        try:
            data = self._path.read_bytes()
            start = 4 + struct.unpack_from("<I", data)[0]
            head = json.loads(data[4:start])
            lines = head["lines"] if head["stamp"] == self._stamp else []
        except (FileNotFoundError, struct.error, ValueError, LookupError, TypeError):
            return {}  # the lines are written with their fonts, as at the very first start
        found = {}
        for text, size, face, wide, high in lines:
            pixels = data[start:start + 4 * wide * high]
            start += len(pixels)
            if len(pixels) == 4 * wide * high:
                found[text, size, face] = (wide, high, pixels)
        return found

    def texture(self, key: Key) -> Any:
        """The texture of a line drawn at an earlier start, or None."""
        if key not in self._found:
            return None
        wide, high, pixels = self._found[key]
        texture = Texture.create(size=(wide, high), colorfmt="rgba")
        texture.blit_buffer(pixels, colorfmt="rgba", bufferfmt="ubyte")
        texture.flip_vertical()
        self._drawn[key] = texture
        return texture

    def add(self, key: Key, texture: Any) -> None:
        """Remember a line that had to be written with its font."""
        self._drawn[key] = texture
        self._missing += 1

    def keep(self) -> None:
        """Write the file when more than the time and the date was missing; graphics must be real."""
        if self._missing <= CHANGING or os.environ.get("KIVY_GL_BACKEND") == "mock":
            return
        lines, blobs = [], []
        for (text, size, face), texture in self._drawn.items():
            pixels = texture.pixels
            wide, high = texture.size
            if len(pixels) == 4 * wide * high:
                lines.append([text, size, face, wide, high])
                blobs.append(pixels)
        head = json.dumps({"stamp": self._stamp, "lines": lines}, ensure_ascii=False).encode()
        self._path.parent.mkdir(parents=True, exist_ok=True)
        part = self._path.with_suffix(f".{os.getpid()}.part")
        part.write_bytes(struct.pack("<I", len(head)) + head + b"".join(blobs))
        part.replace(self._path)
