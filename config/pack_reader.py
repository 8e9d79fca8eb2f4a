"""Reads one region's pack (TOML an official edits) into a :class:`Catalog`, reporting every fault at once."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import get_args

from config.pack_links import link_faults
from config.tables import Faults, Table, TomlFile
from kiosk.catalog.conditions import Condition
from kiosk.catalog.values import (
    Catalog,
    Choice,
    Department,
    Field,
    FieldKind,
    Item,
    ItemVariant,
    Material,
    MaterialNeed,
    Note,
    Question,
    QuestionKind,
    Scenario,
    Source,
    Stop,
)
from kiosk.errors import PackError
from kiosk.words import Words

PACKS = Path(__file__).parent / "packs"
DEFAULT_REGION = "hubei-xianning-2020"


def regions() -> tuple[str, ...]:
    """Ids of all packs that ship with this machine, sorted."""
    return tuple(sorted(path.parent.name for path in PACKS.glob("*/region.toml")))


def read_pack(directory: Path) -> Catalog:
    """Read and link the pack in ``directory``. Raises PackError naming every fault by file, line and key."""
    faults = Faults()
    names = ("region", "materials", "items", "questions", "fields")
    files = {name: TomlFile(directory / f"{name}.toml", faults) for name in names}
    if faults.lines:
        raise PackError(tuple(faults.lines), "请按提示修改数据包后重试。")
    root = {name: Table(file, (), file.data, faults) for name, file in files.items()}
    region = root["region"].table("region")
    title, source = region.words("title", "en"), _source(region.table("source"))
    region_id = region.text("id")
    region.finish()
    scenarios: dict[str, Scenario] = {}
    for path in sorted((directory / "scenarios").glob("*.toml")):
        file = TomlFile(path, faults)
        if file.data:
            scenario = _scenario(Table(file, (), file.data, faults).table("scenario"))
            scenarios[scenario.id] = scenario
    items = root["items"].table("item").each(_item)
    catalog = Catalog(
        region=region_id,
        title=title,
        version=_version(directory),
        source=source,
        departments=root["region"].table("department").each(_department),
        materials=root["materials"].table("material").each(_material),
        items=items,
        questions=root["questions"].table("question").each(_question),
        fields=root["fields"].table("field").each(lambda key, table: _field(key, table, tuple(items))),
        scenarios=scenarios,
    )
    for table in root.values():
        table.finish()
    faults.lines.extend(link_faults(catalog, files))
    if faults.lines:
        raise PackError(tuple(faults.lines), "请按提示修改数据包后重试。")
    return catalog


def _version(directory: Path) -> str:
    digest = hashlib.sha256()
    for path in sorted(directory.rglob("*.toml")):
        digest.update(path.relative_to(directory).as_posix().encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()[:12]


def _source(table: Table) -> Source:
    source = Source(table.text("title"), table.text("as_of"), table.flag("confident", True))
    table.finish()
    return source


def _department(key: str, table: Table) -> Department:
    return Department(
        key, table.words("name", "en"), table.words("window"), table.texts("formerly", ())
    )


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
        stops=tuple(stops),
        notes=tuple(notes),
    )
    table.finish()
    return scenario


def _must(table: Table) -> Condition:
    if not table.has("when"):
        table.wrong("when", "缺少这一项，应是带引号的条件")
    return table.condition("when")
