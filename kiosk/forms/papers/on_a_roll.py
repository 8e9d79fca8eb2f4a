"""The plan in short for the narrow roll of the ticket printer."""

from __future__ import annotations

from kiosk.forms.papers.gathering import by_when
from kiosk.forms.papers.imprint import DOUBT, Imprint, amount, caveat, doubts, maybe, promised, window
from kiosk.guide.noticing import Notice
from kiosk.guide.plan import Plan, PlannedItem, PlannedMaterial
from kiosk.slips.plan import PlanSlip, SlipItem, SlipPaper, SlipStage


def plan_payload(plan: Plan) -> str:
    """What the code on the slip holds: life event and version of the rules, nothing about a person."""
    return f"onething:plan:{plan.scenario.id}:{plan.catalog_version}"


def plan_slip(plan: Plan, imprint: Imprint, told: Notice | None = None) -> PlanSlip:
    """The short plan. With ``told``, only what is still missing is listed, and what it holds up."""
    hall = imprint.hall
    combined = window(hall.place(hall.combined_window))
    title, papers = _still_missing(told) if told else _to_bring(plan)
    rest = tuple(entry.name.zh for entry in plan.materials if not entry.from_applicant)
    after = plan.after
    return PlanSlip(
        title=plan.scenario.title.zh,
        hall=hall.name.zh,
        machine=hall.machine,
        stages=_stages(plan, imprint, combined, told),
        bring_title=title,
        bring=papers,
        not_to_bring=rest,
        tally=f"跑 {after.departments} 个窗口、{after.visits} 次，最长 {after.working_days} 个工作日",
        window=combined,
        way=tuple(leg.zh for leg in hall.place(hall.combined_window).way),
        notes=doubts(plan),
        hours=hall.hours.zh,
        phone=hall.phone,
        source=f"{plan.source.title}（{plan.source.as_of}），数据版本 {plan.catalog_version}",
        caveat=caveat(plan.source),
        qr=plan_payload(plan),
        printed_at=imprint.printed_at,
        demo=imprint.demo,
    )


def _stages(plan: Plan, imprint: Imprint, combined: str, told: Notice | None) -> tuple[SlipStage, ...]:
    held = {entry.item for entry in told.blocked} if told else set()

    def line(entry: PlannedItem) -> SlipItem:
        own = window(imprint.hall.window_of(entry.department.id))
        return SlipItem(
            mark=entry.mark,
            name=entry.name.zh + maybe(entry.certain),
            department=entry.department.name.zh,
            window="" if own == combined else own,
            time=promised(entry).replace(" ", "") + DOUBT[entry.item.source.confidence],
            held="材料补齐后办" if entry.item.id in held else "",
        )

    found = []
    for number, stage in enumerate(plan.stages, 1):
        due = [entry for entry in stage if not entry.item.follow_up]
        if due:
            side_by_side = f"（{len(due)} 项同时办）" if len(due) > 1 else ""
            found.append(SlipStage(f"第 {number} 步{side_by_side}", tuple(line(entry) for entry in due)))
    for entry in plan.items:
        if follow_up := entry.item.follow_up:
            unit = "个工作日" if follow_up.day_kind == "work" else "日"
            label = f"{follow_up.start.zh}后 {follow_up.days} {unit}内"
            found.append(SlipStage(label, (line(entry),)))
    return tuple(found)


def _to_bring(plan: Plan) -> tuple[str, tuple[SlipPaper, ...]]:
    mine = sorted((entry for entry in plan.materials if entry.from_applicant), key=lambda entry: entry.material.form)
    carried = sum(not entry.material.form for entry in mine)
    return f"要带的材料（{carried} 份，每份只交一次）", tuple(
        _paper(entry, f"可容缺，{entry.material.due_days} 个工作日内补交" if entry.deferrable else "") for entry in mine
    )


def _still_missing(told: Notice) -> tuple[str, tuple[SlipPaper, ...]]:
    missing = tuple(_paper(entry.material, "") for entry in told.missing)
    later = tuple(_paper(entry.material, by_when(entry.due)) for entry in told.later)
    return f"还缺的全部材料（{len(missing) + len(later)} 份，一次告知）", (*missing, *later)


def _paper(entry: PlannedMaterial, remark: str) -> SlipPaper:
    form = "本机可填好打印" if entry.material.form else ""
    number = amount(entry.originals, entry.copies).replace(" ", "")
    return SlipPaper(entry.name.zh + maybe(entry.certain), number, remark or form)
