"""Cuts the faces the screens draw with: Simplified Chinese from Noto Sans CJK, and the icon names.

The collection's first face has Japanese glyph forms, so the SC face is chosen by name. A small subset starts
fast; the whole SC face stands by for characters the subset does not have (rare names).
"""

from __future__ import annotations

import fcntl
import importlib.util
import json
import logging
import os
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

FAMILY = "Noto Sans CJK SC"
FOLDERS = (Path("/usr/share/fonts/opentype/noto"), Path("/usr/share/fonts/noto-cjk"), Path("/usr/share/fonts"))
WEIGHTS = ("Regular", "Bold")
RECIPE = "4"
PUNCTUATION = "，。、；：？！“”‘’（）《》〈〉【】「」—…·￥％～㎡№①②③④⑤⑥⑦⑧⑨⑩→←↑↓✓✕×÷±≤≥≈°′″•‧–−　Ⅰ Ⅱ Ⅲ Ⅳ"
RARE_NAMES = (
    "犇骉羴猋淼焱垚鑫喆堃翀昉珺赟旻翾璟嬿玥翯煜昱祎婧睿宸梓沐钰熠烨晗昕暄晞曦璐琪琛瑄瑢璇琰琬珮琨瑀瑨瑭璎璠"
    "芃苒荏荃芮菡萱蕤薇茜郗郇郜鄢邝邬邴邰缪亓仝佘冼刁厍呙禤咲啰圳埙墉夼妤娉娣婠媞嫄嫣孛屾岑峣嵇嵊嶷帏庹弋彧徕怡恺"
    "慜懋戢扈揆晁晟晔晢晴晷暾曌朊杲杻枞柟栩桓棪棻榕槿樾橦欤殳毐汭沄沅沚沛泓泠洵洺浠浥涫淏淦渟湉湜溱滢漪潼澍澔澧瀚灏炅炜"
    "炫烜焜煊煐煚熳燊爔牟玚玢玦珂珅珈珏珑珩珪珲琎琏琤瑗瑱璁璆瓒甄畀畲皓皞皛盱睢瞿矞砼祁祐祜禔禛禹秾稹窦竑竣笪筠箬"
    "粲綦縠繁纮绀绯缃缜缦羿翚翥翮翰耒耿聃肸胥脩臻舸芊芩芷苕苡苻茕茗荇莜莨菀葳蒽蓁蔺蕖薜蘅虔虞蚩衍袆裴褚觅訚訾诒诩谌谙"
    "谯谷豫赓轩辂辚迦逄逯遒遥邈邗邺邾郄郤酆酩釉铄铠铭锜锟锴镕镠镡闫闵阚阗阮隗隽雍雒霁霄霈霖霭靖韫韬颉颍颐颢飏飒馗馥骁骐骞骧髯鬯魁鲲鳌鸢鸾麒麓麾黛黻"
    "㛃㮾㵑㸌㺷䶮𬀩𬤇𬱟𬭎𫍲𬍛𬬭"
)


_UNUSED_LIMITS = (
    "maxTwilightPoints", "maxStorage", "maxFunctionDefs", "maxInstructionDefs", "maxStackElements",
    "maxSizeOfInstructions", "maxComponentElements",
)


@dataclass(frozen=True)
class FontPaths:
    """Files the text bank opens. ``widths`` holds advances and coverage, ``icon_names`` one icon a line."""

    regular: Path
    bold: Path
    full_regular: Path
    full_bold: Path
    icons: Path
    widths: Path
    icon_names: Path


class FontsMissing(RuntimeError):
    """A font package is not installed; the message says which one to install."""


def ensure_fonts(cache_dir: Path, *, characters: Iterable[str] = (), collections: Path | None = None) -> FontPaths:
    """Paths of ready fonts under ``cache_dir``; cuts them on the first call (some seconds), later only looks.

    ``characters`` are all texts the screens will show; a character not yet cut makes the subset anew.
    Raises FontsMissing when Noto Sans CJK or the icon package is absent.
    """
    paths = FontPaths(
        regular=cache_dir / "sc-regular.ttf",
        bold=cache_dir / "sc-bold.ttf",
        full_regular=cache_dir / "sc-full-regular.otf",
        full_bold=cache_dir / "sc-full-bold.otf",
        icons=icon_font(),
        widths=cache_dir / "widths.json",
        icon_names=cache_dir / "icons.txt",
    )
    wanted = set("".join(characters))
    stamp = cache_dir / "cut.json"
    known = _known(stamp)
    if known is not None and all(p.is_file() for p in vars(paths).values()) and wanted <= known:
        return paths
    cache_dir.mkdir(parents=True, exist_ok=True)
    with (cache_dir / "cutting").open("w") as turn:
        fcntl.flock(turn, fcntl.LOCK_EX)
        known = _known(stamp)
        if known is None or not all(p.is_file() for p in vars(paths).values()) or not wanted <= known:
            everything = wanted | (known or set()) | base_characters()
            _cut(paths, everything, collections)
            _name_icons(paths)
            _replace(stamp, json.dumps({"recipe": RECIPE, "characters": "".join(sorted(everything))}))
    return paths


def base_characters() -> set[str]:
    """ASCII, Latin-1 letters, punctuation, GB 2312 and characters frequent in names beyond it."""
    found = {chr(c) for c in range(0x20, 0x7F)} | {chr(c) for c in range(0xA1, 0x100)}
    found |= set(PUNCTUATION) | set(RARE_NAMES)
    for high in range(0xA1, 0xF8):
        for low in range(0xA1, 0xFF):
            try:
                found.add(bytes((high, low)).decode("gb2312"))
            except UnicodeDecodeError:
                continue
    return found


def icon_font() -> Path:
    """The icon face of the installed package, found without importing it."""
    spec = importlib.util.find_spec("fonticon_mdi7")
    if spec is None or spec.origin is None:
        raise FontsMissing("缺少图标字体：请安装 Python 包 fonticon-materialdesignicons7")
    return Path(spec.origin).parent / "fonts" / "materialdesignicons-webfont.ttf"


def _known(stamp: Path) -> set[str] | None:
    if not stamp.is_file():
        return None
    data = json.loads(stamp.read_text(encoding="utf-8"))
    return set(data["characters"]) if data["recipe"] == RECIPE else None


def _collection(weight: str, folder: Path | None) -> Path:
    name = f"NotoSansCJK-{weight}.ttc"
    for place in (folder,) if folder else FOLDERS:
        for found in sorted(place.rglob(name)) if place.is_dir() else ():
            return found
    raise FontsMissing(f"缺少中文字体 {name}：请安装系统包 fonts-noto-cjk")


def _cut(paths: FontPaths, characters: set[str], folder: Path | None) -> None:
    import fontTools
    from fontTools import subset
    from fontTools.ttLib import TTCollection

    logging.getLogger(fontTools.__name__).setLevel(logging.ERROR)
    widths: dict[str, object] = {}
    for weight in WEIGHTS:
        source = _collection(weight, folder)
        small, full = (
            (paths.regular, paths.full_regular) if weight == "Regular" else (paths.bold, paths.full_bold)
        )
        with TTCollection(str(source), lazy=True) as faces:
            face = next(f for f in faces.fonts if f["name"].getDebugName(1) == FAMILY)
            _save(face, full)
        options = subset.Options(
            layout_features=[], hinting=False, desubroutinize=False, name_IDs=[1, 2], notdef_outline=True
        )
        options.drop_tables += ["GPOS", "GSUB", "GDEF", "BASE", "VORG", "vhea", "vmtx"]
        face = subset.load_font(str(full), options)
        cutter = subset.Subsetter(options)
        cutter.populate(unicodes=[ord(c) for c in characters])
        cutter.subset(face)
        _as_truetype(face)
        _save(face, small)
        widths[weight] = _widths(face)
        face.close()
    _replace(paths.widths, json.dumps(widths))


def _as_truetype(face: Any) -> None:
    """Cubic outlines to quadratic ones (within 1/1000 em): such a face opens twice as fast, once for every size."""
    from fontTools.pens.cu2quPen import Cu2QuPen
    from fontTools.pens.ttGlyphPen import TTGlyphPen
    from fontTools.ttLib import newTable

    outlines, order = face.getGlyphSet(), face.getGlyphOrder()
    table = newTable("glyf")
    table.glyphOrder, table.glyphs = order, {}
    for name in order:
        pen = TTGlyphPen(outlines)
        outlines[name].draw(Cu2QuPen(pen, 1.0, reverse_direction=True))
        table.glyphs[name] = glyph = pen.glyph()
        glyph.recalcBounds(table)
        face["hmtx"].metrics[name] = (face["hmtx"].metrics[name][0], glyph.xMin)
    face["loca"], face["glyf"] = newTable("loca"), table
    del face["CFF "]
    face.recalcBBoxes = True
    limits = face["maxp"]
    limits.tableVersion = 0x00010000
    for field in _UNUSED_LIMITS:
        setattr(limits, field, 0)
    limits.maxZones = 1
    face["post"].formatType = 3.0
    face.sfntVersion = "\0\1\0\0"


def _save(face: Any, path: Path) -> None:
    part = path.with_suffix(f".{os.getpid()}.part")
    face.save(str(part))
    part.replace(path)


def _replace(path: Path, text: str) -> None:
    part = path.with_suffix(f".{os.getpid()}.part")
    part.write_text(text, encoding="utf-8")
    part.replace(path)


def _widths(face: Any) -> dict[str, object]:
    cmap: dict[int, str] = face.getBestCmap()
    metrics = face["hmtx"].metrics
    advances = {code: metrics[glyph][0] for code, glyph in cmap.items()}
    return {
        "covered": "".join(chr(code) for code in sorted(advances)),
        "narrow": {chr(code): advance for code, advance in advances.items() if advance != 1000},
    }


def _name_icons(paths: FontPaths) -> None:
    from fontTools.ttLib import TTFont

    logging.getLogger("fontTools").setLevel(logging.ERROR)
    with TTFont(str(paths.icons), lazy=True) as face:
        lines = sorted(f"{name} {code:x}" for code, name in face.getBestCmap().items())
    _replace(paths.icon_names, "\n" + "\n".join(lines) + "\n")


def digest(paths: FontPaths) -> str:
    """SHA-256 of the two small faces, to compare machines."""
    import hashlib

    return hashlib.sha256(paths.regular.read_bytes() + paths.bold.read_bytes()).hexdigest()


def main(arguments: list[str]) -> int:
    """``python -m screens.look.fonts DIR [TEXT_FILE…]``: cut fonts for these text files."""
    if not arguments:
        sys.stderr.write("用法 usage: python -m screens.look.fonts DIR [TEXT_FILE…]\n")
        return 2
    texts = [Path(name).read_text(encoding="utf-8") for name in arguments[1:]]
    paths = ensure_fonts(Path(arguments[0]), characters=texts)
    sys.stdout.write(f"{paths.regular}\n{paths.bold}\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
