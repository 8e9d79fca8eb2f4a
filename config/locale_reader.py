"""Reads the words on the screens (locales/<language>.toml) into one flat table a language."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from kiosk.errors import SettingsError

LOCALES = Path(__file__).parent / "locales"
LANGUAGES = ("zh", "en")


def read_locales(directory: Path = LOCALES) -> dict[str, dict[str, str]]:
    """Flat keys (``ask.next``) to sentences, for each language. Raises SettingsError naming unreadable files."""
    tables: dict[str, dict[str, str]] = {}
    faults = []
    for language in LANGUAGES:
        path = directory / f"{language}.toml"
        try:
            tables[language] = dict(_flat(tomllib.loads(path.read_text(encoding="utf-8"))))
        except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
            faults.append(f"locales/{path.name}:{error}")
    if faults:
        raise SettingsError(tuple(faults), "请恢复语言文件后重新启动。")
    return tables


def _flat(data: Mapping[str, Any], prefix: str = "") -> Iterator[tuple[str, str]]:
    for key, value in data.items():
        if isinstance(value, dict):
            yield from _flat(value, f"{prefix}{key}.")
        else:
            yield f"{prefix}{key}", str(value)
