"""What is wrong with a picture of a page, and the page straightened. Pure."""

from __future__ import annotations

from typing import Any

import cv2
import numpy as np

from hardware.camera.page_finder import Picture, Quad, Sheet, in_order
from kiosk.devices.camera import PageWarning

_JUDGED_SIDE = 1000
_A4 = 1.4142
_CARD = 1.5858
_NEAR = 0.08
_LEAST_SHARPNESS = 0.85
_LEAST_INK = 18.0
_GLARING = 252
_GLARE_SHARE = 0.006
_GLARE_ABOVE = 12
_DARK = 80
_EDGE = 0.006
_MOST_PIXELS = 4200


def warnings_of(picture: Picture, sheets: tuple[Sheet, ...]) -> tuple[PageWarning, ...]:
    """Everything wrong with the picture, most important first; empty when the page can be taken."""
    if not sheets:
        return (PageWarning.NO_PAGE,)
    found = []
    if len(sheets) > 1:
        found.append(PageWarning.TWO_PAGES)
    if _reaches_over(sheets[0].corners, picture):
        found.append(PageWarning.CUT_OFF)
    return (*found, *page_warnings(_light_of(picture, sheets[0].corners)))


def page_warnings(light: Picture) -> tuple[PageWarning, ...]:
    """What is wrong with the light and focus of a straightened grey page."""
    inner = light[light.shape[0] // 40 : -(light.shape[0] // 40), light.shape[1] // 40 : -(light.shape[1] // 40)]
    found = []
    paper = float(np.median(inner))
    if paper < _DARK:
        found.append(PageWarning.DARK)
    elif _glares(inner, paper):
        found.append(PageWarning.GLARE)
    if 0 < sharpness(inner) < _LEAST_SHARPNESS:
        found.append(PageWarning.BLURRED)
    return tuple(found)


def sharpness(light: Picture) -> float:
    """How steep the edges of the ink are, as part of the ink's contrast a pixel; 0 for a page without ink."""
    ink, paper = np.percentile(light, (1, 50))
    contrast = float(paper - ink)
    if contrast < max(_LEAST_INK, 0.1 * float(paper)):
        return 0.0
    steepness: Any = cv2.magnitude(cv2.Scharr(light, cv2.CV_32F, 1, 0), cv2.Scharr(light, cv2.CV_32F, 0, 1))
    return float(np.percentile(steepness, 99)) / 8 / contrast


def straighten(picture: Picture, corners: Quad) -> Picture:
    """The page inside ``corners`` (pixels) seen from straight above, at the resolution it has in the picture.

    A shape near A4 or an identity card gets exactly its proportions. Raises ValueError for corners that span nothing.
    """
    quad = in_order(np.asarray(corners, dtype=np.float32))
    wide, high = _size(quad)
    target = np.array(((0, 0), (wide - 1, 0), (wide - 1, high - 1), (0, high - 1)), dtype=np.float32)
    matrix = cv2.getPerspectiveTransform(quad, target)
    flat = cv2.warpPerspective(picture, matrix, (wide, high), flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
    return np.asarray(flat, dtype=np.uint8)


def _size(quad: Quad) -> tuple[int, int]:
    top, right, bottom, left = (float(np.linalg.norm(quad[(at + 1) % 4] - quad[at])) for at in range(4))
    wide, high = max(top, bottom), max(left, right)
    if min(wide, high) < 16:
        raise ValueError("the corners span no page")
    long, short = max(wide, high), min(wide, high)
    for shape in (_A4, _CARD):
        if abs(long / short / shape - 1) < _NEAR:
            short = long / shape
            break
    shrink = min(1.0, _MOST_PIXELS / long)
    long, short = round(long * shrink), round(short * shrink)
    return (long, short) if wide > high else (short, long)


def _light_of(picture: Picture, corners: Quad) -> Picture:
    """The page in grey, 1000 pixels long: what focus and light are judged on, whatever the camera."""
    quad = in_order(corners)
    wide, high = _size(quad)
    scale = _JUDGED_SIDE / max(wide, high)
    size = max(80, round(wide * scale)), max(80, round(high * scale))
    target = np.array(((0, 0), (size[0] - 1, 0), (size[0] - 1, size[1] - 1), (0, size[1] - 1)), dtype=np.float32)
    grey = cv2.cvtColor(picture, cv2.COLOR_BGR2GRAY)
    return np.asarray(cv2.warpPerspective(grey, cv2.getPerspectiveTransform(quad, target), size), dtype=np.uint8)


def _glares(light: Picture, paper: float) -> bool:
    """A washed-out patch brighter than the paper around it, or a page washed out as a whole."""
    if paper >= _GLARING:
        return True
    if paper > 255 - _GLARE_ABOVE:
        return False
    washed: Any = cv2.erode((light >= _GLARING).astype(np.uint8), np.ones((5, 5), dtype=np.uint8))
    return float(washed.mean()) > _GLARE_SHARE


def _reaches_over(corners: Quad, picture: Picture) -> bool:
    high, wide = picture.shape[:2]
    near = _EDGE * max(wide, high)
    x, y = corners[:, 0], corners[:, 1]
    return bool((x < near).any() or (y < near).any() or (x > wide - near).any() or (y > high - near).any())
