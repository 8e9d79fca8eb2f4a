"""What every document camera keeps: bounded answers, pictures only in memory, back again after anything."""

from __future__ import annotations

import time
from pathlib import Path

import cv2
import numpy as np
import pytest

from hardware.camera.driver import ProcessCamera
from hardware.camera.emulated_desk import Fault, draw
from hardware.camera.emulator import EmulatedCamera
from hardware.camera.eye import Eye, Gone
from hardware.camera.sources import DeskSource, DrawnSource, FolderSource, NoDevice, UvcSource
from kiosk.devices.camera import CameraTrouble, PageWarning
from kiosk.needs import DocumentCamera

LONG = 20.0
SIZE = (1296, 972)


def never() -> bool:
    return False


@pytest.fixture(scope="module", params=["emulated", "folder"])
def camera(request, tmp_path_factory):
    if request.param == "emulated":
        made: DocumentCamera = EmulatedCamera(SIZE)
    else:
        folder = tmp_path_factory.mktemp("pictures")
        cv2.imwrite(str(folder / "a.png"), draw(Fault.LIGHT_DESK, size=SIZE).picture)
        made = ProcessCamera(f"folder:{folder}")
    yield made
    made.close()


def test_a_look_gives_a_whole_picture_with_the_page_in_it(camera):
    view = camera.look(LONG, never).view
    assert view is not None
    assert view.found
    assert view.warnings == ()
    assert len(view.rgb.reveal()) == 3 * view.width * view.height
    assert max(view.width, view.height) <= 960
    assert all(0 <= part <= 1 for corner in view.corners for part in corner)
    assert "redacted" in repr(view.rgb)


def test_a_page_is_taken_as_found_and_as_drawn_by_hand(camera):
    found = camera.take(None, LONG, never).page
    assert found is not None
    assert found.jpeg.reveal().startswith(b"\xff\xd8")
    assert found.height / found.width == pytest.approx(1.4142, abs=0.01)
    drawn = camera.take(((0.1, 0.1), (0.6, 0.1), (0.6, 0.6), (0.1, 0.6)), LONG, never).page
    assert drawn is not None
    assert drawn.width > drawn.height


def test_corners_on_one_spot_give_no_page(camera):
    assert camera.take(((0.5, 0.5),) * 4, LONG, never).trouble is CameraTrouble.NO_PAGE


def test_leaving_the_page_ends_the_wait(camera):
    camera.close()
    begun = time.monotonic()
    assert camera.look(LONG, lambda: True).trouble is CameraTrouble.CANCELLED
    assert time.monotonic() - begun < 0.5


def test_it_works_again_after_closing(camera):
    camera.close()
    camera.close()
    assert camera.look(LONG, never).view is not None


@pytest.fixture
def emulated():
    made = EmulatedCamera((648, 486))
    yield made
    made.close()


def test_an_unplugged_camera_is_told_and_found_again_when_plugged_in(emulated):
    emulated.misbehave(Fault.UNPLUGGED)
    assert emulated.look(LONG, never).trouble is CameraTrouble.NO_DEVICE
    assert emulated.look(LONG, never).trouble is CameraTrouble.NO_DEVICE
    emulated.behave()
    assert emulated.look(LONG, never).view is not None


def test_a_camera_that_hangs_costs_no_more_than_the_time_given(emulated):
    emulated.misbehave(Fault.STUCK)
    begun = time.monotonic()
    assert emulated.look(1.5, never).trouble is CameraTrouble.NO_PICTURES
    assert time.monotonic() - begun < 2.5
    emulated.behave()
    assert emulated.look(LONG, never).view is not None


def test_a_frozen_picture_is_not_taken_for_a_live_one(emulated):
    emulated.misbehave(Fault.FROZEN)
    outcomes = [emulated.look(LONG, never) for _ in range(2)]
    assert outcomes[-1].trouble is CameraTrouble.NO_PICTURES


def test_no_page_leaves_the_corners_to_the_hand(emulated):
    emulated.misbehave(Fault.NO_PAGE)
    view = emulated.look(LONG, never).view
    assert view is not None
    assert not view.found
    assert view.warnings == (PageWarning.NO_PAGE,)
    assert emulated.take(None, LONG, never).trouble is CameraTrouble.NO_PAGE
    page = emulated.take(view.corners, LONG, never).page
    assert page is not None


def test_a_process_that_dies_is_started_anew(emulated):
    assert emulated.look(LONG, never).view is not None
    assert emulated._process is not None
    emulated._process.kill()
    outcomes = [emulated.look(LONG, never) for _ in range(2)]
    assert outcomes[-1].view is not None


def test_nothing_is_written_while_a_page_is_taken(emulated, tmp_path, monkeypatch):
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.chdir(tmp_path)
    assert emulated.take(None, LONG, never).page is not None
    assert list(tmp_path.rglob("*")) == []


def test_a_missing_device_and_an_empty_folder_are_named(tmp_path):
    for source in (str(tmp_path / "video9"), f"folder:{tmp_path}"):
        camera = ProcessCamera(source)
        outcome = camera.look(LONG, never)
        camera.close()
        assert outcome.trouble is CameraTrouble.NO_DEVICE
        assert str(tmp_path) in outcome.detail


def film(path: Path, pictures: int) -> Path:
    writer = cv2.VideoWriter(str(path), cv2.VideoWriter.fourcc(*"MJPG"), 15, (640, 480))
    for seed in range(pictures):
        writer.write(draw(seed=1, size=(640, 480)).picture if seed == 0 else draw(seed=seed, size=(640, 480)).picture)
    writer.release()
    return path


def test_the_driver_of_real_cameras_reads_to_the_end_and_then_says_that_they_are_gone(tmp_path):
    source = UvcSource(str(film(tmp_path / "film.avi", 12)), 640, 480, cv2.CAP_ANY)
    eye = Eye(source)
    head, picture = eye.answer({"do": "look"})
    assert (head["width"], head["height"], head["found"]) == (640, 480, True)
    assert len(picture) == 3 * 640 * 480
    with pytest.raises(Gone):
        for _ in range(12):
            eye.answer({"do": "look"})


def test_pictures_of_a_folder_come_in_turn(tmp_path):
    for name, shade in (("a.png", 20), ("b.png", 220)):
        cv2.imwrite(str(tmp_path / name), np.full((48, 64, 3), shade, dtype=np.uint8))
    source = FolderSource(tmp_path)
    seen = []
    for _ in range(3):
        assert source.grab()
        picture = source.picture()
        assert picture is not None
        seen.append(round(float(picture.mean()) / 100))
    assert seen == [0, 2, 0]


def test_an_unplugged_emulated_camera_cannot_be_opened():
    with pytest.raises(NoDevice):
        DrawnSource(Fault.UNPLUGGED, (320, 240))


def test_a_desk_changes_while_it_is_looked_at(tmp_path):
    under = tmp_path / "under"
    under.write_text("dark-desk", encoding="utf-8")
    desk = DeskSource(under, (320, 240))
    eye = Eye(desk)
    assert eye.answer({"do": "look"})[0]["found"]
    under.write_text("no-page\n", encoding="utf-8")
    assert not eye.answer({"do": "look"})[0]["found"]
    under.write_text("unplugged", encoding="utf-8")
    with pytest.raises(Gone):
        eye.answer({"do": "look"})
    with pytest.raises(NoDevice):
        DeskSource(under, (320, 240))
    under.write_text("no-such-desk", encoding="utf-8")
    with pytest.raises(NoDevice, match="names no desk"):
        DeskSource(under, (320, 240))


def test_a_page_comes_with_small_pictures_for_the_screen(camera):
    page = camera.take(None, LONG, never).page
    assert page is not None
    for small, longest in ((page.preview, 1000), (page.thumb, 260)):
        assert small is not None
        assert max(small.width, small.height) <= longest
        assert len(small.rgb.reveal()) == 3 * small.width * small.height
        assert small.height / small.width == pytest.approx(page.height / page.width, abs=0.02)
        assert "redacted" in repr(small)
