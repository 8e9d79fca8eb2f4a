"""Why a paper is asked for and where a number of the plan comes from, line by line, from the same data."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Literal

from kiosk.catalog.values import Source
from kiosk.guide.plan import Plan, PlannedItem, PlannedMaterial
from kiosk.words import Words

Number = Literal["departments", "visits", "documents", "licence_copies", "id_copies", "working_days", "fields"]
NUMBERS: tuple[Number, ...] = (
    "departments", "visits", "documents", "licence_copies", "id_copies", "working_days", "fields",
)


@dataclass(frozen=True)
class Account:
    """An answer to 为什么: what it is about, the lines that add up to it, and the sources behind them.

    Of a ``number``: ``before`` are the lines of going door to door, ``after`` those of handing in once. Of a
    ``material`` (its id): ``before`` says who asks for it, ``after`` who brings it.
    """

    title: Words
    before: tuple[Words, ...]
    after: tuple[Words, ...]
    sources: tuple[Source, ...]
    number: Number | None = None
    material: str = ""


def material_account(plan: Plan, material_id: str) -> Account:
    """Who asks for a paper, in their own wording, who brings it, and on what basis. Raises KeyError."""
    material = next((entry for entry in plan.materials if entry.id == material_id), None)
    if material is None:
        raise KeyError(material_id)
    users = [plan.item(item_id) for item_id in material.used_by]
    wording: dict[str, list[str]] = {}
    for item_id, label in material.wordings:
        wording.setdefault(item_id, []).append(label)
    asked = tuple(
        Words(
            f"{user.mark}{user.name.zh}（{user.department.name.zh}）要求：“{label}”",
            f"{user.mark} {user.name.of('en')} ({user.department.name.of('en')}) asks for: “{label}”",
        )
        for user in users for label in wording[user.item.id]
    )
    own = (material.material.source,) if material.material.source else ()
    sources = _sources((*own, *(user.item.source for user in users)))
    return Account(material.name, asked, _supply(plan, material), sources, material=material_id)


def _supply(plan: Plan, material: PlannedMaterial) -> tuple[Words, ...]:
    users = len(material.used_by)
    lines: list[Words] = []
    if material.supplier == "shared":
        lines.append(Words("部门之间共享，不用您带。", "Departments share it: you need not bring it."))
    elif not material.from_applicant:
        maker = plan.item(material.supplier.removeprefix("item:"))
        lines.append(Words(f"由{maker.mark}{maker.name.zh}产生，不用您带。",
                           f"{maker.mark} {maker.name.of('en')} produces it: you need not bring it."))
    elif material.material.form:
        lines.append(Words("几张申请表合成一张，在本机填一次。", "All forms become one, filled in once here."))
    else:
        lines.append(Words("由您带来。", "You bring it."))
    if users > 1 and not material.material.form:
        lines.append(Words(f"只交一次，{users} 个事项共用。", f"Handed in once, used by {users} steps."))
    if material.deferrable:
        days = material.material.due_days
        lines.append(Words(f"可以容缺：先受理，{days} 个工作日内补交。",
                           f"It may follow within {days} working days; the matter is taken in first."))
    return tuple(lines)


def number_account(plan: Plan, number: Number) -> Account:
    """What a number of the tally is made of, before and after. Raises KeyError for a number the tally has not."""
    title, before, after = _NUMBERS[number]
    items = [entry for entry in plan.items if number != "working_days" or not entry.item.follow_up]
    sources = _sources(entry.item.source for entry in items)
    return Account(title, tuple(before(plan)), tuple(after(plan)), sources, number)


def _sources(sources: Iterable[Source]) -> tuple[Source, ...]:
    return tuple(dict.fromkeys(sources))


def _named(entry: PlannedItem, language: Literal["zh", "en"]) -> str:
    return entry.mark + (" " if language == "en" else "") + entry.name.of(language)


def _departments(plan: Plan) -> Iterable[Words]:
    by_department: dict[str, list[PlannedItem]] = {}
    for entry in plan.items:
        by_department.setdefault(entry.department.id, []).append(entry)
    for entries in by_department.values():
        name = entries[0].department.name
        yield Words(
            f"{name.zh}：{'、'.join(_named(entry, 'zh') for entry in entries)}",
            f"{name.of('en')}: {', '.join(_named(entry, 'en') for entry in entries)}",
        )


def _one_window(plan: Plan) -> Iterable[Words]:
    if plan.items:
        yield Words("交一次，由综合窗口转给各部门。", "Hand in once; the combined window passes it on.")


def _visits(plan: Plan) -> Iterable[Words]:
    for entry in plan.items:
        where = Words("网上办，不用跑", "online, no visit") if entry.item.online else Words("1 趟", "1 visit")
        yield Words(f"{_named(entry, 'zh')}：{where.zh}", f"{_named(entry, 'en')}: {where.of('en')}")


def _lines(plan: Plan, counted: Callable[[PlannedMaterial], bool]) -> Iterable[Words]:
    for entry in plan.items:
        own = sum(
            user == entry.item.id for material in plan.materials if counted(material) for user, _ in material.wordings
        )
        if own:
            yield Words(f"{_named(entry, 'zh')}：{own} 份", f"{_named(entry, 'en')}: {own}")


def _mine(plan: Plan, counted: Callable[[PlannedMaterial], bool]) -> Iterable[Words]:
    mine = [material for material in plan.materials if counted(material)]
    for material in mine:
        if material.from_applicant:
            users = len(material.used_by)
            shared = Words(f"，{users} 个事项共用", f", for {users} steps") if users > 1 else Words("")
            here = Words("（在本机填）", " (filled in here)") if material.material.form else Words("")
            yield Words(f"{material.name.zh}{here.zh}：1 份{shared.zh}",
                        f"{material.name.of('en')}{here.en}: 1{shared.en}")
    spared = sum(not material.from_applicant for material in mine)
    if spared:
        yield Words(f"另有 {spared} 样由部门共享或前一步产生，不用带。",
                    f"{spared} more are shared or produced by an earlier step: nothing to bring.")


def _days_in_a_row(plan: Plan) -> Iterable[Words]:
    for entry in plan.items:
        if not entry.item.follow_up:
            yield Words(f"{_named(entry, 'zh')}：{entry.working_days} 个工作日",
                        f"{_named(entry, 'en')}: {entry.working_days} working days")


def _longest_way(plan: Plan) -> Iterable[Words]:
    """The items that make up the critical path, from the first to the last."""
    counted = [entry for entry in plan.items if not entry.item.follow_up]
    if not counted:
        return
    last = max(counted, key=lambda entry: entry.starts_after + entry.working_days)
    way = [last]
    while way[0].starts_after:
        start = way[0].starts_after
        way.insert(0, next(
            earlier for earlier in counted
            if earlier.item.id in way[0].after and earlier.starts_after + earlier.working_days == start
        ))
    for entry in way:
        yield Words(f"第 {entry.stage} 步 {_named(entry, 'zh')}：{entry.working_days} 个工作日",
                    f"Stage {entry.stage} {_named(entry, 'en')}: {entry.working_days} working days")
    if len(counted) > len(way):
        yield Words("其他事项同时办，不另外加时间。", "All others run side by side and add no time.")


def _every(_material: PlannedMaterial) -> bool:
    return True


def _licence(material: PlannedMaterial) -> bool:
    return material.material.licence


def _identity(material: PlannedMaterial) -> bool:
    return material.material.identity


def _fields_before(plan: Plan) -> Iterable[Words]:
    count = sum(bool(m.material.form) * len(m.wordings) for m in plan.materials)
    yield Words(f"{count} 张表分开填，一共 {plan.before.fields} 个空。",
                f"{count} forms filled separately: {plan.before.fields} blanks.")


def _fields_after(plan: Plan) -> Iterable[Words]:
    yield Words(f"合成一张表，一共 {plan.after.fields} 个空，相同的只填一次。",
                f"One form: {plan.after.fields} blanks, each asked once.")


_Lines = Callable[[Plan], Iterable[Words]]


def _papers(counted: Callable[[PlannedMaterial], bool]) -> tuple[_Lines, _Lines]:
    return (lambda plan: _lines(plan, counted)), (lambda plan: _mine(plan, counted))


_NUMBERS: dict[Number, tuple[Words, _Lines, _Lines]] = {
    "departments": (Words("跑部门", "Departments"), _departments, _one_window),
    "visits": (Words("跑几趟", "Visits"), _visits, _one_window),
    "documents": (Words("交材料", "Papers"), *_papers(_every)),
    "licence_copies": (Words("交营业执照", "Licence copies"), *_papers(_licence)),
    "id_copies": (Words("交身份证件", "Identity papers"), *_papers(_identity)),
    "working_days": (Words("工作日", "Working days"), _days_in_a_row, _longest_way),
    "fields": (Words("填空", "Blanks"), _fields_before, _fields_after),
}
