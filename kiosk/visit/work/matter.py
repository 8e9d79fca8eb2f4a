"""One matter in the making: scenario, answers, form and marks of one person, as a frozen value with pure moves."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from functools import cached_property
from typing import TypeVar

from kiosk.catalog.values import Catalog, Field, Question, Scenario
from kiosk.filing.attachment import Attachment
from kiosk.filing.bundle import (
    AnswerValue,
    Bundle,
    BundleItem,
    BundleMaterial,
    Fault,
    GivenAnswer,
    MaterialStatus,
)
from kiosk.forms.agent import agent_fields, relation_field, relation_label
from kiosk.forms.checking import still_typing
from kiosk.forms.form import Form, by_group, fields_for, filled_fields, pages, prefill
from kiosk.forms.form import faults as form_faults
from kiosk.forms.showing import shown
from kiosk.guide.acting import with_agent
from kiosk.guide.answers import Answers
from kiosk.guide.explaining import in_words
from kiosk.guide.merging import ONE_FORM
from kiosk.guide.noticing import Notice, notice
from kiosk.guide.plan import Plan, PlannedMaterial
from kiosk.guide.planner import next_question, plan, still_asked, undecided
from kiosk.guide.workdays import NO_TABLE, Holidays, deadline
from kiosk.person.agent import NUMBER_KEY, RELATIONS, Agent
from kiosk.person.identity import IdentityCard
from kiosk.steps import FieldState, GivenLine, MaterialMark, ReviewLine, ReviewSection
from kiosk.steps.photographing import Scan
from kiosk.words import Language, Remark, Words

V = TypeVar("V")
_GROUP_NAMES = {
    "person": Words("申请人", "Applicant"),
    "agent": Words("代办人", "Agent"),
    "business": Words("办理内容", "Details"),
    "result": Words("结果送达", "Delivery of results"),
}
_BY_HAND = Words("到窗口手写", "Written at the window")
_WHEN_COMPLETE = Words("补齐后受理该事项", "this step waits until it is handed in")
_FROM_CARD = Words("来自身份证", "From the ID card")
_MATERIAL_WORDS: Mapping[MaterialStatus, Words] = {
    "paper": Words("已带纸质件", "Brought on paper"),
    "later": Words("稍后补交", "To follow"),
    "shared": Words("部门共享", "Shared by a department"),
    "from_item": Words("前一步产生", "Made by an earlier step"),
}
_HERE: frozenset[MaterialStatus] = frozenset({"paper", "scanned"})


@dataclass(frozen=True, repr=False)
class Matter:
    """What one person has said so far about one scenario. Every move gives a new value; nothing is ever logged.

    ``today`` is the day of the visit (None: deadlines are said without a date). ``card`` is the applicant's, also
    where an ``agent`` acts for them.
    """

    catalog: Catalog
    scenario: Scenario
    answers: Answers = Answers()
    card: IdentityCard | None = None
    form: Form = Form()
    left: frozenset[str] = frozenset()
    marks: Mapping[str, MaterialStatus] = field(default_factory=dict)
    refused: tuple[Fault, ...] = ()
    today: date | None = None
    holidays: Holidays = NO_TABLE
    agent: Agent | None = None
    scans: Mapping[str, Scan] = field(default_factory=dict)

    def __repr__(self) -> str:
        return f"Matter({self.scenario.id}, <redacted>)"

    @cached_property
    def plan(self) -> Plan:
        """The plan for the answers so far."""
        found = plan(self.catalog, self.scenario, self.answers, self.today)
        return with_agent(found, self.agent.relation) if self.agent and not found.stop else found

    @cached_property
    def fields(self) -> tuple[Field, ...]:
        """The blanks of the one form."""
        found = fields_for(self.catalog, self.scenario, self.plan, self.answers)
        return by_group(found + agent_fields(self.plan)) if self.agent else found

    @cached_property
    def form_pages(self) -> tuple[tuple[Field, ...], ...]:
        """The blanks in pages."""
        return pages(self.fields)

    @cached_property
    def faults(self) -> dict[str, Remark]:
        """What is wrong with the form, by field."""
        found = form_faults(self.form, self.fields)
        if self.agent and NUMBER_KEY not in found and self._is_own_agent():
            found[NUMBER_KEY] = Remark("invalid.agent_same")
        return found

    def _is_own_agent(self) -> bool:
        """True when the number of the agent is the one of the applicant."""
        applicant = next((self.form.entry(blank.key) for blank in self.fields if blank.prefill == "card.number"), None)
        number = self.form.entry(NUMBER_KEY).raw.strip().upper()
        return applicant is not None and bool(number) and applicant.raw.strip().upper() == number

    def next_question(self) -> Question | None:
        """The next question worth asking."""
        return next_question(self.catalog, self.scenario, self.answers)

    def questions_left(self) -> int:
        """How many questions may still come."""
        open_keys = undecided(self.catalog, self.scenario, self.answers)
        return sum(key in open_keys and key not in self.answers for key in self.scenario.questions)

    def answered(self, key: str, value: AnswerValue) -> Matter:
        """One answer given or replaced; later answers that are still asked survive, blanks follow."""
        answers = still_asked(self.catalog, self.scenario, self.answers.with_answer(key, value))
        return replace(self, answers=answers, refused=())._prefilled()

    def forgot_last(self) -> Matter:
        """The last answer forgotten."""
        return replace(self, answers=self.answers.without_last())

    def given_lines(self) -> tuple[GivenLine, ...]:
        """The answers in words."""
        return tuple(
            GivenLine(entry.key, question.text, in_words(question, entry.value))
            for entry in self.answers.given
            for question in (self.catalog.questions[entry.key],)
        )

    def with_card(self, card: IdentityCard) -> Matter:
        """The card used: its blanks are filled."""
        return replace(self, card=card)._prefilled()

    def _prefilled(self) -> Matter:
        return replace(self, form=prefill(
            self.form, self.fields, self.card, self.answers, self.agent.card if self.agent else None
        ))

    def without_card(self) -> Matter:
        """No card: its blanks stay open for typing or the window."""
        return replace(self, card=None)._prefilled()

    def helped_by(self, agent: Agent | None) -> Matter:
        """Somebody acts for the applicant (None: nobody any more); their blanks are filled from their card."""
        found = replace(self, agent=agent, refused=())._prefilled()
        kept = {blank.key for blank in agent_fields(found.plan)} if agent is None else set[str]()
        entries = {key: entry for key, entry in found.form.entries.items() if key not in kept}
        return replace(found, form=Form(entries))

    def typed(self, key: str, raw: str) -> Matter:
        """Text of a blank as typed so far."""
        return replace(self, form=self.form.typed(key, raw), refused=())

    def for_window(self, key: str) -> Matter:
        """A blank left to be written at the window."""
        return replace(self, form=self.form.left_for_window(key), refused=())

    def leaving(self, *keys: str) -> Matter:
        """Blanks the citizen has left: their faults are shown from now on."""
        return replace(self, left=self.left | set(keys))

    def field_states(self, page: int, active: str, language: Language) -> tuple[FieldState, ...]:
        """The blanks of a page as they may be shown."""
        return tuple(self._state(blank, blank.key == active, language) for blank in self.form_pages[page])

    def _state(self, blank: Field, editing: bool, language: Language) -> FieldState:
        entry = self.form.entry(blank.key)
        fault = self.faults.get(blank.key)
        visible = fault is not None and (not still_typing(fault) or (blank.key in self.left and not editing))
        return FieldState(
            field=blank,
            raw=entry.raw,
            shown=shown(blank, entry.raw, editing and entry.origin != "card", language),
            problem=fault if visible else None,
            by_hand=entry.by_hand,
            from_card=entry.origin == "card",
            filled=fault is None,
        )

    def material_marks(self, *, photo: bool = False) -> tuple[MaterialMark, ...]:
        """Every merged material with how it comes; what needs no citizen is settled already.

        ``photo``: papers can be photographed here.
        """
        return tuple(self._mark(material, photo) for material in self.plan.materials)

    def _mark(self, material: PlannedMaterial, photo: bool) -> MaterialMark:
        if not material.from_applicant:
            settled: MaterialStatus = "shared" if material.supplier == "shared" else "from_item"
            return MaterialMark(material, settled, ())
        if material.id == ONE_FORM:
            return MaterialMark(material, "paper", ())
        status, scan = self.marks.get(material.id), self.scans.get(material.id)
        choices: tuple[MaterialStatus, ...] = ("scanned", "paper", "later") if photo else ("paper", "later")
        return MaterialMark(
            material, status, choices, self._due(material), len(scan.pages) if scan else 0,
            scan.source if scan else "camera",
        )

    def _due(self, material: PlannedMaterial) -> Words | None:
        """By when a paper that may follow is due; None for one that may not."""
        if not material.deferrable:
            return None
        days = material.material.due_days
        last = deadline(self.today, days, self.holidays).day if self.today else None
        by, by_en = (f"（最迟 {last}）", f" (by {last})") if last else ("", "")
        return Words(f"{days} 个工作日内{by}", f"within {days} working days{by_en}")

    def notice(self) -> Notice | None:
        """The one-time notice for the papers marked as brought; None while the day is not known."""
        if self.today is None:
            return None
        held = {material_id for material_id, status in self.marks.items() if status in _HERE}
        return notice(self.plan, held, self.today, self.holidays)

    def bundle_materials(self) -> tuple[BundleMaterial, ...]:
        """Every merged paper as it was marked; what is still open counts as to follow."""
        return tuple(_bundle_material(mark) for mark in self.material_marks())

    def marked(self, material_id: str, status: MaterialStatus) -> Matter:
        """One material marked; pictures of it are dropped unless they are how it comes."""
        scans = self.scans if status == "scanned" else _without(self.scans, material_id)
        return replace(self, marks={**self.marks, material_id: status}, scans=scans, refused=())

    def with_scan(self, material_id: str, scan: Scan) -> Matter:
        """One material photographed."""
        return replace(self, scans={**self.scans, material_id: scan}).marked(material_id, "scanned")

    def without_scan(self, material_id: str) -> Matter:
        """No pictures of a material: where they were how it comes, it is open again."""
        open_again = self.marks.get(material_id) == "scanned"
        marks = _without(self.marks, material_id) if open_again else self.marks
        return replace(self, marks=marks, scans=_without(self.scans, material_id))

    def attachments(self) -> tuple[Attachment, ...]:
        """The documents photographed for papers of this plan, in its order."""
        return tuple(
            self.scans[mark.material.id].attachment
            for mark in self.material_marks()
            if mark.status == "scanned" and mark.material.id in self.scans
        )

    def open_marks(self) -> int:
        """How many materials are still unmarked."""
        return sum(mark.status is None for mark in self.material_marks())

    def review_sections(self) -> tuple[ReviewSection, ...]:
        """Every answer, each with the key that changes it."""
        answers = tuple(
            ReviewLine(line.question, line.answer, f"answer:{line.key}") for line in self.given_lines()
        )
        sections = [ReviewSection(Words("情况", "Your situation"), answers)] if answers else []
        for group, title in _GROUP_NAMES.items():
            lines = tuple(self._review_line(blank) for blank in self.fields if blank.group == group)
            if group == "agent" and self.agent:
                lines = (ReviewLine(relation_label(), RELATIONS[self.agent.relation], "agent"), *lines)
            if lines:
                sections.append(ReviewSection(title, lines))
        marks = tuple(
            ReviewLine(
                mark.material.name,
                _how(mark),
                "materials",
                (mark.due or _WHEN_COMPLETE) if mark.status == "later" else Words(""),
            )
            for mark in self.material_marks()
        )
        return (*sections, ReviewSection(Words("材料", "Papers"), marks))

    def _review_line(self, blank: Field) -> ReviewLine:
        entry = self.form.entry(blank.key)
        text = _BY_HAND if entry.by_hand else Words(shown(blank, entry.raw), shown(blank, entry.raw, language="en"))
        return ReviewLine(blank.label, text, f"field:{blank.key}", _FROM_CARD if entry.origin == "card" else Words(""))

    def page_of(self, key: str) -> int:
        """Page of a blank; 0 when it is not asked."""
        return next((number for number, page in enumerate(self.form_pages) if any(b.key == key for b in page)), 0)

    def bundle(self, bundle_id: str, machine: str, now: datetime, demo: bool) -> Bundle:
        """Everything in one value, ready to be sealed. Call only when the form has no faults."""
        return Bundle(
            id=bundle_id,
            scenario=self.scenario.id,
            title=self.scenario.title.zh,
            region=self.catalog.region,
            catalog_version=self.catalog.version,
            machine=machine,
            sealed_at=now.isoformat(timespec="seconds"),
            answers=tuple(GivenAnswer(entry.key, entry.value) for entry in self.answers.given),
            items=tuple(
                BundleItem(entry.item.id, entry.name.zh, entry.department.name.zh, entry.stage, entry.certain)
                for entry in self.plan.items
            ),
            fields=filled_fields(self.form, self.fields) + (
                (relation_field(self.agent, self.plan),) if self.agent else ()
            ),
            materials=self.bundle_materials(),
            demo=demo,
            attachments=tuple(attachment.facts for attachment in self.attachments()),
        )


def _without(marked: Mapping[str, V], key: str) -> dict[str, V]:
    return {known: value for known, value in marked.items() if known != key}


def _how(mark: MaterialMark) -> Words:
    if mark.status == "scanned":
        how, how_en = ("扫描", "Scanned") if mark.source == "sheets" else ("拍照", "Photographed")
        return Words(f"{how} {mark.pages} 页", f"{how_en}, {mark.pages} page{'s' if mark.pages > 1 else ''}")
    return _MATERIAL_WORDS[mark.status] if mark.status else Words("")


def _bundle_material(mark: MaterialMark) -> BundleMaterial:
    material, status = mark.material, mark.status or "later"
    return BundleMaterial(
        id=material.id,
        name=material.name.zh,
        supplier=material.supplier,
        status=status,
        used_by=material.used_by,
        originals=material.originals,
        copies=material.copies,
        due=mark.due.zh if mark.due and status == "later" else None,
    )

