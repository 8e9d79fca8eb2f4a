"""The invitation shown while nobody is here: who we are, what can be done, and where to touch."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from kivy.clock import Clock
from kivy.graphics import Color, Rectangle

from screens.look.words import date_words
from screens.parts.basic import Badge, Card, Icon, Text, Tile
from screens.parts.flow import Column, Fixed, Grid, Part, Row, Space
from screens.parts.frame import Desk, Screen
from screens.parts.pen import Box, Kit, Pen
from screens.parts.touch import Face, Tap

if TYPE_CHECKING:
    from kiosk.invitation import Offer

REST = 7.0
PULSE_FRAMES = 18
PULSE_FPS = 18.0


@dataclass(frozen=True)
class Idle:
    """Nobody is here."""


class AttractScreen(Screen[Idle]):
    """Touch anywhere to begin. A halo breathes once in a while; between breaths nothing is drawn at all."""

    keeps = True

    def __init__(self, kit: Kit, desk: Desk) -> None:
        super().__init__(kit, desk)
        self._halo: tuple[Color, Rectangle, Box] | None = None
        self._frame = 0
        self._breath: Any = None
        self._pause: Any = None

    def paint(self, step: Idle) -> None:
        """The whole glass is one target; the language button lies above it."""
        kit, theme = self.kit, self.kit.theme
        pen = Pen(kit, self)
        whole = Box(0, 0, theme.width, theme.height)
        Tap(Space(), self.desk.start, kit.t("attract.touch"), name="attract", radius=2).draw(pen, whole)
        header, rest = whole.cut_top(theme.type(34))
        self._header(pen, header)
        rest = rest.inset(theme.margin, theme.mm(7), theme.margin, theme.mm(9))
        strip = self._foot()
        foot, rest = rest.cut_bottom(strip.tall(kit, rest.w), theme.mm(7))
        strip.draw(pen, foot)
        if theme.landscape:
            left, right = rest.cut_left(round(rest.w * 0.46), theme.mm(9))
            self._invitation(pen, left)
            self._offers().draw(pen, right)
        else:
            lower, upper = rest.cut_bottom(self._offers().tall(kit, rest.w), theme.mm(9))
            self._invitation(pen, upper)
            self._offers().draw(pen, lower)

    def _header(self, pen: Pen, box: Box) -> None:
        hall_header(self, pen, box)

    def _invitation(self, pen: Pen, box: Box) -> None:
        kit, theme = self.kit, self.kit.theme
        pen.hero(box)
        side = theme.type(66)
        white = theme.colours.on_hero
        inner = box.inset(theme.mm(10))
        words = Column(
            Text(kit.t("attract.title"), "huge", white, bold=True, align="center", fit=True, tight=True),
            Text(self._sentence(inner.w), "lead", white, align="center"),
            gap=theme.mm(4),
        )
        high = words.tall(kit, inner.w)
        button = theme.main_button
        room = inner.h - high - button - theme.mm(8) * 2
        side = max(theme.type(20), min(side, room))
        top = inner.top - (inner.h - high - button - side - theme.mm(8) * 2) // 2
        spot = Box(inner.x + (inner.w - side) // 2, top - side, side, side)
        self._draw_halo(pen, spot)
        words.draw(pen, Box(inner.x, spot.y - theme.mm(8) - high, inner.w, high))
        pill = Face(kit.t("attract.touch"), "gesture-tap", "plain", "title", height=button)
        wide = min(inner.w, pill.wish(kit) + theme.mm(14))
        place = Box(inner.x + (inner.w - wide) // 2, spot.y - theme.mm(16) - high - button, wide, button)
        pill.draw(pen, place)

    def _sentence(self, room: int) -> str:
        """On two lines, broken at its comma or colon, where one line is not enough."""
        kit = self.kit
        text = kit.t("attract.sentence")
        if kit.bank.width(text, kit.theme.lead) <= room:
            return text
        return re.sub(r"(，|: )", lambda found: found[1].rstrip() + "\n", text, count=1)

    def _draw_halo(self, pen: Pen, spot: Box) -> None:
        theme, colours = pen.theme, pen.theme.colours
        texture = self.kit.art.round(spot.w // 2 - 2)
        tone = Color(1, 1, 1, 0.16) if not colours.outlines else Color(0, 0, 0, 0)
        halo = Rectangle(texture=texture, pos=(spot.x, spot.y), size=(spot.w, spot.h))
        self.canvas.add(tone)
        self.canvas.add(halo)
        self._halo = (tone, halo, spot)
        core = spot.inset(round(spot.w * 0.17))
        pen._colour = None
        pen.fill(core, colours.brand.deep if colours.outlines else colours.card, core.w // 2)
        ink = colours.brand.on if colours.outlines else colours.brand.deep
        pen.icon("gesture-tap-button" if theme.landscape else "gesture-tap", core, round(core.w * 0.62), ink)

    def _offers(self) -> Part:
        kit, theme = self.kit, self.kit.theme
        shown = self.desk.scenarios[: 6 if theme.landscape else 4]
        columns = 1 if len(shown) <= 3 else 2
        grid = Grid([self._offer(s) for s in shown], columns, theme.mm(5), grow=1, most=theme.type(44))
        return Column(
            Text(kit.t("attract.offers"), "title", bold=True), grid, self._services(), gap=theme.mm(5)
        )

    def _offer(self, scenario: Offer) -> Part:
        theme = self.kit.theme
        words = Column(
            Text(self.kit.t.of(scenario.title), "lead", bold=True, tight=True),
            Text(self.kit.t.of(scenario.say), "small", "ink2", tight=True),
            gap=theme.mm(1.5), valign="center",
        )
        words.grow = 1.0
        return Card(
            Row(Tile(scenario.icon, theme.mm(17), theme.hue(scenario.hue)), words, gap=theme.mm(4)),
            pad=theme.mm(6), pad_y=theme.mm(6),
        )

    def _services(self) -> Part:
        t, theme = self.kit.t, self.kit.theme
        pairs = [("ticket-confirmation-outline", "home.number"), ("magnify", "home.progress"),
                 ("printer-outline", "home.print"), ("map-marker-outline", "home.way")]
        made: list[Part] = []
        for icon, key in pairs:
            part = Row(Icon(icon, theme.type(9)), Text(t(key), "body", grow=1), gap=theme.mm(2.5), valign="center")
            part.grow = 1.0
            made.append(part)
        columns = 4 if not theme.look.large and kit_wide(self.kit, made) else 2
        return Card(Grid(made, columns, theme.mm(4)), pad=theme.mm(5), pad_y=theme.mm(4), flat=True, fill="brand")

    def _foot(self) -> Part:
        t, theme, hall = self.kit.t, self.kit.theme, self.desk.hall
        words = Column(
            Row(Icon("clock-outline", theme.type(9)), Text(t.of(hall.hours), "body", grow=1), gap=theme.mm(2.5)),
            Row(Icon("phone", theme.type(9)), Text(hall.phone, "body", bold=True, grow=1), gap=theme.mm(2.5)),
            gap=theme.mm(1), valign="center",
        )
        words.grow = 1.0
        language = Tap(
            Face(t("frame.language"), "translate", "plain", "lead"), self.desk.switch_language,
            t("frame.language"), name="language",
        )
        return Row(words, Fixed(language, width=theme.type(66)), gap=theme.space)

    # Motion

    def on_shown(self) -> None:
        """Breathe now and then."""
        self._pause = Clock.schedule_once(self._begin, REST)

    def on_hidden(self) -> None:
        """No motion while out of view."""
        for event in (self._pause, self._breath):
            if event is not None:
                event.cancel()
        self._pause = self._breath = None

    def _begin(self, _elapsed: float) -> None:
        self._frame = 0
        self._breath = Clock.schedule_interval(self._inhale, 1 / PULSE_FPS)

    def _inhale(self, _elapsed: float) -> bool:
        if self._halo is None:
            return False
        _, halo, spot = self._halo
        self._frame += 1
        swing = min(self._frame, PULSE_FRAMES - self._frame) / PULSE_FRAMES
        grown = round(spot.w * 0.16 * swing)
        halo.pos = (spot.x - grown, spot.y - grown)
        halo.size = (spot.w + 2 * grown, spot.h + 2 * grown)
        if self._frame < PULSE_FRAMES:
            return True
        self._pause = Clock.schedule_once(self._begin, REST)
        return False


def kit_wide(kit: Kit, parts: list[Part]) -> bool:
    """Whether the parts fit side by side in the width a page usually has."""
    theme = kit.theme
    room = (theme.width - 2 * theme.margin) * (0.5 if theme.landscape else 1.0)
    return (max(part.wish(kit) for part in parts) + theme.mm(4)) * len(parts) <= room


def hall_header(screen: Screen[Any], pen: Pen, box: Box) -> None:
    """White strip with the hall's name, the machine, the time and the date."""
    kit, theme, hall = screen.kit, screen.kit.theme, screen.desk.hall
    pen.rect(box, theme.colours.card)
    if theme.colours.outlines:
        pen.rect(Box(box.x, box.y, box.w, theme.stroke), theme.colours.line)
    name = kit.t.of(hall.name)
    size = "title" if kit.bank.width(name, theme.title, True) < box.w * 0.56 else "lead"
    names = Column(
        Text(name, size, bold=True, fit=True, tight=True),
        Text(f"{kit.t.of(hall.area_name)}　{hall.machine}", "small", "ink2", fit=True),
        gap=theme.mm(0.8), valign="center",
    )
    names.grow = 1.0
    now = Column(
        screen.clock_part(),
        Text(date_words(kit.t, kit.now()), "small", "ink2", align="right"),
        valign="center",
    )
    side = theme.type(20)
    Row(
        Fixed(Logo(), width=side, height=side),
        names,
        Badge(kit.t("frame.demo"), theme.colours.care, solid=True) if kit.demo else None,
        now,
        gap=theme.mm(5), valign="center",
    ).draw(pen, box.inset(theme.margin, 0))


class Logo(Part):
    """The hall's mark: a public building on the brand colour."""

    def wish(self, kit: Kit) -> int:
        """See :class:`Part`."""
        return kit.theme.type(20)

    def tall(self, kit: Kit, width: int) -> int:
        """See :class:`Part`."""
        return kit.theme.type(20)

    def draw(self, pen: Pen, box: Box) -> None:
        """See :class:`Part`."""
        tone = pen.theme.colours.brand
        pen.fill(box, tone.deep, pen.theme.mm(4.5))
        pen.icon("bank", box, round(box.h * 0.6), tone.on)
