"""Where does my case stand: the code from the slip, then every item with its state in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kiosk.receipt import CaseProgress, ItemProgress
from kiosk.steps import AskProgress
from screens.parts.basic import Badge, Card, Icon, Notice, Text
from screens.parts.flow import Column, Part, Row
from screens.parts.frame import Desk, Screen, Sheet, heading
from screens.parts.keys import Entry, letter_pad, typed
from screens.parts.pages import PageAt, Pages, Region
from screens.parts.pen import Kit
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


class AskProgressScreen(Screen[AskProgress]):
    """Typing draws only the field; an answer replaces the keys."""

    def __init__(self, kit: Kit, desk: Desk) -> None:
        super().__init__(kit, desk)
        self.at = PageAt()
        self.field: Region | None = None

    def show(self, step: AskProgress) -> None:
        """While typing, only the field is drawn again."""
        before = self.step
        if before is not None and self.field is not None and _typing_only(before, step):
            if before != step:
                self.step = step
                self.field.redraw()
            return
        super().show(step)

    def press(self, key: str) -> None:
        """One key of the code."""
        if self.step is not None:
            self.desk.visit.type_code(typed(self.step.code, key, LONGEST))

    def sheet(self, step: AskProgress) -> Sheet:
        """See :class:`Screen`."""
        self.field = None
        return self._found(step.progress, step.age) if step.progress else self._entry(step)

    def _entry(self, step: AskProgress) -> Sheet:
        t, theme = self.kit.t, self.kit.theme
        self.field = Region(self._field)
        pad = letter_pad(self.press, tail="-", most=theme.type(38 if not theme.landscape else 60))
        body: Part
        if theme.landscape:
            pad.grow = 1.3
            left = Column(
                *([heading(t("progress.title"), t("progress.why"))] if not theme.low_reach else []),
                self.field, gap=theme.mm(6),
            )
            left.grow = 1.0
            body = Row(left, pad, gap=theme.mm(9))
        else:
            body = pad if theme.low_reach else Column(self.field, pad, gap=theme.mm(8))
        top: Part | None = None
        if theme.low_reach or not theme.landscape:
            field = self.field if theme.low_reach and not theme.landscape else None
            top = Column(heading(t("progress.title"), t("progress.why")), field, gap=theme.mm(6))
        return Sheet(
            stage=t("progress.stage"),
            top=top,
            body=body,
            actions=[
                Button(t("pick_up.open"), lambda: self.desk.visit.open_pick_up(), icon="folder-open", size="body",
                       name="pick_up"),
                Button(t("progress.ask"), lambda: self.desk.visit.ask_progress(), icon="magnify", kind="primary",
                       size="title" if not theme.landscape else "lead", name="ask"),
            ],
        )

    def _field(self) -> Part:
        t, theme, step = self.kit.t, self.kit.theme, self.step
        assert step is not None, "drawn only with a step"
        note: Part | None = None
        if step.waiting:
            note = Notice(t("progress.waiting"), "info", icon="timer-sand")
        elif step.problem is not None:
            note = Notice(t.remark(step.problem), "bad", bold=True)
        return Column(
            Entry(step.code, hint=t("progress.hint"), problem=step.problem is not None), note, gap=theme.mm(3)
        )

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


def _typing_only(before: AskProgress, now: AskProgress) -> bool:
    same = before.problem is None and now.problem is None and not before.waiting and not now.waiting
    return same and before.progress is None and now.progress is None
