"""Reads one region's pack (TOML an official edits) into a :class:`Catalog`, reporting every fault at once."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from pathlib import Path
from typing import get_args

from config.pack_links import link_faults
from config.pack_overlay import NAMES, PACKS, PackFiles
from config.tables import Faults, Table
from kiosk.catalog.conditions import Condition
from kiosk.catalog.values import (
    MACHINE_STEPS,
    Catalog,
    Choice,
    Confidence,
    DayKind,
    Department,
    Field,
    FieldKind,
    FollowUp,
    Former,
    Item,
    ItemVariant,
    Material,
    MaterialNeed,
    Mode,
    Note,
    Payment,
    Question,
    QuestionKind,
    Scenario,
    Source,
    Stop,
)
from kiosk.errors import PackError
from kiosk.words import Words

DEFAULT_REGION = "hubei-xianning-2020"
_REMEDY = "请按提示修改数据包后重试。"

__all__ = ["DEFAULT_REGION", "PACKS", "Pack", "open_pack", "read_pack", "regions"]


@dataclass(frozen=True)
class Pack:
    """A catalogue with the files it was read from, so that a later finding can still name file and line."""

    catalog: Catalog
    files: PackFiles

    def place(self, file: str, path: tuple[str, ...]) -> str:
        """File, line and key of an entry, for a message; ``file`` as in ``items`` or ``scenarios/open-hotel``."""
        return f"{self.files.files[file].place(path)} {'.'.join(path)}"


def regions() -> tuple[str, ...]:
    """Ids of all packs that ship with this machine, sorted."""
    return tuple(sorted(path.parent.name for path in PACKS.glob("*/region.toml")))


def read_pack(directory: Path) -> Catalog:
    """Read and link the pack in ``directory``. Raises PackError naming every fault by file, line and key."""
    return open_pack(directory).catalog


def open_pack(directory: Path, without: Collection[str] = ()) -> Pack:
    """Like :func:`read_pack`, keeping the files. An overlay is laid over the pack its region file names as base.

    Files named in ``without`` (as in ``scenarios/open-hotel``) are left out.
    """
    faults = Faults()
    files = PackFiles(directory, faults, without)
    if faults.lines:
        raise PackError(tuple(faults.lines), _REMEDY)
    catalog = _catalog(files, faults)
    faults.lines.extend(link_faults(catalog, files.files))
    if faults.lines:
        raise PackError(tuple(faults.lines), _REMEDY)
    return Pack(catalog, files)


def _catalog(files: PackFiles, faults: Faults) -> Catalog:
    root = {name: Table(files.files[name], (), files.files[name].data, faults) for name in NAMES}
    region = root["region"].table("region")
    title, source, region_id = region.words("title", "en"), _source(region.table("source")), region.text("id")
    remedy = region.words("remedy", default=Words(""))
    region.finish()
    materials = root["materials"].table("material").each(_material)
    items = root["items"].table("item").each(_item)
    catalog = Catalog(
        region=region_id,
        title=title,
        version=files.version(),
        source=source,
        departments=root["region"].table("department").each(_department),
        materials=materials,
        items={key: _by_one_name(item, materials) for key, item in items.items()},
        questions=root["questions"].table("question").each(_question),
        fields=root["fields"].table("field").each(lambda key, table: _field(key, table, tuple(items))),
        scenarios=_scenarios(files, faults),
        dropped=files.dropped,
        remedy=remedy,
    )
    for table in root.values():
        table.finish()
    return catalog


def _scenarios(files: PackFiles, faults: Faults) -> dict[str, Scenario]:
    found: dict[str, Scenario] = {}
    for name in files.scenarios:
        file = files.files[name]
        root = Table(file, (), file.data, faults)
        if not file.data:
            faults.add(file, ("scenario",), "这个文件是空的；不用的情景请删掉文件，或写 enabled = false")
        else:
            scenario = _scenario(root.table("scenario"))
            root.finish()
            if f"scenarios/{scenario.id}" != name:
                faults.add(file, ("scenario", "id"), f"编号「{scenario.id}」应与文件名相同")
            found[scenario.id] = scenario
    return dict(sorted(found.items(), key=lambda entry: (entry[1].rank, entry[0])))


def _by_one_name(item: Item, materials: dict[str, Material]) -> Item:
    """The item with every alias of a material replaced by the one id of that paper."""
    ids = {alias: material.id for material in materials.values() for alias in material.aliases}
    return replace(
        item,
        needs=tuple(replace(need, material=ids.get(need.material, need.material)) for need in item.needs),
        produces=tuple(ids.get(produced, produced) for produced in item.produces),
    )


def _source(table: Table) -> Source:
    source = Source(
        table.text("title"),
        table.day("as_of"),
        table.one_of("confidence", get_args(Confidence), "certain"),
        table.day("until", "", whole=True),
    )
    table.finish()
    return source


def _moved(table: Table) -> tuple[Former, ...]:
    found = []
    for entry in table.tables("moved"):
        found.append(Former(entry.text("name"), entry.day("since")))
        entry.finish()
    return tuple(found)


def _department(key: str, table: Table) -> Department:
    names, moved = table.texts("formerly", ()), _moved(table)
    formerly = (*names, *(former.name for former in moved if former.name not in names))
    return Department(key, table.words("name", "en"), table.words("window"), formerly, moved)


def _follow_up(table: Table) -> FollowUp | None:
    if not table.has("follow_up"):
        return None
    entry = table.table("follow_up")
    follow_up = FollowUp(
        entry.whole("days", low=1, high=999), entry.one_of("kind", get_args(DayKind)), entry.words("start", "en")
    )
    entry.finish()
    return follow_up


def _material(key: str, table: Table) -> Material:
    return Material(
        id=key,
        name=table.words("name", "en"),
        supplier=table.text("supplier", "applicant"),
        otherwise=table.one_of("otherwise", ("applicant", "shared"), "applicant"),
        form=table.flag("form", False),
        identity=table.flag("identity", False),
        licence=table.flag("licence", False),
        deferrable=table.flag("deferrable", False),
        due_days=table.whole("due_days", 0),
        trust=table.one_of("trust", ("A", "B", "C", "D"), "C"),
        hint=table.words("hint", default=Words("")),
        aliases=table.texts("aliases", ()),
        source=_source(table.table("source")) if table.has("source") else None,
        sample=table.words("sample", default=Words("")),
    )


def _need(table: Table) -> MaterialNeed:
    need = MaterialNeed(
        material=table.text("material"),
        label=table.text("label"),
        when=table.condition("when"),
        originals=table.whole("originals", 1, high=99),
        copies=table.whole("copies", 0, high=99),
    )
    table.finish()
    return need


def _variant(table: Table) -> ItemVariant:
    variant = ItemVariant(
        when=table.condition("when"),
        name=table.words("name", "en"),
        working_days=table.whole("working_days", high=999),
        rule=table.text("rule"),
    )
    table.finish()
    return variant


def _item(key: str, table: Table) -> Item:
    return Item(
        id=key,
        name=table.words("name", "en"),
        department=table.text("department"),
        when=table.condition("when"),
        rule=table.text("rule"),
        basis=table.text("basis"),
        source=_source(table.table("source")),
        working_days=table.whole("working_days", high=999),
        legal_days=table.whole("legal_days", high=999) if table.has("legal_days") else None,
        needs=tuple(_need(entry) for entry in table.tables("needs")),
        produces=table.texts("produces", ()),
        after=table.texts("after", ()),
        variants=tuple(_variant(entry) for entry in table.tables("variants")),
        fee=table.words("fee", default=Words("0 元", "Free")),
        result=table.words("result", default=Words("")),
        online=table.flag("online", False),
        mode=table.one_of("mode", get_args(Mode)) if table.has("mode") else None,
        moved=_moved(table),
        follow_up=_follow_up(table),
        remedy=table.words("remedy", default=Words("")),
        pay=table.any_of("pay", get_args(Payment), ()),
        machine=table.any_of("machine", MACHINE_STEPS, MACHINE_STEPS),
        at_window=table.words("at_window", default=Words("")),
        aliases=table.texts("aliases", ()),
    )


def _choices(table: Table) -> tuple[Choice, ...]:
    found = []
    for entry in table.tables("choices"):
        found.append(Choice(entry.text("value"), entry.words("label", "en")))
        entry.finish()
    return tuple(found)


def _question(key: str, table: Table) -> Question:
    return Question(
        key=key,
        kind=table.one_of("kind", get_args(QuestionKind)),
        text=table.words("text", "en"),
        help=table.words("help", default=Words("")),
        unit=table.text("unit", ""),
        choices=_choices(table),
        low=table.number("low", 0.0, low=-1e12),
        high=table.number("high", 1e9),
        must_know=table.flag("must_know", False),
        icon=table.text("icon", ""),
        yes=table.words("yes", default=Words("是", "Yes")),
        no=table.words("no", default=Words("不是", "No")),
    )


def _field(key: str, table: Table, all_items: tuple[str, ...]) -> Field:
    everyone = table.data.get("used_by") == "all"
    if everyone:
        table.text("used_by")
    return Field(
        key=key,
        label=table.words("label", "en"),
        kind=table.one_of("kind", get_args(FieldKind)),
        used_by=all_items if everyone else table.texts("used_by"),
        group=table.one_of("group", ("person", "business", "result")),
        when=table.condition("when"),
        required=table.flag("required", True),
        prefill=table.text("prefill", ""),
        choices=_choices(table),
        unit=table.text("unit", ""),
        help=table.words("help", default=Words("")),
        by_hand=table.flag("by_hand", False),
        personal=table.flag("personal", False),
        low=table.number("low", 0.0, low=-1e12),
        high=table.number("high", 1e9),
        max_length=table.whole("max_length", 50, low=1, high=500),
        sample=table.text("sample", ""),
    )


def _scenario(table: Table) -> Scenario:
    stops, notes = [], []
    for entry in table.tables("stop"):
        stops.append(Stop(_must(entry), entry.words("text", "en"), entry.text("basis")))
        entry.finish()
    for entry in table.tables("note"):
        notes.append(Note(_must(entry), entry.words("text", "en")))
        entry.finish()
    scenario = Scenario(
        id=table.text("id"),
        title=table.words("title", "en"),
        say=table.words("say"),
        icon=table.text("icon"),
        hue=table.text("hue"),
        questions=table.texts("questions"),
        items=table.texts("items"),
        fields=table.texts("fields"),
        given=table.mapping("given"),
        aliases=table.texts("aliases", ()),
        pinyin=table.texts("pinyin", ()),
        one_form=table.words("one_form", default=Words("联合申请表", "Combined application")),
        rank=table.whole("rank", 50, high=999),
        stops=tuple(stops),
        notes=tuple(notes),
    )
    table.finish()
    return scenario


def _must(table: Table) -> Condition:
    if not table.has("when"):
        table.wrong("when", "缺少这一项，应是带引号的条件")
    return table.condition("when")
