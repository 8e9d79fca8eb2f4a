"""Come back with a pick-up code: keys for exactly the characters a code can have, then what was found."""

from __future__ import annotations

from collections.abc import Sequence

from kiosk.draft import CODE_LENGTH, shown_code
from kiosk.steps import FoundDraft, PickUp
from screens.parts.basic import Card, Icon, Notice, Text, Tile
from screens.parts.flow import Column, Part, Row
from screens.parts.frame import Desk, Screen, Sheet, heading
from screens.parts.keys import ERASE, Entry, Keypad, typed
from screens.parts.pages import PageAt, Pages, Region
from screens.parts.pen import Kit
from screens.parts.touch import Button
from screens.words import date_words

ROWS: Sequence[Sequence[str]] = ("23456789", "QWERTYUP", "ASDFGHJK", [*"ZXCVBNM", ERASE])
EXAMPLE = "K7QM3-2XW9R"


class PickUpScreen(Screen[PickUp]):
    """Typing draws only the field; what was found replaces the keys."""

    def __init__(self, kit: Kit, desk: Desk) -> None:
        super().__init__(kit, desk)
        self.at = PageAt()
        self.field: Region | None = None

    def show(self, step: PickUp) -> None:
        """While typing, only the field is drawn again."""
        before = self.step
        if before is not None and self.field is not None and _typing_only(before, step):
            if before != step:
                self.step = step
                self.field.redraw()
            return
        super().show(step)

    def press(self, key: str) -> None:
        """One key of the code; the dash comes by itself."""
        if self.step is not None:
            self.desk.visit.type_pick_up(shown_code(typed(self.step.code.replace("-", ""), key, CODE_LENGTH)))

    def sheet(self, step: PickUp) -> Sheet:
        """See :class:`Screen`."""
        self.field = None
        return self._found(step.found) if step.found else self._entry()

    def _entry(self) -> Sheet:
        t, theme = self.kit.t, self.kit.theme
        self.field = Region(self._field)
        pad = Keypad(ROWS, self.press, most=theme.type(60 if theme.landscape else 38))
        head = heading(t("pick_up.title"), t("pick_up.why", example=EXAMPLE))
        body: Part
        top: Part | None = None
        if theme.landscape:
            pad.grow = 1.3
            left = Column(None if theme.low_reach else head, self.field, gap=theme.mm(6))
            left.grow = 1.0
            body = Row(left, pad, gap=theme.mm(9))
            top = head if theme.low_reach else None
        elif theme.low_reach:
            body, top = pad, Column(head, self.field, gap=theme.mm(6))
        else:
            body, top = Column(self.field, pad, gap=theme.mm(8)), head
        ask = Button(
            t("pick_up.ask"), lambda: self.desk.visit.pick_up(), icon="folder-open", kind="primary",
            size="title" if not theme.landscape else "lead", name="pick_up",
        )
        return Sheet(stage=t("pick_up.stage"), top=top, body=body, actions=[ask])

    def _field(self) -> Part:
        t, theme, step = self.kit.t, self.kit.theme, self.step
        assert step is not None, "drawn only with a step"
        note: Part | None = None
        if step.waiting:
            note = Notice(t("pick_up.waiting"), "info", icon="timer-sand")
        elif step.problem is not None:
            note = Notice(t.remark(step.problem), "bad", bold=True)
        return Column(
            Entry(step.code, hint=t("pick_up.hint"), problem=step.problem is not None), note, gap=theme.mm(3)
        )

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


def _typing_only(before: PickUp, now: PickUp) -> bool:
    same = before.problem is None and now.problem is None and not before.waiting and not now.waiting
    return same and before.found is None and now.found is None
