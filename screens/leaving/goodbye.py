"""The end: one calm sentence; the app goes back to the beginning by itself."""

from __future__ import annotations

from kiosk.steps import Goodbye
from screens.parts import Box, Column, Drawn, Hero, Part, Pen, Screen, Sheet, Space, Text


class GoodbyeScreen(Screen[Goodbye]):
    """Draws :class:`kiosk.steps.Goodbye`."""

    keeps = True

    def sheet(self, _step: Goodbye) -> Sheet:
        """See :class:`Screen`."""
        t, theme, colours = self.kit.t, self.kit.theme, self.kit.theme.colours
        on = colours.on_hero
        side = theme.type(44)

        def mark(pen: Pen, box: Box) -> None:
            pen.icon("check-circle-outline", box, side, on)

        words: list[Part] = [
            Drawn(mark, lambda _kit, _width: side),
            Space(theme.mm(6)),
            Text(t("goodbye.title"), "big", on, bold=True, align="center", tight=True),
            Space(theme.mm(4)),
            Text(t("goodbye.lead"), "lead", on, align="center"),
            Space(theme.mm(2)),
            Text(t("goodbye.next"), "body", on, align="center"),
        ]
        return Sheet(t("goodbye.stage"), Hero(Column(*words, valign="center"), grow=1), nav=(), controls=False)
