from pathlib import Path

import pytest

from hardware.form_printer.fonts import FILES, find_fonts
from kiosk.errors import SettingsError


def test_the_first_folder_that_holds_all_files_is_taken(tmp_path: Path) -> None:
    for place in ("half", "whole"):
        (tmp_path / place).mkdir()
    (tmp_path / "half" / FILES[0]).touch()
    for name in FILES:
        (tmp_path / "whole" / name).touch()
    assert find_fonts((str(tmp_path / "half"), str(tmp_path / "whole"))) == tmp_path / "whole"


def test_missing_fonts_name_the_places_and_the_package(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="apt-get install fonts-noto-cjk") as caught:
        find_fonts((str(tmp_path),))
    assert str(tmp_path) in caught.value.message
