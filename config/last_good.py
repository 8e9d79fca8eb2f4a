"""What to serve when an edited file is broken: the copy of it that was whole at the last start.

``<data>/packs/<region>/<version>/<pack>/…`` holds the files of a region and of the pack under it,
``<data>/hall/<version>/hall.toml`` the hall's facts. A version is the digest of the bytes, so a copy proves itself.
"""

from __future__ import annotations

import hashlib
import os
import shutil
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from config.hall_reader import HALL_FILE, read_hall
from config.pack_overlay import PACKS
from config.pack_reader import Pack, open_pack
from config.pack_whole import open_whole
from config.tables import Faults, TomlFile
from kiosk.errors import KioskError, PackError, SettingsError, StoreError
from kiosk.hall import HallFacts

Origin = Literal["pack", "kept", "base"]
"""Where a catalogue comes from: the pack as it is now, its copy from an earlier start, or the pack it lies over."""

_COPIES, _HALLS = "packs", "hall"
_NEW = ".new"


@dataclass(frozen=True)
class Served:
    """The pack that is served for a region, and every fault of the region's pack as it is now."""

    pack: Pack
    origin: Origin = "pack"
    faults: tuple[str, ...] = ()
    left_out: tuple[str, ...] = ()

    @property
    def folder(self) -> Path:
        """The folder it was read from."""
        return self.pack.files.folders[-1]


def serve_pack(region: str, data: Path, packs: Path = PACKS) -> Served:
    """The best there is for ``region``: its pack, else the last good copy, else the pack it lies over.

    Raises PackError or SettingsError naming every fault when there is none of them.
    """
    error: PackError | SettingsError
    try:
        whole = open_whole(_known(region, packs))
        return Served(whole.pack, "pack", whole.faults, whole.left_out)
    except (PackError, SettingsError) as broken:
        error = broken
    kept = kept_pack(region, data)
    if kept:
        return Served(kept, "kept", error.faults)
    base = _base_of(packs / region) if isinstance(error, PackError) else None
    if base:
        with suppress(PackError):
            under = open_whole(base)
            return Served(under.pack, "base", (*error.faults, *under.faults), under.left_out)
    raise error


def _known(region: str, packs: Path) -> Path:
    folders = {path.name: path for path in packs.iterdir() if path.is_dir()} if packs.is_dir() else {}
    if region not in folders:
        known = "、".join(sorted(folders)) or "（没有）"
        raise SettingsError((f"kiosk.toml machine.region：没有数据包「{region}」",), f"请改成已安装的地区：{known}。")
    return folders[region]


def _base_of(directory: Path) -> Path | None:
    table = TomlFile(directory / "region.toml", Faults()).data.get("region")
    base = table.get("base") if isinstance(table, dict) else None
    if not isinstance(base, str) or not base or Path(base).name != base:
        return None
    return next((folder / base for folder in (directory.parent, PACKS) if (folder / base).is_dir()), None)


def kept_pack(region: str, data: Path) -> Pack | None:
    """The newest whole copy of a region's pack; None when there is none. A copy whose bytes changed is not whole."""
    for copy in _copies(data / _COPIES / region):
        with suppress(PackError):
            pack = open_pack(copy / region)
            if pack.files.version() == copy.name:
                return pack
    return None


def keep_pack(served: Served, data: Path) -> None:
    """Copy a whole pack beside the machine's data; older copies go. Raises StoreError."""
    if served.origin != "pack" or served.faults:
        return
    pack = served.pack
    files = {
        f"{folder.name}/{path.relative_to(folder).as_posix()}": path
        for folder in pack.files.folders for path in sorted(folder.rglob("*.toml"))
    }
    region = served.folder.name

    def proves(copy: Path) -> bool:
        return open_pack(copy / region).files.version() == pack.catalog.version

    _keep(data / _COPIES / region, pack.catalog.version, files, proves)


@dataclass(frozen=True)
class ServedHall:
    """The hall's facts, and every fault of hall.toml as it is now; with faults the facts are those kept earlier."""

    facts: HallFacts
    faults: tuple[str, ...] = ()


def serve_hall(data: Path, path: Path = HALL_FILE) -> ServedHall:
    """The hall's facts, else those of the last good hall.toml. Raises SettingsError when there are none."""
    try:
        return ServedHall(read_hall(path))
    except SettingsError as error:
        for copy in _copies(data / _HALLS):
            kept = copy / HALL_FILE.name
            with suppress(SettingsError):
                facts = read_hall(kept)
                if _version(kept) == copy.name:
                    return ServedHall(facts, error.faults)
        raise


def keep_hall(served: ServedHall, data: Path, path: Path = HALL_FILE) -> None:
    """Copy a whole hall.toml beside the machine's data. Raises StoreError."""
    if not served.faults:
        version = _version(path)
        _keep(data / _HALLS, version, {HALL_FILE.name: path}, lambda copy: _version(copy / HALL_FILE.name) == version)


def _version(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()[:12]


def _copies(root: Path) -> Iterator[Path]:
    """Copies under ``root``, the newest first."""
    try:
        found = [(path.stat().st_mtime_ns, path) for path in root.iterdir() if not path.name.endswith(_NEW)]
    except OSError:
        return
    yield from (path for _, path in sorted(found, reverse=True))


def _keep(root: Path, version: str, files: Mapping[str, Path], proves: Callable[[Path], bool]) -> None:
    """Write a copy under a name of its own, prove it, put it in place in one step, and drop the older ones."""
    target, fresh = root / version, root / f"{os.urandom(8).hex()}{_NEW}"
    try:
        if not (target.is_dir() and _proven(target, proves)):
            shutil.rmtree(target, ignore_errors=True)
            for name, source in files.items():
                _write(fresh / name, source.read_bytes())
            if not _proven(fresh, proves):
                raise StoreError(f"{root}: 抄存备用数据时文件又变了，没有抄存。", "下次启动会再抄存，不用处理。")
            fresh.rename(target)
        for other in root.iterdir():
            if other != target and (fresh == other or not other.name.endswith(_NEW)):
                shutil.rmtree(other, ignore_errors=True)
    except OSError as error:
        raise StoreError(f"{root}: 备用数据抄存不了（{error.strerror}）。", "请检查目录权限和磁盘空间。") from error
    finally:
        shutil.rmtree(fresh, ignore_errors=True)


def _proven(copy: Path, proves: Callable[[Path], bool]) -> bool:
    try:
        return proves(copy)
    except (KioskError, OSError):
        return False


def _write(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("xb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
