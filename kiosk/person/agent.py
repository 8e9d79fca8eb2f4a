"""Somebody acts for the applicant (代办): in what capacity, with which card, and what that is called."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from kiosk.person.identity import IdentityCard
from kiosk.words import Words

Relation = Literal["entrusted", "guardian"]
"""``entrusted`` by the applicant in writing (民法典第一百六十五条), or ``guardian`` by law (民法典第二十三条)."""

Whose = Literal["own", "applicant", "agent"]
"""Whose card is meant: of a citizen acting alone, of the one helped, or of the one who helps."""

RELATIONS: Mapping[Relation, Words] = {
    "entrusted": Words("受委托代办", "Entrusted by the applicant"),
    "guardian": Words("监护人", "Guardian"),
}
RELATION_KEY = "agent_relation"
NUMBER_KEY = "agent_number"


@dataclass(frozen=True, repr=False)
class Agent:
    """Who acts for the applicant; ``card`` None until read, or when it is written by hand. ``repr`` names nobody."""

    relation: Relation
    card: IdentityCard | None = None

    def __repr__(self) -> str:
        return f"Agent({self.relation}, <redacted>)"
