"""The one combined form, filled in."""

from __future__ import annotations

from collections.abc import Mapping

from kiosk.catalog.values import Field
from kiosk.filing.bundle import Bundle
from kiosk.forms.document import Document, FieldGrid, FieldRow, Signature, Table
from kiosk.forms.papers.imprint import Filing, Imprint, foot, head, marks_of, maybe, promised
from kiosk.guide.plan import Plan
from kiosk.person.agent import RELATION_KEY

_GRIDS = (("一、申请人", ("person",)), ("代办人", ("agent",)), ("二、办理内容与结果送达", ("business", "result")))
PROMISE = Signature(
    "本人承诺所填内容和所交材料真实、合法、有效，同意上述部门为办理本申请共同使用。空白处请用黑色笔填写。",
    "申请人（代理人）签名",
)


def application(
    plan: Plan, bundle: Bundle, fields: tuple[Field, ...], filing: Filing, imprint: Imprint
) -> Document:
    """The one form; ``fields`` are the blanks it was filled from."""
    values = {filled.key: filled.value for filled in bundle.fields}
    return Document(
        kind="application",
        title=plan.scenario.one_form.zh,
        subtitle=subtitle(plan),
        head=head(imprint, filing.code),
        blocks=(*grids(plan, fields, values), items_table("三、申请事项", plan), PROMISE),
        foot=foot(plan),
        printed_at=imprint.stamp,
        demo=imprint.demo,
    )


def subtitle(plan: Plan) -> str:
    """For how many items and departments the one form is."""
    return f"一张表单申请 {len(plan.items)} 个事项，送 {plan.before.departments} 个部门"


def grids(plan: Plan, fields: tuple[Field, ...], values: Mapping[str, str]) -> tuple[FieldGrid, ...]:
    """The blanks in their groups with what stands in them; an empty one is a line to write on."""
    found = []
    for title, groups in _GRIDS:
        rows = tuple(
            FieldRow(
                f"{blank.label.zh}（{blank.unit}）" if blank.unit else blank.label.zh,
                values[blank.key],
                note=marks_of(plan, blank.used_by),
                blank=not values[blank.key],
            )
            for blank in fields
            if blank.group in groups and blank.key in values
        )
        if rows and groups == ("agent",) and RELATION_KEY in values:
            found.append(FieldGrid(f"{title}（{values[RELATION_KEY]}）", rows))
        elif rows:
            found.append(FieldGrid(title, rows))
    return tuple(found)


def items_table(title: str, plan: Plan, tagged: bool = True) -> Table:
    """The items of a plan in order; ``tagged`` marks those that only may be needed."""
    rows = tuple(
        (entry.mark, entry.name.zh + maybe(entry.certain or not tagged), entry.department.name.zh,
         f"第 {entry.stage} 步", promised(entry))
        for entry in plan.items
    )
    return Table(title, ("序", "事项", "部门", "次序", "承诺时限"), rows, (0.6, 4.6, 2.6, 1.3, 1.9))
