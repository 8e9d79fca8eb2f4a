"""The three papers of a matter as documents: the combined application, the checklist, the slip."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from kiosk.bundle import Bundle, BundleMaterial
from kiosk.catalog.values import Field, Scenario
from kiosk.forms.document import CodeBlock, Document, FieldGrid, FieldRow, Notes, Signature, Table
from kiosk.guide.plan import Plan
from kiosk.hall import HallFacts
from kiosk.receipt import Receipt
from kiosk.ticket import TicketGrant

_GRIDS = (("一、申请人", ("person",)), ("二、办理内容与结果送达", ("business", "result")))
_STATUS = {
    "paper": "已带纸质件",
    "later": "稍后补交",
    "shared": "部门共享，不用带",
    "from_item": "前一步产生，不用带",
}


@dataclass(frozen=True)
class Imprint:
    """What every paper of one printing carries."""

    hall: HallFacts
    printed_at: datetime
    demo: bool

    @property
    def stamp(self) -> str:
        """Minute of printing."""
        return self.printed_at.strftime("%Y-%m-%d %H:%M")


@dataclass(frozen=True)
class Filing:
    """How the matter stands when its papers are printed. ``receipt`` None: kept on the machine, sent later."""

    code: str
    receipt: Receipt | None
    number: TicketGrant | None


def code_payload(code: str) -> str:
    """What the QR codes hold: the case code, nothing personal."""
    return f"onething:case:{code}"


def _foot(plan: Plan) -> str:
    source = f"{plan.source.title}（{plan.source.as_of}）"
    return f"依据：{source}；数据版本 {plan.catalog_version}。材料与时限以窗口核实为准。"


def _head(imprint: Imprint, code: str) -> tuple[tuple[str, str], ...]:
    pairs = [("办理大厅", imprint.hall.name.zh), ("自助机", imprint.hall.machine)]
    return (*pairs, ("办件编号", code)) if code else tuple(pairs)


def application(
    plan: Plan, bundle: Bundle, fields: tuple[Field, ...], filing: Filing, imprint: Imprint
) -> Document:
    """The one form; ``fields`` are the blanks it was filled from."""
    marks = {entry.item.id: entry.mark for entry in plan.items}
    values = {filled.key: filled.value for filled in bundle.fields}
    grids = []
    for title, groups in _GRIDS:
        rows = tuple(
            FieldRow(
                f"{blank.label.zh}（{blank.unit}）" if blank.unit else blank.label.zh,
                values[blank.key],
                note=_marks(marks, blank.used_by),
                blank=not values[blank.key],
            )
            for blank in fields
            if blank.group in groups and blank.key in values
        )
        if rows:
            grids.append(FieldGrid(title, rows))
    return Document(
        kind="application",
        title=plan.scenario.one_form.zh,
        subtitle=f"一张表单申请 {len(plan.items)} 个事项，送 {plan.before.departments} 个部门",
        head=_head(imprint, filing.code),
        blocks=(
            *grids,
            _items_table("三、申请事项", plan),
            Signature(
                "本人承诺所填内容和所交材料真实、合法、有效，同意上述部门为办理本申请共同使用。空白处请用黑色笔填写。",
                "申请人（代理人）签名",
            ),
        ),
        foot=_foot(plan),
        printed_at=imprint.stamp,
        demo=imprint.demo,
    )


def _marks(marks: dict[str, str], users: tuple[str, ...]) -> str:
    return "".join(sorted(marks[user] for user in users if user in marks))


def _items_table(title: str, plan: Plan) -> Table:
    rows = tuple(
        (
            entry.mark,
            entry.name.zh + ("" if entry.certain else "（可能需要）"),
            entry.department.name.zh,
            f"第 {entry.stage} 步",
            f"{entry.working_days} 个工作日" if entry.working_days else "网上即时办",
        )
        for entry in plan.items
    )
    return Table(title, ("序", "事项", "部门", "次序", "承诺时限"), rows, (0.6, 4.6, 2.6, 1.3, 1.9))


def checklist(plan: Plan, marked: tuple[BundleMaterial, ...], imprint: Imprint, code: str = "") -> Document:
    """What to bring. ``marked`` empty prints the plain list with boxes to tick."""
    status = {material.id: material for material in marked}
    marks = {entry.item.id: entry.mark for entry in plan.items}
    mine, shared, produced = [], [], []
    for material in plan.materials:
        users = _marks(marks, material.used_by)
        name = material.name.zh + ("" if material.certain else "（可能需要）")
        if material.from_applicant:
            mine.append((name, _amount(material.originals, material.copies), users,
                         _how(status.get(material.id), material.deferrable)))
        elif material.supplier == "shared":
            shared.append((name, users))
        else:
            maker = plan.item(material.supplier.removeprefix("item:"))
            produced.append((name, f"由{maker.mark}{maker.name.zh}产生", users))
    blocks: list[Table | Notes] = [
        _items_table("一、要办的事项（按次序）", plan),
        Table(f"二、您要带来的材料（共 {len(mine)} 份，每份只交一次）", ("材料", "数量", "用于", "情况"), tuple(mine),
              (5.0, 1.8, 1.4, 2.6), checkbox=True),
    ]
    if shared:
        blocks.append(Table("三、部门共享，不用带", ("材料", "用于"), tuple(shared), (7.5, 2.0)))
    if produced:
        blocks.append(Table("三、前一步产生，不用带", ("材料", "来自", "用于"), tuple(produced), (4.6, 4.2, 1.4)))
    blocks.append(Notes("说明", _checklist_notes(plan)))
    return Document(
        kind="checklist",
        title=f"“{plan.scenario.title.zh}”一次性告知单",
        subtitle="办哪些事、按什么次序、带什么材料",
        head=_head(imprint, code),
        blocks=tuple(blocks),
        foot=_foot(plan),
        printed_at=imprint.stamp,
        demo=imprint.demo,
    )


def _checklist_notes(plan: Plan) -> tuple[str, ...]:
    before, after = plan.before, plan.after
    notes = plan.notes if plan.source.confident else plan.notes[:-1]  # the foot of the page names the source
    return (
        f"逐个部门办：{before.departments} 个部门、{before.visits} 次、{before.documents} 份材料、"
        f"合计 {before.working_days} 个工作日。",
        f"联合办：{after.departments} 个窗口、{after.visits} 次、{after.documents} 份材料、"
        f"最长 {after.working_days} 个工作日（同一步的事项同时办）。",
        *(note.zh for note in notes),
    )


def _amount(originals: int, copies: int) -> str:
    parts = [f"原件 {originals}"] if originals else []
    return "、".join([*parts, f"复印件 {copies}"] if copies else parts)


def _how(marked: BundleMaterial | None, deferrable: bool) -> str:
    if marked is None:
        return "可稍后补交" if deferrable else ""
    if marked.status == "later":
        return f"稍后补交（{marked.due}）" if marked.due else "待补，补齐后受理该事项"
    return _STATUS[marked.status]


def slip(
    plan: Plan, scenario: Scenario, materials: tuple[BundleMaterial, ...], filing: Filing, imprint: Imprint
) -> Document:
    """Proof of handing in, with the list of what was received and everything still missing, at once."""
    filed = filing.receipt is not None
    later = tuple(material for material in materials if material.status == "later")
    received = tuple((material.name, _how(material, False)) for material in materials if material.status == "paper")
    state = (
        f"大厅已于 {filing.receipt.received_at[:16].replace('T', ' ')} 收到您的联合申请。"
        if filing.receipt
        else "网络暂时不通：您的申请已加密保存在本机，网络恢复后自动提交，不用再来，也不要重复提交。"
    )
    blocks: list[CodeBlock | Table | Notes] = [
        CodeBlock(
            code_payload(filing.code), filing.code, (state, "凭此编号可在自助机“查进度”。", *_number_lines(filing))
        ),
        Table(f"带来的纸质材料（{len(received)} 份，请交综合窗口核对）", ("材料", "情况"), received, (6.5, 3.0)),
    ]
    if later:
        rows = tuple((material.name, _how(material, True)) for material in later)
        blocks.append(Table(f"还要补交的全部材料（{len(later)} 份，一次告知）", ("材料", "期限"), rows, (5.5, 4.0)))
    blocks.append(
        Notes("接下来", (
            f"请拿排队号到{plan.items[0].department.window.zh if plan.items else '综合窗口'}，交验纸质材料并签名。",
            "各事项由部门决定是否受理。",
            "不予受理或不予许可的，会书面告知理由和救济途径（可依法申请行政复议或提起行政诉讼）。",
            f"有疑问请拨打大厅电话 {imprint.hall.phone}。",
        ))
    )
    return Document(
        kind="slip",
        title="联合申请提交凭证" if filed else "联合申请保存凭证",
        subtitle=scenario.title.zh,
        head=_head(imprint, filing.code),
        blocks=tuple(blocks),
        foot="本凭证证明申请已提交，不等于已受理。" + _foot(plan),
        printed_at=imprint.stamp,
        demo=imprint.demo,
    )


def _number_lines(filing: Filing) -> tuple[str, ...]:
    return (f"排队号 {filing.number.number}，{filing.number.window}。",) if filing.number else ()
