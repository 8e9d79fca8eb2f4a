from __future__ import annotations

from pathlib import Path

import pytest

from offline_cache.releases import Shelf
from tests.offline_cache.releases.publisher import Publisher


@pytest.fixture
def publisher(tmp_path: Path) -> Publisher:
    (tmp_path / "desk").mkdir()
    return Publisher(tmp_path / "desk")


@pytest.fixture
def shelf(tmp_path: Path) -> Shelf:
    return Shelf(tmp_path / "data" / "catalogue")
