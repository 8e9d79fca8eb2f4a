"""Who may sign releases, and how often the hall is asked."""

from __future__ import annotations

import base64
from pathlib import Path

import pytest

from config.settings import SETTINGS_FILE, CatalogueUpdates, read_settings
from kiosk.errors import SettingsError

KEY, NEXT = (base64.b64encode(bytes([number]) * 32).decode() for number in (1, 2))


def read(tmp_path: Path, table: str) -> CatalogueUpdates:
    file = tmp_path / "kiosk.toml"
    file.write_text(f"{SETTINGS_FILE.read_text(encoding='utf-8')}\n[catalogue]\n{table}", encoding="utf-8")
    return read_settings(file).catalogue


def test_without_a_key_no_publisher_is_known() -> None:
    assert read_settings().catalogue == CatalogueUpdates((), 60.0)


def test_several_keys_and_the_minutes_between_questions_are_read(tmp_path: Path) -> None:
    assert read(tmp_path, f'publisher_keys = ["{KEY}", "{NEXT}"]\nminutes = 5') == CatalogueUpdates((KEY, NEXT), 5.0)


@pytest.mark.parametrize(("table", "named"), [
    (f'publisher_keys = ["{KEY}", "short"]', "'short'"), (f'publisher_keys = "{KEY}"', "publisher_keys"),
    ("minutes = 0", "minutes"), ("publisher_key = 1", "publisher_key"), (f'publisher_keys = ["{KEY[:-1]}"]', "keygen"),
])  # fmt: skip
def test_what_is_wrong_is_named(tmp_path: Path, table: str, named: str) -> None:
    with pytest.raises(SettingsError) as caught:
        read(tmp_path, table)
    assert named in caught.value.message and "catalogue" in caught.value.message
