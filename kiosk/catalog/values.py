"""Values of the catalogue. Every rule carries its source and date; nothing here knows a city by name."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from kiosk.catalog.conditions import Condition
from kiosk.words import Words

QuestionKind = Literal["number", "yes_no", "choice", "date", "text"]
FieldKind = Literal["text", "number", "phone", "credit_code", "id_number", "choice", "choices", "date"]
Trust = Literal["A", "B", "C", "D"]
DayKind = Literal["work", "calendar"]
Mode = Literal["许可", "备案", "告知承诺", "登记", "公共服务", "申报"]
Confidence = Literal["certain", "likely", "uncertain"]
Payment = Literal["cash", "card", "wechat", "alipay"]
MachineStep = Literal["advice", "form", "print", "hand-in", "number", "progress"]
MACHINE_STEPS: tuple[MachineStep, ...] = ("advice", "form", "print", "hand-in", "number", "progress")


@dataclass(frozen=True)
class Source:
    """Where a rule comes from, and how far it can be relied on.

    ``confidence``: ``certain`` was read in the law or the department's own text, ``likely`` in a public account of it,
    ``uncertain`` where accounts contradict each other or differ by place. ``until`` is the last day (ISO date) the
    fact may be relied on before someone checks it again; '' for no such day.
    """

    title: str
    as_of: str
    confidence: Confidence = "certain"
    until: str = ""

    @property
    def confident(self) -> bool:
        """False: shown with 以窗口核实为准."""
        return self.confidence == "certain"


@dataclass(frozen=True)
class Former:
    """Who had a matter before, under the name citizens knew; ``since`` is a year, month or day (``2019-04``)."""

    name: str
    since: str


@dataclass(frozen=True)
class Department:
    """Who decides. ``formerly`` are names under which citizens still look for it, ``moved`` those with a date."""

    id: str
    name: Words
    window: Words
    formerly: tuple[str, ...] = ()
    moved: tuple[Former, ...] = ()


@dataclass(frozen=True)
class Choice:
    """One of the offered answers."""

    value: str
    label: Words


@dataclass(frozen=True)
class Question:
    """One plain question. ``low`` < answer <= ``high`` for numbers; 我还不知道 is allowed unless ``must_know``."""

    key: str
    kind: QuestionKind
    text: Words
    help: Words = Words("")
    unit: str = ""
    choices: tuple[Choice, ...] = ()
    low: float = 0.0
    high: float = 1e9
    must_know: bool = False
    icon: str = ""
    yes: Words = Words("是", "Yes")
    no: Words = Words("不是", "No")


@dataclass(frozen=True)
class Material:
    """One paper or record, however many items ask for it.

    ``supplier`` is ``applicant``, ``shared`` (a department hands it over) or ``item:<id>``; when that item is not
    part of the plan the material falls back to ``otherwise``. ``form`` marks an application form that the one
    combined form replaces. ``identity`` marks identity papers, ``licence`` the business licence, for the tally.
    ``trust`` is the class A-D of 国办函〔2016〕108号. ``due_days`` are working days for a deferrable material.
    ``aliases`` are other ids or names under which items ask for the very same paper. ``sample`` says what a good one
    looks like (示范文本, 行政许可法第三十条).
    """

    id: str
    name: Words
    supplier: str = "applicant"
    otherwise: str = "applicant"
    form: bool = False
    identity: bool = False
    licence: bool = False
    deferrable: bool = False
    due_days: int = 0
    trust: Trust = "C"
    hint: Words = Words("")
    aliases: tuple[str, ...] = ()
    source: Source | None = None
    sample: Words = Words("")


@dataclass(frozen=True)
class MaterialNeed:
    """One line of an item's own list: ``label`` is the department's wording, verbatim."""

    material: str
    label: str
    when: Condition
    originals: int = 1
    copies: int = 0


@dataclass(frozen=True)
class ItemVariant:
    """How an item is called, decided and timed when ``when`` holds; the first that holds wins."""

    when: Condition
    name: Words
    working_days: int
    rule: str


@dataclass(frozen=True)
class FollowUp:
    """A duty that falls due ``days`` after ``start`` (开业, opening); nothing waits for it."""

    days: int
    day_kind: DayKind
    start: Words


@dataclass(frozen=True)
class Item:
    """One approval, filing or service of one department.

    ``when`` says when it applies, ``rule`` is the rule text behind it. ``after`` adds order that materials cannot
    say. ``working_days`` is the promised time, ``legal_days`` the legal one. ``online`` items need no visit.
    ``moved`` names who had the item before. A ``follow_up`` item comes after all others and never delays opening.
    ``pay`` are the ways to pay its fee, empty for those of the hall. ``machine`` are the steps this machine can do
    for it, ``at_window`` what only a window can. ``remedy`` replaces the region's own (行政复议、行政诉讼).
    ``aliases`` are everyday names under which it is looked for (环评).
    """

    id: str
    name: Words
    department: str
    when: Condition
    rule: str
    basis: str
    source: Source
    working_days: int
    legal_days: int | None = None
    needs: tuple[MaterialNeed, ...] = ()
    produces: tuple[str, ...] = ()
    after: tuple[str, ...] = ()
    variants: tuple[ItemVariant, ...] = ()
    fee: Words = Words("0 元")
    result: Words = Words("")
    online: bool = False
    mode: Mode | None = None
    moved: tuple[Former, ...] = ()
    follow_up: FollowUp | None = None
    remedy: Words = Words("")
    pay: tuple[Payment, ...] = ()
    machine: tuple[MachineStep, ...] = MACHINE_STEPS
    at_window: Words = Words("")
    aliases: tuple[str, ...] = ()

    @property
    def free(self) -> bool:
        """True when nothing is charged, which is said aloud as 0 元."""
        return self.fee.zh.startswith("0 元")


@dataclass(frozen=True)
class Field:
    """One blank of the one form, asked once for all items in ``used_by``.

    ``prefill`` names where a value may come from: ``card.name``, ``card.number``, ``card.birth``, ``card.sex``,
    ``card.address``, ``answers.<key>``. ``by_hand`` lets the citizen leave it to be written at the window.
    ``sample`` is the value of the filled specimen form; it names nobody and passes the check of the blank.
    """

    key: str
    label: Words
    kind: FieldKind
    used_by: tuple[str, ...]
    group: str
    when: Condition
    required: bool = True
    prefill: str = ""
    choices: tuple[Choice, ...] = ()
    unit: str = ""
    help: Words = Words("")
    by_hand: bool = False
    personal: bool = False
    low: float = 0.0
    high: float = 1e9
    max_length: int = 50
    sample: str = ""


@dataclass(frozen=True)
class Stop:
    """A rule under which the matter cannot be done; shown instead of a plan, with its clause."""

    when: Condition
    message: Words
    basis: str


@dataclass(frozen=True)
class Note:
    """A note added to the plan when ``when`` holds (for example an area exactly on a threshold)."""

    when: Condition
    message: Words


@dataclass(frozen=True)
class Scenario:
    """A life event. ``given`` are answers it implies; ``aliases`` are everyday words, ``pinyin`` full and initials.

    ``rank`` says where it stands on the first page: the most asked for first.
    """

    id: str
    title: Words
    say: Words
    icon: str
    hue: str
    questions: tuple[str, ...]
    items: tuple[str, ...]
    fields: tuple[str, ...]
    given: Mapping[str, bool | float | str]
    aliases: tuple[str, ...] = ()
    pinyin: tuple[str, ...] = ()
    one_form: Words = Words("联合申请表")
    rank: int = 50
    stops: tuple[Stop, ...] = ()
    notes: tuple[Note, ...] = ()


@dataclass(frozen=True)
class Dropped:
    """An item this region no longer asks for, and why; still found by its name and ``aliases``."""

    name: Words
    why: str
    why_en: str = ""
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True)
class Catalog:
    """All values of one region at one version; ``version`` changes whenever any byte of the pack does.

    ``remedy`` is what someone who is refused can do, for every item that says nothing of its own.
    """

    region: str
    title: Words
    version: str
    source: Source
    departments: Mapping[str, Department]
    materials: Mapping[str, Material]
    items: Mapping[str, Item]
    questions: Mapping[str, Question]
    fields: Mapping[str, Field]
    scenarios: Mapping[str, Scenario]
    dropped: Mapping[str, Dropped] = field(default_factory=dict)
    remedy: Words = Words("")
