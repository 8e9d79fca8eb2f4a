"""Everything that can be wrong with a bundle, found in one pass, in words for the citizen."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import msgspec

from backend.intake.attachment_check import check_attachments
from backend.intake.shape import read_members
from kiosk.filing.bundle import Bundle, BundleItem, BundleMaterial, Fault, FilledField, digest_of
from kiosk.filing.limits import LIMITS, Limits
from kiosk.person.agent import NUMBER_KEY, RELATION_KEY, RELATIONS
from kiosk.person.identity import is_resident_number

_LONGEST_DUE = 40
_AGENT_KEYS = ("agent_name", NUMBER_KEY, "agent_phone")
_NUMBERS = ("id_number", NUMBER_KEY)
_ID = re.compile(r"[0-9a-f]{32}")
_MOBILE = re.compile(r"(?:\+?86)?1[3-9]\d{9}", re.ASCII)
_LANDLINE = re.compile(r"0\d{2,3}-?\d{7,8}(?:-\d{1,6})?", re.ASCII)
_OTHER_DOCUMENT = re.compile(r"[0-9A-Z]{6,20}")


@dataclass(frozen=True)
class Checked:
    """Either ``bundle`` or everything wrong. ``bundle_id`` is empty when it cannot be read."""

    bundle_id: str
    bundle: Bundle | None
    faults: tuple[Fault, ...]


def check_bundle(
    sealed: bytes, digest: str | None, required: tuple[tuple[str, str], ...], limits: Limits = LIMITS
) -> Checked:
    """Decode sealed bytes strictly and check them. ``digest`` is the sender's; ``required`` pairs key and label."""
    faults: list[Fault] = []
    if digest is None:
        faults.append(Fault("digest", "缺少校验值，请重新提交。"))
    elif digest.lower() != digest_of(sealed):
        faults.append(Fault("digest", "申请包在传送途中损坏，请重新提交。"))
    try:
        raw = msgspec.json.decode(sealed)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        raw = None
    if not isinstance(raw, dict):
        return Checked("", None, (*faults, Fault("body", "申请包不是可读的内容，请重新提交。")))
    found = read_members(raw, Bundle, faults)
    shape_faults = frozenset(fault.where for fault in faults)
    faults.extend(_meaning(found, required, shape_faults))
    faults.extend(check_attachments(found, limits))
    bundle_id = found.get("id", "")
    return Checked(bundle_id, None if faults else Bundle(**found), tuple(faults))


def _meaning(found: dict[str, Any], required: tuple[tuple[str, str], ...], broken: frozenset[str]) -> Iterator[Fault]:
    yield from _head(found)
    items: tuple[BundleItem, ...] | None = found.get("items")
    materials: tuple[BundleMaterial, ...] = found.get("materials", ())
    fields: tuple[FilledField, ...] | None = found.get("fields")
    known = None
    if items is not None:
        known = frozenset(item.id for item in items) | _named(broken, "items")
        if not known:
            yield Fault("items", "没有任何申请事项。")
        yield from _twice("items", [item.id for item in items], "事项")
        yield from (Fault(f"items.{item.id}.stage", "办理阶段应从 1 开始。") for item in items if item.stage < 1)
    yield from _materials(materials, known)
    if fields is not None:
        yield from _twice("fields", [field.key for field in fields], "填写项")
        yield from _fields(fields, required, _named(broken, "fields"), known)
        yield from _agent({field.key: field for field in fields}, _named(broken, "fields"))


def _head(found: dict[str, Any]) -> Iterator[Fault]:
    if "id" in found and not _ID.fullmatch(found["id"]):
        yield Fault("id", "申请编号不合格式。")
    if found.get("version", 1) != 1:
        yield Fault("version", "申请包的版本不受支持，请更新自助机程序。")
    if "sealed_at" in found and not _is_moment(found["sealed_at"]):
        yield Fault("sealed_at", "封存时间不合格式。")
    for key, longest in (("title", 200), ("scenario", 100), ("region", 100), ("machine", 100)):
        if key in found and not 1 <= len(found[key]) <= longest:
            yield Fault(key, f"应为 1 到 {longest} 个字。")


def _materials(materials: tuple[BundleMaterial, ...], known: frozenset[str] | None) -> Iterator[Fault]:
    yield from _twice("materials", [material.id for material in materials], "材料")
    for material in materials:
        where = f"materials.{material.id}"
        if material.originals < 0 or material.copies < 0:
            yield Fault(f"{where}.copies", f"材料“{material.name}”的份数不能为负。")
        if material.due is not None and not 1 <= len(material.due) <= _LONGEST_DUE:
            yield Fault(f"{where}.due", f"材料“{material.name}”的补交期限应为 1 到 40 个字。")
        yield from _dangling(where, material.used_by, known)


def _fields(
    fields: tuple[FilledField, ...],
    required: tuple[tuple[str, str], ...],
    broken: frozenset[str],
    known: frozenset[str] | None,
) -> Iterator[Fault]:
    given = {field.key: field for field in fields}
    for key, label in required:
        field = given.get(key)
        if key in broken:
            continue
        if field is None or (not field.value.strip() and field.origin != "window"):
            yield Fault(f"fields.{key}", f"{label}没有填写。")
    for field in fields:
        wrong = _wrong_value(field)
        if wrong:
            yield Fault(f"fields.{field.key}", wrong)
        yield from _dangling(f"fields.{field.key}", field.used_by, known)


def _agent(given: dict[str, FilledField], broken: frozenset[str]) -> Iterator[Fault]:
    """Whoever acts for the applicant says who they are and in what capacity, and is somebody else."""
    if not any(key in given or key in broken for key in (RELATION_KEY, *_AGENT_KEYS)):
        return
    relation = given.get(RELATION_KEY)
    allowed = [words.zh for words in RELATIONS.values()]
    if RELATION_KEY not in broken and (relation is None or relation.value not in allowed):
        yield Fault(f"fields.{RELATION_KEY}", f"代办人身份应为{'或'.join(allowed)}。")
    for key, label in zip(_AGENT_KEYS, ("代办人姓名", "代办人身份证件号码", "代办人手机号码"), strict=True):
        field = given.get(key)
        if key not in broken and (field is None or (not field.value.strip() and field.origin != "window")):
            yield Fault(f"fields.{key}", f"{label}没有填写。")
    own, other = (given[key].value.strip().upper() if key in given else "" for key in _NUMBERS)
    if own and own == other:
        yield Fault(f"fields.{NUMBER_KEY}", "代办人和申请人不能是同一个人。")


def _wrong_value(field: FilledField) -> str:
    value = field.value.strip()
    if not value:
        return ""
    if field.key == "phone" or field.key.endswith("_phone"):
        plain = value.replace(" ", "")
        if not (_MOBILE.fullmatch(plain) or _LANDLINE.fullmatch(plain)):
            return f"{field.label}应为 11 位手机号，或带区号的座机号。"
    if field.key in _NUMBERS:
        right = is_resident_number(value) if len(value) == 18 else bool(_OTHER_DOCUMENT.fullmatch(value))
        if not right:
            return f"{field.label}有误，请与证件核对。"
    return ""


def _dangling(where: str, used_by: tuple[str, ...], known: frozenset[str] | None) -> Iterator[Fault]:
    if known is not None:
        for item in used_by:
            if item not in known:
                yield Fault(f"{where}.used_by", f"所指的事项“{item[:100]}”不在申请之中。")


def _twice(where: str, names: list[str], word: str) -> Iterator[Fault]:
    for name, times in Counter(names).items():
        if times > 1:
            yield Fault(f"{where}.{name}", f"{word}重复出现 {times} 次。")


def _named(broken: frozenset[str], group: str) -> frozenset[str]:
    """Ids or keys of entries that are there but could not be read."""
    return frozenset(where.split(".")[1] for where in broken if where.startswith(f"{group}."))


def _is_moment(text: str) -> bool:
    try:
        datetime.fromisoformat(text)
    except ValueError:
        return False
    return True
