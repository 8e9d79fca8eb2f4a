"""The notice before a card is used: what was read, masked, what for, and how long it is kept."""

from __future__ import annotations

from kiosk.catalog.values import Field
from kiosk.person.agent import Whose
from kiosk.person.identity import IdentityCard, Sex
from kiosk.person.privacy import mask_name, mask_number, mask_text
from kiosk.steps import CardLine
from kiosk.words import Words

_SEX = {Sex.MALE: "男", Sex.FEMALE: "女"}


def card_lines(card: IdentityCard, fields: tuple[Field, ...], whose: Whose = "own") -> tuple[CardLine, ...]:
    """One line for each thing of the card that a blank uses; what no blank uses is not shown and not kept."""
    source = "agent" if whose == "agent" else "card"
    name = card.name.reveal() or card.english_name.reveal()
    masked = {
        f"{source}.name": mask_name(name),
        f"{source}.number": mask_number(card.number.reveal()),
        f"{source}.sex": _SEX.get(card.sex, ""),
        f"{source}.address": mask_text(card.address.reveal()),
    }
    lines = []
    for blank in fields:
        value = masked.get(blank.prefill, "")
        if value:
            count = len(blank.used_by)
            purpose = Words(
                f"填入申请表，{count} 个事项共用" if count > 1 else "填入申请表",
                f"Fills the form once for {count} filings" if count > 1 else "Fills the form",
            )
            lines.append(CardLine(blank.label, value, purpose))
    return tuple(lines)


def kept_words() -> Words:
    """How long what was read is kept."""
    return Words(
        "只用于本次申请：随申请加密提交给办理部门；您离开后，本机不保留身份证信息，不保存照片。",
        "Used for this application only: sent encrypted to the departments. Nothing from the card stays on this "
        "machine after you leave, and no photo is stored.",
    )
