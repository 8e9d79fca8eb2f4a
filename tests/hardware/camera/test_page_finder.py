"""The page is found on dark and light desks, its corners are exact, and what is wrong with a picture is named."""

from __future__ import annotations

import io

import cv2
import numpy as np
import pypdfium2
import pytest

from hardware.camera.binding import bind
from hardware.camera.emulated_desk import Fault, draw
from hardware.camera.judging import page_warnings, straighten, warnings_of
from hardware.camera.page_finder import find_sheets, in_order
from kiosk.devices.camera import PagePicture, PageWarning
from kiosk.person.privacy import Private

SMALL = (1296, 972)


def alike(one, other) -> float:
    """Shared area over joined area."""
    one, other = in_order(one), in_order(other)
    shared, _ = cv2.intersectConvexConvex(one, other)
    return shared / (cv2.contourArea(one) + cv2.contourArea(other) - shared)


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("desk", [Fault.DARK_DESK, Fault.LIGHT_DESK, Fault.DIM, Fault.GLARE, Fault.BLURRED])
def test_the_page_is_found_to_within_a_hundredth(desk, seed):
    drawn = draw(desk, seed=seed, size=SMALL)
    sheets = find_sheets(drawn.picture)
    assert len(sheets) == 1
    assert alike(sheets[0].corners, drawn.sheets[0]) > 0.985


@pytest.mark.parametrize("seed", range(3))
def test_an_empty_desk_holds_no_page(seed):
    assert find_sheets(draw(Fault.NO_PAGE, seed=seed, size=SMALL).picture) == ()


@pytest.mark.parametrize(
    ("fault", "warnings"),
    [
        (Fault.DARK_DESK, ()), (Fault.LIGHT_DESK, ()), (Fault.BLURRED, (PageWarning.BLURRED,)),
        (Fault.GLARE, (PageWarning.GLARE,)), (Fault.DIM, (PageWarning.DARK,)),
        (Fault.NO_PAGE, (PageWarning.NO_PAGE,)), (Fault.TWO_PAGES, (PageWarning.TWO_PAGES,)),
        (Fault.CUT_OFF, (PageWarning.CUT_OFF,)),
    ],
)
@pytest.mark.parametrize("seed", [7])
def test_what_is_wrong_is_named_and_nothing_else(fault, warnings, seed):
    picture = draw(fault, seed=seed, size=SMALL).picture
    assert warnings_of(picture, find_sheets(picture)) == warnings


def test_a_page_at_full_resolution_is_found_too():
    drawn = draw(Fault.LIGHT_DESK, seed=2)
    assert alike(find_sheets(drawn.picture)[0].corners, drawn.sheets[0]) > 0.985


def test_a_blank_page_is_not_called_blurred():
    blank = np.full((1000, 707), 235, dtype=np.uint8)
    assert page_warnings(blank) == ()


def test_a_straightened_a4_page_has_the_proportions_of_a4_and_its_lines_lie_level():
    drawn = draw(Fault.DARK_DESK, seed=5, size=SMALL)
    flat = straighten(drawn.picture, drawn.sheets[0])
    assert flat.shape[0] / flat.shape[1] == pytest.approx(1.4142, abs=0.004)
    light = cv2.cvtColor(flat, cv2.COLOR_BGR2GRAY)
    rows = light[:, light.shape[1] // 10 : -(light.shape[1] // 10)].mean(axis=1)
    assert rows.max() - rows.min() > 60


def test_corners_drawn_by_hand_in_any_order_give_the_same_page():
    drawn = draw(Fault.DARK_DESK, seed=5, size=SMALL)
    one = straighten(drawn.picture, drawn.sheets[0])
    other = straighten(drawn.picture, drawn.sheets[0][[2, 0, 3, 1]])
    assert np.array_equal(one, other)


def test_corners_that_span_nothing_are_refused():
    with pytest.raises(ValueError):
        straighten(draw(size=(320, 240)).picture, np.zeros((4, 2), dtype=np.float32))


@pytest.mark.parametrize("seed", range(20))
def test_any_picture_is_survived(seed):
    chance = np.random.default_rng(seed)
    high, wide = (int(side) for side in chance.integers(40, 400, 2))
    picture = chance.integers(0, 256, (high, wide, 3), dtype=np.uint8)
    assert warnings_of(picture, find_sheets(picture))
    flat = np.full((high, wide, 3), int(chance.integers(0, 256)), dtype=np.uint8)
    assert find_sheets(flat) == ()


def page(wide: int, high: int) -> PagePicture:
    good, jpeg = cv2.imencode(".jpg", np.full((high, wide, 3), 200, dtype=np.uint8))
    assert good
    return PagePicture(wide, high, Private(jpeg.tobytes()))


def test_pages_become_one_pdf_on_a4_with_the_very_same_pictures():
    pages = (page(707, 1000), page(1000, 707))
    pdf = bind(pages).reveal()
    document = pypdfium2.PdfDocument(io.BytesIO(pdf))
    sizes = [tuple(round(side) for side in document[at].get_size()) for at in range(len(document))]
    document.close()
    assert sizes == [(595, 842), (842, 595)]
    assert all(one.jpeg.reveal() in pdf for one in pages)


def test_a_pdf_says_nothing_of_when_it_was_made_and_is_the_same_each_time():
    assert b"CreationDate" not in bind((page(100, 141),)).reveal()
    assert bind((page(100, 141),)).reveal() == bind((page(100, 141),)).reveal()


@pytest.mark.parametrize("count", [0, 21])
def test_no_page_and_too_many_pages_are_refused(count):
    with pytest.raises(ValueError):
        bind((page(100, 141),) * count)
