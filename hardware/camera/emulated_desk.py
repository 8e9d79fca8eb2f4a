"""Pictures of pages that never existed, drawn for demonstration and tests: desks, papers and faults by name."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np

from hardware.camera.faults import Fault as Fault
from hardware.camera.page_finder import Picture, Quad


@dataclass(frozen=True)
class Drawn:
    """A picture and the true corners of the sheets in it."""

    picture: Picture
    sheets: tuple[Quad, ...]


_DESKS = {Fault.LIGHT_DESK: (206, 214, 218)}
_DARK = (52, 58, 66)
_PAPER = (236, 240, 242)


def draw(fault: Fault = Fault.DARK_DESK, *, seed: int = 1, size: tuple[int, int] = (2592, 1944)) -> Drawn:
    """One picture, ``size`` wide and high. The same seed gives the same page; the sensor's noise comes on top."""
    chance = np.random.default_rng(seed)
    wide, high = size
    picture = _desk(_DESKS.get(fault, _DARK), wide, high, chance)
    sheets: tuple[Quad, ...] = ()
    if fault is Fault.TWO_PAGES:
        sheets = tuple(_quad(wide, high, chance, (across, 0.5), 0.42) for across in (0.27, 0.73))
    elif fault is Fault.CUT_OFF:
        sheets = (_quad(wide, high, chance, (0.5, 0.93), 0.8),)
    elif fault is not Fault.NO_PAGE:
        sheets = (_quad(wide, high, chance, (0.5, 0.5), float(chance.uniform(0.62, 0.86))),)
    for sheet in sheets:
        picture = _lay(picture, sheet, _page(chance))
    if fault is Fault.BLURRED:
        picture = cv2.GaussianBlur(picture, (0, 0), wide / 400).astype(np.uint8)
    shade = np.linspace(1.0, float(chance.uniform(0.78, 0.95)), wide, dtype=np.float32)[None, :, None]
    darker = 0.22 if fault is Fault.DIM else 1.0
    lit = np.clip(picture * (shade * darker), 0, 255).astype(np.uint8)
    if fault is Fault.GLARE:
        lit = _with_glare(lit, sheets[0])
    return Drawn(with_noise(lit, seed), sheets)


def with_noise(picture: Picture, seed: int) -> Picture:
    """The picture as a sensor gives it: never twice the same."""
    noise = np.random.default_rng(seed).integers(-3, 4, picture.shape, dtype=np.int8)
    return np.asarray(cv2.add(picture, noise, dtype=cv2.CV_8U), dtype=np.uint8)


def _desk(colour: tuple[int, int, int], wide: int, high: int, chance: np.random.Generator) -> Picture:
    grain: Any = chance.normal(0, 6, (high // 16, 1, 1)).repeat(wide // 16, axis=1).repeat(3, axis=2)
    grain = cv2.resize(grain.astype(np.float32), (wide, high), interpolation=cv2.INTER_LINEAR)
    return np.asarray(np.clip(np.array(colour, dtype=np.float32) + grain, 0, 255), dtype=np.uint8)


def _quad(wide: int, high: int, chance: np.random.Generator, middle: tuple[float, float], share: float) -> Quad:
    """An upright A4 sheet ``share`` of the picture high, turned a little and seen a little askew."""
    tall = share * high
    broad = tall / 1.414
    angle = float(chance.uniform(-0.16, 0.16))
    turn = np.array(((np.cos(angle), -np.sin(angle)), (np.sin(angle), np.cos(angle))))
    corners = np.array(((-1, -1), (1, -1), (1, 1), (-1, 1))) * (broad / 2, tall / 2)
    corners = corners @ turn.T + chance.uniform(-0.012, 0.012, (4, 2)) * tall
    return np.asarray(corners + np.array((middle[0] * wide, middle[1] * high)), dtype=np.float32)


def _page(chance: np.random.Generator) -> Picture:
    """A printed page of invented lines."""
    page = np.full((1414, 1000, 3), _PAPER, dtype=np.uint8)
    cv2.rectangle(page, (300, 90), (700, 130), (40, 40, 40), -1)
    for row in range(220, 1300, 46):
        across = 90
        while across < 880:
            word = int(chance.integers(14, 60))
            cv2.rectangle(page, (across, row), (across + word, row + 18), (50, 50, 50), -1)
            across += word + 14
    return page


def _lay(picture: Picture, sheet: Quad, page: Picture) -> Picture:
    high, wide = picture.shape[:2]
    shadow = np.zeros((high, wide), dtype=np.uint8)
    cv2.fillConvexPoly(shadow, np.rint(sheet + wide / 260).astype(np.int32), 255)
    soft = cv2.GaussianBlur(shadow, (0, 0), wide / 320).astype(np.float32)[:, :, None] / 255
    shaded = (picture * (1 - 0.30 * soft)).astype(np.uint8)
    source = np.array(((0, 0), (page.shape[1], 0), page.shape[1::-1], (0, page.shape[0])), dtype=np.float32)
    matrix = cv2.getPerspectiveTransform(source, sheet)
    laid = cv2.warpPerspective(page, matrix, (wide, high), flags=cv2.INTER_LINEAR)
    mask = np.zeros((high, wide), dtype=np.uint8)
    cv2.fillConvexPoly(mask, np.rint(sheet).astype(np.int32), 255, lineType=cv2.LINE_8)
    return np.where(mask[:, :, None] > 0, laid, shaded).astype(np.uint8)


def _with_glare(picture: Picture, sheet: Quad) -> Picture:
    spot = np.zeros(picture.shape[:2], dtype=np.uint8)
    middle = sheet.mean(axis=0) + (sheet[1] - sheet[0]) * 0.15
    radius = int(np.linalg.norm(sheet[1] - sheet[0]) * 0.14)
    cv2.circle(spot, (int(middle[0]), int(middle[1])), radius, 255, -1)
    soft = cv2.GaussianBlur(spot, (0, 0), radius / 4).astype(np.float32)[:, :, None] / 255
    return np.clip(picture + soft * 300, 0, 255).astype(np.uint8)
