"""A whole pack of one scenario (``small/``), small enough to break in every way."""

import shutil
from pathlib import Path

import pytest

SMALL = Path(__file__).parent / "small"


@pytest.fixture
def small(tmp_path):
    """Makes a copy of the small pack with one passage of one file replaced."""
    folder = tmp_path / "small"
    shutil.copytree(SMALL, folder)

    def change(name=None, old="", new=""):
        if name:
            text = (folder / name).read_text(encoding="utf-8")
            assert old in text, old
            (folder / name).write_text(text.replace(old, new, 1), encoding="utf-8")
        return folder

    return change
