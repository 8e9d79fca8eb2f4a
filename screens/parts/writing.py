"""Text to textures: an LRU cache of white text, our own line breaking, and fallback to the full face."""

from __future__ import annotations

import json
from collections import OrderedDict
from functools import cached_property
from typing import Any

from kivy.core.text import Label as CoreLabel

from screens.look.fonts import FontPaths
from screens.parts.first_page import FirstPage

NO_LINE_START = set("，。、；：？！）》〉】」”’％%℃…—·,.;:?!)]}㎡°")
NO_LINE_END = set("（《〈【「“‘([{￥")
PITCH = 1.42
RAISE = 0.05
KEPT = 900
KEPT_IN_VISIT = 600


class TextBank:
    """Textures of single lines, white, to be tinted. What is drawn during a visit is forgotten with it."""

    def __init__(self, fonts: FontPaths) -> None:
        self._fonts = fonts
        self._lasting: OrderedDict[tuple[str, int, bool], Any] = OrderedDict()
        self._passing: OrderedDict[tuple[str, int, bool], Any] | None = None
        self._broken: OrderedDict[tuple[str, int, bool, int], tuple[str, ...]] = OrderedDict()
        self._icon_names: str | None = None
        self._icons: dict[str, str] = {}
        faces = (fonts.regular, fonts.bold, fonts.icons)
        self._first_page: FirstPage | None = FirstPage(fonts.regular.parent / "art" / "first-page", faces)

    def keep_first_page(self) -> None:
        """What was drawn so far is the invitation: keep its pixels for the next start."""
        page, self._first_page = self._first_page, None
        if page is not None:
            page.keep()

    def begin_visit(self) -> None:
        """From now on new text belongs to the visit."""
        self._passing = OrderedDict()
        self._first_page = None

    def end_visit(self) -> None:
        """Drop every texture made during the visit."""
        self._passing = None
        self._broken.clear()

    def held_texts(self) -> set[str]:
        """Texts in memory now; a test proves that nothing of a visit stays."""
        held = {key[0] for key in self._lasting} | {key[0] for key in self._broken}
        return held | {key[0] for key in self._passing or ()}

    @cached_property
    def _widths(self) -> dict[bool, tuple[dict[str, int], frozenset[str]]]:
        data = json.loads(self._fonts.widths.read_text(encoding="utf-8"))
        return {
            bold: (data[name]["narrow"], frozenset(data[name]["covered"]))
            for bold, name in ((False, "Regular"), (True, "Bold"))
        }

    def covered(self, text: str, bold: bool = False) -> bool:
        """Whether the small face has every character."""
        return self._widths[bold][1].issuperset(text)

    def width(self, text: str, size: int, bold: bool = False) -> int:
        """Advance of one line in pixels, rounded up."""
        narrow = self._widths[bold][0]
        return -int(-sum(narrow.get(c, 1000) for c in text) * size // 1000)

    def line(self, text: str, size: int, bold: bool = False) -> Any:
        """The texture of one line; ``text`` must not be empty."""
        key = (text, size, bold)
        texture = self._lasting.get(key)
        if texture is not None:
            self._lasting.move_to_end(key)
            return texture
        cache, limit = (self._lasting, KEPT) if self._passing is None else (self._passing, KEPT_IN_VISIT)
        texture = cache.get(key)
        if texture is None:
            texture = cache[key] = self._raster(text, size, self._face(text, bold))
            if len(cache) > limit:
                cache.popitem(last=False)
        else:
            cache.move_to_end(key)
        return texture

    def icon(self, name: str, size: int) -> Any:
        """The texture of an icon by its Material Design name; an unknown name draws a help circle."""
        key = ("\0" + name, size, False)
        texture = self._lasting.get(key)
        if texture is None:
            glyph = self.icon_glyph(name) or self.icon_glyph("help-circle-outline")
            texture = self._lasting[key] = self._raster(glyph, size, str(self._fonts.icons))
        return texture

    def icon_glyph(self, name: str) -> str:
        """The character of an icon, or nothing when there is no such icon."""
        if name not in self._icons:
            if self._icon_names is None:
                self._icon_names = self._fonts.icon_names.read_text(encoding="utf-8")
            start = self._icon_names.find(f"\n{name} ")
            end = self._icon_names.find("\n", start + 1)
            self._icons[name] = chr(int(self._icon_names[start:end].split()[1], 16)) if start >= 0 else ""
        return self._icons[name]

    def _face(self, text: str, bold: bool) -> str:
        if self.covered(text, bold):
            return str(self._fonts.bold if bold else self._fonts.regular)
        return str(self._fonts.full_bold if bold else self._fonts.full_regular)

    def _raster(self, text: str, size: int, face: str) -> Any:
        key = (text, size, face.rpartition("/")[2])
        kept = self._first_page.texture(key) if self._first_page else None
        if kept is not None:
            return kept
        label = CoreLabel(text=text, font_size=size, font_name=face, color=(1, 1, 1, 1))
        label.refresh()
        if self._first_page:
            self._first_page.add(key, label.texture)
        return label.texture

    def lines(self, text: str, size: int, bold: bool, room: int) -> tuple[str, ...]:
        """``text`` broken to fit ``room`` pixels: between Chinese characters, at spaces, never before a comma."""
        key = (text, size, bold, room)
        found = self._broken.get(key)
        if found is None:
            found = tuple(
                line for paragraph in text.split("\n") for line in self._break(paragraph, size, bold, room)
            )
            self._broken[key] = found
            if len(self._broken) > KEPT:
                self._broken.popitem(last=False)
        return found

    def _break(self, paragraph: str, size: int, bold: bool, room: int) -> list[str]:
        if self.width(paragraph, size, bold) <= room:
            return [paragraph]
        lines: list[str] = []
        line = ""
        used = 0
        for token in tokens(paragraph):
            wide = self.width(token, size, bold)
            if line and used + self.width(token.rstrip(), size, bold) > room:
                lines.append(line.rstrip())
                line, used, token = "", 0, token.lstrip()
                wide = self.width(token, size, bold)
            while wide > room and len(token) > 1:
                cut = self._fitting(token, size, bold, room)
                lines.append(token[:cut])
                token = token[cut:]
                wide = self.width(token, size, bold)
            line += token
            used += wide
        if line.strip():
            lines.append(line.rstrip())
        return lines

    def _fitting(self, token: str, size: int, bold: bool, room: int) -> int:
        cut = 1
        while cut < len(token) and self.width(token[: cut + 1], size, bold) <= room:
            cut += 1
        return cut


def tokens(paragraph: str) -> list[str]:
    """Pieces that must not be broken: a Latin word with its space, a character with its closing marks."""
    pieces: list[str] = []
    for char in paragraph:
        if pieces and _sticks(pieces[-1], char):
            pieces[-1] += char
        else:
            pieces.append(char)
    return pieces


def _sticks(before: str, char: str) -> bool:
    last = before[-1]
    if char in NO_LINE_START or char == " " or last in NO_LINE_END:
        return True
    if (last in "—–" and char.isdigit()) or (char in "—–" and last.isdigit()):
        return True
    if last in "-/" and char.isdigit() and before[-2:-1].isdigit():
        return True
    latin = char.isascii() and last.isascii()
    return latin and last not in " -/" and not (last in NO_LINE_START and last not in ".,:'%")
