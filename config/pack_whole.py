"""Takes of an edited pack what is whole: one broken life event never takes the others away."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path

from config.pack_overlay import PackFiles
from config.pack_reader import Pack, open_pack
from config.tables import Faults
from kiosk.errors import PackError


@dataclass(frozen=True)
class WholePack:
    """A pack that can be served. ``left_out`` are ids of scenarios that cannot, and ``faults`` say why, all of them."""

    pack: Pack
    faults: tuple[str, ...] = ()
    left_out: tuple[str, ...] = ()


def open_whole(directory: Path) -> WholePack:
    """The pack in ``directory`` without those scenarios that alone are broken.

    Raises PackError naming every fault when what all scenarios share is broken, or when no scenario is left.
    """
    try:
        return WholePack(open_pack(directory))
    except PackError as error:
        broken = error
    names = PackFiles(directory, Faults()).scenarios
    bad = {name for name in names if any(fault.startswith(f"{name}.toml") for fault in broken.faults)}
    pack = _opened(directory, bad) if bad else None
    if pack is None and _opened(directory, names) is not None:
        bad = {name for name in names if _opened(directory, set(names) - {name}) is None}
        pack = _opened(directory, bad)
    if pack is None or not pack.catalog.scenarios:
        raise broken
    return WholePack(pack, broken.faults, tuple(sorted(name.removeprefix("scenarios/") for name in bad)))


def _opened(directory: Path, without: Collection[str]) -> Pack | None:
    try:
        return open_pack(directory, without)
    except PackError:
        return None
