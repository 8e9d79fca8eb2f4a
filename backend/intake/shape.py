"""Reads JSON into the core's dataclasses and names every place that does not fit, not only the first."""

from __future__ import annotations

from dataclasses import MISSING, dataclass, fields, is_dataclass
from functools import cache
from typing import Any, Literal, get_args, get_origin, get_type_hints

import msgspec

from kiosk.filing.bundle import Fault

_BROKEN = object()
_WORDS = {str: "文字", int: "整数", float: "数字", bool: "是或否", type(None): "空"}


@dataclass(frozen=True)
class _Member:
    name: str
    hint: Any
    required: bool


@cache
def _members(kind: type) -> tuple[_Member, ...]:
    hints = get_type_hints(kind)
    return tuple(
        _Member(f.name, hints[f.name], f.default is MISSING and f.default_factory is MISSING) for f in fields(kind)
    )


@cache
def _flat_names(kind: type) -> frozenset[str]:
    """The member names of a dataclass that holds no dataclasses; empty for one that does."""
    members = _members(kind)
    nested = any(is_dataclass(part) for member in members for part in (member.hint, *get_args(member.hint)))
    return frozenset() if nested else frozenset(member.name for member in members)


def read_members(raw: dict[str, Any], kind: type, faults: list[Fault], where: str = "") -> dict[str, Any]:
    """The members of ``raw`` that fit the dataclass ``kind``; all that does not fit is added to ``faults``.

    List entries that do not fit are left out of their list, so that the rest can still be looked at.
    """
    members = _members(kind)
    known = {member.name for member in members}
    faults.extend(Fault(_at(where, str(key)), "不认识这一项。") for key in raw if key not in known)
    found = {}
    for member in members:
        if member.name in raw:
            value = _read(raw[member.name], member.hint, faults, _at(where, member.name))
            if value is not _BROKEN:
                found[member.name] = value
        elif member.required:
            faults.append(Fault(_at(where, member.name), "缺少这一项。"))
    return found


def _read(raw: Any, hint: Any, faults: list[Fault], where: str) -> Any:
    if is_dataclass(hint) and isinstance(hint, type):
        return _read_object(raw, hint, faults, where)
    if get_origin(hint) is tuple and is_dataclass(get_args(hint)[0]):
        return _read_list(raw, get_args(hint)[0], faults, where)
    try:
        return msgspec.convert(raw, hint, strict=True)
    except msgspec.ValidationError:
        faults.append(Fault(where, f"应为{_wanted(hint)}。"))
        return _BROKEN


def _read_object(raw: Any, kind: type, faults: list[Fault], where: str) -> Any:
    if not isinstance(raw, dict):
        faults.append(Fault(where, "应为一组有名称的内容。"))
        return _BROKEN
    if raw.keys() <= _flat_names(kind):
        try:
            return msgspec.convert(raw, kind, strict=True)
        except msgspec.ValidationError:  # says what is wrong first; the walk below says everything
            pass
    before = len(faults)
    found = read_members(raw, kind, faults, where)
    return kind(**found) if len(faults) == before else _BROKEN


def _read_list(raw: Any, kind: type, faults: list[Fault], where: str) -> Any:
    if not isinstance(raw, list):
        faults.append(Fault(where, "应为列表。"))
        return _BROKEN
    read = [_read_object(entry, kind, faults, _at(where, _label(entry, n))) for n, entry in enumerate(raw)]
    return tuple(entry for entry in read if entry is not _BROKEN)


def _label(entry: Any, position: int) -> str:
    """An entry is named by its own id or key where it has one, else by its position from 0."""
    if isinstance(entry, dict):
        for name in ("id", "key"):
            if isinstance(entry.get(name), str) and entry[name]:
                return str(entry[name])[:100]
    return str(position)


def _wanted(hint: Any) -> str:
    if get_origin(hint) is Literal:
        return "以下之一：" + "、".join(str(choice) for choice in get_args(hint))
    if get_origin(hint) is tuple:
        return f"{_wanted(get_args(hint)[0])}的列表"
    if get_args(hint):
        return "或".join(_wanted(choice) for choice in get_args(hint))
    return _WORDS.get(hint, "另一种内容")


def _at(where: str, name: str) -> str:
    return f"{where}.{name}" if where else name
