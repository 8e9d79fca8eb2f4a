"""Reads the files of a pack; an overlay pack names its ``base`` and says only what differs.

Rule: tables are merged key by key down to one entry (``[item.fire]``, ``[scenario]``, ``[scenario.given]``); a value
below that (a list, ``source``) is replaced whole. ``enabled = false`` takes an entry out together with every mention
of it, so that nothing dangles.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterator, Mapping
from pathlib import Path
from typing import Any

from config.tables import Faults, TomlFile
from kiosk.catalog.values import Dropped
from kiosk.words import Words

PACKS = Path(__file__).parent / "packs"
NAMES = ("region", "materials", "items", "questions", "fields")
_SECTIONS = (("region", "department"), ("materials", "material"), ("items", "item"), ("questions", "question"),
             ("fields", "field"))
_ENTRY_DEPTH = 2
_OFF = ("enabled", "why_off", "why_off_en")


class LayeredFile(TomlFile):
    """The merged data of an overlay file and the file under it; a fault is placed in the file that says it."""

    def __init__(self, top: TomlFile, base: TomlFile) -> None:
        self.name = top.name
        self._top, self._base = top, base
        self.data = _merged(base.data, top.data, _ENTRY_DEPTH)

    def place(self, path: tuple[str, ...]) -> str:
        """File and line of a key: the overlay's when it says the key, else the base's, else the entry's."""
        layers = (self._top, self._base)
        for depth in range(len(path), 0, -1):
            for layer in layers:
                if _holds(layer.data, path[:depth]):
                    return layer.place(path)
        return self._top.place(path)


def _merged(base: Mapping[str, Any], top: Mapping[str, Any], depth: int) -> dict[str, Any]:
    found = dict(base)
    for key, value in top.items():
        under = base.get(key)
        if depth and isinstance(value, dict) and isinstance(under, dict):
            found[key] = _merged(under, value, depth - 1)
        else:
            found[key] = value
    return found


def _holds(data: Any, path: tuple[str, ...]) -> bool:
    for key in path:
        if not isinstance(data, dict) or key not in data:
            return False
        data = data[key]
    return True


class PackFiles:
    """All files of one pack by name (``items``, ``scenarios/open-hotel``), layered and without disabled entries.

    Files named in ``without`` are not read; they still count in :meth:`version`.
    """

    def __init__(self, directory: Path, faults: Faults, without: Collection[str] = ()) -> None:
        self.files, self.folders = _layers(directory, faults, (), without)
        self.dropped: dict[str, Dropped] = {}
        if not faults.lines:
            self._take_out(faults)

    @property
    def scenarios(self) -> tuple[str, ...]:
        """Names of the scenario files, sorted."""
        return tuple(sorted(name for name in self.files if name.startswith("scenarios/")))

    def version(self) -> str:
        """Twelve hex digits that change whenever any byte of the pack or its base does."""
        digest = hashlib.sha256()
        for folder in self.folders:
            for path in sorted(folder.rglob("*.toml")):
                digest.update(path.relative_to(folder).as_posix().encode() + b"\0" + path.read_bytes())
        return digest.hexdigest()[:12]

    def _take_out(self, faults: Faults) -> None:
        gone: dict[str, set[str]] = {}
        for name, section in _SECTIONS:
            file = self.files[name]
            gone[section] = set(_disabled(file, (section,), faults))
            for key in sorted(gone[section]):
                self._remember(section, key, file.data[section][key])
            entries = file.data.get(section)
            if isinstance(entries, dict):
                file.data = {**file.data, section: {
                    key: _without(entry, *_OFF) for key, entry in entries.items()
                    if key not in gone[section]
                }}
        for name in self.scenarios:
            entry = self.files[name].data.get("scenario")
            if isinstance(entry, dict) and entry.get("enabled") is False:
                del self.files[name]
            elif isinstance(entry, dict):
                self.files[name].data = {**self.files[name].data, "scenario": _without(entry, *_OFF)}
        self._forget_mentions(gone)

    def _remember(self, section: str, key: str, entry: Mapping[str, Any]) -> None:
        if section == "item":
            said = (entry.get(name) for name in ("name", "en", "why_off", "why_off_en"))
            name, english, why, why_en = (text if isinstance(text, str) else "" for text in said)
            aliases = entry.get("aliases")
            known = tuple(alias for alias in aliases if isinstance(alias, str)) if isinstance(aliases, list) else ()
            self.dropped[key] = Dropped(Words(name, english), why, why_en, known)

    def _forget_mentions(self, gone: Mapping[str, set[str]]) -> None:
        for item in _entries(self.files["items"], "item"):
            _strike(item, "after", gone["item"])
            _strike(item, "produces", gone["material"])
            needs = item.get("needs")
            if isinstance(needs, list):
                item["needs"] = [
                    need for need in needs
                    if not (isinstance(need, dict) and need.get("material") in gone["material"])
                ]
        for material in _entries(self.files["materials"], "material"):
            supplier = material.get("supplier")
            if isinstance(supplier, str) and supplier.removeprefix("item:") in gone["item"]:
                material["supplier"] = material.get("otherwise", "applicant")
        for blank in _entries(self.files["fields"], "field"):
            _strike(blank, "used_by", gone["item"])
        for name in self.scenarios:
            for scenario in _entries(self.files[name], None):
                for key, section in (("items", "item"), ("questions", "question"), ("fields", "field")):
                    _strike(scenario, key, gone[section])


def _layers(
    directory: Path, faults: Faults, seen: tuple[str, ...], without: Collection[str]
) -> tuple[dict[str, TomlFile], tuple[Path, ...]]:
    region = TomlFile(directory / "region.toml", faults)
    table = region.data.get("region")
    base = table.get("base") if isinstance(table, dict) else None
    files = {"region": region}
    for name in NAMES[1:]:
        files[name] = TomlFile(directory / f"{name}.toml", faults, optional=base is not None)
    for path in sorted((directory / "scenarios").glob("*.toml")):
        if f"scenarios/{path.stem}" not in without:
            files[f"scenarios/{path.stem}"] = TomlFile(path, faults)
    if base is None:
        return files, (directory,)
    under = _base_folder(directory, base)
    if under is None or base in seen:
        said = "底包绕成了一圈" if base in seen else f"没有底包「{base}」"
        faults.add(region, ("region", "base"), f"{said}，应是另一个地区数据包的编号")
        return files, (directory,)
    below, folders = _layers(under, faults, (*seen, base), without)
    region.data = {**region.data, "region": _without(table or {}, "base")}
    layered = {name: LayeredFile(files[name], file) if name in files else file for name, file in below.items()}
    return {**files, **layered}, (*folders, directory)


def _base_folder(directory: Path, base: object) -> Path | None:
    if not isinstance(base, str) or not base or Path(base).name != base:
        return None
    found = (folder / base for folder in (directory.parent, PACKS))
    return next((folder for folder in found if (folder / "region.toml").is_file()), None)


def _disabled(file: TomlFile, path: tuple[str, ...], faults: Faults) -> Iterator[str]:
    entries = file.data.get(path[0])
    for key, entry in entries.items() if isinstance(entries, dict) else ():
        if not isinstance(entry, dict) or "enabled" not in entry:
            continue
        if not isinstance(entry["enabled"], bool):
            faults.add(file, (*path, key, "enabled"), f"现在是 {entry['enabled']!r}，应是 true 或 false")
        elif not entry["enabled"] and set(entry) <= set(_OFF):
            faults.add(file, (*path, key, "enabled"), "底包里没有这一项，停用不了，请检查拼写")
        elif not entry["enabled"]:
            yield key


def _entries(file: TomlFile, section: str | None) -> Iterator[dict[str, Any]]:
    """Each entry as its own copy that stays in the file's data."""
    if section is None:
        if isinstance(file.data.get("scenario"), dict):
            file.data = {**file.data, "scenario": dict(file.data["scenario"])}
            yield file.data["scenario"]
        return
    entries = file.data.get(section)
    if isinstance(entries, dict):
        copies = {key: dict(entry) if isinstance(entry, dict) else entry for key, entry in entries.items()}
        file.data = {**file.data, section: copies}
        yield from (entry for entry in copies.values() if isinstance(entry, dict))


def _strike(entry: dict[str, Any], key: str, gone: set[str]) -> None:
    if gone and isinstance(entry.get(key), list):
        entry[key] = [value for value in entry[key] if not (isinstance(value, str) and value in gone)]


def _without(entry: Any, *keys: str) -> Any:
    return {key: value for key, value in entry.items() if key not in keys} if isinstance(entry, dict) else entry
