"""Take the card and the papers along; a card still on the reader comes before everything else."""

from __future__ import annotations

from kiosk.steps import TakeYourThings
from screens.filing.stages import STAGES
from screens.look.theme import Tone
from screens.parts import Button, Card, Column, Either, Grid, Icon, Part, Row, Screen, Sheet, Space, Text, Tile


class TakeYourThingsScreen(Screen[TakeYourThings]):
    """Draws :class:`kiosk.steps.TakeYourThings`."""

    def sheet(self, step: TakeYourThings) -> Sheet:
        """See :class:`Screen`."""
        t = self.kit.t
        still = step.used_card and step.card is True
        main = Button(
            t("things.leave"), self.desk.visit.leave, icon="check", name="leave", kind="plain" if still else "primary"
        )
        return Sheet(
            t("things.stage"), self._body(step), top=self._top(step), actions=[main],
            done=len(STAGES), total=len(STAGES), split=0.46, nav=("help", "looks"), controls=False,
        )

    def _body(self, step: TakeYourThings) -> Part:
        theme = self.kit.theme
        things = [thing for thing in self._things(step) if thing is not None]
        spread = Grid(things, 1, theme.mm(4), grow=1, most=theme.type(52))
        return Either(spread, Column(*things, gap=theme.mm(4)))

    def _top(self, step: TakeYourThings) -> Part:
        t, theme, colours = self.kit.t, self.kit.theme, self.kit.theme.colours
        title = Text(t("things.title"), "big", bold=True, tight=True)
        if not step.used_card:
            return Column(title, Space(theme.mm(2)), Text(t("things.nothing"), "lead", "ink2"))
        name = "cards" if step.cards > 1 else "card"
        if step.card is True:
            return Column(title, Space(theme.mm(4)), self._card(f"{name}_still", "card-account-details", colours.bad))
        if step.card is None:
            return Column(title, Space(theme.mm(4)), self._card(f"{name}_unsure", "card-search", colours.care))
        return Column(title, Space(theme.mm(2)), Text(t("things.nothing"), "lead", "ink2"))

    def _card(self, name: str, icon: str, tone: Tone) -> Part:
        t, theme = self.kit.t, self.kit.theme
        loud = name.endswith("_still")
        ink = tone.on if loud else tone.deep
        return Card(
            Row(
                Icon(icon, theme.type(34), ink),
                Column(
                    Text(t(f"things.{name}"), "title", ink, bold=True, tight=True),
                    Space(theme.mm(1)),
                    Text(t(f"things.{name}_do"), "lead", ink),
                    grow=1,
                ),
                gap=theme.mm(6), valign="center",
            ),
            fill=tone.deep if loud else tone.pale, edge=None if loud else tone.deep, flat=not loud,
            pad_y=theme.mm(8),
        )

    def _things(self, step: TakeYourThings) -> list[Part | None]:
        t, colours = self.kit.t, self.kit.theme.colours
        taken = t("things.cards_taken" if step.cards > 1 else "things.card_taken")
        return [
            self._thing("check-circle", taken, "", colours.good)
            if step.used_card and step.card is False else None,
            self._thing("ticket-confirmation", t("things.ticket"), t("things.ticket_do"), colours.brand)
            if step.ticket else None,
            self._thing("receipt-text", t("things.slip"), t("things.ticket_do"), colours.brand) if step.slip else None,
            self._thing(
                "file-document-multiple", t("things.papers", pages=step.pages), t("things.papers_do"), colours.brand
            ) if step.pages else None,
            self._thing("bag-personal", t("things.own"), t("things.own_do"), colours.brand),
        ]

    def _thing(self, icon: str, title: str, where: str, tone: Tone) -> Part:
        theme = self.kit.theme
        return Card(
            Row(
                Tile(icon, theme.type(20), tone),
                Column(
                    Text(title, "lead", bold=True), Text(where, "body", "ink2") if where else None, grow=1,
                ),
                gap=theme.mm(6), valign="center",
            ),
            pad=theme.mm(6), pad_y=theme.mm(4),
        )
