"""授权委托书: who entrusts whom with which matters, filled in, to be limited and signed by the applicant.

What it has to say is laid down in 民法典第一百六十五条: the agent's name, the matters, the powers, the time, and the
signature of the one who entrusts.
"""

from __future__ import annotations

from kiosk.catalog.values import Field
from kiosk.filing.bundle import Bundle
from kiosk.forms.document import Document, FieldGrid, FieldRow, Signature, Table
from kiosk.forms.papers.imprint import Filing, Imprint, foot, head, maybe
from kiosk.guide.plan import Plan
from kiosk.person.agent import NUMBER_KEY

_POWERS = (
    ("提交申请和材料，补正材料", "申请人自己交"),
    ("在申请表和有关文书上签名", "申请人自己签"),
    ("领取决定、证照和其他结果", "申请人自己领"),
)
_PROMISE = (
    "本人委托上面的代办人办理以上事项。代办人在打勾的权限和写明的期限内所做的，本人都承认，由本人承担法律责任。"
)

def authority(
    plan: Plan, bundle: Bundle, fields: tuple[Field, ...], filing: Filing, imprint: Imprint
) -> Document:
    """The letter of authority for the matter of ``bundle``; what nobody filled in is a line to write on.

    ``fields`` are the blanks of the one form: by where they are filled from, they tell who is the applicant.
    """
    values = {filled.key: filled.value for filled in bundle.fields}
    applicant = {blank.prefill or blank.kind: values.get(blank.key, "") for blank in fields if blank.group == "person"}
    return Document(
        kind="authority",
        title="授权委托书",
        subtitle=plan.scenario.title.zh,
        head=head(imprint, filing.code),
        blocks=(
            FieldGrid("一、委托人（申请人）", (
                _row("姓名", applicant.get("card.name", "")), _row("身份证件号码", applicant.get("card.number", "")),
                _row("手机号码", applicant.get("phone", "")),
            )),
            FieldGrid("二、受托人（代办人）", (
                _row("姓名", values.get("agent_name", "")), _row("身份证件号码", values.get(NUMBER_KEY, "")),
                _row("手机号码", values.get("agent_phone", "")),
            )),
            Table("三、委托事项", ("序", "事项", "部门"), tuple(
                (entry.mark, entry.name.zh + maybe(entry.certain), entry.department.name.zh) for entry in plan.items
            ), (0.6, 5.4, 4.0)),
            Table("四、权限（由申请人打勾）", ("可以代办的", "不打勾的"), _POWERS, (5.0, 5.0), checkbox=True),
            FieldGrid("五、期限（由申请人写明）", (
                FieldRow("委托期限", "自　　　　　年　　　月　　　日　至　　　　　年　　　月　　　日"),
            )),
            Signature(_PROMISE, "申请人签名（或按指印）"),
            Signature("本人愿意接受委托，如实代办。", "代办人签名"),
        ),
        foot="申请人没有签名的，不产生授权。请用黑色笔填写。" + foot(plan),
        printed_at=imprint.stamp,
        demo=imprint.demo,
        most_pages=1,
    )


def _row(label: str, value: str) -> FieldRow:
    return FieldRow(label, value, blank=not value)
