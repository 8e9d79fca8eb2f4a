"""Reads the hall's own facts (hall.toml), reporting every fault at once."""

from __future__ import annotations

from pathlib import Path

from config.tables import Faults, Table, TomlFile
from kiosk.errors import SettingsError
from kiosk.hall import HallFacts, Place
from kiosk.words import Words

HALL_FILE = Path(__file__).parent / "hall.toml"


def read_hall(path: Path = HALL_FILE) -> HallFacts:
    """The hall's facts. Raises SettingsError naming every fault by file, line and key."""
    faults = Faults()
    file = TomlFile(path, faults)
    if faults.lines:  # what cannot be read at all would be reported again key by key
        raise SettingsError(tuple(faults.lines), "请按提示修改后重新启动。")
    table = Table(file, (), file.data, faults).table("hall")
    places = []
    for entry in table.tables("place"):
        places.append(_place(entry))
        entry.finish()
    facts = HallFacts(
        name=table.words("name"),
        area_name=table.words("area_name"),
        machine=table.text("machine"),
        phone=table.text("phone"),
        hours=table.words("hours"),
        payment=table.words("payment"),
        combined_window=table.text("combined_window"),
        places=tuple(places),
    )
    table.finish()
    if not faults.lines and facts.combined_window not in {place.id for place in places}:
        table.wrong("combined_window", f"没有 id 为「{facts.combined_window}」的地点")
    if faults.lines:
        raise SettingsError(tuple(faults.lines), "请按提示修改后重新启动。")
    return facts


def _place(table: Table) -> Place:
    zh, en = table.texts("way"), table.texts("way_en", ())
    if en and len(en) != len(zh):
        table.wrong("way_en", f"应与 way 一样有 {len(zh)} 段")
    legs = tuple(Words(leg, en[index] if index < len(en) else "") for index, leg in enumerate(zh))
    return Place(
        id=table.text("id"),
        name=table.words("name"),
        floor=table.text("floor"),
        icon=table.text("icon"),
        way=legs,
        hours=table.words("hours", default=Words("")),
        remark=table.words("remark", default=Words("")),
    )
