"""The camera's own process: ``python -m hardware.camera.eye SOURCE WIDTH HEIGHT``.

Speaks over its standard streams. In: one JSON line a wish, ``{"do": "look"}`` or ``{"do": "take", "corners": […]}``
(fractions, or null for the page found). Out: one JSON line, followed by ``bytes`` bytes of picture. Ends when its
input ends. Nothing is written to disk, and nothing is decoded while nobody asks.
"""

from __future__ import annotations

import json
import sys
from typing import Any, BinaryIO

import cv2
import numpy as np

from hardware.camera.judging import page_warnings, straighten, warnings_of
from hardware.camera.page_finder import Picture, Quad, find_sheets
from hardware.camera.sources import NoDevice, Source, open_source

VIEW_SIDE = 960
PREVIEW_SIDE = 1000
THUMB_SIDE = 260
_QUALITY = 88
_JUDGED_SIDE = 1000
_FROZEN_AFTER = 12
_PROPOSED = np.array(((0.12, 0.12), (0.88, 0.12), (0.88, 0.88), (0.12, 0.88)), dtype=np.float32)


class Gone(Exception):
    """The camera gives no fresh pictures any more."""


class Eye:
    """Answers wishes from the newest picture of a source. Twelve equal pictures in a row are a frozen camera."""

    def __init__(self, source: Source) -> None:
        self._source = source
        self._last: bytes | None = None
        self._equal = 0

    def answer(self, wish: dict[str, Any]) -> tuple[dict[str, Any], bytes]:
        """Head and picture of one answer. Raises Gone."""
        picture = self._fresh()
        if wish["do"] == "take":
            return self._page(picture, wish.get("corners"))
        return self._view(picture)

    def _fresh(self) -> Picture:
        while True:
            picture = self._source.picture() if self._source.grab() else None
            if picture is None:
                raise Gone("no picture")
            trace = picture[::97, ::89].tobytes()  # a sensor's noise never repeats
            self._equal = self._equal + 1 if trace == self._last else 0
            self._last = trace
            if self._equal == 0:
                return picture
            if self._equal >= _FROZEN_AFTER:
                raise Gone("frozen")

    def _view(self, picture: Picture) -> tuple[dict[str, Any], bytes]:
        sheets = find_sheets(picture)
        high, wide = picture.shape[:2]
        corners = sheets[0].corners / np.array((wide, high), dtype=np.float32) if sheets else _PROPOSED
        small = _shrunk(picture, VIEW_SIDE)
        return {
            "kind": "view", "width": small.shape[1], "height": small.shape[0], "found": bool(sheets),
            "corners": np.clip(corners, 0, 1).tolist(),
            "warnings": [warning.value for warning in warnings_of(picture, sheets)],
        }, small.tobytes()

    def _page(self, picture: Picture, corners: list[list[float]] | None) -> tuple[dict[str, Any], bytes]:
        high, wide = picture.shape[:2]
        if corners is None:
            sheets = find_sheets(picture)
            if not sheets:
                return {"kind": "no_page"}, b""
            quad: Quad = sheets[0].corners
        else:
            quad = np.array(corners, dtype=np.float32) * np.array((wide, high), dtype=np.float32)
        try:
            flat = straighten(picture, quad)
        except ValueError:
            return {"kind": "no_page"}, b""
        scale = _JUDGED_SIDE / max(flat.shape[:2])
        light = cv2.resize(cv2.cvtColor(flat, cv2.COLOR_BGR2GRAY), None, fx=scale, fy=scale)
        warnings = [warning.value for warning in page_warnings(np.asarray(light, dtype=np.uint8))]
        return encoded(flat, warnings)


def encoded(page: Picture, warnings: list[str]) -> tuple[dict[str, Any], bytes]:
    """A page as an answer: its head, and its small pictures and JPEG. Raises Gone."""
    good, jpeg = cv2.imencode(".jpg", page, (cv2.IMWRITE_JPEG_QUALITY, _QUALITY))
    if not good:
        raise Gone("cannot encode")
    small = [_shrunk(page, side) for side in (PREVIEW_SIDE, THUMB_SIDE)]
    return {
        "kind": "page", "width": page.shape[1], "height": page.shape[0], "warnings": warnings,
        "small": [[picture.shape[1], picture.shape[0]] for picture in small],
    }, b"".join((*(picture.tobytes() for picture in small), jpeg.tobytes()))


def _shrunk(picture: Picture, side: int) -> Picture:
    """At most ``side`` pixels long, RGB."""
    scale = min(1.0, side / max(picture.shape[:2]))
    small = cv2.resize(picture, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    return np.asarray(cv2.cvtColor(small, cv2.COLOR_BGR2RGB), dtype=np.uint8)


def serve(eye: Eye, wishes: BinaryIO, answers: BinaryIO) -> None:
    """Answer until the wishes end."""
    for line in wishes:
        head, picture = eye.answer(json.loads(line))
        say(answers, head, picture)


def say(answers: BinaryIO, head: dict[str, Any], picture: bytes = b"") -> None:
    """One answer."""
    answers.write(json.dumps({**head, "bytes": len(picture)}).encode() + b"\n" + picture)
    answers.flush()


def main(arguments: list[str]) -> int:
    """Open the source and serve. Exit status 1 when it cannot be opened or stops giving pictures."""
    cv2.setNumThreads(2)
    name, width, height = arguments
    out = sys.stdout.buffer
    try:
        eye = Eye(open_source(name, int(width), int(height)))
        say(out, {"kind": "open"})
        serve(eye, sys.stdin.buffer, out)
    except NoDevice as error:
        say(out, {"kind": "no_device", "detail": str(error)})
        return 1
    except Gone as error:
        say(out, {"kind": "gone", "detail": str(error)})
        return 1
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
