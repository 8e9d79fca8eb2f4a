"""Kept shapes: whatever the disk holds or refuses, the shape is drawn."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest


def shape(folder: Path) -> Any:
    from screens.parts.art import Art

    return Art(folder).round(12)


def test_a_shape_is_kept_and_found_again(window: Any, tmp_path: Path) -> None:
    first = shape(tmp_path)
    (kept,) = tmp_path.iterdir()
    before = kept.stat().st_mtime_ns
    assert shape(tmp_path).size == first.size == (28, 28)
    assert kept.stat().st_mtime_ns == before


@pytest.mark.parametrize("held", [b"", b"\x1c", b"\x1c\0\0\0\x1c\0\0\0half"])
def test_half_a_shape_left_by_a_power_cut_is_made_anew(window: Any, tmp_path: Path, held: bytes) -> None:
    shape(tmp_path)
    (kept,) = tmp_path.iterdir()
    whole = kept.read_bytes()
    kept.write_bytes(held)
    assert shape(tmp_path).size == (28, 28)
    assert kept.read_bytes() == whole


def test_a_disk_that_takes_nothing_still_shows_the_shape(window: Any, tmp_path: Path) -> None:
    (tmp_path / "art").write_text("a file where the folder should be")
    assert shape(tmp_path / "art").size == (28, 28)
