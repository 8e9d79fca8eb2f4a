"""Come back with a pick-up code: keys for exactly the characters a code can have, then what was found."""

from __future__ import annotations

from collections.abc import Sequence

from kiosk.draft import CODE_LENGTH, shown_code
from kiosk.steps import FoundDraft, PickUp
from screens.entrance.code_entry import CodeEntryScreen
from screens.look.words import date_words
from screens.parts.basic import Card, Icon, Text, Tile
from screens.parts.flow import Column, Part, Row
from screens.parts.frame import Sheet
from screens.parts.keys import ERASE, Keypad, typed
from screens.parts.pages import Pages
from screens.parts.touch import Button

ROWS: Sequence[Sequence[str]] = ("23456789", "QWERTYUP", "ASDFGHJK", [*"ZXCVBNM", ERASE])
EXAMPLE = "K7QM3-2XW9R"


class PickUpScreen(CodeEntryScreen[PickUp]):
    """The pick-up code, then what it opened."""

    words = "pick_up"

    def press(self, key: str) -> None:
        """One key of the code; the dash comes by itself."""
        if self.step is not None:
            self.desk.visit.type_pick_up(shown_code(typed(self.step.code.replace("-", ""), key, CODE_LENGTH)))

    def sheet(self, step: PickUp) -> Sheet:
        """See :class:`Screen`."""
        self.field = None
        return self._found(step.found) if step.found else self.entry(step)

    def found(self, step: PickUp) -> FoundDraft | None:
        """See :class:`CodeEntryScreen`."""
        return step.found

    def keypad(self, most: int) -> Keypad:
        """See :class:`CodeEntryScreen`."""
        return Keypad(ROWS, self.press, most=most)

    def why(self) -> str:
        """See :class:`CodeEntryScreen`."""
        return self.kit.t("pick_up.why", example=EXAMPLE)

    def ways(self) -> Sequence[Part]:
        """See :class:`CodeEntryScreen`."""
        size = "lead" if self.kit.theme.landscape else "title"
        return [
            Button(
                self.kit.t("pick_up.ask"), lambda: self.desk.visit.pick_up(), icon="folder-open", kind="primary",
                size=size, name="pick_up",
            )
        ]

    def _found(self, found: FoundDraft) -> Sheet:
        t, theme, visit = self.kit.t, self.kit.theme, self.desk.visit
        left = t("pick_up.left", day=date_words(t, found.kept_at), time=f"{found.kept_at:%H:%M}")
        top = Card(
            Row(
                Tile("folder-open", theme.type(24), theme.colours.good),
                Column(
                    Text(t("pick_up.found"), "body", "good", bold=True),
                    Text(t.of(found.matter), "big", bold=True, tight=True),
                    Text(left, "body", "ink2"),
                    gap=theme.mm(1.5), grow=1,
                ),
                gap=theme.mm(7), valign="center",
            ),
        )
        lines = [("same", "check-circle", "good")] if not found.asked_again else []
        if found.asked_again:
            lines.append(("asked_again", "chat-question-outline", "care"))
        if found.card_again:
            lines.append(("card_again", "card-account-details", "brand"))
        lines.append(("once", "ticket-confirmation-outline", "brand"))
        rows = [self._line(t(f"pick_up.{key}", count=found.asked_again), icon, tone) for key, icon, tone in lines]
        return Sheet(
            stage=t("pick_up.stage"), top=top, body=Pages(rows, self.at, gap=theme.mm(4)),
            actions=[
                Button(t("pick_up.not_mine"), lambda: visit.back(), icon="close", name="not_mine"),
                Button(t("pick_up.resume"), lambda: visit.resume(), icon="arrow-right", kind="primary", name="resume"),
            ],
            split=0.5, controls=False,
        )

    def _line(self, said: str, icon: str, tone: str) -> Part:
        theme = self.kit.theme
        return Card(
            Row(Icon(icon, theme.type(12), tone), Text(said, "lead", grow=1), gap=theme.mm(5), valign="center"),
            pad=theme.mm(6), pad_y=theme.mm(4),
        )
