"""The papers of a plan in groups by who brings them, and those still missing."""

from __future__ import annotations

from collections.abc import Iterator

from kiosk.filing.bundle import BundleMaterial
from kiosk.forms.document import Notes, Tick, TickGroup, Ticks
from kiosk.forms.papers.handing_in import taken, to_follow
from kiosk.forms.papers.imprint import POSSIBLE, amount, marks_of
from kiosk.guide.noticing import Notice
from kiosk.guide.plan import Plan, PlannedMaterial
from kiosk.guide.workdays import Deadline

_BROUGHT = "已带"
_FORM = "本机填好打印，签名即可"


def paper_list(
    plan: Plan, marked: tuple[BundleMaterial, ...], told: Notice | None = None, *, scanner: bool = False
) -> Iterator[Ticks]:
    """Every paper of the plan. ``marked`` says how each comes; without it each has a box to tick.

    With ``told`` the papers still missing are left out: the notice lists them. ``scanner``: see the slip of handing in.
    """
    status = {material.id: material for material in marked}

    def rows_of(entries: list[PlannedMaterial]) -> list[Tick]:
        return [_mine(plan, entry, status.get(entry.id), scanner) for entry in entries]

    listed = set()
    if told:
        listed = {entry.material.id for entry in told.missing} | {entry.material.id for entry in told.later}
    mine = [entry for entry in plan.materials if entry.from_applicant and entry.id not in listed]
    shared = [entry for entry in plan.materials if entry.supplier == "shared"]
    made = [entry for entry in plan.materials if entry.supplier.startswith("item:")]
    forms = [entry for entry in mine if entry.material.form]
    carried = [entry for entry in mine if not entry.material.form]
    often = [entry for entry in carried if len(entry.used_by) > 1]
    once = [entry for entry in carried if len(entry.used_by) == 1]
    groups = (
        (f"在本机填好打印（{len(forms)} 张）", rows_of(forms)),
        (f"一次提交，多次共用（{len(often)} 份）", rows_of(often)),
        (f"您带来，用于一个事项（{len(once)} 份）", rows_of(once)),
        (f"部门共享，不用带（{len(shared)} 份）", [_theirs(plan, entry, "部门共享，不用带") for entry in shared]),
        (f"前一步产生，不用带（{len(made)} 份）", [_theirs(plan, entry, _maker(plan, entry)) for entry in made]),
    )
    found = tuple(TickGroup(title, tuple(rows)) for title, rows in groups if rows)
    if found:
        title = f"其余材料（{len(carried)} 份）" if listed else f"材料（您要带 {len(carried)} 份，每份只交一次）"
        yield Ticks(f"二、{title}", found)


def missing_papers(plan: Plan, told: Notice) -> Iterator[Ticks | Notes]:
    """Everything still missing, at once: what must come first, and what may follow until when."""
    firm = tuple(_tick(plan, entry.material, "补齐后再受理") for entry in told.missing)
    later = tuple(_tick(plan, entry.material, by_when(entry.due)) for entry in told.later)
    groups = tuple(group for group in (
        TickGroup(f"必须补齐（{len(firm)} 份）", firm),
        TickGroup(f"可以先受理、后补（{len(later)} 份）", later),
    ) if group.rows)
    if groups:
        title = f"还缺的全部材料（共 {len(firm) + len(later)} 份，没有列出的不用再补）"
        yield Ticks(title, groups, ("材料", "数量", "卡住哪项", "什么时候补"), strong=True)
    else:
        yield Notes("材料已齐", ("没有缺的材料，可以直接到窗口办理。",))


def by_when(due: Deadline) -> str:
    """The last day a paper may follow; the number of working days where no day is sure."""
    return f"最迟 {due.day} 补交" if due.day else f"{due.days} 个工作日内补交"


def _mine(plan: Plan, entry: PlannedMaterial, marked: BundleMaterial | None, scanner: bool) -> Tick:
    done = marked is not None and marked.status in ("paper", "scanned")
    return _tick(plan, entry, _how(entry, marked, scanner), done=done)


def _tick(plan: Plan, entry: PlannedMaterial, remark: str, done: bool = False) -> Tick:
    said = entry.material.sample.zh or entry.material.hint.zh
    return Tick(
        name=entry.name.zh,
        amount="1 张" if entry.material.form else amount(entry.originals, entry.copies),
        users=marks_of(plan, entry.used_by),
        remark=remark,
        state="done" if done else "open",
        tag=POSSIBLE if not entry.certain else "",
        small=(said,) if said else (),
    )


def _how(entry: PlannedMaterial, marked: BundleMaterial | None, scanner: bool) -> str:
    if entry.material.form and (marked is None or marked.status == "paper"):
        return _FORM
    if marked is None:
        return f"可容缺，{entry.material.due_days} 个工作日内补交" if entry.deferrable else ""
    if marked.status == "scanned":
        return f"已{taken(scanner)}提交"
    return to_follow(marked) if marked.status == "later" else _BROUGHT


def _theirs(plan: Plan, entry: PlannedMaterial, remark: str) -> Tick:
    tag = POSSIBLE if not entry.certain else ""
    return Tick(entry.name.zh, "", marks_of(plan, entry.used_by), remark, state="none", tag=tag)


def _maker(plan: Plan, entry: PlannedMaterial) -> str:
    return f"由{plan.item(entry.supplier.removeprefix('item:')).mark}产生，不用带"
