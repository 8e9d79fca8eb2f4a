"""What a catalogue lacks although every link holds: unused entries, missing translations, blanks and windows."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields, is_dataclass
from datetime import date
from typing import Any

from kiosk.catalog.values import Catalog, Field, Scenario, Source
from kiosk.forms.checking import check
from kiosk.words import Remark, Words

_CHINESE = re.compile(r"[\u3400-\u9fff]")
_FILES = {"department": "region", "material": "materials", "item": "items", "question": "questions",
          "field": "fields"}


@dataclass(frozen=True)
class Finding:
    """One fault: ``file`` as in ``items`` or ``scenarios/open-hotel``, the key path in it, and a sentence."""

    file: str
    path: tuple[str, ...]
    message: str


def incomplete(catalog: Catalog, today: date | None) -> Iterator[Finding]:
    """Every such fault. Facts' ``until`` is held against ``today`` when it is given."""
    yield from _unused(catalog)
    yield from _follow_ups(catalog)
    yield from _untranslated(catalog)
    yield from _windowless(catalog)
    yield from _double_labels(catalog)
    yield from _charges(catalog)
    yield from _specimens(catalog)
    yield from _backwards(catalog)
    for scenario in catalog.scenarios.values():
        yield from _blanks(catalog, scenario)
    if today:
        yield from _stale(catalog, today)


def _unused(catalog: Catalog) -> Iterator[Finding]:
    used = {need.material for item in catalog.items.values() for need in item.needs}
    for material_id in catalog.materials:
        if material_id not in used:
            yield Finding("materials", ("material", material_id), "没有事项用到这份材料")
    scenarios = catalog.scenarios.values()
    for section, entries, mentioned, said in (
        ("item", catalog.items, {key for scenario in scenarios for key in scenario.items}, "事项"),
        ("question", catalog.questions, {key for scenario in scenarios for key in scenario.questions}, "问题"),
        ("field", catalog.fields, {key for scenario in scenarios for key in scenario.fields}, "字段"),
    ):
        for key in entries:
            if key not in mentioned:
                yield Finding(_FILES[section], (section, key), f"没有情景用到这个{said}")


def _follow_ups(catalog: Catalog) -> Iterator[Finding]:
    for item in catalog.items.values():
        waits = {*item.after, *(catalog.materials[need.material].supplier[5:] for need in item.needs
                                if catalog.materials[need.material].supplier.startswith("item:"))}
        for other in sorted(waits):
            if catalog.items[other].follow_up and not item.follow_up:
                yield Finding("items", ("item", item.id), f"要等开业以后才办的事项「{other}」，这样永远开不了业")


def _untranslated(catalog: Catalog) -> Iterator[Finding]:
    for file, path, value in _entries(catalog):
        for key, words in _words_in(value):
            if _CHINESE.search(words.zh) and not words.en.strip():
                yield Finding(file, (*path, key), f"「{words.zh[:20]}」没有英文（en）")
    if not catalog.title.en:
        yield Finding("region", ("region", "en"), "地区名称没有英文（en）")
    if _CHINESE.search(catalog.remedy.zh) and not catalog.remedy.en.strip():
        yield Finding("region", ("region", "remedy"), f"「{catalog.remedy.zh[:20]}」没有英文（remedy_en）")
    for key, dropped in catalog.dropped.items():
        if _CHINESE.search(dropped.why) and not dropped.why_en.strip():
            yield Finding("items", ("item", key, "why_off"), f"「{dropped.why[:20]}」没有英文（why_off_en）")


def _entries(catalog: Catalog) -> Iterator[tuple[str, tuple[str, ...], Any]]:
    sections: tuple[tuple[str, Mapping[str, Any]], ...] = (
        ("department", catalog.departments), ("material", catalog.materials), ("item", catalog.items),
        ("question", catalog.questions), ("field", catalog.fields),
    )
    for section, entries in sections:
        yield from ((_FILES[section], (section, key), value) for key, value in entries.items())
    yield from ((f"scenarios/{key}", ("scenario",), value) for key, value in catalog.scenarios.items())


def _words_in(value: Any, key: str = "") -> Iterator[tuple[str, Words]]:
    if isinstance(value, Words):
        yield key, value
    elif isinstance(value, tuple):
        for entry in value:
            yield from _words_in(entry, key)
    elif is_dataclass(value):
        for part in fields(value):
            yield from _words_in(getattr(value, part.name), part.name)


def _windowless(catalog: Catalog) -> Iterator[Finding]:
    for department in catalog.departments.values():
        if not department.window.zh.strip():
            yield Finding("region", ("department", department.id, "window"), "这个部门没有写在哪个窗口办")
    busy = {item.department for item in catalog.items.values()}
    for department_id in catalog.departments:
        if department_id not in busy:
            yield Finding("region", ("department", department_id), "没有事项归这个部门办")


def _double_labels(catalog: Catalog) -> Iterator[Finding]:
    english: dict[str, str] = {}
    sources: dict[str, str] = {}
    for field in catalog.fields.values():
        other = english.setdefault(field.label.en, field.key)
        if field.label.en and other != field.key:
            yield Finding("fields", ("field", field.key, "en"), f"「{field.label.en}」已是 {other} 的标签")
        if field.prefill.startswith("answers."):
            other = sources.setdefault(field.prefill, field.key)
            if other != field.key:
                yield Finding("fields", ("field", field.key, "prefill"),
                              f"{field.prefill} 已填进 {other}，一样内容不能有两个标签")
    texts: dict[str, str] = {}
    for question in catalog.questions.values():
        other = texts.setdefault(question.text.zh, question.key)
        if other != question.key:
            yield Finding("questions", ("question", question.key, "text"), f"和问题「{other}」问的是同一句话")


def _blanks(catalog: Catalog, scenario: Scenario) -> Iterator[Finding]:
    for field in catalog.fields.values():
        if field.key in scenario.fields:
            if not set(scenario.items).intersection(field.used_by):
                yield Finding(f"scenarios/{scenario.id}", ("scenario", "fields"),
                              f"字段「{field.key}」在这个情景里没有事项用到")
        elif _wanted(field, scenario):
            users = "、".join(item_id for item_id in scenario.items if item_id in field.used_by)
            yield Finding(f"scenarios/{scenario.id}", ("scenario", "fields"),
                          f"缺少必填字段「{field.key}」（{field.label.zh}），事项 {users} 要用")


def _wanted(field: Field, scenario: Scenario) -> bool:
    users = set(scenario.items).intersection(field.used_by)
    return bool(users) and field.required and field.when.holds(scenario.given) is not False


def _charges(catalog: Catalog) -> Iterator[Finding]:
    for item in catalog.items.values():
        if item.free and item.pay:
            yield Finding("items", ("item", item.id, "pay"),
                          f"费用写的是「{item.fee.zh}」，又写了怎么付钱；不收费请去掉 pay，收费请改 fee")
        if not item.machine:
            yield Finding("items", ("item", item.id, "machine"), "本机至少能讲清楚怎么办，请写上 advice")


def _specimens(catalog: Catalog) -> Iterator[Finding]:
    for field in catalog.fields.values():
        path = ("field", field.key, "sample")
        if not field.sample:
            continue
        if isinstance(check(field, field.sample), Remark):
            yield Finding("fields", path, f"示范填法「{field.sample}」自己就通不过检查，请换一个填得进去的")


def _sources(catalog: Catalog) -> Iterator[tuple[str, tuple[str, ...], Source]]:
    yield "region", ("region", "source"), catalog.source
    yield from (("items", ("item", item.id, "source"), item.source) for item in catalog.items.values())
    for material in catalog.materials.values():
        if material.source:
            yield "materials", ("material", material.id, "source"), material.source


def _backwards(catalog: Catalog) -> Iterator[Finding]:
    for file, path, source in _sources(catalog):
        if source.until and source.until < source.as_of:
            yield Finding(file, path, f"有效期到 {source.until}，比来源的日期 {source.as_of} 还早，请核对这两个日期")


def _stale(catalog: Catalog, today: date) -> Iterator[Finding]:
    for file, path, source in _sources(catalog):
        if source.until and date.fromisoformat(source.until) < today:
            yield Finding(file, path, f"这条规定只到 {source.until} 有效，请核实后更新")
