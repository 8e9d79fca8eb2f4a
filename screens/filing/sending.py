"""Handing in: calm, three lines of what happens, and never a promise that is not kept yet."""

from __future__ import annotations

from kiosk.steps import Sending, SendPhase
from screens.filing.stages import STAGES, stage_title, stages_done
from screens.parts import Card, Column, Hero, Icon, Notice, Part, Row, Screen, Sheet, Space, Text

ORDER = ("keep", "send", "print")


class SendingScreen(Screen[Sending]):
    """Draws :class:`kiosk.steps.Sending`."""

    def sheet(self, step: Sending) -> Sheet:
        """See :class:`Screen`."""
        t, theme = self.kit.t, self.kit.theme
        kept = step.phase is SendPhase.KEPT
        now = 1 if kept else 0
        rows: list[Part] = []
        for index, name in enumerate(ORDER):
            rows += [self._row(name, index, now), Space(theme.mm(5))]
        colours = theme.colours
        on = colours.on_hero
        top = Hero(
            Column(
                Icon("shield-check" if kept else "file-send-outline", theme.type(40), on),
                Space(theme.mm(4)),
                Text(
                    t("sending.title_kept" if kept else "sending.title_sealing"), "big", on, bold=True, fit=True,
                    tight=True, align="center",
                ),
                Space(theme.mm(2)),
                Text(t("sending.hint"), "lead", on, align="center"),
                valign="center",
            ),
            grow=1,
        )
        said = Notice(t("sending.hint_kept"), "info") if kept else None
        body: Part = Column(Card(Column(*rows[:-1])), said, gap=theme.mm(5))
        if not theme.landscape:
            body = Column(top, body, gap=theme.mm(8))
        return Sheet(
            stage_title(self.kit, "review"), body, top=top if theme.landscape else None,
            done=stages_done("papers"), total=len(STAGES), nav=("help",), controls=False,
        )

    def _row(self, name: str, index: int, now: int) -> Part:
        theme, colours, t = self.kit.theme, self.kit.theme.colours, self.kit.t
        if index < now:
            icon, ink, text = "check-circle", colours.good.deep, t(f"sending.{name}_done")
        elif index == now:
            icon, ink, text = "progress-clock", colours.brand.deep, t(f"sending.{name}")
        else:
            icon, ink, text = "checkbox-blank-circle-outline", colours.ink2, t(f"sending.{name}")
        return Row(
            Icon(icon, theme.type(14), ink),
            Text(text, "lead", ink if index >= now else colours.ink, bold=index <= now, grow=1),
            gap=theme.mm(5), valign="center",
        )
