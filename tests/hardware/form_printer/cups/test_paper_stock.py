"""The counted tray: refills, use, several printers, damage, a full disk, two processes."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from hardware.form_printer.cups.paper_stock import PaperStock, Tray
from kiosk.errors import StoreError


def test_use_is_counted_from_the_last_refill(tmp_path: Path) -> None:
    stock = PaperStock(tmp_path / "data" / "paper.json")
    assert stock.tray("a4") == Tray() and stock.tray("a4").left is None
    stock.add_used("a4", 3)
    assert stock.refill("a4", 250).left == 250
    assert stock.add_used("a4", 12).left == 238
    assert PaperStock(tmp_path / "data" / "paper.json").tray("a4") == Tray(250, 12)
    assert stock.tray("other").left is None


def test_more_used_than_filled_is_nothing_left(tmp_path: Path) -> None:
    stock = PaperStock(tmp_path / "paper.json")
    stock.refill("a4", 5)
    assert stock.add_used("a4", 9).left == 0


@pytest.mark.parametrize("damage", ["", "{", "[]", '{"a4": 1}', '{"a4": {"filled": "x", "used": 1}}'])
def test_a_damaged_file_counts_as_never_told(tmp_path: Path, damage: str) -> None:
    (tmp_path / "paper.json").write_text(damage)
    stock = PaperStock(tmp_path / "paper.json")
    assert stock.tray("a4") == Tray()
    assert stock.refill("a4", 100).left == 100


def test_many_at_once_lose_no_sheet(tmp_path: Path) -> None:
    with ThreadPoolExecutor(8) as people:
        list(people.map(lambda _: PaperStock(tmp_path / "paper.json").add_used("a4", 1), range(80)))
    assert PaperStock(tmp_path / "paper.json").tray("a4").used == 80
    assert sorted(path.name for path in tmp_path.iterdir()) == ["paper.json", "paper.lock"]


def test_a_place_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("")
    with pytest.raises(StoreError, match="taken"):
        PaperStock(tmp_path / "taken" / "paper.json").add_used("a4", 1)
