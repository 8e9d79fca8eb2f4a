"""The plan on one or two A4 pages: what to do, in which order, what to bring, where, by when, and on what basis.

With a :class:`kiosk.guide.noticing.Notice` it is the one-time notice of 行政许可法第三十二条: all that is missing.
"""

from __future__ import annotations

from collections.abc import Iterator

from kiosk.filing.bundle import BundleMaterial
from kiosk.forms.document import Block, Document, Facts, Notes, Stage, StageItem, Stages, Tally
from kiosk.forms.papers.gathering import missing_papers, paper_list
from kiosk.forms.papers.imprint import DOUBT, POSSIBLE, Imprint, doubts, foot, head, marks_of, promised, window
from kiosk.guide.noticing import Blocked, Notice
from kiosk.guide.plan import Plan, PlannedItem
from kiosk.guide.plan import Tally as Counted
from kiosk.words import Words

MOST_PAGES = 2
_COUNTED = ("窗口", "跑动", "材料", "执照复印件", "证件复印件", "填写", "工作日")

_SUBTITLES = {False: "办哪些事、按什么次序、带什么材料、到哪里办", True: "还缺什么、卡住哪一项、现在能办什么，一次说清"}


def checklist(
    plan: Plan, marked: tuple[BundleMaterial, ...], imprint: Imprint, code: str = "",
    told: Notice | None = None, remedy: Words | None = None, *, scanner: bool = False,
) -> Document:
    """The plan and what to bring. ``marked`` empty prints the plain list with boxes to tick.

    ``told`` makes it the one-time notice; ``remedy`` is what someone who is refused can do, where an item says nothing
    of its own; ``scanner``: papers taken here came through a sheet scanner.
    """
    title = plan.scenario.title.zh
    return Document(
        kind="checklist",
        title=f"“{title}”一次性告知单" if told else f"“{title}”办事方案",
        subtitle=_SUBTITLES[told is not None],
        head=head(imprint, code),
        blocks=tuple(_blocks(plan, marked, imprint, told, remedy, scanner)),
        foot=foot(plan),
        printed_at=imprint.stamp,
        demo=imprint.demo,
        most_pages=MOST_PAGES,
    )


def _blocks(
    plan: Plan, marked: tuple[BundleMaterial, ...], imprint: Imprint, told: Notice | None, remedy: Words | None,
    scanner: bool,
) -> Iterator[Block]:
    if told:
        yield from missing_papers(plan, told)
        yield from _can_go_ahead(plan, told)
    else:
        yield _saved(plan)
    yield Stages("一、要办的事项（按次序，同一步的同时办）", tuple(_stages(plan, imprint, told)))
    yield from paper_list(plan, marked, told, scanner=scanner)
    if told:
        yield _saved(plan)
    yield Facts("三、到哪里办", _where(imprint))
    yield Notes("说明", tuple(_notes(plan, remedy)))


def _saved(plan: Plan) -> Tally:
    return Tally("一件事联办，少跑多少", _COUNTED, (
        ("逐个部门办", *_counted(plan.before, "个部门")),
        ("一件事联办", *_counted(plan.after, "个窗口")),
    ))


def _counted(tally: Counted, places: str) -> tuple[str, ...]:
    return (
        f"{tally.departments} {places}", f"{tally.visits} 次", f"{tally.documents} 份", f"{tally.licence_copies} 份",
        f"{tally.id_copies} 份", f"{tally.fields} 处", f"{tally.working_days} 天",
    )


def _can_go_ahead(plan: Plan, told: Notice) -> Iterator[Facts]:
    rows = []
    if told.ready:
        names = "；".join(_named(plan.item(item_id)) for item_id in told.ready)
        rows.append(("现在就能办", names))
    rows += [(_named(plan.item(entry.item)), _what_holds(plan, entry)) for entry in told.blocked]
    if rows:
        yield Facts("哪些能先办，哪些要等", tuple(rows))


def _named(entry: PlannedItem) -> str:
    return entry.mark + entry.name.zh


def _what_holds(plan: Plan, entry: Blocked) -> str:
    names = {material.id: material.name.zh for material in plan.materials}
    parts = []
    if entry.lacks:
        parts.append(f"缺：{'、'.join(names[material_id] for material_id in entry.lacks)}")
    if entry.waits_for:
        parts.append(f"等 {marks_of(plan, entry.waits_for)} 办结")
    return "；".join(parts)


def _stages(plan: Plan, imprint: Imprint, told: Notice | None) -> Iterator[Stage]:
    held = {entry.item for entry in told.blocked} if told else set()

    def shown(entry: PlannedItem) -> StageItem:
        return _stage_item(entry, imprint, "材料补齐后办" if entry.item.id in held else "")

    for number, stage in enumerate(plan.stages, 1):
        due = [entry for entry in stage if not entry.item.follow_up]
        if due:
            remark = f"{len(due)} 项同时办" if len(due) > 1 else ""
            yield Stage(f"第 {number} 步", remark, tuple(shown(entry) for entry in due))
    for entry in plan.items:
        if follow_up := entry.item.follow_up:
            unit = "个工作日" if follow_up.day_kind == "work" else "日"
            yield Stage(f"{follow_up.start.zh}后", f"{follow_up.days} {unit}内", (shown(entry),), apart=True)


def _stage_item(entry: PlannedItem, imprint: Imprint, held: str) -> StageItem:
    item = entry.item
    small = [f"依据：{entry.rule}"]
    if item.at_window.zh:
        small.append(f"要到窗口：{item.at_window.zh}")
    return StageItem(
        name=_named(entry),
        department=entry.department.name.zh,
        place=window(imprint.hall.window_of(item.department)),
        time=promised(entry) + DOUBT[item.source.confidence],
        legal="" if item.legal_days is None else f"法定 {item.legal_days} 个工作日",
        fee="不收费（0 元）" if item.fee.zh == "0 元" else item.fee.zh,
        result=f"领取：{item.result.zh}" if item.result.zh else "",
        tag="" if entry.certain else POSSIBLE,
        held=held,
        small=tuple(small),
    )


def _where(imprint: Imprint) -> tuple[tuple[str, str], ...]:
    hall = imprint.hall
    place = hall.place(hall.combined_window)
    way = "；".join(leg.zh for leg in place.way)
    return (
        ("交材料", f"{window(place)}，一次交齐；各部门的窗口见上表"),
        ("怎么走", way),
        ("时间", hall.hours.zh),
        ("缴费", hall.payment.zh),
        ("电话", hall.phone),
    )


def _notes(plan: Plan, remedy: Words | None) -> Iterator[str]:
    yield from doubts(plan)
    notes = plan.notes if plan.source.confident else plan.notes[:-1]  # the foot of the page names the source
    yield from (note.zh for note in notes)
    if remedy and remedy.zh:
        yield remedy.zh
    yield from (f"{entry.mark}{entry.item.remedy.zh}" for entry in plan.items if entry.item.remedy.zh)
