"""What a draft holds: the answers, what was typed, the marks. Never the card, its photo, or what was read from it."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal

from kiosk.errors import StoreError
from kiosk.filing.bundle import AnswerValue, GivenAnswer, MaterialStatus
from kiosk.person.agent import RELATIONS, Relation

DraftPage = Literal["ask", "plan", "form", "materials", "review"]
_PAGES: tuple[DraftPage, ...] = ("ask", "plan", "form", "materials", "review")
DRAFT_LIFE = timedelta(hours=24)
_FORMAT = 1


@dataclass(frozen=True, repr=False)
class DraftField:
    """One blank: what was typed, or that it is written by hand at the window."""

    key: str
    raw: str
    by_hand: bool = False


@dataclass(frozen=True, repr=False)
class Draft:
    """A matter as it was left. ``page`` is where; ``used_card``: a card had filled blanks and is asked for again.

    ``relation`` is in what capacity somebody acts for the applicant; None when nobody does. ``kept_at`` is local time
    of the machine. ``repr`` shows nothing a person said.
    """

    scenario: str
    catalog_version: str
    page: DraftPage
    kept_at: datetime
    answers: tuple[GivenAnswer, ...]
    fields: tuple[DraftField, ...]
    marks: tuple[tuple[str, MaterialStatus], ...]
    used_card: bool = False
    relation: Relation | None = None

    def __repr__(self) -> str:
        return f"Draft({self.scenario}, <redacted>)"

    def to_bytes(self) -> bytes:
        """UTF-8 JSON, to be sealed before it touches a disk."""
        plain = {"format": _FORMAT, **vars(self), "kept_at": self.kept_at.isoformat()}
        return json.dumps(plain, default=vars, ensure_ascii=False, separators=(",", ":")).encode()

    @staticmethod
    def from_bytes(plain: bytes) -> Draft:
        """What :meth:`to_bytes` wrote. Raises StoreError when it is something else."""
        try:
            return _read(json.loads(plain))
        except (ValueError, KeyError, TypeError, AttributeError, StopIteration):
            raise StoreError("暂存的内容不是本程序写的。", "请重新办理；旧内容到期自动删除。") from None


@dataclass(frozen=True)
class NoDraft:
    """No draft opens with that code: never given, taken already, or older than a day."""


@dataclass(frozen=True)
class TooManyTries:
    """Too many wrong codes at this machine; nothing is tried for ``seconds``."""

    seconds: float


def draft_page(page: str) -> DraftPage | None:
    """``page`` when a visit can be left for later there, else None."""
    return next((known for known in _PAGES if known == page), None)


def _read(found: dict[str, Any]) -> Draft:
    if found["format"] != _FORMAT or found["page"] not in _PAGES:
        raise ValueError("other format")
    return Draft(
        scenario=_text(found["scenario"]),
        catalog_version=_text(found["catalog_version"]),
        page=found["page"],
        kept_at=datetime.fromisoformat(found["kept_at"]),
        answers=tuple(GivenAnswer(_text(entry["key"]), _value(entry["value"])) for entry in found["answers"]),
        fields=tuple(
            DraftField(_text(entry["key"]), _text(entry["raw"]), bool(entry["by_hand"])) for entry in found["fields"]
        ),
        marks=tuple((_text(key), _mark(status)) for key, status in found["marks"]),
        used_card=bool(found["used_card"]),
        relation=_relation(found.get("relation")),
    )


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError("a text was expected")
    return value


def _value(value: object) -> AnswerValue:
    if value is None or isinstance(value, (bool, int, float, str)):
        return value
    raise TypeError("an answer was expected")


def _relation(value: object) -> Relation | None:
    if value is None:
        return None
    return next(known for known in RELATIONS if known == value)


def _mark(value: object) -> MaterialStatus:
    if value == "paper" or value == "later":
        return "paper" if value == "paper" else "later"
    raise ValueError("a mark was expected")
