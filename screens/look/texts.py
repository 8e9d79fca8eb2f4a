"""The words of the screens, by key and language."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from kiosk.words import Remark, Words

Table = Mapping[str, object]


class MissingText(KeyError):
    """No such key in any language: a locale file is incomplete."""


class Texts:
    """Looks keys up: ``t("ask.next", n=3)``. English falls back to Chinese; a key in neither is an error."""

    def __init__(self, tables: Mapping[str, Table], language: str = "zh") -> None:
        self._flat = {name: dict(flatten(table)) for name, table in tables.items()}
        self.language = language

    def speaking(self, language: str) -> Texts:
        """The same tables in another language."""
        other = Texts({}, language)
        other._flat = self._flat
        return other

    def __call__(self, key: str, **values: object) -> str:
        """The text of ``key`` with ``values`` filled in. Raises MissingText."""
        found = self._flat.get(self.language, {}).get(key)
        if found is None:
            found = self._flat.get("zh", {}).get(key)
        if found is None:
            raise MissingText(key)
        return found.format(**values) if values else found

    def has(self, key: str) -> bool:
        """Whether some language knows the key."""
        return any(key in table for table in self._flat.values())

    def keys(self, language: str) -> frozenset[str]:
        """Every key of one language."""
        return frozenset(self._flat.get(language, {}))

    def of(self, words: Words) -> str:
        """A bilingual value in the language now spoken."""
        return plain_quotes(words.en) if self.language == "en" and words.en else words.zh

    def remark(self, remark: Remark) -> str:
        """A remark of a step as a sentence."""
        return self(remark.key, **remark.values)

    def all_texts(self) -> Iterator[str]:
        """Every text of every language, for the font cutter."""
        for table in self._flat.values():
            yield from table.values()


def plain_quotes(text: str) -> str:
    """English with straight quotes: the Chinese faces draw curly ones a whole character wide."""
    return text.replace("“", '"').replace("”", '"')


def flatten(table: Table, prefix: str = "") -> Iterator[tuple[str, str]]:
    """Nested tables as dotted keys. Raises TypeError for a value that is neither table nor text."""
    for key, value in table.items():
        name = f"{prefix}{key}"
        if isinstance(value, Mapping):
            yield from flatten(value, f"{name}.")
        elif isinstance(value, str):
            yield name, value
        else:
            raise TypeError(f"locale key {name}: expected text, found {type(value).__name__}")
