"""What is wrong with a drawn page, read from what the parts say they drew: clipped, overlapping, too small."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from screens.walk.seen import Box, Seen, box_of

SLACK = 2.0
ROUNDING = 0.5


@dataclass(frozen=True)
class Written:
    """One line of text where it lies, and the widget it was written on."""

    text: str
    box: Box
    host: Any


def written(seen: list[Seen]) -> list[Written]:
    """All lines of text on the page."""
    lines = []
    for entry in seen:
        for text, x, _y, wide, _high, room in getattr(entry.widget, "drawn", ()):
            lines.append(Written(text, (x, room[1], wide, room[3]), entry.widget))
    return lines


def problems(seen: list[Seen], window: tuple[int, int], least_target: float, least_gap: float) -> list[str]:
    """Sentences about everything wrong; empty when the page is sound. Lengths in pixels."""
    lines, targets = written(seen), [entry for entry in seen if entry.label is not None]
    return [*_clipped(seen, window), *_overlaps(lines), *_covered(lines, targets), *_targets(
        targets, window, least_target, least_gap
    )]


def _clipped(seen: list[Seen], window: tuple[int, int]) -> list[str]:
    found = []
    for entry in seen:
        for text, x, y, wide, high, room in getattr(entry.widget, "drawn", ()):
            slack = SLACK + ROUNDING * len(text)  # the rasteriser rounds each advance to whole pixels
            if x < room[0] - slack or x + wide > room[0] + room[2] + slack:
                found.append(f"{text!r} is {wide} wide in a box of {room[2]}")
            if x < 0 or y < -SLACK or x + wide > window[0] + SLACK or y + high > window[1] + SLACK:
                found.append(f"{text!r} leaves the window")
            host = box_of(entry.widget)
            middle = room[1] + room[3] / 2
            if not (host[1] - SLACK <= middle <= host[1] + host[3] + SLACK):
                found.append(f"{text!r} is written outside what it belongs to")
    return found


def _overlaps(lines: list[Written]) -> list[str]:
    found = []
    for index, one in enumerate(lines):
        for other in lines[index + 1:]:
            if _meet(one.box, other.box, 3.0):
                found.append(f"{one.text!r} and {other.text!r} overlap")
    return found


def _covered(lines: list[Written], targets: list[Seen]) -> list[str]:
    found = []
    for line in lines:
        for target in targets:
            if _meet(line.box, target.box, 3.0) and not _belongs(line.host, target.widget):
                found.append(f"{line.text!r} lies under or over the button {target.label!r}")
    return found


def _targets(targets: list[Seen], window: tuple[int, int], least: float, gap: float) -> list[str]:
    found = []
    for index, one in enumerate(targets):
        x, y, wide, high = box_of(one.widget)
        if min(wide, high) < least - 0.5:
            found.append(f"the button {one.label!r} is {wide:.0f} × {high:.0f}, less than {least:.0f}")
        if x < 0 or y < 0 or x + wide > window[0] or y + high > window[1]:
            found.append(f"the button {one.label!r} leaves the window")
        grown = (x - gap + 1, y - gap + 1, wide + 2 * gap - 2, high + 2 * gap - 2)
        for other in targets[index + 1:]:
            if _meet(grown, box_of(other.widget), 0.0):
                found.append(f"the buttons {one.label!r} and {other.label!r} are too close")
    return found


def _belongs(host: Any, widget: Any) -> bool:
    while host is not None:
        if host is widget:
            return True
        parent = host.parent
        host = None if parent is host else parent
    return False


def _meet(one: Box, other: Box, slack: float) -> bool:
    wide = min(one[0] + one[2], other[0] + other[2]) - max(one[0], other[0])
    high = min(one[1] + one[3], other[1] + other[3]) - max(one[1], other[1])
    return wide > slack and high > slack


def on_top(seen: list[Seen]) -> list[Seen]:
    """What belongs to the dialog over the page; everything where there is none."""
    from screens.parts.frame import Veil

    veils = [entry.widget for entry in seen if isinstance(entry.widget, Veil)]
    return [entry for entry in seen if _belongs(entry.widget, veils[-1])] if veils else seen
