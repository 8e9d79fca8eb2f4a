"""The blanks about the one who acts for the applicant: the same on every one form, whatever the matter."""

from __future__ import annotations

from kiosk.catalog.conditions import ALWAYS
from kiosk.catalog.values import Field
from kiosk.filing.bundle import FilledField
from kiosk.guide.plan import Plan
from kiosk.person.agent import NUMBER_KEY, RELATION_KEY, RELATIONS, Agent
from kiosk.words import Words

AGENT_GROUP = "agent"
_RELATION_LABEL = Words("代办人身份", "Acting as")


def agent_fields(plan: Plan) -> tuple[Field, ...]:
    """Name and number (from the agent's own card, or by hand) and a phone; used by every item of the plan."""
    items = tuple(entry.item.id for entry in plan.items)
    return (
        Field(
            "agent_name", Words("代办人姓名", "Agent's name"), "text", items, AGENT_GROUP, ALWAYS,
            prefill="agent.name", by_hand=True, personal=True, max_length=70,
        ),
        Field(
            NUMBER_KEY, Words("代办人身份证件号码", "Agent's ID number"), "id_number", items, AGENT_GROUP, ALWAYS,
            prefill="agent.number", by_hand=True, personal=True,
        ),
        Field(
            "agent_phone", Words("代办人手机号码", "Agent's mobile phone"), "phone", items, AGENT_GROUP, ALWAYS,
            personal=True, help=Words("补材料、领结果时先打这个电话", "Called first about papers and results"),
        ),
    )


def relation_label() -> Words:
    """What the capacity of the agent is called on the form."""
    return _RELATION_LABEL


def relation_field(agent: Agent, plan: Plan) -> FilledField:
    """In what capacity the agent acts, as it goes into the bundle: 受委托代办 or 监护人."""
    items = tuple(entry.item.id for entry in plan.items)
    return FilledField(RELATION_KEY, _RELATION_LABEL.zh, RELATIONS[agent.relation].zh, "citizen", items)
