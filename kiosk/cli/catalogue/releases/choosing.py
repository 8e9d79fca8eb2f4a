"""Which data a kiosk works with: the release in use when it is whole, else the packs that came with the program."""

from __future__ import annotations

import tomllib
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from config.last_good import Served, serve_hall
from config.locale_reader import read_locales
from config.pack_holidays import HOLIDAYS_FILE, read_holidays
from config.pack_reader import PACKS, open_pack
from config.settings import Settings
from kiosk.cli.starting import Data, read_data
from kiosk.errors import KioskError, PackError, StoreError

if TYPE_CHECKING:
    from offline_cache.releases import Kept, Shelf

FOLDER, POINTER = "catalogue", "current.json"
"""Names of the releases' folder in the machine's data folder, and of what says which is in use."""


def shelf_of(settings: Settings) -> Shelf:
    """The releases of a machine for its region; another region has its own numbers."""
    from offline_cache.releases import Shelf

    return Shelf(settings.data / FOLDER / settings.region)


def start_data(settings: Settings, packs: Path = PACKS) -> Data:
    """What a starting kiosk works with. A release on trial is marked; one that cannot be read is given up for good.

    Raises PackError or SettingsError when nothing can be served.
    """
    if not (settings.data / FOLDER / settings.region / POINTER).exists():
        return read_data(settings, packs)  # nothing more is loaded before the first frame
    shelf, notes = shelf_of(settings), list[str]()
    try:
        begun = shelf.begin()
        notes += begun.notes
        kept = begun.kept
        if kept is not None and _is_overtaken(kept, settings.region, packs):
            notes.append(f"程序自带的数据包比发布版 {kept.name} 新，先用自带的。")
            kept = None
        while kept is not None:
            try:
                data = _read(kept, settings)
            except PackError as error:
                notes.append(f"发布版 {kept.name} 不能用，已退回上一版：{error.faults[0]}")
                give_up(shelf, kept, error)
                kept = shelf.in_use()
            else:
                return replace(data, faults=(*notes, *data.faults))
    except StoreError as error:
        notes.append(error.message)
    data = read_data(settings, packs)
    return replace(data, faults=(*notes, *data.faults))


def _read(kept: Kept, settings: Settings) -> Data:
    """As :func:`data_of`; a release that makes the reader stumble is as bad as one with faults."""
    try:
        return data_of(kept, settings)
    except KioskError:
        raise
    except Exception as error:
        raise PackError((f"{kept.name}：读的时候出错（{type(error).__name__}）",)) from error


def data_of(kept: Kept, settings: Settings) -> Data:
    """The data of a release, read as a start reads it. Raises PackError naming every fault; SettingsError for the hall.

    The version of the bytes read must be the one that was signed, so nothing changed on disk is served.
    """
    region = kept.manifest.region
    if region != settings.region:
        raise PackError((f"发布版 {kept.name} 是 {region} 的，本机是 {settings.region}",), "请核对 [machine] region。")
    try:
        pack = open_pack(kept.packs / region)
    except OSError as error:
        raise PackError((f"{kept.name}：读不出（{error.strerror}）",), "请检查磁盘。") from error
    if pack.catalog.version != kept.manifest.version or any(kept.packs not in at.parents for at in pack.files.folders):
        raise PackError((f"{kept.name}：文件与发布单不符",), "运行 kiosk catalog update --now 会重新取得。")
    own = kept.packs / HOLIDAYS_FILE.name
    holidays = read_holidays(own if own.is_file() else HOLIDAYS_FILE)
    hall = serve_hall(settings.data)
    return Data(pack.catalog, hall.facts, read_locales(), holidays, Served(pack), hall, release=kept.name)


def give_up(shelf: Shelf, kept: Kept, error: PackError) -> None:
    """Go back from a release that cannot be read: for good when it is as it was signed, else until it is fetched again.

    Raises StoreError.
    """
    try:
        spoilt = kept.spoilt()
    except OSError as cause:
        spoilt = (cause.strerror or "OSError",)
    if spoilt:
        shelf.drop(kept.name)
    else:
        shelf.refuse(kept.name, error.faults[0])


def packs_in_use(settings: Settings) -> Path:
    """The folder of packs the next start of the kiosk reads; changes nothing."""
    try:
        kept = shelf_of(settings).in_use()
        if kept is None or kept.manifest.region != settings.region or _is_overtaken(kept, settings.region, PACKS):
            return PACKS
        return kept.packs
    except KioskError:
        return PACKS


def _is_overtaken(kept: Kept, region: str, packs: Path) -> bool:
    """Whether the program brought newer data than the release; not when the publisher meant to go back."""
    from kiosk.catalog.release import newer_than

    if kept.manifest.withdraws:
        return False
    try:
        with (packs / region / "region.toml").open("rb") as file:
            as_of = tomllib.load(file)["region"]["source"]["as_of"]
    except (OSError, ValueError, KeyError, TypeError):
        return False
    return isinstance(as_of, str) and newer_than(as_of, kept.manifest.as_of)
