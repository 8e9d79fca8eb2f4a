"""One text in the languages a citizen can choose."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

Language = Literal["zh", "en"]


@dataclass(frozen=True)
class Words:
    """Chinese is always there; English falls back to it."""

    zh: str
    en: str = ""

    def of(self, language: Language) -> str:
        """The text in ``language``."""
        return self.en or self.zh if language == "en" else self.zh

    def __str__(self) -> str:
        return self.zh


@dataclass(frozen=True)
class Remark:
    """A sentence for the reader by key of the locale files, with values to fill in."""

    key: str
    values: Mapping[str, str] = field(default_factory=dict)
