"""Finds the sheet of paper in a picture. Pure: a picture in, four corners and how sure they are out.

Candidates come from edges at two strengths and from brightness; each four-sided outline is judged by how much of its
sides lies on a real edge, so that a shadow or a pattern of the desk does not pass for paper.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

Picture = NDArray[np.uint8]
Quad = NDArray[np.float32]

WORKING_SIDE = 640
_LEAST_AREA = 0.06
_MOST_AREA = 0.985
_LEAST_SUPPORT = 0.55
_LEAST_EDGE = 5.0
_SAME = 0.6
_BESIDE = 11.0
_BORDER = 6.0
_STANDS_OUT = 1.5


@dataclass(frozen=True)
class Sheet:
    """One sheet found: ``corners`` (4×2, pixels of the picture, clockwise from upper left), support from 0 to 1."""

    corners: Quad
    support: float


def find_sheets(picture: Picture) -> tuple[Sheet, ...]:
    """Sheets in a BGR picture, best first; those that lie on one another count once. Empty when there is none."""
    high, wide = picture.shape[:2]
    scale = min(1.0, WORKING_SIDE / max(high, wide))
    small: Any = cv2.resize(picture, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA) if scale < 1 else picture
    small = np.asarray(small, dtype=np.uint8)
    lab = cv2.cvtColor(small, cv2.COLOR_BGR2LAB)
    light = np.asarray(cv2.GaussianBlur(lab[:, :, 0], (5, 5), 0), dtype=np.uint8)
    across, down = cv2.Scharr(light, cv2.CV_32F, 1, 0) / 16.0, cv2.Scharr(light, cv2.CV_32F, 0, 1) / 16.0
    judged = []
    for quad in _quads(small, light):
        support = _support(quad, across, down)
        if support >= _LEAST_SUPPORT:
            judged.append((support * float(np.sqrt(_area(quad))), support, quad))
    judged.sort(key=lambda entry: -entry[0])
    chosen: list[Sheet] = []
    for _score, support, quad in judged:
        fine = _refined(quad, across, down)
        if all(_overlap(fine, sheet.corners * scale) < 1 - _SAME for sheet in chosen):
            chosen.append(Sheet(in_order(fine) / np.float32(scale), support))
        if len(chosen) == 2:
            break
    return tuple(chosen)


def in_order(corners: Quad) -> Quad:
    """The corners clockwise from the upper left one."""
    middle = corners.mean(axis=0)
    angles = np.arctan2(corners[:, 1] - middle[1], corners[:, 0] - middle[0])
    turned = corners[np.argsort(angles)]
    first = int(np.argmin(turned.sum(axis=1)))
    return np.roll(turned, -first, axis=0).astype(np.float32)


def _quads(small: Picture, light: Picture) -> list[Quad]:
    least, most = (share * light.shape[0] * light.shape[1] for share in (_LEAST_AREA, _MOST_AREA))
    found: list[Quad] = []
    for mask in _masks(small, light):
        contours, _ = cv2.findContours(mask, cv2.RETR_LIST, cv2.CHAIN_APPROX_SIMPLE)
        for contour in contours:
            hull = cv2.convexHull(contour)
            if not least <= cv2.contourArea(hull) <= most:
                continue
            quad = _four_sided(hull)
            if quad is not None and least <= _area(quad) <= most and _is_sheet_like(quad):
                found.append(quad)
    return found


def _masks(small: Picture, light: Picture) -> list[Picture]:
    kernel = cv2.getStructuringElement(cv2.MORPH_RECT, (3, 3))
    wide_kernel = cv2.getStructuringElement(cv2.MORPH_RECT, (7, 7))
    masks: list[Any] = []
    for low, high in ((60, 160), (24, 60), (10, 26)):
        masks.append(cv2.dilate(cv2.Canny(light, low, high, L2gradient=True), kernel))
    masks.append(cv2.morphologyEx(masks[-1], cv2.MORPH_CLOSE, wide_kernel))
    _, bright = cv2.threshold(light, 0, 255, cv2.THRESH_BINARY + cv2.THRESH_OTSU)
    masks.append(cv2.morphologyEx(bright, cv2.MORPH_OPEN, wide_kernel))
    colour = cv2.GaussianBlur(cv2.cvtColor(small, cv2.COLOR_BGR2HSV)[:, :, 1], (5, 5), 0)
    _, pale = cv2.threshold(colour, 0, 255, cv2.THRESH_BINARY_INV + cv2.THRESH_OTSU)
    masks.append(cv2.morphologyEx(pale, cv2.MORPH_OPEN, wide_kernel))
    return masks


def _four_sided(hull: Any) -> Quad | None:
    around = cv2.arcLength(hull, True)
    for share in (0.015, 0.025, 0.04, 0.06):
        shape = cv2.approxPolyDP(hull, share * around, True)
        if len(shape) == 4:
            return np.asarray(shape.reshape(4, 2), dtype=np.float32)
        if len(shape) < 4:
            return None
    return None


def _is_sheet_like(quad: Quad) -> bool:
    """Corners between 55 and 125 degrees, and no side a sliver."""
    sides = np.roll(quad, -1, axis=0) - quad
    lengths = np.linalg.norm(sides, axis=1)
    if lengths.min() < 0.2 * lengths.max():
        return False
    back = -np.roll(sides, 1, axis=0)
    cosines = (sides * back).sum(axis=1) / (lengths * np.roll(lengths, 1))
    return bool(np.abs(cosines).max() < 0.575)


def _support(quad: Quad, across: Any, down: Any) -> float:
    """Share of each side that lies on an edge running along it; the weakest side counts.

    A page that reaches over the picture has one side on its border, which nothing can support.
    """
    sides = [(quad[at], quad[(at + 1) % 4]) for at in range(4)]
    free = [side for side in sides if not _on_border(*side, across)]
    return min(_side_support(*side, across, down) for side in free) if len(free) > 2 else 0.0


def _on_border(start: Any, end: Any, across: Any) -> bool:
    far = np.array((across.shape[1] - 1, across.shape[0] - 1))
    near = (np.stack((start, end)) < _BORDER).all(axis=0) | (np.stack((start, end)) > far - _BORDER).all(axis=0)
    return bool(near.any())


def _side_support(start: Any, end: Any, across: Any, down: Any) -> float:
    """An edge counts where it stands out from what lies on its quieter side: grain and noise have edges everywhere."""
    strength = _edge_points(start, end, across, down, reach=4)[:, 2]
    along = (end - start) / max(float(np.linalg.norm(end - start)), 1e-6)
    beside = np.array((-along[1], along[0]), dtype=np.float32) * _BESIDE
    quieter = min(
        (
            float(np.median(_edge_points(start + aside, end + aside, across, down, reach=4)[:, 2]))
            for aside in (beside, -beside)
            if _inside(start + aside, across) and _inside(end + aside, across)
        ),
        default=0.0,
    )
    return float((strength >= max(_LEAST_EDGE, _STANDS_OUT * quieter)).mean())


def _inside(point: Any, across: Any) -> bool:
    return bool(0 <= point[0] < across.shape[1] and 0 <= point[1] < across.shape[0])


def _edge_points(start: Any, end: Any, across: Any, down: Any, reach: int) -> Any:
    """For points along a side the strongest edge across it: x, y, strength."""
    length = float(np.linalg.norm(end - start))
    count = max(12, min(80, int(length / 4)))
    along = (end - start) / max(length, 1e-6)
    normal = np.array((-along[1], along[0]), dtype=np.float32)
    base = start + np.linspace(0.06, 0.94, count, dtype=np.float32)[:, None] * (end - start)
    offsets = np.arange(-reach, reach + 1, dtype=np.float32)
    points = base[:, None, :] + offsets[None, :, None] * normal
    columns = np.clip(np.rint(points[:, :, 0]).astype(np.intp), 0, across.shape[1] - 1)
    rows = np.clip(np.rint(points[:, :, 1]).astype(np.intp), 0, across.shape[0] - 1)
    strength = np.abs(across[rows, columns] * normal[0] + down[rows, columns] * normal[1])
    best = strength.argmax(axis=1)
    chosen = np.arange(count)
    return np.column_stack((points[chosen, best], strength[chosen, best]))


def _refined(quad: Quad, across: Any, down: Any) -> Quad:
    """Each side fitted to the edge it lies on; the corners are where the fitted sides meet."""
    lines = []
    for at in range(4):
        found = _edge_points(quad[at], quad[(at + 1) % 4], across, down, reach=3)
        strong = found[found[:, 2] >= _LEAST_EDGE, :2].astype(np.float32)
        if len(strong) < 6:
            return quad
        lines.append(cv2.fitLine(strong, cv2.DIST_HUBER, 0, 0.01, 0.01).ravel())
    corners = [_meeting(lines[at - 1], lines[at]) for at in range(4)]
    if any(corner is None for corner in corners):
        return quad
    fitted = np.array(corners, dtype=np.float32)
    return fitted if float(np.linalg.norm(fitted - quad, axis=1).max()) < 24 else quad


def _meeting(one: Any, other: Any) -> Any:
    matrix = np.array(((one[0], -other[0]), (one[1], -other[1])))
    if abs(float(np.linalg.det(matrix))) < 1e-3:
        return None
    step = np.linalg.solve(matrix, np.array((other[2] - one[2], other[3] - one[3])))
    return np.array((one[2] + step[0] * one[0], one[3] + step[0] * one[1]))


def _area(quad: Quad) -> float:
    return float(cv2.contourArea(quad))


def _overlap(one: Quad, other: Quad) -> float:
    """Shared area as part of the smaller one."""
    shared, _ = cv2.intersectConvexConvex(in_order(one), in_order(other.astype(np.float32)))
    return float(shared) / max(1.0, min(_area(one), _area(other)))
