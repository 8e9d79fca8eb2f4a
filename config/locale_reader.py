"""Reads the words on the screens (locales/<language>.toml) into one flat table a language."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from string import Formatter
from typing import Any

from kiosk.errors import SettingsError

LOCALES = Path(__file__).parent / "locales"
LANGUAGES = ("zh", "en")


def read_locales(directory: Path = LOCALES) -> dict[str, dict[str, str]]:
    """Flat keys (``ask.next``) to sentences, for each language. Raises SettingsError naming every fault."""
    tables: dict[str, dict[str, str]] = {}
    faults = []
    for language in LANGUAGES:
        path = directory / f"{language}.toml"
        try:
            tables[language] = dict(_flat(tomllib.loads(path.read_text(encoding="utf-8"))))
        except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
            faults.append(f"locales/{path.name}:{error}")
    if not faults:
        faults = [*_missing(tables), *_misshapen(tables)]
    if faults:
        raise SettingsError(tuple(faults), "请恢复语言文件后重新启动。")
    return tables


def _missing(tables: Mapping[str, Mapping[str, str]]) -> Iterator[str]:
    """Sentences that are not there in Chinese; a missing English one is shown in Chinese."""
    for key in sorted(tables["en"].keys() - tables["zh"].keys()):
        yield f"locales/zh.toml：缺少 {key}（英文是：{tables['en'][key]}）"


def _misshapen(tables: Mapping[str, Mapping[str, str]]) -> Iterator[str]:
    for language, table in tables.items():
        for key, sentence in table.items():
            if ("{" in sentence or "}" in sentence) and not _well_formed(sentence):
                yield f"locales/{language}.toml：{key} 的花括号不成对，现在是 {sentence!r}"


def _well_formed(sentence: str) -> bool:
    try:
        return all(name is None or name.isidentifier() for _, name, _, _ in Formatter().parse(sentence))
    except ValueError:
        return False


def _flat(data: Mapping[str, Any], prefix: str = "") -> Iterator[tuple[str, str]]:
    for key, value in data.items():
        if isinstance(value, dict):
            yield from _flat(value, f"{prefix}{key}.")
        else:
            yield f"{prefix}{key}", str(value)
