"""The one form as a value: which blanks there are, what stands in them, and where it came from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from kiosk.catalog.values import Catalog, Field, Scenario
from kiosk.filing.bundle import FieldOrigin, FilledField
from kiosk.forms.checking import check
from kiosk.guide.answers import Answers
from kiosk.guide.parsing import format_number
from kiosk.guide.plan import Plan
from kiosk.guide.planner import facts
from kiosk.person.identity import CardKind, IdentityCard, Sex
from kiosk.words import Remark

_GROUPS = ("person", "agent", "business", "result")
_WHOLE = ("person", "agent")
_PAGE_SIZE = 4


@dataclass(frozen=True, repr=False)
class Entry:
    """What stands in one blank."""

    raw: str = ""
    origin: FieldOrigin = "citizen"
    by_hand: bool = False


@dataclass(frozen=True, repr=False)
class Form:
    """Entries by field key; ``repr`` shows nothing."""

    entries: Mapping[str, Entry] = field(default_factory=dict)

    def __repr__(self) -> str:
        return "Form(<redacted>)"

    def entry(self, key: str) -> Entry:
        """What stands there; an empty entry when nothing does."""
        return self.entries.get(key, Entry())

    def with_entry(self, key: str, entry: Entry) -> Form:
        """The form with one blank replaced."""
        return Form({**self.entries, key: entry})

    def typed(self, key: str, raw: str) -> Form:
        """The form with what a citizen typed."""
        return self.with_entry(key, Entry(raw, "citizen"))

    def left_for_window(self, key: str) -> Form:
        """The form with one blank left to be written by hand at the window."""
        return self.with_entry(key, Entry("", "window", by_hand=True))


def fields_for(catalog: Catalog, scenario: Scenario, plan: Plan, answers: Answers) -> tuple[Field, ...]:
    """The blanks this plan needs, each once, by group; ``used_by`` keeps only the items of the plan."""
    given = facts(scenario, answers)
    active = [entry.item.id for entry in plan.items]
    found = []
    for key in scenario.fields:
        blank = catalog.fields[key]
        users = tuple(item_id for item_id in active if item_id in blank.used_by)
        if users and blank.when.holds(given) is not False:
            found.append(replace(blank, used_by=users))
    return by_group(tuple(found))


def by_group(fields: tuple[Field, ...]) -> tuple[Field, ...]:
    """The blanks in the order they are asked: about the applicant, an agent, the matter, its results."""
    return tuple(sorted(fields, key=lambda blank: _GROUPS.index(blank.group)))


def pages(fields: tuple[Field, ...]) -> tuple[tuple[Field, ...], ...]:
    """The blanks in pages of one group each, those about one person together, else at most four."""
    found: list[tuple[Field, ...]] = []
    for group in _GROUPS:
        members = tuple(blank for blank in fields if blank.group == group)
        if not members:
            continue
        size = len(members) if group in _WHOLE else _PAGE_SIZE
        found.extend(members[start:start + size] for start in range(0, len(members), size))
    if len(found) > 1 and len(found[-1]) + len(found[-2]) <= _PAGE_SIZE and found[-2][0].group not in _WHOLE:
        found[-2:] = [found[-2] + found[-1]]
    return tuple(found)


def prefill(
    form: Form, fields: tuple[Field, ...], card: IdentityCard | None, answers: Answers,
    agent: IdentityCard | None = None,
) -> Form:
    """Fill blanks from the card, the card of an agent and the answers; what a citizen typed stays."""
    known = {
        **_from_answers(answers), **(_from_card("card", card) if card else {}),
        **(_from_card("agent", agent) if agent else {}),
    }
    for blank in fields:
        value = known.get(blank.prefill, "")
        old = form.entry(blank.key)
        typed = old.origin == "citizen" and old.raw
        if value and not typed and not isinstance(check(_lenient(blank), value), Remark):
            origin: FieldOrigin = "answers" if blank.prefill.startswith("answers.") else "card"
            form = form.with_entry(blank.key, Entry(value, origin))
        elif not value and old.origin in ("card", "answers"):
            form = form.with_entry(blank.key, Entry())
    return form


def _lenient(blank: Field) -> Field:
    # A number off the chip may follow the rules of a permit or a foreigner's card, which the chip vouches for.
    return replace(blank, kind="text") if blank.kind == "id_number" else blank


def _from_card(whose: str, card: IdentityCard) -> dict[str, str]:
    birth = card.birth.reveal() if card.birth else None
    foreign = card.kind in (CardKind.FOREIGNER_2017, CardKind.FOREIGNER_2023)
    name = card.name.reveal() or card.english_name.reveal() if foreign else card.name.reveal()
    return {
        f"{whose}.name": name,
        f"{whose}.number": card.number.reveal(),
        f"{whose}.birth": birth.isoformat() if birth else "",
        f"{whose}.sex": {Sex.MALE: "男", Sex.FEMALE: "女"}.get(card.sex, ""),
        f"{whose}.address": card.address.reveal(),
    }


def _from_answers(answers: Answers) -> dict[str, str]:
    return {
        f"answers.{key}": format_number(value) if isinstance(value, float) else str(value)
        for key, value in answers.known().items()
        if not isinstance(value, bool)
    }


def faults(form: Form, fields: tuple[Field, ...]) -> dict[str, Remark]:
    """Everything wrong with the form at once, by field key."""
    found: dict[str, Remark] = {}
    for blank in fields:
        entry = form.entry(blank.key)
        if entry.by_hand:
            continue
        subject = _lenient(blank) if entry.origin == "card" else blank
        result = check(subject, entry.raw)
        if isinstance(result, Remark):
            found[blank.key] = result
    return found


def filled_fields(form: Form, fields: tuple[Field, ...]) -> tuple[FilledField, ...]:
    """The form as it goes into the bundle. Call only when :func:`faults` is empty."""
    filled = []
    for blank in fields:
        entry = form.entry(blank.key)
        subject = _lenient(blank) if entry.origin == "card" else blank
        value = "" if entry.by_hand else check(subject, entry.raw)
        filled.append(FilledField(blank.key, blank.label.zh, str(value), entry.origin, blank.used_by))
    return tuple(filled)
