"""Where does my case stand: the code from the slip, then every item with its state in words."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from kiosk.filing.receipt import CaseProgress, ItemProgress
from kiosk.steps import AskProgress
from screens.entrance.code_entry import CodeEntryScreen
from screens.parts.basic import Badge, Card, Icon, Notice, Text
from screens.parts.flow import Column, Part, Row
from screens.parts.frame import Sheet
from screens.parts.keys import Keypad, letter_pad, typed
from screens.parts.pages import Pages
from screens.parts.touch import Button

if TYPE_CHECKING:
    from kiosk.words import Remark

STATES = {
    "received": ("inbox-arrow-down", "brand"),
    "waiting_for_earlier": ("timer-sand", "brand"),
    "in_progress": ("progress-clock", "brand"),
    "done": ("check-circle", "good"),
    "returned": ("alert-circle", "bad"),
}
LONGEST = 16


class AskProgressScreen(CodeEntryScreen[AskProgress]):
    """The case code, then where the case stands."""

    words = "progress"

    def press(self, key: str) -> None:
        """One key of the code."""
        if self.step is not None:
            self.desk.visit.type_code(typed(self.step.code, key, LONGEST))

    def sheet(self, step: AskProgress) -> Sheet:
        """See :class:`Screen`."""
        self.field = None
        return self._found(step.progress, step.age) if step.progress else self.entry(step)

    def found(self, step: AskProgress) -> CaseProgress | None:
        """See :class:`CodeEntryScreen`."""
        return step.progress

    def keypad(self, most: int) -> Keypad:
        """See :class:`CodeEntryScreen`."""
        return letter_pad(self.press, tail="-", most=most)

    def ways(self) -> Sequence[Part]:
        """See :class:`CodeEntryScreen`."""
        t, visit = self.kit.t, self.desk.visit
        size = "lead" if self.kit.theme.landscape else "title"
        return [
            Button(t("pick_up.open"), lambda: visit.open_pick_up(), icon="folder-open", size="body", name="pick_up"),
            Button(
                t("progress.ask"), lambda: visit.ask_progress(), icon="magnify", kind="primary", size=size, name="ask"
            ),
        ]

    def _found(self, found: CaseProgress, age: Remark | None) -> Sheet:
        t, theme = self.kit.t, self.kit.theme
        done = sum(item.state == "done" for item in found.items)
        top = Column(
            Text(found.title, "big", bold=True, tight=True),
            Text(t("progress.summary", done=done, all=len(found.items)), "lead", "brand", bold=True),
            Text(t("progress.received", code=found.case_code, date=found.received_at), "body", "ink2"),
            Notice(t("progress.old", age=t.remark(age)), "care", icon="clock-outline", bold=True) if age else None,
            gap=theme.mm(2),
        )
        return Sheet(
            stage=t("progress.stage"), top=top,
            body=Pages([self._item(item) for item in found.items], self.at, gap=theme.mm(4)),
            actions=[
                Button(t("progress.other"), lambda: self.desk.visit.back(), icon="magnify", kind="primary",
                       name="other"),
            ],
        )

    def _item(self, item: ItemProgress) -> Part:
        t, theme = self.kit.t, self.kit.theme
        icon, tone = STATES[item.state]
        words = Column(
            Text(item.name, "lead", bold=True, tight=True), Text(item.department, "small", "ink2", tight=True),
            gap=theme.mm(1.5), valign="center",
        )
        words.grow = 1.0
        said = t("progress.received_state" if item.state == "received" else f"progress.{item.state}")
        state = Badge(said, getattr(theme.colours, tone), solid=item.state in ("done", "returned"))
        return Card(
            Row(Icon(icon, theme.type(13), tone), words, state, gap=theme.mm(4), valign="center"), pad=theme.mm(6),
            pad_y=theme.mm(4), edge="bad" if item.state == "returned" else None,
        ).stretching()
