"""From a matter to a draft and back: answers replayed against today's catalogue, what changed is asked again."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from kiosk.catalog.values import Question
from kiosk.draft import Draft, DraftField, DraftPage
from kiosk.filing.bundle import AnswerValue, GivenAnswer
from kiosk.forms.form import Entry
from kiosk.guide.answers import Answers
from kiosk.guide.parsing import format_number, parse_answer
from kiosk.guide.planner import still_asked
from kiosk.person.agent import Agent
from kiosk.visit.work.matter import Matter
from kiosk.words import Remark


def draft_of(matter: Matter, page: DraftPage, now: datetime) -> Draft:
    """The matter without anything a card or a camera saw; blanks filled from answers are filled again from them."""
    fields = tuple(
        DraftField(key, entry.raw, entry.by_hand)
        for key, entry in matter.form.entries.items()
        if entry.by_hand or (entry.origin == "citizen" and entry.raw)
    )
    return Draft(
        scenario=matter.scenario.id,
        catalog_version=matter.catalog.version,
        page=page,
        kept_at=now,
        answers=matter.answers.given,
        fields=fields,
        marks=tuple((key, status) for key, status in matter.marks.items() if status != "scanned"),
        used_card=matter.card is not None or (matter.agent is not None and matter.agent.card is not None),
        relation=matter.agent.relation if matter.agent else None,
    )


@dataclass(frozen=True, repr=False)
class Restored:
    """A matter taken up again. ``asked_again`` counts answers that no longer fit and were left out."""

    matter: Matter
    asked_again: int


def restored(blank: Matter, draft: Draft) -> Restored:
    """``blank``, an empty matter of the draft's scenario, with all of the draft that still makes sense.

    An answer survives when its question still exists, still takes that value and is still asked; a typed blank and a
    mark when the plan still has them. Nothing is guessed: whatever fell out is open again.
    """
    questions, wanted_keys = blank.catalog.questions, blank.scenario.questions
    fitting = tuple(
        entry
        for entry in draft.answers
        if entry.key in wanted_keys and entry.key in questions and _fits(questions[entry.key], entry)
    )
    answers = still_asked(blank.catalog, blank.scenario, Answers(fitting))
    matter = replace(blank, answers=answers, agent=Agent(draft.relation) if draft.relation else None)
    blanks = {field.key: field for field in matter.fields}
    form = matter.form
    for entry in draft.fields:
        field = blanks.get(entry.key)
        if field is not None and (field.by_hand or not entry.by_hand):
            kept = Entry("", "window", by_hand=True) if entry.by_hand else Entry(entry.raw, "citizen")
            form = form.with_entry(entry.key, kept)
    open_papers = {mark.material.id for mark in matter.material_marks() if mark.choices}
    marks = {key: status for key, status in draft.marks if key in open_papers}
    matter = replace(matter, form=form, marks=marks).without_card()
    return Restored(matter, len(draft.answers) - len(answers.given))


def _fits(question: Question, entry: GivenAnswer) -> bool:
    if entry.value is None:
        return not question.must_know
    again = parse_answer(question, _typed(entry.value))
    return not isinstance(again, Remark) and again == entry.value


def _typed(value: AnswerValue) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return format_number(value) if isinstance(value, (int, float)) else str(value)
