"""Proof of handing in, or of being kept on the machine until the network is back."""

from __future__ import annotations

from kiosk.catalog.values import Scenario
from kiosk.filing.bundle import BundleMaterial
from kiosk.forms.document import CodeBlock, Document, Notes, Table
from kiosk.forms.papers.imprint import Filing, Imprint, code_payload, foot, head
from kiosk.guide.plan import Plan


def slip(
    plan: Plan, scenario: Scenario, materials: tuple[BundleMaterial, ...], filing: Filing, imprint: Imprint,
    *, scanner: bool = False,
) -> Document:
    """Proof of handing in, with the list of what was received and everything still missing, at once.

    ``scanner``: a sheet scanner drew the papers in, no camera photographed them.
    """
    filed = filing.receipt is not None
    later = tuple(material for material in materials if material.status == "later")
    received = tuple((material.name, "已带纸质件") for material in materials if material.status == "paper")
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
    how = taken(scanner)
    told = f"已{how}，原件请带到窗口备查"
    seen = tuple((material.name, told) for material in materials if material.status == "scanned")
    if seen:
        blocks.append(Table(f"在自助机{how}提交的材料（{len(seen)} 份）", ("材料", "情况"), seen, (5.5, 4.0)))
    if later:
        rows = tuple((material.name, to_follow(material)) for material in later)
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
        head=head(imprint, filing.code),
        blocks=tuple(blocks),
        foot="本凭证证明申请已提交，不等于已受理。" + foot(plan),
        printed_at=imprint.stamp,
        demo=imprint.demo,
    )


def _number_lines(filing: Filing) -> tuple[str, ...]:
    return (f"排队号 {filing.number.number}，{filing.number.window}。",) if filing.number else ()


def taken(scanner: bool) -> str:
    """How a paper came in at the machine, in one word."""
    return "扫描" if scanner else "拍照"


def to_follow(material: BundleMaterial) -> str:
    """By when a paper that is not here is due."""
    return f"稍后补交（{material.due}）" if material.due else "待补，补齐后受理该事项"
