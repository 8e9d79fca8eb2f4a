"""Answers keyed by question, frozen, in the order given; replayed to find the next question."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from kiosk.filing.bundle import AnswerValue, GivenAnswer


@dataclass(frozen=True, repr=False)
class Answers:
    """What has been answered; a value of None means 我还不知道. Every change gives a new value."""

    given: tuple[GivenAnswer, ...] = ()

    def __repr__(self) -> str:
        return f"Answers({', '.join(entry.key for entry in self.given)})"

    def __contains__(self, key: object) -> bool:
        return any(entry.key == key for entry in self.given)

    def value(self, key: str) -> AnswerValue:
        """The answer, None when unknown or not given."""
        return next((entry.value for entry in self.given if entry.key == key), None)

    def with_answer(self, key: str, value: AnswerValue) -> Answers:
        """Replace one answer where it stands, or add it at the end."""
        entry = GivenAnswer(key, value)
        if key in self:
            return Answers(tuple(entry if old.key == key else old for old in self.given))
        return Answers((*self.given, entry))

    def without(self, key: str) -> Answers:
        """Forget one answer."""
        return Answers(tuple(entry for entry in self.given if entry.key != key))

    def without_last(self) -> Answers:
        """Forget the last answer."""
        return Answers(self.given[:-1])

    def known(self) -> Mapping[str, AnswerValue]:
        """Answers by key, unknown ones left out."""
        return {entry.key: entry.value for entry in self.given if entry.value is not None}
