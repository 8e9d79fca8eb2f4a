"""What a person in front of the window could see and touch, read from the widget tree."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from kivy.core.window import Window

Box = tuple[float, float, float, float]


@dataclass(frozen=True)
class Seen:
    """One widget on the screen; ``box`` is x, y, width, height in window pixels, cut by what scrolls it."""

    widget: Any
    box: Box
    order: int

    @property
    def label(self) -> str | None:
        """What is written on a touchable widget, None for one that cannot be touched."""
        label = getattr(self.widget, "label", None)
        return label if isinstance(label, str) else None

    @property
    def name(self) -> str:
        """Stable id, empty when the widget has none."""
        name = getattr(self.widget, "name", "")
        return name if isinstance(name, str) else ""

    @property
    def texts(self) -> list[str]:
        """All text this widget draws itself."""
        texts = getattr(self.widget, "texts", None)
        if texts is None:
            texts = [self.label] if self.label else []
        return [str(text) for text in texts if str(text).strip()]

    @property
    def disabled(self) -> bool:
        """True when it may not be touched now."""
        return bool(getattr(self.widget, "disabled", False))

    @property
    def centre(self) -> tuple[float, float]:
        """Where a finger would go."""
        x, y, width, height = self.box
        return x + width / 2, y + height / 2


def everything_seen() -> list[Seen]:
    """All widgets with a visible area, in drawing order (later ones lie on top)."""
    found: list[Seen] = []
    window: Box = (0.0, 0.0, float(Window.width), float(Window.height))
    for child in reversed(Window.children):
        _collect(child, window, found)
    return found


def box_of(widget: Any) -> Box:
    """Window rectangle of a widget, not clipped."""
    left, bottom = widget.to_window(widget.x, widget.y)
    right, top = widget.to_window(widget.right, widget.top)
    return (left, bottom, right - left, top - bottom)


def _collect(widget: Any, clip: Box, found: list[Seen]) -> None:
    if widget.opacity <= 0:
        return
    box = _overlap(box_of(widget), clip)
    if _clips(widget):
        clip = box
    if box[2] > 0.5 and box[3] > 0.5:
        found.append(Seen(widget, box, len(found)))
    elif _clips(widget):
        return
    for child in reversed(widget.children):
        _collect(child, clip, found)


def _clips(widget: Any) -> bool:
    return any(kind.__name__ in ("StencilView", "ScrollView") for kind in type(widget).__mro__)


def _overlap(one: Box, other: Box) -> Box:
    left, bottom = max(one[0], other[0]), max(one[1], other[1])
    right = min(one[0] + one[2], other[0] + other[2])
    top = min(one[1] + one[3], other[1] + other[3])
    return (left, bottom, max(0.0, right - left), max(0.0, top - bottom))


def all_texts(seen: list[Seen]) -> Iterator[str]:
    """Every text on the screen, in drawing order."""
    for entry in seen:
        yield from entry.texts
