"""The photo stays the bytes it is, unless a licensed decoder is plugged in."""

import sys
from pathlib import Path

import pytest

from hardware.id_reader.photo import (
    GROUP,
    HEIGHT,
    PIXELS_SIZE,
    WIDTH,
    PhotoUnreadable,
    installed_decoder,
    installed_decoders,
    is_wlt,
    picture,
)
from hardware.id_reader.specimens import specimen

PHOTO = specimen("resident").photo


def test_only_a_whole_wlt_photo_is_one() -> None:
    assert is_wlt(PHOTO)
    assert not is_wlt(PHOTO[:-1])
    assert not is_wlt(bytes(1024))


def test_a_decoder_makes_a_picture_in_memory_with_the_first_row_on_top() -> None:
    top = b"\x01\x02\x03" * WIDTH
    made = picture(PHOTO, lambda photo: top + bytes(PIXELS_SIZE - len(top)))
    assert len(made) == 38862
    assert made[:2] == b"BM"
    assert made[-308:-2] == top
    assert (int.from_bytes(made[18:22], "little"), int.from_bytes(made[22:26], "little")) == (WIDTH, HEIGHT)


def test_other_programs_can_open_the_picture() -> None:
    from io import BytesIO

    from PIL import Image

    with Image.open(BytesIO(picture(PHOTO, lambda photo: b"\xff\x00\x00" * (WIDTH * HEIGHT)))) as image:
        assert image.size == (WIDTH, HEIGHT)
        assert image.getpixel((0, 0)) == (0, 0, 255)


def test_a_decoder_that_fails_or_lies_is_named_and_shows_no_byte_of_the_photo() -> None:
    def broken(photo: bytes) -> bytes:
        raise OSError(photo.hex())

    with pytest.raises(PhotoUnreadable, match="OSError") as caught:
        picture(PHOTO, broken)
    assert "574c66" not in str(caught.value)
    assert caught.value.__cause__ is None
    with pytest.raises(PhotoUnreadable, match="3 bytes"):
        picture(PHOTO, lambda photo: b"abc")
    with pytest.raises(PhotoUnreadable, match="not a WLT"):
        picture(b"JPEG", lambda photo: bytes(PIXELS_SIZE))


def test_decoders_of_other_packages_are_found_by_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert installed_decoders() == ()
    with pytest.raises(KeyError, match="none installed"):
        installed_decoder("maker")
    package = tmp_path / "maker-1.dist-info"
    package.mkdir()
    (package / "METADATA").write_text("Metadata-Version: 2.1\nName: maker\nVersion: 1\n")
    (package / "entry_points.txt").write_text(f"[{GROUP}]\nmaker = maker_wlt:decode\n")
    (tmp_path / "maker_wlt.py").write_text(f"def decode(photo):\n    return bytes({PIXELS_SIZE})\n")
    monkeypatch.setattr(sys, "path", [*sys.path, str(tmp_path)])
    assert installed_decoders() == ("maker",)
    assert len(picture(PHOTO, installed_decoder("maker"))) == 38862
