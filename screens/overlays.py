"""Dialogs of the window itself: still there?, go home?, and how the page looks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from screens.parts.basic import Card, Icon, Notice, Text, surface
from screens.parts.flow import Column, Drawn, Grid, Part, Row
from screens.parts.pages import Region
from screens.parts.pen import Box, Kit, Pen
from screens.parts.touch import Button, Tap

if TYPE_CHECKING:
    from screens.app import KioskApp


def dialog_idle(kit: Kit, app: KioskApp) -> Part:
    """Are you still there? The number counts down; the big button goes on."""
    t, theme = kit.t, kit.theme

    def left() -> Part:
        return Text(t("idle.left", seconds=app.seconds_left), "title", bold=True, align="center")

    app.countdown = Region(left)
    return Card(
        Column(
            Icon("timer-sand", theme.type(22)),
            Text(t("idle.title"), "big", bold=True, align="center"),
            app.countdown,
            Text(t("idle.why"), "body", "ink2", align="center"),
            Row(
                Button(t("idle.end"), app.leave, icon="exit-run", name="idle:end", height=theme.main_button, grow=1),
                Button(
                    t("idle.stay"), app.close_dialog, icon="hand-back-right", kind="primary", name="idle:stay",
                    height=theme.main_button, grow=1.5,
                ),
                gap=theme.space,
            ),
            gap=theme.space,
        ),
        pad=theme.mm(12),
    )


def dialog_home(kit: Kit, app: KioskApp) -> Part:
    """Going home forgets what was entered: say so first."""
    t, theme = kit.t, kit.theme

    def clear() -> None:
        app.close_dialog()
        app.visit.open_home()

    def keep() -> None:
        app.close_dialog()
        app.visit.keep_draft()

    later: Part = Button(
        t("home_dialog.keep"), keep, icon="ticket-confirmation-outline", name="home:keep", height=theme.main_button
    )
    if app.visit.unkept:
        later = Column(later, Notice(t(f"home_dialog.unkept_{app.visit.unkept}"), "care"), gap=theme.mm(3))
    return Card(
        Column(
            Icon("home-alert", theme.type(22)),
            Text(t("home_dialog.title"), "big", bold=True, align="center"),
            Text(t("home_dialog.why"), "lead", "ink2", align="center"),
            later if app.visit.can_keep else None,
            Row(
                Button(t("home_dialog.go"), clear, icon="home", name="home:go", height=theme.main_button, grow=1),
                Button(
                    t("home_dialog.stay"), app.close_dialog, icon="arrow-left", kind="primary", name="home:stay",
                    height=theme.main_button, grow=1.5,
                ),
                gap=theme.space,
            ),
            gap=theme.space,
        ),
        pad=theme.mm(12),
    )


def dialog_starting(kit: Kit, _app: KioskApp) -> Part:
    """Touched before the machine was ready: it goes on by itself."""
    t, theme = kit.t, kit.theme
    return Card(
        Column(
            Icon("timer-sand", theme.type(22)),
            Text(t("starting.title"), "big", bold=True, align="center"),
            Text(t("starting.why"), "lead", "ink2", align="center"),
            gap=theme.space,
        ),
        pad=theme.mm(12),
    )


def dialog_looks(kit: Kit, app: KioskApp) -> Part:
    """Switches for large type, contrast and reach, and the language."""
    t, theme, look = kit.t, kit.theme, kit.theme.look
    switches: list[Part] = [
        Switch(t("looks.large"), t("looks.large_why"), "format-size", look.large,
               lambda: app.set_look(large=not look.large), "looks:large"),
        Switch(t("looks.contrast"), t("looks.contrast_why"), "contrast-circle", look.high_contrast,
               lambda: app.set_look(high_contrast=not look.high_contrast), "looks:contrast"),
        Switch(t("looks.reach"), t("looks.reach_why"), "wheelchair-accessibility", look.low_reach,
               lambda: app.set_look(low_reach=not look.low_reach), "looks:reach"),
        Switch(t("looks.language"), t("looks.language_why"), "translate", look.language == "en",
               app.switch_language, "looks:language"),
    ]
    if app.can_speak:
        switches += [
            Switch(t("looks.voice"), t("looks.voice_why"), "account-voice", look.voice,
                   lambda: app.set_look(voice=not look.voice, louder=False), "looks:voice"),
            Switch(t("looks.louder"), t("looks.louder_why"), "volume-high", look.louder,
                   lambda: app.set_look(voice=True, louder=not look.louder), "looks:louder"),
        ]
    return Card(
        Column(
            Text(t("looks.title"), "title" if theme.low_reach else "big", bold=True, tight=True),
            None if theme.low_reach else Text(t("looks.why"), "body", "ink2"),
            Grid(switches, 2 if theme.landscape or theme.low_reach else 1, theme.gap),
            Button(t("looks.done"), app.close_dialog, icon="check", kind="primary", name="looks:done",
                   height=theme.button if theme.low_reach else theme.main_button),
            gap=theme.mm(4) if theme.low_reach else theme.space,
        ),
        pad=theme.mm(6) if theme.low_reach else theme.mm(10),
    )


class Switch(Part):
    """One thing that can be on or off: words, a drawn switch and the state in words."""

    def __init__(self, label: str, why: str, icon: str, on: bool, flip: object, name: str) -> None:
        self.label = label
        self.why = why
        self.icon = icon
        self.on = on
        self.flip = flip
        self.name = name

    def _row(self, kit: Kit) -> Part:
        theme = kit.theme
        tight = theme.low_reach
        words = Column(
            Text(self.label, "body" if tight else "lead", bold=True),
            None if tight else Text(self.why, "small", "ink2"),
        )
        words.grow = 1.0
        knob = Drawn(lambda pen, box: _knob(pen, box, self.on), lambda k, w: k.theme.type(11), theme.type(20))
        return Row(Icon(self.icon, theme.type(11)), words, knob, gap=theme.mm(4), valign="center")

    def _tap(self, kit: Kit) -> Part:
        theme = kit.theme
        pad_y = theme.mm(2.0 if theme.low_reach else 4.0)
        face = Card(self._row(kit), pad=theme.mm(5), pad_y=pad_y, fill="brand" if self.on else "sunk",
                    edge="brand" if self.on else "line", flat=True)
        return Tap(face, self.flip, self.label, name=self.name)  # type: ignore[arg-type]

    def wish(self, kit: Kit) -> int:
        """See :class:`Part`."""
        return kit.theme.type(100)

    def tall(self, kit: Kit, width: int) -> int:
        """See :class:`Part`."""
        return self._tap(kit).tall(kit, width)

    def draw(self, pen: Pen, box: Box) -> None:
        """See :class:`Part`."""
        self._tap(pen.kit).draw(pen, box)


def _knob(pen: Pen, box: Box, on: bool) -> None:
    theme, colours = pen.theme, pen.theme.colours
    if on:
        pen.fill(box, colours.brand.deep, box.h // 2)
    else:
        surface(pen, box, "card", colours.ink2, flat=True, radius=box.h // 2)
    inset = theme.mm(1.4)
    side = box.h - 2 * inset
    x = box.right - inset - side if on else box.x + inset
    knob = Box(x, box.y + inset, side, side)
    pen.fill(knob, colours.brand.on if on else colours.ink2, side // 2)
    if on:
        pen.icon("check-bold", knob, round(side * 0.7), colours.brand.deep)
