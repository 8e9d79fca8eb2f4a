"""Every colour and every size of the screens. Sizes are born in millimetres, colours in two palettes.

Sources: type height, target and gap from ETSI EN 301 549 and kiosk practice (body 7.5 mm, targets 20 mm, gaps
3 mm); contrast from WCAG 2.2 clause 1.4.3 and 1.4.6 (4.5:1 and 7:1).
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from kiosk.steps import Look

Colour = tuple[float, float, float, float]

LARGE = 1.2
BODY_MM = 7.5
TARGET_MM = 20.0
GAP_MM = 3.0


@dataclass(frozen=True)
class ThemeSettings:
    """The glass: ``px_per_mm`` (4.03 for 21.5 inch at 1920 × 1080) and the window in pixels."""

    width: int = 1080
    height: int = 1920
    px_per_mm: float = 4.03


class Manner(NamedTuple):
    """A :class:`kiosk.steps.Look` as the screens keep it: known before the steps are loaded."""

    language: str = "zh"
    large: bool = False
    high_contrast: bool = False
    low_reach: bool = False
    voice: bool = False
    louder: bool = False


def manner(look: Look) -> Manner:
    """How a visit wants to be shown."""
    return Manner(look.language, look.large, look.high_contrast, look.low_reach, look.voice, look.louder)


def rgb(code: str, alpha: float = 1.0) -> Colour:
    """``#RRGGBB`` as a Kivy colour."""
    return (int(code[1:3], 16) / 255, int(code[3:5], 16) / 255, int(code[5:7], 16) / 255, alpha)


def over(top: Colour, bottom: Colour) -> Colour:
    """What the eye sees when ``top`` lies on an opaque ``bottom``."""
    alpha = top[3]
    return (
        top[0] * alpha + bottom[0] * (1 - alpha),
        top[1] * alpha + bottom[1] * (1 - alpha),
        top[2] * alpha + bottom[2] * (1 - alpha),
        1.0,
    )


def luminance(colour: Colour) -> float:
    """Relative luminance of an opaque colour (WCAG 2.2)."""
    channels = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in colour[:3]]
    return 0.2126 * channels[0] + 0.7152 * channels[1] + 0.0722 * channels[2]


def contrast(one: Colour, other: Colour) -> float:
    """Contrast ratio of two opaque colours, 1 to 21 (WCAG 2.2)."""
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@dataclass(frozen=True)
class Tone:
    """A family of one hue: ``deep`` for text and icons, ``pale`` for what lies behind it, ``on`` for text on deep."""

    deep: Colour
    pale: Colour
    on: Colour


@dataclass(frozen=True)
class Palette:
    """Colours by what they are for."""

    ground: Colour
    card: Colour
    sunk: Colour
    ink: Colour
    ink2: Colour
    line: Colour
    brand: Tone
    brand_dark: Colour
    good: Tone
    care: Tone
    bad: Tone
    hues: dict[str, Tone]
    shadow: Colour
    veil: Colour
    outlines: bool

    @property
    def on_hero(self) -> Colour:
        """What is written on the large blue panels; where shapes are outlined they are not filled."""
        return self.ink if self.outlines else self.brand.on


def _tone(deep: str, pale: str) -> Tone:
    return Tone(rgb(deep), rgb(pale), rgb("#FFFFFF"))


DAY = Palette(
    ground=rgb("#EDF1F9"),
    card=rgb("#FFFFFF"),
    sunk=rgb("#F3F6FC"),
    ink=rgb("#12203B"),
    ink2=rgb("#43506B"),
    line=rgb("#C3CEE2"),
    brand=_tone("#1157D6", "#E2ECFC"),
    brand_dark=rgb("#0A3AA6"),
    good=_tone("#08704A", "#DFF3EA"),
    care=_tone("#8A4B00", "#FDF0DC"),
    bad=_tone("#B3231B", "#FCE8E6"),
    hues={
        "blue": _tone("#1157D6", "#E2ECFC"),
        "rose": _tone("#B81F5D", "#FBE6EE"),
        "green": _tone("#08704A", "#DFF3EA"),
        "orange": _tone("#B04400", "#FCEBDF"),
        "violet": _tone("#6236D2", "#EEE9FC"),
        "teal": _tone("#096B78", "#DFF1F3"),
        "amber": _tone("#805300", "#F8EFDC"),
        "red": _tone("#B3231B", "#FCE8E6"),
    },
    shadow=rgb("#12203B", 0.16),
    veil=rgb("#0B1530", 0.62),
    outlines=False,
)

_YELLOW = rgb("#FFE94A")
_BLACK = rgb("#000000")
_WHITE = rgb("#FFFFFF")
_LOUD = Tone(_YELLOW, _BLACK, _BLACK)

NIGHT = Palette(
    ground=_BLACK,
    card=_BLACK,
    sunk=_BLACK,
    ink=_WHITE,
    ink2=_YELLOW,
    line=_YELLOW,
    brand=_LOUD,
    brand_dark=_BLACK,
    good=_LOUD,
    care=_LOUD,
    bad=_LOUD,
    hues=dict.fromkeys(DAY.hues, _LOUD),
    shadow=rgb("#000000", 0.0),
    veil=rgb("#000000", 0.85),
    outlines=True,
)

ALIASES = {
    "pink": "rose", "magenta": "rose", "purple": "violet", "indigo": "violet", "cyan": "teal", "brown": "amber",
    "yellow": "amber", "gold": "amber", "emerald": "green", "sky": "blue", "navy": "blue", "crimson": "red",
}


class Theme:
    """Sizes in whole pixels and colours, for one glass and one :class:`kiosk.steps.Look`.

    Type: ``small`` (7.5 mm, the floor) < ``body`` < ``lead`` < ``title`` < ``big`` < ``huge``.
    """

    def __init__(self, glass: ThemeSettings, look: Look | Manner) -> None:
        self.glass = glass
        self.look = look
        self.scale = LARGE if look.large else 1.0
        self.colours = NIGHT if look.high_contrast else DAY
        self.width = glass.width
        self.height = glass.height
        self.landscape = glass.width > glass.height
        self.low_reach = look.low_reach
        self.small = self.type(BODY_MM)
        self.body = self.type(8.4)
        self.lead = self.type(9.6)
        self.title = self.type(12.4)
        self.big = self.type(16.4)
        self.huge = self.type(24.0)

    def mm(self, millimetres: float) -> int:
        """Millimetres on the glass in whole pixels, not scaled by large type; rounded up so floors hold."""
        return -int(-millimetres * self.glass.px_per_mm // 1)

    def type(self, millimetres: float) -> int:
        """A type size: millimetres times the large factor, in whole pixels."""
        return -int(-millimetres * self.scale * self.glass.px_per_mm // 1)

    @cached_property
    def gap(self) -> int:
        """Least distance between two targets, ≥ 3 mm."""
        return self.mm(GAP_MM)

    @cached_property
    def space(self) -> int:
        """Usual distance between groups."""
        return self.mm(6.0)

    @cached_property
    def pad(self) -> int:
        """Inside a card."""
        return self.mm(7.0)

    @cached_property
    def margin(self) -> int:
        """From the edge of the glass."""
        return self.mm(9.9)

    @cached_property
    def target(self) -> int:
        """Least side of anything to touch, ≥ 20 mm; grows with large type."""
        return self.type(TARGET_MM)

    @cached_property
    def button(self) -> int:
        """Height of an ordinary button."""
        return self.type(23.0)

    @cached_property
    def main_button(self) -> int:
        """Height of the one main button of a page."""
        return self.type(27.0)

    @cached_property
    def radius(self) -> int:
        """Corner of cards and buttons."""
        return self.mm(6.0)

    @cached_property
    def small_radius(self) -> int:
        """Corner of chips, tiles and keys."""
        return self.mm(4.0)

    @cached_property
    def stroke(self) -> int:
        """Width of an outline that means something."""
        return max(2, self.mm(0.7))

    def hue(self, name: str) -> Tone:
        """The tone of a hue name from a data pack; an unknown name is blue."""
        name = ALIASES.get(name, name)
        return self.colours.hues.get(name, self.colours.brand)


def text_pairs(palette: Palette) -> list[tuple[str, Colour, Colour]]:
    """Every (name, text colour, ground) the parts use, for the contrast test."""
    pairs = [
        (f"{fore} on {back}", getattr(palette, fore), getattr(palette, back))
        for fore in ("ink", "ink2") for back in ("ground", "card", "sunk")
    ]
    tones = {"brand": palette.brand, "good": palette.good, "care": palette.care, "bad": palette.bad, **palette.hues}
    for name, tone in tones.items():
        pairs += [
            (f"{name} on pale", tone.deep, tone.pale),
            (f"{name} on card", tone.deep, palette.card),
            (f"{name} on ground", tone.deep, palette.ground),
            (f"{name} on sunk", tone.deep, palette.sunk),
            (f"on {name}", tone.on, tone.deep),
            (f"ink on {name} pale", palette.ink, tone.pale),
            (f"ink2 on {name} pale", palette.ink2, tone.pale),
        ]
    if not palette.outlines:
        pairs.append(("on hero", palette.brand.on, palette.brand_dark))
    return pairs
