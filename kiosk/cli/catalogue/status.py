"""``kiosk catalog status``: what each region serves, what is wrong with its files, whether the catalogue fits."""

from __future__ import annotations

import argparse
import re
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

from config.hall_reader import HALL_FILE
from config.last_good import Served, kept_pack, serve_hall, serve_pack
from config.pack_reader import PACKS, regions
from config.settings import SETTINGS_FILE, Settings, read_settings
from kiosk.cli.catalogue.keeping import CATALOGUE
from kiosk.cli.catalogue.releases.choosing import packs_in_use
from kiosk.cli.catalogue.releases.telling import release_document, release_lines
from kiosk.cli.output import say, say_json
from kiosk.cli.starting import served_words
from kiosk.errors import PackError, SettingsError, StoreError
from kiosk.guide.explaining import is_old

_FAULT = re.compile(
    r"(?P<file>[^ ：:]+\.toml)(?: 第(?P<line>\d+)行)?(?: (?P<key>[^:：]+))?[:：](?P<said>.*)", re.DOTALL
)
_OLD = "（超过十二个月：请与各部门核对，改好后更新 region.toml 的 as_of）"
_LINE = re.compile(r"\(at line (\d+)")


@dataclass(frozen=True)
class RegionState:
    """One region: what is served for it, its faults, and whether the compiled catalogue fits. None serves nothing."""

    region: str
    served: Served | None
    faults: tuple[str, ...]
    kept: str
    compiled: str

    @property
    def words(self) -> str:
        """The state in a few words."""
        if self.served is None:
            return "停用"
        if self.served.origin != "pack":
            return "先用上次完好的版本" if self.served.origin == "kept" else "先用底包"
        return "部分停用" if self.served.left_out else "完好"


def add_status(actions: Any) -> None:
    """Register ``status``."""
    status = actions.add_parser("status", help="看每个地区现在用什么数据、哪里有错、目录数据库是否可用")
    status.add_argument("--settings", type=Path, default=SETTINGS_FILE, help="设置文件")
    status.add_argument("--data", type=Path, help="本机数据目录，代替设置文件里的")
    status.add_argument("--packs", type=Path, default=PACKS, metavar="DIR", help="数据包所在的目录（默认随程序的）")
    status.add_argument("--json", action="store_true", help="只输出一份 JSON")
    status.set_defaults(do=do_status)


def do_status(chosen: argparse.Namespace) -> int:
    """Print it; exit status 1 when a technician has something to mend."""
    settings = read_settings(chosen.settings)
    settings = settings.at(chosen.data) if chosen.data else settings
    own = chosen.packs == PACKS
    names = dict.fromkeys((settings.region, *(regions() if own else _folders(chosen.packs))))
    in_use = packs_in_use(settings) if own else chosen.packs
    states = [_state(name, settings, in_use if name == settings.region else chosen.packs) for name in names]
    hall = _hall_faults(settings)
    whole = not hall and not any(state.faults for state in states)
    if chosen.json:
        say_json({
            "ok": whole, "region": settings.region, "catalogue": str(settings.data / CATALOGUE),
            "regions": [_document(state) for state in states], "hall": [fault_document(fault) for fault in hall],
            **({"release": release_document(settings)} if own else {}),
        })
    else:
        say(*_lines(settings, states, hall), *(release_lines(settings) if own else ()))
    return 0 if whole else 1


def _folders(packs: Path) -> tuple[str, ...]:
    return tuple(sorted(path.name for path in packs.iterdir() if path.is_dir())) if packs.is_dir() else ()


def _state(region: str, settings: Settings, packs: Path) -> RegionState:
    kept = kept_pack(region, settings.data)
    version = kept.catalog.version if kept else ""
    try:
        served = serve_pack(region, settings.data, packs)
    except (PackError, SettingsError) as error:
        return RegionState(region, None, error.faults, version, "没有")
    state = RegionState(region, served, served.faults, version, "")
    return replace(state, compiled=_compiled(settings.data / CATALOGUE, served))


def _compiled(file: Path, served: Served) -> str:
    """``可用``, or why not."""
    from offline_cache.catalogue import open_index

    try:
        index = open_index(file, served.pack.catalog.region, served.pack.catalog.version)
        try:
            index.verify()
        finally:
            index.close()
    except StoreError as error:
        return error.message
    return "可用"


def _hall_faults(settings: Settings) -> tuple[str, ...]:
    try:
        return serve_hall(settings.data, HALL_FILE).faults
    except SettingsError as error:
        return error.faults


def _lines(settings: Settings, states: list[RegionState], hall: tuple[str, ...]) -> list[str]:
    lines = []
    for state in states:
        mine = "（本机）" if state.region == settings.region else ""
        version = f" 版本 {state.served.pack.catalog.version}" if state.served else ""
        lines.append(f"{state.region}{mine}：{state.words}{version}")
        if state.served:
            catalog = state.served.pack.catalog
            size = f"{len(catalog.scenarios)} 个情景、{len(catalog.items)} 个事项"
            lines.append(f"  {size}；目录数据库：{state.compiled}")
            lines.append(f"  资料日期：{catalog.source.as_of}{_OLD if is_old(catalog.source, date.today()) else ''}")
            lines += [f"  {words}" for words in served_words(state.served)]
        lines.append(f"  备用版本：{state.kept or '还没有（完好启动一次后自动抄存）'}")
        lines += [f"  有错：{fault}" for fault in state.faults]
    lines += [f"hall.toml 有错：{fault}" for fault in hall] or ["hall.toml：完好"]
    return lines


def _document(state: RegionState) -> dict[str, Any]:
    served = state.served
    return {
        "region": state.region,
        "state": state.words,
        "origin": served.origin if served else None,
        "served_region": served.pack.catalog.region if served else None,
        "version": served.pack.catalog.version if served else None,
        "as_of": served.pack.catalog.source.as_of if served else None,
        "old": is_old(served.pack.catalog.source, date.today()) if served else None,
        "scenarios": sorted(served.pack.catalog.scenarios) if served else [],
        "left_out": list(served.left_out) if served else [],
        "kept": state.kept or None,
        "compiled": state.compiled,
        "faults": [fault_document(fault) for fault in state.faults],
    }


def fault_document(fault: str) -> dict[str, Any]:
    """A fault as file, line, key and what is said; what is not known is null."""
    found = _FAULT.match(fault)
    if not found:
        return {"file": None, "line": None, "key": None, "said": fault}
    line = found["line"] or (at[1] if (at := _LINE.search(found["said"])) else None)
    return {"file": found["file"], "line": int(line) if line else None, "key": found["key"], "said": found["said"]}
