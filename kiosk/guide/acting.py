"""What a plan needs more when somebody acts for the applicant: the paper that shows the right to.

Sources: 民法典第一百六十五条 (a written authority names agent, matters, powers and time, and is signed),
第二十三条 and 第二十七条 (guardians act by law; parents are the guardians of a minor).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from kiosk.catalog.values import Material, Source
from kiosk.guide.plan import Plan, PlannedMaterial, Tally
from kiosk.person.agent import Relation
from kiosk.words import Words

AUTHORITY = "agent-letter"
GUARDIAN_PROOF = "guardian-proof"
_AS_OF = "2021-01-01"
_PAPERS: Mapping[Relation, Material] = {
    "entrusted": Material(
        AUTHORITY, Words("授权委托书", "Letter of authority"),
        hint=Words("本机会打印好，请申请人签名", "Printed here; the applicant signs it"),
        sample=Words("写明代办人姓名、代办事项、权限和期限，由申请人签名或者按指印。",
                     "Names the agent, the matters, the powers and the time; signed by the applicant."),
        source=Source("民法典第一百六十五条", _AS_OF),
    ),
    "guardian": Material(
        GUARDIAN_PROOF, Words("监护关系证明", "Proof of guardianship"),
        hint=Words("户口簿、出生医学证明等，有一样就行", "Household book or birth certificate; one is enough"),
        sample=Words("看得出父母子女等监护关系的户口簿、出生医学证明，或者居委会、法院的证明。",
                     "A household book, a birth certificate, or a proof by the committee or the court."),
        source=Source("民法典第二十三条、第二十七条", _AS_OF),
    ),
}


def with_agent(plan: Plan, relation: Relation) -> Plan:
    """The plan with the paper of that ``relation`` as one more material, counted once for each item before.

    A plan that asks for such a paper already stays as it is.
    """
    material = _PAPERS[relation]
    users = tuple(entry.item.id for entry in plan.items)
    if not users or any(entry.id == material.id for entry in plan.materials):
        return plan
    needed = PlannedMaterial(
        material=material, name=material.name, supplier="applicant", used_by=users, originals=1, copies=0,
        deferrable=False, certain=True, wordings=tuple((item, material.name.zh) for item in users),
    )
    return replace(
        plan, materials=(*plan.materials, needed), before=_more(plan.before, len(users)), after=_more(plan.after, 1)
    )


def _more(tally: Tally, documents: int) -> Tally:
    return replace(tally, documents=tally.documents + documents)
