"""Who may act at the machine alone: what an identity document says about age, validity and kind.

Sources: 个人信息保护法第三十一条 (under 14: the guardian consents), 民法典第十七条至第二十条 (of age at 18; at 16 who
lives on own work counts as of age), 居民身份证法第十一条 (an expired card is renewed).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from kiosk.person.agent import Relation
from kiosk.person.identity import CardKind, IdentityCard
from kiosk.words import Words

_GUARDIAN_CONSENTS_BELOW = 14
_OF_AGE = 18


@dataclass(frozen=True)
class Standing:
    """``hold`` set: this card is not used, and why. ``cautions``: it is used, and the window will ask about these."""

    hold: Words | None = None
    cautions: tuple[Words, ...] = ()


def age_on(birth: date, today: date) -> int:
    """Full years lived; who is born on 29 February comes of age on 1 March of a common year (民法典第二百零二条)."""
    return today.year - birth.year - ((today.month, today.day) < (birth.month, birth.day))


def standing(card: IdentityCard, today: date) -> Standing:
    """What the card allows on ``today``. A card without a birth date says nothing about age."""
    age = age_on(card.birth.reveal(), today) if card.birth else None
    if age is not None and age < _GUARDIAN_CONSENTS_BELOW:
        return Standing(Words(
            "这是未满14周岁孩子的证件。请由爸爸妈妈或其他监护人刷自己的证件来办，或请导办员帮忙。",
            "This card belongs to a child under 14. A parent or guardian has to use their own card, or ask a guide.",
        ))
    return Standing(cautions=tuple(_cautions(card, age, today)))


def is_childs(card: IdentityCard, today: date) -> bool:
    """True for the card of a child whose guardian acts for it."""
    return card.birth is not None and age_on(card.birth.reveal(), today) < _GUARDIAN_CONSENTS_BELOW


def standing_of_applicant(card: IdentityCard, today: date, relation: Relation) -> Standing:
    """What the card of the one who is helped allows: a child is helped by its guardian, nobody else."""
    if relation == "guardian":
        return Standing(cautions=tuple(_cautions(card, None, today)))
    if is_childs(card, today):
        return Standing(Words(
            "这是未满14周岁孩子的证件。孩子的事只能由监护人来办，不能委托别人。",
            "This card belongs to a child under 14. Only a guardian can act for a child.",
        ))
    return standing(card, today)


def standing_of_agent(card: IdentityCard, today: date) -> Standing:
    """What the card of the one who helps allows: who acts for others is of age (民法典第十八条)."""
    age = age_on(card.birth.reveal(), today) if card.birth else None
    if age is not None and age < _OF_AGE:
        return Standing(Words(
            "替别人办事，要年满18周岁。请换一位成年人的证件，或请导办员帮忙。",
            "Whoever acts for others has to be 18 or older. Use an adult's card, or ask a guide.",
        ))
    return Standing(cautions=tuple(_cautions(card, age, today)))


def _cautions(card: IdentityCard, age: int | None, today: date) -> list[Words]:
    found: list[Words] = []
    if age is not None and age < _OF_AGE:
        found.append(Words(
            "未满18周岁：可以先填表，交件时请监护人一起到窗口。",
            "Under 18: you can fill in the form; bring a guardian to the window.",
        ))
    if card.valid_to is not None and card.valid_to < today and not card.valid_forever:
        found.append(Words(
            f"这张证件 {card.valid_to} 已到期：可以先填表，交件前请先换领新证。",
            f"This card expired on {card.valid_to}: you can fill in the form; renew it before handing in.",
        ))
    if card.kind is not CardKind.RESIDENT:
        found.append(Words(
            "不是居民身份证：可以填表，有的事项条件不同，以窗口核实为准。",
            "Not a resident ID card: you can fill in the form; conditions may differ, ask at the window.",
        ))
    return found
