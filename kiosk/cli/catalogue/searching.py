"""``kiosk catalog build`` and ``kiosk catalog search``: compile what can be found, and find it."""

from __future__ import annotations

import argparse
import os
import time
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from config.last_good import serve_pack
from config.pack_reader import PACKS, regions
from config.pack_whole import open_whole
from config.settings import read_settings
from kiosk.cli.catalogue.keeping import CATALOGUE
from kiosk.cli.catalogue.releases.choosing import packs_in_use
from kiosk.cli.output import say, say_json, table, warn
from kiosk.cli.starting import served_words
from kiosk.errors import PackError, StoreError, UsageError
from kiosk.steps import Hit

if TYPE_CHECKING:
    from kiosk.catalog.values import Catalog
    from kiosk.needs import Finder
    from offline_cache.catalogue.writing import Built
_GENTLY = 10
_KINDS = {"scenario": "一件事", "item": "事项", "department": "部门"}


def add_build(actions: Any) -> None:
    """Register ``build``."""
    build = actions.add_parser("build", help="把数据包编成一个目录数据库，供搜索用")
    build.add_argument("--region", help="只编这个地区（默认全部）")
    build.add_argument("--output", type=Path, metavar="FILE", help="写到这个文件（默认本机数据目录）")
    build.add_argument("--pack", type=Path, metavar="DIR", help="用这个目录里的数据包，代替同名的地区")
    build.add_argument("--gently", action="store_true", help="让路：只用别的程序不用的处理器时间")
    build.add_argument("--json", action="store_true", help="只输出一份 JSON")
    build.set_defaults(do=do_build)


def add_search(actions: Any) -> None:
    """Register ``search``."""
    search = actions.add_parser("search", help="按汉字、拼音、首字母或部门旧名查找")
    search.add_argument("text", help="要找的话，如 开饭馆、kfg、kaifan")
    search.add_argument("--region", help="只查这个地区（默认先查本机的，没有再查其他地区）")
    search.add_argument("--limit", type=int, default=8, help="最多几条（默认 8）")
    search.add_argument("--catalogue", type=Path, metavar="FILE",
                        help="用这个目录数据库（默认本机的，没有就查数据包）")
    search.add_argument("--json", action="store_true", help="只输出一份 JSON")
    search.set_defaults(do=do_search)


def do_build(chosen: argparse.Namespace) -> int:
    """Compile the whole packs; broken ones are refused by name, with every fault, after the others were written."""
    started = time.perf_counter()
    output = chosen.output or read_settings().data / CATALOGUE
    if chosen.pack and not chosen.pack.is_dir():
        raise UsageError(f"没有目录「{chosen.pack}」。", "请用 --pack 指向数据包目录。")
    if chosen.gently:
        os.nice(_GENTLY)
    names = regions() if chosen.region is None else [_known(chosen.region)]
    first = [chosen.pack] if chosen.pack else []
    built, faults = compile_packs(
        first + [PACKS / name for name in names if not first or name != chosen.pack.name], output
    )
    seconds = round(time.perf_counter() - started, 3)
    if chosen.json:
        say_json({"ok": not faults, "file": str(output), "bytes": output.stat().st_size, "seconds": seconds,
                  "packs": [asdict(part) for part in built], "refused": faults})
    else:
        say(*(f"{part.region} {part.version}：{part.entries} 条、{part.names} 个名称，校验值 {part.digest[:12]}"
              for part in built), f"已写入 {output}，用时 {seconds} 秒")
    if faults:
        raise PackError(tuple(faults), "其余的已编入。请按提示修改后重新运行 kiosk catalog build。")
    return 0


def compile_packs(folders: Sequence[Path], output: Path) -> tuple[tuple[Built, ...], list[str]]:
    """Compile what is whole of the packs in ``folders`` into ``output`` and read it back; also every fault of the rest.

    Raises PackError when none is whole (``output`` is then untouched), StoreError when it cannot be written.
    """
    from kiosk.search.entries import entries_of
    from offline_cache.catalogue import Part, build_catalogue, open_index
    from offline_cache.catalogue.pinyin import read_aloud

    parts: list[Part] = []
    faults: list[str] = []
    for folder in folders:
        try:
            whole = open_whole(folder)
        except PackError as error:
            faults += [f"数据包 {folder.name} 未编入：{fault}" for fault in error.faults]
        else:
            catalog, left_out = whole.pack.catalog, "、".join(whole.left_out)
            faults += [f"数据包 {folder.name} 的情景 {left_out} 未编入：{fault}" for fault in whole.faults]
            if any(part.region == catalog.region for part in parts):
                faults.append(f"数据包 {folder.name} 未编入：region.id「{catalog.region}」已经是另一个数据包的编号")
                continue
            parts.append(Part(catalog.region, catalog.version, entries_of(catalog, read_aloud)))
    if not parts:
        raise PackError(tuple(faults), "没有可用的数据包，原来的目录数据库没有改动。请按提示修改数据包后重试。")
    built = build_catalogue(output, parts)
    for part in built:
        index = open_index(output, part.region, part.version)
        index.verify()
        index.close()
    return built, faults


def do_search(chosen: argparse.Namespace) -> int:
    """Find and print; nothing found is an answer too."""
    if chosen.limit < 1:
        raise UsageError(f"--limit 是 {chosen.limit}。", "请写 1 或更大的整数。")
    home = _known(read_settings().region if chosen.region is None else chosen.region)
    only = chosen.region is not None or chosen.catalogue
    asked = [home] if only else [home, *(name for name in regions() if name != home)]
    region, hits, spent = _found(chosen, asked)
    if chosen.json:
        say_json({"query": chosen.text, "region": region, "hits": [_document(hit) for hit in hits], "ms": spent})
    elif hits:
        away = [f"{home} 没有，{region} 里有："] if region != home else []
        near = ["没有完全一样的，相近的有："] if hits[0].near else []
        say(*away, *near, *table((_KINDS[hit.kind], hit.title.zh, hit.detail.zh, hit.scenario) for hit in hits))
    else:
        say(f"没有找到「{chosen.text}」。可以换个说法，或只打首字母，如 kfg。")
    return 0


def _found(chosen: argparse.Namespace, asked: list[str]) -> tuple[str, tuple[Hit, ...], float]:
    """The first of the regions that holds the text, its hits and the milliseconds; near hits only of the first."""
    first: tuple[str, tuple[Hit, ...], float] | None = None
    settings = read_settings()
    for region in asked:
        served = serve_pack(region, settings.data, packs_in_use(settings) if region == settings.region else PACKS)
        if first is None:
            warn(*served_words(served), *served.faults)
        finder = _finder(served.pack.catalog, chosen.catalogue)
        started = time.perf_counter()
        hits = finder.find(chosen.text, chosen.limit)
        found = region, hits, round((time.perf_counter() - started) * 1000, 3)
        if hits and not hits[0].near:
            return found
        first = first or found
    assert first is not None, "at least one region is asked"
    return first


def _finder(catalog: Catalog, asked: Path | None) -> Finder:
    """The compiled catalogue; when none was asked for and the machine's own does not fit, the pack itself."""
    from kiosk.search import IndexFinder
    from kiosk.search.entries import entries_of
    from kiosk.search.index import MemoryIndex
    from offline_cache.catalogue import open_index
    from offline_cache.catalogue.pinyin import read_aloud

    try:
        return IndexFinder(open_index(asked or read_settings().data / CATALOGUE, catalog.region, catalog.version))
    except StoreError:
        if asked:
            raise
    return IndexFinder(MemoryIndex(entries_of(catalog, read_aloud)))


def _document(hit: Hit) -> dict[str, Any]:
    return {
        "kind": hit.kind, "id": hit.id, "title": hit.title.zh, "detail": hit.detail.zh, "scenario": hit.scenario,
        "matched": hit.matched, "near": hit.near,
    }


def _known(region: str) -> str:
    if region not in regions():
        raise UsageError(f"没有地区「{region}」。", f"可用：{'、'.join(regions())}。")
    return region
